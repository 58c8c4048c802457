"""The model card of a run's final checkpoint, written from its run folder alone: model/README.md.

    ---
    base_model: HuggingFaceTB/SmolLM2-135M-Instruct
    license: apache-2.0
    tags: [ehrmind, medcalc, sft_rlvr]
    ---
    # medcalc-smollm2_135m-sft_rlvr-6e10cd74
    | measure  | value               |  n |
    | accuracy | 32.8 % [22.6, 45.0] | 64 |

Numbers, names of settings and hashes: no text of a row, and of restricted data not even the names of files.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ehrmind.evaluation.shown import shown
from ehrmind.files import read_json, read_yaml, write_text
from ehrmind.provenance import masked
from ehrmind.provenance.licences import Terms, base_id, base_licence

NOT_SHOWN = ("name", "init_from", "filter", "save")  # of the stage: places, and how often it was saved
MEND = "do the run again with rerun=true"
Grid = Sequence[Sequence[str]]

PURPOSE = "A research artefact: **not a medical device, and not for decisions about patients.**"
LIMITS = (
    "Not measured: other hospitals, languages and styles of notes; differences between groups of patients; whether a "
    "right answer rests on right reasoning; what a wrong answer would do. Completions can be wrong and sound sure.",
    "The weights may repeat text they were trained on.",
)
RESTRICTED = (
    "The data are restricted. **Do not publish or pass on these weights, or anything sampled from them, without the "
    "consent of the data's owner**: weights may hold text of the records. The agreement under which the data were "
    "given applies to this folder as it does to them. Nothing in this card quotes a record."
)


def write(run_folder: Path) -> Path | None:
    """Write the card beside the final weights and return its path; None where the run has trained none."""
    model = run_folder / "model"
    if not model.is_dir():
        return None
    config = read_yaml(run_folder / "config.yaml", MEND)
    data, result, environment = (
        read_json(run_folder / name, MEND) for name in ("data.json", "eval.json", "environment.json")
    )
    terms = Terms(base_licence(config["model"]), data.get("licence"), data.get("policy") != "open")
    parts = (
        [f"# {config['run']['id']}", _summary(config, data), PURPOSE],
        ["## Results", *_results(result)],
        ["## Data", *_data(data, terms.restricted)],
        ["## Training", *_training(config, result)],
        ["## Limits", *_limits(config, data, result)],
        ["## Licence", *_licence(terms)],
        ["## Where it was made", _table(("what", "value"), _origin(config, environment))],
    )
    body = "\n\n".join(paragraph for part in parts for paragraph in part)
    path = model / "README.md"
    write_text(path, f"---\n{_front(config, data, result, terms)}\n---\n\n{body}\n")
    return path


def _front(config: Mapping[str, Any], data: Mapping[str, Any], result: Mapping[str, Any], terms: Terms) -> str:
    """The card's metadata, as the hub reads it."""
    from huggingface_hub import EvalResult, ModelCardData

    task, adapter = config["task"]["name"], bool(config["model"]["lora"]["rank"])
    headline = result["headline"]
    found = result["metrics"][headline]
    measured = EvalResult(
        task_type="text-generation",
        dataset_type=data.get("dataset") or task,
        dataset_name=f"{task} ({data['source']})",
        dataset_split=result["split"],
        metric_type=headline,
        metric_name=f"greedy {found['label']}, n = {found['n']}",
        metric_value=found["value"],
    )
    return str(
        ModelCardData(
            language="en",
            license=terms.tag,
            license_name="see-below" if terms.tag == "other" else None,
            base_model=base_id(config["model"]),
            library_name="peft" if adapter else "transformers",
            datasets=data.get("dataset"),
            pipeline_tag="text-generation",
            tags=["ehrmind", task, config["run"]["arm"]],
            model_name=config["run"]["id"],
            eval_results=[measured],
        ).to_yaml()
    )


def _summary(config: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    run, model = config["run"], config["model"]
    base = base_id(model) or f"`{model['name']}`"
    what = "A low-rank adapter of" if model["lora"]["rank"] else "The weights of"
    start = f", from run `{run['parent']}`" if run["parent"] else ""
    return (
        f"{what} {base}, trained by arm `{run['arm']}`{start} on task `{config['task']['name']}` "
        f"({data['source']}) with EHRMind {run['ehrmind']}."
    )


def _results(result: Mapping[str, Any]) -> Iterator[str]:
    rows = [(found["label"], *_told(found)) for found in result["metrics"].values()]
    sampled = result.get("sampled") or {}
    if sampled:
        k = sampled["k"]
        rows += [(f"{found['label']}, {k} samples", *_told(found)) for found in sampled["metrics"].values()]
        rows += [(f"pass@{k}", *_told(share)) for k, share in sampled["pass"].items()]
    rows += [
        (f"baseline: {name}", *_told(item["metrics"][result["headline"]])) for name, item in result["baselines"].items()
    ]
    yield f"On the {result['split']} split, greedy unless said otherwise, with 95 % intervals."
    yield _table(("measure", "value", "n", "method"), rows)
    by = [(name, *_told(found)) for name, found in result["by"].get("category", {}).items()]
    if len(by) > 1:
        yield _table(("category", result["metrics"][result["headline"]]["label"], "n", "method"), by)


def _data(data: Mapping[str, Any], restricted: bool) -> Iterator[str]:
    rows = [
        ("source", data["source"]),
        ("sha256 of the rows", data["sha256"]),
        *((f"rows: {split}", str(count)) for split, count in data["rows"].items()),
        *((f"left out: {reason}", str(count)) for reason, count in data["dropped"].items()),
    ]
    if restricted:
        yield RESTRICTED
    else:
        rows += [(name, digest) for name, digest in data.get("files", {}).items()]
        yield data["description"]
    yield _table(("what", "value"), rows)


def _training(config: Mapping[str, Any], result: Mapping[str, Any]) -> Iterator[str]:
    settings = {key: value for key, value in config["stage"].items() if key not in NOT_SHOWN}
    adapter = {"model.lora": config["model"]["lora"]} if config["model"]["lora"]["rank"] else {}
    reward = {"reward": config["reward"]} if "recipe" in settings else {}
    shown = _flat(masked({**settings, **adapter, **reward, "seed": config["seed"]}))
    yield _table(("setting", "value"), shown)
    yield "What it took, without the runs that it starts from:"
    yield _table(("cost", "value"), [(name, _number(value)) for name, value in result["cost"]["train"].items()])


def _limits(config: Mapping[str, Any], data: Mapping[str, Any], result: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f"Measured on {result['n']} rows of one version of one data set and one seed. The interval is about the draw "
        "of these rows alone, and another seed or hospital can fall outside it."
    )
    if data["source"] == "generated":
        yield "The notes are generated from templates: the numbers say nothing of real notes."
    if config["model"].get("origin") == "random":
        yield "The model has random weights: its numbers show that things run, and nothing else."
    yield from LIMITS


def _licence(terms: Terms) -> Iterator[str]:
    yield _table(("part", "terms"), terms.rows())
    yield (
        "Whether weights are a work derived from their training data is not settled; keep to the strictest line. "
        "Share-alike data (CC BY-SA) ask for attribution and for the same licence."
    )


def _origin(config: Mapping[str, Any], environment: Mapping[str, Any]) -> Grid:
    changed = " with uncommitted changes" if environment.get("uncommitted") else ""
    packages = (f"{name} {version}" for name, version in environment["packages"].items() if version)
    return [
        ("run", config["run"]["id"]),
        ("code", f"EHRMind {environment['ehrmind']}, commit {environment.get('commit') or 'unknown'}{changed}"),
        *([("plugins", ", ".join(environment["plugins"].values()))] if environment.get("plugins") else []),
        ("Python", environment["python"]),
        ("packages", ", ".join(packages)),
        ("made", environment["created"]),
    ]


def _told(found: Mapping[str, Any]) -> tuple[str, str, str]:
    """{"value": 0.328, "low": 0.226, "high": 0.45, "n": 64, ...} -> value, n, and the method or why there is none."""
    return shown(found), str(found.get("n", "")), str(found.get("reason") or found.get("method", ""))


def _number(value: float | None) -> str:
    if value is None:
        return "not known"
    return f"{value:,.10g}" if abs(value) < 1e9 else f"{value:.2e}"


def _flat(settings: Mapping[str, Any], path: str = "") -> list[tuple[str, str]]:
    """The settings that have a value, nested ones by their dotted key."""
    rows: list[tuple[str, str]] = []
    for key, value in settings.items():
        if isinstance(value, Mapping):
            rows += _flat(value, f"{path}{key}.")
        elif value is not None:
            rows.append((f"{path}{key}", str(value)))
    return rows


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    return re.sub(r"([\\|<>`*])", r"\\\1", " ".join(text.split()))
