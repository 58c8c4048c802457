"""Corrected levels: phenytoin for the albumin that binds it, and LDL cholesterol by Sampson.

Phenytoin 8 µg/mL at an albumin of 2 g/dL:  8 / (0.2 × 2 + 0.1) = 16 µg/mL
"""

from ehrmind.medcalc.calculators.labs_lipids import friedewald
from ehrmind.medcalc.forms import Calculator, Citation, Kind, Measure, Shortcut, Step, Tolerance, Values, Work, show
from ehrmind.medcalc.measures import ALBUMIN, HDL, TOTAL_CHOLESTEROL, TRIGLYCERIDES
from ehrmind.medcalc.questions import asks

PHENYTOIN = Measure("phenytoin", "µg/mL", 2.5, 24, 1, says=("phenytoin level", "total phenytoin"))


def corrected_phenytoin(values: Values) -> Work:
    """Phenytoin / (0.2 × albumin + 0.1), in µg/mL; albumin in g/dL."""
    divisor = 0.2 * values["albumin"] + 0.1
    corrected = values["phenytoin"] / divisor
    return Work(
        (
            Step(f"Divisor = 0.2 × {show(values['albumin'])} + 0.1 = {show(divisor)}.", "divisor", divisor),
            Step(
                f"Corrected phenytoin = {show(values['phenytoin'])} / {show(divisor)} = {show(corrected)} µg/mL.",
                "corrected phenytoin",
                corrected,
            ),
        ),
        show(corrected),
    )


def sampson(values: Values) -> Work:
    """TC / 0.948 - HDL / 0.971 - (TG / 8.56 + TG × non-HDL / 2140 - TG² / 16100) - 9.44, in mg/dL."""
    total, hdl, fat = values["total_cholesterol"], values["hdl"], values["triglycerides"]
    rest = total - hdl
    first, second = total / 0.948, hdl / 0.971
    vldl = fat / 8.56 + fat * rest / 2140 - fat**2 / 16100
    ldl = first - second - vldl - 9.44
    return Work(
        (
            Step(f"Non-HDL = {show(total)} - {show(hdl)} = {show(rest)} mg/dL.", "non-HDL", rest),
            Step(f"Total / 0.948 = {show(total)} / 0.948 = {show(first)}.", "total / 0.948", first),
            Step(f"HDL / 0.971 = {show(hdl)} / 0.971 = {show(second)}.", "HDL / 0.971", second),
            Step(
                f"VLDL = {show(fat)} / 8.56 + {show(fat)} × {show(rest)} / 2140 - {show(fat)}² / 16100 = {show(vldl)}.",
                "VLDL",
                vldl,
            ),
            Step(f"LDL = {show(first)} - {show(second)} - {show(vldl)} - 9.44 = {show(ldl)} mg/dL.", "LDL", ldl),
        ),
        show(ldl),
    )


CALCULATORS = (
    Calculator(
        id=132,
        name="Corrected Phenytoin (Sheiner-Tozer)",
        category="lab",
        kind=Kind.DECIMAL,
        unit="µg/mL",
        question=asks(
            "the patient's phenytoin level corrected for albumin by the Sheiner-Tozer equation, in µg/mL",
            " The kidneys work normally.",
        ),
        inputs=(PHENYTOIN, ALBUMIN),
        work=corrected_phenytoin,
        tolerance=Tolerance(0.1, relative=0.01),
        shortcuts=(
            Shortcut("not corrected", lambda values: values["phenytoin"]),
            Shortcut("renal failure", lambda values: values["phenytoin"] / (0.1 * values["albumin"] + 0.1)),
        ),
        formula="corrected phenytoin in µg/mL = phenytoin / (0.2 × albumin in g/dL + 0.1)",
        citation=Citation(
            "Sheiner and Tozer, in Melmon and Morrelli (eds.), Clinical Pharmacology, 2nd ed.", 1978, "Macmillan"
        ),
    ),
    Calculator(
        id=133,
        name="LDL Cholesterol by Sampson (NIH equation 2)",
        category="lab",
        kind=Kind.DECIMAL,
        unit="mg/dL",
        question=asks("the patient's LDL cholesterol in mg/dL by the equation of Sampson 2020 (NIH equation 2)"),
        inputs=(TOTAL_CHOLESTEROL, HDL, TRIGLYCERIDES),
        work=sampson,
        tolerance=Tolerance(1),
        shortcuts=(
            Shortcut("Friedewald", lambda values: friedewald(values).answer),
            Shortcut("non-HDL", lambda values: values["total_cholesterol"] - values["hdl"]),
        ),
        formula=(
            "LDL = TC / 0.948 - HDL / 0.971 - (TG / 8.56 + TG × (TC - HDL) / 2140 - TG² / 16100) - 9.44, in mg/dL"
        ),
        citation=Citation("Sampson et al.", 2020, "10.1001/jamacardio.2020.0013"),
        possible=lambda values: 30 <= values["total_cholesterol"] - values["hdl"] - values["triglycerides"] / 5 <= 260,
    ),
)
