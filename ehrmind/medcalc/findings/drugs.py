"""What notes say of steroids, of opioids, of infusions and of the days of a pregnancy.

"{drug} [infusion|drip] [running|] at {amount} {unit}."     a continuous infusion
"""

from ehrmind.medcalc.forms import Choice, Day

PATCH_FORM = (
    "[{He} [wears|uses|has] a {drug} of {amount} {unit}.|{drug} {amount} {unit}, changed every third day."
    "|[Medications include|Current analgesia:|Home meds:] {drug} {amount} {unit}.]"
)
BUCCAL_FORM = (
    "[{He} [takes|uses|is maintained on] {drug} {amount} {unit} {times}.|[Medications include|Current "
    "analgesia:|Home meds:|] "
    "{drug} {amount} {unit} {times}.]"
)
INFUSION_FORM = (
    "[{He} [receives|is on|is given] {drug} at {amount} {unit} as a continuous infusion."
    "|{drug} [infusion|drip] [running|] at {amount} {unit}.|[Infusions|Drips|Pressors and inotropes]: {drug} "
    "{amount} {unit}.]"
)


def steroid_sentences(name: str) -> tuple[str, ...]:
    """What notes say of the steroid that is taken: "oral prednisone"."""
    return (
        f"{{He}} is [treated with|maintained on|currently on] {name}.",
        f"[Current steroid|Steroid|Glucocorticoid]: {name}.",
        f"{{He}} [is given|is on|receives] {name} every day.",
        f"[Medications include|Current medications include] {name}.",
    )


LAST_PERIOD = Day(
    "last_period",
    (
        "The first day of {his} last [menstrual|] period was {date}.",
        "{His} last menstrual period [began|started] on {date}.",
        "[LMP|Last menstrual period]: {date}.",
        "{He} gives {date} as the [start|first day] of {his} last period.",
    ),
    entities=("Last menstrual date",),
)
TODAY = Day(
    "today",
    (
        "Today is {date}.",
        "{He} [was seen|was examined|comes for review] on {date}.",
        "Date of [visit|review|examination]: {date}.",
    ),
    entities=("Current Date",),
)
RACE = Choice(
    "race",
    {
        "not Black": (
            "{He} is [white|of Asian descent|of European descent|of South Asian descent].",
            "{His} race is recorded as [white|Asian].",
            "[Race|Ethnicity]: [white|Asian].",
        ),
        "Black": (
            "{He} is [Black|African American|of African Caribbean descent|a Black American].",
            "{His} race is recorded as [Black|African American].",
            "[Race|Ethnicity]: [Black|African American].",
        ),
    },
    label="Race",
    entities=("Race",),
    benchmark={"white": "not Black", "asian": "not Black", "hispanic": "not Black", "black": "Black"},
    place="social",
    weights={"not Black": 0.7, "Black": 0.3},
)
