"""Completions on their way to the disk, a line a question, so that an evaluation that was killed goes on where it was.

    completions.jsonl
    {"id": "row-7", "seconds": 1.8, "completions": [{"text": "<think>...", "tokens": 88, "finished": true}, ...]}

The greedy completion comes first. A last line that was cut by the kill is dropped and its question asked again.
"""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from ehrmind.types import Completion


class Journal:
    """An append-only file of completions by question. `written` and `seconds` tell what it holds."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.written: dict[str, list[Completion]] = {}
        self.seconds = 0.0
        self._read()

    def add(self, batch: Mapping[str, Sequence[Completion]], seconds: float) -> None:
        """Append a batch that took `seconds`, and flush it to the disk."""
        lines = []
        for key, completions in batch.items():
            self.written[key] = list(completions)
            items = [{"text": c.text, "tokens": c.tokens, "finished": c.finished} for c in completions]
            lines.append(json.dumps({"id": key, "seconds": seconds / len(batch), "completions": items}))
        self.seconds += seconds
        with self._path.open("a", encoding="utf-8") as file:
            file.write("".join(f"{line}\n" for line in lines))
            file.flush()
            os.fsync(file.fileno())

    def _read(self) -> None:
        if not self._path.exists():
            return
        content = self._path.read_bytes()
        whole = content[: content.rfind(b"\n") + 1]
        if len(whole) < len(content):
            os.truncate(self._path, len(whole))
        for line in whole.splitlines():
            item = json.loads(line)
            self.written[item["id"]] = [Completion(c["text"], c["tokens"], c["finished"]) for c in item["completions"]]
            self.seconds += item["seconds"]
