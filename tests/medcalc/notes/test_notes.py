"""Generated notes: a function of seed and index, true to their inputs, without their own answer, as asked for."""

import random
import re
from collections import Counter

import pytest

from ehrmind.medcalc.calculators import CALCULATORS
from ehrmind.medcalc.calculators import EVERY as BY_ID
from ehrmind.medcalc.forms import Calculator, Choice, Day, Dose, Finding, Kind, Measure, show_date
from ehrmind.medcalc.notes import Length, NoteSettings, Style, Units, write_case
from ehrmind.medcalc.notes.background import MOST_SHARE
from ehrmind.medcalc.notes.contradictions import contradictions
from ehrmind.medcalc.notes.distractors import TAGS
from ehrmind.medcalc.notes.patient import Written, draw_patient
from ehrmind.medcalc.notes.settings import WORDS
from ehrmind.medcalc.notes.write import Case, gives_away

EVERY = list(BY_ID.values())
RICH = NoteSettings(Length.medium, Style.mixed, Units.mixed, distractors=0.5, inferred=0.5)
STYLES = [style for style in Style if style is not Style.mixed]
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
def test_every_input_stands_in_the_note_where_the_case_says(calculator: Calculator) -> None:
    for index in range(8):
        for settings in (NoteSettings(), RICH):
            case = write_case(calculator, 0, "train", index, settings)
            for name, text in case.said.items():
                assert text in case.note, name
            for item in calculator.inputs:
                stated = item.name in case.said
                if isinstance(item, Finding):
                    assert stated or not case.values[item.name], item.name
                elif isinstance(item, Day):
                    assert show_date(case.values[item.name]) in case.said[item.name]
                elif isinstance(item, Dose):
                    assert stated is (item.name in case.values)
                    assert not stated or item.drug in case.said[item.name].lower()
                elif isinstance(item, Choice):
                    assert stated or not item.options[case.values[item.name]], item.name
                else:
                    assert stated, item.name
                    assert re.search(r"\d", case.said[item.name]), item.name
            female = re.search(r"\b(woman|girl|\d+F|F)\b", case.said["sex"])
            assert bool(female) is (case.values["sex"] == "female"), case.said["sex"]


@each
@pytest.mark.parametrize("length", Length)
def test_length_and_text_and_no_answer(calculator: Calculator, length: Length) -> None:
    settings = NoteSettings(length, Style.mixed, Units.mixed, distractors=0.5, inferred=0.3)
    low, high = WORDS[length]
    for index in range(4):
        case = write_case(calculator, 2, "train", index, settings)
        assert low <= len(case.note.split()) <= high
        assert case.filler <= MOST_SHARE
        assert set(case.tags) <= set(TAGS)
        assert "{" not in case.note + case.question
        assert not re.search(r"  |\.\.|\n\n", case.note)
        assert not gives_away(case.note, case.answer)
        if calculator.kind in (Kind.DECIMAL, Kind.INTEGER):
            assert not re.search(rf"(?<![\d./]){re.escape(case.answer)}(?!\.?\d|/)", case.note.replace("/", " / "))


def told(calculator: Calculator, index: int, seed: int = 0) -> tuple[Case, Style]:
    """A case of any length, style and units, with and without distractors, clues and an input left out."""
    style = STYLES[index % len(STYLES)]
    settings = NoteSettings(
        list(Length)[index // 3 % 3 if index % 3 == 0 else 0],
        style,
        list(Units)[index % 3],
        distractors=0.5 * (index % 2),
        inferred=0.4 * (index % 5 < 2),
        unanswerable=0.1,
    )
    return write_case(calculator, seed, ("train", "test")[index % 2], index, settings), style


@each
def test_no_note_contradicts_itself(calculator: Calculator) -> None:
    for index in range(40):
        case, style = told(calculator, index)
        assert not contradictions(calculator, case, style), case.note


@pytest.mark.slow
@each
def test_no_note_of_two_thousand_contradicts_itself(calculator: Calculator) -> None:
    for index in range(2000):
        case, style = told(calculator, index, seed=1)
        assert not contradictions(calculator, case, style), case.note


@pytest.mark.parametrize(
    ("note", "values", "style"),
    [
        ("She is pregnant.", {"sex": "male", "age": 40}, Style.case_report),
        ("A cat lives with her husband.", {"sex": "female", "age": 9}, Style.case_report),
        ("She denies chest pain.", {"sex": "female", "age": 60, "confusion": True}, Style.case_report),
        ("She reports a sore throat.", {"sex": "female", "age": 2}, Style.case_report),
        ("A grandson had a cold.", {"sex": "male", "age": 19}, Style.case_report),
        ("BP 162/80.", {"sex": "male", "age": 60, "systolic": 162, "norepinephrine": (0.1, 1)}, Style.case_report),
        ("SpO2 on room air 94%.", {"sex": "male", "age": 60, "respiratory_support": True}, Style.case_report),
        ("The chest film shows a mass. No imaging was done.", {"sex": "male", "age": 60}, Style.case_report),
        ("He left the hospital after a week.", {"sex": "male", "age": 60}, Style.admission),
        ("A aunt of his is well.", {"sex": "male", "age": 60}, Style.case_report),
        ("A cousin of her is well.", {"sex": "female", "age": 60}, Style.case_report),
        ("BP 120/80. Later: BP 90/60.", {"sex": "male", "age": 60}, Style.case_report),
        ("Sodium 138 mEq/L, Na 131 mEq/L.", {"sex": "male", "age": 60, "sodium": 138}, Style.case_report),
        ("Afebrile.", {"sex": "male", "age": 60, "temperature": 39.2}, Style.case_report),
    ],
)
def test_the_rules_see_a_contradiction(note: str, values: dict[str, object], style: Style) -> None:
    case = write_case(CALCULATORS[39], 0, "train", 0)
    bad = Case(note, case.question, values, case.work)
    if "cousin of her" in note:
        bad = Case("A cousin of her is well.", case.question, values, case.work)
    assert contradictions(CALCULATORS[39], bad, style)


def test_the_rules_see_a_finding_that_is_denied_or_not_the_patients() -> None:
    calculator = CALCULATORS[4]
    values = {"sex": "female", "age": 70, "hypertension": True, "diabetes": False, "stroke": False}
    case = write_case(calculator, 0, "train", 0)
    for note in ("She has no hypertension.", "Past history: diabetes."):
        assert contradictions(calculator, Case(note, case.question, values, case.work), Style.case_report), note


def test_training_and_test_notes_share_few_sentences() -> None:
    """A fifth of a test note's sentences at most stand in any of many training notes."""
    settings = NoteSettings(Length.medium, Style.mixed, Units.mixed, inferred=0.3)
    split = re.compile(r"(?<=[.;])\s+|\n")

    def sentences(name: str, count: int) -> list[str]:
        notes = (write_case(item, 0, name, index, settings).note for item in EVERY for index in range(count))
        return [text.strip() for note in notes for text in split.split(note) if len(text.split()) > 2]

    seen = set(sentences("train", 20))
    test = sentences("test", 4)
    shared = [text for text in test if text in seen]
    assert len(shared) <= 0.2 * len(test), Counter(shared).most_common(20)


@pytest.mark.simulation
@each
@pytest.mark.parametrize(("count", "least"), [(62, 60), pytest.param(310, 300, marks=pytest.mark.slow)])
def test_a_medium_note_has_hundreds_of_surface_forms(calculator: Calculator, count: int, least: int) -> None:
    settings = NoteSettings(Length.medium, Style.mixed)
    notes = {re.sub(r"\d+(\.\d+)?", "#", write_case(calculator, 0, "train", i, settings).note) for i in range(count)}
    assert len(notes) >= least


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
                if float(written.number) != patient.values[item.name]:
                    assert any(str(written) in step.text for step in patient.bridges), (
                        "the solution shows the conversion"
                    )


def test_styles_have_their_headings() -> None:
    heads = {
        Style.admission: r"ADMISSION|H&P|HISTORY AND PHYSICAL",
        Style.discharge: r"DISCHARGE|CLINIC",
        Style.problem_list: r"PROBLEM",
    }
    for style, head in heads.items():
        assert re.search(head, write_case(CALCULATORS[39], 0, "train", 1, NoteSettings(style=style)).note)
    mixed = [write_case(CALCULATORS[39], 0, "train", i, NoteSettings(style=Style.mixed)).note for i in range(60)]
    assert all(any(re.search(head, note) for note in mixed) for head in heads.values())


def test_distractors_have_their_tags() -> None:
    settings = NoteSettings(Length.medium, units=Units.mixed, distractors=1.0)
    seen: Counter[str] = Counter()
    for calculator in (CALCULATORS[4], CALCULATORS[39], CALCULATORS[45]):
        for index in range(40):
            case = write_case(calculator, 0, "train", index, settings)
            seen.update(case.tags)
            assert re.search(r"(?i)values|presentation", case.question)
    assert set(seen) == set(TAGS)
    plain = [write_case(CALCULATORS[39], 0, "train", index) for index in range(20)]
    assert not any(case.tags or re.search(r"earlier|later", case.question) for case in plain)


def test_a_weight_can_be_inferred_from_the_bmi_and_an_age_from_the_birth() -> None:
    cases = [write_case(CALCULATORS[2], 0, "train", i, NoteSettings(inferred=1.0)) for i in range(30)]
    for case in cases:
        assert "BMI" in case.note
        assert "year-old" not in case.note
        bmi = float(re.search(r"BMI ([\d.]+) kg/m²", case.note)[1])  # type: ignore[index]
        assert case.values["weight"] == pytest.approx(bmi * (case.values["height"] / 100) ** 2)
        years = [
            int(year)
            for year in re.findall(r"(?:January|\w+ber|\w+ary|March|April|May|Ju\w+|August) (\d{4})", case.note)
        ]
        assert max(years) - min(years) - case.values["age"] in (0, 1)
        assert "Weight = BMI × height²" in case.work.text


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
    with pytest.raises(ValueError, match="calculator 39: no patient"):
        write_case(never, 0, "train", 0)
