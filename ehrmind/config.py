"""The whole configuration as dataclasses, and the one way into them: `to_config`.

    python -m ehrmind stage=rlvr task=medcalc model=tiny stage.steps=3
    -> Config(model=Model(name="tiny", ...), task=MedCalc(...), stage=RLVR(steps=3, ...), reward={"gated": ...}, ...)

Library code never sees a DictConfig. Hydra lets `+stage.lrr=1` past the schema; `to_config` refuses it by name.
"""

import dataclasses
from dataclasses import dataclass, field
from enum import Enum

from hydra.core.config_store import ConfigStore
from omegaconf import MISSING, DictConfig, OmegaConf
from omegaconf.errors import MissingMandatoryValue, OmegaConfBaseException

from ehrmind import privacy, values
from ehrmind.errors import ConfigError, require_choice
from ehrmind.fields import later, number, require_ranges, seed_number, unhashed, untrained
from ehrmind.model import ALL_LINEAR as ALL_LINEAR
from ehrmind.model import Dtype as Dtype
from ehrmind.model import Lora as Lora
from ehrmind.model import Model as Model
from ehrmind.model import Origin as Origin
from ehrmind.model import Quantize as Quantize
from ehrmind.model import Rollout as Rollout
from ehrmind.preflight.hardware import Device
from ehrmind.rewards.base import Reward, fit
from ehrmind.stages.base import HOTTEST, Caps, Stage, Step, capped
from ehrmind.sweep.settings import Process
from ehrmind.tasks.base import SPLITS, Policy, Task

SAMPLES = 12  # a question, as in the paper
FAST_ROWS = 100
TEST = "test"


class Sharing(str, Enum):
    """Whether an evaluation computes a prompt once for all of its completions. `auto`: where both paths agree."""

    auto = "auto"
    off = "off"


class Engine(str, Enum):
    """Who writes an evaluation's completions: this process, or vLLM in it. `auto`: vLLM on a GPU, where it is there."""

    auto = "auto"
    transformers = "transformers"
    vllm = "vllm"


class Probe(str, Enum):
    """A test of whether the reasoning carries the answer: see evaluation/probes.py."""

    edit = "edit"
    truncate = "truncate"


class Backend(str, Enum):
    """Who watches the run. Local files are always written."""

    local = "local"
    wandb = "wandb"
    trackio = "trackio"
    mlflow = "mlflow"


class WandbMode(str, Enum):
    """`auto`: online when a key is found, offline otherwise; it never asks."""

    auto = "auto"
    online = "online"
    offline = "offline"


@dataclass
class Tracking:
    """Who watches. `entity`, `mode`, `upload_model` and `table_rows` are W&B's."""

    backend: Backend = Backend.local
    project: str = "ehrmind"
    entity: str | None = None
    group: str | None = None  # default: the chain of runs or the sweep
    mode: WandbMode = WandbMode.auto
    upload_model: bool = False  # the final weights too, not only their hashes and their place
    table_rows: int = number(0, at_least=0)  # predictions in a table; of a restricted task without their text


@dataclass
class Evaluation:
    """The final evaluation: greedy, and `k` samples a question, on `limit` rows of the split (null: all).

    Open numbers: the split is the stage's, k is 12 or the model's cap. `fast` caps the rows at 100. Of each stratum of
    the task its share is taken.
    """

    split: str | None = None
    limit: int | None = number(None, at_least=1, why="leaves no row (null takes all)")
    fast: bool = False
    k: int | None = number(None, at_least=0)  # 0: greedy alone
    temperature: float = number(0.6, above=0, at_most=HOTTEST, why="draws one answer, or noise")  # of the k samples
    top_p: float = number(0.95, above=0, at_most=1, why="is no share of the probability")
    batch_size: int = number(32, at_least=1)  # completions at once
    completion_tokens: int | None = number(None, at_least=1, why="leaves no room for an answer")
    baselines: bool = True
    shared_prefix: Sharing = later(Sharing.auto)
    engine: Engine = later(Engine.auto)
    probes: list[Probe] = later([])  # does the reasoning carry the answer: edit, truncate

    def __post_init__(self) -> None:
        if self.split is not None:
            require_choice("evaluation.split", self.split, SPLITS)
        if self.fast:
            self.limit = min(self.limit or FAST_ROWS, FAST_ROWS)

    def fill(self, stage: Stage, task: Task, caps: Caps) -> None:
        """Replace every open number, in place. Raises ConfigError."""
        self.split = self.split or stage.split
        stage.shape(self)
        if self.k is None:
            usual = capped(SAMPLES, caps.samples) if stage.drawn is None else stage.drawn
            self.k = max(usual, stage.min_samples)
        stage.check_evaluation(self.split, self.k)
        if self.completion_tokens is None:
            self.completion_tokens = capped(task.completion_tokens, caps.completion_tokens)


@dataclass
class Config:
    """One experiment."""

    model: Model = MISSING
    task: Task = MISSING
    stage: Stage = MISSING
    reward: dict[str, Reward] = field(default_factory=dict)
    tracking: Tracking = unhashed(MISSING)
    evaluation: Evaluation = field(default_factory=Evaluation)
    seed: int = seed_number()
    runs_dir: str = unhashed("runs")
    rerun: bool = unhashed(False)  # do again what was made by other code or is damaged (ehrmind.stale)
    preflight: bool = unhashed(True)  # before training: the arithmetic, the memory, and a step on the longest batch
    plan_for: Device = unhashed(Device.here)  # the device that estimates of memory and hours are for

    def __post_init__(self) -> None:
        if self.stage.uses_reward and not self.reward:
            raise ConfigError("reward is empty; choose terms, for example reward=gated or reward=[correct,format]")
        if self.tracking.upload_model and self.task.data_policy is Policy.RESTRICTED:
            raise ConfigError("tracking.upload_model=true: weights trained on restricted text can repeat it; use false")
        if not self.runs_dir.strip():
            raise ConfigError("runs_dir= is empty; give a folder for the runs, such as runs_dir=runs")
        privacy.check(self.task, self.stage, self.model)
        self.task.fit_prompts(capped(self.task.prompt_tokens, self.model.caps.prompt_tokens))
        if self.stage.trains and self.model.dtype is Dtype.bfloat16 and not self.model.lora.rank:
            raise ConfigError(
                "model.dtype=bfloat16: a bfloat16 weight has three digits, so that at the learning rates of full "
                "weights nearly all updates round to nothing; use model.dtype=auto (arithmetic in bfloat16 where the "
                "device has it, weights in float32), or an adapter: model.lora.rank=16"
            )
        if self.model.origin is Origin.server:
            self._require_no_weights()
        if not self.loads_model:
            self._require_nothing_of_a_model()
        if self.task.shots and self.stage.trains:
            raise ConfigError(
                f"task.shots={self.task.shots} shows solved rows to a model as it is; use stage=evaluate, whose arm "
                "stands beside the trained ones"
            )
        if self.model.lora.rank:
            self.stage.suit_adapter()
        self.stage.fill(self.task, self.model.caps)
        fit(self.reward, self.stage.rewarded_tokens())
        self.stage.check_reward(self.reward)
        self.evaluation.fill(self.stage, self.task, self.model.caps)

    def _require_no_weights(self) -> None:
        """Of a model behind an address: refuse what needs its weights, and restricted text. Raises ConfigError."""
        stage = self.stage.registered_name
        if self.stage.trains or any(step.stage.trains for step in self.stage.plan()) or self.stage.init_from:
            raise ConfigError(
                f"stage={stage} needs weights, and those of model=server are not here; use stage=evaluate or "
                "stage=diagnose, without stage.init_from"
            )
        if self.task.data_policy is Policy.RESTRICTED and not (self.model.is_here or self.model.trusted_server):
            raise ConfigError(
                f"model.url={self.model.url} is not this machine, and the data of task={self.task.registered_name} are "
                "restricted: every prompt would be sent there. Where you are allowed to, say model.trusted_server=true"
            )

    def _require_nothing_of_a_model(self) -> None:
        """Where completions come from elsewhere: refuse what a model that is loaded here does. Raises ConfigError."""
        from_file = not self.stage.loads_model
        who = f"stage={self.stage.registered_name} loads none" if from_file else "model=server is not"
        if self.evaluation.engine is not Engine.auto:
            raise ConfigError(
                f"evaluation.engine={self.evaluation.engine.value} is of a model that is loaded here, and {who}; leave "
                "it out"
            )
        if self.evaluation.probes:
            raise ConfigError(
                f"evaluation.probes= go on from a cut reasoning by a model that is loaded here, and {who}; leave it out"
            )

    @property
    def draws(self) -> bool:
        """Whether anything is drawn with `seed`: in training, for samples, or by who wrote completions elsewhere."""
        elsewhere = self.model.own_sampling or not self.stage.loads_model
        return self.stage.trains or bool(self.evaluation.k) or elsewhere

    @property
    def loads_model(self) -> bool:
        """Whether the model is loaded here: one behind an address is not, nor one whose completions are judged."""
        return self.stage.loads_model and self.model.origin is not Origin.server


def step_config(config: Config, step: Step) -> Config:
    """The configuration of one run of a plan. The model as it is has seen no training rows, whichever they would be."""
    evaluation = dataclasses.replace(config.evaluation, **step.asks)
    task = step.task or config.task
    part = dataclasses.replace(
        config,
        stage=step.stage,
        task=task if step.stage.learns_rationales() else task.own_reasoning(),
        evaluation=evaluation,
    )
    as_it_is = not step.stage.trains and step.starts_from is None and step.stage.init_from is None
    return dataclasses.replace(part, task=untrained(part.task)) if as_it_is and part.evaluation.split == TEST else part


def register_schemas() -> None:
    """Store the schemas that are not components: the root, the model and the tracking."""
    store = ConfigStore.instance()
    store.store(name="base_config", node=Config, provider="ehrmind")
    store.store(group="model", name="base_model", node=Model, provider="ehrmind")
    store.store(group="tracking", name="base_tracking", node=Tracking, provider="ehrmind")
    store.store(group="hydra/launcher", name="process", node=Process, provider="ehrmind")


def to_config(cfg: DictConfig) -> Config:
    """Convert a composed config to objects. Raises ConfigError for unknown keys, missing and impossible values."""
    unknown = list(values.unknown(cfg))
    if unknown:
        raise ConfigError("\n".join(unknown))
    try:
        require_ranges(cfg)
        config = OmegaConf.to_object(cfg)
    except MissingMandatoryValue as error:
        raise ConfigError(f"{error.full_key} is not set; give it a value with {error.full_key}=") from None
    except OmegaConfBaseException as error:
        raise ConfigError(values.explain(error)) from None
    except ConfigError as error:
        raise ConfigError(values.in_full(str(error), cfg)) from None
    if not isinstance(config, Config):
        raise ConfigError("the composed config is not a Config; conf/config.yaml must open with base_config")
    return config
