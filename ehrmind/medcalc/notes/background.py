"""What any patient's note could hold: normal findings and remarks of routine. It is the note's filler.

    Sentence("exam", "Dentition is fair.", filler=True)

A remark is left out where an input of the calculator could be read from it: by the names after "!", or its own words.
"""

from collections.abc import Iterator

from ehrmind.medcalc.forms import Calculator
from ehrmind.medcalc.notes.grammar import Voice
from ehrmind.medcalc.notes.lines import Line, fitting, read_line

MOST_SHARE = 0.25  # of a note's words, that may be filler


# Clinical remarks: the part of the note, and a template with conditions as a disease's lines have them.
REMARKS = (
    ("exam", "!eye_opening !gcs Pupils are [equal and reactive|equal, round and reactive to light]."),
    (
        "exam",
        "!tender_nodes [The neck is supple|Neck supple], [without adenopathy|without palpable nodes|no thyromegaly].",
    ),
    ("exam", "!tonsillar_exudate !purulent_tonsils !severe_inflammation [The oropharynx is clear|Oropharynx clear]."),
    (
        "exam",
        "!burned_surface !leg_swelling !calf_swelling "
        "[The skin is intact|Skin intact|Skin is warm], [without rash|no rash].",
    ),
    (
        "exam",
        "!connective_tissue_disease !red_cells !reticulocytes [Joints are not swollen|No joint swelling|No synovitis].",
    ),
    (
        "exam",
        "!spinal_injury_last_month [The spine is not tender|No spinal tenderness|No costovertebral angle tenderness].",
    ),
    ("exam", "[Dentition is fair|Teeth are in good repair|Dentition is poor but stable]."),
    ("exam", "[Ear canals are clear|Both ear drums look normal|Tympanic membranes are intact]."),
    ("exam", "[The thyroid is not enlarged|No goiter|Thyroid not palpable]."),
    ("exam", "[Nails and hair look normal|There are no nail changes|Nail beds unremarkable]."),
    ("exam", "@alert !hemiplegia !gcs [No visual field defect is found|Visual fields are full to confrontation]."),
    (
        "social",
        "@adult !nursing_home {He} lives [with family|with a partner|in a second-floor apartment|near the hospital].",
    ),
    ("social", "@adult [No recreational drug use|No illicit drug use is known|Drug screen history unremarkable]."),
    (
        "social",
        "@adult !immobilization [No recent travel|No travel outside the region lately|Travel history is unremarkable].",
    ),
    ("social", "[No pets at home|No sick pets at home|A cat lives in the household]."),
    ("history", "[No known drug allergies|NKDA|No drug allergies are known|Allergies: none known]."),
    ("history", "[Immunizations are up to date|Vaccinations are up to date|Tetanus cover is current]."),
    ("history", "[No previous reactions to contrast|No reaction to contrast is known|No latex allergy is known]."),
    (
        "history",
        "!bleeding_drugs !no_prodrome !phenytoin !urine_osmolality !alp !reticulocytes "
        "[No recent changes to medication|Medication unchanged for months|No new medicines lately].",
    ),
    (
        "story",
        "@alert !bed_mobility !reticulocytes !burned_surface "
        "[Sleep has been broken|Sleep is unchanged|Sleep has been lighter than usual].",
    ),
    (
        "story",
        "!melena !bowel_disease !bleeding !urine_chloride !urine_osmolality !urine_creatinine !ascites_albumin "
        "[Bowel habit is unchanged|Bowels regular|Stool habit is as before].",
    ),
    ("story", "!burned_surface [No rash was noticed|No new rash|No rash was seen]."),
    (
        "story",
        "@alert !stroke !deficit !phenytoin "
        "[Hearing and vision are as before|No change in hearing or vision|No new visual symptoms].",
    ),
    (
        "story",
        "!weight !bmi !solid_tumor !malignancy !active_cancer !ascites_albumin !prothrombin_time !phenytoin "
        "!newborn_pulse !reticulocytes [Weight has been stable|No recent weight change].",
    ),
    ("plan", "[The plan was discussed with the team|Case discussed with the attending|Findings discussed on rounds]."),
    ("plan", "[The primary care physician will be informed|A copy goes to the family physician|PCP to be updated]."),
    ("plan", "[Medication was reconciled|Home medication reconciled|The medication list was checked by pharmacy]."),
    ("plan", "@alert @adult [Code status was confirmed|Goals of care were reviewed|An advance directive is on file]."),
    ("plan", "[Fall precautions are in place|Standard precautions apply|Routine nursing observation continues]."),
    ("plan", "[Nutrition was consulted|Dietitian to review|Diet as tolerated]."),
    (
        "plan",
        "[Records from the referring office were requested|Old records requested|Prior records are being obtained].",
    ),
)


def background(calculator: Calculator, voice: Voice) -> Iterator[Line]:
    """The remarks, each at most once, in random order."""
    lines = list(fitting("background", _LINES, calculator, voice))
    while lines:
        at = int(voice.rng.random() * len(lines))
        lines[at], lines[-1] = lines[-1], lines[at]
        yield lines.pop()


_LINES = tuple(read_line(place, template, filler=True) for place, template in REMARKS)
