"""What one filters and groups runs by in a tracker."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from ehrmind.config import Config
from ehrmind.naming import hashed_view
from ehrmind.runs import Run
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


def chain_of(config: Config) -> str:
    """What the runs of one plan share, whichever of its arms are made: <task>-<model>-<hash8>."""
    digest = hashlib.sha256(json.dumps(hashed_view(config), sort_keys=True).encode()).hexdigest()[:8]
    return f"{config.task.registered_name}-{config.model.name}-{digest}"
