"""The measurements of a note: the inputs among others of the same patient that nobody asked about.

    Sentence("vitals", "BP", "117/58 mmHg", inputs=("systolic", "diastolic"))
    Sentence("labs", "K", "4.1 mEq/L")

What nobody asked about comes from the same disease and severity, and is left out where it could be taken for an input,
or would tell what a finding must tell.
"""

from collections.abc import Iterator
from itertools import zip_longest

from ehrmind.medcalc import measures
from ehrmind.medcalc.calculators.diagnosis import BANDS
from ehrmind.medcalc.diseases import Disease
from ehrmind.medcalc.forms import Calculator, Measure
from ehrmind.medcalc.notes.grammar import Voice
from ehrmind.medcalc.notes.patient import Patient, Written, write_number
from ehrmind.medcalc.notes.physiology import measured
from ehrmind.medcalc.notes.sentence import Sentence
from ehrmind.medcalc.notes.wording import SHORT, UNITLESS, short_names

BLOOD_PRESSURE = ("systolic", "diastolic")
SHORT_NAMES = 0.55  # share of notes that abbreviate

VITALS = (measures.HEART_RATE, measures.RESPIRATORY_RATE, measures.TEMPERATURE, measures.OXYGEN_SATURATION)
UNHURRIED = ("tsh", "ferritin")  # tests of the clinic, and of adults
LABS = (
    *(measures.SODIUM, measures.POTASSIUM, measures.BICARBONATE, measures.CHLORIDE, measures.BUN),
    *(measures.CREATININE, measures.GLUCOSE, measures.HEMOGLOBIN, measures.WHITE_CELLS, measures.PLATELETS),
    *(measures.ALT, measures.AST, measures.BILIRUBIN, measures.ALBUMIN, measures.CALCIUM),
    *(item for item in measures.BYSTANDERS if item.name in ("crp", "magnesium", *UNHURRIED)),
)
OF_A_DISEASE = (measures.ARTERIAL_PH, measures.PAO2, measures.PACO2, BANDS)  # shown where the disease names them

KIDNEYS = ("renal_disease", "kidney_disease", "acute_renal_failure", "chronic_renal_failure")
# A measurement nobody asked for -> inputs that it would tell, or could be taken for.
TELLS_OF = {
    "hemoglobin": ("hematocrit", "bleeding", "melena"),
    "platelets": ("bleeding", "heparin_thrombocytopenia"),
    "creatinine": (*KIDNEYS, "urine_creatinine", "egfr", "comorbidity"),
    "bun": (*KIDNEYS, "comorbidity"),
    "alt": ("liver_disease", "comorbidity"),
    "ast": ("liver_disease", "comorbidity"),
    "bilirubin": ("liver_disease", "comorbidity"),
    "albumin": ("liver_disease", "comorbidity"),
    "ferritin": ("bleeding",),
    "glucose": ("diabetes", "diabetes_severity", "insulin_treatment", "insulin"),
    "sodium": ("urine_sodium", "osmolality"),
    "calcium": (),
    "systolic": ("uncontrolled_hypertension", "hypertension", "hypotension"),
    "temperature": ("fever_past_day",),
    "heart_rate": ("newborn_pulse",),
    "oxygen_saturation": ("pao2", "fio2", "respiratory_support", "respiratory_failure"),
    "respiratory_rate": ("respiratory_support", "respiratory_failure", "newborn_respiration"),
    "chloride": ("bicarbonate",),
    "bicarbonate": ("chloride", "ph"),
}  # fmt: skip


# A withheld input -> measurements from which it could be worked out.
WOULD_TELL = {"bicarbonate": ("ph",), "paco2": ("ph",), "oxygen_saturation": ("pao2",)}
FIRST = (measures.SODIUM, measures.PACO2, measures.BICARBONATE)  # what chloride and pH follow from


def asked(calculator: Calculator, patient: Patient, voice: Voice) -> list[Sentence]:
    """The panel items of the inputs."""
    short = voice.chance(SHORT_NAMES)
    shown = [item for item in _measures(calculator) if item.name != patient.withheld]
    items = []
    for item in shown:
        if item.name in BLOOD_PRESSURE or item.place not in ("lab", "vital", "body") or item.name == "age":
            continue
        if item.name == "weight" and patient.by_bmi is not None:
            items.append(Sentence("body", "BMI", str(patient.by_bmi), inputs=("weight",)))
            continue
        items.append(_item(item, patient.written[item.name], short, voice, (item.name,)))
    if set(BLOOD_PRESSURE).intersection(item.name for item in shown):
        items += _pressure(patient, short, voice, tuple(item.name for item in shown if item.name in BLOOD_PRESSURE))
    return items


def others(calculator: Calculator, patient: Patient, voice: Voice) -> Iterator[Sentence]:
    """Items that nobody asked about, the likeliest first: vital signs and laboratory values by turns."""
    short = voice.chance(SHORT_NAMES)
    vitals, own, rest = (list(items) for items in _shown(calculator, patient.disease, voice.adult))
    unsaid = WOULD_TELL.get(patient.withheld, ())
    if unsaid:
        own = [item for item in own if item.name not in unsaid]
    shown = {item.name for item in (*own, *rest)}
    drawn = {item.name: _draw(item, patient, voice) for item in FIRST if item.name in shown}
    for items in (vitals, own, rest):
        voice.rng.shuffle(items)
    inputs = {item.name for item in calculator.inputs}
    if not inputs.intersection(BLOOD_PRESSURE) and _silent("systolic", inputs):
        yield from _pressure(patient, short, voice, ())
    for pair in zip_longest(own + rest, vitals):
        for item in filter(None, pair):
            yield _item(item, drawn.get(item.name) or _draw(item, patient, voice), short, voice, ())


def _draw(item: Measure, patient: Patient, voice: Voice) -> Written:
    """A value of this patient as the note writes it; from now on it is known."""
    value = measured(item, patient.disease, patient.severity, patient.known, voice.rng)
    written, patient.known[item.name] = write_number(item, value, patient.other_units)
    return written


Measures = tuple[Measure, ...]
_SHOWN: dict[tuple[int, str, bool], tuple[Measures, Measures, Measures]] = {}  # calculators are not hashable


def _shown(calculator: Calculator, disease: Disease, adult: bool) -> tuple[Measures, Measures, Measures]:
    """Vital signs, the disease's own laboratory values, and others, that tell nothing of an input."""
    key = (calculator.id, disease.name, adult)
    if key not in _SHOWN:
        inputs = {item.name for item in calculator.inputs}
        air = disease.setting != "intensive care" and "oxygenation" not in disease.measures
        hurried = disease.setting != "clinic" or not adult
        vitals = (item for item in VITALS if air or item is not measures.OXYGEN_SATURATION)
        own = (item for item in (*LABS, *OF_A_DISEASE) if item.name in disease.measures)
        rest = (item for item in LABS if item.name not in disease.measures)
        rest = (item for item in rest if not (hurried and item.name in UNHURRIED))
        told = [tuple(item for item in items if _silent(item.name, inputs)) for items in (vitals, own, rest)]
        _SHOWN[key] = (told[0], told[1], told[2])
    return _SHOWN[key]


def _silent(name: str, inputs: set[str]) -> bool:
    return name not in inputs and not inputs.intersection(TELLS_OF.get(name, ()))


def _item(item: Measure, written: Written, short: bool, voice: Voice, inputs: tuple[str, ...]) -> Sentence:
    section = {"vital": "vitals", "lab": "labs"}.get(item.place, "body")
    names = short_names(item) if short else ()
    name = voice.pick(names or item.says or (item.label,))
    value = written.number if short and item.name in UNITLESS else str(written)
    return Sentence(section, name, value, inputs=inputs)


def _pressure(patient: Patient, short: bool, voice: Voice, inputs: tuple[str, ...]) -> list[Sentence]:
    """Both pressures as one item; none where one of them is withheld."""
    if patient.withheld in BLOOD_PRESSURE:
        return []
    for item in (measures.SYSTOLIC, measures.DIASTOLIC):
        if item.name not in patient.known:
            drawn = measured(item, patient.disease, patient.severity, patient.known, voice.rng)
            patient.known[item.name] = write_number(item, drawn, other=False)[1]
    systolic, diastolic = (patient.known[name] for name in BLOOD_PRESSURE)
    name = voice.pick(SHORT["blood_pressure"] if short else ("blood pressure", "arterial pressure", "BP"))
    unit = "" if short and voice.chance(0.5) else " mmHg"
    return [Sentence("vitals", name, f"{systolic}/{diastolic}{unit}", inputs=inputs)]


def _measures(calculator: Calculator) -> list[Measure]:
    return [item for item in calculator.inputs if isinstance(item, Measure)]
