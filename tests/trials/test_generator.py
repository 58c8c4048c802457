from collections import Counter
from fractions import Fraction
from functools import cache

import pytest

from ehrmind.errors import ConfigError
from ehrmind.trials.generator import DIFFICULTIES, Generated, Length, PairSettings, Style, generate_pairs
from ehrmind.trials.generator.asked import write_criterion
from ehrmind.trials.generator.concepts import ABOVE, CONDITIONS, DRUGS, MAIN, NAMES
from ehrmind.trials.generator.criteria import (
    BETWEEN,
    EVER,
    NOW,
    All,
    AtLeast,
    Bound,
    Criterion,
    Has,
    Takes,
    Unless,
    leaves,
    truth,
)
from ehrmind.trials.generator.note import upper_limit
from ehrmind.trials.generator.pairs import SIZE, Made, judge, make_block
from ehrmind.trials.generator.patient import (
    FAMILY,
    PRESENT,
    RULED_OUT,
    Facts,
    Illness,
    Lab,
    Patient,
    Taken,
    facts_of,
)
from ehrmind.trials.generator.problems import PROBLEMS
from ehrmind.trials.generator.quantities import QUANTITIES, ULN, in_base, write_number
from ehrmind.trials.logic import MAYBE, NO, YES, verdicts_in
from ehrmind.trials.types import ELIGIBLE, EXCLUDED, LABELS, NOT_RELEVANT

PLAIN = PairSettings()


@cache
def made(name: str = "medium", split: str = "train", blocks: int = 12) -> tuple[Made, ...]:
    return tuple(make_block(DIFFICULTIES[name], 0, split, number) for number in range(blocks))


@cache
def pairs() -> Generated:
    return generate_pairs(PLAIN, 0, {"train": 60, "validation": 12, "test": 30})


# A second reading of criteria, by scanning what the patient has; written without the first


def settle(criterion: Criterion, patient: Patient) -> bool | None:
    name = type(criterion).__name__
    if name == "Not":
        inner = settle(criterion.item, patient)  # type: ignore[union-attr]
        return None if inner is None else not inner
    if name == "Unless":
        item, exception = settle(criterion.item, patient), settle(criterion.exception, patient)  # type: ignore[union-attr]
        return False if item is False or exception is True else None if None in (item, exception) else True
    if name in ("All", "AtLeast"):
        values = [settle(item, patient) for item in criterion.items]  # type: ignore[union-attr]
        needed = len(values) if name == "All" else criterion.count  # type: ignore[union-attr]
        if values.count(True) >= needed:
            return True
        return False if len(values) - values.count(False) < needed else None
    return {"Bound": bound, "Has": has, "Takes": takes, "Had": had, "Is": state, "Unstated": lambda *_: None}[name](
        criterion, patient
    )


def bound(item: Bound, patient: Patient) -> bool | None:
    quantity = QUANTITIES[item.id]
    if item.id == "age":
        value = Fraction(patient.age)
    else:
        lab = next((lab for lab in patient.labs if lab.id == item.id), None)
        if lab is None or (item.window and lab.days > item.window):
            return None
        value = Fraction(str(lab.value))
    if item.unit == quantity.unit:
        factor = Fraction(1)
    elif item.unit == ULN:
        factor = Fraction(str(quantity.uln))
    else:
        factor = Fraction(str(in_base(quantity, 1, item.unit)))
    low, high = Fraction(str(item.number)) * factor, Fraction(str(item.most)) * factor
    if item.unit != quantity.unit and abs(value - low) < Fraction(1, 10**6):
        value = low
    return {">=": value >= low, "<=": value <= low, ">": value > low, "<": value < low, BETWEEN: low <= value <= high}[
        item.compare
    ]


def has(item: Has, patient: Patient) -> bool | None:
    own = [it for it in patient.illnesses if item.id in ABOVE[it.id] and it.status not in (RULED_OUT, FAMILY)]
    if any(
        (it.status == PRESENT or item.when == EVER or 0 < it.days <= item.when)
        and (not item.stages or it.stage in item.stages)
        for it in own
    ):
        return True
    denied = any(it.status == RULED_OUT and it.id in ABOVE[item.id] for it in patient.illnesses)
    return False if own or denied or patient.only_illnesses else None


def takes(item: Takes, patient: Patient) -> bool | None:
    own = [drug for drug in patient.drugs if item.id in ABOVE[drug.id]]
    if any(drug.stopped is None or item.when == EVER or 0 < drug.stopped <= item.when for drug in own):
        return True
    return False if own or (patient.only_drugs and item.when == NOW) else None


def had(item: object, patient: Patient) -> bool | None:
    own = [done for done in patient.procedures if item.id in ABOVE[done.id]]  # type: ignore[attr-defined]
    if not own:
        return None
    return any(item.when == EVER or done.days <= item.when for done in own)  # type: ignore[attr-defined]


def state(item: object, patient: Patient) -> bool | None:
    value = patient.states.get(item.id)  # type: ignore[attr-defined]
    return None if value is None else value == YES


@pytest.mark.parametrize("name", list(DIFFICULTIES))
def test_labels_and_verdicts_follow_from_the_structure(name: str) -> None:
    settings, words = DIFFICULTIES[name], {True: "met", False: "not met", None: "not enough information"}
    generated = generate_pairs(settings, 0, {"train": 4 * SIZE})
    by_note = {
        note.id: subject.patient
        for block in made(name, "train", 4)
        for note, subject in zip(block.notes, block.subjects, strict=True)
    }
    by_trial = {
        trial.id: study
        for block in made(name, "train", 4)
        for trial, study in zip(block.trials, block.studies, strict=True)
    }
    for judgement in generated.pairs.judgements:
        patient, study = by_note[judgement.note], by_trial[judgement.trial]
        inclusion = [settle(asked.criterion, patient) for asked in study.inclusion]
        exclusion = [settle(asked.criterion, patient) for asked in study.exclusion]
        key = (judgement.note, judgement.trial)
        assert generated.verdicts[key] == tuple(words[value] for value in (*inclusion, *exclusion))
        if settle(study.target, patient) is not True:
            assert judgement.label == NOT_RELEVANT
        elif False in inclusion or True in exclusion:
            assert judgement.label == EXCLUDED
        else:
            assert judgement.label == ELIGIBLE


def test_each_patient_and_each_trial_has_each_label_as_often() -> None:
    judgements = [it for it in pairs().pairs.judgements if it.split == "train"]
    for key in ("note", "trial"):
        counts: dict[str, Counter[int]] = {}
        for judgement in judgements:
            counts.setdefault(getattr(judgement, key), Counter())[judgement.label] += 1
        assert {tuple(sorted(count.items())) for count in counts.values()} == {((0, 8), (1, 2), (2, 2))}
    assert len(judgements) == 60 * SIZE


def test_a_block_is_a_function_of_seed_split_and_number() -> None:
    few, more = generate_pairs(PLAIN, 3, {"train": 7}), generate_pairs(PLAIN, 3, {"test": 5, "train": 31})
    assert [it for it in more.pairs.judgements if it.split == "train"][: 7 * SIZE] == few.pairs.judgements
    assert all(more.reasons[key] == reason for key, reason in few.reasons.items())
    assert all(more.pairs.notes[key] == note for key, note in few.pairs.notes.items())
    other = generate_pairs(PLAIN, 4, {"train": 7})
    assert {note.text for note in other.pairs.notes.values()}.isdisjoint(note.text for note in few.pairs.notes.values())


def test_no_patient_and_no_trial_stands_in_two_splits() -> None:
    for key in ("note", "trial"):
        places: dict[str, set[str]] = {}
        for judgement in pairs().pairs.judgements:
            places.setdefault(getattr(judgement, key), set()).add(judgement.split)
        assert all(len(found) == 1 for found in places.values())
    texts = [note.text for note in pairs().pairs.notes.values()]
    assert len(set(texts)) == len(texts) == 102


def test_the_reasoning_gives_every_verdict_and_the_label() -> None:
    for judgement in pairs().pairs.judgements:
        key = (judgement.note, judgement.trial)
        trial, reason = pairs().pairs.trials[judgement.trial], pairs().reasons[key]
        names = [f"inclusion {at + 1}" for at in range(len(trial.inclusion))]
        names += [f"exclusion {at + 1}" for at in range(len(trial.exclusion))]
        assert verdicts_in(reason) == dict(zip(names, pairs().verdicts[key], strict=True))
        assert reason.endswith(f": {LABELS[judgement.label]}.")
        assert len(reason.split()) < 400


def test_a_note_states_its_facts() -> None:
    for block in made("hard", "test", 6):
        for subject, note in zip(block.subjects, block.notes, strict=True):
            text, patient = note.text.lower(), subject.patient
            facts = [item.id for item in (*patient.illnesses, *patient.drugs, *patient.procedures)]
            for name in facts:
                assert any(word.lower() in text for word in (*NAMES[name].common, *NAMES[name].reserved)), name
            for lab in (*patient.labs, *patient.earlier):
                assert lab.number in text
            assert str(patient.age) in text


def test_enough_diseases_and_every_one_is_used() -> None:
    assert len(MAIN) >= 60
    assert {disease for problem in PROBLEMS for disease in problem.diseases} == set(MAIN)
    assert all(drug in DRUGS for item in CONDITIONS.values() for drug in item.drugs)
    assert all(CONDITIONS[name].test for name in MAIN)


def test_most_notes_of_the_others_name_the_condition() -> None:
    named, total = 0, 0
    for block in made():
        for study in block.studies:
            for subject in block.subjects:
                if truth(study.target, subject.facts) != YES:
                    total += 1
                    named += any(study.target.id in ABOVE[item.id] for item in subject.patient.illnesses)
    assert named / total > 0.85


FACTS = facts_of(
    Patient(
        63,
        "female",
        0,
        "copd",
        (
            Illness("copd", PRESENT, 1460, "GOLD grade 3"),
            Illness("hfref", RULED_OUT),
            Illness("asthma", FAMILY, relative="mother"),
            Illness("mi", "past", 240),
        ),
        (Taken("apixaban", "", None), Taken("prednisone", "copd", 42)),
        (),
        (Lab("bilirubin", 1.8, "1.8", "mg/dL", 10),),
        (),
        {"pregnant": NO, "childbearing": NO},
    )
)


@pytest.mark.parametrize(
    ("criterion", "value"),
    [
        (Has("copd"), YES),
        (Has("obstructive_lung"), YES),
        (Has("copd", NOW, ("GOLD grade 2",)), NO),
        (Has("asthma"), MAYBE),
        (Has("hfref"), NO),
        (Has("heart_failure"), MAYBE),
        (Has("mi", 365), YES),
        (Has("mi", 180), NO),
        (Has("acute_coronary", EVER), YES),
        (Has("mi"), NO),
        (Has("gout", EVER), MAYBE),
        (Takes("anticoagulant"), YES),
        (Takes("warfarin"), MAYBE),
        (Takes("immune_any", 28), NO),
        (Takes("immune_any", 90), YES),
        (Takes("corticosteroid"), NO),
        (Takes("corticosteroid", EVER), YES),
        (Bound("bilirubin", "<=", 1.5, ULN), YES),
        (Bound("bilirubin", "<", 1.5, ULN), NO),
        (Bound("bilirubin", "<=", 30, "µmol/L"), NO),
        (Bound("bilirubin", "<=", 31, "µmol/L"), YES),
        (Bound("bilirubin", "<=", 3, "mg/dL", window=7), MAYBE),
        (Bound("alt", "<=", 40, "U/L"), MAYBE),
        (Bound("age", BETWEEN, 18, "years", 63), YES),
        (Bound("age", ">", 63, "years"), NO),
        (Unless(Has("copd"), Takes("anticoagulant")), NO),
        (Unless(Has("copd"), Takes("warfarin")), MAYBE),
        (Unless(Has("copd"), Has("hfref")), YES),
    ],
)
def test_what_a_note_settles(criterion: Criterion, value: int) -> None:
    assert truth(criterion, FACTS) == value


def test_who_denies_the_class_denies_its_kinds() -> None:
    facts = facts_of(Patient(40, "male", 0, "", (Illness("heart_failure", RULED_OUT),), (), (), (), (), {}))
    assert truth(Has("hfref"), facts) == truth(Has("heart_failure"), facts) == NO
    assert truth(Has("heart_disease"), facts) == MAYBE


def test_and_within_or() -> None:
    assert truth(AtLeast(1, (Has("gout"), All((Has("copd"), Takes("anticoagulant"))))), FACTS) == YES
    assert truth(AtLeast(1, (Has("gout"), All((Has("copd"), Takes("warfarin"))))), FACTS) == MAYBE
    assert truth(AtLeast(1, (Has("hfref"), All((Has("hfref"), Takes("warfarin"))))), FACTS) == NO
    found = [
        asked.criterion
        for block in made()
        for study in block.studies
        for asked in (*study.inclusion, *study.exclusion)
        if isinstance(asked.criterion, AtLeast) and any(isinstance(item, All) for item in asked.criterion.items)
    ]
    assert len(found) > 5


def test_only_what_a_note_says_to_be_all_is_closed() -> None:
    def closed(illnesses: bool, drugs: bool) -> Facts:
        return facts_of(Patient(40, "male", 0, "", (), (), (), (), (), {}, illnesses, drugs))

    assert truth(Has("gout"), closed(False, True)) == MAYBE
    assert truth(Has("gout"), closed(True, False)) == NO
    assert truth(Takes("statin"), closed(True, False)) == MAYBE
    assert truth(Takes("statin"), closed(False, True)) == NO
    assert truth(Takes("statin", 28), closed(False, True)) == MAYBE  # it may have been stopped last week


def test_the_units_of_a_limit_are_equivalent() -> None:
    assert in_base(QUANTITIES["bilirubin"], 30, "µmol/L") == pytest.approx(30e-6 * 584.66 * 100)  # 1.754 mg/dL
    assert in_base(QUANTITIES["creatinine"], 150, "µmol/L") == pytest.approx(150e-6 * 113.12 * 100)
    assert in_base(QUANTITIES["glucose"], 7.0, "mmol/L") == pytest.approx(7e-3 * 180.16 * 100)
    assert in_base(QUANTITIES["hemoglobin"], 95, "g/L") == 9.5
    assert in_base(QUANTITIES["platelets"], 100_000, "/mm³") == 100
    assert in_base(QUANTITIES["creatinine"], 1.5, ULN) == 1.8


def test_a_reader_of_the_notes_upper_limit_comes_to_our_verdict() -> None:
    """The note rounds ULN in the other unit (106.1 µmol/L); no value that it can write falls between the two limits."""
    for name in ("creatinine", "bilirubin"):
        quantity = QUANTITIES[name]
        for written in range(1, 800):
            lab = Lab(name, in_base(quantity, written, quantity.other_unit), str(written), quantity.other_unit)
            for multiple in quantity.multiples:
                read = written <= multiple * float(upper_limit(lab))
                assert read == (lab.value <= in_base(quantity, multiple, ULN)), (written, multiple)


def test_numbers_are_written_as_in_hospitals() -> None:
    assert write_number(180_054, "/mm³", -3) == "180,000"
    assert write_number(9.84, "g/dL", 1) == "9.8"


def test_the_shares_of_the_settings() -> None:
    def share(settings: PairSettings, what: str) -> float:
        criteria = [
            asked.criterion
            for number in range(6)
            for study in make_block(settings, 0, "train", number).studies
            for asked in (*study.inclusion, *study.exclusion)
        ]
        hits = [type(item).__name__ == what for item in criteria]
        return sum(hits) / len(hits)

    def classes(settings: PairSettings) -> float:
        found = [
            leaf.id in {up for item in DRUGS.values() for up in item.parents}
            for number in range(6)
            for study in make_block(settings, 0, "train", number).studies
            for asked in (*study.inclusion, *study.exclusion)
            for leaf in leaves(asked.criterion)
            if isinstance(leaf, Takes)
        ]
        return sum(found) / len(found)

    assert share(PairSettings(unless=0), "Unless") == 0 < share(PairSettings(unless=0.4), "Unless")
    assert share(PairSettings(nested=0), "AtLeast") == 0 < share(PairSettings(nested=0.4), "AtLeast")
    assert classes(PairSettings(hypernyms=0, unless=0)) == 0 < classes(PairSettings(hypernyms=0.5))


def test_units_of_note_and_criterion_differ_as_often_as_asked() -> None:
    def differ(settings: PairSettings) -> float:
        found = []
        for number in range(8):
            block = make_block(settings, 0, "train", number)
            units = {(lab.id, lab.unit) for subject in block.subjects for lab in subject.patient.labs}
            for study in block.studies:
                for asked in (*study.inclusion, *study.exclusion):
                    found += [
                        (leaf.id, leaf.unit) not in units
                        for leaf in leaves(asked.criterion)
                        if isinstance(leaf, Bound) and leaf.id in ("bilirubin", "creatinine", "alt")
                    ]
        return sum(found) / len(found)

    assert differ(PairSettings(units=0)) == 0
    assert differ(PairSettings(units=0.6)) > 0.2


def test_length_and_number_of_criteria() -> None:
    def words(length: Length) -> float:
        notes = [note for number in range(4) for note in make_block(PairSettings(length), 0, "train", number).notes]
        return sum(len(note.text.split()) for note in notes) / len(notes)

    assert words(Length.short) < words(Length.medium) - 30 < words(Length.long) - 60
    for count in (6, 12):
        trials = make_block(PairSettings(criteria=count), 0, "train", 0).trials
        assert {len(trial.inclusion) + len(trial.exclusion) for trial in trials} == {count}
    for style, start in ((Style.letter, ("Dear", "To whom")), (Style.admission, ("History", "Present complaint"))):
        block = make_block(PairSettings(style=style), 0, "test", 0)
        assert all(note.text.startswith(start) for note in block.notes)


@pytest.mark.parametrize(
    "settings", [{"criteria": 5}, {"criteria": 25}, {"units": 1.1}, {"hard": -0.1}, {"nested": float("nan")}]
)
def test_settings_are_refused(settings: dict[str, float]) -> None:
    with pytest.raises(ConfigError, match=next(iter(settings))):
        PairSettings(**settings)  # type: ignore[arg-type]


def test_splits_are_refused() -> None:
    with pytest.raises(ConfigError, match="dev"):
        generate_pairs(PLAIN, 0, {"dev": 3})
    with pytest.raises(ConfigError, match="-1"):
        generate_pairs(PLAIN, 0, {"train": -1})
    assert generate_pairs(PLAIN, 0, {"train": 0}).pairs.judgements == []


def test_no_criterion_repeats_or_contradicts_another() -> None:
    for block in made():
        for study in block.studies:
            used: list[str] = []
            for asked in (*study.inclusion, *study.exclusion):
                mine = {leaf.id for leaf in leaves(asked.criterion) if isinstance(leaf, Bound | Has | Takes)}
                for name in mine:
                    assert not any(
                        name == other or name in ABOVE.get(other, ()) or other in ABOVE.get(name, ()) for other in used
                    )
                used += mine


def test_a_criterion_in_words() -> None:
    import random

    from ehrmind.trials.generator.phrases import Voice

    texts = {
        write_criterion(Unless(Has("arrhythmia", EVER), Takes("anticoagulant")), Voice(random.Random(number)))
        for number in range(60)
    }
    assert "History of cardiac arrhythmia, except in patients on anticoagulants" in texts
    written = {
        write_criterion(Bound("bilirubin", "<=", 1.5, ULN), Voice(random.Random(number))) for number in range(60)
    }
    assert {"Bilirubin ≤ 1.5 × ULN", "Total bilirubin of at most 1.5 times the upper limit of normal"} <= written
    assert "EGFR" not in write_criterion(Bound("egfr", ">=", 30, "mL/min/1.73 m²"), Voice(random.Random(0)))


def test_a_block_whose_patients_are_too_alike_is_drawn_anew() -> None:
    """The 547th of seed 0: no trial tells the first draw's patients with a seizure disorder apart."""
    made = make_block(PairSettings(), 0, "train", 546)
    assert len(made.trials) == len(made.notes) == 12
    labels = [judge(subject, study)[0] for subject in made.subjects for study in made.studies]
    assert [labels.count(label) for label in (0, 1, 2)] == [96, 24, 24]
