"""What a run is called by those who watch it: its arm, and what tells it from the other runs, as the report names it.

of a sweep      "sft · fraction=0.05"     as sweep.json says, where all its runs are known
by itself       "sft · fraction=0.05"     what was typed, of the settings that name the run
"""

import re
from pathlib import Path

from ehrmind.config import Config
from ehrmind.files import read_json
from ehrmind.naming import plain
from ehrmind.provenance import masked
from ehrmind.runs import Run
from ehrmind.variants import flat, naming, short

SWEEPS = ".sweeps"
MEND = "remove it: the sweep's own command writes it again"
_TYPED = re.compile(r"[+~]*([\w.]+)=")
PARTS = ("sft", "rlvr")  # of a chain, whose settings are typed as stage.sft.lr=


def variant_of(config: Config, run: Run) -> str:
    """The run's label, the same for all of its seeds. Raises RecordError where sweep.json is damaged."""
    sweep = Path(config.runs_dir).expanduser() / SWEEPS / (config.tracking.group or "-") / "sweep.json"
    labels = read_json(sweep, MEND).get("labels") if sweep.is_file() else None
    return str((labels or {}).get(run.id) or _by_itself(config, run))


def _by_itself(config: Config, run: Run) -> str:
    """The arm, with the typed settings that name this run."""
    path = run.folder / "overrides.txt"
    typed = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    keys = [_own(match[1], config) for line in typed if (match := _TYPED.match(line))]
    known = dict(flat(naming(masked(plain(config)))))
    told = {short(key): known[key] for key in keys if key in known}
    what = ", ".join(f"{name}={value}" for name, value in told.items())
    return f"{run.arm} · {what}" if what else run.arm


def _own(key: str, config: Config) -> str:
    """The key of a chain's part as the part's own run has it: stage.sft.lr -> stage.lr; of another part none."""
    group, _, rest = key.partition(".")
    part, _, setting = rest.partition(".")
    if group == "stage" and part in PARTS:
        return f"stage.{setting}" if part == config.stage.registered_name else ""
    return "" if group in ("evaluation", "seed") else key
