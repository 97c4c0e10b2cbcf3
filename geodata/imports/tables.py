"""Tables in the reading process: CSV and XLSX, with coordinates, with well-known text, or with names only."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import math
import warnings
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

import numpy as np
import pyarrow as pa
import shapely

from geodata.imports.archive import DAMAGE
from geodata.imports.errors import ImportRefusedError, shown
from geodata.imports.fields import coordinate_columns, guess_target
from geodata.imports.findings import whole
from geodata.imports.imported import Issue
from geodata.imports.vector import Layer, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from geodata.imports.findings import Findings
    from geodata.imports.limits import Limits

_HEADER_ROWS = 10
_CODE_DIGITS = 9
"""Whole numbers this long or with a leading zero are codes and stay text."""


def _csv_rows(path: Path) -> Iterator[list[str]]:
    csv.field_size_limit(1 << 24)
    with path.open(encoding="utf-8", newline="") as file:
        head = file.read(1 << 16)
        file.seek(0)
        first = head.split("\n", 1)[0]
        delimiter = max(",\t;|，", key=first.count)
        yield from csv.reader(file, delimiter=delimiter, strict=False)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004  whole numbers a float holds exactly
        return str(int(value))
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return value.isoformat()
    return str(value)


def _xlsx_rows(path: Path, limits: Limits) -> Iterator[list[str]]:
    import openpyxl  # noqa: PLC0415  0.15 s that only a workbook needs

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        # the size a sheet claims may be a lie
        sheet.reset_dimensions()
        some = False
        for row in sheet.iter_rows(values_only=True, max_col=limits.fields + 1):
            some = some or any(cell is not None for cell in row)
            yield [_cell(cell) for cell in row]
        if some:
            return


def _header(rows: list[list[str]]) -> int:
    """Row of the column names: the first that is nearly as full as the fullest; a title above has one cell."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    most = max(filled, default=0)
    for position, count in enumerate(filled):
        if count and count >= 0.6 * most:
            return position
    return 0


def number(text: str) -> float:
    """Read a number as people type it (full-width digits, thousands commas, a degree sign); NaN if it is none."""
    plain = text.strip().replace("，", ",").replace(",", "").rstrip("°度米m")
    try:
        return float(plain)
    except ValueError:
        return math.nan


def _typed(values: list[str]) -> pa.Array:
    """Make a column of numbers when every value is one and none is a code, else of text; empty is null."""
    filled = [value for value in values if value]
    codes = any(
        (len(value) > 1 and value[0] == "0" and value[1] != ".") or (value.isdigit() and len(value) >= _CODE_DIGITS)
        for value in filled
    )
    if filled and not codes:
        try:
            numbers = [float(value) if value else None for value in values]
        except ValueError:
            pass
        else:
            if all(item is None or math.isfinite(item) for item in numbers):
                return pa.array(numbers, pa.float64())
    return pa.array([value or None for value in values], pa.large_string())


def _gather(rows: Iterator[list[str]], limits: Limits) -> tuple[list[str], list[list[str]], int]:
    head = list(itertools.islice(rows, _HEADER_ROWS))
    if not head:
        zh, en = "表格是空的", "the table is empty"
        raise ImportRefusedError(zh, en, "no_features")
    start = _header(head)
    names = [name.strip().lstrip("\ufeff") for name in head[start]]
    while names and not names[-1]:
        names.pop()
    if len(names) > limits.fields:
        zh = f"表格有 {len(names)} 列以上，上限 {limits.fields}；请只保留需要的列"
        en = f"the table has {len(names)} columns or more, the limit is {limits.fields}; keep the ones you need"
        raise ImportRefusedError(zh, en, "too_many_fields")
    body = _Body(len(names), limits.features)
    for row in itertools.chain(head[start + 1 :], rows):
        body.take(row)
    return names, body.columns, body.long


class _Body:
    """Rows below the header, as columns of stripped text; blank rows are left out."""

    def __init__(self, width: int, most: int) -> None:
        self.columns: list[list[str]] = [[] for _ in range(width)]
        self.width = width
        self.most = most
        self.count = 0
        self.long = 0

    def take(self, row: list[str]) -> None:
        """Add a row; cells beyond the header are counted, missing ones are empty."""
        if not any(cell.strip() for cell in row):
            return
        self.count += 1
        if self.count > self.most:
            zh, en = f"表格超过 {self.most} 行；请拆分", f"the table has more than {self.most} rows; split it"
            raise ImportRefusedError(zh, en, "too_many_features")
        self.long += len(row) > self.width and any(row[self.width :])
        for position, column in enumerate(self.columns):
            column.append(row[position].strip() if position < len(row) else "")


def _points(x: list[str], y: list[str], findings: Findings) -> NDArray[np.object_]:
    xs, ys = np.array([number(item) for item in x]), np.array([number(item) for item in y])
    good = np.isfinite(xs) & np.isfinite(ys)
    for position in np.flatnonzero(~good):
        if x[position] or y[position]:
            row = int(position) + 1
            zh = f"第 {row} 行的坐标“{shown(x[position], 30)}, {shown(y[position], 30)}”不是数字，未定位"
            en = (
                f"row {row}: the coordinates '{shown(x[position], 30)}, {shown(y[position], 30)}' are no numbers; not "
                "placed"
            )
            findings.add(Issue(row, "", "not_finite", zh, en))
    wkb = np.full(len(xs), None, dtype=object)
    wkb[good] = shapely.to_wkb(shapely.points(xs[good], ys[good]))
    return wkb


def read_table(path: Path, job: dict[str, Any], limits: Limits, findings: Findings) -> Layer:
    """Read a table; the geometry comes from coordinate columns or a well-known-text column if there are any.

    Raises
    ------
    ImportRefusedError
        Not a table, too wide, too long, or empty.
    """
    try:
        rows = _csv_rows(path) if job["format"] == "CSV" else _xlsx_rows(path, limits)
        names, columns, long = _gather(rows, limits)
    except ImportRefusedError:
        raise
    except (*DAMAGE, csv.Error, ParseError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise unreadable(path, job, error) from error
    if not names or not columns[0]:
        zh, en = (
            "表格没有数据行；第一行应为列名",
            "the table has no data rows; the first row must hold the column names",
        )
        raise ImportRefusedError(zh, en, "no_features")
    if long:
        zh = f"{long} 行的单元格比列名多，多出的没有读入；请检查分隔符和引号"
        en = (
            f"{long} rows have more cells than there are column names; the rest was not read. Check delimiters and "
            "quotes"
        )
        findings.add(whole("ragged", zh, en))
    table = pa.table([_typed(column) for column in columns], names=names)
    pair = coordinate_columns(names)
    text = next((name for name in names if guess_target(name)[0] == "wkt"), None)
    if pair:
        wkb = _points(columns[names.index(pair[0])], columns[names.index(pair[1])], findings)
    elif text:
        shapes = shapely.from_wkt(
            np.array([item or None for item in columns[names.index(text)]], dtype=object), on_invalid="ignore"
        )
        wkb = np.array(shapely.to_wkb(shapes), dtype=object)
        table = table.drop_columns([text]) if table.num_columns > 1 else table
    else:
        wkb = np.full(table.num_rows, None, dtype=object)
    return Layer("table", ("table",), table, wkb, None, spatial=bool(pair or text))
