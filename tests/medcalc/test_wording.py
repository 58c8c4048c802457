"""What notes say of the calculators' inputs and how questions are asked: enough forms, well formed, unambiguous."""

import re
from collections.abc import Iterator
from itertools import combinations

import pytest

from ehrmind.medcalc.calculators import EVERY as BY_ID
from ehrmind.medcalc.forms import Calculator, Choice, Day, Dose, Finding, Input, first_form
from ehrmind.medcalc.notes.grammar import forms

EVERY = list(BY_ID.values())
INPUTS: dict[str, Input] = {f"{c.id}-{item.name}": item for c in EVERY for item in c.inputs}
FINDINGS = {key: item for key, item in INPUTS.items() if isinstance(item, Finding)}
CHOICES = {key: item for key, item in INPUTS.items() if isinstance(item, Choice) and any(item.options.values())}
DAYS = {key: item for key, item in INPUTS.items() if isinstance(item, Day)}
DOSES = {key: item for key, item in INPUTS.items() if isinstance(item, Dose)}
SENTENCES = FINDINGS | CHOICES | DAYS

PLACES = {"history", "story", "exam", "medication", "family", "social", "results", "plan"}
SILENT = {"4-sex", "20-cough", "33-cough_or_coryza"}
SLOTS = {"he", "He", "his", "His", "him"}
# What says that something is not there; an absent form has it, a present one has not.
DENIES = re.compile(r"\b(no|not|never|neither|nor|denies|negative|never-smoker|nonsmoker|without)\b", re.I)
REVERSED = {"no_prodrome"}  # present where something is lacking
JUDGED = {"pe_likeliest", "other_than_dvt"}  # these compare two diagnoses
MAY_NAME = (*JUDGED, "dvt_signs", "family_thrombosis")  # the disease that is suspected, or a relative's
WELL_PUT = {  # absent forms that say what is there instead, so that no word of denial is needed
    *("{He} is alert and fully oriented.", "{He} is alert and well oriented.", "{He} is awake and fully oriented."),
    *("{He} is awake and well oriented.", "{He} is oriented to person, place and time."),
    *("{His} hypertension is well controlled, with home systolics below one hundred and thirty.",),
    *("{His} hypertension is well controlled, with clinic systolics below one hundred and thirty.",),
    *("{His} HTN is well controlled, with home systolics below one hundred and thirty.",),
    *("{His} HTN is well controlled, with clinic systolics below one hundred and thirty.",),
}
SEXED = re.compile(
    r"\b(he|she|his|her|hers|him|himself|herself|man|woman|men|women|boy|girl|lady|gentleman|prostat\w+|uter\w+|"
    r"pregnan\w+|menopaus\w+|testic\w+|ovar\w+|school|retire\w*|grand\w+)\b",
    re.I,
)
ARTICLES = re.compile(
    r"\b[Aa] (?=[aei]|o(?!ne|nce)|u(?!ni|ri|se)|(MI|INR|ECG|EKG)\b)|\b[Aa]n (?=[^aeiouhMEFIHLNRSX\W{]|uni|use|uri)"
)
TWICE_PAST = re.compile(
    r"\b(history|hx) of (a )?(previous|prior|past)\b|\b(prior|previous) (prior|previous|history)\b|known history of|"
    r"\b(?P<word>\w+) (?P=word)\b",
    re.I,
)


def every(templates: tuple[str, ...]) -> list[str]:
    """All forms of a set of templates, each once."""
    return list(dict.fromkeys(form for template in templates for form in forms(template)))


def templates(item: Input) -> dict[str, tuple[str, ...]]:
    """The sets of templates of an input, by what they say."""
    if isinstance(item, Finding):
        return {"present": item.present, "absent": item.absent, "implied": item.implied}
    if isinstance(item, Choice):
        return {option: said for option, said in item.options.items() if said}
    return {"says": item.says} if isinstance(item, Day) else {}


def sets(item: Input) -> Iterator[tuple[str, list[str]]]:
    """The sets of forms of an input: what is said when, and the forms."""
    yield from ((what, every(said)) for what, said in templates(item).items())


def naming(item: Finding) -> re.Pattern[str]:
    """What names a finding: its label and its names in lists."""
    return re.compile("|".join(rf"\b{re.escape(name)}\b" for name in (item.label, *item.names)), re.I)


each = pytest.mark.parametrize("key", SENTENCES)
each_finding = pytest.mark.parametrize("key", FINDINGS)
each_calculator = pytest.mark.parametrize("calculator", EVERY, ids=lambda item: str(item.id))


def test_all_inputs_are_looked_at() -> None:
    assert len({id(item) for item in FINDINGS.values()}) == 121
    assert len({id(item) for item in INPUTS.values() if isinstance(item, Choice)}) == 36
    assert len(DAYS) == 4
    assert len(DOSES) == 15


@each_finding
def test_a_finding_has_enough_forms_and_four_clues(key: str) -> None:
    item = FINDINGS[key]
    assert len(every(item.present)) >= 12
    assert len(every(item.absent)) >= 8
    assert len(item.implied) >= 4
    assert len(every(item.implied)) >= 6


@pytest.mark.parametrize("key", CHOICES)
def test_every_option_has_enough_forms_and_its_own(key: str) -> None:
    said = dict(sets(CHOICES[key]))
    assert all(len(texts) >= 8 for texts in said.values()), {option: len(texts) for option, texts in said.items()}
    for one, other in combinations(said.values(), 2):
        assert not set(one) & set(other)
    assert CHOICES[key].place in PLACES
    weights = CHOICES[key].weights
    assert not weights or (list(weights) == list(CHOICES[key].options) and sum(weights.values()) == pytest.approx(1))


@pytest.mark.parametrize("key", DAYS)
def test_a_day_has_enough_forms_with_its_date(key: str) -> None:
    texts = every(DAYS[key].says)
    assert len(texts) >= 6
    assert all(text.count("{date}") == 1 for text in texts)


@pytest.mark.parametrize("key", DOSES)
def test_a_dose_says_drug_amount_and_unit_once_in_every_form(key: str) -> None:
    texts = forms(DOSES[key].form)
    assert len(texts) >= 6
    for text in texts:
        assert [text.count(slot) for slot in ("{drug}", "{amount}", "{unit}")] == [1, 1, 1], text
        assert text.count("{times}") == (0 if DOSES[key].per_day == (1,) else 1), text
        assert text.endswith(".")
        assert text.index("{amount}") < text.index("{unit}")


@each
def test_forms_are_well_formed(key: str) -> None:
    item = SENTENCES[key]
    assert not [text for said in templates(item).values() for text in said if re.search(r"  |\s[.,;:]", text)]
    for _, texts in sets(item):
        for text in texts:
            assert re.fullmatch(r"[A-Z{].*[^.\s]\.", text), text
            assert not re.search(r",,|[\[\]|]", text), text
            assert not re.search(r"\d", text), text
            assert set(re.findall(r"\{(\w+)\}", text)) <= (SLOTS | {"date"} if isinstance(item, Day) else SLOTS), text
            assert text.count("{") == text.count("}") == len(re.findall(r"\{\w+\}", text)), text
            assert len(text.split()) <= 32, text


@each
def test_forms_fit_either_sex_and_every_adult(key: str) -> None:
    for _, texts in sets(SENTENCES[key]):
        for text in texts:
            assert not SEXED.search(re.sub(r"\{\w+\}(self)?", "", text)), text


@each
def test_articles_and_history_are_in_order(key: str) -> None:
    for _, texts in sets(SENTENCES[key]):
        for text in texts:
            assert not ARTICLES.search(text), text
            assert not TWICE_PAST.search(text), text


def test_the_wrong_article_is_noticed() -> None:
    assert all(ARTICLES.search(text) for text in ("a acute pain", "an cough", "a infarct", "a MI.", "an stroke"))
    assert not any(ARTICLES.search(text) for text in ("an MI", "a urinary", "an ulcer", "a unit", "an INR", "a CVA"))
    assert all(TWICE_PAST.search(text) for text in ("a history of previous DVT", "Hx of prior MI", "of of the leg"))


@each_finding
def test_absent_forms_deny_and_present_ones_do_not(key: str) -> None:
    item = FINDINGS[key]
    if item.name in JUDGED:
        return
    said, denied = (item.absent, item.present) if item.name in REVERSED else (item.present, item.absent)
    assert [text for text in every(denied) if not DENIES.search(text) and text not in WELL_PUT] == []
    assert [text for text in every(said) if DENIES.search(text)] == []


@each_finding
def test_a_clue_does_not_name_its_finding(key: str) -> None:
    item = FINDINGS[key]
    assert [text for text in every(item.implied) if naming(item).search(text)] == []


@each_finding
def test_place_prevalence_and_names(key: str) -> None:
    item = FINDINGS[key]
    assert item.place in PLACES
    assert all(0 <= share <= 0.6 or (item.name, share) == ("hypertension", 0.65) for share in item.prevalence)
    assert not item.names or 2 <= len(item.names) <= 4
    for name in item.names:
        assert not re.search(r"\d|[.\[\]|{}]|^(a|an|the|no|any) ", name), name


@each_calculator
def test_no_name_means_two_findings(calculator: Calculator) -> None:
    found = [item for item in calculator.inputs if isinstance(item, Finding)]
    names = [name.lower() for item in found for name in item.names]
    assert len(names) == len(set(names))


@each_calculator
def test_no_form_says_two_things(calculator: Calculator) -> None:
    """What is present is never said as absent, of one finding or of two; nor do two inputs share a form."""
    owner: dict[str, tuple[str, str]] = {}
    for item in calculator.inputs:
        for what, texts in sets(item):
            for text in texts:
                assert owner.setdefault(text.lower(), (item.name, what)) == (item.name, what), text


@each_calculator
def test_a_sentence_names_no_other_finding_of_the_calculator(calculator: Calculator) -> None:
    found = [item for item in calculator.inputs if isinstance(item, Finding)]
    for item in found:
        named = naming(item)
        others = [other for other in calculator.inputs if other.name not in (item.name, *MAY_NAME)]
        assert [text for other in others for _, texts in sets(other) for text in texts if named.search(text)] == []


@each_calculator
def test_a_present_form_stands_in_no_other_form(calculator: Calculator) -> None:
    """A whole sentence that says a finding is present is no part of one that says something else."""
    said = [
        (item.name, what, text)
        for item in calculator.inputs
        if isinstance(item, Finding)
        for what, texts in sets(item)
        for text in texts
    ]
    absent = " ".join(text for _, what, text in said if what == "absent")
    assert [text for _, what, text in said if what == "present" and text in absent] == []


@each_calculator
def test_a_question_has_several_wordings_that_name_the_same_rules(calculator: Calculator) -> None:
    texts = forms(calculator.question)
    assert len(texts) >= 4
    assert calculator.ask == texts[0]
    assert not re.search(r"  |\s[.,;:?]", calculator.question)
    slots = {frozenset(re.findall(r"\{(\w+)\}", text)) for text in texts}
    assert len(slots) == 1
    assert slots.pop() <= {item.name for item in calculator.inputs}
    for text in texts:
        assert re.fullmatch(r"[A-Z].*[^.?\s][.?]", text), text
        assert not re.search(r"\s\?|[\[\]|]", text), text
        assert numbers(text) == numbers(texts[0]), "a wording that leaves a rule out"


def numbers(text: str) -> list[str]:
    """The numbers of a question, spelled or not: the year of a version, the cuts of its bands."""
    spelled = re.sub(r"\bfour\b", "4", re.sub(r"\beight\b", "8", text))
    return sorted(set(re.findall(r"\d+(?:\.\d+)?", spelled)))


@pytest.mark.parametrize(
    ("template", "first"),
    [("[What|Give] it", "What it"), ("a [[b|c] d|e] f", "a b d f"), ("a [|b], c", "a, c"), ("plain", "plain")],
)
def test_the_first_form_is_the_grammars(template: str, first: str) -> None:
    assert first_form(template) == first == forms(template)[0]
