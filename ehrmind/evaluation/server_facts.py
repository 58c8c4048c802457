"""What a server has said of its model and of requests, over every attempt of a run: server.json beside the completions.

    {"identity": {"id": "org/name", "owned_by": "vllm"}, "declined": ["seed"], "reads": true}

An attempt that goes on from others asks for the rows that are left alone, and one that judges again for none: what the
completions on the disk were asked with is known from here.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ehrmind.files import read_json, write_json
from ehrmind.models.server import Server
from ehrmind.runs import AGAIN

FILE = "server.json"
OF_THE_DAY = "created"  # of the identity: when the server was asked


def keep(path: Path, server: Server, identity: Mapping[str, Any]) -> None:
    """Add what the server has said by now to the file, where it is new."""
    before = kept(path)
    now = _merged(before, {"identity": dict(identity), **server.told(), "reads": server.reads})
    if now != before:
        write_json(path, now)


def kept(path: Path) -> dict[str, Any]:
    """What the file holds; nothing where there is none."""
    return read_json(path, AGAIN) if path.exists() else {}


def told(found: Mapping[str, Any]) -> dict[str, Any]:
    """The same as eval.json has it: {"id": "org/name", "owned_by": "vllm", "declined": ["seed"]}."""
    return {
        **found.get("identity", {}),
        **{key: value for key, value in found.items() if key not in ("identity", "reads")},
    }


def _merged(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """The identity is the first one; `changed` names what was another one later, which may be another model."""
    if not before:
        return dict(now)
    first, later = before["identity"], now["identity"]
    names = {key for key in first.keys() & later.keys() if first[key] != later[key]} - {OF_THE_DAY}
    lists = {
        "declined": sorted({*before.get("declined", ()), *now.get("declined", ())}),
        "changed": sorted({*before.get("changed", ()), *names}),
    }
    found = {**now, **before, "identity": first or later, "reads": before["reads"] or now["reads"]}
    return found | {key: value for key, value in lists.items() if value}
