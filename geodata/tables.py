"""Read the CSV tables strictly: every column where it belongs, numbers as numbers, empty as None."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from analysis.errors import DataError, MissingFileError
from geodata import model

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, Any]


def _fail(path: Path, line: int, column: str, zh: str, en: str) -> DataError:
    return DataError(
        f"表 {path.name} 第 {line} 行 {column} 列：{zh}", f"table {path.name} line {line} column {column}: {en}"
    )


def _value(path: Path, line: int, column: str, text: str) -> str | float | int | None:
    if not text.strip():
        return None
    if text != text.strip():
        raise _fail(path, line, column, "首尾有空格，请删除", "leading or trailing blank, remove it")
    if not (model.is_number(column) or column in {"lon", "lat"}):
        return text
    try:
        number = float(text)
    except ValueError as error:
        raise _fail(path, line, column, f"“{text}”不是数", f"'{text}' is not a number") from error
    if column in {"lon", "lat"}:
        return number
    return int(number) if number.is_integer() else number


def header(path: Path) -> tuple[str, ...]:
    """Column names of a table.

    Raises
    ------
    MissingFileError
        When there is no such table.
    """
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            return tuple(next(csv.reader(stream), ()))
    except FileNotFoundError as error:
        zh, en = f"缺少表 {path.name}：请从仓库恢复", f"table {path.name} is missing: restore it from the repository"
        raise MissingFileError(zh, en) from error


def extras(path: Path) -> tuple[str, ...]:
    """Columns of a layer's table that become properties of their own."""
    known = {*model.TABLE_COLUMNS, *model.OPTIONAL_COLUMNS}
    return tuple(column for column in header(path) if column not in known)


def read_layer(path: Path) -> list[Row]:
    """Rows of a layer's table.

    Parameters
    ----------
    path
        ``tables/<layer>.csv``.

    Returns
    -------
    list of dict
        One a member; numbers are int or float, empty cells None; the extra key ``_line`` is the line in the file.

    Raises
    ------
    MissingFileError
        No such table.
    DataError
        A missing column, a row with too many or too few cells, a number that is none, a repeated slug.
    """
    columns = header(path)
    missing = [column for column in model.TABLE_COLUMNS if column not in columns]
    if missing:
        raise _fail(path, 1, ", ".join(missing), "缺少此列", "column is missing")
    rows: list[Row] = []
    seen: dict[str, int] = {}
    reader = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    next(reader)
    for cells in reader:
        line = reader.line_num
        if len(cells) != len(columns):
            zh, en = f"有 {len(cells)} 格，应为 {len(columns)}", f"{len(cells)} cells, not {len(columns)}"
            raise _fail(path, line, "-", zh, en)
        row: Row = {name: _value(path, line, name, text) for name, text in zip(columns, cells, strict=True)}
        slug = row["slug"]
        if not isinstance(slug, str):
            raise _fail(path, line, "slug", "不能为空", "must not be empty")
        if slug in seen:
            raise _fail(path, line, "slug", f"与第 {seen[slug]} 行重复", f"repeats line {seen[slug]}")
        seen[slug] = line
        row["_line"] = line
        rows.append(row)
    return rows
