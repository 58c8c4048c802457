"""Blood gases: the alveolar-arterial oxygen gradient, and the carbon dioxide expected in metabolic acidosis.

Room air, PaCO2 40 and PaO2 80 mmHg:  0.21 × 713 - 40 / 0.8 - 80 = 149.73 - 50 - 80 = 19.73 mmHg
"""

from dataclasses import replace

from ehrmind.medcalc.forms import Calculator, Citation, Kind, Shortcut, Step, Tolerance, Values, Work, show
from ehrmind.medcalc.measures import BICARBONATE, FIO2, PACO2, PAO2
from ehrmind.medcalc.questions import asks

ACIDOTIC = replace(BICARBONATE, low=5, high=22, usual=None)
BAROMETRIC, WATER_VAPOR, QUOTIENT = 760, 47, 0.8  # mmHg at sea level and 37 °C; respiratory quotient
DRY = BAROMETRIC - WATER_VAPOR


def alveolar_gradient(values: Values) -> Work:
    """FiO2 × (760 - 47) - PaCO2 / 0.8 - PaO2, in mmHg."""
    fraction = values["fio2"] / 100
    inspired, dioxide = fraction * DRY, values["paco2"] / QUOTIENT
    alveolar = inspired - dioxide
    gradient = alveolar - values["pao2"]
    return Work(
        (
            Step(f"Inspired oxygen = {show(fraction)} × (760 - 47) = {show(inspired)} mmHg.", "inspired", inspired),
            Step(f"PaCO2 / 0.8 = {show(values['paco2'])} / 0.8 = {show(dioxide)} mmHg.", "PaCO2 / 0.8", dioxide),
            Step(
                f"Alveolar oxygen = {show(inspired)} - {show(dioxide)} = {show(alveolar)} mmHg.", "alveolar", alveolar
            ),
            Step(
                f"A-a gradient = {show(alveolar)} - {show(values['pao2'])} = {show(gradient)} mmHg.",
                "gradient",
                gradient,
            ),
        ),
        show(gradient),
    )


def winters(values: Values) -> Work:
    """1.5 × bicarbonate + 8, in mmHg."""
    part = 1.5 * values["bicarbonate"]
    expected = part + 8
    return Work(
        (
            Step(f"1.5 × HCO3 = 1.5 × {show(values['bicarbonate'])} = {show(part)}.", "1.5 × HCO3", part),
            Step(f"Expected PaCO2 = {show(part)} + 8 = {show(expected)} mmHg.", "expected PaCO2", expected),
        ),
        show(expected),
    )


def _gradient(values: Values, pressure: float, quotient: float) -> float:
    return float(values["fio2"] / 100 * pressure - values["paco2"] / quotient - values["pao2"])


CALCULATORS = (
    Calculator(
        id=130,
        name="A-a Oxygen Gradient",
        category="lab",
        kind=Kind.DECIMAL,
        unit="mmHg",
        question=asks(
            "the patient's [alveolar-arterial oxygen|A-a] gradient in mmHg, at sea level (760 mmHg, water "
            "vapor 47 mmHg) and with a respiratory quotient of 0.8",
        ),
        inputs=(FIO2, PACO2, PAO2),
        work=alveolar_gradient,
        tolerance=Tolerance(1),
        shortcuts=(
            Shortcut("without the quotient", lambda values: _gradient(values, DRY, 1)),
            Shortcut("without water vapor", lambda values: _gradient(values, BAROMETRIC, QUOTIENT)),
            Shortcut("alveolar oxygen", lambda values: _gradient(values, DRY, QUOTIENT) + values["pao2"]),
        ),
        formula="A-a gradient = FiO2 × (760 - 47) - PaCO2 / 0.8 - PaO2, in mmHg, FiO2 as a fraction",
        citation=Citation("Fenn, Rahn and Otis", 1946, "Am J Physiol 146:637-653"),
        possible=lambda values: 5 <= _gradient(values, DRY, QUOTIENT) <= 560,
    ),
    Calculator(
        id=131,
        name="Winter's Formula",
        category="lab",
        kind=Kind.DECIMAL,
        unit="mmHg",
        question=asks(
            "the PaCO2, in mmHg, that is expected in the patient's metabolic acidosis by Winter's formula "
            "(the middle of its range)",
        ),
        inputs=(ACIDOTIC,),
        work=winters,
        tolerance=Tolerance(0.5),
        shortcuts=(
            Shortcut("HCO3 + 15", lambda values: values["bicarbonate"] + 15),
            Shortcut("formula of alkalosis", lambda values: 0.7 * values["bicarbonate"] + 20),
        ),
        formula="expected PaCO2 in mmHg = 1.5 × bicarbonate in mEq/L + 8 (± 2)",
        citation=Citation("Albert, Dell and Winters", 1967, "10.7326/0003-4819-66-2-312"),
    ),
)
