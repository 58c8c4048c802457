"""Which language model, where it comes from, and how it is loaded or reached.

model=smollm2_135m                                                     a model of the Python registry
model=hub model.path=org/name model.lora.rank=16                       Hugging Face's hub, or a folder
model=server model.path=gpt-x model.url=https://api.example.org/v1     behind an address
"""

import ipaddress
import re
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from omegaconf import MISSING

from ehrmind.errors import ConfigError
from ehrmind.fields import later, number, unhashed
from ehrmind.stages.base import Caps

ALL_LINEAR = "all-linear"  # of LoRA's targets: every linear layer but the last


class Origin(str, Enum):
    """Where a model comes from: a hub id or folder, the embedded model of the Python registry, random weights, or a
    server, where it stays.
    """

    hub = "hub"
    server = "server"
    embedded = "embedded"
    random = "random"


class Dtype(str, Enum):
    """Number format. `float32` throughout; `auto`: bfloat16 arithmetic on GPUs that have it, with the weights in
    float32 where they are trained; `bfloat16`: weights too.
    """

    auto = "auto"
    float32 = "float32"
    bfloat16 = "bfloat16"


class Rollout(str, Enum):
    """Who writes the completions that RLVR learns from: this process, vLLM in it, or a vLLM server."""

    transformers = "transformers"
    vllm_colocate = "vllm_colocate"
    vllm_server = "vllm_server"


class Quantize(str, Enum):
    """Whether the weights are packed while they are loaded: to 4 bits, 8, or not."""

    none = "none"
    nf4 = "nf4"
    int8 = "int8"


def is_this_machine(host: str) -> bool:
    """Whether what is sent to this host stays here: a loopback address, or 0.0.0.0, which a machine is to itself."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return address.is_loopback or address.is_unspecified


@dataclass
class Lora:
    """Low-rank adapters (Hu et al. 2021, arXiv 2106.09685). rank 0 trains the full weights.

    `targets`: all-linear, names of modules as a list or with commas, or a regular expression of their whole names.
    """

    rank: int = number(0, at_least=0)
    alpha: int = number(32, at_least=1, why="leaves the adapter without weight")
    dropout: float = number(0.05, at_least=0, below=1)
    targets: Any = ALL_LINEAR

    def __post_init__(self) -> None:
        if isinstance(self.targets, str) and re.fullmatch(r"[\w.]+([, ]+[\w.]+)*", self.targets):
            self.targets = re.split("[, ]+", self.targets)
        if isinstance(self.targets, str) and self.targets != ALL_LINEAR:
            self._require_expression()
        elif not isinstance(self.targets, str):
            self.targets = sorted({str(name) for name in self.targets or ()})
            if not self.targets:
                raise ConfigError(f"model.lora.targets= names no module; use {ALL_LINEAR}, or names: [q_proj,v_proj]")

    def _require_expression(self) -> None:
        try:
            re.compile(self.targets)
        except re.error as error:
            raise ConfigError(f"model.lora.targets={self.targets} is no regular expression: {error}") from None


@dataclass
class Model:
    """A language model. `path` is a hub id or a folder (origin hub), or the name that a server at `url` knows it by.

    `revision` is a branch, tag or commit of a hub id. Code that comes with a model is executed only where
    `trust_remote_code` says so, and from a hub only at a `revision` that is a commit.
    """

    name: str = MISSING
    origin: Origin = Origin.hub
    path: str | None = None
    dtype: Dtype = Dtype.auto
    lora: Lora = field(default_factory=Lora)
    rollout: Rollout = Rollout.transformers  # named by the run: vLLM's arithmetic differs in its last digits
    caps: Caps = field(default_factory=Caps)
    chat_kwargs: dict[str, Any] = field(default_factory=dict)  # for the chat template, e.g. enable_thinking
    revision: str | None = later(None)
    trust_remote_code: bool = later(False)
    quantize: Quantize = later(Quantize.none)
    url: str | None = later(None)  # of a server that speaks OpenAI's chat completions: http://127.0.0.1:8000/v1
    own_sampling: bool = later(False)  # a server's temperature and top-p are its own: what is called greedy is a sample
    trusted_server: bool = unhashed(False)  # restricted text may be sent to a server that is not of this machine
    at_once: int = number(16, at_least=1, hashed=False)  # requests to a server
    timeout_s: float = number(600.0, above=0, hashed=False)  # for one answer of a server

    def __post_init__(self) -> None:
        if self.origin is Origin.server:
            self._require_server()
        elif self.url:
            raise ConfigError(f"model.url= is not read by model={self.name}; add model=server, which reads it")
        elif self.own_sampling:
            raise ConfigError(f"model.own_sampling=true is of a server, and model={self.name} is none; leave it out")
        if self.origin is Origin.hub and not self.path:
            raise ConfigError("model.path is empty; model=hub needs model.path=, a Hugging Face id or a folder")
        if self.origin not in (Origin.hub, Origin.server) and self.path:
            raise ConfigError(f"model.path={self.path} is not read by model={self.name}; add model=hub, which reads it")
        if not re.fullmatch(r"[A-Za-z0-9._]+", self.name):
            raise ConfigError(f"model.name={self.name} names the run folder: letters, digits, '.' and '_' only")
        if self.trust_remote_code and not self.folder and not re.fullmatch(r"[0-9a-f]{40}", self.revision or ""):
            raise ConfigError(
                f"model.trust_remote_code=true executes what {self.path} holds on the day; name the commit whose code "
                "you have read: model.revision=, 40 hex digits"
            )

    @property
    def folder(self) -> Path | None:
        """The folder that the model is read from, where `path` is one."""
        if self.origin is not Origin.hub or not Path(str(self.path)).expanduser().is_dir():
            return None
        return Path(str(self.path)).expanduser()

    @property
    def is_here(self) -> bool:
        """Whether what the model is sent stays on this machine."""
        if self.origin is not Origin.server:
            return True
        return is_this_machine(urlsplit(str(self.url)).hostname or "")

    def _require_server(self) -> None:
        """Raises ConfigError where a server cannot be reached by this, or is asked for what it does not do."""
        if not self.path:
            raise ConfigError("model.path is empty; model=server needs model.path=, the name that the server knows")
        try:
            parts = urlsplit(self.url or "")
            sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            sound = False
        if "@" in (self.url or "") or (sound and parts.query):
            raise ConfigError(
                "model.url holds a user, a password or a query, which records would keep; give the key in the "
                "environment, as EHRMIND_SERVER_KEY, and leave it out of the address"
            )
        if not sound:
            raise ConfigError(
                f"model.url={self.url} is no address; give where the server's chat completions are, such as "
                "model.url=http://127.0.0.1:8000/v1"
            )
        asked = {
            "model.lora.rank": self.lora.rank != 0,
            "model.quantize": self.quantize is not Quantize.none,
            "model.rollout": self.rollout is not Rollout.transformers,
        }
        for key in (key for key, departs in asked.items() if departs):
            raise ConfigError(f"{key} is of a model that is loaded here, and model=server is not; leave it out")
