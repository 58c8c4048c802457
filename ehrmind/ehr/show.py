r"""The timeline a model reads of one patient at one time, and the tokens of each part of it.

    python -m ehrmind.ehr.show --source omop --path cdm/ --patient 12 --time 2015-06-30T23:59:00 --budget 1500
    python -m ehrmind.ehr.show --source ehrshot --path EHRSHOT_ASSETS --patient 115967096 --time 2018-03-01 \
        --style problem_oriented --events conditions,labs --model path/to/a/model

Tokens are those of the tokenizer in --model; without it they are estimated, and rather too many than too few. The
output is a patient's record: it is for the terminal of somebody who may read it, and no log.
"""

import argparse
import re
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from ehrmind.ehr.events import Records
from ehrmind.ehr.sources.files import place
from ehrmind.ehr.timeline import EVENTS, Rendered, Style, Timeline, build
from ehrmind.errors import ConfigError, DataError, UserError
from ehrmind.stopping import until_read

TOKENIZER = "tokenizer.json"
_PIECES = re.compile(r"[A-Za-z]{1,4}|\d|[^\w\s]|\w|\n")


def estimate(text: str) -> int:
    """About how many tokens a tokenizer makes of a timeline: one for four letters, a digit, a sign or a line's end.

    2 to 15 % more than SmolLM2's tokenizer counts of generated and Synthea timelines.
    """
    return len(_PIECES.findall(text))


def counter(model: Path | None) -> Callable[[str], int]:
    """What counts tokens: the tokenizer of a model's folder, or an estimate where none is named. Raises DataError."""
    if model is None:
        return estimate
    path = model / TOKENIZER if model.is_dir() else model
    if not path.is_file():
        raise DataError(f"--model={model} holds no {TOKENIZER}; give the folder of a model with its tokenizer")
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises nothing narrower
        raise DataError(f"--model={model}: {path.name} is no tokenizer: {error}") from None
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)


def show(records: Records, patient: int, time: datetime, settings: Timeline, count: Callable[[str], int]) -> str:
    """The timeline and its account. Raises DataError for a patient that is not there."""
    try:
        record = records.record(patient)
    except KeyError:
        subjects = records.subjects
        there = f"{len(subjects):,} patients, {subjects.min()} to {subjects.max()}" if len(subjects) else "no patients"
        raise DataError(f"--patient={patient} is not in this source ({there})") from None
    rendered = build(record, time, settings, count)
    known = len(record.until(time))
    return f"{rendered.text or '(nothing fits into the budget)'}\n\n{account(rendered, settings, known, len(record))}"


def account(rendered: Rendered, settings: Timeline, known: int, events: int) -> str:
    """Tokens by part, what is left out, and how much of the record is in the past."""
    rows = [(part.replace("_", " "), f"{tokens:,}") for part, tokens in rendered.parts.items()]
    rows.append(("in all, of the whole text", f"{rendered.tokens:,} of {settings.budget:,}"))
    rows.append(("events until then, of the record", f"{known:,} of {events:,}"))
    rows.append(("duplicates", f"{rendered.duplicates:,}"))
    asked = ", ".join(f"{number:,} {name}" for name, number in rendered.not_asked.items())
    rows += [("events of types not asked for", asked)] if asked else []
    width = max(len(name) for name, _ in rows)
    return "\n".join(["-- tokens", *(f"{name:<{width}}  {value}" for name, value in rows)])


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        shown = _shown(options)
    except (UserError, OSError) as error:
        print(f"ehrmind: {error}", file=sys.stderr)
        return 2
    print(shown)
    return 0


def _shown(options: argparse.Namespace) -> str:
    from ehrmind.ehr.index import open_index

    events = [name.strip() for name in options.events.split(",") if name.strip()]
    settings = Timeline(
        style=Style(options.style), budget=options.budget, events=events, numbered=not options.without_numbers
    )
    count, time = counter(options.model), _time(options.time)
    index = open_index(options.source, options.path, cache=options.cache, names=options.names)
    return show(index, options.patient, time, settings, count)


def _time(text: str) -> datetime:
    """A moment; a date is the end of that day, as everywhere."""
    from ehrmind.ehr.events import end_of_day

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ConfigError(f"--time={text} is no time; write it as 2015-06-30T23:59:00") from None
    if moment.tzinfo is not None:
        raise ConfigError(f"--time={text}: records have no time zones; leave it out")
    return end_of_day(moment)


def _parser() -> argparse.ArgumentParser:
    from ehrmind.ehr.index import SOURCES, layout

    parser = argparse.ArgumentParser(prog="python -m ehrmind.ehr.show", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--source", required=True, type=layout, choices=SOURCES, help="synthea is read as omop")
    parser.add_argument("--path", required=True, type=place, help="folder, file or archive of the source")
    parser.add_argument("--patient", required=True, type=int)
    parser.add_argument("--time", required=True, help="ISO, such as 2015-06-30T23:59:00; the moment itself is included")
    parser.add_argument("--budget", type=int, default=Timeline().budget, help="tokens")
    parser.add_argument("--style", choices=[style.value for style in Style], default=Style.markdown.value)
    parser.add_argument("--events", default="", help=f"types to show, by commas: {', '.join(EVENTS)}; all without it")
    parser.add_argument("--without-numbers", action="store_true", help="lines have no ids")
    parser.add_argument("--model", type=Path, help="folder with a tokenizer; without it tokens are estimated")
    parser.add_argument("--names", type=Path, help="folder with Athena's CONCEPT.csv")
    parser.add_argument("--cache", type=Path, help="where the index is kept")
    return parser


if __name__ == "__main__":
    sys.exit(until_read(main))
