"""The instructions of a prompt in other words: how much of a result is the wording's?

    worded(prompt, 0)   "You are a careful clinician. ... Write your reasoning between <think> and </think>, ..."
    worded(prompt, 2)   "You are a doctor in a hospital. ... Set your reasoning down between <think> and </think>, ..."

Only the instructions change: notes, questions, answers and the output format are the same in every wording. Each phrase
is replaced where it stands last, since a note may hold it too.
"""

from dataclasses import replace

from ehrmind.types import Prompt

MOST = 4  # paraphrases, besides 0: the wording that everything else is measured with

PHRASES: dict[str, tuple[str, str, str, str]] = {
    "You are a careful clinician": (
        "Act as an experienced physician",
        "You are a doctor in a hospital",
        "Imagine that you are a meticulous clinician",
        "Answer as a careful medical expert",
    ),
    "Reason step by step, then answer.": (
        "Think it through step by step before you answer.",
        "Work through it carefully, and only then state the answer.",
        "First explain your thinking; afterwards answer.",
        "Reasoning comes first, the answer last.",
    ),
    "Write your reasoning between <think> and </think>": (
        "Put your reasoning inside <think> and </think>",
        "Set your reasoning down between <think> and </think>",
        "Your reasoning belongs between <think> and </think>",
        "Use <think> and </think> around your reasoning",
    ),
    "Reason between <think> and </think>": (
        "Put your reasoning inside <think> and </think>",
        "Set your reasoning down between <think> and </think>",
        "Your reasoning belongs between <think> and </think>",
        "Use <think> and </think> around your reasoning",
    ),
    "then the answer as JSON, like this:": (
        "and after it the answer as JSON in this form:",
        "followed by the answer as JSON, as in",
        "and then give the answer as JSON:",
        "and finish with the answer as JSON, like",
    ),
    "hen answer with": ("hen give the answer as", "hen state", "hen your answer, in the form", "hen finish with"),
}


def worded(prompt: Prompt, wording: int) -> Prompt:
    """The prompt in another wording of its instructions."""
    if not wording:
        return prompt
    system, user = prompt.system, prompt.user
    for phrase, others in PHRASES.items():
        system, user = (_last(text, phrase, others[wording - 1]) for text in (system, user))
    return replace(prompt, system=system, user=user)


def _last(text: str, phrase: str, other: str) -> str:
    before, found, after = text.rpartition(phrase)
    return f"{before}{other}{after}" if found else text
