"""The command line: ``python -m analysis check|coverage|curve|compare|buffer|walk|rerun|diff``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import io
from analysis.cli_history import diff, rerun
from analysis.cli_large import check_parts, wants_parts
from analysis.cli_output import save, save_record, say, show_json, show_table
from analysis.cli_parser import build_parser, plan
from analysis.cli_run import run
from analysis.cli_sources import Source, load
from analysis.errors import AtlasError, ParameterError
from analysis.network import SPARSE_ROADS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

OK, PROBLEM, USAGE = 0, 1, 2


def execute(arguments: argparse.Namespace) -> int:
    """Run a parsed command and return the exit code."""
    if arguments.command == "rerun":
        return rerun(arguments)
    if arguments.command == "diff":
        return diff(arguments)
    output = Path(arguments.output) if arguments.output else None
    if output is not None:
        io.output_kind(output)  # a wrong ending is said before the work, not after it
    sources, parameters = plan(arguments)
    if arguments.command == "check" and wants_parts(arguments.engine, sources["sites"], Path()):
        return _execute_parts(arguments, output, sources, parameters)
    frames, notes = load(sources, Path())
    outcome = run(arguments.command, frames, parameters)
    record = outcome.record if output is None else save(outcome, output, sources)
    if arguments.json:
        show_json(outcome, record, output)
    else:
        say(outcome.summary)
        if output is None:
            show_table(outcome.table)
    say(notes, warning=True)
    say(outcome.warnings, warning=True)
    if arguments.command == "walk" and sources["network"].origin.startswith("layer:"):
        say([SPARSE_ROADS], warning=True)
    return OK if outcome.useful else PROBLEM


def _execute_parts(
    arguments: argparse.Namespace, output: Path | None, sources: dict[str, Source], parameters: dict[str, Any]
) -> int:
    if output is None:
        msg_zh, msg_en = "分块核查需要用 -o 写出 .csv 或 .parquet", "a check in parts needs -o with .csv or .parquet"
        raise ParameterError(msg_zh, msg_en)
    if (arguments.engine == "dask") != bool(arguments.scheduler):
        msg_zh = "--engine dask 与 --scheduler 地址要一起给"
        msg_en = "--engine dask and --scheduler ADDRESS go together"
        raise ParameterError(msg_zh, msg_en)
    outcome = check_parts(sources, parameters, Path(), output, scheduler=arguments.scheduler, quiet=arguments.quiet)
    record = save_record(outcome.record, output, sources)
    if arguments.json:
        show_json(outcome, record, output)
    else:
        say(outcome.summary)
    say(outcome.warnings, warning=True)
    return OK if outcome.useful else PROBLEM


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    argv
        Arguments without the program's name; those of the process by default.

    Returns
    -------
    int
        Exit code, see `analysis.cli_parser.EPILOG`.
    """
    arguments = build_parser().parse_args(argv)
    try:
        return execute(arguments)
    except AtlasError as error:
        sys.stderr.write(f"错误 / error: {error}\n")
        return USAGE
    except OSError as error:
        sys.stderr.write(f"错误 / error: 无法读写文件 / cannot read or write: {error}\n")
        return USAGE
