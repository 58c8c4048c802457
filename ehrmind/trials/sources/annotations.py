"""TrialGPT's criterion annotations: what experts say of one criterion and one patient of SIGIR 2016.

    Annotation(0, "sigir-20141", "0. A 58-year-old African-American woman presents to the ER ...", "NCT01397994",
               "Study to Assess Efficacy of Nicorandil+Atenolol vs Atenolol ...", "inclusion",
               "Patients of chronic stable angina with abnormal Exercise Myocardial Perfusion Spect Scan ...",
               expert="not enough information", gpt4="not enough information", expert_sentences=(0, 1, 2), ...)

1,015 rows of 53 patients and 103 trials, published as ncbi/TrialGPT-Criterion-Annotations (Jin et al. 2024,
doi:10.1038/s41467-024-53081-z), a parquet file. The sentences of a note are numbered in its text. One row has no
criterion: its trial states none, and GPT-4 was asked nevertheless.

VERDICT maps the six labels to three. A criterion of either kind is met where what it says is true of the patient: who
meets an exclusion criterion is excluded.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ehrmind.cells import cell
from ehrmind.errors import DataError
from ehrmind.trials.sources.files import decode, json_lines, parse_json, read_bytes
from ehrmind.trials.types import MET, NOT_MET, UNKNOWN

VERDICT = {
    "included": MET,
    "not included": NOT_MET,
    "excluded": MET,
    "not excluded": NOT_MET,
    "not enough information": UNKNOWN,
    "not applicable": UNKNOWN,
}
COLUMNS = (
    *("annotation_id", "patient_id", "note", "trial_id", "trial_title", "criterion_type", "criterion_text"),
    *("gpt4_explanation", "explanation_correctness", "gpt4_sentences", "expert_sentences"),
    *("gpt4_eligibility", "expert_eligibility", "training"),
)
SUFFIXES = (".parquet", ".csv", ".jsonl", ".json")
_MAX_FIELD_CHARS = 1_000_000


@dataclass(frozen=True, slots=True)
class Annotation:
    """`expert` and `gpt4` are two of VERDICT's six labels; `training` is a split of TrialGPT's own."""

    id: int
    patient: str
    note: str
    trial: str
    title: str
    section: str  # "inclusion" or "exclusion"
    criterion: str
    expert: str
    gpt4: str
    expert_sentences: tuple[int, ...] = ()
    gpt4_sentences: tuple[int, ...] = ()
    explanation: str = ""  # GPT-4's
    correctness: str = ""  # of it: "Correct", "Partially Correct", "Incorrect"
    training: bool = False

    @property
    def verdict(self) -> str:
        """The expert's label as one of three."""
        return VERDICT[self.expert]


def read_annotations(path: Path) -> list[Annotation]:
    """The annotations of a parquet, CSV, JSONL or JSON file, or of the only such file in a folder. Raises DataError."""
    file = _only(path) if path.is_dir() else path
    if not file.name.lower().endswith(SUFFIXES) or not file.is_file():
        raise DataError(f"{file} is no file of annotations; give TrialGPT's as parquet, CSV or JSONL")
    found = []
    for number, row in enumerate(_rows(file), start=1):
        missing = [name for name in COLUMNS if name not in row]
        if missing:
            raise DataError(f"{file} lacks the columns {', '.join(missing)}; TrialGPT's column names are expected")
        found.append(_annotation(row, f"{file}, row {number}"))
    if not found:
        raise DataError(f"{file} holds no rows")
    return found


def _only(folder: Path) -> Path:
    found = [path for path in sorted(folder.rglob("*")) if path.name.lower().endswith(SUFFIXES) and path.is_file()]
    if len(found) != 1:
        raise DataError(f"{folder} holds {len(found)} files of annotations; give the one that is meant")
    return found[0]


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        import pyarrow.parquet

        try:
            yield from pyarrow.parquet.read_table(path).to_pylist()
        except (OSError, ValueError) as error:
            raise DataError(f"{path} is not readable as parquet ({type(error).__name__}); fetch it anew") from None
    elif suffix == ".csv":
        csv.field_size_limit(_MAX_FIELD_CHARS)
        try:
            yield from csv.DictReader(io.StringIO(decode(read_bytes(path), str(path)), newline=""))
        except csv.Error as error:
            raise DataError(f"{path} is not readable as CSV: {error}") from None
    elif suffix == ".jsonl":
        yield from (row for _, row in json_lines(path))
    else:
        rows = parse_json(read_bytes(path), str(path))
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise DataError(f"{path} is no list of annotations; give TrialGPT's as parquet, CSV or JSONL")
        yield from rows


def _annotation(row: Mapping[str, Any], where: str) -> Annotation:
    texts = {name: cell(row[name]) for name in COLUMNS}
    for column in ("expert_eligibility", "gpt4_eligibility"):
        if texts[column] not in VERDICT:
            raise DataError(f"{where}: {column} holds none of {', '.join(VERDICT)}")
    if texts["criterion_type"] not in ("inclusion", "exclusion"):
        raise DataError(f"{where}: criterion_type holds none of inclusion, exclusion")
    if not texts["annotation_id"].isdecimal():
        raise DataError(f"{where}: annotation_id is no whole number")
    return Annotation(
        int(texts["annotation_id"]),
        texts["patient_id"],
        texts["note"],
        texts["trial_id"],
        texts["trial_title"],
        texts["criterion_type"],
        texts["criterion_text"],
        expert=texts["expert_eligibility"],
        gpt4=texts["gpt4_eligibility"],
        expert_sentences=_numbers(texts["expert_sentences"]),
        gpt4_sentences=_numbers(texts["gpt4_sentences"]),
        explanation=texts["gpt4_explanation"],
        correctness=texts["explanation_correctness"],
        training=texts["training"].lower() in ("true", "1"),
    )


def _numbers(text: str) -> tuple[int, ...]:
    """Of "[0, 1, 2]"."""
    return tuple(int(number) for number in re.findall(r"\d{1,4}", text))
