"""Components by group and name. A dataclass is the component; its yaml holds only departures from its defaults.

    @register("task", "medcalc")
    @dataclass
    class MedCalc(Task): ...

stores the schema `task/base_medcalc`, with which `conf/task/medcalc.yaml` opens (`defaults: [base_medcalc]`).
Adding a component is one `.py` in its package and one yaml: `discover` imports every module it finds there, and those
of the packages that are installed beside this one (ehrmind/plugins.py), whose yaml stands in their own conf/.
"""

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any, TypeVar

from hydra.core.config_store import ConfigStore
from omegaconf import OmegaConf

from ehrmind import plugins
from ehrmind.errors import ConfigError, did_you_mean

Component = TypeVar("Component", bound=type)

COMPONENTS: dict[tuple[str, str], type] = {}

_PACKAGES = {"task": "ehrmind.tasks", "reward": "ehrmind.rewards", "stage": "ehrmind.stages"}
_GROUPS = ("model", "task", "stage", "reward", "tracking")
_WHOLE_CONFIG_GROUPS = ("experiments", "sweeps")


def register(group: str, name: str) -> Callable[[Component], Component]:
    """Class decorator: make a dataclass available as `group=name`. Raises ConfigError where another has the name."""

    def store(component: Component) -> Component:
        other = COMPONENTS.get((group, name), component)
        if (other.__module__, other.__qualname__) != (component.__module__, component.__qualname__):
            raise ConfigError(
                f"{group}={name} is registered by {other.__module__} and by {component.__module__}; give one of them "
                "another name"
            )
        component.registered_name = name  # type: ignore[attr-defined]
        COMPONENTS[group, name] = component
        ConfigStore.instance().store(group=group, name=f"base_{name}", node=component, provider="ehrmind")
        return component

    return store


def discover() -> None:
    """Import every module of the task, reward and stage packages and of the plugins, so that each registers itself.

    Raises ConfigError for a plugin that cannot be imported, or whose yaml is not where it would be found.
    """
    for package in _PACKAGES.values():
        plugins.import_modules(package)
    for plugin in plugins.installed():
        for folder in sorted(path for path in (plugin.load() / "conf").glob("[!._]*/") if path.is_dir()):
            if folder.name not in (*_GROUPS, "hydra"):
                known = did_you_mean(folder.name, _GROUPS)
                raise ConfigError(f"plugin {plugin.name} ({plugin.origin}): {folder} is of no group{known}")
    for group in (*_GROUPS, *_WHOLE_CONFIG_GROUPS):
        yamls(group)


def names(group: str) -> list[str]:
    """The registered names of one group, sorted."""
    return sorted(name for owner, name in COMPONENTS if owner == group)


def files_root() -> Path:
    """The folder that holds conf/, experiments/ and sweeps/: the checkout's, or the copy inside the wheel."""
    package = Path(__file__).parent
    return package / "_files" if (package / "_files").is_dir() else package.parent


def conf_folders() -> Iterator[Path]:
    """The folders of yaml beside our own: of the plugins, and of --config-dir."""
    yield from (plugin.load() / "conf" for plugin in plugins.installed())
    yield from plugins.folders()


def yamls(group: str) -> dict[str, Path]:
    """The yaml files of one group by name, whoever brings them. Raises ConfigError where two have one name."""
    inside = "" if group in _WHOLE_CONFIG_GROUPS else "conf"
    roots = [files_root() / inside, *(plugin.load() / inside for plugin in plugins.installed()), *plugins.folders()]
    found: dict[str, Path] = {}
    for path in (path for root in roots for path in sorted((root / group).glob("*.yaml"))):
        other = found.setdefault(path.stem, path)
        if other != path:
            raise ConfigError(f"{group}={path.stem} is there twice, as {other} and as {path}; rename one of them")
    return found


def choices(group: str) -> str:
    """The yaml files of one group, as the help shows them: "gated, correct, format"."""
    return ", ".join(sorted(yamls(group)))


def store_whole_configs(without: Collection[str] = ()) -> None:
    """Make each yaml of experiments/ and sweeps/ a choice of the group of that name, placed at the config's root.

    They go through the ConfigStore and not through a search path on the root folder, because Hydra would then take
    every folder there for a group and walk all of runs/ at each start. `without` names keys of `stage` that are left
    out of the experiments.
    """
    for group in _WHOLE_CONFIG_GROUPS:
        for path in yamls(group).values():
            if path.parents[1] in plugins.folders():  # Hydra finds it itself
                continue
            node: Any = OmegaConf.load(path)
            for key in without if group == "experiments" else ():
                node.get("stage", {}).pop(key, None)
            ConfigStore.instance().store(group=group, name=path.stem, node=node, package="_global_", provider="ehrmind")
    OmegaConf.register_new_resolver("choices", choices, replace=True)
