"""Vital signs and laboratory results: panels at their times, values from the state of the organs, and a record's noise.

    orders: [("bmp", time, visit, stay 0), ("vital", time, visit, no stay), ...]  →  a row for each item of each panel

During a stay the acute illness goes from `acuity` towards `residual` at everybody's pace: what is measured before a
prediction depends on the risk, never on the outcome. Noise: spellings of a unit, other units, exact duplicates of
flowsheet rows, and now and then an implausible value (a mean pressure of 801).
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from ehrmind.ehr.generator.codes import EMERGENCY, OUTPATIENT
from ehrmind.ehr.generator.course import Course, Stay
from ehrmind.ehr.generator.items import AXES, ITEMS, PANELS, STATES, TEXT_ITEMS
from ehrmind.ehr.generator.person import DAY, Person, logistic
from ehrmind.ehr.generator.rows import NONE, PLACE, TEXTS, UNITS, Rows, stack
from ehrmind.ehr.generator.visits import Visit

Order = tuple[str, int, int, int]  # panel, time, visit, place of the stay or NONE
SPELLED, OTHER, TWICE, IMPLAUSIBLE = 0.06, 0.04, 0.03, 0.0003  # shares of rows; the last tenfold of mean pressures

_PLACES = np.array([PLACE[f"LOINC/{item.code}"] for item in ITEMS], dtype=np.int32)
_CENTER, _PERSON, _NOISE, _LOW, _HIGH = (
    np.array([getattr(item, name) for item in ITEMS]) for name in ("center", "person", "noise", "low", "high")
)
_SCALE = np.array([10.0**item.decimals for item in ITEMS])
_LOG = np.array([item.log for item in ITEMS])
_LOADS = np.array([[item.axes.get(name, 0.0) for name in STATES] for item in ITEMS])
_UNIT = np.array([UNITS.index(item.unit) for item in ITEMS], dtype=np.int32)
_OF_PANEL = {panel: np.array([at for at, item in enumerate(ITEMS) if item.panel == panel]) for panel in PANELS}
_SPELLINGS = [[UNITS.index(unit) for unit in item.spellings] for item in ITEMS]
_CONVERTED = {
    at: (UNITS.index(item.other[0]), item.other[1], item.other[2]) for at, item in enumerate(ITEMS) if item.other
}
_DUPLICATED = np.isin(np.array([item.panel for item in ITEMS]), ("vital", "flow"))
_PRESSURE = next(at for at, item in enumerate(ITEMS) if item.code == "8478-0")


def measure(person: Person, course: Course, visits: list[Visit], rng: np.random.Generator) -> Rows:
    """Every measurement of one person."""
    orders = [order for visit in visits for order in _orders(visit, course, rng)]
    parts, texts = [], []
    for panel in dict.fromkeys(order[0] for order in orders):
        chosen = np.array([order[1:] for order in orders if order[0] == panel], dtype=np.int64)
        state = _states(person, course, chosen[:, 0], chosen[:, 2])
        if panel in _OF_PANEL:
            parts.append(_values(person, _OF_PANEL[panel], chosen, state, rng))
        else:
            texts.append(_texts(person, panel, chosen, state, rng))
    items = np.concatenate([part[0] for part in parts])
    numbers = stack([part[1] for part in parts])
    return stack([_noise(items, numbers, rng), *texts])


def _orders(visit: Visit, course: Course, rng: np.random.Generator) -> Iterator[Order]:
    """The panels of a visit, at their times."""
    if visit.kind == OUTPATIENT:
        shares = {"weight": 0.5, "bmp": 0.3, "cbc": 0.3, "lipid": 0.4, "a1c": 0.22, "liver": 0.14, "thyroid": 0.08}
        shares |= {"pancreas": 0.04, "urine": 0.08}
        yield "vital", visit.start + 3, visit.id, NONE
        for (panel, share), dice in zip(shares.items(), rng.random(len(shares)).tolist(), strict=True):
            if dice < share:
                yield panel, visit.start + 40, visit.id, NONE
        return
    stay = visit.stay
    assert stay is not None, "only an outpatient visit has no stay"
    place = course.stays.index(stay)
    if visit.kind == EMERGENCY or stay.emergency is None:
        yield from _first(visit, stay, place, rng)
    if visit.kind != EMERGENCY:
        yield from _daily(visit, stay, place, rng)


def _first(visit: Visit, stay: Stay, place: int, rng: np.random.Generator) -> Iterator[Order]:
    """What is measured on arrival: the more, the iller somebody looks."""
    axes = stay.reason.axes
    shares = {"vital": 1.0, "bmp": 0.97, "cbc": 0.97, "liver": 0.75, "acute": logistic(0.9 + 0.5 * stay.acuity)}
    shares |= {"coagulation": 0.4, "heart": 0.85 if axes.get("heart") else 0.35, "urine": 0.4, "swab": 0.3}
    shares |= {"gas": logistic(-1.5 + 0.7 * stay.acuity + axes.get("lung", 0.0)), "weight": 0.6, "mineral": 0.5}
    shares |= {"culture": 0.7 if axes.get("infl", 0.0) > 0.8 else 0.1, "pancreas": 0.3 if axes.get("liver") else 0.05}
    for (panel, share), dice in zip(shares.items(), rng.random(len(shares)).tolist(), strict=True):
        if dice < share:
            yield panel, visit.start + 5 + int(dice * 60), visit.id, place


def _daily(visit: Visit, stay: Stay, place: int, rng: np.random.Generator) -> Iterator[Order]:
    """Flowsheet rows three times a day, and blood in the morning."""
    for number, time in enumerate(range(stay.start + 30, stay.end, DAY // 3)):
        yield "vital", time, visit.id, place
        if number % 2 == 0:
            yield "flow", time + 4, visit.id, place
    for number, day in enumerate(range(stay.start // DAY + 1, stay.end // DAY + 1)):
        time = day * DAY + 5 * 60 + int(rng.integers(0, 90))
        yield "bmp", time, visit.id, place
        yield "cbc", time, visit.id, place
        for panel, share in (("mineral", 0.5), ("liver", 0.4), ("acute", 0.4), ("coagulation", 0.1), ("heart", 0.05)):
            if rng.random() < share or (panel == "liver" and number == 0):
                yield panel, time, visit.id, place


def _states(
    person: Person, course: Course, times: npt.NDArray[np.int64], stays: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """The state of each organ at each time: (N, S). Chronic, with the acute illness, and with what drugs do."""
    state = np.tile(person.axes, (len(times), 1))
    for place in np.unique(stays[stays != NONE]):
        stay, rows = course.stays[place], stays == place
        strength = np.maximum(0.9 + 0.9 * stay.acute(times[rows]), 0.0)
        effect = np.array([stay.reason.axes.get(name, 0.0) for name in STATES])
        effect[AXES.index("infl")] += 0.45
        effect[AXES.index("blood")] += 0.15
        state[rows] += strength[:, None] * effect
    for name, column in (("hypertension", "pressure"), ("hyperlipidemia", "lipids")):
        since = person.entry if name in person.prevalent else course.diagnosed.get(name)
        if since is not None:
            state[times > since, STATES.index(column)] -= 0.9
    return state


def _values(
    person: Person,
    items: npt.NDArray[np.intp],
    orders: npt.NDArray[np.int64],
    state: npt.NDArray[np.float64],
    rng: np.random.Generator,
) -> tuple[npt.NDArray[np.intp], Rows]:
    """A row for each item of the panel at each time, and which item it is of."""
    moved = person.offsets[items] * _PERSON[items] + state @ _LOADS[items].T
    moved += rng.normal(size=moved.shape) * _NOISE[items]
    value = np.where(_LOG[items], _CENTER[items] * np.exp(np.minimum(moved, 7.0)), _CENTER[items] + moved)
    value = np.round(np.clip(value, _LOW[items], _HIGH[items]) * _SCALE[items]) / _SCALE[items]
    count, size = len(orders), len(items)
    which = np.tile(items, count)
    return which, Rows(
        subject=np.full(count * size, person.subject),
        code=_PLACES[which],
        start=np.repeat(orders[:, 0], size),
        end=np.full(count * size, NONE),
        value=value.ravel(),
        text=np.full(count * size, NONE, dtype=np.int32),
        unit=_UNIT[which],
        visit=np.repeat(orders[:, 1], size),
        day=np.zeros(count * size, dtype=bool),
    )


def _texts(
    person: Person,
    panel: str,
    orders: npt.NDArray[np.int64],
    state: npt.NDArray[np.float64],
    rng: np.random.Generator,
) -> Rows:
    """A row for each item whose result is a word."""
    items = [item for item in TEXT_ITEMS if item.panel == panel]
    columns = []
    for item in items:
        odds = item.base + 1.1 * state[:, STATES.index(item.axis)]
        found = rng.random(len(orders)) < 1 / (1 + np.exp(-odds))
        columns.append(np.where(found, TEXTS.index(item.found), TEXTS.index(item.usual)))
    count, size = len(orders), len(items)
    return Rows(
        subject=np.full(count * size, person.subject),
        code=np.tile(np.array([PLACE[f"LOINC/{item.code}"] for item in items], dtype=np.int32), count),
        start=np.repeat(orders[:, 0], size),
        end=np.full(count * size, NONE),
        value=np.full(count * size, np.nan),
        text=np.stack(columns, axis=1).ravel().astype(np.int32),
        unit=np.full(count * size, NONE, dtype=np.int32),
        visit=np.repeat(orders[:, 1], size),
        day=np.zeros(count * size, dtype=bool),
    )


def _noise(items: npt.NDArray[np.intp], rows: Rows, rng: np.random.Generator) -> Rows:
    """Other spellings, other units, implausible values, and exact duplicates."""
    dice = rng.random((4, len(rows)))
    for at in np.flatnonzero(dice[0] < SPELLED):
        known = _SPELLINGS[items[at]]
        if known:
            rows.unit[at] = known[int(dice[0, at] / SPELLED * len(known))]
    for at in np.flatnonzero(dice[1] < OTHER):
        if items[at] in _CONVERTED:
            rows.unit[at], factor, plus = _CONVERTED[int(items[at])]
            rows.value[at] = round(rows.value[at] * factor + plus, 1)
    for at in np.flatnonzero(dice[2] < IMPLAUSIBLE * np.where(items == _PRESSURE, 10, 1)):
        rows.value[at] = 801 if items[at] == _PRESSURE else rows.value[at] * 10
    again = np.flatnonzero((dice[3] < TWICE) & _DUPLICATED[items])
    return rows.take(np.concatenate([np.arange(len(rows)), again]))
