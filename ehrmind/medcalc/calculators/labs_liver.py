"""Liver: the fibrosis-4 index and the MELD score with sodium.

FIB-4 at 50 years, AST 60 U/L, ALT 36 U/L, platelets 100 ×10⁹/L:  50 × 60 / (100 × √36) = 5
"""

from math import log, sqrt

from ehrmind.medcalc.findings.intensive import CVVHD, DIALYSIS_TWICE
from ehrmind.medcalc.forms import Calculator, Citation, Kind, Shortcut, Step, Tolerance, Values, Work, show
from ehrmind.medcalc.measures import AGE, ALT, AST, BILIRUBIN, CREATININE, INR, PLATELETS, SODIUM
from ehrmind.medcalc.questions import asks
from ehrmind.medcalc.variants.labs_liver import VARIANTS

LOWEST, HIGHEST_CREATININE, HIGHEST_MELD = 1.0, 4.0, 40
LOWEST_SODIUM, HIGHEST_SODIUM = 125, 137


def fibrosis_4(values: Values) -> Work:
    """Age × AST / (platelets × √ALT); enzymes in U/L, platelets in ×10⁹/L."""
    age, ast, platelets, alt = (show(values[name]) for name in ("age", "ast", "platelets", "alt"))
    above, root = values["age"] * values["ast"], sqrt(values["alt"])
    index = above / (values["platelets"] * root)
    terms = f"{age} × {ast} / ({platelets} × √{alt}) = {show(above)} / ({platelets} × {show(root)})"
    return Work((Step(f"FIB-4 = {terms} = {show(index)}.", "FIB-4", index),), show(index))


def initial_meld(values: Values) -> tuple[list[Step], int]:
    """MELD(i), in points, and the steps to it: a sum of logarithms, rounded to a tenth, times 10."""
    dialysis = values.get(DIALYSIS_TWICE.name) or values.get(CVVHD.name)
    creatinine = 4.0 if dialysis else min(max(values["creatinine"], LOWEST), HIGHEST_CREATININE)
    rule = "after dialysis" if dialysis else "within 1 to 4"
    bilirubin, inr = max(values["bilirubin"], LOWEST), max(values["inr"], LOWEST)
    logs = 0.957 * log(creatinine) + 0.378 * log(bilirubin) + 1.120 * log(inr) + 0.643
    points = round(round(logs, 1) * 10)
    terms = f"0.957 × ln({show(creatinine)}) + 0.378 × ln({show(bilirubin)}) + 1.12 × ln({show(inr)}) + 0.643"
    steps = [
        Step(f"{name} counts as {show(used)} ({why}).", f"{name} counts", used)
        for name, used, why in (
            ("Creatinine", creatinine, rule),
            ("Bilirubin", bilirubin, "at least 1"),
            ("INR", inr, "at least 1"),
        )
        if used != values[name.lower()]
    ]
    tenths = round(logs, 1)
    steps += [
        Step(f"Sum of logarithms = {terms} = {show(logs)}, to a tenth {show(tenths)}.", "sum of logarithms", logs),
        Step(f"MELD(i) = 10 × {show(tenths)} = {points}.", "MELD(i)", points),
    ]
    return steps, points


def meld_na(values: Values) -> Work:
    """MELD(i) + 1.32 × (137 - Na) - 0.033 × MELD(i) × (137 - Na) if MELD(i) is above 11; 6 to 40 points."""
    steps, first = initial_meld(values)
    if first <= 11:
        steps.append(Step(f"MELD(i) is not above 11: MELD-Na = {first} points.", "MELD-Na", first))
        return Work(tuple(steps), show(first))
    sodium = min(max(values["sodium"], LOWEST_SODIUM), HIGHEST_SODIUM)
    lack = 137 - sodium
    total = first + 1.32 * lack - 0.033 * first * lack
    points = min(round(total), HIGHEST_MELD)
    if sodium != values["sodium"]:
        steps.append(Step(f"Sodium counts as {show(sodium)} (within 125 to 137).", "sodium counts", sodium))
    terms = f"{first} + 1.32 × {show(lack)} - 0.033 × {first} × {show(lack)}"
    capped = f"{points}, the most" if round(total) > HIGHEST_MELD else f"{points}"
    steps += [
        Step(f"Lack of sodium = 137 - {show(sodium)} = {show(lack)}.", "lack of sodium", lack),
        Step(f"Unrounded = {terms} = {show(total)}.", "unrounded", total),
        Step(f"MELD-Na = {capped} points.", "MELD-Na", points),
    ]
    return Work(tuple(steps), show(points))


def _without_sodium(values: Values) -> float:
    return float(min(initial_meld(values)[1], HIGHEST_MELD))


def _without_dialysis(values: Values) -> str | None:
    if not (values.get(DIALYSIS_TWICE.name) or values.get(CVVHD.name)):
        return None
    return meld_na({**values, DIALYSIS_TWICE.name: False, CVVHD.name: False}).answer


CALCULATORS = (
    Calculator(
        id=19,
        name="Fibrosis-4 (FIB-4) Index for Liver Fibrosis",
        category="lab",
        kind=Kind.DECIMAL,
        unit="",
        question=asks("the patient's [fibrosis-4 (FIB-4) index|FIB-4 index|fibrosis-4 score (FIB-4)]"),
        inputs=(AGE, AST, ALT, PLATELETS),
        work=fibrosis_4,
        tolerance=Tolerance(0.01, relative=0.01),
        shortcuts=(
            Shortcut(
                "without the root", lambda values: values["age"] * values["ast"] / values["platelets"] / values["alt"]
            ),
            Shortcut(
                "ALT for AST",
                lambda values: values["age"] * values["alt"] / (values["platelets"] * sqrt(values["ast"])),
            ),
        ),
        formula="FIB-4 = age × AST / (platelets × √ALT); AST and ALT in U/L, platelets in ×10⁹/L",
        citation=Citation("Sterling et al.", 2006, "10.1002/hep.21178"),
        possible=lambda values: 0.25 <= values["ast"] / values["alt"] <= 6,
    ),
    Calculator(
        id=23,
        name="MELD Na (UNOS/OPTN)",
        category="lab",
        kind=Kind.DECIMAL,
        unit="points",
        question=asks(
            "the patient's MELD-Na score by the OPTN/UNOS rule of 2016",
            " MELD(i) is rounded to a tenth before it is multiplied by 10.",
        ),
        inputs=(CREATININE, BILIRUBIN, INR, SODIUM, DIALYSIS_TWICE, CVVHD),
        work=meld_na,
        cuts={
            "creatinine": (LOWEST, HIGHEST_CREATININE),
            "bilirubin": (LOWEST,),
            "inr": (LOWEST,),
            "sodium": (LOWEST_SODIUM, HIGHEST_SODIUM),
        },
        shortcuts=(Shortcut("without sodium", _without_sodium), Shortcut("dialysis left out", _without_dialysis)),
        formula=(
            "MELD(i) = 10 × (0.957 × ln(creatinine) + 0.378 × ln(bilirubin) + 1.120 × ln(INR) + 0.643, rounded to a "
            "tenth); if MELD(i) is above 11: MELD-Na = MELD(i) + 1.32 × (137 - Na) - 0.033 × MELD(i) × (137 - Na), "
            "rounded, at most 40; else MELD-Na = MELD(i). Creatinine and bilirubin in mg/dL; creatinine, bilirubin "
            "and INR below 1 count as 1; creatinine above 4, dialysis at least twice in the past week, or "
            "continuous veno-venous hemodialysis for at least 24 hours in it count as creatinine 4; sodium counts "
            "as 125 to 137 mEq/L"
        ),
        # Kim et al. 2008 (10.1056/NEJMoa0801209) have an earlier equation with other constants.
        citation=Citation(
            "OPTN/UNOS, policy 9.1", 2016, "https://optn.transplant.hrsa.gov/news/meld-serum-sodium-policy-changes/"
        ),
        missing_rule="Dialysis that is not stated counts as absent.",
        possible=lambda values: (
            115 <= values["sodium"] <= 152
            and (values["creatinine"] >= 1.5 or not (values["dialysis_twice"] or values["cvvhd"]))
        ),
        variants=VARIANTS[23],
    ),
)
