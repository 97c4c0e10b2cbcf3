"""Legend, notes and table of a sheet, fitted into the room there is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from layers import palette
from layers.language import pick
from layers.sheet_canvas import fitted, wrapped
from layers.style import VERDICT_CLASSES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.language import Lang
    from layers.sheet import Table
    from layers.sheet_canvas import Canvas

_SIZES: Final = tuple(size / 10 for size in range(74, 35, -3))
"""Sizes of the letters tried, points on an A4 sheet."""
_LINE: Final = 0.5
"""Height of a line in millimetres for each point of its letters."""
_SYMBOL: Final = 1.35
"""Width of the symbol's column in millimetres for each point."""
_GAP: Final = 4.0
_ROW: Final = 0.5
"""Height of a table row in millimetres for each point."""


@dataclass(frozen=True)
class Box:
    """A box on the page, millimetres."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class _Line:
    text: str
    kind: str = ""
    style: Mapping[str, Any] = field(default_factory=dict)
    heading: bool = False
    first: bool = False
    """Begins a group or paragraph: a little room above it."""


def _lines(legend: Sequence[Mapping[str, Any]], notes: Sequence[str], size: float, width: float) -> list[list[_Line]]:
    """Lines in blocks that are not torn apart: a heading stays with its first row."""
    blocks: list[list[_Line]] = []
    inner = width - _SYMBOL * size
    for group in legend:
        heading = [
            _Line(part, heading=True, first=at == 0) for at, part in enumerate(wrapped(group["title"], size, width))
        ]
        for item in group["items"]:
            none = item["kind"] == "none"
            parts = wrapped(item["text"], size, width if none else inner)
            rows = [
                _Line(part, kind="none" if none else (item["kind"] if at == 0 else "more"), style=item["style"])
                for at, part in enumerate(parts)
            ]
            blocks.append([*heading, *rows])
            heading = []
    for note in notes:
        parts = wrapped(note, size, width)
        blocks.append([_Line(part, kind="none", first=at == 0) for at, part in enumerate(parts)])
    return blocks


def _height(line: _Line, size: float) -> float:
    return size * _LINE * (1.5 if line.first else 1.0)


def _columns(blocks: Sequence[Sequence[_Line]], size: float, height: float) -> list[list[_Line]]:
    columns: list[list[_Line]] = [[]]
    used = 0.0
    for block in blocks:
        tall = sum(_height(line, size) for line in block)
        if columns[-1] and used + tall > height:
            columns.append([])
            used = 0.0
        columns[-1].extend(block)
        used += tall
    return columns


def _balanced(blocks: Sequence[Sequence[_Line]], size: float, height: float, columns: int) -> list[list[_Line]]:
    """Columns of about the same height: the lowest at which there are no more of them."""
    low = sum(_height(line, size) for block in blocks for line in block) / columns
    while low < height:
        found = _columns(blocks, size, low)
        if len(found) <= columns:
            return found
        low += size * _LINE
    return _columns(blocks, size, height)


def legend_height(legend: Sequence[Mapping[str, Any]], notes: Sequence[str], width: float, factor: float) -> float:
    """Height a one-column legend takes at the largest letters."""
    size = _SIZES[0] * factor
    return sum(_height(line, size) for block in _lines(legend, notes, size, width) for line in block) + 6 * factor


def draw_legend(
    canvas: Canvas,
    box: Box,
    legend: Sequence[Mapping[str, Any]],
    notes: Sequence[str],
    lang: Lang,
    factor: float,
    columns: int = 1,
) -> None:
    """Draw the legend and the notes into a box, in the largest letters that fit.

    Parameters
    ----------
    canvas, box
        Where.
    legend
        Groups as `layers.legend.legend` gives them.
    notes
        Paragraphs under it.
    lang, factor
        Language; how much larger than A4.
    columns
        Columns side by side.
    """
    title = 9 * factor
    canvas.strong(box.x, box.y + title * 0.36, pick(lang, "图例", "Legend"), title)
    top = box.y + title * 0.36 + 1.2 * factor
    height = box.height - (top - box.y)
    width = (box.width - _GAP * (columns - 1)) / columns
    for step in _SIZES:
        size = step * factor
        blocks = _lines(legend, notes, size, width)
        found = _columns(blocks, size, height)
        if len(found) <= columns:
            break
    for at, column in enumerate(_balanced(blocks, size, height, len(found)) if columns > 1 else found):
        y = top
        for line in column:
            y += _height(line, size)
            _draw_line(canvas, line, box.x + at * (width + _GAP), y, size)


def _draw_line(canvas: Canvas, line: _Line, x: float, y: float, size: float) -> None:
    if line.heading:
        canvas.text(x, y - size * 0.12, line.text, size * 0.95, color=palette.SLATE)
        return
    indent = 0.0 if line.kind == "none" else _SYMBOL * size
    if line.kind not in ("none", "more"):
        canvas.swatch(line.kind, line.style, x + indent * 0.45, y - size * 0.25, size * 0.54)
    canvas.text(x + indent, y - size * 0.12, line.text, size)


def table_height(table: Table, factor: float) -> float:
    """Height a table takes at the largest letters."""
    return (len(table.rows) + 2.4) * _SIZES[1] * _ROW * factor


def draw_table(canvas: Canvas, box: Box, table: Table, lang: Lang, factor: float) -> int:
    """Draw a table into a box and return how many rows found no room (the last line says so).

    Letters shrink before rows are left out.
    """
    for step in _SIZES[1:]:
        size = step * factor
        row = size * _ROW
        room = int(box.height / row - 2.4)
        if room >= len(table.rows):
            break
    rows = table.rows if room >= len(table.rows) else table.rows[: max(0, room - 1)]
    title = size * 1.15
    y = box.y + title * 0.36
    canvas.strong(box.x, y, fitted(table.title, title, box.width), title)
    edges = [box.x + box.width * sum(table.widths[:at]) / sum(table.widths) for at in range(len(table.widths) + 1)]
    y += row * 0.55
    canvas.box(box.x, y, box.width, row, facecolor="#eceae4", linewidth=0)
    for at, name in enumerate(table.columns):
        _cell(canvas, edges, at, y + row, name, size)
    y += row
    for number, values in enumerate(rows):
        mark = table.marks[number] if table.marks else ""
        for at, value in enumerate(values):
            _cell(canvas, edges, at, y + row, value, size, mark=mark if at == 0 else "")
        y += row
        canvas.line([(box.x, y), (box.x + box.width, y)], color="#cfcbc1", linewidth=0.35)
    left = len(table.rows) - len(rows)
    if left:
        canvas.text(
            box.x,
            y + row * 0.75,
            pick(lang, f"另有 {left} 行，见表格下载", f"{left} more rows: see the table file"),
            size,
        )
    return left


def _cell(
    canvas: Canvas, edges: Sequence[float], at: int, bottom: float, text: str, size: float, mark: str = ""
) -> None:
    x, room = edges[at], edges[at + 1] - edges[at] - 0.9
    if mark in VERDICT_CLASSES:
        canvas.swatch(
            "point", {**VERDICT_CLASSES[mark], "radius": 4.5}, x + size * 0.25, bottom - size * 0.24, size * 0.5
        )
        x += size * 0.55
        room -= size * 0.55
    canvas.text(x + 0.4, bottom - size * 0.16, fitted(text, size, room), size)
