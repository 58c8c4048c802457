"""Dynamic sampling on top of TRL's trainer: candidates are sampled and rewarded, and TRL is given those that teach.

    round 1: 12 candidates at once, 3 with variance of the 4 needed; round 2: 6 more, 4 found, looked at 14

TRL then makes its batch of them as if it had sampled nothing else: advantages, reference and old log-probabilities are
computed for them alone. Places that no group was found for are masked, weigh nothing, and cost nothing to compute.
"""

import logging
import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from ehrmind.console import say
from ehrmind.distributed import gather, world_size
from ehrmind.errors import ConfigError
from ehrmind.models.machine import device
from ehrmind.rl import dynamic
from ehrmind.rl.dynamic import Found, Group
from ehrmind.rl.groups import completion_metrics, log_rewards
from ehrmind.rl.record import Rolled

EXPECTED = 0.5  # share of groups with variance, before any was seen
# Completions that could be decoded in the time that a step of decoding takes to read the weights. Measured on 2 cores
# (SmolLM2-135M: 85 ms, and 3.5 ms a completion); a GPU reads them for hundreds.
FIXED = {"cpu": 24, "cuda": 256}

log = logging.getLogger(__name__)


class DynamicSampler:
    """Finds the groups of each generation of a trainer, among at most `times` as many as it needs."""

    def __init__(self, trainer: Any, times: float) -> None:
        if trainer.multi_objective_aggregation != "sum_then_normalize":
            raise ConfigError(
                "stage.extra.multi_objective_aggregation: dynamic sampling asks whether the weighted sum of rewards "
                "differs in a group; leave it out, or use stage.dynamic_sampling=1"
            )
        self._trainer = trainer
        self.need = trainer.args.generation_batch_size // trainer.num_generations
        self.limit = math.floor(times * self.need)
        self._fixed = FIXED[device()] / trainer.num_generations
        accumulation = trainer.args.gradient_accumulation_steps
        self._steps = max(1, trainer.args.steps_per_generation // accumulation)  # optimizer steps of a generation
        self._held: dict[str, float] = {"consumed": 0, "share": EXPECTED, "not_learned_from": 0}
        self._said = False

    def state(self) -> dict[str, float]:
        """What a checkpoint has to know: the prompts consumed, and the share of groups that is expected to vary."""
        return dict(self._held)

    def restore(self, state: dict[str, float]) -> None:
        """Go on from `state`."""
        self._held = dict(state)

    @property
    def not_learned_from(self) -> float:
        """Tokens that were sampled and not trained on."""
        return self._held["not_learned_from"]

    def batch(self) -> dict[str, Any]:
        """TRL's batch of this process for the next generation."""
        trainer, seen = self._trainer, self._trainer.state.num_input_tokens_seen
        found = self._find()
        processes, process = trainer.accelerator.num_processes, trainer.accelerator.process_index
        dealt, filled = dynamic.dealt(found, process, self.need // processes, processes)
        places = dynamic.spread(len(dealt), self._steps)
        mine = [dealt[place] for place in places]
        batch = trainer.completed([self._row(item) for item in mine], mine)
        batch = self._learning_from(batch, places, filled, found)
        self._count_tokens(found, seen)
        self._log(found)
        self._record(found, mine, batch)
        return batch

    def _find(self) -> Found:
        """Sample until enough groups have variance, or all that may be looked at were."""
        weights = self._trainer.reward_weights.tolist()
        groups: list[Group] = []
        found = Found([], [])
        while len(found.useful) < self.need and len(groups) < self.limit:
            missing, left = self.need - len(found.useful), self.limit - len(groups)
            count = dynamic.at_once(missing, self._held["share"], left, world_size(), self._fixed)
            groups += self._sample(range(len(groups), len(groups) + count))
            found = dynamic.take(groups, weights, self.need, self.limit)
        self._held["consumed"] += len(found.looked_at)
        self._held["share"] = dynamic.smoothed(self._held["share"], found)
        return found

    def _sample(self, numbers: range) -> list[Group]:
        """The groups of these numbers of the step, in order; each process samples its run of them."""
        trainer, size = self._trainer, len(numbers) // world_size()
        first = trainer.accelerator.process_index * size
        mine = numbers[first : first + size]
        rows = self._rows(mine)
        tokens, completions, logps, rewards = self._rolled([dict(trainer.train_dataset[row]) for row in rows], mine)
        group, made = trainer.num_generations, []
        for at, (number, row) in enumerate(zip(mine, rows, strict=True)):
            part = slice(at * group, (at + 1) * group)
            own = None if logps is None else logps[part]
            made.append(Group(number, row, tokens[at], completions[part], own, rewards[part]))
        return [item for part in gather(made) for item in part]

    def _rolled(
        self, rows: list[dict[str, Any]], numbers: Sequence[int]
    ) -> tuple[list[int], list[list[int]], list[list[float]] | None, list[list[float]]]:
        """Tokens of each prompt, and of each completion its ids, its log-probs (vLLM's) and its rewards by term."""
        trainer, group = self._trainer, self._trainer.num_generations
        inputs = repeated(rows, group)
        prompts = [row["prompt"] for row in inputs]
        ids, images, fields = trainer._tokenize_prompts(prompts)
        completions, logps = trainer._generate_single_turn(ids, images, fields, group, keys=numbers)
        columns = {name: [row[name] for row in inputs] for name in inputs[0] if name != "prompt"}
        given = {"prompts": prompts, "completions": completions, "completion_ids": completions, **columns}
        rewards = [list(row) for row in zip(*(reward(**given) for reward in trainer.reward_funcs), strict=True)]
        return [len(prompt) for prompt in ids[::group]], completions, logps, rewards

    def _rows(self, numbers: Sequence[int]) -> list[int]:
        """The rows of the dataset at these numbers of the step."""
        trainer, begin = self._trainer, int(self._held["consumed"])
        rows, seed = len(trainer.train_dataset), trainer.args.seed
        return [dynamic.row_at(begin + number, rows, seed, trainer.shuffle_dataset) for number in numbers]

    def _row(self, group: Group) -> dict[str, Any]:
        return dict(self._trainer.train_dataset[group.row])

    def _learning_from(self, batch: dict[str, Any], places: list[int], filled: int, found: Found) -> dict[str, Any]:
        """The batch with the places masked that hold no group with variance."""
        trainer, device, processes = self._trainer, batch["completion_mask"].device, world_size()
        place = torch.tensor(places, device=device).repeat_interleave(trainer.num_generations)
        used = dynamic.places_used(found, processes)
        batch["completion_mask"] = batch["completion_mask"] * (place < filled)[:, None]
        batch["advantages"] = batch["advantages"] * (place < filled)
        batch["num_items_in_batch"] = trainer.accelerator.gather(batch["completion_mask"].sum()).sum()
        marked = {**batch, "learned": place < filled, "anyone": place < used}
        if len(found.useful) == self.need:
            return marked
        step = place % self._steps
        return marked | {name: values[step] for name, values in self._scales(found, batch, step).items()}

    def _scales(self, found: Found, batch: dict[str, Any], step: Tensor) -> dict[str, Tensor]:
        """By optimizer step what makes a mean over all places one over the useful groups: of groups, and of tokens."""
        trainer, device = self._trainer, step.device
        counts = torch.tensor(dynamic.useful_by_step(found, world_size(), self._steps), device=device)
        own = torch.zeros(self._steps, device=device)
        own.index_add_(0, step, batch["completion_mask"].sum(dim=1).to(own.dtype))
        tokens = trainer.accelerator.gather(own[None]).sum(dim=0)
        return {
            "scale": torch.where(counts > 0, self.need / self._steps / counts, 0.0),
            "token_scale": torch.where(tokens > 0, tokens.sum() / self._steps / tokens, 0.0),
        }

    def _log(self, found: Found) -> None:
        """The metrics of all groups that were looked at, of which TRL knows those that it was given."""
        trainer = self._trainer
        metrics = trainer._metrics["train"]
        log_rewards(trainer, torch.tensor([group.rewards for group in found.looked_at]))
        written = [ids for group in found.looked_at for ids in group.completions]
        for name, value in completion_metrics(written, trainer.eos_token_ids).items():
            metrics[name] = [*metrics[name][:-1], value]
        metrics["groups/looked_at"].append(float(len(found.looked_at)))
        metrics["groups/learned_from"].append(float(len(found.useful)))
        metrics["groups/sampled_in_vain"].append(float(len(found.in_vain)))
        if len(found.useful) < self.need:
            self._tell(found)

    def _count_tokens(self, found: Found, before: float) -> None:
        """All that were sampled: TRL counts those of the groups that it was given."""
        trainer = self._trainer
        sampled = sum(group.tokens for group in (*found.looked_at, *found.in_vain))
        trainer.state.num_input_tokens_seen = before + sampled
        trainer._metrics["train"]["num_tokens"] = [trainer.state.num_input_tokens_seen]
        self._held["not_learned_from"] += sampled - sum(group.tokens for group in found.useful)

    def _tell(self, found: Found) -> None:
        step, seen, useful = self._trainer.state.global_step + 1, len(found.looked_at), len(found.useful)
        what = f"of {seen} groups {useful} had variance, and {self.need} were wanted"
        log.warning("step %d: %s", step, what)
        if useful and not self._said:  # of a step without any rl/idle_steps.py tells
            self._said = True
            say(
                f"! step {step}: {what}: it learns from those (said once; metrics.jsonl has groups/learned_from of "
                "each step)"
            )

    def _record(self, found: Found, mine: list[Group], batch: dict[str, Any]) -> None:
        """Keep what was looked at; what has no variance has no advantage either."""
        trainer, group = self._trainer, self._trainer.num_generations
        if trainer.record is None:
            return
        values, learned = batch["advantages"].view(-1, group).tolist(), batch["learned"][::group].tolist()
        known = {item.number: values[at] for at, item in enumerate(mine) if learned[at]}
        for part in gather(known):
            known |= part
        rolled = [
            Rolled(self._row(item)["example_id"], item.completions, item.rewards, known.get(item.number, [0.0] * group))
            for item in found.looked_at
        ]
        trainer.record.add(trainer.state.global_step + 1, rolled)


def repeated(rows: Sequence[dict[str, Any]], group: int) -> list[dict[str, Any]]:
    """Each row once for each completion of its group."""
    return [row for row in rows for _ in range(group)]
