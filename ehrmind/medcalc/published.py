"""MedCalc-Bench as published: the rows of any version, read as text and checked one by one (files: tables.py).

One row of v1.0 (columns shortened)::

    Row Number 2378 · Calculator ID 6 · Category "physical" · Output Type "decimal" · Note ID "pmc-7860507-1"
    Patient Note "An 8-month old male infant presented with ..." · Question "What is the patient's body mass ..."
    Ground Truth Answer "20.246" · Lower Limit "19.234" · Upper Limit "21.258" · Ground Truth Explanation "The ..."

Known traps: train and test spell the categories differently; calculator 69 is typed "integer" and holds
"('14 weeks', '1 days')"; 514 train rows of v1.0 carry a note of the test set (they are dropped and counted), and others
give the answer itself as both limits (they get the benchmark's 5 %, and are counted).
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ehrmind import parsing
from ehrmind.errors import DataError
from ehrmind.hub import unreachable
from ehrmind.medcalc import tables
from ehrmind.medcalc.calculators import CALCULATORS
from ehrmind.medcalc.entities import parse_entities, read_values
from ehrmind.medcalc.forms import CATEGORIES, Kind, around
from ehrmind.medcalc.plausible import Implausible
from ehrmind.medcalc.scoring import Scoring, judge
from ehrmind.medcalc.worked import worked_values
from ehrmind.types import Example

HUB_IDS = {
    "v1.0": "ncbi/MedCalc-Bench-v1.0",
    "v1.1": "ncbi/MedCalc-Bench-v1.1",
    "v1.2": "ncbi/MedCalc-Bench-v1.2",
    "verified": "nsk7153/MedCalc-Bench-Verified",
}
_MEND = "download it and give its folder as task.path="
# Of the data, by task.source. Those of MedCalc-Bench stand on their dataset cards.
LICENCES = {
    "generated": "apache-2.0",
    **dict.fromkeys(HUB_IDS, "cc-by-sa-4.0"),
    "folder": None,
}
WIDENED, UNREAD, IMPLAUSIBLE = "widened", "unread", "implausible"  # facts of a row: its limits, its entities

_CATEGORY_NAMES = {"lab test": "lab", "dosage conversion": "dosage"}
_OTHER_NAMES = {"estimated of conception": 68}  # as v1.0 has it
_BY_NAME = _OTHER_NAMES | {" ".join(item.name.casefold().split()): number for number, item in CALCULATORS.items()}


@dataclass(slots=True)
class Rows:
    """The examples of one split, the rows left out by reason, and the files they came from."""

    examples: list[Example] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    files: dict[str, str] = field(default_factory=dict)  # name -> sha256
    ignored: list[str] = field(default_factory=list)  # files of the folder that belong to no split
    origins: dict[str, str] = field(default_factory=dict)  # id -> file
    contents: set[tuple[str, str, str]] = field(default_factory=set)  # note, question and answer of each

    def add(self, example: Example, origin: str) -> None:
        """Add a row of the file `origin`, or count it as repeated. Raises DataError when its id is another row's."""
        content = (example.group, example.fields["question"], example.answer)
        if content in self.contents:
            self.dropped["row repeated"] += 1
            return
        if example.id in self.origins:
            files = " and ".join(dict.fromkeys((self.origins[example.id], origin)))
            raise DataError(
                f"id {example.id} is of different rows, in {files}; give each row its own number in the column "
                "Row Number, or take one of the files away"
            )
        self.contents.add(content)
        self.origins[example.id] = origin
        self.examples.append(example)


def read_folder(folder: Path, split: str, numbered: bool = False) -> Rows:
    """The rows of every file of a split in a folder (tables.find); see read_rows. Raises DataError."""
    rows = Rows()
    files = tables.find(folder, split)
    for path in files.split:
        rows.files[path.relative_to(folder).as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
        read_rows(tables.read_file(path), split, path.name, rows, numbered)
    rows.ignored = [path.relative_to(folder).as_posix() for path in files.ignored]
    return rows


def read_hub(version: str, split: str) -> Rows:
    """The rows of one split of a published version, by its Hugging Face id. Raises DataError when unreachable.

    No version has rows of validation.
    """
    if split == "validation":
        return Rows()
    import datasets

    hub_id = HUB_IDS[version]
    cached = any(Path(datasets.config.HF_DATASETS_CACHE).glob(f"{hub_id.split('/')[0]}___*"))
    reason = "" if cached else unreachable(hub_id, "dataset")
    if reason:
        raise DataError(f"task.source={version}: {hub_id} is not in the cache, and {reason}; {_MEND}")
    try:
        table = datasets.load_dataset(HUB_IDS[version], split=split)
    except Exception as error:  # every hub failure means the same to the user
        raise DataError(
            f"task.source={version}: {HUB_IDS[version]} could not be loaded ({type(error).__name__}); {_MEND}"
        ) from error
    rows = Rows()
    rows.files[f"{HUB_IDS[version]}:{split}"] = str(getattr(table, "_fingerprint", ""))
    read_rows(table, split, version, rows)
    return rows


def read_rows(table: Iterable[Mapping[str, Any]], split: str, origin: str, rows: Rows, numbered: bool = False) -> None:
    """Add checked rows to `rows`; one that cannot be scored, or is there already, is dropped by its reason.

    Ids are the file's own or, where these may name a patient (`numbered`), the place among all rows of the split.
    Raises DataError.
    """
    number, before = 0, len(rows.examples) + rows.dropped.total()
    for number, row in enumerate(tables.read_columns(table, origin), start=1):
        own = "" if numbered else row["Row Number"]
        try:
            example = example_of(row, f"{split}-{own or before + number}")
        except parsing.Unreadable as reason:
            rows.dropped[str(reason)] += 1
            continue
        rows.add(example, origin)
    if not number:
        raise DataError(f"{origin} holds no rows")


def drop_shared_notes(rows: Rows, others: Rows, name: str) -> None:
    """Take out of `rows`, and count, every one whose note is also a note of `others`, the split of this name."""
    notes = {example.group for example in others.examples}
    kept = [example for example in rows.examples if example.group not in notes]
    if len(kept) < len(rows.examples):
        rows.dropped[f"note is in the {name} set"] += len(rows.examples) - len(kept)
    rows.examples = kept


def note_key(note: str) -> str:
    """A hash of the note without its white space and case: two rows with equal keys share a note."""
    return hashlib.sha256("".join(note.split()).lower().encode()).hexdigest()


def example_of(row: Mapping[str, str], row_id: str) -> Example:
    """The checked row. A decimal answer that is both its limits gets the benchmark's 5 %. Raises parsing.Unreadable."""
    calculator = calculator_of(row)
    known = CALCULATORS.get(calculator)
    category = _CATEGORY_NAMES.get(row["Category"].lower(), row["Category"].lower())
    category = category or (known.category if known else "")
    if category not in CATEGORIES:
        raise parsing.Unreadable("unknown category")
    kind = _kind(calculator, row["Output Type"].lower())
    if not row["Patient Note"] or not row["Question"]:
        raise parsing.Unreadable("note or question is empty")
    answer, low, high = _answer(kind, row)
    exact = kind is Kind.DECIMAL and parsing.read_number(low) == parsing.read_number(high) != 0  # of 0, 5 % are 0
    if exact:
        low, high = around(answer)
    worked, fault = _worked(calculator, kind, low, high, row[tables.ENTITIES])
    return Example(
        id=row_id,
        group=note_key(row["Patient Note"])[:16],
        category=category,
        fields={"note": row["Patient Note"], "question": row["Question"]},
        answer=answer,
        rationale=row["Ground Truth Explanation"],
        facts={
            "calculator": calculator,
            "name": known.name if known else row["Calculator Name"],
            "kind": kind.value,
            "low": low,
            "high": high,
            "worked": worked,
            **({WIDENED: True} if exact else {}),
            **({fault: True} if fault else {}),
        },
    )


def calculator_of(row: Mapping[str, str]) -> int:
    """The id of the row's calculator, by its name where the row has no id. Raises parsing.Unreadable."""
    if row["Calculator ID"]:
        return parsing.read_integer(row["Calculator ID"])
    name = " ".join(row["Calculator Name"].casefold().split())
    if name not in _BY_NAME:
        raise parsing.Unreadable("unknown calculator")
    return _BY_NAME[name]


def changed(rows: Iterable[Example]) -> Counter[str]:
    """How many rows are not as their file gives them, or lack a part of what they could be used for, by reason."""
    counts = Counter(why for row in rows for why in (WIDENED, UNREAD, IMPLAUSIBLE) if why in row.facts)
    told = {
        "limits without width, widened": counts[WIDENED],
        "entities unreadable": counts[UNREAD],
        "entities that no patient has": counts[IMPLAUSIBLE],
        "no explanation": sum(not row.rationale for row in rows),
    }
    return +Counter(told)


def _kind(calculator: int, output_type: str) -> Kind:
    """The answer type by calculator, as in the published scorer; rows name it wrongly now and then."""
    if calculator in CALCULATORS:
        return CALCULATORS[calculator].kind
    try:
        return Kind(output_type)
    except ValueError:
        raise parsing.Unreadable("unknown output type") from None


def _worked(calculator: int, kind: Kind, low: str, high: str, entities: str) -> tuple[list[tuple[str, float]], str]:
    """The intermediate values of our own solution from the row's entities, where it reaches the published answer; and
    what is wrong with the entities as a whole, UNREAD or IMPLAUSIBLE.
    """
    if calculator not in CALCULATORS or not entities:
        return [], ""
    try:
        held = parse_entities(entities)
    except ValueError:
        return [], UNREAD
    try:
        work = CALCULATORS[calculator].solve(read_values(CALCULATORS[calculator], held))
    except Implausible:
        return [], IMPLAUSIBLE
    except (ValueError, ArithmeticError):  # an entity is missing, or not of its type; the audit says which
        return [], ""
    right = judge(work.answer, {"kind": kind.value, "low": low, "high": high}, Scoring.benchmark).correct
    return (worked_values(work) if right else []), ""


def _answer(kind: Kind, row: Mapping[str, str]) -> tuple[str, str, str]:
    """The published answer and its limits, checked to accept themselves."""
    answer = row["Ground Truth Answer"]
    if kind is Kind.DECIMAL:
        value = parsing.read_number(answer)
        low, high = sorted((row["Lower Limit"], row["Upper Limit"]), key=_limit)
        if not parsing.read_number(low) <= value <= parsing.read_number(high):
            raise parsing.Unreadable("published answer is outside its own limits")
        return answer, low, high
    if kind is Kind.INTEGER:
        answer = str(parsing.read_integer(answer))
    elif kind is Kind.DATE:
        parsing.read_date(answer)
    else:
        weeks, days = parsing.read_weeks_days(answer)
        answer = f"{weeks} weeks, {days} days"
    return answer, answer, answer


def _limit(text: str) -> float:
    if not text:
        raise parsing.Unreadable("limit is missing")
    try:
        return parsing.read_number(text)
    except parsing.Unreadable as error:
        raise parsing.Unreadable(f"limit is unreadable: {error}") from None
