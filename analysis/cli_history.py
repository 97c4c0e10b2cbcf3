"""``rerun`` and ``diff``: results made again, and held against each other."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from analysis import io
from analysis.changes import FACTORS_ZH, Case, compare_records, diff_checks
from analysis.cli_large import KIND as PARTS
from analysis.cli_large import check_parts
from analysis.cli_output import RECORD_ENDING, record_path, say, show_table
from analysis.cli_recorded import given_inputs, load_recorded, recorded_sources
from analysis.cli_run import require_kind, run
from analysis.errors import DataError, MissingFileError
from analysis.messages import Message
from analysis.record import Record

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    import pandas as pd

    from analysis.cli_sources import Source

SAME, CHANGED = 0, 1
RESULT = "result.csv"
"""Plain result in the pages' bundles, as the command line writes it."""
_BARE_SAME = Message(
    zh="输入、参数、版本与记录一致，结果应相同；记录未附结果文件，不能逐字节比较（用 -o 写出重算结果）",
    en="inputs, parameters and versions are the record's, so the result is; the record names no result file to compare "
    "bytes with (write the result with -o)",
)
_BARE_CHANGED = Message(
    zh="已重算，但与记录有出入；记录未附结果文件，不能逐字节比较",
    en="run again, but not from the same; the record names no result file to compare bytes with",
)


def unpack(path: Path, folder: Path) -> Path:
    """Unpack a page's bundle and return the record that speaks for it.

    Parameters
    ----------
    path
        ZIP with one or more records at its top.
    folder
        An empty folder to unpack into.

    Raises
    ------
    MissingFileError
        No such file.
    DataError
        No ZIP, or no record in it.
    """
    if not path.is_file():
        msg_zh, msg_en = f"找不到文件 {path}", f"no such file {path}"
        raise MissingFileError(msg_zh, msg_en)
    try:
        with zipfile.ZipFile(path) as bundle:
            bundle.extractall(folder)
    except zipfile.BadZipFile as error:
        msg_zh, msg_en = f"{path.name} 不是 ZIP 文件或已损坏", f"{path.name} is no ZIP file, or broken"
        raise DataError(msg_zh, msg_en) from error
    records = sorted(folder.glob(f"*{RECORD_ENDING}"))
    if not records:
        msg_zh = f"{path.name} 中没有 {RECORD_ENDING} 记录：请用页面的“全部 ZIP”"
        msg_en = f"{path.name} holds no record ({RECORD_ENDING}): use a page's ZIP of everything"
        raise DataError(msg_zh, msg_en)
    whole = [each for each in records if RESULT in Record.from_json(each.read_text(encoding="utf-8")).outputs]
    return (whole or records)[0]


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


def rerun(arguments: argparse.Namespace) -> int:
    """Compute a recorded result again; 0 if the same bytes come out, 1 with what changed if not."""
    path = Path(arguments.record)
    if path.suffix.lower() != ".zip" or path.name.endswith(".shp.zip"):
        return _rerun(arguments, path)
    with tempfile.TemporaryDirectory() as folder:
        return _rerun(arguments, unpack(path, Path(folder)))


def _rerun(arguments: argparse.Namespace, path: Path) -> int:
    old, place = read_record(path)
    bare = not old.outputs  # a record taken alone from a page: what went in is all there is to compare
    name = RESULT if bare else _result_among(old.outputs)
    with tempfile.TemporaryDirectory() as folder:
        again = Path(folder) / name
        new = _again(old, place, again, given_inputs(arguments.input))
        same = not compare_records(old, new) if bare else io.file_hash(again) == old.outputs[name]
        if arguments.output:
            shutil.copyfile(again, arguments.output)
    changes = list(compare_records(old, new))
    if not bare and old.sealed != old.parameters_hash():
        changes.append(
            Message(zh="参数变了：记录写出后被改过", en="parameter changed: the record was edited after it was written")
        )
    on_disk = place.with_name(name)
    if not bare and on_disk.is_file() and io.file_hash(on_disk) != old.outputs[name]:
        changes.append(
            Message(zh=f"结果文件 {name} 写出后被改过", en=f"the result file {name} was edited after it was written")
        )
    if arguments.json:
        document = {"same": same, "changes": [vars(change) for change in changes]}
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
        return SAME if same else CHANGED
    if bare:
        say([_BARE_SAME if same else _BARE_CHANGED])
    elif same:
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


def _again(old: Record, place: Path, output: Path, given: Mapping[str, Source]) -> Record:
    """Compute a recorded result into another file and return the new record."""
    folder = place.absolute().parent
    here = {name: source.from_folder(Path.cwd(), folder) for name, source in given.items()}
    if old.kind == PARTS:
        return check_parts(recorded_sources(old, here), old.parameters, folder, output).record
    require_kind(old.kind)
    outcome = run(old.kind, load_recorded(recorded_sources(old, here), old, folder), old.parameters)
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
    frames = load_recorded(recorded_sources(record), record, place.absolute().parent)
    parameters = {**record.parameters, "distance_m": record.parameters["distances_m"][0]}
    return Case(frames["sites"], frames["stations"], frames["lines"], parameters)
