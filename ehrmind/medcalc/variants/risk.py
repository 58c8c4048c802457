"""Where MedCalc-Bench's answers to the risk scores differ from the sources.

RCRI: the note's stroke is stored as "History of cerebrovascular disease", which the program never reads: 1 point less.
"""

from collections.abc import Callable, Iterator, Mapping
from math import floor, log10
from typing import Any

from ehrmind.medcalc.forms import Solve, Values, Variant

Entities = Mapping[str, Any]
UREA = "Blood Urea Nitrogen (BUN)"

_HEART_FACTORS = (
    *("hypertension", "hypercholesterolemia", "diabetes", "obesity", "smoking", "family_history", "atherosclerosis"),
)


def rounded(value: float) -> float:
    """The program's rounding after every step: thousandths, or three digits from 0.001 down."""
    if value > 0.001:
        return round(value, 3)
    return round(value, 2 - floor(log10(value))) if value else 0.0


def rounded_urea(values: Values, entities: Entities, molar_mass: float) -> float:
    """The program's urea nitrogen in mg/dL: mmol/L goes through moles and grams of three decimals."""
    amount = entities.get(UREA)
    if not isinstance(amount, (list, tuple)) or amount[1] != "mmol/L":
        return float(values["bun"])
    grams = rounded(rounded(amount[0] * 0.001) * molar_mass)
    return rounded(rounded(grams * 1000) / 10)


def curb_65(values: Values, urea: float) -> float:
    """CURB-65 with its urea point above 19 mg/dL."""
    low_pressure = values["systolic"] < 90 or values["diastolic"] <= 60
    criteria = (
        values.get("confusion"),
        urea > 19,
        values["respiratory_rate"] >= 30,
        low_pressure,
        values["age"] >= 65,
    )
    return sum(map(bool, criteria))


def cardiac_index(values: Values, entities: Entities) -> float:
    """The Revised Cardiac Risk Index with the stroke that the program looked for."""
    named = ("high_risk_surgery", "ischemic_heart_disease", "heart_failure", "insulin_treatment")
    stroke = bool(entities.get("Cerebrovascular disease history"))
    return sum(bool(values.get(name)) for name in named) + stroke + bool(values.get("creatinine", 0) > 2)


def heart_score(values: Values, entities: Entities) -> float:
    """The HEART score with atherosclerotic disease as one risk factor among seven."""
    held = {**values, "atherosclerosis": entities.get("atherosclerotic disease")}
    count = sum(bool(held.get(name)) for name in _HEART_FACTORS)
    ranks = (
        _rank(values, "suspicion", ("moderately", "highly")),
        _rank(values, "ecg", ("nonspecific", "significant")),
        _rank(values, "troponin", ("up to", "above")),
    )
    return sum(ranks) + _heart_age(values) + (count >= 1) + (count >= 3)


def blatchford(values: Values, hemoglobin: float, urea: float) -> float:
    """The Glasgow-Blatchford score, given the points of hemoglobin and of urea."""
    pressure = sum(bool(values["systolic"] < cut) for cut in (90, 100, 110))
    pulse = bool(values["heart_rate"] >= 100)
    twice = sum(bool(values.get(name)) for name in ("syncope", "liver_disease", "heart_failure"))
    return hemoglobin + urea + pressure + pulse + bool(values.get("melena")) + 2 * twice


def hemoglobin_points(values: Values) -> float:
    """Blatchford 2000: men below 13, 12 and 10 g/dL: 1, 3, 6; women below 12 and 10: 1, 6."""
    value = values["hemoglobin"]
    if value < 10:
        return 6
    if values["sex"] == "male":
        return 3 if value < 12 else int(value < 13)
    return int(value < 12)


def program_hemoglobin_points(values: Values) -> float:
    """The program's: a man at 13 and a woman at 12 g/dL get 1, a man at 12 and a woman at 10 get none."""
    at_cut = {("male", 13): 1, ("male", 12): 0, ("female", 12): 1, ("female", 10): 0}
    return at_cut.get((values["sex"], values["hemoglobin"]), hemoglobin_points(values))


def urea_points(urea: float) -> float:
    """Blatchford 2000, in mg/dL of urea nitrogen."""
    return next((points for low, points in ((70, 6), (28, 4), (22.4, 3), (18.2, 2)) if urea >= low), 0)


def program_urea_points(urea: float) -> float:
    """The program's: exactly 70 mg/dL gets none."""
    return 0 if urea == 70 else urea_points(urea)


def heart_faults(values: Values, entities: Entities, solve: Solve) -> Iterator[tuple[str, float]]:
    """The limits of age, and atherosclerotic disease, which ours gives 2 points by itself."""
    age = _heart_age(values) - (solve(values) - solve({**values, "age": 30}))
    yield f"gives {_heart_age(values)} points for the age of {values['age']:g} years", age
    rest = heart_score(values, entities) - solve(values) - age
    if entities.get("atherosclerotic disease"):
        yield "counts atherosclerotic disease as one risk factor of seven", rest
    elif entities.get("Transient Ischemic Attacks History"):
        yield "does not read the TIA, which is atherosclerotic disease", rest


def _heart_age(values: Values) -> int:
    return int(values["age"] >= 45) + int(values["age"] >= 65)


def blatchford_faults(values: Values, entities: Entities, solve: Solve) -> Iterator[tuple[str, float]]:
    """The limits at which the program has other points."""
    hemoglobin, urea = values["hemoglobin"], values["bun"]
    theirs, ours = program_hemoglobin_points(values), hemoglobin_points(values)
    yield f"gives {theirs:g} and not {ours:g} points for hemoglobin of exactly {hemoglobin:g} g/dL", theirs - ours
    yield f"gives no points for BUN of exactly {urea:g} mg/dL", program_urea_points(urea) - urea_points(urea)


def _rank(values: Values, name: str, starts: tuple[str, str]) -> int:
    option = str(values.get(name, ""))
    return next((rank for rank, start in enumerate(starts, 1) if option.startswith(start)), 0)


def _blatchford(program_cuts: bool, program_units: bool) -> Callable[[Values, Entities], float]:
    def answer(values: Values, entities: Entities) -> float:
        urea = rounded_urea(values, entities, 28.08) if program_units else values["bun"]
        if program_cuts:
            return blatchford(values, program_hemoglobin_points(values), program_urea_points(urea))
        return blatchford(values, hemoglobin_points(values), urea_points(urea))

    return answer


_CUTS = "the benchmark's program has other points than Blatchford 2000 at the limits of hemoglobin and of BUN"
_UNITS = "the benchmark rounds urea to thousandths of a mole per liter before it converts it from mmol/L to mg/dL"

VARIANTS: dict[int, tuple[Variant, ...]] = {
    17: (
        Variant(
            "entity",
            "the benchmark's program reads 'Cerebrovascular disease history', while the stroke or TIA stands under "
            "'History of cerebrovascular disease', and so counts it as absent; Lee 1999 gives 1 point",
            cardiac_index,
        ),
    ),
    18: (
        Variant(
            "code",
            "the benchmark's program departs from the risk factors of Backus 2013, by which a history of "
            "atherosclerotic disease gives 2 points by itself",
            *(heart_score, heart_faults),
        ),
    ),
    27: (
        Variant("code", _CUTS, _blatchford(program_cuts=True, program_units=False), blatchford_faults),
        Variant("unit", _UNITS, _blatchford(program_cuts=False, program_units=True)),
        Variant("unit", f"{_UNITS}; {_CUTS}", _blatchford(program_cuts=True, program_units=True)),
    ),
    45: (
        Variant(
            "formula",
            "the benchmark gives the urea point above 19 mg/dL BUN (6.8 mmol/L); Lim 2003 above 7 mmol/L",
            lambda values, entities: curb_65(values, values["bun"]),
        ),
        Variant(
            "unit",
            f"{_UNITS}, and gives the urea point above 19 mg/dL; Lim 2003 above 7 mmol/L",
            lambda values, entities: curb_65(values, rounded_urea(values, entities, 28.02)),
        ),
    ),
}
