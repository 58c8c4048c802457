"""A reader of offline .wandb files: LevelDB log blocks holding wandb.proto records. W&B ships none.

A file opens with 7 bytes of header. Then come blocks of 32 KiB with records of 7 bytes of head (checksum, length, type)
and their data; a record's type is full (1), or first, middle and last (2, 3, 4) of one that goes over blocks.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wandb.proto import wandb_internal_pb2

BLOCK, HEAD, FILE_HEADER = 32768, 7, 7
FULL, FIRST, LAST = 1, 2, 4


def chunks(data: bytes) -> Iterator[bytes]:
    at, parts = FILE_HEADER, b""
    while at + HEAD <= len(data):
        left = BLOCK - at % BLOCK
        if left < HEAD:
            at += left
            continue
        length, kind = int.from_bytes(data[at + 4 : at + 6], "little"), data[at + 6]
        if kind == 0:
            break
        body = data[at + HEAD : at + HEAD + length]
        at += HEAD + length
        parts = body if kind in (FULL, FIRST) else parts + body
        if kind in (FULL, LAST):
            yield parts


def records(path: Path) -> Iterator[Any]:
    for chunk in chunks(path.read_bytes()):
        record = wandb_internal_pb2.Record()
        record.ParseFromString(chunk)
        yield record
