"""Early warning at the bedside: qSOFA, NEWS2, the shock index, and the fluid of a burn.

qSOFA with 24 breaths a minute, 96 mmHg systolic and a clear mind: 1 + 1 + 0 = 2 points.
"""

from ehrmind.medcalc.calculators.risk import UNSTATED_IS_ABSENT
from ehrmind.medcalc.conditions import AtLeast, AtMost, Has
from ehrmind.medcalc.findings.bedside import CONSCIOUSNESS, OXYGEN
from ehrmind.medcalc.findings.pneumonia import ALTERED
from ehrmind.medcalc.forms import (
    Calculator,
    Citation,
    Kind,
    Measure,
    Shortcut,
    Step,
    Tolerance,
    Values,
    Work,
    show,
)
from ehrmind.medcalc.measures import HEART_RATE, RESPIRATORY_RATE, SYSTOLIC, WEIGHT
from ehrmind.medcalc.questions import asks
from ehrmind.medcalc.scores import Bands, Criterion, Options, score

SATURATION = Measure(  # with or without oxygen
    "oxygen_saturation", "%", 82, 100, says=("oxygen saturation", "SpO2"), place="vital", usual=(96, 100)
)
WARNING_TEMPERATURE = Measure(  # bands of NEWS2 are in tenths of °C: a value in °F can lie between two
    "temperature", "°C", 33.8, 40.6, 1, says=("temperature",), place="vital", usual=(36.2, 37.3)
)
BURN = Measure(
    *("burned_surface", "%", 12, 70),
    says=("share of the body surface that is burned", "burned body surface area", "burn size"),
    place="exam",
)
NEWS2 = (
    Bands("Respiratory rate", RESPIRATORY_RATE, ((0, 3), (9, 1), (12, 0), (21, 2), (25, 3))),
    Bands("Oxygen saturation in % (scale 1)", SATURATION, ((0, 3), (92, 2), (94, 1), (96, 0))),
    Criterion("Supplemental oxygen", 2, Has(OXYGEN)),
    Bands("Systolic blood pressure in mmHg", SYSTOLIC, ((0, 3), (91, 2), (101, 1), (111, 0), (220, 3))),
    Bands("Pulse", HEART_RATE, ((0, 3), (41, 1), (51, 0), (91, 1), (111, 2), (131, 3))),
    Options(
        "Consciousness",
        CONSCIOUSNESS,
        {option: 0 if option == "alert" else 3 for option in CONSCIOUSNESS.options},
    ),
    Bands("Temperature in °C", WARNING_TEMPERATURE, ((0, 3), (35.1, 1), (36.1, 0), (38.1, 1), (39.1, 2))),
)
PARKLAND = 4  # mL for each kg and percent


def shock_index(values: Values) -> Work:
    """Heart rate / systolic pressure."""
    index = values["heart_rate"] / values["systolic"]
    text = f"Shock index = {show(values['heart_rate'])} / {show(values['systolic'])} = {show(index)}."
    return Work((Step(text, "shock index", index),), show(index))


def parkland(values: Values) -> Work:
    """4 mL × weight in kg × burned percent of the body surface, in mL within 24 hours."""
    weight, burned = values["weight"], values["burned_surface"]
    for_each = PARKLAND * weight
    total = for_each * burned
    return Work(
        (
            Step(
                f"4 mL × weight = 4 × {show(weight)} = {show(for_each)} mL for each percent.", "mL a percent", for_each
            ),
            Step(f"Fluid in 24 hours = {show(for_each)} × {show(burned)} = {show(total)} mL.", "fluid", total),
        ),
        show(total),
    )


CALCULATORS = (
    score(
        id=101,
        name="qSOFA Score for Sepsis",
        category="severity",
        question=asks(
            "the patient's [quick SOFA|qSOFA] score (Singer 2016), from 0 to 3",
        ),
        citation=Citation("Singer et al.", 2016, "10.1001/jama.2016.0287"),
        missing_rule=UNSTATED_IS_ABSENT,
        criteria=(
            Criterion("Respiratory rate at least 22", 1, AtLeast(RESPIRATORY_RATE, 22)),
            Criterion("Altered mental status", 1, Has(ALTERED)),
            Criterion("Systolic pressure at most 100 mmHg", 1, AtMost(SYSTOLIC, 100)),
        ),
    ),
    score(
        id=102,
        name="National Early Warning Score 2 (NEWS2)",
        category="severity",
        points=tuple(range(21)),
        question=asks(
            "the patient's National Early Warning Score 2 (NEWS2, 2017), from 0 to 20",
            " Use oxygen saturation scale 1; there is no hypercapnic respiratory failure.",
        ),
        citation=Citation(
            "Royal College of Physicians, National Early Warning Score (NEWS) 2", 2017, "ISBN 978-1-86016-682-2"
        ),
        missing_rule="Oxygen that is not stated counts as not given.",
        criteria=NEWS2,
    ),
    Calculator(
        id=103,
        name="Shock Index",
        category="physical",
        kind=Kind.DECIMAL,
        unit="",
        question=asks(
            "the patient's shock index, the heart rate divided by the systolic blood pressure",
        ),
        inputs=(HEART_RATE, SYSTOLIC),
        work=shock_index,
        tolerance=Tolerance(0.01, relative=0.01),
        shortcuts=(Shortcut("upside down", lambda values: values["systolic"] / values["heart_rate"]),),
        formula="shock index = heart rate in beats/min / systolic blood pressure in mmHg",
        citation=Citation("Allgöwer and Burri", 1967, "10.1055/s-0028-1106070"),
    ),
    Calculator(
        id=104,
        name="Parkland Formula for Burns",
        category="dosage",
        kind=Kind.DECIMAL,
        unit="mL",
        question=asks(
            "the [volume of fluid|amount of fluid], in mL, that the patient needs in the first 24 hours of "
            "the burn by the Parkland formula (4 mL for each kg and each percent of burned body surface)",
        ),
        inputs=(WEIGHT, BURN),
        work=parkland,
        tolerance=Tolerance(50, relative=0.01),
        shortcuts=(
            Shortcut("half of it, for 8 hours", lambda values: 2 * values["weight"] * values["burned_surface"]),
            Shortcut("3 mL", lambda values: 3 * values["weight"] * values["burned_surface"]),
        ),
        formula="fluid in mL within 24 hours = 4 × weight in kg × burned body surface in percent",
        citation=Citation("Baxter and Shires", 1968, "10.1111/j.1749-6632.1968.tb14738.x"),
    ),
)
