"""``rerun`` and ``diff``: results made again, and held against each other."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from analysis import io
from analysis.changes import FACTORS_ZH, Case, compare_records, diff_checks
from analysis.cli_large import KIND as PARTS
from analysis.cli_large import check_parts
from analysis.cli_output import RECORD_ENDING, record_path, say, show_table
from analysis.cli_run import run
from analysis.cli_sources import Source, load
from analysis.errors import DataError, MissingFileError
from analysis.messages import Message
from analysis.record import Record

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    import pandas as pd

SAME, CHANGED = 0, 1


def read_record(path: Path) -> tuple[Record, Path]:
    """Read the record a user means by a record's or a result's name.

    Parameters
    ----------
    path
        ``x.csv.record.json`` or ``x.csv``.

    Returns
    -------
    record, path
        The record and where it is.

    Raises
    ------
    MissingFileError
        No such record.
    """
    place = path if path.name.endswith(RECORD_ENDING) else record_path(path)
    if not place.is_file():
        msg_zh = f"找不到结果记录 {place}：记录与结果写在一起，名字以 {RECORD_ENDING} 结尾"
        msg_en = f"no record {place}: it is written beside the result and ends in {RECORD_ENDING}"
        raise MissingFileError(msg_zh, msg_en)
    return Record.from_json(place.read_text(encoding="utf-8")), place


def recorded_sources(record: Record) -> dict[str, Source]:
    """Where a record's inputs came from.

    Raises
    ------
    DataError
        An input that was only in memory.
    """
    sources = {}
    for item in record.inputs:
        if item.origin is None:
            msg_zh = f"记录没有说明输入“{item.name}”来自哪里（结果由程序在内存中算出），不能重算"
            msg_en = f"the record does not say where '{item.name}' came from (made in memory): cannot run it again"
            raise DataError(msg_zh, msg_en)
        sources[item.name] = Source(**item.origin)
    return sources


def rerun(arguments: argparse.Namespace) -> int:
    """Compute a recorded result again; 0 if the same bytes come out, 1 with what changed if not."""
    old, place = read_record(Path(arguments.record))
    _require_output(old, place)
    name = _result_among(old.outputs)
    with tempfile.TemporaryDirectory() as folder:
        again = Path(folder) / name
        new = _again(old, place, again)
        same = io.file_hash(again) == old.outputs[name]
        if arguments.output:
            shutil.copyfile(again, arguments.output)
    changes = list(compare_records(old, new))
    if old.sealed != old.parameters_hash():
        changes.append(
            Message(zh="参数变了：记录写出后被改过", en="parameter changed: the record was edited after it was written")
        )
    on_disk = place.with_name(name)
    if on_disk.is_file() and io.file_hash(on_disk) != old.outputs[name]:
        changes.append(
            Message(zh=f"结果文件 {name} 写出后被改过", en=f"the result file {name} was edited after it was written")
        )
    if arguments.json:
        document = {"same": same, "changes": [vars(change) for change in changes]}
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
        return SAME if same else CHANGED
    if same:
        say([Message(zh=f"{name}：重算结果逐字节相同", en=f"{name}: the same bytes came out")])
    else:
        say([Message(zh=f"{name}：重算结果不同", en=f"{name}: another result came out")])
    if not same and not changes:
        changes.append(
            Message(
                zh="输入、参数、版本都没有变：请检查计算环境",
                en="no input, parameter or version changed: check the machine",
            )
        )
    say(changes)
    return SAME if same else CHANGED


def _result_among(outputs: Mapping[str, str]) -> str:
    """Name of the output a command writes: of a bundle of files its ``result.*``, otherwise the first."""
    return next((name for name in outputs if Path(name).stem == "result"), next(iter(outputs)))


def _require_output(record: Record, place: Path) -> None:
    if not record.outputs:
        msg_zh = f"{place.name}：没有记下写出的文件，无从比较"
        msg_en = f"{place.name}: names no file that was written, nothing to compare with"
        raise DataError(msg_zh, msg_en)


def _again(old: Record, place: Path, output: Path) -> Record:
    """Compute a recorded result into another file and return the new record."""
    folder = place.absolute().parent
    if old.kind == PARTS:
        return check_parts(recorded_sources(old), old.parameters, folder, output).record
    outcome = run(old.kind, load(recorded_sources(old), folder)[0], old.parameters)
    io.write(outcome.table, output)
    return outcome.record


def diff(arguments: argparse.Namespace) -> int:
    """Hold two recorded checks against each other; 0 if no verdict differs, 1 if some do."""
    (before, before_place), (after, after_place) = (
        read_record(Path(path)) for path in (arguments.before, arguments.after)
    )
    changes = compare_records(before, after)
    cases = [_case(before, before_place), _case(after, after_place)]
    table = diff_checks(cases[0], cases[1])
    if arguments.output:
        io.write(table, Path(arguments.output))
    if arguments.json:
        rows = json.loads(io.export(table, "json"))
        document = {"changes": [vars(change) for change in changes], "verdicts": rows}
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
        return CHANGED if len(table) else SAME
    say(changes)
    say([_diff_message(table)])
    if len(table) and not arguments.output:
        show_table(table)
    return CHANGED if len(table) else SAME


def _diff_message(table: pd.DataFrame) -> Message:
    if table.empty:
        return Message(zh="没有结论变化", en="no verdict changed")
    causes = table["cause"].value_counts()
    zh = "、".join(
        f"{'＋'.join(FACTORS_ZH[part] for part in str(cause).split('+'))} {n}" for cause, n in causes.items()
    )
    en = ", ".join(f"{cause} {n}" for cause, n in causes.items())
    return Message(zh=f"{len(table)} 处结论变化，原因：{zh}", en=f"{len(table)} verdicts changed, because of: {en}")


def _case(record: Record, place: Path) -> Case:
    if record.kind != "check" or len(record.parameters.get("distances_m", ())) != 1:
        msg_zh = f"{place.name}：只能比较各含一个距离的廊道核查结果"
        msg_en = f"{place.name}: only corridor checks at one distance each can be compared"
        raise DataError(msg_zh, msg_en)
    frames, _ = load(recorded_sources(record), place.absolute().parent)
    parameters = {**record.parameters, "distance_m": record.parameters["distances_m"][0]}
    return Case(frames["sites"], frames["stations"], frames["lines"], parameters)
