"""Shared fixtures. Tests run offline, in their own cache and their own runs folder."""

import os
import socket
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


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """A connection to anywhere but this machine is an error, except where the registry is the point."""
    if "embedded" in request.keywords:
        return
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: object) -> None:
        if self.family == socket.AF_UNIX or (isinstance(address, tuple) and address[0] in ("127.0.0.1", "::1")):
            return connect(self, address)  # type: ignore[arg-type]
        raise AssertionError(f"a test reached for the network: {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
