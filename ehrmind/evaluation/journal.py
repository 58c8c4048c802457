"""Completions on their way to the disk, a line a question, so that an evaluation that was killed goes on where it was.

    completions.jsonl
    {"id": "row-7", "left": 3, "seconds": 1.8, "completions": [{"text": "<think>...", "tokens": 88, ...}, ...]}

The greedy completion comes first. A completion whose labels were asked for has its "probabilities" too, {"labels":
{"no": 0.8, "yes": 0.2}, "mass": 0.93, "forced": false}, and the first may have those without any reasoning as
"direct". `left` questions of the batch come after this one: a last batch that was cut by the kill is asked again as a
whole, since on other batches the sums of floating point differ in their last digits.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ehrmind.types import Completion, Probabilities


class Journal:
    """An append-only file of completions by question. `written`, `seconds` and `engines` tell what it holds."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.written: dict[str, list[Completion]] = {}
        self.seconds = 0.0
        self.engines: set[str] = set()  # "" is this process
        self._read()

    def add(self, batch: Mapping[str, Sequence[Completion]], seconds: float, by: str = "") -> None:
        """Append a batch that took `seconds`, and flush it to the disk; `by` names another engine than this process."""
        lines = []
        for number, (key, completions) in enumerate(batch.items(), 1):
            self.written[key] = list(completions)
            items = list(map(_line, completions))
            line = {"id": key, "left": len(batch) - number, "seconds": seconds / len(batch), "completions": items}
            line |= {"by": by} if by else {}
            lines.append(json.dumps(line))
        self.seconds += seconds
        self.engines.add(by)
        with self._path.open("a", encoding="utf-8") as file:
            file.write("".join(f"{line}\n" for line in lines))
            file.flush()
            os.fsync(file.fileno())

    def _read(self) -> None:
        if not self._path.exists():
            return
        content = self._path.read_bytes()
        kept, batch = 0, []  # bytes of whole batches
        for line in content[: content.rfind(b"\n") + 1].splitlines(keepends=True):
            batch.append(line)
            try:
                left = json.loads(line)["left"]
            except (ValueError, KeyError, TypeError):  # damaged: its batch and those after it are asked again
                break
            if left == 0:
                self._take(batch)
                kept, batch = kept + sum(map(len, batch)), []
        if kept < len(content):
            os.truncate(self._path, kept)

    def _take(self, batch: list[bytes]) -> None:
        for item in map(json.loads, batch):
            self.written[item["id"]] = list(map(_completion, item["completions"]))
            self.seconds += item["seconds"]
            self.engines.add(item.get("by", ""))


def _line(completion: Completion) -> dict[str, Any]:
    line = {"text": completion.text, "tokens": completion.tokens, "finished": completion.finished}
    if completion.prompt_tokens:
        line["prompt_tokens"] = completion.prompt_tokens
    if completion.ending:
        line["ending"] = completion.ending
    read = {"probabilities": completion.probabilities, "direct": completion.direct}
    return line | {name: asdict(found) for name, found in read.items() if found}


def _completion(line: dict[str, Any]) -> Completion:
    more: dict[str, Any] = {name: line[name] for name in ("prompt_tokens", "ending") if name in line}
    more |= {name: Probabilities(**line[name]) for name in ("probabilities", "direct") if name in line}
    return Completion(line["text"], line["tokens"], line["finished"], **more)
