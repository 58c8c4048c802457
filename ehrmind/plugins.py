"""Packages elsewhere that bring tasks, rewards, stages, models and whole configurations; and --config-dir.

    [project.entry-points."ehrmind.plugins"]            in the pyproject.toml of ehr-triage
    triage = "ehr_triage"

    installed()  ->  (Plugin("triage", module="ehr_triage", package="ehr-triage", version="0.2.0"),)

    ehr_triage/  triage.py                registers its components, as ehrmind/tasks/medcalc.py does
                 conf/task/triage.yaml    by group, as in conf/ here
                 experiments/  sweeps/    whole configurations, as here

Every module of the package is imported, but not those of packages in it: what is slow to import stands there.
"""

import functools
import importlib
import importlib.metadata
import pkgutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ehrmind.errors import ConfigError, UserError

GROUP = "ehrmind.plugins"
FLAGS = ("--config-dir", "-cd")
REPLACING = ("--config-name", "-cn", "--config-path", "-cp", "hydra.searchpath", "+hydra.searchpath")

_folders: list[Path] = []


@dataclass(frozen=True, slots=True)
class Plugin:
    """An installed package with an entry point: its name, the module that it names, and where it comes from."""

    name: str
    module: str
    package: str
    version: str

    @property
    def origin(self) -> str:
        """Such as "ehr-triage 0.2.0"."""
        return f"{self.package} {self.version}"

    def load(self) -> Path:
        """Import it, so that its components register themselves; returns its folder. Raises ConfigError."""
        try:
            import_modules(self.module)
            return Path(importlib.import_module(self.module).__path__[0])
        except UserError as error:
            raise ConfigError(f"plugin {self.name} ({self.origin}): {error}") from error
        except Exception as error:  # whatever somebody's module does when it is imported
            why = f"{self.module} is a module, and must be a package" if isinstance(error, AttributeError) else error
            raise ConfigError(
                f"plugin {self.name} ({self.origin}) cannot be imported ({type(error).__name__}: {why}); mend it "
                f"(python -c 'import {self.module}' says where), or take it out: pip uninstall {self.package}"
            ) from error


@functools.cache  # it reads the metadata of hundreds of packages
def installed() -> tuple[Plugin, ...]:
    """The plugins of this environment, by name. Raises ConfigError where two have one name."""
    found: dict[str, Plugin] = {}
    for entry in importlib.metadata.entry_points(group=GROUP):
        package, version = (entry.dist.name, entry.dist.version) if entry.dist else (entry.value, "")
        plugin = Plugin(entry.name, entry.value, package, version)
        other = found.setdefault(plugin.name, plugin)
        if other.module != plugin.module:
            raise ConfigError(
                f"two plugins are called {plugin.name}, of {other.origin} and of {plugin.origin}; uninstall one of them"
            )
    return tuple(found[name] for name in sorted(found))


def import_modules(package: str) -> None:
    """Import a package and every module that stands in it, but what runs as a command."""
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
        if module.name != "__main__" and not module.ispkg:
            importlib.import_module(f"{package}.{module.name}")


def split(arguments: Sequence[str]) -> tuple[list[Path], list[str]]:
    """The folders of --config-dir on a command line, and the rest of it. Raises ConfigError."""
    folders, rest, words = [], [], iter(arguments)
    for word in words:
        flag, equals, value = word.partition("=")
        if flag in REPLACING:
            raise ConfigError(
                f"{flag} replaces where the configuration is from, which the jobs of a sweep would not know; put what "
                "differs into yaml of its groups, and give their folder as --config-dir"
            )
        if flag not in FLAGS:
            rest.append(word)
            continue
        given = value if equals else next(words, "")
        if not given or not Path(given).expanduser().is_dir():
            raise ConfigError(f"{flag} {given} is not a folder; give one with model/, task/ or other groups of yaml")
        folders.append(Path(given).expanduser().resolve())
    return folders, rest


def use(folders: Sequence[Path]) -> None:
    """Take these folders of yaml beside our own, in this process and in those that it starts."""
    _folders[:] = folders


def folders() -> tuple[Path, ...]:
    """The folders in use."""
    return tuple(_folders)


def arguments() -> list[str]:
    """What another process must be told, so that it has the same folders."""
    return [word for folder in _folders for word in (FLAGS[0], str(folder))]
