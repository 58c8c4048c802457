"""What any patient's note could hold: normal findings and remarks of routine. It is the note's filler.

    Sentence("exam", "Dentition is fair.", filler=True)

A remark is left out where an input of the calculator could be read from it: by the names after "!", or its own words.
It is left out as well where the disease's own text speaks of its topic, or that of a condition beside it: skin is not
intact beside a rash.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from ehrmind.medcalc.diseases import Disease
from ehrmind.medcalc.forms import Calculator
from ehrmind.medcalc.notes.chronic import Comorbidity
from ehrmind.medcalc.notes.grammar import Voice
from ehrmind.medcalc.notes.lines import Line, fitting, read_line
from ehrmind.medcalc.notes.topics import speaks_of

MOST_SHARE = 0.25  # of a note's words, that may be filler


# The part of the note, the topic, and a template with conditions as a disease's lines have them.
REMARKS = (
    ("exam", "pupil", "!eye_opening !gcs Pupils are [equal and reactive|equal, round and reactive to light]."),
    (
        "exam",
        "neck|node|gland|goiter|thyro",
        "!tender_nodes [The neck is supple|Neck supple], [without adenopathy|without palpable nodes|no thyromegaly].",
    ),
    (
        "exam",
        "pharyn|throat|tongue|mouth|mucos|lip|tonsil|swallow",
        "!tonsillar_exudate !purulent_tonsils !severe_inflammation [The oropharynx is clear|Oropharynx clear].",
    ),
    (
        "exam",
        "skin|rash|red\\b|redness|petechia|wound|bruis|scar|graz|ulcer|sunburn|swell|swollen|edema|mottled|spider|scratch|itch|erythema|plaque",
        "!burned_surface !leg_swelling !calf_swelling [The skin is intact|Skin intact|Skin is warm], [without "
        "rash|no rash].",
    ),
    (
        "exam",
        "joint|knee|hip|shoulder|wrist|arthr|gout",
        "!connective_tissue_disease !red_cells !reticulocytes [Joints are not swollen|No joint swelling|No synovitis].",
    ),
    (
        "exam",
        "spin|flank|back|kidney stone|rib",
        "!spinal_injury_last_month [The spine is not tender|No spinal tenderness|No costovertebral angle tenderness].",
    ),
    ("exam", "teeth|dent", "@adult [Dentition is fair|Teeth are in good repair|Dentition is poor but stable]."),
    (
        "exam",
        "ears?\\b|eardrum|hearing",
        "[Ear canals are clear|Both ear drums look normal|Tympanic membranes are intact].",
    ),
    ("exam", "thyro|goiter|neck", "[The thyroid is not enlarged|No goiter|Thyroid not palpable]."),
    ("exam", "nail|hair|clubb", "[Nails and hair look normal|There are no nail changes|Nail beds unremarkable]."),
    (
        "exam",
        "vision|visual|eye|sight|dim\\b",
        "@alert !hemiplegia !gcs [No visual field defect is found|Visual fields are full to confrontation].",
    ),
    (
        "social",
        "nursing|care staff|spouse|lives|alone|family home|shelter",
        "@adult !nursing_home {He} lives [with family|with a partner|in a second-floor apartment|near the hospital].",
    ),
    (
        "social",
        "methadone|opioid|overdose|heroin|drug screen|toxicolog|urine screen|cocaine|tablets taken",
        "@adult [No recreational drug use|No illicit drug use is known|Drug screen history unremarkable].",
    ),
    (
        "social",
        "travel|flight|journey|abroad|tropic|holiday",
        "@adult !immobilization [No recent travel|No travel outside the region lately|Travel history is unremarkable].",
    ),
    ("social", "dog|cat\\b|pet\\b|pets\\b", "[No pets at home|No sick pets at home|A cat lives in the household]."),
    ("history", "allerg|anaphyl", "[No known drug allergies|NKDA|No drug allergies are known|Allergies: none known]."),
    (
        "history",
        "vaccin|immuni|tetanus",
        "[Immunizations are up to date|Vaccinations are up to date|Tetanus cover is current].",
    ),
    (
        "history",
        "contrast|latex",
        "[No previous reactions to contrast|No reaction to contrast is known|No latex allergy is known].",
    ),
    (
        "history",
        "started|stopped|ran out|run out|raised|doubled|lowered|added|changed|course of|missed|forgotten|new tablet",
        "!bleeding_drugs !no_prodrome !phenytoin !urine_osmolality !alp !reticulocytes [No recent changes to "
        "medication|Medication unchanged for months|No new medicines lately].",
    ),
    (
        "story",
        "sleep|night|wakes|awake|insomn",
        "@alert !bed_mobility !reticulocytes !burned_surface [Sleep has been broken|Sleep is unchanged|Sleep "
        "has been lighter than usual].",
    ),
    (
        "story",
        "stool|bowel|diarr|constip|rectal|colon|melena",
        "!melena !bowel_disease !bleeding !urine_chloride !urine_osmolality !urine_creatinine !ascites_albumin "
        "[Bowel habit is unchanged|Bowels regular|Stool habit is as before].",
    ),
    (
        "story",
        "rash|skin|red\\b|redness|petechia|itch",
        "!burned_surface [No rash was noticed|No new rash|No skin changes were noticed].",
    ),
    (
        "story",
        "hearing|vision|visual|eye|ears?\\b|sight",
        "@alert !stroke !deficit !phenytoin [Hearing and vision are as before|No change in hearing or vision|No "
        "new visual symptoms].",
    ),
    (
        "story",
        "weight|appetite|eaten|thin\\b|wasting|cachex|meals",
        "!weight !bmi !solid_tumor !malignancy !active_cancer !ascites_albumin !prothrombin_time !phenytoin "
        "!newborn_pulse !reticulocytes [Weight has been stable|No recent weight change].",
    ),
    (
        "plan",
        "",
        "[The plan was discussed with the team|Case discussed with the attending|Findings discussed on rounds].",
    ),
    (
        "plan",
        "",
        "[The primary care physician will be informed|A copy goes to the family physician|PCP to be updated].",
    ),
    ("plan", "", "[Medication was reconciled|Home medication reconciled|The medication list was checked by pharmacy]."),
    (
        "plan",
        "goals of care|intensive care|ceiling",
        "@alert @adult [Code status was confirmed|Goals of care were reviewed|An advance directive is on file].",
    ),
    ("plan", "", "[Fall precautions are in place|Standard precautions apply|Routine nursing observation continues]."),
    (
        "plan",
        "by mouth|diet|meal|feed|food|fast|nutrition|eat",
        "[Nutrition was consulted|Dietitian to review|Diet as tolerated].",
    ),
    (
        "plan",
        "",
        "[Records from the referring office were requested|Old records requested|Prior records are being obtained].",
    ),
)


def background(
    calculator: Calculator, disease: Disease, voice: Voice, beside: Sequence[Comorbidity] = ()
) -> Iterator[Line]:
    """The remarks, each at most once, in random order; none on what the conditions beside the disease tell of."""
    fit = (line for topic, line in _LINES if not topic or not speaks_of(disease, topic))
    taken = frozenset[str]().union(*map(_taken, beside))
    found = fitting(f"background of {disease.name}", fit, calculator, voice)
    lines = [line for line in found if line.templates[0] not in taken]
    while lines:
        at = int(voice.rng.random() * len(lines))
        lines[at], lines[-1] = lines[-1], lines[at]
        yield lines.pop()


_LINES = tuple((topic, read_line(place, template, filler=True)) for place, topic, template in REMARKS)


@cache
def _taken(item: Comorbidity) -> frozenset[str]:
    """The remarks on what a condition's own lines tell of: "Thyroid not palpable." beside a firm thyroid."""
    own = "\n".join(template for _, template in item.lines).lower()
    return frozenset(line.templates[0] for topic, line in _LINES if topic and re.search(rf"\b(?:{topic})", own))
