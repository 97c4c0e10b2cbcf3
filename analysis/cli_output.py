"""What the command line writes: the result file with its record beside it, and words on the terminal."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from analysis import io

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import TypeVar

    import pandas as pd

    from analysis.cli_sources import Source
    from analysis.messages import Message
    from analysis.record import Record

    T = TypeVar("T")

RECORD_ENDING: Final = ".record.json"
_REDRAW_S: Final = 0.2
_QUIET_S: Final = 1.0  # work shorter than this shows no bar
_WIDTH: Final = 30
_SHOWN_ROWS: Final = 60


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a command found out.

    Attributes
    ----------
    table
        What ``-o`` writes; empty where it is written already.
    record
        How it was made.
    summary, warnings
        Sentences for the terminal.
    figures
        Numbers for ``--json``.
    useful
        False where there is a table but nothing in it, e.g. no site with a position.
    """

    table: pd.DataFrame
    record: Record
    summary: tuple[Message, ...] = ()
    warnings: tuple[Message, ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)
    useful: bool = True


def record_path(output: Path) -> Path:
    """Name of the record beside a result."""
    return output.with_name(output.name + RECORD_ENDING)


def save(outcome: Outcome, output: Path, sources: Mapping[str, Source]) -> Record:
    """Write the result and its record.

    Parameters
    ----------
    outcome
        What was found out.
    output
        The file; the record goes beside it as ``NAME.record.json``.
    sources
        Where the inputs came from, relative to the working folder.
    """
    io.write(outcome.table, output)
    return save_record(outcome.record, output, sources)


def save_record(record: Record, output: Path, sources: Mapping[str, Source]) -> Record:
    """Write the record of a result that is already written."""
    here = {name: source.from_folder(Path.cwd(), output.absolute().parent) for name, source in sources.items()}
    complete = record.with_origins({name: source.to_json() for name, source in here.items()})
    complete = complete.with_outputs({output.name: io.file_hash(output)})
    io.write_bytes(record_path(output), complete.to_json().encode())
    return complete


def say(messages: Iterable[Message], *, warning: bool = False) -> None:
    """Print sentences, one a line: results to standard output, warnings to standard error."""
    stream = sys.stderr if warning else sys.stdout
    for message in messages:
        stream.write(f"{'! ' if warning else ''}{message}\n")
    stream.flush()


def show_table(table: pd.DataFrame) -> None:
    """Print the first rows of a result that is not written to a file."""
    plain = table.drop(columns=[name for name in ("geometry", "search_area") if name in table.columns])
    sys.stdout.write(plain.head(_SHOWN_ROWS).to_string(float_format=lambda value: f"{value:.2f}") + "\n")
    if len(plain) > _SHOWN_ROWS:
        sys.stdout.write(f"… {len(plain) - _SHOWN_ROWS} 行未显示，用 -o 写出全部 / more rows, write them with -o\n")


def show_json(outcome: Outcome, record: Record, output: Path | None) -> None:
    """Print one JSON document with everything: figures, rows, warnings, record."""
    document = {
        "kind": record.kind,
        "figures": dict(outcome.figures),
        "rows": json.loads(io.export(outcome.table, "json")) if output is None else None,
        "output": None if output is None else str(output),
        "warnings": [vars(message) for message in outcome.warnings],
        "record": json.loads(record.to_json()),
    }
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")


def progress(items: Iterable[T], total: int, label: str, *, quiet: bool = False) -> Iterator[T]:
    """Pass items on and draw a bar on the terminal's standard error while it takes long.

    Parameters
    ----------
    items
        What is worked through.
    total
        How many there are.
    label
        What the work is called.
    quiet
        Draw nothing; nothing is drawn either where standard error is not a terminal.
    """
    draw = not quiet and sys.stderr.isatty()
    begin = last = time.monotonic()
    drawn = False
    for done, item in enumerate(items, start=1):
        yield item
        now = time.monotonic()
        if draw and now - begin > _QUIET_S and (now - last > _REDRAW_S or done == total):
            full = _WIDTH * done // max(total, 1)
            sys.stderr.write(f"\r{label} [{'#' * full}{'.' * (_WIDTH - full)}] {done}/{total} {now - begin:.0f} s ")
            sys.stderr.flush()
            last, drawn = now, True
    if drawn:
        sys.stderr.write("\n")


def format_rows(pairs: Sequence[tuple[str, object]]) -> str:
    """``name value`` pairs on one line."""
    return "  ".join(f"{name} {value}" for name, value in pairs)
