"""Date calculations of pregnancy, from the last menstrual period.

{"last_period": date(2024, 1, 1), "cycle_length": 30}  ->  due 10/09/2024, conceived 01/17/2024
"""

from datetime import date, timedelta

from ehrmind.medcalc.findings.drugs import LAST_PERIOD, TODAY
from ehrmind.medcalc.forms import (
    Calculator,
    Choice,
    Citation,
    Kind,
    Measure,
    Shortcut,
    Step,
    Values,
    Work,
    show_date,
    signed,
)
from ehrmind.medcalc.questions import asks
from ehrmind.medcalc.variants.dates import VARIANTS

PREGNANT = Choice("sex", {"female": ()})
MOTHER_AGE = Measure("age", "years", 18, 44, place="age")
CYCLE = Measure(
    *("cycle_length", "days", 22, 35),
    says=("menstrual cycle length",),
    place="story",
    entities=("cycle length",),
    usual=(26, 31),
)
USUAL_CYCLE = 28  # days, of which the last 14 follow ovulation

# 280 days after the first day of the last menstrual period, of a cycle of 28 days with ovulation on day 14. Naegele's
# rule (three months back, seven days on) comes to 280 to 283 days and is not what is asked.
_ACOG = Citation("ACOG Committee Opinion 700", 2017, "10.1097/AOG.0000000000002046")
_CYCLE_RULE = "A cycle length that is not stated counts as 28 days."


def due_date(values: Values) -> Work:
    """Last period + 280 days + (cycle length - 28) days."""
    return _shifted(values, 280, "Due date")


def conception_date(values: Values) -> Work:
    """Last period + 14 days + (cycle length - 28) days: the day of ovulation, 14 days before the next period."""
    return _shifted(values, 14, "Date of conception")


def _days(number: int) -> str:
    return f"{number} day" if abs(number) == 1 else f"{number} days"


def _shifted(values: Values, days: int, name: str) -> Work:
    last, cycle = values["last_period"], int(values.get("cycle_length", USUAL_CYCLE))
    shift = cycle - USUAL_CYCLE
    start = last + timedelta(days=days)
    answer = show_date(start + timedelta(days=shift))
    if not shift:
        return Work((Step(f"{name} = {show_date(last)} + {days} days = {answer}."),), answer)
    return Work(
        (
            Step(f"Cycle shift = {cycle} - {USUAL_CYCLE} = {_days(shift)}.", "cycle shift", shift),
            Step(f"With 28 days: {show_date(last)} + {days} days = {show_date(start)}."),
            Step(f"{name} = {show_date(start)} {signed(shift)} day{'' if abs(shift) == 1 else 's'} = {answer}."),
        ),
        answer,
    )


def gestational_age(values: Values) -> Work:
    """Whole weeks and days from the last period to today."""
    last: date = values["last_period"]
    days = (values["today"] - last).days
    weeks, rest = divmod(days, 7)
    answer = f"{weeks} weeks, {rest} days"
    return Work(
        (
            Step(f"Days = {show_date(values['today'])} - {show_date(last)} = {days}.", "days", days),
            Step(f"{days} = {weeks} × 7 + {rest}."),
            Step(f"Gestational age = {answer}."),
        ),
        answer,
    )


def _without_shift(days: int) -> Shortcut:
    return Shortcut("cycle of 28 days", lambda values: show_date(values["last_period"] + timedelta(days=days)))


CALCULATORS = (
    Calculator(
        id=13,
        name="Estimated Due Date",
        category="date",
        kind=Kind.DATE,
        unit="",
        question=asks(
            "the [estimated due date|expected date of delivery|estimated date of delivery] by the 280-day rule",
            " Count 280 days from the first day of the last menstrual period, and move the date by as many days "
            "as the cycle is longer or shorter than 28 days.",
        ),
        inputs=(PREGNANT, MOTHER_AGE, LAST_PERIOD, CYCLE),
        work=due_date,
        cuts={"cycle_length": (USUAL_CYCLE,)},
        shortcuts=(_without_shift(280),),
        formula="due date = first day of the last period + 280 days + (cycle length - 28) days",
        citation=_ACOG,
        optional=("age", "cycle_length"),
        missing_rule=_CYCLE_RULE,
        variants=VARIANTS[13],
    ),
    Calculator(
        id=68,
        name="Estimated Date of Conception",
        category="date",
        kind=Kind.DATE,
        unit="",
        question=asks(
            "the estimated date of conception, from the first day of the last menstrual period and the cycle length",
            " Take ovulation to be 14 days before the next period.",
        ),
        inputs=(PREGNANT, MOTHER_AGE, LAST_PERIOD, CYCLE),
        work=conception_date,
        cuts={"cycle_length": (USUAL_CYCLE,)},
        shortcuts=(_without_shift(14),),
        formula="date of conception = first day of the last period + 14 days + (cycle length - 28) days",
        citation=_ACOG,
        optional=("age", "cycle_length"),
        missing_rule=_CYCLE_RULE,
        variants=VARIANTS[68],
    ),
    Calculator(
        id=69,
        name="Estimated Gestational Age",
        category="date",
        kind=Kind.WEEKS_DAYS,
        unit="",
        question=asks("the patient's gestational age [today|on the day of the visit], in weeks and days"),
        inputs=(PREGNANT, MOTHER_AGE, LAST_PERIOD, TODAY),
        work=gestational_age,
        formula="gestational age = days from the first day of the last period to today, as weeks × 7 + days",
        citation=_ACOG,
        optional=("age",),
        possible=lambda values: 28 <= (values["today"] - values["last_period"]).days <= 290,
        variants=VARIANTS.get(69, ()),
    ),
)
