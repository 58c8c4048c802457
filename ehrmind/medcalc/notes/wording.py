"""The words of notes that are neither a calculator's inputs nor a disease: openings, headings, lists, panels.

Everything is a template of notes.grammar. Slots in braces other than pronouns are filled by who uses them.
"""

from ehrmind.medcalc.forms import Measure

WHO = (
    "{A} {age}-year-old {noun}",
    "This {age}-year-old {noun}",
    "[The patient is|Patient is|This is] {a} {age}-year-old {noun} who",
    "{A} {age} year old {noun}",
    "[The patient, {a}|Our patient, {a}] {age}-year-old {noun},",
)
WHO_TERSE = ("{age}-year-old {noun}", "{age}{letter}", "{age} y/o {noun}", "{age} yo {letter}", "{age} y.o. {noun}")
ARRIVALS = {
    "clinic": (
        "[is seen|was seen|is reviewed|was reviewed] in [clinic|the outpatient clinic|our clinic] for {complaint}",
        "[attends|attended|comes to|came to] the [clinic|outpatient clinic] for {complaint}",
        "[is|was] referred to [us|our clinic|the clinic] for {complaint}",
        "[has|had] [an appointment|a clinic visit] for {complaint}",
    ),
    "emergency": (
        "[presents|presented] [to the emergency department|to the ED|to the emergency room] with {complaint}",
        "[comes|came|is brought|was brought] to the [emergency department|ED] [with|because of] {complaint}",
        "[is|was] [evaluated|seen] in the [emergency department|ED|acute care area] for {complaint}",
    ),
    "ward": (
        "[is|was] admitted [to the ward|to hospital|to the medical service|] [with|for|because of] {complaint}",
        "[is|was] [referred|sent in] [by {his} physician|from the office|] [with|for|because of] {complaint}",
        "[presents|presented] [to hospital|to us|] with {complaint}",
    ),
    "intensive care": (
        "[is|was] [admitted|transferred] to [the intensive care unit|the ICU|critical care] "
        "[with|because of|for] {complaint}",
        "[is|was] [brought|taken] to [the intensive care unit|the ICU] [with|because of] {complaint}",
    ),
}
COMPLAINT = ("[{complaint}.]",)
BORN = (" [born|who was born] in {born}",)
VISIT = (
    "[; the visit is in {seen}|; {he} is seen in {seen}|, in {seen}|; the date of this encounter is {seen}]",
    "[; this note was written in {seen}]",
)

# (place, whether present): sentences around a list of findings; {list} ends in "and", {none} in "or".
LISTS = {
    ("history", True): (
        "[Past medical history|Medical history|Past history|The history|PMH] "
        "[includes|is notable for|is significant for|is remarkable for|comprises] {list}.",
        "{He} has a [past|medical|known] history of {list}.",
        "[Known|Chronic|Background] [problems|conditions|diagnoses] [are|include] {list}.",
        "[PMH|Hx|Background|Comorbidities]: {commas}.",
    ),
    ("history", False): (
        "[There is|{He} has] no [known |prior |]history of {none}.",
        "{He} denies any [history of|past] {none}.",
        "[Past history|The history|PMH] is negative for {none}.",
        "No [history of|hx of|known] {none}.",
        "[Negatives in the history|Pertinent negatives]: no {none}.",
    ),
    ("story", True): (
        "{He} [reports|describes|complains of|endorses] {list}.",
        "[There has been|There was|The illness came with] {list}.",
        "[Associated features|Accompanying features|Further symptoms] [are|include] {list}.",
        "[Positive for|Notable for] {list}.",
    ),
    ("story", False): (
        "{He} [denies|has not had|has had no] {none}.",
        "[There has been|There was|There is] no {none}.",
        "[Negative for|ROS negative for|Review of systems negative for] {none}.",
        "No {none}.",
    ),
    ("exam", True): (
        "[Examination|Physical examination|Bedside examination|The exam] [shows|reveals|finds|is notable for] {list}.",
        "On [examination|exam|inspection and palpation] there is {list}.",
        "[Positive findings|Signs|Notable findings]: {commas}.",
    ),
    ("exam", False): (
        "[Examination|Physical examination|The exam] [shows|reveals|finds] no {none}.",
        "[There is|On exam there is] no sign of {none}.",
        "No {none} on [examination|exam|inspection].",
        "No {none}.",
    ),
    ("results", True): (
        "[Tests|Investigations|The work-up|Earlier tests] [show|have shown|demonstrate] {list}.",
        "[Work-up|Investigations] positive for {list}.",
        "[Test results|Known results] of note: {commas}.",
    ),
    ("results", False): (
        "[Tests|Investigations|Studies] [show|have shown] no {none}.",
        "[Work-up|Testing|The work-up] was negative for {none}.",
        "No {none} on testing.",
    ),
    ("medication", True): (
        "[Home medication|Regular medication|The medication list] includes {list}.",
        "{He} [takes|is taking|uses] {list}.",
        "[Meds|Medications] of note: {commas}.",
    ),
    ("medication", False): (
        "{He} takes no {none}.",
        "No {none} [on the medication list|among {his} medicines].",
        "[The medication list holds|Medication includes] no {none}.",
    ),
    ("family", True): ("[Family history|The family history|FH] [is positive for|is notable for|includes] {list}.",),
    ("family", False): (
        "[Family history|The family history|FH] is negative for {none}.",
        "No family history of {none}.",
    ),
    ("social", True): ("[Social history|SH] [is notable for|includes] {list}.",),
    ("social", False): ("No {none}.", "[Social history|SH] negative for {none}."),
}

MEASURED = (
    "[The|{His}] {x} [is|was] {v}.",
    "[The|{His}] {x} [comes to|came to] {v}.",
    "{X}: {v}.",
    "{X} {v}.",
    "[Recorded|Documented] {x}: {v}.",
)
MEASURED_OF = tuple(frame.replace("[The|{His}]", "The") for frame in MEASURED)  # "the duration of the attack"
OPENERS = {
    "vitals": (
        "[Vital signs|Vitals|Observations|Obs|Initial vitals|Vital signs on arrival|Vitals at triage]:",
        "[On arrival|At triage|On initial assessment] [the vital signs are|vitals are|readings are]:",
    ),
    "clinic vitals": (
        "[Vital signs|Vitals|Observations|Obs|Vital signs today|Vitals at this visit]:",
        "[Today|At this visit|In the office] [the vital signs are|vitals are|readings are]:",
    ),
    "labs": (
        "[Labs|Laboratory results|Laboratory data|Bloods|Blood tests|Laboratory studies|Initial labs]:",
        "[Pertinent|Relevant|Admission|Initial|First] [labs|laboratory results|blood results|chemistry and counts]:",
        "[Blood work|Laboratory testing] [shows|showed|revealed|on arrival showed]:",
        "Blood tests [show|showed|revealed|on arrival showed]:",
    ),
    "clinic labs": (
        "[Labs|Laboratory results|Laboratory data|Bloods|Blood tests|Laboratory studies|Labs of this visit]:",
        "[Pertinent|Relevant|Current|Latest] [labs|laboratory results|blood results|chemistry and counts]:",
        "[Blood work|Laboratory testing] [shows|showed|revealed|at this visit showed]:",
        "Blood tests [show|showed|revealed|at this visit showed]:",
    ),
    "body": (
        "[Anthropometrics|Body measurements|Measurements|Biometrics]:",
        "[On the scales and stadiometer|At weighing|Measured today]:",
    ),
}
# Short names of vital signs; heart and respiratory rates stand without a unit behind them.
SHORT = {
    "heart_rate": ("HR", "pulse", "P"),
    "respiratory_rate": ("RR", "resp"),
    "temperature": ("T", "temp"),
    "oxygen saturation on room air": ("SpO2 (room air)", "O2 sat on RA"),
    "oxygen saturation": ("SpO2", "O2 sat"),
    "fio2": ("FiO2",),
    "gcs": ("GCS",),
    "height": ("Ht", "height"),
    "weight": ("Wt", "weight"),
    "blood_pressure": ("BP",),
}
UNITLESS = ("heart_rate", "respiratory_rate")


def short_names(item: Measure) -> tuple[str, ...]:
    """The abbreviations of a measure: by its name, or by its label where the same value is measured in two ways."""
    return SHORT.get(item.label) or SHORT.get(item.name, ())


NOW = (
    "[Use|Please use|Take] the values of this presentation, not earlier or later ones.",
    "[Only the values of this presentation count|Count only the values of this presentation], "
    "[not earlier or later ones|none from before or after it].",
    "[Values from before or after this presentation|Earlier and later values] do not count.",
)

TITLES = {
    "admission": ("[ADMISSION NOTE|HISTORY AND PHYSICAL|ADMISSION H&P|ADMISSION HISTORY AND EXAMINATION]",),
    "visit": ("[OUTPATIENT HISTORY AND PHYSICAL|OUTPATIENT H&P|NEW PATIENT VISIT, HISTORY AND PHYSICAL|CLINIC H&P]",),
    "discharge": ("[DISCHARGE SUMMARY|HOSPITAL DISCHARGE SUMMARY|DISCHARGE LETTER|SUMMARY AT DISCHARGE]",),
    "letter": ("[CLINIC LETTER|OUTPATIENT LETTER|OUTPATIENT CLINIC NOTE|CLINIC NOTE]",),
    "problem_list": ("[PROBLEM LIST|PROBLEM-ORIENTED NOTE|ACTIVE PROBLEMS|PROBLEM-BASED SUMMARY]",),
}
HEADINGS = {
    "complaint": ("[Chief complaint|CC|Presenting complaint|Reason for visit|Reason for consultation]",),
    "reason": ("[Reason for admission|Admitted because of|Presentation|Reason for hospitalization]",),
    "story": ("[History of present illness|HPI|Present illness|History of presenting complaint|HxPC]",),
    "history": ("[Past medical history|PMH|Past history|Background|Medical history]",),
    "medication": ("[Medications|Medication|Home medications|Meds|Drug history|Current medication]",),
    "family": ("[Family history|FH|FHx|Family]",),
    "social": ("[Social history|SH|SHx|Social]",),
    "exam": ("[Physical examination|Exam|Examination|O/E|PE|Physical exam]",),
    "vitals": ("[Vital signs|Vitals|Observations|Obs|VS]",),
    "body": ("[Anthropometrics|Measurements|Body measurements|Biometrics]",),
    "labs": ("[Laboratory data|Labs|Laboratory results|Bloods|Laboratory|Lab results]",),
    "results": ("[Imaging and other tests|Studies|Investigations|Other results|Diagnostics]",),
    "plan": ("[Assessment and plan|A/P|Impression and plan|Plan|Assessment/plan]",),
    "start": ("[Initial management|Management on admission|First measures|Treatment on arrival]",),
    "course": ("[Hospital course|Course|Course in hospital|Clinical course]",),
    "since": ("[Since then|Follow-up|Further course|Course since the visit]",),
    "patient": ("[Patient|Summary|Presentation|ID]",),
    "problems": ("[Problems and findings|Problems|Active issues and findings|Findings by problem]",),
}
# Of a visit that is no illness: a check-up, a birth, an operation to come.
OCCASION = (
    "[Visit|Encounter|Occasion|Seen for]: {name}.",
    "[The reason for the encounter|The reason for being here|The occasion] is {name}.",
)
IMPRESSION = (
    "[Impression|Assessment|Working diagnosis|Dx]: {name}.",
    "[The picture fits|The findings fit|The presentation is consistent with|We are treating {him} for] {name}.",
    "[This is most consistent with|The working diagnosis is|The team's impression is] {name}.",
)
