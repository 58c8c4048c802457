"""A finished run as it can be used again: its model, its task, its weights, from its folder alone.

    found = open_run("runs/medcalc-tiny-sft-3f9a1c02")
    found.config.model, found.config.task, found.weights     # Path(".../model"), or None: the model as it is
    found.data()                                             # its rows, which are those that the run had

What the run was asked for stands in its config.yaml; values that a plugin's dataclass no longer takes are refused by
their key. Nothing heavy is loaded here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, TypeVar, cast

from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from ehrmind import naming, registry, runs, stale, values, weights
from ehrmind.config import Config, Dtype, Evaluation, Model, Origin, Quantize, Tracking
from ehrmind.errors import ConfigError, RecordError
from ehrmind.files import read_json
from ehrmind.job import Job
from ehrmind.planned import loaded
from ehrmind.runs import MADE_BY, Run
from ehrmind.stages.evaluate import Evaluate
from ehrmind.stages.score import ScoreStage
from ehrmind.tasks.base import Data, Policy, Task

Component = TypeVar("Component")


@dataclass(frozen=True, slots=True)
class Recorded:
    """A run's folder, with the configuration of an evaluation of its weights (None: the model as it is)."""

    folder: Path
    config: Config
    weights: Path | None
    restricted: bool

    def data(self) -> Data:
        """The run's rows. Raises DataError, and ConfigError where the data are others by now."""
        data = loaded(self.config, False)
        known = read_json(self.folder / "data.json", runs.AGAIN).get("sha256")
        if naming.hash_examples(data.splits) != known:
            raise ConfigError(f"{self.folder}: its rows are others by now than the run had; put its data back")
        return data

    def policy(self, data: Data | None, exact: bool = False) -> Any:
        """The model with these weights, in whose tokens the task counts from now on. Raises ConfigError.

        `data` is read for a model of random weights alone, whose tokenizer is made of its text. `exact`: in float32,
        and not packed.
        """
        from ehrmind.models import quantize
        from ehrmind.models.load import load

        model = self.config.model
        if not exact:
            quantize.check(model, trains=False)
        else:
            model = replace(model, dtype=Dtype.float32, quantize=Quantize.none)
        made = load(model, self.weights, lambda: self._texts(data))
        self.config.task.count_with(made.count, made.count_prompt)
        return made

    @property
    def needs_data(self) -> bool:
        """Whether the model cannot be loaded without the rows."""
        return self.config.model.origin is Origin.random

    def _texts(self, data: Data | None) -> list[str]:
        run = Run(self.folder, "", None, "", self.restricted)
        return Job(self.config, data or self.data(), run, self.weights, ()).texts()


def open_run(name: str, with_weights: bool = True) -> Recorded:
    """The run of a folder whose weights are there, or asked for its rows alone. Raises ConfigError, RecordError."""
    folder = Path(name).expanduser()
    if not (folder / runs.CONFIG).exists():
        raise ConfigError(f"{name} is not the folder of a run (it holds no {runs.CONFIG})")
    status = runs.read_status(folder)
    if with_weights and status.get("state") != runs.State.DONE.value and not (folder / "checkpoint.json").exists():
        raise ConfigError(f"{name} is {status.get('state', 'unknown')}, and has no final weights yet; let it end first")
    registry.discover()
    written = runs.read_config(folder)
    if with_weights:
        _require_model(name, written)
    data = read_json(folder / "data.json", runs.AGAIN)
    task: Task = component("task", written["task"])
    if data.get("policy") == Policy.RESTRICTED.value:  # whatever the settings say: what it writes may be theirs
        task.restricted = True
    config = Config(
        model=_built(Model, written["model"], "model"),
        task=task,
        stage=Evaluate(),
        tracking=Tracking(),
        evaluation=_built(Evaluation, written["evaluation"], "evaluation"),
        seed=int(written.get("seed", 0)),
        runs_dir=str(folder.parent),
    )
    owner = _owner(folder, status.get("parent"), written) if with_weights else None
    if with_weights:
        _require_same(folder, owner, written)
    return Recorded(folder, config, _weights(owner), config.task.data_policy is Policy.RESTRICTED)


def _require_model(name: str, written: Mapping[str, Any]) -> None:
    """Raises ConfigError where what wrote the run's completions cannot be loaded here."""
    why = ""
    if (written.get("stage") or {}).get("name") == ScoreStage.registered_name:
        why = "judged the completions of a file"
    elif (written.get("model") or {}).get("origin") == Origin.server.value:
        why = "asked a model behind an address"
    if why:
        raise ConfigError(f"{name} {why} and has no weights here; give a run whose model was loaded here")


def _owner(folder: Path, parent: str | None, written: Mapping[str, Any]) -> Path | None:
    """The folder of the run whose weights these are: its own, that of the run it evaluated, or none."""
    own = ((folder / name).exists() for name in (weights.SEAL, weights.MODEL, "checkpoint.json"))
    if any(own) and (written.get("stage") or {}).get("name") != Evaluate.registered_name:
        return folder
    if parent is None:
        return None
    told = (written.get("stage") or {}).get("init_from")
    return Path(str(told)).expanduser() if told and Path(str(told)).name == parent else folder.parent / parent


def _require_same(folder: Path, owner: Path | None, written: Mapping[str, Any]) -> None:
    """Refuse other weights than the run had: its parent's that were trained again, or a base that was replaced.

    Raises RecordError.
    """
    made_by = read_json(folder / MADE_BY, runs.AGAIN) if (folder / MADE_BY).exists() else {}
    if owner not in (None, folder):
        known, now = made_by.get(f"{stale.OF_PARENT}{owner.name}"), weights.identity(owner)
        if known and now and known != now:
            raise RecordError(f"{folder} evaluated other weights than {owner} has by now; {weights.AGAIN}")
    known, model = (written.get("run") or {}).get("base"), _built(Model, written["model"], "model")
    if owner is None and known and known != (now := runs.base(model)):
        raise RecordError(f"{folder} was a run of another base ({known}, now {now}); put its files back")


def _weights(owner: Path | None) -> Path | None:
    """The sealed weights; None for the model as it is. Raises RecordError where they are gone or damaged."""
    if owner is None:
        return None
    if found := weights.faults(owner, whole=True):
        raise RecordError(f"{owner}: {'; '.join(found)}; {weights.AGAIN}")
    return owner / weights.MODEL


def component(group: str, written: Mapping[str, Any]) -> Any:
    """The registered component of a group that config.yaml names, with its settings. Raises ConfigError."""
    name = str(written.get("name"))
    known = registry.COMPONENTS.get((group, name))
    if known is None:
        raise ConfigError(f"{group}={name} is not installed here; install the package that brings it")
    settings = {key: value for key, value in written.items() if key != "name"}
    return _built(known, {key: _inner(group, value) for key, value in settings.items()}, group)


def _inner(group: str, value: Any) -> Any:
    """A dict of components, such as the parts of a mixture, as nodes of their own types; others as they are."""
    if isinstance(value, Mapping) and value and all(_is_component(group, item) for item in value.values()):
        return {key: OmegaConf.structured(component(group, item)) for key, item in value.items()}
    return value


def _is_component(group: str, value: Any) -> bool:
    return isinstance(value, Mapping) and (group, str(value.get("name"))) in registry.COMPONENTS


def _built(kind: type[Component], written: Mapping[str, Any], key: str) -> Component:
    """A dataclass of what was written of it. Raises ConfigError, which names the key."""
    unknown = sorted(set(written) - {item.name for item in fields(kind)})  # type: ignore[arg-type]
    if unknown:
        raise ConfigError(f"{key}.{unknown[0]} of the run is not a setting here; use the version that made the run")
    try:
        made: Any = OmegaConf.to_object(OmegaConf.merge(OmegaConf.structured(kind), dict(written)))
    except OmegaConfBaseException as error:
        raise ConfigError(f"{key}: {values.explain(error)}") from None
    return cast("Component", made)
