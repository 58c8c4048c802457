"""What any patient's note could hold: other conditions with their drugs, and general remarks. It is the note's filler.

    Comorbidity(("gout",), "allopurinol", youngest=40, blocks=("renal_disease", "kidney_disease"))

None of it bears on a calculation: a condition or a remark is left out where an input of the calculator could be read
from it (`blocks`, or its own words).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ehrmind.medcalc.forms import Calculator
from ehrmind.medcalc.notes.grammar import Voice
from ehrmind.medcalc.notes.narrative import fits, read_line
from ehrmind.medcalc.notes.patient import Patient
from ehrmind.medcalc.notes.sentence import Sentence

MOST_SHARE = 0.25  # of a note's words, that may be filler


@dataclass(frozen=True, slots=True)
class Comorbidity:
    """A condition that changes no score, the drug for it, and the youngest age at which notes give it."""

    names: tuple[str, ...]
    drug: str
    youngest: int
    blocks: tuple[str, ...] = ()  # inputs that the condition or its drug would tell of
    sex: str = ""


COMORBIDITIES = (
    Comorbidity(("gout",), "allopurinol", 40, ("renal_disease", "kidney_disease")),
    Comorbidity(("hypothyroidism", "an underactive thyroid"), "levothyroxine", 25),
    Comorbidity(("GERD", "gastroesophageal reflux"), "omeprazole", 22, ("peptic_ulcer_disease", "bleeding", "melena")),
    Comorbidity(("osteoarthritis", "knee osteoarthritis"), "acetaminophen", 50, ("mobility",)),
    Comorbidity(("migraine",), "sumatriptan", 18, ("gcs", "eye_opening", "stroke")),
    Comorbidity(("benign prostatic hyperplasia", "BPH"), "tamsulosin", 55, ("urine_output",), "male"),
    Comorbidity(("osteoporosis",), "alendronate", 55, ("fracture_last_month", "braden"), "female"),
    Comorbidity(("seasonal allergic rhinitis", "hay fever"), "cetirizine", 8),
    Comorbidity(("glaucoma", "open-angle glaucoma"), "latanoprost eye drops", 45),
    Comorbidity(("eczema", "atopic dermatitis"), "an emollient", 3),
    Comorbidity(("psoriasis", "plaque psoriasis"), "topical calcipotriol", 20, ("connective_tissue_disease",)),
    Comorbidity(("restless legs syndrome",), "ropinirole", 35, ("leg_swelling",)),
    Comorbidity(("overactive bladder",), "solifenacin", 45, ("urine_output",)),
    Comorbidity(("vitamin D deficiency",), "cholecalciferol", 18, ("calcium",)),
    Comorbidity(("lactose intolerance",), "", 10, ("bowel_disease",)),
    Comorbidity(("chronic tinnitus", "tinnitus"), "", 35),
    Comorbidity(("diverticulosis",), "", 50, ("bleeding", "melena", "bowel_disease")),
    Comorbidity(("an inguinal hernia repair", "remote hernia repair"), "", 30, ("major_surgery", "recent_surgery",
                "surgery_or_trauma", "major_surgery_last_month", "surgery", "admission", "high_risk_surgery")),
    Comorbidity(("cataracts", "early cataracts"), "", 60),
    Comorbidity(("rosacea",), "topical metronidazole", 30),
)  # fmt: skip

CONDITIONS = (
    "[Also known|Other conditions|Further diagnoses|Additional history]: {c}.",
    "{He} [is also followed|is also treated] for {c}.",
    "{He} [lives|has lived] with {c} [for years|].",
    "[Otherwise, the chart lists|The problem list also holds|The chart also lists] {c}.",
)
DRUGS = (
    "[Regular medication|Home medication|Other medication] [includes|is] {d}.",
    "{He} [takes|uses] {d}[ regularly| daily|].",
    "[Meds|Other meds]: {d}.",
)
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
        "!braden !leg_swelling !calf_swelling [The skin is intact|Skin intact|Skin is warm], [without rash|no rash].",
    ),
    ("exam", "!connective_tissue_disease [Joints are not swollen|No joint swelling|No synovitis]."),
    (
        "exam",
        "!spinal_injury_last_month [The spine is not tender|No spinal tenderness|No costovertebral angle tenderness].",
    ),
    ("exam", "[Dentition is fair|Teeth are in good repair|Dentition is poor but stable]."),
    ("exam", "[Ear canals are clear|Both ear drums look normal|Tympanic membranes are intact]."),
    ("exam", "[The thyroid is not enlarged|No goiter|Thyroid not palpable]."),
    ("exam", "[Nails and hair look normal|There are no nail changes|Nail beds unremarkable]."),
    ("exam", "!hemiplegia !gcs [No visual field defect is found|Visual fields are full to confrontation]. @alert"),
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
        "!bleeding_drugs [No recent changes to medication|Medication unchanged for months|No new medicines lately].",
    ),
    ("story", "@alert [Sleep has been broken|Sleep is unchanged|Sleep has been lighter than usual]."),
    ("story", "!melena !bowel_disease !bleeding [Bowel habit is unchanged|Bowels regular|Stool habit is as before]."),
    ("story", "[No rash was noticed|No new rash|No skin changes were noticed]."),
    (
        "story",
        "@alert !stroke [Hearing and vision are as before|No change in hearing or vision|No new visual symptoms].",
    ),
    ("story", "!weight !bmi !solid_tumor !malignancy !active_cancer [Weight has been stable|No recent weight change]."),
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


def background(calculator: Calculator, patient: Patient, voice: Voice) -> Iterator[Sentence]:
    """Conditions with their drugs first, then remarks, each at most once, in random order."""
    inputs = {item.name for item in calculator.inputs}
    yield from _conditions(inputs, patient, voice)
    lines = [(place, line) for place, line in _LINES if not inputs.intersection(line.blocks) and fits(line, patient)]
    while lines:
        at = int(voice.rng.random() * len(lines))
        lines[at], lines[-1] = lines[-1], lines[at]
        place, line = lines.pop()
        yield Sentence(place, voice.say((line.text,)), filler=True)


def _conditions(inputs: set[str], patient: Patient, voice: Voice) -> list[Sentence]:
    age = patient.values["age"]
    fitting = [
        item
        for item in COMORBIDITIES
        if age >= item.youngest and item.sex in ("", patient.sex) and not inputs.intersection(item.blocks)
    ]
    chosen = voice.rng.sample(fitting, min(len(fitting), voice.rng.randint(0, 3)))
    if not chosen:
        return []
    names = [voice.rng.choice(item.names) for item in chosen]
    said = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    found = [Sentence("history", voice.say(CONDITIONS).replace("{c}", said), filler=True)]
    drugs = [item.drug for item in chosen if item.drug]
    if drugs and voice.chance(0.7):
        found.append(Sentence("medication", voice.say(DRUGS).replace("{d}", " and ".join(drugs[:2])), filler=True))
    return found


_LINES = tuple((place, read_line(template)) for place, template in REMARKS)
