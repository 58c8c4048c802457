"""What one filters and groups runs by in a tracker."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from ehrmind.config import Config
from ehrmind.naming import hashed_view, plain
from ehrmind.provenance import masked
from ehrmind.runs import Run
from ehrmind.tasks.base import Policy
from ehrmind.tracking.variant import variant_of


def facts(config: Config, run: Run, manifest: Mapping[str, Any], chain: str) -> dict[str, Any]:
    """What one filters and groups runs by."""
    return {
        "arm": run.arm,
        "variant": variant_of(config, run),
        "chain": chain,
        "task_name": config.task.registered_name,
        "base_model": config.model.name,
        "data_version": manifest["source"],
        "data_sha256": run.data_sha256,
        "parent_run": run.parent,
        "seed": config.seed,
    }


def settings(config: Config) -> dict[str, Any]:
    """The configuration as a tracker keeps it: without secrets, and of restricted data without files and folders."""
    if config.task.data_policy is Policy.OPEN:
        return dict(masked(plain(config)))
    view = hashed_view(config)  # where things lie is no part of what names a run
    if config.model.folder:
        view["model"]["path"] = "a folder"
    return dict(masked(view))


def chain_of(config: Config) -> str:
    """What the runs of one plan share, whichever of its arms are made: <task>-<model>-<hash8>."""
    digest = hashlib.sha256(json.dumps(hashed_view(config), sort_keys=True).encode()).hexdigest()[:8]
    return f"{config.task.registered_name}-{config.model.name}-{digest}"
