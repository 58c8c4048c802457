"""Date calculations of pregnancy, from the last menstrual period."""

from datetime import date, timedelta

from ehrmind.medcalc.forms import Calculator, Choice, Citation, Day, Kind, Measure, Step, Values, Work, show_date

PREGNANT = Choice("sex", {"female": ()})
MOTHER_AGE = Measure("age", "years", 18, 44, place="age")
CYCLE = Measure(
    "cycle_length", "days", 22, 35, says=("menstrual cycle length",), place="body", entities=("cycle length",)
)
LAST_PERIOD = Day(
    "last_period",
    (
        "The first day of {his} last menstrual period was {date}.",
        "{His} last menstrual period began on {date}.",
        "LMP: {date}.",
    ),
    entities=("Last menstrual date",),
)
TODAY = Day(
    "today", ("Today is {date}.", "{He} was seen on {date}.", "Date of visit: {date}."), entities=("Current Date",)
)

_NAEGELE = Citation("Baskett and Nagele", 2000, "10.1111/j.1471-0528.2000.tb11661.x")


def due_date(values: Values) -> Work:
    """Last period + 280 days + (cycle length - 28) days."""
    last, cycle = values["last_period"], int(values["cycle_length"])
    shift = cycle - 28
    start = last + timedelta(days=280)
    due = start + timedelta(days=shift)
    return Work(
        (
            Step(f"Last period {show_date(last)} + 280 days = {show_date(start)}."),
            Step(f"Cycle of {cycle} days: {cycle} - 28 = {shift} days.", "cycle shift", shift),
            Step(f"Due date = {show_date(start)} shifted by {shift} days = {show_date(due)}."),
        ),
        show_date(due),
    )


def gestational_age(values: Values) -> Work:
    """Whole weeks and days from the last period to today."""
    last: date = values["last_period"]
    days = (values["today"] - last).days
    weeks, rest = divmod(days, 7)
    answer = f"{weeks} weeks, {rest} days"
    return Work(
        (
            Step(f"From {show_date(last)} to {show_date(values['today'])} are {days} days.", "days", days),
            Step(f"{days} days = {weeks} × 7 + {rest} days.", "weeks", weeks),
            Step(f"Gestational age = {answer}."),
        ),
        answer,
    )


CALCULATORS = (
    Calculator(
        id=13,
        name="Estimated Due Date",
        category="date",
        kind=Kind.DATE,
        unit="",
        question="What is the estimated due date by Naegele's rule, from the last period and the cycle length?",
        inputs=(PREGNANT, MOTHER_AGE, LAST_PERIOD, CYCLE),
        work=due_date,
        formula="due date = first day of the last period + 280 days + (cycle length - 28) days",
        citation=_NAEGELE,
        optional=("age",),
    ),
    Calculator(
        id=69,
        name="Estimated Gestational Age",
        category="date",
        kind=Kind.WEEKS_DAYS,
        unit="",
        question="What is the patient's gestational age today, in weeks and days?",
        inputs=(PREGNANT, MOTHER_AGE, LAST_PERIOD, TODAY),
        work=gestational_age,
        formula="gestational age = days from the first day of the last period to today, as weeks × 7 + days",
        citation=_NAEGELE,
        optional=("age",),
        possible=lambda values: 28 <= (values["today"] - values["last_period"]).days <= 290,
    ),
)
