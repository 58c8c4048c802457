"""What k samples of a question say: whether one of them is right, whether most are, whether that is more than luck.

hits = {"row-7": [True, False, False, True]}
pass_curve(hits, {"row-7": "note-3"}, ks=(1, 2)) -> {"1": {"value": 0.5, ...}, "2": {"value": 0.833, ...}}

Where answers come from a small set, pass@k counts guesses: twelve coin tosses nearly always hold a head. `strict_pass`
asks for more than a lucky draw, and `beyond_guessing` for more than who answers every question alike would have.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from ehrmind.evaluation.statistics import clustered_mean

# Of the entropy of uniform guessing: nearer to certainty than to a guess. Of twelve yes/no answers, 11 must be alike.
MAX_ENTROPY = 0.5


def pass_at_k(n: int, c: int, k: int) -> float:
    """The probability that k of n samples, c of them right, hold a right one (Chen et al. 2021, arXiv 2107.03374).

    In whole numbers until the last division, so that it is exact for any n. Raises ValueError unless 0 ≤ c ≤ n and
    1 ≤ k ≤ n.
    """
    if not (0 <= c <= n and 1 <= k <= n):
        raise ValueError(f"pass@{k} of {n} samples with {c} right")
    draws = math.comb(n, k)
    return (draws - math.comb(n - c, k)) / draws


def pass_curve(
    hits: Mapping[str, Sequence[bool]],
    groups: Mapping[str, str],
    ks: Sequence[int] = (1, 2, 4, 8, 12),
) -> dict[str, dict[str, Any]]:
    """pass@k over questions with a 95 % interval, for each k that no question has fewer samples than.

    `hits` maps a question to its samples' results, `groups` to the patient or note that it shares with others.
    """
    owners = [groups[question] for question in hits]
    most = min(map(len, hits.values()), default=0)
    curve = {}
    for k in ks:
        if k <= most:
            values = [pass_at_k(len(samples), sum(samples), k) for samples in hits.values()]
            curve[str(k)] = clustered_mean(values, owners)
    return curve


def majority_vote(answers: Sequence[str], scores: Sequence[bool]) -> float:
    """Whether the most frequent answer is right; the mean over the tied ones where several are.

    An unreadable answer is "" and has no vote unless there is no other. Raises ValueError without answers.
    """
    pairs = list(zip(answers, scores, strict=True))
    if not pairs:
        raise ValueError("a vote needs answers")
    votes = Counter(filter(None, answers)) or Counter(answers)
    winners = [answer for answer, count in votes.items() if count == max(votes.values())]
    return fmean(fmean(right for answer, right in pairs if answer == winner) for winner in winners)


def strict_pass(hits: Sequence[bool], answers: Sequence[str], choices: int) -> bool:
    """Whether a question with a closed set of `choices` answers is passed, and not by guessing.

    Its samples must be right more often than 1/choices, and their answers' entropy below MAX_ENTROPY of the largest
    that k samples can have. After the stricter pass@k of the EHRMind paper (arXiv 2505.24105), which gives no numbers:
    the threshold is ours. Unreadable answers are one further answer. A set of one answer is never passed.
    """
    if not answers or len(hits) != len(answers):
        raise ValueError(f"{len(hits)} results of {len(answers)} answers")
    return sum(hits) / len(hits) > 1 / choices and normalised_entropy(answers, choices) < MAX_ENTROPY


def normalised_entropy(answers: Sequence[str], choices: int) -> float:
    """Shannon's entropy of the answers over log(min(choices, k)); one answer has none."""
    k = len(answers)
    shares = [count / k for count in Counter(answers).values()]
    return -sum(share * math.log(share) for share in shares) / math.log(min(choices, k)) if k > 1 else 0.0


@dataclass(frozen=True, slots=True)
class Closed:
    """The samples of a question whose answer is one of `labels`."""

    gold: str
    labels: tuple[str, ...]
    answers: tuple[str, ...]

    def passes(self, gold: str) -> bool:
        """Whether these answers would pass a question of this gold."""
        return strict_pass([answer == gold for answer in self.answers], self.answers, len(self.labels))


def beyond_guessing(questions: Sequence[Closed]) -> list[float]:
    """A number of each question whose mean is how far they are passed beyond guessing: 0 as by guessing, 1 all.

    The guess is prior-matched: how often the answers to the other questions of the same labels would pass this one.
    Who answers without looking at the question has 0, however the labels are spread: at 90 % of one label who always
    says that one passes 90 % of the questions, and so do his answers to any other. Corrected as Cohen's kappa (1960,
    10.1177/001316446002000104). Of a lone question of its labels, the guess is one of them.
    """
    by_labels: dict[tuple[str, ...], list[Closed]] = defaultdict(list)
    for question in questions:
        by_labels[question.labels].append(question)
    passing = {labels: Counter(_passing(members)) for labels, members in by_labels.items()}
    own, guessed = [], []
    for question in questions:
        others = len(by_labels[question.labels]) - 1
        own.append(float(question.passes(question.gold)))
        elsewhere = passing[question.labels][question.gold] - own[-1]
        guessed.append(elsewhere / others if others else 1 / len(question.labels))
    room = 1 - fmean(guessed) if guessed else 0.0
    return [(mine - guess) / room if room else 0.0 for mine, guess in zip(own, guessed, strict=True)]


def _passing(questions: Iterable[Closed]) -> Iterator[str]:
    """Each gold that a question's answers would pass, question by question."""
    for question in questions:
        yield from (label for label in set(question.answers) if question.passes(label))
