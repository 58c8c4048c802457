r"""What other trainers write of their answers, as evaluation/from_file.py takes it: a row and its completion.

verl, a line of `trainer.validation_data_dir`/<step>.jsonl; `row` is what our reward function told it::

    {"input": "system\nYou are a careful clinician. ...\nuser\nPatient note:\n...\nassistant\n",
     "output": "<think>\n...</think>\n<answer>{\"answer\": \"14\"}</answer>", "gts": "14", "score": 1.1, "step": 0,
     "reward": 1.1, "acc": 1.0, "gated": 1.1, "row": "generated-0-test-7"}

verifiers, a line of outputs/<run>/traces.jsonl::

    {"id": "2287b6...", "task": {"type": "RowTask", "data": {"id": "generated-0-test-7", "prompt": [...], ...}},
     "ok": true, "errors": [], "traces": [{"nodes": [
        {"message": {"role": "user", "content": "Patient note:\n..."}, "sampled": false, ...},
        {"message": {"role": "assistant", "content": "<answer>...", "reasoning_content": "..."}, "sampled": true, ...}],
      "calls": [{"finish_reason": "stop", "usage": {"prompt_tokens": 412, "completion_tokens": 88}, ...}], ...}], ...}

Chat messages of anybody::

    {"prompt": [{"role": "user", "content": [{"type": "text", "text": "Patient note:\n..."}]}],
     "completion": [{"role": "assistant", "reasoning_content": "...", "content": "<answer>..."}]}
"""

from collections.abc import Mapping
from typing import Any

from ehrmind.errors import DataError
from ehrmind.models.replies import ended
from ehrmind.parsing import in_tags

BESIDE = ("reasoning_content", "reasoning")  # of a message, as servers and trainers call it


def read(line: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    """The line in our own form, with its texts as texts. Raises DataError."""
    if isinstance(line.get("traces"), list) and isinstance(line.get("task"), dict):
        line = _verifiers(line, where)
    elif "output" in line and "input" in line and not {"completion", "completions"} & line.keys():
        output = line["output"]
        said = in_tags(output) if isinstance(output, str) else output
        line = {"id": line.get("row"), **line, "prompt": line["input"], "completion": said}
    own = dict(line)
    if "prompt" in own:
        own["prompt"] = _asked(own["prompt"], where)
    if "completion" in own:
        own["completion"] = _said(own["completion"], where)
    if isinstance(own.get("completions"), list):
        own["completions"] = [_said(item, where) for item in own["completions"]]
    return own


def _verifiers(line: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    """An episode of one agent, which answers once. Raises DataError."""
    traces = line["traces"]
    if not line.get("ok") or len(traces) != 1:
        why = "failed" if not line.get("ok") else f"has {len(traces)} traces"
        raise DataError(f"{where}: the episode {why}, so that it has no answer; vf-eval --resume asks again")
    try:
        nodes, calls = traces[0]["nodes"], [call for call in traces[0]["calls"] if not call.get("error")]
        return {
            "id": line["task"]["data"]["id"],
            "gold": line["task"]["data"].get("answer"),
            "completion": [node["message"] for node in nodes if node["sampled"]][-1:],
            "tokens": (calls[-1].get("usage") or {}).get("completion_tokens"),
            "finished": ended(calls[-1].get("finish_reason")),
        }
    except (LookupError, TypeError, AttributeError) as error:
        why = type(error).__name__
        raise DataError(f"{where} has traces, and is no episode as verifiers 0.4 writes it ({why})") from None


def _asked(value: Any, where: str) -> Any:
    """A prompt as one text; what is none is left for the reader to refuse."""
    messages = _messages(value)
    if messages is None:
        return value
    return "\n".join(_content(item, where) for item in messages if item.get("role") != "system")


def _said(value: Any, where: str) -> Any:
    """A completion as one text, its reasoning before its answer."""
    messages = _messages(value)
    if messages is None:
        return value  # a text stands as it is: of a run here it gets the verdicts that it got
    said = [item for item in messages if item.get("role") != "system"]
    return "\n".join(in_tags(_content(item, where), _beside(item)) for item in said)


def _messages(value: Any) -> list[Mapping[str, Any]] | None:
    return value if isinstance(value, list) and value and all(isinstance(item, dict) for item in value) else None


def _beside(message: Mapping[str, Any]) -> str:
    return next((text for name in BESIDE if isinstance(text := message.get(name), str) and text.strip()), "")


def _content(message: Mapping[str, Any], where: str) -> str:
    """The text of a message: as it is, or in parts. Raises DataError, which quotes nothing."""
    content = message.get("content")
    if content is None or isinstance(content, str):
        return content or ""
    parts = content if isinstance(content, list) else [content]
    texts = [text for part in parts if isinstance(text := part.get("text") if isinstance(part, dict) else part, str)]
    if len(texts) != len(parts):
        raise DataError(f'{where}: the "content" of a message holds something else than text; give its text alone')
    return "".join(texts)
