"""Who the patient is: age, sex, race, ethnicity, and how far back the record goes.

    58-year-old woman, Asian, not Hispanic or Latino; record begins 12 years ago

Static events and those of the person are read whatever the source calls them; what is neither age nor sex is said by
its name, or by what stands behind the slash of its code.
"""

import re
from typing import Any

import numpy as np

from ehrmind.ehr.events import BIRTH
from ehrmind.ehr.timeline.clean import clean
from ehrmind.ehr.timeline.context import Context
from ehrmind.ehr.timeline.lines import Draft
from ehrmind.ehr.timeline.when import UNDATED

_SEX = re.compile(r"^(?:gender|sex)/|^(?:8507|8532)$", re.IGNORECASE)
_TRAIT = re.compile(r"^(race|ethnicity|language|marital[ _]status|insurance)/+(.*)$", re.IGNORECASE)
_WORDS = {"F": ("woman", "girl"), "M": ("man", "boy"), "": ("person", "child")}
MOST = 8  # traits beyond age and sex


def person(context: Context) -> Draft:
    """The one line about the patient."""
    traits = _traits(context)
    facts: dict[str, Any] = {
        "kind": "person",
        "age": None if context.age is None else int(context.age),
        "sex": context.sex,
        **traits,
    }
    words = [_who(context), *(_spoken(name, value) for name, value in traits.items())]
    text = ", ".join(words)
    begins = _begins(context)
    if begins != UNDATED:
        facts["record_days"] = context.clock.days(begins)
        text += f"; record begins {context.clock.ago(begins)}"
    died = context.groups.of_type("death")
    if len(died):
        last = int(context.groups.last[died].max())
        facts["died_days_ago"] = context.clock.days(last) if last != UNDATED else None
        text += f"; died {context.clock.ago(last)}"
    own = context.groups.of("demographics").tolist()
    events = sum(context.groups.size(group) for group in own)
    return Draft(text[:1].upper() + text[1:], "demographics", "", facts, UNDATED, events=events, shown=events)


def _who(context: Context) -> str:
    grown, small = _WORDS[context.sex]
    age = context.age
    if age is None:
        return f"{grown}, age not known"
    if age >= 18:
        return f"{int(age)}-year-old {grown}"
    if age >= 2:
        return f"{int(age)}-year-old {small}"
    return f"{int(age * 12)}-month-old {small}"


def _traits(context: Context) -> dict[str, str]:
    found: dict[str, str] = {}
    for group in context.groups.of_type("person").tolist():
        code, name = context.groups.code(group), context.groups.name(group).label
        if code == BIRTH or _SEX.match(code):
            continue
        match = _TRAIT.match(code)
        kind = match[1].casefold().replace(" ", "_") if match else code.casefold()
        value = clean(match[2]) if match and name == clean(code) else name.split(": ", 1)[-1]
        found.setdefault(kind, value)
    order = ("race", "ethnicity")
    ranked = sorted(found, key=lambda kind: (order.index(kind) if kind in order else len(order), kind))
    return {kind: found[kind] for kind in ranked[:MOST]}


def _spoken(kind: str, value: str) -> str:
    if kind in ("race", "ethnicity") or "/" in kind:
        return value.replace("Not Hispanic", "not Hispanic") if value.startswith("Not") else value
    return f"{kind.replace('_', ' ')} {value}"


def _begins(context: Context) -> int:
    """The first event that is not the birth."""
    groups = context.groups
    rest = np.flatnonzero((groups.first != UNDATED) & (groups.parts != 0))
    return int(groups.first[rest].min()) if len(rest) else UNDATED
