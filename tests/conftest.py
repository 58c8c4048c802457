"""Shared fixtures. Tests run offline, in their own runs folder; the longest files are handed out first."""

import gc
import os
import socket
import sys
from pathlib import Path

import pytest

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ["WANDB_MODE"] = "offline"
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

from ehrmind import registry
from ehrmind.config import register_schemas

registry.discover()
registry.store_whole_configs()
register_schemas()

LONG = (
    "test_resume.py",
    "report/test_build.py",
    "stages/test_end_to_end.py",
    "test_distributed.py",
    "test_any_task.py",
    "evaluation/test_engines.py",
    "privacy/test_canary.py",
    "privacy/test_canary_engines.py",
    "privacy/test_canary_records.py",
    "sweep/test_real.py",
    "rl/shared_prefix/test_trainer.py",
    "rl/test_faster_way.py",
    "tracking/test_wandb.py",
    "test_rft.py",
    "stages/test_matched.py",
    "stages/test_rerun.py",
    "stages/test_transfer.py",
    "rl/test_replay.py",
    "medcalc/notes/test_notes.py",
    "medcalc/test_diseases.py",
    "medcalc/test_shortcuts.py",
    "tasks/test_medcalc.py",
)
REAL_DATA = Path(os.environ.get("EHRMIND_REAL_MEDCALC", "absent"))


@pytest.fixture
def real_medcalc() -> Path:
    """Rows of the published benchmark, which the project does not carry."""
    if not REAL_DATA.is_dir():
        pytest.skip("EHRMIND_REAL_MEDCALC does not name a folder of published rows")
    return REAL_DATA


_connect = socket.socket.connect
_open_network = False
_trainers_aside = False


def _refuse(self: socket.socket, address: object) -> None:
    """A connection to anywhere but this machine is an error, except where the registry is the point."""
    here = isinstance(address, tuple) and address[0] in ("127.0.0.1", "::1")
    if _open_network or here or self.family == socket.AF_UNIX:
        return _connect(self, address)  # type: ignore[arg-type]
    raise AssertionError(f"a test reached for the network: {address}")


def pytest_configure() -> None:
    """Close the network for the whole session, and do not wait for the disk: a test's files need not outlive the machine."""
    socket.socket.connect = _refuse  # type: ignore[method-assign]
    os.fsync = lambda handle: None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first: the last ones to be handed out are then short, and no process waits for another."""
    here, place = Path(__file__).parent, {name: number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(item.path.relative_to(here).as_posix(), len(LONG)))


def pytest_collection_finish() -> None:
    """Let what is imported and collected by now out of what is searched for garbage: it stays to the end."""
    gc.collect()
    gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Open it for a test that needs the package registry; and let TRL out of what is searched for garbage.

    A training collects garbage several times, which among the objects of torch and TRL takes a third of a second each.
    """
    global _open_network, _trainers_aside
    _open_network = "embedded" in item.keywords
    if "trl" in sys.modules and not _trainers_aside:
        _trainers_aside = True
        gc.collect()
        gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the simulations measured; a whole run of them without a failure keeps docs/evidence.md true."""
    from tests import coverage_table

    reports = [report for name in ("passed", "failed") for report in terminalreporter.stats.get(name, [])]
    rows = coverage_table.rows_of(report for report in reports if report.when == "call")
    if not rows:
        return
    terminalreporter.section("coverage of 95 % intervals")
    terminalreporter.write_line(coverage_table.table(rows))
    failed = any(report.failed for report in reports)
    if len(rows) >= coverage_table.DESIGNS and not failed and coverage_table.write(rows):
        terminalreporter.write_line(f"written to {coverage_table.EVIDENCE.name}")
