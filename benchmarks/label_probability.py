"""What reading the labels' probabilities adds to generating: python -m benchmarks.label_probability

In one process, with and without reading in turn, on the same prompts, random numbers and weights; medians over the
repeats. Completions are forced to their full length, and come in groups that share a prompt:

    alone     seconds to sample the completions
    with      the same, each read after its own reasoning: the forced text, then every label
    added     with / alone - 1
    in runs   of the runs with reading, the seconds spent in it over the others: it does not compare two runs, and so is
              steadier where something else uses the machine
"""

import argparse
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

TARGET = 0.15
LABELS = ("not relevant", "excluded", "eligible", "unclear", "withdrawn")


def main() -> None:
    """Measure and print."""
    options = _parse()
    model, tokenizer = load(options.model)
    report: dict[str, Any] = {"target": TARGET, "options": vars(options)}
    for completions in options.completions:
        runs = measure(options, model, tokenizer, completions)
        report[str(completions)] = summary(runs)
        _print(completions, report[str(completions)])
    if options.json:
        Path(options.json).write_text(json.dumps(report, indent=1) + "\n")


def summary(runs: dict[str, list[float]]) -> dict[str, float]:
    """Medians, and what reading adds by both ways of measuring."""
    alone, with_reading = (statistics.median(runs[name]) for name in ("alone", "with"))
    within = [read / (total - read) for read, total in zip(runs["reading"], runs["with"], strict=True)]
    return {
        "alone_s": round(alone, 3),
        "with_s": round(with_reading, 3),
        "added": round(with_reading / alone - 1, 4),
        "in_runs": round(statistics.median(within), 4),
    }


def measure(options: argparse.Namespace, model: Any, tokenizer: Any, completions: int) -> dict[str, list[float]]:
    """Seconds of each repeat: generating alone, with reading, and of that the reading."""
    prompts = fixed_prompts(options, model.config.vocab_size, completions)
    runs: dict[str, list[float]] = {"alone": [], "with": [], "reading": []}
    sample(options, model, prompts, completions, None)  # the first touches the memory
    for repeat in range(options.repeats):
        for side in ("alone", "with") if repeat % 2 == 0 else ("with", "alone"):
            reader = timed_reader(options, model, tokenizer, len(prompts)) if side == "with" else None
            runs[side].append(sample(options, model, prompts, completions, reader))
            if reader:
                runs["reading"].append(reader.seconds)
                if len(reader.reader.found) != completions:
                    raise RuntimeError(f"{len(reader.reader.found)} of {completions} completions were read")
            print(f"{completions} completions, repeat {repeat + 1} {side}: {runs[side][-1]:.1f} s", file=sys.stderr)
    return runs


def sample(options: argparse.Namespace, model: Any, prompts: list[list[int]], completions: int, reader: Any) -> float:
    """Seconds of a rollout in which no completion ends early."""
    from ehrmind.rl.shared_prefix.rollout import rollout
    from ehrmind.rl.shared_prefix.sampling import Sampling

    started = _now()
    rollout(model, prompts, completions // len(prompts), options.completion, Sampling(), [], reader=reader)
    return _now() - started


class Timed:
    """A reader that knows how long it took."""

    def __init__(self, reader: Any) -> None:
        self.reader, self.seconds = reader, 0.0

    def begin(self, prompts: Any) -> None:
        """Nothing is read before the rollout here."""

    def leave(self, decoding: Any, leaving: Any) -> None:
        started = _now()
        self.reader.leave(decoding, leaving)
        self.seconds += _now() - started

    def finish(self) -> None:
        started = _now()
        self.reader.finish()
        self.seconds += _now() - started


def timed_reader(options: argparse.Namespace, model: Any, tokenizer: Any, prompts: int) -> Timed:
    """It asks each prompt for the same labels."""
    from functools import partial

    from ehrmind.evaluation.probability import ask, reasoning
    from ehrmind.rl.shared_prefix.reading import Reader

    answers = {label: json.dumps({"prediction": label, "idx": at}) for at, label in enumerate(LABELS[: options.labels])}
    cut = partial(reasoning, ends=[], tokenizer=tokenizer)
    return Timed(Reader(model, [ask(tokenizer, answers)] * prompts, cut))


def load(name: str) -> tuple[Any, Any]:
    """The model in float32 with the shared-prefix attention, and its tokenizer."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils.logging import disable_progress_bar

    from ehrmind.models.assets import embedded_model
    from ehrmind.models.machine import device, keep_freed_memory
    from ehrmind.rl.shared_prefix.logps import prepare

    keep_freed_memory()
    disable_progress_bar()
    folder = str(embedded_model()) if name == "embedded" else name
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).to(device()).eval()
    prepare(model)
    return model, AutoTokenizer.from_pretrained(folder)


def fixed_prompts(options: argparse.Namespace, vocabulary: int, completions: int) -> list[list[int]]:
    """Random tokens, the same for both sides: a prompt for each group of completions."""
    import torch

    count = max(1, completions // options.group)
    generator = torch.Generator().manual_seed(0)
    return torch.randint(100, vocabulary - 100, (count, options.prompt), generator=generator).tolist()


def _now() -> float:
    """Seconds, when a GPU has done what it was given."""
    import torch

    if torch.cuda.is_available():
        torch.cuda.synchronize()
    return time.perf_counter()


def _print(completions: int, row: dict[str, float]) -> None:
    print(
        f"{completions:3} completions   alone {row['alone_s']:7.2f} s   with {row['with_s']:7.2f} s   "
        f"added {row['added']:6.1%}   in runs {row['in_runs']:6.1%}   (target {TARGET:.0%})"
    )


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.label_probability", description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="embedded", help="embedded (SmolLM2-135M), a folder or a hub id")
    parser.add_argument("--prompt", type=int, default=800, help="tokens of a prompt")
    parser.add_argument("--completion", type=int, default=100, help="tokens of a completion")
    parser.add_argument(
        "--completions", type=int, nargs="+", default=[8, 32], help="at once; several: one after another"
    )
    parser.add_argument("--group", type=int, default=8, help="completions of a prompt")
    parser.add_argument("--labels", type=int, default=3, choices=range(2, len(LABELS) + 1))
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", metavar="FILE")
    options = parser.parse_args()
    for completions in options.completions:
        if completions % options.group and completions > options.group:
            parser.error(f"--completions {completions} is not a multiple of --group {options.group}")
    return options


if __name__ == "__main__":
    main()
