"""The first sentence of a note: who the patient is and what brings the patient.

"A 67-year-old man presents to the emergency department with a productive cough."
"67M admitted with rigors and cough."        in the terse styles
"A woman born in March 1957 is seen in clinic for palpitations; the visit is in May 2021."
"""

from ehrmind.medcalc.notes import wording
from ehrmind.medcalc.notes.grammar import Voice
from ehrmind.medcalc.notes.patient import CHILD, Patient, month_of

INFANT = 1  # year
NOUNS = {
    "male": {"adult": "man", "child": "boy"},
    "female": {"adult": "woman", "child": "girl"},
}
LETTERS = {"male": "M", "female": "F"}
TERSE = 0.35  # share of terse openings, where the style allows them


def opening(patient: Patient, terse: bool, complaint: str, voice: Voice) -> str:
    """The opening; a terse one where the style allows it."""
    age = int(patient.values["age"])
    noun = NOUNS[patient.sex]["adult" if patient.adult else "child"]
    arrival = voice.say(wording.ARRIVALS[patient.disease.setting]).replace("{complaint}", complaint)
    if patient.withheld == "age":
        return f"A {noun} {arrival}."
    if patient.born is not None and patient.seen is not None:
        born = voice.say(wording.BORN).replace("{born}", month_of(patient.born))
        return f"A {noun} {born.strip()} {arrival}{voice.say(wording.VISIT).replace('{seen}', month_of(patient.seen))}."
    said = voice.say(wording.WHO_TERSE if terse and patient.adult and voice.chance(TERSE) else wording.WHO)
    article = "an" if str(age)[0] == "8" or age in (11, 18) else "a"
    slots = {"{A}": article.capitalize(), "{a}": article, "{age}": str(age), "{noun}": noun}
    slots["{letter}"] = LETTERS[patient.sex]
    for slot, word in slots.items():
        said = said.replace(slot, word)
    brought = f"{said} {arrival}."
    if age < CHILD and voice.chance(0.5):
        brought += f" {voice.say(TOLD_BY)}"
    return brought


TOLD_BY = (
    "[The history comes from|The story was given by|History per] [the mother|the father|the parents].",
    "[The mother|The father] gives the history.",
)
