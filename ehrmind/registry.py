"""Components by group and name. A dataclass is the component; its yaml holds only departures from its defaults.

    @register("task", "medcalc")
    @dataclass
    class MedCalc(Task): ...

stores the schema `task/base_medcalc`, with which `conf/task/medcalc.yaml` opens (`defaults: [base_medcalc]`).
Adding a component is one `.py` in its package and one yaml: `discover` imports every module it finds there.
"""

import importlib
import pkgutil
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, TypeVar

from hydra.core.config_store import ConfigStore
from omegaconf import OmegaConf

Component = TypeVar("Component", bound=type)

COMPONENTS: dict[tuple[str, str], type] = {}

_PACKAGES = {"task": "ehrmind.tasks", "reward": "ehrmind.rewards", "stage": "ehrmind.stages"}
_WHOLE_CONFIG_GROUPS = ("experiments", "sweeps")


def register(group: str, name: str) -> Callable[[Component], Component]:
    """Class decorator: make a dataclass available as `group=name`."""

    def store(component: Component) -> Component:
        component.registered_name = name  # type: ignore[attr-defined]
        COMPONENTS[group, name] = component
        ConfigStore.instance().store(group=group, name=f"base_{name}", node=component, provider="ehrmind")
        return component

    return store


def discover() -> None:
    """Import every module of the task, reward and stage packages, so that each registers itself."""
    for package in _PACKAGES.values():
        path = importlib.import_module(package).__path__
        for module in pkgutil.iter_modules(path):
            importlib.import_module(f"{package}.{module.name}")


def names(group: str) -> list[str]:
    """The registered names of one group, sorted."""
    return sorted(name for owner, name in COMPONENTS if owner == group)


def files_root() -> Path:
    """The folder that holds conf/, experiments/ and sweeps/: the checkout's, or the copy inside the wheel."""
    package = Path(__file__).parent
    return package / "_files" if (package / "_files").is_dir() else package.parent


def choices(group: str) -> str:
    """The yaml files of one group, as the help shows them: "gated, correct, format"."""
    folder = files_root() / ("" if group in _WHOLE_CONFIG_GROUPS else "conf") / group
    return ", ".join(sorted(path.stem for path in folder.glob("*.yaml")))


def store_whole_configs(without: Collection[str] = ()) -> None:
    """Make each yaml of experiments/ and sweeps/ a choice of the group of that name, placed at the config's root.

    They go through the ConfigStore and not through a search path on the root folder, because Hydra would then take
    every folder there for a group and walk all of runs/ at each start. `without` names keys of `stage` that are left
    out of the experiments.
    """
    for group in _WHOLE_CONFIG_GROUPS:
        for path in sorted((files_root() / group).glob("*.yaml")):
            node: Any = OmegaConf.load(path)
            for key in without if group == "experiments" else ():
                node.get("stage", {}).pop(key, None)
            ConfigStore.instance().store(group=group, name=path.stem, node=node, package="_global_", provider="ehrmind")
    OmegaConf.register_new_resolver("choices", choices, replace=True)
