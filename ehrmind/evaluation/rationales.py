"""Structure checks on a model's reasoning, and a watch for reward that is earned without it.

    check('<think>Anion gap = 140 - 102 - 24 = 14.</think><answer>{"answer": "14"}</answer>', note, finished=True)
    -> Checks(one_think_block=True, words=6, steps=1, numbers=4, unsupported=(), ...)     14 is computed, the rest noted
    ... "Sodium 150, so 150 - 102 - 24 = 24."  ->  unsupported=(150.0,)                   the note says 140

See ehrmind/evaluation/numbers.py for when a number is supported; constants of formulas are not, so that gold reasoning
has a share of unsupported numbers too: compare arms with gold and with each other, or add the formula to the prompt.
Refusals are known in English only.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, median
from typing import Any

from ehrmind.evaluation.numbers import unsupported
from ehrmind.evaluation.statistics import proportion
from ehrmind.parsing import TAGS, Unreadable, read_json_object

MAX_CHARS = 20_000  # of the reasoning; a completion of 2048 tokens has about 8,000
MIN_WORDS = 5  # of reasoning that deserves the name
FOREIGN_SHARE = 0.05  # of the letters
SUSPICIOUS_RHO = 0.2
SUSPICIOUS_SHARE = 0.05

_SENTENCE = re.compile(r"\n|(?<=[.;!?])\s")
_MARKER = re.compile(r"\W*+\w{0,2}\W*+")  # "1.", "-", "a)", ""
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\w+(?:[.,'’-]\w+)*")  # an ideograph is a word of its own

_LETTER = re.compile(r"[^\W\d_]")
# Outside Latin, Greek, super- and subscripts, letter-like symbols and mathematical alphabets; Greek words are foreign.
_FOREIGN = re.compile(
    r"[^\W\d_A-Za-z\u00aa-\u03ff\u1d00-\u2bff\u2c60-\u2c7f\ua720-\ua7ff\ufb00-\ufb06\uff21-\uff5a\U0001d400-\U0001d7ff]"
    r"|[\u0370-\u03ff]{3,}"
)
_DECLINES = re.compile(
    r"\b(?:i|we)(?:'m| am| are|'re)? (?:cannot|can't|can not|unable to|not able to|won't|will not|must decline to) "
    r"(?:[a-z']{1,15} ){0,2}(?:answer|assist|help|provide|give|offer|diagnose|advise|comply|fulfil|determine|calculate"
    r"|compute|complete|continue|do\b)"
    r"|\bas an? (?:ai\b|artificial intelligence|(?:large )?language model)"
    r"|\b(?:unable|not able) to (?:provide|give|offer) medical"
)


@dataclass(frozen=True, slots=True)
class Checks:
    """What one completion's reasoning looks like.

    Reasoning is what stands in the think block. `steps` counts its sentences, lines and list items, but no bare list
    markers; `numbers` its distinct numbers and `unsupported` those that come from nowhere, in the order of the text;
    `foreign` is the share of its letters that are not Latin, symbols such as µ and Δ aside.
    """

    one_think_block: bool
    words: int
    steps: int
    numbers: int
    unsupported: tuple[float, ...]
    foreign: float
    answered: bool  # one answer that is a JSON object, and no refusal
    refused: bool

    @property
    def reasoned(self) -> bool:
        """Whether there are at least MIN_WORDS words of reasoning."""
        return self.words >= MIN_WORDS

    @property
    def other_language(self) -> bool:
        """Whether more than FOREIGN_SHARE of the letters are in another script."""
        return self.foreign > FOREIGN_SHARE


def check(text: str, prompt: str, finished: bool) -> Checks:
    """Look at one completion, given the note and the question that the model read. Never raises.

    Only the first MAX_CHARS of the reasoning are read. Reasoning that the token limit cut off counts up to the cut, and
    an unfinished completion has not refused.
    """
    think = _reasoning(text)[:MAX_CHARS]
    numbers, unfounded = unsupported(think, prompt)
    answered = _answered(text)
    return Checks(
        one_think_block=text.count(TAGS[0]) == text.count(TAGS[1]) == 1 and text.index(TAGS[0]) < text.index(TAGS[1]),
        words=len(_WORD.findall(think)),
        steps=sum(not _MARKER.fullmatch(piece) for piece in _SENTENCE.split(think)),
        numbers=numbers,
        unsupported=unfounded,
        foreign=_foreign_share(think or text[:MAX_CHARS]),
        answered=answered,
        refused=finished and not answered and declines(text),
    )


def summarise(checks: Sequence[Checks]) -> dict[str, Any]:
    """The checks of an arm: shares with their intervals; mean and median of counts, None where there are none."""
    with_numbers = [item for item in checks if item.numbers]
    return {
        "n": len(checks),
        "shares": {
            name: _share(checks, name)
            for name in ("one_think_block", "reasoned", "answered", "refused", "other_language")
        },
        "words": _centre([item.words for item in checks]),
        "steps": _centre([item.steps for item in checks]),
        "numbers": _centre([item.numbers for item in checks]),
        "unsupported": _centre([len(item.unsupported) for item in checks]),
        "unsupported_share": _centre([len(item.unsupported) / item.numbers for item in with_numbers]),
    }


def watch(
    correct: Sequence[float],
    lengths: Sequence[int],
    checks: Sequence[Checks],
    metrics: Mapping[str, Mapping[str, Any]],
    base: Mapping[str, Mapping[str, Any]] | None = None,
    unit: str = "tokens",
) -> dict[str, Any]:
    """Signs that an arm earns its reward by something else than reasoning; `flags` says each in a sentence.

    `correct` (1 or 0; above 0 is right), `lengths` in this `unit`, and `checks` hold one value per completion;
    `metrics` and `base` the "accuracy" and "format" shares of this arm and of the base model's. A share is flagged when
    its interval lies above SUSPICIOUS_SHARE, the correlation with length when it is at least SUSPICIOUS_RHO and its
    interval above 0: a negative one is what hard rows and the token limit make. Completions count as independent, so
    give one per prompt. Raises ValueError when they do not pair up.
    """
    if not len(correct) == len(lengths) == len(checks):
        raise ValueError(f"{len(correct)} values, {len(lengths)} lengths and {len(checks)} checks do not pair up")
    right = [item for value, item in zip(correct, checks, strict=True) if value > 0]
    result: dict[str, Any] = {
        "length": spearman(correct, lengths) | {"unit": unit},
        "format_only_gain": _format_only_gain(metrics, base) if base is not None else None,
        "unreasoned": proportion(sum(not item.reasoned for item in right), len(right)),
        "answer_without_reasoning": proportion(
            sum(item.answered and not item.reasoned for item in checks), len(checks)
        ),
    }
    return {**result, "flags": list(_flags(result))}


def spearman(x: Sequence[float], y: Sequence[float]) -> dict[str, Any]:
    """Spearman's rank correlation of x and y (n each), its p-value (t) and 95 % interval (Fisher's z).

    The interval uses the standard error of Bonett and Wright 2000 (10.1007/BF02294183). All are None where a side is
    constant or n is below 4; a perfect correlation has no interval.
    """
    result: dict[str, Any] = {"value": None, "n": len(x), "p": None, "low": None, "high": None, "method": "fisher z"}
    if len(x) < 4 or len(set(x)) == 1 or len(set(y)) == 1:
        return result
    from math import atanh, sqrt, tanh

    from scipy.stats import spearmanr

    found = spearmanr(x, y)
    rho = float(found.statistic)
    result.update(value=rho, p=float(found.pvalue))
    if abs(rho) < 1 - 1e-9:
        half = NormalDist().inv_cdf(0.975) * sqrt((1 + rho**2 / 2) / (len(x) - 3))
        result.update(low=tanh(atanh(rho) - half), high=tanh(atanh(rho) + half))
    return result


def _reasoning(text: str) -> str:
    """The first think block; one that is not closed ends where the answer begins or the text ends."""
    rest = text.partition(TAGS[0])[2]
    return rest.partition(TAGS[1])[0].partition(TAGS[2])[0].strip()


def _answered(text: str) -> bool:
    body, closed, _ = text.partition(TAGS[2])[2].partition(TAGS[3])
    try:
        return bool(closed and read_json_object(body)) and not declines(body)
    except Unreadable:
        return False


def _foreign_share(text: str) -> float:
    if text.isascii():
        return 0.0
    letters = len(_LETTER.findall(text))
    return sum(map(len, _FOREIGN.findall(text))) / letters if letters else 0.0


def declines(text: str) -> bool:
    """Whether the text refuses to answer, in English."""
    return bool(_DECLINES.search(text[:MAX_CHARS].casefold().replace("’", "'")))


def _share(checks: Sequence[Checks], name: str) -> dict[str, Any]:
    return proportion(sum(getattr(item, name) for item in checks), len(checks))


def _centre(values: Sequence[float]) -> dict[str, float | None]:
    return {"mean": fmean(values), "median": float(median(values))} if values else {"mean": None, "median": None}


def _format_only_gain(
    metrics: Mapping[str, Mapping[str, Any]], base: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """The gains over the base arm; flagged when format's interval lies above the base's and accuracy's does not."""
    names = ("format", "accuracy")
    if any(arm[name]["value"] is None for arm in (metrics, base) for name in names):
        return {"format": None, "accuracy": None, "flag": False}
    above = {name: metrics[name]["low"] > base[name]["high"] for name in names}
    gains = {name: metrics[name]["value"] - base[name]["value"] for name in names}
    return {**gains, "flag": above["format"] and not above["accuracy"]}


def _flags(result: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for each thing that a person should look at."""
    length, gain = result["length"], result["format_only_gain"]
    if length["low"] is not None and length["low"] > 0 and length["value"] >= SUSPICIOUS_RHO:
        how = f"Spearman {length['value']:.2f}, in {length['unit']}"
        yield f"Longer completions are right more often ({how}): is length itself rewarded?"
    if gain and gain["flag"]:
        yield (
            f"The format rose by {100 * gain['format']:.0f} points over the base model and the accuracy did not rise "
            f"beyond its interval ({100 * gain['accuracy']:+.0f}): the arm may have learned the form alone."
        )
    for name, what in (("unreasoned", "right answers come"), ("answer_without_reasoning", "completions answer")):
        share = result[name]
        if share["low"] is not None and share["low"] > SUSPICIOUS_SHARE:
            yield f"{100 * share['value']:.0f} % of the {share['n']} {what} without reasoning."
