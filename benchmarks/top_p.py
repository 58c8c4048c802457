"""What it comes to that completions are drawn from a cut distribution and scored by the whole one:

    python -m benchmarks.top_p --model smollm2_135m --top-p 0.95 --temperature 0.6

With top-p below 1 a token is drawn from the likeliest ones whose mass Z reaches top-p, with probability p/Z. TRL, and
so the loss here, takes log p and not log p - log Z, of the new and of the old policy: their ratio is 1 where nothing
has changed, and the gradient lacks that of log Z. Measured on real rollouts of a model:

    log 1/Z a token       how much likelier a drawn token was than the loss says, at most log 1/top-p
    cut positions         the share of positions at which more than a millionth of the mass is cut
    a completion          the sum over its tokens
    gradient              what the missing part comes to, as a share of the norm of the whole, with advantages +1 and -1
                          in turn over the completions of a prompt
"""

import argparse
import math
import statistics
import sys
from typing import Any

import torch
from torch import Tensor

CUT = 1e-6


def main() -> None:
    """Measure and print."""
    options = _parse()
    policy, prompts = load(options)
    rows = [row for key, prompt in prompts.items() for row in sampled(policy, key, prompt, options)]
    sizes = [cut(policy.model, *row, options) for row in rows]
    tokens = torch.cat(sizes)
    print(f"{len(rows)} completions of {len(prompts)} prompts, {len(tokens)} tokens")
    print(f"log 1/Z a token: mean {tokens.mean():.4f}, largest {tokens.max():.4f} of {math.log(1 / options.top_p):.4f}")
    print(f"cut positions: {(tokens > CUT).float().mean():.0%}")
    sums = [float(size.sum()) for size in sizes]
    print(f"a completion: mean {statistics.mean(sums):.2f}, largest {max(sums):.2f}")
    shares = [
        share(policy.model, rows[at : at + options.samples], options) for at in range(0, len(rows), options.samples)
    ]
    middle, least, most = statistics.median(shares), min(shares), max(shares)
    print(f"gradient: {middle:.0%} of the norm, median over prompts ({least:.0%} to {most:.0%})")


def load(options: argparse.Namespace) -> tuple[Any, dict[str, list[int]]]:
    """A model, or a run's, with prompts of the task's test rows."""
    from pathlib import Path

    from ehrmind.compose import compose, prepare
    from ehrmind.models.load import load as load_model

    prepare()
    config = compose(["stage=evaluate", f"model={options.model}", f"task={options.task}"])
    start = Path(options.start) if options.start else None
    data = config.task.load()
    policy = load_model(config.model, start, lambda: [row.fields["note"] for row in data.splits["train"]])
    rows = data.splits["test"][: options.prompts]
    return policy, {row.id: policy.encode(config.task.prompt(row)) for row in rows}


def sampled(policy: Any, key: str, prompt: list[int], options: argparse.Namespace) -> list[tuple[list[int], list[int]]]:
    """The prompt with each of its completions, as rollouts draw them."""
    from ehrmind.evaluation.generate import end_tokens
    from ehrmind.rl.shared_prefix.rollout import rollout
    from ehrmind.rl.shared_prefix.sampling import Sampling
    from ehrmind.rl.shared_prefix.trial import shares

    if not shares(policy.model, [prompt]):
        sys.exit("the model draws for itself, which is not measured")
    sampling = Sampling(options.temperature, options.top_p, 0)
    limits = (options.samples, options.tokens, sampling, end_tokens(policy))
    with torch.inference_mode():
        return [(prompt, ids) for ids in rollout(policy.model, [prompt], *limits, seed=0, step=0, keys=[key])]


def log_probs(model: Any, prompt: list[int], written: list[int], options: argparse.Namespace) -> Tensor:
    """(T, V) at each token that was drawn."""
    logits = model(input_ids=torch.tensor([[*prompt, *written]]), use_cache=False).logits[0, len(prompt) - 1 : -1]
    return (logits.float() / options.temperature).log_softmax(-1)


def nucleus(logps: Tensor, top_p: float) -> Tensor:
    """Log Z (T,): of the likeliest tokens whose mass reaches top_p, which is differentiable."""
    ordered, _ = logps.sort(dim=-1, descending=True)
    mass = ordered.detach().exp()
    before = mass.cumsum(-1) - mass
    return ordered.masked_fill(before >= top_p, -torch.inf).logsumexp(-1)


@torch.no_grad()  # type: ignore[untyped-decorator]
def cut(model: Any, prompt: list[int], written: list[int], options: argparse.Namespace) -> Tensor:
    """Log 1/Z (T,) of a completion."""
    return -nucleus(log_probs(model, prompt, written, options), options.top_p)


def share(model: Any, rows: list[tuple[list[int], list[int]]], options: argparse.Namespace) -> float:
    """The norm of what log Z adds to a group's gradient, over that of the gradient that is used."""
    weights = [weight for name, weight in model.named_parameters() if ".layers.0." in name]
    used, missing = [torch.zeros(sum(weight.numel() for weight in weights)) for _ in range(2)]
    for at, (prompt, written) in enumerate(rows):
        advantage = 1.0 if at % 2 else -1.0
        logps = log_probs(model, prompt, written, options)
        drawn = logps.gather(-1, torch.tensor(written)[:, None]).sum()
        for total, value in ((used, drawn), (missing, nucleus(logps, options.top_p).sum())):
            found = torch.autograd.grad(advantage * value, weights, retain_graph=value is drawn)
            total += torch.cat([gradient.flatten() for gradient in found])
    return float(missing.norm() / used.norm())


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--model", default="smollm2_135m")
    parser.add_argument("--task", default="medcalc")
    parser.add_argument("--start", help="the model/ of a run, instead of the model as it is")
    parser.add_argument("--prompts", type=int, default=8)
    parser.add_argument("--samples", type=int, default=4)
    parser.add_argument("--tokens", type=int, default=96)
    parser.add_argument("--temperature", type=float, default=0.6)
    parser.add_argument("--top-p", type=float, default=0.95)
    return parser.parse_args()


if __name__ == "__main__":
    main()
