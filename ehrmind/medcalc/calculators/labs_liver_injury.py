"""Liver injury: MELD 3.0, Maddrey's discriminant function, ascites gradient, R factor, APRI.

Maddrey at a prothrombin time of 20 s, control 12 s, bilirubin 10 mg/dL:  4.6 × (20 - 12) + 10 = 46.8
"""

from math import log

from ehrmind.medcalc.calculators.labs_liver import meld_na
from ehrmind.medcalc.findings.intensive import CVVHD, DIALYSIS_TWICE
from ehrmind.medcalc.forms import Calculator, Citation, Kind, Measure, Shortcut, Step, Tolerance, Values, Work, show
from ehrmind.medcalc.measures import ALBUMIN, ALT, AST, BILIRUBIN, CREATININE, INR, PLATELETS, SEX, SODIUM
from ehrmind.medcalc.questions import asks

PROTHROMBIN = Measure("prothrombin_time", "s", 11.5, 38, 1, says=("prothrombin time", "PT"), usual=(11.5, 13.5))
CONTROL = Measure(
    "control_time", "s", 11.0, 13.5, 1, says=("control prothrombin time", "PT of the control"), usual=(11.5, 12.8)
)
ASCITES_ALBUMIN = Measure(
    *("ascites_albumin", "g/dL", 0.3, 3.6, 1),
    says=("ascitic fluid albumin", "albumin of the ascites"),
    other_unit="g/L",
)
PHOSPHATASE = Measure("alp", "U/L", 52, 640, says=("alkaline phosphatase", "ALP"), usual=(52, 112))
UPPER_ALT, UPPER_AST, UPPER_PHOSPHATASE = 40, 40, 120  # U/L, upper limits of normal
HIGHEST_CREATININE, LOWEST_ALBUMIN, HIGHEST_ALBUMIN = 3.0, 1.5, 3.5


def meld_3(values: Values) -> Work:
    """Kim 2021, in points from 6 to 40: sex, bilirubin, sodium, INR, creatinine and albumin."""
    dialysis = values.get(DIALYSIS_TWICE.name) or values.get(CVVHD.name)
    creatinine = HIGHEST_CREATININE if dialysis else min(max(values["creatinine"], 1), HIGHEST_CREATININE)
    bilirubin, inr = max(values["bilirubin"], 1), max(values["inr"], 1)
    lack = 137 - min(max(values["sodium"], 125), 137)
    low = 3.5 - min(max(values["albumin"], LOWEST_ALBUMIN), HIGHEST_ALBUMIN)
    terms = (
        ("Female sex", 1.33 * (values["sex"] == "female")),
        (f"4.56 × ln(bilirubin {show(bilirubin)})", 4.56 * log(bilirubin)),
        (f"0.82 × (137 - sodium) = 0.82 × {show(lack)}", 0.82 * lack),
        (f"-0.24 × {show(lack)} × ln(bilirubin)", -0.24 * lack * log(bilirubin)),
        (f"9.09 × ln(INR {show(inr)})", 9.09 * log(inr)),
        (f"11.14 × ln(creatinine {show(creatinine)})", 11.14 * log(creatinine)),
        (f"1.85 × (3.5 - albumin) = 1.85 × {show(low)}", 1.85 * low),
        (f"-1.83 × {show(low)} × ln(creatinine)", -1.83 * low * log(creatinine)),
    )
    total = sum(value for _, value in terms) + 6
    points = min(max(round(total), 6), 40)
    steps = [Step(f"{text} = {show(value)}.", text.split(" = ")[0], value) for text, value in terms]
    steps.append(Step(f"Sum of the terms + 6 = {show(total)}.", "sum", total))
    steps.append(Step(f"Rounded, from 6 to 40: MELD 3.0 = {points} points.", "MELD 3.0", points))
    return Work(tuple(steps), show(points))


def _man(values: Values) -> str | None:
    """Without the points of women."""
    return meld_3({**values, "sex": "male"}).answer if values["sex"] == "female" else None


def discriminant(values: Values) -> Work:
    """4.6 × (prothrombin time - control) + bilirubin; times in s, bilirubin in mg/dL."""
    longer = values["prothrombin_time"] - values["control_time"]
    part = 4.6 * longer
    total = part + values["bilirubin"]
    return Work(
        (
            Step(
                f"Prothrombin time - control = {show(values['prothrombin_time'])} - {show(values['control_time'])} = "
                f"{show(longer)} s.",
                "prothrombin time - control",
                longer,
            ),
            Step(f"4.6 × {show(longer)} = {show(part)}.", "part of the time", part),
            Step(
                f"Discriminant function = {show(part)} + {show(values['bilirubin'])} = {show(total)}.",
                "discriminant function",
                total,
            ),
        ),
        show(total),
    )


def ascites_gradient(values: Values) -> Work:
    """Serum albumin - albumin of the ascites, in g/dL."""
    gradient = values["albumin"] - values["ascites_albumin"]
    text = f"Gradient = {show(values['albumin'])} - {show(values['ascites_albumin'])} = {show(gradient)} g/dL."
    return Work((Step(text, "gradient", gradient),), show(gradient))


def r_factor(values: Values) -> Work:
    """(ALT / its upper limit) / (alkaline phosphatase / its upper limit)."""
    above, below = values["alt"] / UPPER_ALT, values["alp"] / UPPER_PHOSPHATASE
    return Work(
        (
            Step(f"ALT / 40 = {show(values['alt'])} / 40 = {show(above)}.", "ALT / 40", above),
            Step(f"ALP / 120 = {show(values['alp'])} / 120 = {show(below)}.", "ALP / 120", below),
            Step(f"R = {show(above)} / {show(below)} = {show(above / below)}.", "R", above / below),
        ),
        show(above / below),
    )


def platelet_ratio(values: Values) -> Work:
    """100 × (AST / its upper limit) / platelets in 10⁹/L."""
    times = values["ast"] / UPPER_AST
    index = 100 * times / values["platelets"]
    return Work(
        (
            Step(f"AST / 40 = {show(values['ast'])} / 40 = {show(times)}.", "AST / 40", times),
            Step(f"APRI = 100 × {show(times)} / {show(values['platelets'])} = {show(index)}.", "APRI", index),
        ),
        show(index),
    )


CALCULATORS = (
    Calculator(
        id=121,
        name="MELD 3.0",
        category="lab",
        kind=Kind.INTEGER,
        unit="points",
        question=asks(
            "the patient's MELD 3.0 score (Kim 2021) in points, rounded, from 6 to 40",
        ),
        inputs=(SEX, CREATININE, BILIRUBIN, INR, SODIUM, ALBUMIN, DIALYSIS_TWICE, CVVHD),
        work=meld_3,
        points=tuple(range(6, 41)),
        cuts={
            "creatinine": (1, HIGHEST_CREATININE),
            "bilirubin": (1,),
            "inr": (1,),
            "sodium": (125, 137),
            "albumin": (LOWEST_ALBUMIN, HIGHEST_ALBUMIN),
        },
        shortcuts=(
            Shortcut("MELD-Na of 2016", lambda values: meld_na(values).answer),
            Shortcut("without the points of women", _man),
        ),
        formula=(
            "MELD 3.0 = 1.33 (in women) + 4.56 × ln(bilirubin) + 0.82 × (137 - Na) - 0.24 × (137 - Na) × ln(bilirubin) "
            "+ 9.09 × ln(INR) + 11.14 × ln(creatinine) + 1.85 × (3.5 - albumin) - 1.83 × (3.5 - albumin) × "
            "ln(creatinine) + 6, rounded, from 6 to 40; bilirubin, INR and creatinine below 1 count as 1, creatinine "
            "above 3 or dialysis (twice within the week, or 24 hours of continuous veno-venous hemodialysis) as 3; Na "
            "counts as 125 to 137 mEq/L, albumin as 1.5 to 3.5 g/dL"
        ),
        citation=Citation("Kim et al.", 2021, "10.1053/j.gastro.2021.08.050"),
        missing_rule="Dialysis that is not stated counts as absent.",
        possible=lambda values: (
            115 <= values["sodium"] <= 152
            and (values["creatinine"] >= 1.5 or not (values["dialysis_twice"] or values["cvvhd"]))
        ),
    ),
    Calculator(
        id=122,
        name="Maddrey's Discriminant Function for Alcoholic Hepatitis",
        category="lab",
        kind=Kind.DECIMAL,
        unit="points",
        question=asks(
            "the patient's modified Maddrey discriminant function: 4.6 times the prothrombin time in excess "
            "of the control, in seconds, plus the bilirubin in mg/dL",
        ),
        inputs=(PROTHROMBIN, CONTROL, BILIRUBIN),
        work=discriminant,
        tolerance=Tolerance(0.5),
        shortcuts=(
            Shortcut("without bilirubin", lambda values: 4.6 * (values["prothrombin_time"] - values["control_time"])),
            Shortcut("without the control", lambda values: 4.6 * values["prothrombin_time"] + values["bilirubin"]),
            Shortcut(
                "without 4.6", lambda values: values["prothrombin_time"] - values["control_time"] + values["bilirubin"]
            ),
        ),
        formula="4.6 × (prothrombin time - control, in seconds) + bilirubin in mg/dL",
        citation=Citation("Carithers et al.", 1989, "10.7326/0003-4819-110-9-685"),
        possible=lambda values: values["prothrombin_time"] - values["control_time"] >= 0.5,
    ),
    Calculator(
        id=123,
        name="Serum-Ascites Albumin Gradient (SAAG)",
        category="lab",
        kind=Kind.DECIMAL,
        unit="g/dL",
        question=asks(
            "the patient's serum-ascites albumin gradient (SAAG) in g/dL",
        ),
        inputs=(ALBUMIN, ASCITES_ALBUMIN),
        work=ascites_gradient,
        tolerance=Tolerance(0.05),
        shortcuts=(
            Shortcut("ratio", lambda values: values["albumin"] / values["ascites_albumin"]),
            Shortcut("serum albumin", lambda values: values["albumin"]),
            Shortcut("ascites albumin", lambda values: values["ascites_albumin"]),
        ),
        formula="gradient in g/dL = serum albumin - albumin of the ascitic fluid, both in g/dL",
        citation=Citation("Runyon et al.", 1992, "10.7326/0003-4819-117-3-215"),
        possible=lambda values: 0.2 <= values["albumin"] - values["ascites_albumin"] <= 3.2,
    ),
    Calculator(
        id=124,
        name="R Factor for Liver Injury",
        category="lab",
        kind=Kind.DECIMAL,
        unit="",
        question=asks(
            "the patient's R factor of liver injury",
            " Take 40 U/L as the upper limit of normal of ALT and 120 U/L as that of alkaline phosphatase.",
        ),
        inputs=(ALT, PHOSPHATASE),
        work=r_factor,
        tolerance=Tolerance(0.05, relative=0.01),
        shortcuts=(
            Shortcut("without the upper limits", lambda values: values["alt"] / values["alp"]),
            Shortcut("upside down", lambda values: (values["alp"] / UPPER_PHOSPHATASE) / (values["alt"] / UPPER_ALT)),
        ),
        formula="R = (ALT / 40) / (alkaline phosphatase / 120), in U/L",
        citation=Citation("Danan and Benichou", 1993, "10.1016/0895-4356(93)90101-6"),
    ),
    Calculator(
        id=125,
        name="AST to Platelet Ratio Index (APRI)",
        category="lab",
        kind=Kind.DECIMAL,
        unit="",
        question=asks(
            "the patient's AST to platelet ratio index (APRI)",
            " Take 40 U/L as the upper limit of normal of AST.",
        ),
        inputs=(AST, PLATELETS),
        work=platelet_ratio,
        tolerance=Tolerance(0.01, relative=0.01),
        shortcuts=(
            Shortcut("without the upper limit", lambda values: 100 * values["ast"] / values["platelets"]),
            Shortcut("without 100", lambda values: values["ast"] / UPPER_AST / values["platelets"]),
        ),
        formula="APRI = 100 × (AST / 40) / platelets; AST in U/L, platelets in ×10⁹/L",
        citation=Citation("Wai et al.", 2003, "10.1053/jhep.2003.50346"),
    ),
)
