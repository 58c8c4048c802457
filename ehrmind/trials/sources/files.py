"""Bytes of files as they may come from anywhere: unpacked up to a limit, parsed without entities, hashed.

read_bytes(Path("trial_info.json.gz"))                   ->  b'{"NCT00000102": {...'
parse_xml(b"<clinical_study>...", "NCT00000102.xml")     ->  an Element
entries('{"NCT00000102": {...}, ...}', "trial_info")     ->  ("NCT00000102", {...}), ...
"""

import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from ehrmind.errors import DataError

LARGEST = 4 << 30  # bytes of a file, unpacked; TrialGPT's corpora have 0.3 GB
LARGEST_RECORD = 64 << 20  # of one trial
_BLANK = re.compile(r"[ \t\r\n]*")


class _Root(Exception):
    """The first element of a document has begun."""


def read_bytes(path: Path, limit: int = LARGEST) -> bytes:
    """The content of a file, unpacked if it ends in .gz. Raises DataError."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            data: bytes = file.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path} is not readable ({type(error).__name__}); fetch it anew") from None
    if len(data) > limit:
        raise DataError(f"{path} has more than {limit:,} bytes unpacked; give the file that its maker publishes")
    return data


def sha256_of(path: Path) -> str:
    """The hash of a file as it lies there. Raises DataError."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise DataError(f"{path} is not readable ({type(error).__name__}); fetch it anew") from None


def decode(data: bytes, where: str) -> str:
    """UTF-8 text, with or without a byte order mark. Raises DataError."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DataError(f"{where} is not UTF-8 text; save it as UTF-8") from None


def parse_json(data: bytes | str, where: str) -> Any:
    """One JSON value. Raises DataError."""
    text = data if isinstance(data, str) else decode(data, where)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{where} is not readable as JSON ({type(error).__name__}); fetch it anew") from None


def json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a file, one a line, with their line numbers. Raises DataError."""
    for number, line in enumerate(decode(read_bytes(path), str(path)).split("\n"), start=1):
        if line.strip():
            found = parse_json(line, f"{path}, line {number}")
            if not isinstance(found, dict):
                raise DataError(f"{path}, line {number} is no JSON object; mend the line")
            yield number, found


def entries(text: str, where: str) -> Iterator[tuple[str, Any]]:
    """The keys and values of one JSON object, value by value, so that most of a large one is not kept.

    Raises DataError.
    """
    decoder, at = json.JSONDecoder(), _skip(text, 0)
    try:
        if text[at : at + 1] != "{":
            raise ValueError
        at = _skip(text, at + 1)
        while text[at : at + 1] != "}":
            key, at = decoder.raw_decode(text, at)
            at = _skip(text, at)
            if not isinstance(key, str) or text[at : at + 1] != ":":
                raise ValueError
            value, at = decoder.raw_decode(text, _skip(text, at + 1))
            yield key, value
            at = _skip(text, at)
            if text[at : at + 1] == ",":
                at = _skip(text, at + 1)
            elif text[at : at + 1] != "}":
                raise ValueError
    except (ValueError, RecursionError):
        raise DataError(f"{where} is not readable as one JSON object (at character {at:,}); fetch it anew") from None


def _skip(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    assert match is not None
    return match.end()


def parse_xml(data: bytes, where: str) -> ElementTree.Element:
    """The root of a document. One with a document type, and so perhaps with entities, is refused. Raises DataError."""
    try:
        _refuse_doctype(data, where)
        return ElementTree.fromstring(data)  # noqa: S314 (entities cannot be declared without a document type)
    except (expat.ExpatError, ElementTree.ParseError, LookupError, ValueError) as error:
        raise DataError(f"{where} is not readable as XML ({error}); fetch it anew") from None


def _refuse_doctype(data: bytes, where: str) -> None:
    """A document type can only stand before the first element: what is parsed here ends there."""

    def refuse(*_: object) -> None:
        raise DataError(f"{where} declares a document type, which trials and topics have not; fetch it anew")

    def stop(*_: object) -> None:
        raise _Root

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = stop
    try:
        parser.Parse(data, True)
    except _Root:
        return
