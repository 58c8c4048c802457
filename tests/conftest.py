"""Shared fixtures. Tests run offline, in their own cache and their own runs folder."""

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

REAL_DATA = Path(os.environ.get("EHRMIND_REAL_MEDCALC", "absent"))


@pytest.fixture
def real_medcalc() -> Path:
    """Rows of the published benchmark, which the project does not carry."""
    if not REAL_DATA.is_dir():
        pytest.skip("EHRMIND_REAL_MEDCALC does not name a folder of published rows")
    return REAL_DATA


_connect = socket.socket.connect
_open_network = False


def _refuse(self: socket.socket, address: object) -> None:
    """A connection to anywhere but this machine is an error, except where the registry is the point."""
    here = isinstance(address, tuple) and address[0] in ("127.0.0.1", "::1")
    if _open_network or here or self.family == socket.AF_UNIX:
        return _connect(self, address)  # type: ignore[arg-type]
    raise AssertionError(f"a test reached for the network: {address}")


def pytest_configure() -> None:
    """Close the network for the whole session: once, and not by a fixture of each of thousands of tests."""
    socket.socket.connect = _refuse  # type: ignore[method-assign]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Open it for a test that needs the package registry; and let libraries out of what is searched for garbage.

    A training collects garbage several times, which among the objects of torch and TRL takes a third of a second each.
    """
    global _open_network
    _open_network = "embedded" in item.keywords
    if "trl" in sys.modules and not gc.get_freeze_count():
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
