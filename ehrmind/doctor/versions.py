"""Versions that must match, as the installed packages state them themselves: no range is repeated here.

trl 1.16.0 says "deepspeed>=0.14.4; extra == 'deepspeed'"   and deepspeed 0.12 is installed
-> Check("deepspeed", "0.12", fail, "pip install 'deepspeed>=0.14.4'")
"""

import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata, requires, version

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from ehrmind import plugins
from ehrmind.doctor.check import Check, State
from ehrmind.errors import ConfigError

# Shown one by one: training breaks, or changes its numbers, where these do not fit each other.
CORE = ("torch", "transformers", "trl", "peft", "accelerate", "datasets", "hydra-core", "omegaconf")
# Each with what it is for, and the package and its extra that state a range. TRL's of vLLM is wider than ours: it holds
# versions that want another transformers.
OPTIONAL = {
    "vllm": ("evaluation.engine=vllm, model.rollout=vllm_colocate and vllm_server", "ehrmind", "gpu"),
    "deepspeed": ("ZeRO-3", "trl", "deepspeed"),
}


def check() -> list[Check]:
    """Python, what EHRMind asks for, what its packages ask of each other, and what is optional."""
    try:
        ours = list(_required("ehrmind"))
    except PackageNotFoundError:
        return [_python(None), Check("ehrmind", "not installed", State.WARN, "pip install -e . in its checkout")]
    checks = [_fits(need, "ehrmind") for need in ours]
    core = [item for item in checks if item.name in CORE]
    others = [item for item in checks if item.name not in CORE]
    broken = [item for item in others if item.state is not State.OK]
    kept = Check("other packages", f"{len(others) - len(broken)} fit")
    python = _python(metadata("ehrmind")["Requires-Python"])
    return [python, *core, *broken, kept, *_between(), *_optional(), *_plugins()]


def _python(range_: str | None) -> Check:
    found = platform.python_version()
    if range_ and not SpecifierSet(range_).contains(found):
        return Check("python", found, State.FAIL, f"use Python {range_}")
    return Check("python", found)


def _required(package: str, extra: str = "") -> Iterator[Requirement]:
    """What a package asks for, or what its extra adds. Raises PackageNotFoundError."""
    for line in requires(package) or ():
        need = Requirement(line)
        plain = need.marker is None or need.marker.evaluate({"extra": ""})
        if (not extra and plain) or (extra and not plain and need.marker and need.marker.evaluate({"extra": extra})):
            yield need


def _fits(need: Requirement, by: str) -> Check:
    """Whether what is installed is in the range that a package asks for."""
    mend = f"pip install '{need.name}{need.specifier}'"
    try:
        found = version(need.name)
    except PackageNotFoundError:
        return Check(need.name, "not installed", State.FAIL, mend)
    if need.specifier.contains(found, prereleases=True):
        return Check(need.name, found)
    return Check(need.name, f"{found}; {by} needs {need.specifier}", State.FAIL, mend)


def _between() -> list[Check]:
    """What these packages ask of any other, where it is not so."""
    broken = []
    for package in (*CORE, *OPTIONAL):
        try:
            checks = [_fits(need, package) for need in _required(package)]
        except PackageNotFoundError:  # said already, or needed by few
            continue
        broken += [item for item in checks if item.state is not State.OK]
    return broken or [Check("between packages", "fit each other")]


def _plugins() -> list[Check]:
    """The packages that bring tasks, rewards and models of their own, and whether they can be imported."""
    checks = []
    for plugin in plugins.installed():
        try:
            plugin.load()
            checks.append(Check(f"plugin {plugin.name}", plugin.origin))
        except ConfigError as error:
            checks.append(Check(f"plugin {plugin.name}", plugin.origin, State.FAIL, str(error)))
    return checks


def _optional() -> list[Check]:
    """Packages that may be absent, against the range that is stated for them."""
    checks = []
    for package, (use, by, extra) in OPTIONAL.items():
        try:
            version(package)
        except PackageNotFoundError:
            checks.append(Check(package, f"not installed; needed for {use} alone"))
            continue
        ranges = [need for need in _required(by, extra) if need.name == package]
        checks += [_fits(need, by) for need in ranges] or [Check(package, version(package))]
    return checks
