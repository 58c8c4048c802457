"""The W&B workspace as code: the same panels for everyone, in a version that changes with them.

    python -m ehrmind.tracking.dashboard > workspace.json        the specification; nothing is sent
    python -m ehrmind.tracking.dashboard --save --project P      a saved view of the project, with its address
    python -m ehrmind.tracking.dashboard --save URL              the view at that address, brought to this version

What is on it stands in `panels`. Saving takes the package wandb-workspaces and a key; the specification takes neither.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

from ehrmind.config import Tracking
from ehrmind.errors import ConfigError, UserError
from ehrmind.stopping import until_read
from ehrmind.tracking.panels import GROUP_BY, STEP, Panel, of_tasks, sections, specification
from ehrmind.tracking.wandb import need_key


def workspace(entity: str, project: str) -> Any:
    """The workspace as an object of wandb-workspaces."""
    import wandb_workspaces.workspaces as ws

    return ws.Workspace(
        entity=entity,
        project=project,
        name=specification()["name"],
        sections=_sections(),
        settings=ws.WorkspaceSettings(x_axis=STEP),
        runset_settings=ws.RunsetSettings(groupby=[ws.Config(GROUP_BY)]),
    )


def _sections() -> list[Any]:
    import wandb_workspaces.workspaces as ws

    parts = sections(of_tasks())
    return [ws.Section(name=part.name, panels=[_panel(item) for item in part.panels], is_open=True) for part in parts]


def _panel(panel: Panel) -> Any:
    import wandb_workspaces.reports.v2 as wr

    if panel.kind == "bar":
        return wr.BarPlot(title=panel.title, metrics=list(panel.metrics), range_x=panel.within or (None, None))
    return wr.LinePlot(
        title=panel.title,
        x=STEP,
        y=list(panel.metrics),
        metric_regex=panel.pattern,
        groupby_rangefunc="minmax",
    )


def save(url: str, entity: str | None, project: str) -> str:
    """Save the workspace, over the one at `url` if that is given; returns its address. Raises UserError."""
    import wandb

    try:
        import wandb_workspaces.workspaces as ws

        if url:
            view = ws.Workspace.from_url(url)
            view.name, view.sections = specification()["name"], _sections()
        else:
            view = workspace(entity or wandb.Api().default_entity, project)
        return str(view.save().url)
    except ImportError:
        raise ConfigError("--save needs the package wandb-workspaces: pip install wandb-workspaces") from None
    except (wandb.errors.Error, ValueError) as error:
        raise UserError(f"W&B did not take the workspace: {error}") from None


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m ehrmind.tracking.dashboard", description="The W&B workspace.")
    parser.add_argument("--save", nargs="?", const="", metavar="URL", help="save it, over the view at URL if given")
    parser.add_argument("--project", default=Tracking().project)
    parser.add_argument("--entity", help="default: yours")
    options = parser.parse_args(arguments)
    try:
        if options.save is None:
            print(json.dumps(specification(), indent=2))
            return 0
        need_key()
        print(save(options.save, options.entity, options.project))
    except UserError as error:
        print(f"ehrmind: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(until_read(main))
