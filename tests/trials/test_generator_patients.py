"""Two thousand patients, none of whom contradicts himself, and what is written of them."""

import re
from collections.abc import Iterator
from functools import cache
from types import MappingProxyType, ModuleType

import pytest

from ehrmind.medcalc.calculators import CALCULATORS
from ehrmind.trials.generator import DIFFICULTIES, asked, concepts, pairs, problems, quantities, told
from ehrmind.trials.generator.concepts import ABOVE, CONDITIONS, PROCEDURES, related
from ehrmind.trials.generator.draw import NEVER_STOPPED, draw_block
from ehrmind.trials.generator.pairs import Made, make_block
from ehrmind.trials.generator.patient import FAMILY, PAST, PREGNANT, PRESENT, RULED_OUT, Patient
from ehrmind.trials.generator.phrases import Phrases, Voice, phrases, sentence
from ehrmind.trials.generator.results import glomerular_rate
from ehrmind.trials.generator.settings import PairSettings
from ehrmind.trials.types import Trial


@cache
def patients() -> tuple[Patient, ...]:
    import random

    found = []
    for name in DIFFICULTIES:
        for number in range(56):
            found += draw_block(Voice(random.Random(f"{name}/{number}")), DIFFICULTIES[name]).patients
    return tuple(found)


@cache
def blocks(split: str) -> tuple[Made, ...]:
    return tuple(make_block(settings, 1, split, number) for settings in DIFFICULTIES.values() for number in range(25))


@cache
def texts(split: str) -> tuple[str, ...]:
    return tuple(
        text
        for block in blocks(split)
        for text in (
            *(note.text for note in block.notes),
            *(line for trial in block.trials for line in (trial.title, *trial.inclusion, *trial.exclusion)),
        )
    )


def present(patient: Patient) -> set[str]:
    return {up for item in patient.illnesses if item.status == PRESENT for up in ABOVE[item.id]}


def test_illnesses_agree() -> None:
    assert len(patients()) >= 2000
    for patient in patients():
        names = [item.id for item in patient.illnesses]
        assert len(set(names)) == len(names)
        own = [item for item in patient.illnesses if item.status in (PRESENT, PAST)]
        for item in patient.illnesses:
            condition = CONDITIONS[item.id]
            if item.status == FAMILY:
                women, men = ("mother", "sister", "aunt"), ("father", "brother", "uncle")
                assert item.relative in {"female": women, "male": men, "": women + men}[condition.sex]
            elif condition.sex:
                assert condition.sex == patient.sex
            if item.status in (PRESENT, PAST):
                assert condition.ages[0] <= patient.age <= condition.ages[1] + 5
                assert item.days < (patient.age - 8) * 365
            if item.status == PRESENT:
                assert (item.stage in condition.stages) if condition.stages else not item.stage
            if item.status == RULED_OUT:
                assert not any(related(item.id, other.id) for other in own)
                assert {"mi", "cad"} - {item.id} - {other.id for other in own} or item.id not in ("mi", "cad")
        assert patient.illnesses[0].id == patient.main


def test_each_drug_is_for_something() -> None:
    for patient in patients():
        own = {item.id: item for item in patient.illnesses if item.status in (PRESENT, PAST)}
        for drug in patient.drugs:
            if drug.reason:
                assert drug.id in CONDITIONS[drug.reason].drugs
                assert drug.reason in own
                assert drug.stopped is None or drug.stopped < own[drug.reason].days
            else:
                assert drug.stopped is not None  # a short course that is over
            assert drug.stopped is None or drug.id not in NEVER_STOPPED
        assert len({drug.id for drug in patient.drugs}) == len(patient.drugs)


def test_procedures_fit_the_patient() -> None:
    for patient in patients():
        for done in patient.procedures:
            item = PROCEDURES[done.id]
            assert item.sex in ("", patient.sex)
            assert patient.age >= item.age
            if item.needs:
                since = [one.days for one in patient.illnesses if one.status == PRESENT and item.needs in ABOVE[one.id]]
                assert since
                assert done.days < max(since)


def test_pregnancy() -> None:
    pregnant = [patient for patient in patients() if patient.states.get(PREGNANT)]
    assert len(pregnant) > 5
    for patient in pregnant:
        assert patient.sex == "female"
        assert patient.age < 45
        assert all(done.id != "hysterectomy" for done in patient.procedures)
        taken = {up for drug in patient.drugs if drug.stopped is None for up in ABOVE[drug.id]}
        assert taken.isdisjoint({"statin", "raas", "cytotoxic", "immunosuppressant", "warfarin", "anticancer"})
    assert all(patient.states[PREGNANT] == 0 for patient in patients() if patient.sex == "male")


def test_values_agree_with_the_illnesses() -> None:
    checked = 0
    for patient in patients():
        labs, has = {lab.id: lab for lab in patient.labs}, present(patient)
        if "hba1c" in labs and "diabetes" not in has:
            assert labs["hba1c"].value < 6.5
        if "ejection" in labs and "hfref" in has:
            assert labs["ejection"].value < 40
        if "ejection" in labs and "hfpef" in has:
            assert labs["ejection"].value >= 50
        stage = next((item.stage for item in patient.illnesses if item.id == "ckd" and item.status == PRESENT), "")
        if "egfr" in labs and stage:
            low, high = {"stage 3": (30, 59), "stage 4": (15, 29)}[stage]
            assert low <= labs["egfr"].value <= high
        if {"egfr", "creatinine"} <= set(labs):
            rate = glomerular_rate(labs["creatinine"].value, patient.age, patient.sex)
            assert abs(rate - labs["egfr"].value) <= 0.51
            checked += 1
    assert checked > 100


def test_the_kidney_formula_is_the_calculators() -> None:
    calculator = next(item for item in CALCULATORS.values() if "CKD-EPI" in item.name)
    for creatinine, age, sex in ((0.6, 40, "female"), (1.4, 63, "male"), (2.3, 80, "female")):
        answer = calculator.solve({"creatinine": creatinine, "age": age, "sex": sex}).answer
        assert float(answer) == pytest.approx(glomerular_rate(creatinine, age, sex), rel=0.01)


WRONG = re.compile(
    r"  | [,.;:)]|\(\s*\)|[{}]|\.\.|,,|;;|, ;|,\.|\bA (?:8|11\b|18\b)|\bAn (?!8|11\b|18\b)\d|\b(\w+) \1\b|\n\n| \n|^\s|\s$"
    r"|\ba [aeio]\w+"
)


@pytest.mark.parametrize("split", ["train", "test"])
def test_texts_are_well_formed(split: str) -> None:
    assert len(texts(split)) > 5000
    for text in texts(split):
        wrong = WRONG.search(text)
        assert not wrong, f"{wrong.group()!r} in {text!r}"
        assert text.count("(") == text.count(")")
        assert text[0].isupper() or text[0].isdigit() or text[:2] in ("eG",), text


def test_a_sentence_begins_with_a_capital() -> None:
    assert sentence("gout") == "Gout"
    assert sentence("eGFR of 30") == "eGFR of 30"


def wordings() -> Iterator[Phrases]:
    """Every phrase that the generator knows."""

    def walk(value: object) -> Iterator[Phrases]:
        if isinstance(value, Phrases):
            yield value
        elif isinstance(value, dict | MappingProxyType):
            for inner in value.values():
                yield from walk(inner)
        elif isinstance(value, tuple | list):
            for inner in value:
                yield from walk(inner)
        else:
            for inner in (getattr(value, "names", None), getattr(value, "complaint", None)):
                if isinstance(inner, Phrases):
                    yield inner

    modules: tuple[ModuleType, ...] = (asked, told, concepts, quantities, problems, pairs)
    for module in modules:
        for name, value in vars(module).items():
            if not name.startswith("__"):
                yield from walk(value)


def fragments(variant: str) -> list[str]:
    return [part.strip(" ,;.:()") for part in re.split(r"\{\w+\}", variant) if part.strip(" ,;.:()")]


def occurs(variant: str, text: str) -> bool:
    """Whether the longest literal part of a variant stands in a text."""
    longest = max(fragments(variant), key=len)
    forms = {longest, sentence(longest)}
    return any(form in text and re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text) for form in forms)


def test_reserved_phrases_never_stand_in_training() -> None:
    reserved = [variant for wording in wordings() for variant in wording.reserved if fragments(variant)]
    assert len(set(reserved)) > 250
    training, test = "\n".join((*texts("train"), *texts("validation"))), "\n".join(texts("test"))
    assert [variant for variant in set(reserved) if occurs(variant, training)] == []
    seen = sum(occurs(variant, test) for variant in set(reserved))
    assert seen > 0.8 * len(set(reserved))


def test_reserved_and_common_phrases() -> None:
    assert phrases("a|b||c") == Phrases(("a", "b"), ("c",))
    assert phrases("a") == Phrases(("a",))
    import random

    wording = phrases("a|b||c")
    assert {Voice(random.Random(number)).say(wording) for number in range(50)} == {"a", "b"}
    assert {Voice(random.Random(number), test=True).say(wording) for number in range(50)} == {"a", "b", "c"}


def test_a_trial_has_a_title_its_condition_and_both_sorts_of_criteria() -> None:
    trials: list[Trial] = [trial for block in blocks("train") for trial in block.trials]
    assert all(trial.title and trial.conditions and trial.inclusion for trial in trials)
    assert sum(bool(trial.exclusion) for trial in trials) > 0.9 * len(trials)
    assert len({trial.id for trial in make_block(PairSettings(), 0, "train", 0).trials}) == 12
