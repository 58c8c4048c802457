"""Generated notes: a function of seed and index, true to their inputs, without their own answer, as asked for."""

import random
import re
from collections import Counter

import pytest

from ehrmind.medcalc.calculators import CALCULATORS
from ehrmind.medcalc.forms import Calculator, Day, Dose, Finding, Kind, Measure, show_date
from ehrmind.medcalc.measures import BYSTANDERS
from ehrmind.medcalc.notes import Length, NoteSettings, Style, Units, wording, write_case
from ehrmind.medcalc.notes.grammar import forms
from ehrmind.medcalc.notes.patient import Written, draw_patient
from ehrmind.medcalc.notes.settings import WORDS
from ehrmind.medcalc.notes.write import fill, gives_away
from ehrmind.medcalc.scoring import NOT_ENOUGH

EVERY = list(CALCULATORS.values())
RICH = NoteSettings(Length.medium, Style.mixed, Units.mixed, distractors=0.5, inferred=0.5)
each = pytest.mark.parametrize("calculator", EVERY, ids=lambda item: str(item.id))


@each
def test_a_case_is_a_function_of_seed_split_and_index(calculator: Calculator) -> None:
    for settings in (NoteSettings(), RICH):
        first = write_case(calculator, 5, "train", 9, settings)
        random.seed(123)
        assert write_case(calculator, 5, "train", 9, settings) == first
        others = [
            write_case(calculator, 6, "train", 9, settings),
            write_case(calculator, 5, "test", 9, settings),
            write_case(calculator, 5, "train", 8, settings),
        ]
        assert all(other.note != first.note for other in others)


@each
def test_every_input_stands_in_the_note(calculator: Calculator) -> None:
    for index in range(12):
        case = write_case(calculator, 0, "train", index)
        patient = draw_patient(calculator, NoteSettings(), random.Random(f"0/train/{index}/{calculator.id}"))
        if patient.values != case.values:
            continue  # the first draw gave its own answer away
        for item in calculator.inputs:
            if isinstance(item, Measure) and item.name not in ("age", "systolic", "diastolic"):
                assert str(patient.written[item.name]) in case.note, item.name
            elif isinstance(item, Day):
                assert show_date(case.values[item.name]) in case.note
            elif isinstance(item, Dose) and item.name in case.values:
                assert item.drug in case.note
            elif isinstance(item, Finding):
                sentences = (fill(form, case.values["sex"]) for text in item.present for form in forms(text))
                said = {text for text in sentences if text in case.note}
                assert bool(said) is case.values[item.name], (item.name, said, case.note)
        assert f"{case.values['age']}-year-old" in case.note
        assert bool(re.search("woman|girl", case.note)) is (case.values["sex"] == "female")


@each
@pytest.mark.parametrize("length", Length)
def test_length_and_text_and_no_answer(calculator: Calculator, length: Length) -> None:
    settings = NoteSettings(length, Style.mixed, Units.mixed, distractors=0.5, inferred=0.3)
    low, high = WORDS[length]
    for index in range(4):
        case = write_case(calculator, 2, "train", index, settings)
        assert low <= len(case.note.split()) <= high
        assert "{" not in case.note + case.question
        assert not re.search(r"  |\.\.|\n\n", case.note)
        assert not gives_away(case.note, case.answer)
        if calculator.kind in (Kind.DECIMAL, Kind.INTEGER):
            assert not re.search(rf"(?<![\d./]){re.escape(case.answer)}(?!\.?\d|/)", case.note.replace("/", " / "))


@pytest.mark.simulation
@each
def test_a_medium_note_has_at_least_300_surface_forms(calculator: Calculator) -> None:
    settings = NoteSettings(Length.medium, Style.mixed)
    notes = {re.sub(r"\d+(\.\d+)?", "#", write_case(calculator, 0, "train", i, settings).note) for i in range(310)}
    assert len(notes) >= 300


@each
def test_a_reader_of_the_note_reaches_our_answer_in_the_other_units(calculator: Calculator) -> None:
    """What the note writes is rounded first, so that the value behind it is exact."""
    from ehrmind.medcalc.units import convert

    for index in range(10):
        rng = random.Random(index)
        patient = draw_patient(calculator, NoteSettings(units=Units.other), rng)
        for item in calculator.inputs:
            if isinstance(item, Measure):
                written = patient.written[item.name]
                assert written.unit == (item.other_unit or item.unit)
                value = convert(float(written.number), written.unit, item.unit, item.analyte)
                assert patient.values[item.name] == pytest.approx(value)
                if written.unit != item.unit:
                    assert any(str(written) in step.text for step in patient.bridges), (
                        "the solution shows the conversion"
                    )


@each
def test_an_unanswerable_note_leaves_out_what_its_solution_names(calculator: Calculator) -> None:
    settings = NoteSettings(unanswerable=1.0)
    cases = [write_case(calculator, 0, "train", index, settings) for index in range(12)]
    can_be = any(isinstance(item, Measure) and item.name in calculator.required for item in calculator.inputs)
    assert all((case.answer == NOT_ENOUGH) is can_be for case in cases)
    for case in cases:
        for item in calculator.inputs:
            if can_be and case.work.text.endswith(f"does not give the {item.label}.") and item.name != "age":
                for name in item.says:
                    assert not re.search(rf"(?<![\w-])(?<!urine ){re.escape(name)} (was |is )?\d", case.note), (
                        name,
                        case.note,
                    )


def test_styles_have_their_headings() -> None:
    heads = {
        Style.admission: "ADMISSION NOTE",
        Style.discharge: "DISCHARGE SUMMARY",
        Style.problem_list: "| Test | Value |",
    }
    for style, head in heads.items():
        assert head in write_case(CALCULATORS[39], 0, "train", 1, NoteSettings(style=style)).note
    mixed = [write_case(CALCULATORS[39], 0, "train", i, NoteSettings(style=Style.mixed)).note for i in range(60)]
    assert all(any(head in note for note in mixed) for head in heads.values())


def test_distractors_are_earlier_values_relatives_and_warnings() -> None:
    settings = NoteSettings(Length.medium, distractors=1.0)
    case = write_case(CALCULATORS[4], 0, "train", 0, settings)
    assert "not earlier or later ones" in case.question
    notes = " ".join(write_case(CALCULATORS[4], 0, "train", i, settings).note for i in range(40))
    assert re.search(r"(mother|father|aunt|uncle) had (diabetes|hypertension)", notes)
    assert re.search(r"should return at once if signs of", notes)
    labs = " ".join(write_case(CALCULATORS[39], 0, "train", i, settings).note for i in range(20))
    assert re.search(r"(Three months earlier|last year|old chart), \S+( \w+)? was \d+", labs)
    assert re.search(r"(Two days later|discharge|month later|treatment), \S+( \w+)? was \d+", labs)
    plain = write_case(CALCULATORS[39], 0, "train", 0)
    assert "earlier or later" not in plain.question


def test_a_weight_can_be_inferred_from_the_bmi_and_an_age_from_the_birth() -> None:
    cases = [write_case(CALCULATORS[2], 0, "train", i, NoteSettings(inferred=1.0)) for i in range(30)]
    for case in cases:
        assert "BMI" in case.note
        assert "year-old" not in case.note
        bmi = float(re.search(r"BMI is ([\d.]+) kg/m²", case.note)[1])  # type: ignore[index]
        assert case.values["weight"] == pytest.approx(bmi * (case.values["height"] / 100) ** 2)
        born, seen = re.findall(r"(?:born|visit is) in \w+ (\d{4})", case.note)
        assert int(seen) - int(born) - case.values["age"] in (0, 1)
        assert "Weight = BMI × height²" in case.work.text


def test_a_birth_month_never_leaves_the_age_open() -> None:
    months = (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    )
    for index in range(200):
        case = write_case(CALCULATORS[45], 0, "train", index, NoteSettings(inferred=1.0))
        (born, year), (seen, now) = re.findall(r"(?:born|visit is) in (\w+) (\d{4})", case.note)
        assert born != seen
        assert int(now) - int(year) - (months.index(born) > months.index(seen)) == case.values["age"]


def test_remarks_hold_no_digit_and_name_no_finding() -> None:
    nouns = {item.noun for c in EVERY for item in c.inputs if isinstance(item, Finding) and item.noun}
    for _, variants in wording.REMARKS:
        for text in variants:
            assert not re.search(r"\d", text)
            assert text.endswith(".")
            assert not any(noun in text for noun in nouns), text
    names = {item.name for c in EVERY for item in c.inputs}
    for topic in {topic for topics, _ in wording.REMARKS for topic in topics} - {"adult"}:
        assert names.intersection(wording.CONFLICTS[topic]), "a conflict that names no input protects nothing"
    assert set(wording.BYSTANDER_CONFLICTS) <= {item.name for item in BYSTANDERS}


@each
def test_no_sentence_of_an_input_holds_a_digit_or_an_unknown_slot(calculator: Calculator) -> None:
    for item in calculator.inputs:
        texts: tuple[str, ...] = ()
        if isinstance(item, Finding):
            texts = (*item.present, *item.absent, *item.implied, item.noun)
            assert len(item.present) >= 2, item.name
            assert len(item.absent) >= 2, item.name
        elif not isinstance(item, (Measure, Day, Dose)):
            texts = tuple(text for option in item.options.values() for text in option)
        for text in texts:
            assert not re.search(r"\d", text), text
            assert "{" not in fill(text, "female"), text


def test_written_numbers_read_as_notes_write_them() -> None:
    written = [
        Written("41", "%"),
        Written("9400", "/µL"),
        Written("2.1", ""),
        Written("12", "points"),
        Written("7", "mg/dL"),
    ]
    assert [str(item) for item in written] == ["41%", "9400/µL", "2.1", "12", "7 mg/dL"]


def test_notes_hardly_ever_repeat() -> None:
    notes = Counter(write_case(CALCULATORS[39], 0, "train", index).note for index in range(2000))
    assert max(notes.values()) == 1


def test_an_impossible_patient_is_refused() -> None:
    import dataclasses

    never = dataclasses.replace(CALCULATORS[39], possible=lambda values: False)
    with pytest.raises(ValueError, match="calculator 39: its inputs never satisfy"):
        write_case(never, 0, "train", 0)
