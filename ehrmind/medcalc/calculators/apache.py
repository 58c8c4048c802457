"""APACHE II (Knaus 1985): twelve physiologic variables, age and chronic health.

Age 68 (+5), 39.2 °C (+3), pressure 95/50 (mean 65, +2), PaO2 58 on 40 % oxygen (+3), creatinine 1.8 in acute renal
failure (+4), Glasgow Coma Scale 12 (+3), all else normal: 20 points.
"""

from ehrmind.medcalc.calculators.physical import mean_arterial_pressure
from ehrmind.medcalc.conditions import AllOf, AnyOf, AtLeast, AtMost, Below, Has, Is
from ehrmind.medcalc.findings.intensive import (
    ACUTE_RENAL_FAILURE,
    ADMISSION,
    CHRONIC_RENAL_FAILURE,
    SEVERE_CHRONIC_DISEASE,
)
from ehrmind.medcalc.forms import Calculator, Citation, Kind, Measure, Step, Values, Work, show
from ehrmind.medcalc.measures import (
    AGE,
    ARTERIAL_PH,
    CREATININE,
    DIASTOLIC,
    FIO2,
    GCS,
    HEART_RATE,
    HEMATOCRIT,
    PAO2,
    POTASSIUM,
    RESPIRATORY_RATE,
    SODIUM,
    SYSTOLIC,
    TEMPERATURE,
    WHITE_CELLS,
)
from ehrmind.medcalc.questions import asks
from ehrmind.medcalc.scores import Amount, Bands, Criterion, Row, add_points, cuts_of, describe
from ehrmind.medcalc.variants.apache import VARIANTS

ROOM_AIR = 21  # % oxygen
AA_GRADIENT = Measure(
    *("aa_gradient", "mmHg", 10, 540),
    says=("A-a gradient", "alveolar-arterial oxygen gradient"),
    entities=("A-a gradient",),
    usual=(10, 15),
)

# Worked out from the inputs
MEAN_PRESSURE = Measure("mean_arterial_pressure", "mmHg", 40, 160)
COMA_POINTS = Measure("coma_points", "points", 0, 12)

CREATININE_POINTS = ((0, 2), (0.6, 0), (1.5, 2), (2, 3), (3.5, 4))


def _within(measure: Measure, low: float, below: float) -> AllOf:
    """Low <= measure < below."""
    return AllOf((AtLeast(measure, low), Below(measure, below)))


GRADIENT = (
    ("at least 500", 4, AtLeast(AA_GRADIENT, 500)),
    ("350 to 499", 3, _within(AA_GRADIENT, 350, 500)),
    ("200 to 349", 2, _within(AA_GRADIENT, 200, 350)),
)
TENSION = (
    ("61 to 70", 1, AllOf((AtLeast(PAO2, 61), AtMost(PAO2, 70)))),
    ("55 to 60", 3, _within(PAO2, 55, 61)),
    ("below 55", 4, Below(PAO2, 55)),
)
OXYGENATION = (
    *(
        Criterion(f"FiO2 at least 50 % and A-a gradient {said} mmHg", points, AllOf((AtLeast(FIO2, 50), condition)))
        for said, points, condition in GRADIENT
    ),
    *(
        Criterion(f"FiO2 below 50 % and PaO2 {said} mmHg", points, AllOf((Below(FIO2, 50), condition)))
        for said, points, condition in TENSION
    ),
)
NOT_ELECTIVE = AnyOf((Is(ADMISSION, "nonoperative"), Is(ADMISSION, "emergency surgery")))
CHRONIC_HEALTH = (
    Criterion(
        "Severe chronic organ insufficiency or immunocompromise, nonoperative or after emergency surgery",
        *(5, AllOf((Has(SEVERE_CHRONIC_DISEASE), NOT_ELECTIVE))),
    ),
    Criterion(
        "Severe chronic organ insufficiency or immunocompromise, after elective surgery",
        *(2, AllOf((Has(SEVERE_CHRONIC_DISEASE), Is(ADMISSION, "elective surgery")))),
    ),
)


def rows(acute_renal_failure: bool) -> tuple[Row, ...]:
    """The criteria of Knaus' table; those of creatinine count double in acute renal failure."""
    times = 2 if acute_renal_failure else 1
    creatinine = tuple((low, times * points) for low, points in CREATININE_POINTS)
    note = "doubled for acute renal failure" if acute_renal_failure else "without acute renal failure"
    return (
        Bands("Age in years", AGE, ((0, 0), (45, 2), (55, 3), (65, 5), (75, 6))),
        Bands(
            *("Temperature in °C", TEMPERATURE),
            ((0, 4), (30, 3), (32, 2), (34, 1), (36, 0), (38.5, 1), (39, 3), (41, 4)),
        ),
        Bands(
            *("Mean arterial pressure in mmHg", MEAN_PRESSURE),
            ((0, 4), (50, 2), (70, 0), (110, 2), (130, 3), (160, 4)),
        ),
        Bands("Heart rate", HEART_RATE, ((0, 4), (40, 3), (55, 2), (70, 0), (110, 2), (140, 3), (180, 4))),
        Bands("Respiratory rate", RESPIRATORY_RATE, ((0, 4), (6, 2), (10, 1), (12, 0), (25, 1), (35, 3), (50, 4))),
        *OXYGENATION,
        Bands("Arterial pH", ARTERIAL_PH, ((0, 4), (7.15, 3), (7.25, 2), (7.33, 0), (7.5, 1), (7.6, 3), (7.7, 4))),
        Bands(
            *("Sodium in mmol/L", SODIUM),
            ((0, 4), (111, 3), (120, 2), (130, 0), (150, 1), (155, 2), (160, 3), (180, 4)),
        ),
        Bands("Potassium in mmol/L", POTASSIUM, ((0, 4), (2.5, 2), (3, 1), (3.5, 0), (5.5, 1), (6, 3), (7, 4))),
        Bands(f"Creatinine in mg/dL, {note}", CREATININE, creatinine),
        Bands("Hematocrit in %", HEMATOCRIT, ((0, 4), (20, 2), (30, 0), (46, 1), (50, 2), (60, 4))),
        Bands("White cells in 10⁹/L", WHITE_CELLS, ((0, 4), (1, 2), (3, 0), (15, 1), (20, 2), (40, 4))),
        Amount("15 minus the Glasgow Coma Scale", COMA_POINTS),
        *CHRONIC_HEALTH,
    )


def with_mean_pressure(values: Values) -> tuple[tuple[Step, ...], dict[str, float]]:
    """The steps to the mean arterial pressure and its value, where both pressures are stated."""
    if values.get("systolic") is None or values.get("diastolic") is None:
        return (), {}
    steps = mean_arterial_pressure(values).steps
    return steps, {MEAN_PRESSURE.name: (values["systolic"] + 2 * values["diastolic"]) / 3}


def apache_ii(values: Values) -> Work:
    """The points of every row; FiO2 that is not stated is room air, other missing values are normal."""
    steps, worked_out = with_mean_pressure(values)
    if values.get("gcs") is not None:
        worked_out[COMA_POINTS.name] = coma = 15 - values["gcs"]
        steps += (Step(f"15 - GCS = 15 - {show(values['gcs'])} = {show(coma)}.", "15 - GCS", coma),)
    stated = {name: value for name, value in values.items() if value is not None}
    points = add_points(rows(bool(values.get("acute_renal_failure"))), {"fio2": ROOM_AIR, **stated, **worked_out})
    return Work(steps + points.steps, points.answer)


def _possible(values: Values) -> bool:
    """Pressures, gases (by the alveolar gas equation) and kidneys that can belong to one patient."""
    carbon_dioxide = 0.8 * (7.13 * values["fio2"] - values["pao2"] - values["aa_gradient"])
    return (
        20 <= values["systolic"] - values["diastolic"] <= 100
        and 16 <= carbon_dioxide <= 120
        and (values["creatinine"] >= 1.5 or not (values["acute_renal_failure"] or values["chronic_renal_failure"]))
        and (values["creatinine"] < 2 or values["acute_renal_failure"] or values["chronic_renal_failure"])
    )


FORMULA = (
    "Mean arterial pressure = (systolic + 2 × diastolic) / 3; "
    + describe(rows(acute_renal_failure=False))
    + " In acute renal failure the points of creatinine count double. Each band reaches to the next."
    + " Oxygenation: the A-a gradient counts where FiO2 is 50 % or more, PaO2 where it is lower."
)
MISSING = "A physiologic variable that was not measured counts as normal (0 points); FiO2 not stated is room air."

INPUTS = (
    *(AGE, TEMPERATURE, SYSTOLIC, DIASTOLIC, HEART_RATE, RESPIRATORY_RATE, FIO2, AA_GRADIENT, PAO2),
    *(ARTERIAL_PH, SODIUM, POTASSIUM, CREATININE, ACUTE_RENAL_FAILURE, CHRONIC_RENAL_FAILURE, HEMATOCRIT),
    *(WHITE_CELLS, GCS, SEVERE_CHRONIC_DISEASE, ADMISSION),
)

CALCULATORS = (
    Calculator(
        id=28,
        name="APACHE II Score",
        category="risk",
        kind=Kind.INTEGER,
        unit="points",
        question=asks(
            "the patient's APACHE II score (Knaus 1985) in points",
            " For oxygenation use the A-a gradient if FiO2 is 50 % or more and PaO2 otherwise; the points of "
            "creatinine count double in acute renal failure.",
        ),
        inputs=INPUTS,
        cuts=cuts_of(rows(acute_renal_failure=False), INPUTS),
        work=apache_ii,
        points=tuple(range(72)),
        formula=FORMULA,
        citation=Citation("Knaus et al.", 1985, "10.1097/00003246-198510000-00009"),
        possible=_possible,
        optional=(
            *("temperature", "systolic", "diastolic", "heart_rate", "respiratory_rate", "fio2", "aa_gradient", "pao2"),
            *("ph", "sodium", "potassium", "creatinine", "hematocrit", "white_cells", "gcs"),
        ),
        missing_rule=MISSING,
        variants=VARIANTS[28],
    ),
)
