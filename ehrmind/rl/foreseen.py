"""What training would refuse, before the first run of a plan: a chain's RLVR begins when its SFT has taken its hours.

    +stage.rlvr.extra.max_grad_nrm=1
    -> stage.rlvr.extra.max_grad_nrm is not a field of GRPOConfig; did you mean stage.rlvr.extra.max_grad_norm?

TRL takes some seconds to import, and is imported only where there are extras.
"""

import re

from ehrmind.errors import ConfigError
from ehrmind.rl import extras
from ehrmind.stages.base import Stage
from ehrmind.stages.rlvr import RLVR
from ehrmind.stages.sft import SFT


def check_extras(stage: Stage) -> None:
    """Look at `extra` of each run of the stage's plan. Raises ConfigError."""
    parts = [step.stage for step in stage.plan() if isinstance(step.stage, (SFT, RLVR)) and step.stage.extra]
    if not parts:
        return
    from trl import GRPOConfig, SFTConfig

    for part in parts:
        try:
            extras.check(SFTConfig if isinstance(part, SFT) else GRPOConfig, part.extra)
        except ConfigError as error:
            if isinstance(stage, (SFT, RLVR)):
                raise
            raise ConfigError(_in_full(str(error), part)) from None


def _in_full(message: str, part: Stage) -> str:
    """The part's keys as they are typed in a chain: stage.extra -> stage.rlvr.extra."""
    own = f"stage.{part.registered_name}."
    return re.sub(r"\bstage\.(\w+)", lambda match: own + match[1] if hasattr(part, match[1]) else match[0], message)
