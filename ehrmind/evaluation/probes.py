"""Does the reasoning carry the answer? Two probes that need no judge, on request: evaluation.probes=[edit,truncate].

    truncate   the first half of a model's own reasoning, or none of it, and then its answer: does the answer stay?
    edit       one number of the note that the reasoning quotes is another: does the reasoning quote the new one, does
               the answer move?

An answer that stays without its reasoning did not need it (Lanham et al. 2023, arXiv 2307.13702); one that stays when
its evidence changes was not read off the note. Each is a share of the rows that can be probed, with its interval, and
says nothing of the others. eval.json has them under "probes", probes.jsonl the texts.

    {"truncate": {"answer_stays_with_half": {"value": 0.81, ...}, "answer_stays_with_none": {...}},
     "edit": {"reasoning_follows": {...}, "answer_moves": {...}}}
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ehrmind.config import Config, Probe
from ehrmind.evaluation.generate import complete
from ehrmind.evaluation.metrics import Question
from ehrmind.evaluation.order import in_order
from ehrmind.evaluation.statistics import clustered_mean
from ehrmind.types import Prompt

_NUMBER = re.compile(r"(?<![\d.,/:-])\d{1,5}(?:\.\d{1,3})?(?![\d,/:]|\.\d)")


Shots = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """A prompt in which `old` has become `new`, both as they are written."""

    prompt: Prompt
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Cut:
    """The opening of a completion after which the answer is to be given."""

    share: str  # "half" or "none"
    opening: str


def cuts(think: str) -> tuple[Cut, ...]:
    """The openings of a reasoning: the first half of its lines (of one line, of its words), and nothing of it."""
    lines = think.splitlines() if "\n" in think.strip() else think.split(" ")
    glue = "\n" if "\n" in think.strip() else " "
    half = glue.join(lines[: len(lines) // 2])
    return tuple(Cut(name, f"<think>\n{kept}\n</think>\n<answer>") for name, kept in (("half", half), ("none", "")))


def edited(prompt: Prompt, think: str, key: str) -> Changed | None:
    """The prompt with the first number that the reasoning quotes from it changed; None where it quotes none of its own.

    The number stands once in the prompt, and the new one nowhere. How far it moves is a function of the row's `key`.
    """
    known = _NUMBER.findall(prompt.user)
    for old in _NUMBER.findall(think):
        if known.count(old) == 1 and float(old) > 1:
            digest = hashlib.sha256(f"edit/{key}/{old}".encode()).digest()
            new = _other(old, digest[0], [*known, *_NUMBER.findall(think)])
            if new is not None:
                return Changed(replace(prompt, user=_replaced(prompt.user, old, new)), old, new)
    return None


def _other(old: str, draw: int, taken: Sequence[str]) -> str | None:
    """A number 15 to 40 % away, with as many decimals, that stands nowhere yet."""
    decimals = len(old.partition(".")[2])
    for turn in range(8):
        factor = 1 + (0.15 + 0.25 * ((draw + 37 * turn) % 256) / 255) * (1 if (draw + turn) % 2 else -1)
        new = f"{float(old) * factor:.{decimals}f}"
        if new not in taken and new != old and _NUMBER.fullmatch(new):
            return new
    return None


def _replaced(text: str, old: str, new: str) -> str:
    return _NUMBER.sub(lambda match: new if match[0] == old else match[0], text)


def probe(
    config: Config, policy: Any, questions: Sequence[Question], shots: Shots = ()
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The measures of the probes that are asked for, and a line a probed completion.

    Probed are rows whose greedy answer can be read. `shots` stood before the questions, and do again.
    """
    wanted, lines = set(config.evaluation.probes), []
    read = [question for question in questions if question.greedy.parsed.well_formed and question.greedy.score.value]
    prompts = {q.example.id: replace(config.task.prompt(q.example), shots=shots) for q in read}
    if Probe.truncate in wanted:
        lines += list(_truncated(config, policy, read, prompts))
    if Probe.edit in wanted:
        lines += list(_edited(config, policy, read, prompts))
    groups = {question.example.id: question.example.group for question in questions}
    found: dict[str, Any] = {}
    for kind, name in (
        *(("truncate", "answer_stays_with_half"), ("truncate", "answer_stays_with_none")),
        *(("edit", "reasoning_follows"), ("edit", "answer_moves")),
    ):
        rows = [line for line in lines if name in line]
        if rows:
            share = clustered_mean([float(line[name]) for line in rows], [groups[line["id"]] for line in rows])
            found.setdefault(kind, {})[name] = share
    return found, lines


def _truncated(
    config: Config, policy: Any, questions: Sequence[Question], prompts: Mapping[str, Prompt]
) -> Iterator[dict[str, Any]]:
    task, asked = config.task, {}
    for question in questions:
        prompt = policy.chat.encode(prompts[question.example.id])
        for cut in cuts(question.greedy.parsed.think):
            asked[question.example.id, cut] = [*prompt, *policy.encode_completion(cut.opening)[:-1]]
    by_id = {question.example.id: question for question in questions}
    for (key, cut), text in _written(config, policy, asked).items():
        question = by_id[key]
        _, score = task.judge(cut.opening + text, question.example)
        stays = score.value == question.greedy.score.value
        yield {"id": key, "text": cut.opening + text, f"answer_stays_with_{cut.share}": stays}


def _edited(
    config: Config, policy: Any, questions: Sequence[Question], prompts: Mapping[str, Prompt]
) -> Iterator[dict[str, Any]]:
    task, changed = config.task, {}
    for question in questions:
        made = edited(prompts[question.example.id], question.greedy.parsed.think, question.example.id)
        if made is not None:
            changed[question.example.id] = made
    by_id = {question.example.id: question for question in questions}
    texts = _written(config, policy, {key: policy.chat.encode(made.prompt) for key, made in changed.items()})
    for key, text in texts.items():
        made, question = changed[key], by_id[key]
        parsed, score = task.judge(policy.chat.prefill + text, question.example)
        quoted = set(_NUMBER.findall(parsed.think))
        moves = bool(score.value) and score.value != question.greedy.score.value
        yield {
            **{"id": key, "text": text, "old": made.old, "new": made.new},
            **{"reasoning_follows": made.new in quoted and made.old not in quoted, "answer_moves": moves},
        }


def _written(config: Config, policy: Any, prompts: Mapping[Any, Sequence[int]]) -> dict[Any, str]:
    """What the model writes after each of these, greedily."""
    named = {str(place): key for place, key in enumerate(prompts)}
    ids = {name: prompts[key] for name, key in named.items()}
    settings = replace(config.evaluation, k=0)
    found: dict[Any, str] = {}
    opening = policy.chat.prefill  # which the text of a completion begins with
    for batch in complete(policy, {name: ids[name] for name in in_order(ids)}, settings, config.seed):
        found |= {named[name]: completions[0].text.removeprefix(opening) for name, completions in batch.items()}
    return {key: found[key] for key in prompts}
