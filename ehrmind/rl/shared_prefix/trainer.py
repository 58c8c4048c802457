"""The one subclass of TRL's GRPOTrainer: groups stay whole, and each prompt is computed once a group and step.

Departs from TRL's GRPOTrainer: (1) the generation batch is shuffled by groups and not by rows; (2) log-probabilities of
the policy, the old policy and the reference come from one packed row a group; (3) without vLLM, rollouts share the
prompt's keys and values, and a completion's random numbers depend on (seed, step, prompt, sample) alone; (4) with
dynamic sampling the groups are those that rl/sampler.py finds; (5) a micro-batch may be a part of a group, weighted so
that the step is the same.
"""

import logging
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

import torch
from torch import Tensor
from trl import GRPOTrainer

from ehrmind.console import say
from ehrmind.distributed import gather, sharded
from ehrmind.errors import UserError
from ehrmind.models.dropout import turn_off
from ehrmind.models.experts import ask_no_router
from ehrmind.rl.batches import split_groups
from ehrmind.rl.dynamic import Group
from ehrmind.rl.groups import log_rewards
from ehrmind.rl.idle_steps import IdleSteps, without_residue
from ehrmind.rl.positions import count_from_first_token
from ehrmind.rl.record import RolloutRecord
from ehrmind.rl.replay import Replay
from ehrmind.rl.sampler import DynamicSampler, repeated
from ehrmind.rl.shared_prefix.agreement import disagreement
from ehrmind.rl.shared_prefix.generation import rolled_out, sampling_of
from ehrmind.rl.shared_prefix.logps import groups_of, prepare, restore, score
from ehrmind.rl.shared_prefix.support import base_of
from ehrmind.rl.shared_prefix.trial import why_not_shared
from ehrmind.rl.weighing import counting, emptied, has_any, untouched, weight_of, with_group_tokens
from ehrmind.stages.rlvr import ROLLOUT_BATCH, SharedPrefix

VERIFY_EVERY = 10  # steps
SHARDED = "its weights are sharded (FSDP or DeepSpeed), where sharing has not been tried"

log = logging.getLogger(__name__)


class SharedPrefixTrainer(GRPOTrainer):  # type: ignore[misc]
    """GRPO whose groups share their prompt. `mode` is the stage's `shared_prefix`, `rollout_batch` its own.

    `dynamic` is the stage's `dynamic_sampling`; `record` keeps what is sampled.
    """

    _buffered_inputs: list[dict[str, Any]] | None

    def __init__(
        self,
        *args: Any,
        mode: SharedPrefix,
        rollout_batch: int = ROLLOUT_BATCH,
        replay: Replay | None = None,
        dynamic: float = 1.0,
        record: RolloutRecord | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.replay = replay  # of the gold completions of a step's prompts
        self.mode, self._rollout_batch = mode, rollout_batch
        self._checked_step = self._checked_gradient = -1  # of the last check of values, of gradients
        self.idle, self.idle_steps = IdleSteps(self), 0
        self.add_callback(self.idle)
        self.record = record
        self.sampler = DynamicSampler(self, dynamic) if dynamic > 1 else None
        self._given: Sequence[Group] | None = None  # what a rollout returns, where it was sampled before
        self._idle = False  # whether no process learns from this micro-batch
        self.epochs_done = 0  # before a resumed training goes on
        self.shared = mode is not SharedPrefix.off
        self.packed = True  # whether log-probabilities share, too: not where rl/faster_way.py finds that slower
        for model in self._models():
            turn_off(model)
            ask_no_router(model)  # the loss asks itself
            count_from_first_token(model)
        if self.shared:
            self._prepare_models()

    def _prepare_models(self) -> None:
        """Prepare policy and reference; in `auto`, a model that does not share falls back here."""
        reason = SHARDED if sharded() else self._tried(self._models()[0])
        if reason is not None:
            self._give_up(reason)
            return
        for model in self._models():
            prepare(model)

    def _models(self) -> list[Any]:
        """The policy, and the reference model where there is one, below their wrappers and adapters."""
        models = filter(None, (self.model, self.ref_model))
        return [base_of(self.accelerator.unwrap_model(model)) for model in models]

    def _tried(self, policy: Any) -> str | None:
        """Why the policy does not share its prompts, in any process."""
        prompts = self._tokenize_prompts(list(self.train_dataset[:1]["prompt"]))[0]
        return next(filter(None, gather(why_not_shared(policy, prompts))), None)

    def _give_up(self, reason: str) -> None:
        """Fall back to the stock path in `auto`; otherwise say that it was asked for. Raises UserError."""
        if self.mode is not SharedPrefix.auto:
            raise UserError(
                f"stage.shared_prefix={self.mode.value}: the prompt cannot be shared: {reason}; "
                "use stage.shared_prefix=off"
            )
        self.shared = False
        for model in self._models():
            restore(model)
        say(f"shared prefix: off, each prompt is computed with each completion: {reason}")

    def _get_train_sampler(self, dataset: Any = None) -> Any:
        """TRL's, whose generator runs on from epoch to epoch, taken to where it was in the epoch that is resumed."""
        sampler = super()._get_train_sampler(dataset)
        for _ in range(self.epochs_done if sampler.shuffle else 0):
            torch.randperm(sampler.num_samples, generator=sampler.generator)
        return sampler

    def _prepare_inputs(self, generation_batch: Any) -> Any:
        """TRL's, whose micro-batches are whole groups, or parts of one."""
        if not self.model.training:
            return super()._prepare_inputs(generation_batch)
        steps = self.args.steps_per_generation
        if self._step % (steps * self.num_iterations) == 0 or self._buffered_inputs is None:
            sampler = self.sampler
            batch = sampler.batch() if sampler else self._generate_and_score_completions(generation_batch)
            batch = with_group_tokens(batch, self.num_generations)
            self._buffered_inputs = split_groups(batch, self.num_generations, steps, shuffled=sampler is None)
        return self._buffered_inputs[self._step % steps]

    def _generate_and_score_completions(self, inputs: Any) -> Any:
        """TRL's, in which a group of equal rewards has no advantage at all; groups are counted and kept."""
        batch = super()._generate_and_score_completions(inputs)
        if not self.model.training:
            return batch
        metrics, group = self._metrics["train"], self.num_generations
        batch["advantages"] = without_residue(batch["advantages"], self._judged_by(batch["advantages"]), group)
        metrics["completions/finished"].append(1 - metrics["completions/clipped_ratio"][-1])
        if self._given is None:
            log_rewards(self, self._rewards.view(-1, group, len(self.reward_funcs)))
            if self.record is not None:
                self.record.add_generation(self, inputs, batch["advantages"], self._rewards, self._written)
        return batch

    def _calculate_rewards(self, inputs: Any, prompts: Any, completions: Any, completion_ids_list: Any) -> Tensor:
        self._rewards: Tensor = super()._calculate_rewards(inputs, prompts, completions, completion_ids_list)
        return self._rewards

    def _judged_by(self, advantages: Tensor) -> Tensor:
        """What tells the completions of this process apart: their rewards' sums, where advantages are made of these."""
        if self.multi_objective_aggregation != "sum_then_normalize":
            return advantages
        first = self.accelerator.process_index * len(advantages)
        own = self._rewards[first : first + len(advantages)]
        return (own * self.reward_weights.to(own.device)).nansum(dim=1)

    def completed(self, rows: list[dict[str, Any]], groups: Sequence[Group]) -> dict[str, Any]:
        """TRL's batch of these rows of the dataset, whose completions are there."""
        self._given = groups
        try:
            batch: dict[str, Any] = self._generate_and_score_completions(repeated(rows, self.num_generations))
            return batch
        finally:
            self._given = None

    def _compute_loss(self, model: Any, inputs: Any) -> Tensor:
        """TRL's, of a micro-batch as it counts in the step."""
        self.idle.see(inputs["advantages"], inputs["completion_mask"])
        weight = weight_of(inputs, self.loss_type, self.num_generations)
        metrics = self._metrics["train" if self.model.training else "eval"]
        self._idle = not has_any(inputs, "anyone")
        with counting(self, weight), untouched(metrics) if self._idle else nullcontext():
            loss: Tensor = super()._compute_loss(model, inputs if has_any(inputs, "learned") else emptied(inputs))
        self._idle = False
        return loss * weight.loss

    def training_step(self, model: Any, inputs: Any, num_items_in_batch: Any = None) -> Tensor:
        """TRL's; after the last micro-batch of an optimizer step the gold completions are replayed."""
        loss: Tensor = super().training_step(model, inputs, num_items_in_batch)
        if self.replay is not None and self._step % self.current_gradient_accumulation_steps == 0:
            loss = loss + self.replay.backward(self, model)
        return loss

    def _get_per_token_logps_and_entropies(
        self,
        model: Any,
        input_ids: Tensor,
        attention_mask: Tensor,
        logits_to_keep: int,
        batch_size: int | None = None,
        compute_entropy: bool = False,
        **rest: Any,
    ) -> tuple[Tensor, Tensor | None, Tensor | None]:
        """(B, P + R) -> log-probabilities (B, R) and entropies (B, R)."""

        def stock() -> tuple[Tensor, Tensor | None, Tensor | None]:
            result: tuple[Tensor, Tensor | None, Tensor | None] = super(
                SharedPrefixTrainer, self
            )._get_per_token_logps_and_entropies(
                model, input_ids, attention_mask, logits_to_keep, batch_size, compute_entropy, **rest
            )
            return result

        asked_more = any(value is not None and value is not False for value in rest.values())
        if asked_more or not (self.shared and self.packed):
            return stock()
        if self._due_for_a_check():
            self._check(model, input_ids, attention_mask, logits_to_keep)
            if not self.shared:
                return stock()
        logps, entropies = self.score(model, input_ids, attention_mask, logits_to_keep)
        return logps, entropies if compute_entropy else None, None

    def score(self, model: Any, input_ids: Tensor, attention_mask: Tensor, length: int) -> tuple[Tensor, Tensor | None]:
        """Every group of the batch, padded back to (B, R)."""
        logps, entropies = [], []
        for group in groups_of(input_ids, attention_mask, length):
            with self.accelerator.autocast():
                logp, entropy = score(model, group)
            room = (0, length - logp.shape[1])
            logps.append(torch.nn.functional.pad(logp, room))
            if entropy is not None:
                entropies.append(torch.nn.functional.pad(entropy, room))
        return torch.cat(logps), torch.cat(entropies) if entropies else None

    def _due_for_a_check(self) -> bool:
        """Once in `auto`; every few steps in `verify`; never in `on`. The policy's update is asked for itself."""
        step, last = self.state.global_step, self._checked_gradient if torch.is_grad_enabled() else self._checked_step
        if self._idle or self.mode is SharedPrefix.on or step == last:
            return False
        return last < 0 or (self.mode is SharedPrefix.verify and step % VERIFY_EVERY == 0)

    def _check(self, model: Any, input_ids: Tensor, attention_mask: Tensor, length: int) -> None:
        """Give up where any process finds a difference; all of them do then. Raises UserError in `verify`.

        What is scored without a gradient (the reference, the old policy) is compared by its values, the policy that is
        updated by its gradient, too.
        """
        if torch.is_grad_enabled():
            self._checked_gradient = self.state.global_step
        else:
            self._checked_step = self.state.global_step
        whole = self.accelerator.unwrap_model(model)  # DDP counts forward passes, which may differ between processes
        reason = next(filter(None, gather(disagreement(self, whole, input_ids, attention_mask, length))), None)
        if reason is not None:
            self._give_up(reason)

    def unpadded(self, model: Any, ids: Tensor, mask: Tensor, length: int) -> Tensor:
        """The stock path's log-probabilities (1, R) of one row (P + R,), padded only behind."""
        ids, written = ids[mask.bool()][None], int(mask[-length:].sum())
        logps = super()._get_per_token_logps_and_entropies(model, ids, torch.ones_like(ids), max(written, 1))[0]
        return torch.nn.functional.pad(logps[:, :written], (0, length - written))

    def compute_dtype(self) -> torch.dtype:
        return torch.bfloat16 if self.args.bf16 else next(self.model.parameters()).dtype

    def _generate_single_turn(
        self,
        prompt_ids: list[list[int]],
        images: Any,
        multimodal_fields: Any,
        num_generations: int,
        *rest: Any,
        keys: Sequence[int] | None = None,
    ) -> Any:
        """The completions of each row of `prompt_ids`, whose runs of `num_generations` are equal.

        `keys` number the prompts of the step; without them they are dealt out to the processes in runs.
        """
        if self._given is not None:
            logps = [row for group in self._given for row in group.logps or ()]
            self._written = [ids for group in self._given for ids in group.completions]
            return self._written, logps or None
        sampling, more = sampling_of(self.args), (images, multimodal_fields, num_generations, *rest)
        if not self.shared or self.use_vllm or self.use_transformers_continuous_batching or sampling is None:
            self._written, logps = super()._generate_single_turn(prompt_ids, *more)
            return self._written, logps
        prompts = prompt_ids[::num_generations]
        if keys is None:
            first = self.accelerator.process_index * len(prompts)
            keys = range(first, first + len(prompts))
        self._written = rolled_out(self, prompts, keys, num_generations, sampling)
        return self._written, None

    def prompts_at_once(self, num_generations: int) -> int:
        """How many prompts are sampled for together; at least one, with its whole group."""
        return max(1, self._rollout_batch // num_generations)
