"""What a run is called by those who watch it, also where the record beside it is damaged."""

from pathlib import Path

import pytest

from ehrmind.errors import RecordError
from ehrmind.runs import Run
from ehrmind.tracking.variant import variant_of
from tests.test_config import compose


def test_a_damaged_sweep_is_one_message_and_a_lost_one_is_done_without(tmp_path: Path) -> None:
    config = compose("model=tiny", "stage=sft", f"runs_dir={tmp_path}", "tracking.group=arms-1f")
    run = Run(tmp_path / "medcalc-tiny-sft-0", "sft", None, "ab")
    assert variant_of(config, run) == "sft", "nothing was typed"
    sweep = tmp_path / ".sweeps" / "arms-1f" / "sweep.json"
    sweep.parent.mkdir(parents=True)
    sweep.write_text('{"labels": {"medcalc-tiny-sft-0": "sft · lr=0.1"}}')
    assert variant_of(config, run) == "sft · lr=0.1"
    sweep.write_text('{"labels": {"med')
    with pytest.raises(
        RecordError, match=r"sweep.json is torn: .*; remove it: the sweep's own command writes it again"
    ):
        variant_of(config, run)
