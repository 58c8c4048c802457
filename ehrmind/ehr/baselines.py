"""What models that read no text say of the same rows: each a probability of the positive answer.

    risks(index, ontology, rows, types)
    -> {"prevalence": [0.24, ...], "age": [...], "logistic regression": [...], "gradient boosting": [...]}

Fitted on the training rows and chosen on the validation rows (see count_models), on the types of events that the
language model is shown. Kept beside the index, for every arm of a sweep asks for the same ones; another ontology has
others.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ehrmind.ehr.count_models import boosting, by_age, logistic, prevalence
from ehrmind.ehr.counts import ages, features, value_tenths
from ehrmind.ehr.events import TYPES
from ehrmind.ehr.index import Index
from ehrmind.ehr.ontology import Ontology
from ehrmind.ehr.sources.content import digest
from ehrmind.files import write_json

VERSION = 1  # another number where the same rows give other risks
# What users call the types of events, where that is not the type's own name.
_TYPES = {
    **dict.fromkeys(("labs", "vitals", "measurements"), ("measurement",)),
    "visits": ("visit", "visit_detail"),
    **dict.fromkeys(("conditions", "problems", "diagnoses"), ("condition",)),
    **dict.fromkeys(("drugs", "medications"), ("drug",)),
    "procedures": ("procedure",),
    "observations": ("observation",),
    "devices": ("device",),
    "notes": ("note",),
    "other": ("other", "death"),
}

Row = tuple[int, datetime, bool]  # subject, prediction time, whether it comes true


def types_of(events: Sequence[str]) -> tuple[str, ...]:
    """The types of events behind the names that a user gives; all where there are none. A person is always known."""
    if not events:
        return TYPES
    named = {kind for name in events for kind in _TYPES.get(name, ())}
    return tuple(kind for kind in TYPES if kind in named or kind == "person")


def risks(
    index: Index, ontology: Ontology, rows: Mapping[str, Sequence[Row]], types: Sequence[str] = TYPES
) -> dict[str, list[float]]:
    """P(positive) of each row of the test split by each model, of `rows` by split.

    Only the prevalence where the training rows have one answer alone.
    """
    key = digest([VERSION, list(types), dict(ontology.parents), _plain(rows)])[:16]
    path = index.folder / f"risks-{key}.json"
    if path.exists():
        kept: dict[str, list[float]] = json.loads(path.read_text(encoding="utf-8"))
        return kept
    found = {name: [round(float(p), 6) for p in said] for name, said in _fit(index, ontology, rows, types).items()}
    write_json(path, found)
    return found


def _fit(index: Index, ontology: Ontology, rows: Mapping[str, Sequence[Row]], types: Sequence[str]) -> dict[str, Any]:
    train, validation, test = (rows[name] for name in ("train", "validation", "test"))
    truth, chosen = ([true for *_, true in part] for part in (train, validation))
    found: dict[str, Any] = {"prevalence": prevalence(truth, len(test))} if train else {}
    if len(set(truth)) < 2:
        return found
    moments = [(subject, time) for part in (train, validation, test) for subject, time, _ in part]
    years = ages(index, moments)
    ends = (len(train), len(train) + len(validation))
    found["age"] = by_age(years[: ends[0]], truth, years[ends[1] :])
    tenths = value_tenths(index, moments[: ends[0]], types=types)
    matrix = features(index, moments, parents=ontology.parents, types=types, tenths=tenths).matrix.tocsr()
    fitting, choosing, asked = matrix[: ends[0]], matrix[ends[0] : ends[1]], matrix[ends[1] :]
    found["logistic regression"] = logistic(fitting, truth, choosing, chosen, asked)
    found["gradient boosting"] = boosting(fitting, truth, choosing, chosen, asked)
    return found


def _plain(rows: Mapping[str, Sequence[Row]]) -> dict[str, list[list[Any]]]:
    return {name: [[subject, time.isoformat(), true] for subject, time, true in part] for name, part in rows.items()}
