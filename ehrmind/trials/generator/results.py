"""Draw laboratory values together: what the patient has and takes shifts them, and creatinine gives the eGFR.

    draw_labs(63, "female", illnesses, drugs, voice, settings)
    -> (Lab("hemoglobin", 9.8, "98", "g/L", days=5), ...), (Lab("hemoglobin", 12.1, "12.1", "g/dL", days=240),)

The second are earlier values, which the note also states. What is written is rounded first and the value follows from
it, so that a reader of the note comes to our number.
"""

from collections.abc import Mapping
from types import MappingProxyType

from ehrmind.trials.generator.concepts import ABOVE
from ehrmind.trials.generator.patient import PRESENT, Illness, Lab, Taken
from ehrmind.trials.generator.phrases import Voice
from ehrmind.trials.generator.quantities import LABS, QUANTITIES, in_base, write_number
from ehrmind.trials.generator.settings import Length, PairSettings

COUNTS = {Length.short: 5, Length.medium: 7, Length.long: 11}
PANEL_DAYS = (0, 0, 3, 5, 10, 21)
EARLIER_DAYS = (120, 240, 300)
# What a condition does to values, in standard deviations of the healthy
_SHIFTS = MappingProxyType(
    {
        "heme_malignancy": {"hemoglobin": -1.2, "platelets": -1.0, "neutrophils": -0.7},
        "solid_tumour": {"hemoglobin": -0.6, "albumin": -0.6, "bmi": -0.5},
        "anemia_any": {"hemoglobin": -1.8},
        "cirrhosis": {"platelets": -1.4, "bilirubin": 3.5, "albumin": -1.8, "alt": 1.2, "inr": 2.5},
        "viral_hepatitis": {"alt": 2.5, "bilirubin": 0.8, "platelets": -0.4},
        "pbc": {"bilirubin": 2.0, "alt": 1.5},
        "pancreatic": {"bilirubin": 2.0, "alt": 1.0, "albumin": -0.5, "glucose": 1.0},
        "steatosis": {"alt": 1.0, "bmi": 0.8},
        "diabetes": {"hba1c": 3.2, "glucose": 2.8},
        "t2dm": {"bmi": 0.8},
        "hypertension": {"pressure": 0.8},
        "obstructive_lung": {"saturation": -1.0},
        "interstitial_lung": {"saturation": -1.2},
        "ibd": {"hemoglobin": -0.7, "albumin": -0.6, "platelets": 0.6},
        "inflammatory_arthritis": {"hemoglobin": -0.5, "platelets": 0.5},
        "sle": {"neutrophils": -0.5, "platelets": -0.5},
        "apnea": {"bmi": 1.5},
        "pe": {"saturation": -1.5},
        "hfref": {"ejection": -6.0, "pressure": -0.6},
        "kidney_disease": {"egfr": -1.0, "creatinine": 1.0, "potassium": 0.5},
    }
)
# What explains an abnormal value, by which criteria make exceptions
CAUSES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        lab: (
            *(name for name, shifts in _SHIFTS.items() if lab in shifts),
            *(("anticoagulant",) if lab == "inr" else ()),
        )
        for lab in QUANTITIES
    }
)
_RENAL = MappingProxyType({"stage 3": (31, 59), "stage 4": (16, 29)})


def draw_labs(
    age: int, sex: str, illnesses: list[Illness], drugs: tuple[Taken, ...], voice: Voice, settings: PairSettings
) -> tuple[tuple[Lab, ...], tuple[Lab, ...]]:
    """The values of the note, and up to one earlier value of one of them."""
    present = {up: item for item in illnesses if item.status == PRESENT for up in ABOVE[item.id]}
    days, other = voice.among(PANEL_DAYS), voice.chance(settings.units)
    wanted = voice.some(LABS, COUNTS[settings.length])
    shifts: dict[str, float] = {}
    for name in present:
        for lab, size in _SHIFTS.get(name, {}).items():
            shifts[lab] = shifts.get(lab, 0.0) + size
    if any(drug.id == "warfarin" and drug.stopped is None for drug in drugs):
        shifts["inr"] = 12.0
    most = {} if "diabetes" in present else {"hba1c": 6.3, "glucose": 124.0}
    found = {name: _draw(name, shifts.get(name, 0.0), days, other, voice, most.get(name)) for name in wanted}
    if "creatinine" in found or "egfr" in found:
        _kidney(found, age, sex, present, days, other, voice)
    if "heart_disease" in present or voice.chance(0.3):
        found["ejection"] = _ejection(present, days, shifts.get("ejection", 0.0), voice)
    if voice.chance(0.7):
        grade = voice.among((0, 0, 1, 1, 1, 2, 2, 3))
        found["ecog"] = Lab("ecog", grade, str(grade), "")
    earlier: tuple[Lab, ...] = ()
    known = [name for name in wanted if name not in ("egfr", "creatinine")]
    if known and voice.chance(0.5):
        name = voice.among(known)
        value = found[name].value + voice.rng.gauss(0, QUANTITIES[name].spread)
        value = min(max(value, QUANTITIES[name].low), most.get(name, QUANTITIES[name].high))
        earlier = (_written(name, value, voice.among(EARLIER_DAYS), other),)
    return tuple(found.values()), earlier


def glomerular_rate(creatinine: float, age: int, sex: str) -> float:
    """The eGFR in mL/min/1.73 m² from creatinine in mg/dL, by CKD-EPI 2021 (doi 10.1056/NEJMoa2102953)."""
    kappa, alpha, factor = (0.7, -0.241, 1.012) if sex == "female" else (0.9, -0.302, 1.0)
    ratio = creatinine / kappa
    return 142.0 * factor * 0.9938**age * float(ratio**alpha if ratio <= 1 else ratio**-1.2)


def _creatinine(rate: float, age: int, sex: str) -> float:
    """The creatinine that has this eGFR."""
    kappa, alpha, factor = (0.7, -0.241, 1.012) if sex == "female" else (0.9, -0.302, 1.0)
    share = rate / (142 * factor * 0.9938**age)
    return kappa * float(share ** (1 / alpha if share >= 1 else -1 / 1.2))


def _draw(name: str, shift: float, days: int, other: bool, voice: Voice, most: float | None = None) -> Lab:
    quantity = QUANTITIES[name]
    value = voice.rng.gauss(quantity.mean + shift * quantity.spread, quantity.spread * (1 + min(abs(shift), 3) / 3))
    if not shift:  # nothing that the note names explains a value that is far off
        value = min(max(value, quantity.mean - 2 * quantity.spread), quantity.mean + 3 * quantity.spread)
    return _written(name, min(max(value, quantity.low), most or quantity.high), days, other)


def _written(name: str, value: float, days: int, other: bool) -> Lab:
    """The value as the note rounds it."""
    quantity = QUANTITIES[name]
    if not other or not quantity.other_unit:
        number = write_number(value, quantity.unit, quantity.decimals)
        return Lab(name, float(number), number, quantity.unit, days)
    factor = in_base(quantity, 1.0, quantity.other_unit)
    number = write_number(value / factor, quantity.other_unit, quantity.other_decimals)
    return Lab(
        name, in_base(quantity, float(number.replace(",", "")), quantity.other_unit), number, quantity.other_unit, days
    )


def _kidney(
    found: dict[str, Lab], age: int, sex: str, present: dict[str, Illness], days: int, other: bool, voice: Voice
) -> None:
    """Creatinine and the eGFR as one draw: of the stage, where there is kidney disease."""
    stage = present["ckd"].stage if "ckd" in present else ""
    if stage in _RENAL:
        low, high = _RENAL[stage]
        rate = low + 1 + voice.rng.random() * (high - low - 2)
    else:
        quantity = QUANTITIES["egfr"]
        mean = 118 - 0.65 * age - (22 if "kidney_disease" in present else 0)
        rate = min(max(voice.rng.gauss(mean, 16), 32 if "kidney_disease" in present else 61), quantity.high)
    creatinine = _written("creatinine", max(_creatinine(rate, age, sex), 0.4), days, other)
    both = {
        "creatinine": creatinine,
        "egfr": _written("egfr", glomerular_rate(creatinine.value, age, sex), days, other=False),
    }
    found.update({name: both[name] for name in ("creatinine", "egfr") if name in found})


def _ejection(present: dict[str, Illness], days: int, shift: float, voice: Voice) -> Lab:
    """Below 40 % with reduced ejection fraction, 50 % or more with a preserved one."""
    lab = _draw("ejection", shift, days, other=False, voice=voice)
    value = min(lab.value, 39) if "hfref" in present else max(lab.value, 50)
    return Lab("ejection", value, f"{value:.0f}", "%", days)
