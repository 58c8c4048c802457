"""What every folder's README says besides the trainer's own command: what has to be installed, and who may read it.

ehrmind is on no registry, and its trainers' libraries do not go with verl's: it is installed by itself, without them.
"""

from dataclasses import dataclass
from pathlib import Path

from ehrmind.hand_over.lengths import Lengths

# What the judge imports, and no more: neither torch nor a trainer.
NEEDS = (
    *("filelock>=3.16", "hydra-core>=1.3.2,<1.4", "numpy>=2", "omegaconf>=2.3,<2.4", "packaging>=24", "pyyaml>=6"),
    "rich>=14",
)
FOLDER = "{folder}"  # in texts; the folder by its place on the console, "." in its own README
SOURCE = "<folder of ehrmind>"
RESTRICTED = "It holds text of restricted data: keep it where the data may be; do not publish it or pass it on."
MISSING = (
    "the judge of this task is in ehrmind, which could not be imported ({error}); install it beside this trainer: "
    "pip install --no-deps <folder of ehrmind>, and what it needs, as README.md says"
)
# Of both trainers: what is judged otherwise than in a run here, or not at all.
LIMITS = """\
Strings of a chat template in a note (`<|im_end|>`) are made harmless in a run here, and by no other trainer: look for
them in notes of others. A template without a system role drops or refuses the system text, which a run here puts
before the question. Where the template opens `<think>` itself, its opening counts as the model's."""


@dataclass(frozen=True, slots=True)
class Use:
    """What a README is written from: the folder, the task's name, its limits, and the words that score its answers."""

    folder: Path
    name: str
    lengths: Lengths
    scored: str
    restricted: bool

    @property
    def install(self) -> str:
        """The line that installs the judge."""
        return f"pip install --no-deps '{SOURCE}' && pip install {' '.join(map(repr, NEEDS))}"

    def score(self, completions: str, label: str) -> str:
        """The line that makes an arm of completions."""
        return (
            f"python -m ehrmind stage=score {self.scored} \\\n      stage.completions={completions} stage.label={label}"
        )
