"""How much of an evaluation of n patients × m trials is read once, because a patient's prompts begin with the note.

    python -m benchmarks.shared_notes
    python -m benchmarks.shared_notes --patients 4 --repeats 3 --json notes.json

The prompts are those of task=trial_matching on generated pairs (12 trials a patient), in the model's own tokens and the
batches of an evaluation. The time is of the prefills alone: each prompt by itself, and what it has in common with the
one before it read once; interleaved, medians. The logits are compared, too.
"""

import argparse
import json
import statistics
import time
from pathlib import Path
from typing import Any

BATCH = 32  # prompts at once, as evaluation.batch_size


def prompts_of(tokenizer: Any, patients: int) -> dict[str, list[int]]:
    """The token ids of every test row of so many patients."""
    from ehrmind.models.chat import Chat
    from ehrmind.tasks.base import Counts
    from ehrmind.tasks.trial_matching import TrialMatching

    task = TrialMatching(patients=Counts(0, 0, patients))
    chat = Chat(tokenizer)
    return {row.id: chat.encode(task.prompt(row)) for row in task.load().splits["test"]}


def batches(prompts: dict[str, list[int]]) -> list[list[list[int]]]:
    """As an evaluation reads them."""
    from ehrmind.evaluation.order import in_order

    order = [prompts[key] for key in in_order(prompts)]
    return [order[start : start + BATCH] for start in range(0, len(order), BATCH)]


def tokens_read(parts: list[list[list[int]]]) -> int:
    """How many tokens are read where common beginnings are read once."""
    from ehrmind.evaluation.order import LEAST, in_common

    total = 0
    for part in parts:
        for before, prompt in zip([[], *part], part, strict=False):
            common = min(in_common(before, prompt), len(prompt) - 1)
            total += len(prompt) - (common if common >= LEAST else 0)
    return total


def measure(model: Any, parts: list[list[list[int]]], repeats: int) -> dict[str, Any]:
    """Seconds of both ways, and how far their logits are apart at most."""
    import torch

    from ehrmind.rl.shared_prefix.rollout import prefill, prefill_all

    device = model.get_input_embeddings().weight.device
    seconds: dict[str, list[float]] = {"alone": [], "shared": []}
    apart = 0.0
    with torch.inference_mode():
        for part in parts:
            for _ in range(repeats):
                started = time.perf_counter()
                alone = torch.cat([prefill(model, torch.tensor([prompt], device=device))[1] for prompt in part])
                middle = time.perf_counter()
                shared = prefill_all(model, part, device)[1]
                seconds["alone"].append(middle - started)
                seconds["shared"].append(time.perf_counter() - middle)
                apart = max(apart, float((shared - alone).abs().max()))
    whole = {way: [sum(times[at::repeats]) for at in range(repeats)] for way, times in seconds.items()}
    found = {way: statistics.median(times) for way, times in whole.items()}
    return {"seconds": found, "ratio": found["alone"] / found["shared"], "logits_apart": apart}


def main() -> None:
    """Measure and print."""
    from benchmarks.label_probability import load

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", default="embedded", help="a folder or hub id; default: SmolLM2-135M")
    parser.add_argument("--patients", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    model, tokenizer = load(options.model)
    prompts = prompts_of(tokenizer, options.patients)
    parts = batches(prompts)
    total, read = sum(map(len, prompts.values())), tokens_read(parts)
    facts = {"patients": options.patients, "prompts": len(prompts), "tokens": total, "read": read}
    print(f"{len(prompts)} prompts of {options.patients} patients: {total:,} tokens")
    print(f"{read:,} of them read, {1 - read / total:.0%} saved")
    facts |= measure(model, parts, options.repeats)
    alone, shared = facts["seconds"]["alone"], facts["seconds"]["shared"]
    print(f"prefill {alone:.1f} s each by itself, {shared:.1f} s with the note once: {facts['ratio']:.2f} as fast")
    print(f"logits at most {facts['logits_apart']:.1e} apart")
    if options.json:
        options.json.write_text(json.dumps(facts, indent=2) + "\n")


if __name__ == "__main__":
    main()
