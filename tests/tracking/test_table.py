"""The predictions that a tracker shows."""

from pathlib import Path

from ehrmind.files import write_json, write_jsonl
from ehrmind.runs import Run
from ehrmind.tracking.table import prediction_rows
from tests.report.records import answer
from tests.test_config import compose


def test_words_in_place_of_tokens_are_no_length(tmp_path: Path) -> None:
    config = compose("model=tiny", "stage=evaluate", "tracking.table_rows=1", f"runs_dir={tmp_path}")
    write_jsonl(tmp_path / "predictions.jsonl", [answer(0, right=True)])
    for mean, tokens in ((None, None), (10.0, 10)):
        write_json(tmp_path / "eval.json", {"mean_tokens": mean})
        columns, (row,) = prediction_rows(config, Run(tmp_path, "verl", None, "ab"))
        assert dict(zip(columns, row, strict=True))["tokens"] == tokens
