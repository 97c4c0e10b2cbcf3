"""A sheet drawn: the page put together and written as PDF, PNG or SVG. The same sheet gives the same bytes."""

from __future__ import annotations

import io
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Literal

from layers import fonts, palette
from layers.sheet import scale_for, scale_text
from layers.sheet_canvas import Canvas, fitted, wrapped
from layers.sheet_facts import footer, is_soft, printed_legend
from layers.sheet_furniture import Frame, coordinates, north_arrow, scale_bar, stamp
from layers.sheet_labels import Namer
from layers.sheet_map import MapPainter, shown_layers, zoom_of
from layers.sheet_panel import Box, draw_legend, draw_table, legend_height, table_height

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.sheet import Extent, Sheet

Kind = Literal["pdf", "png", "svg"]
MIME: Final[Mapping[str, str]] = {"pdf": "application/pdf", "png": "image/png", "svg": "image/svg+xml"}
PNG_DPI: Final = 200

MARGIN_MM: Final = 9.0
_PANEL_MM: Final = 60.0
_PANEL_WITH_TABLE_MM: Final = 96.0
_A3: Final = 1.3
_FOOT_PT: Final = 6.0
_UPRIGHT_MAP: Final = 0.62
"""Share of the room between title and foot that an upright sheet gives its map."""

_LEAST_LEGEND: Final = 0.36
"""Share of the panel that the legend keeps however long the table is."""
_CLOSER: Final = 0.75
"""Paper is read more closely than a screen: names appear this much earlier."""

NO_DATES: Final[Mapping[str, Mapping[str, Any]]] = {
    "pdf": {"CreationDate": None, "Creator": "Ouhai atlas", "Producer": None},
    "png": {"Software": "Ouhai atlas"},
    "svg": {"Date": None, "Creator": "Ouhai atlas"},
}
one_at_a_time = Lock()
"""Drawing takes memory and all of a core: two readers wait for one another."""


def compose(sheet: Sheet) -> tuple[Canvas, Frame]:
    """Draw a sheet on a fresh canvas, everything but the typeface; also where its map stands."""
    width, height = sheet.size_mm()
    factor = _A3 if sheet.paper == "A3" else 1.0
    canvas = Canvas(width, height)
    foot = _foot(sheet, factor, "", width)
    top = MARGIN_MM + _title(canvas, sheet, factor) + 5 * factor
    bottom = height - MARGIN_MM - len(foot) * _FOOT_PT * factor * 0.5 - 2
    left = MARGIN_MM + 3 * factor
    room = Box(left, top, width - MARGIN_MM - left, bottom - top)
    place, panel = _split(sheet, room, factor)
    frame = _frame(sheet, place)
    _map(canvas, sheet, frame, factor)
    _panel(canvas, sheet, panel, factor)
    _write_foot(canvas, _foot(sheet, factor, scale_text(frame.scale, sheet.lang), width), factor)
    return canvas, frame


def render(sheet: Sheet, kind: Kind) -> bytes:
    """Sheet as a file.

    Parameters
    ----------
    sheet
        What to draw.
    kind
        "pdf" and "svg" are drawn as lines, "png" has 200 dots an inch.
    """
    with one_at_a_time:
        canvas, _ = compose(sheet)
        return written(canvas, kind, sheet.title)


def written(canvas: Canvas, kind: Kind, title: str) -> bytes:
    """Canvas as a file; nothing in it says when it was made."""
    canvas.set_typeface(fonts.face(canvas.texts()))
    out = io.BytesIO()
    metadata = {**NO_DATES[kind], "Title": title}
    canvas.figure.savefig(out, format=kind, dpi=PNG_DPI if kind == "png" else 72, metadata=metadata)
    return out.getvalue()


def _title(canvas: Canvas, sheet: Sheet, factor: float) -> float:
    """Draw title and subtitle and return the height they take."""
    size, small = 15 * factor, 8.5 * factor
    wide = canvas.width - 2 * MARGIN_MM
    canvas.strong(MARGIN_MM, MARGIN_MM + size * 0.3, fitted(sheet.title, size, wide), size)
    if not sheet.subtitle:
        return size * 0.36
    y = MARGIN_MM + size * 0.36
    lines = wrapped(sheet.subtitle, small, wide)[:2]
    for line in lines:
        y += small * 0.5
        canvas.text(MARGIN_MM, y, line, small, color=palette.SLATE)
    return y - MARGIN_MM


def _foot(sheet: Sheet, factor: float, scale: str, width: float) -> list[str]:
    size = _FOOT_PT * factor
    paragraphs = footer(sheet, scale or scale_text(100_000, sheet.lang))
    return [line for text in paragraphs for line in wrapped(text, size, width - 2 * MARGIN_MM)]


def _write_foot(canvas: Canvas, lines: list[str], factor: float) -> None:
    size = _FOOT_PT * factor
    y = canvas.height - MARGIN_MM - (len(lines) - 1) * size * 0.5
    for line in lines:
        canvas.text(MARGIN_MM, y, line, size, color="#3d434b")
        y += size * 0.5


def _split(sheet: Sheet, room: Box, factor: float) -> tuple[Box, Box]:
    """Places of the map and of the panel: side by side, or one above the other on an upright sheet."""
    gap = 4 * factor
    if sheet.landscape:
        wide = (_PANEL_WITH_TABLE_MM if sheet.table else _PANEL_MM) * factor
        place = Box(room.x, room.y, room.width - wide - gap, room.height)
        return place, Box(room.x + room.width - wide, room.y, wide, room.height)
    tall = room.height * _UPRIGHT_MAP
    low = room.y + tall + gap
    return Box(room.x, room.y, room.width, tall), Box(room.x, low, room.width, room.y + room.height - low)


def _frame(sheet: Sheet, place: Box) -> Frame:
    scale = scale_for(sheet.extent, place.width, place.height)
    west, south, east, north = sheet.extent
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    half_x, half_y = place.width * scale / 2000, place.height * scale / 2000
    window: Extent = (middle_x - half_x, middle_y - half_y, middle_x + half_x, middle_y + half_y)
    return Frame(place.x, place.y, place.width, place.height, scale, window)


def _map(canvas: Canvas, sheet: Sheet, frame: Frame, factor: float) -> None:
    axes = canvas.frame(frame.x, frame.y, frame.width, frame.height)
    west, south, east, north = frame.window
    axes.set(xlim=(west, east), ylim=(south, north))
    zoom = zoom_of(frame.scale)
    views = shown_layers(sheet.state.layers, zoom)
    painter = MapPainter(axes, frame.window)
    painter.layers(views)
    painter.selected(views, sheet.state.selected)
    coordinates(canvas, frame, factor)
    taken = [scale_bar(canvas, frame, sheet.lang, factor), north_arrow(canvas, frame, sheet.lang, factor)]
    if is_soft(views, frame.window):
        taken.append(stamp(canvas, frame, sheet.lang, factor))
    width, height = frame.size_pt()
    for name in Namer(frame.window, (width, height), taken).names(views, zoom + _CLOSER, sheet.lang):
        x = frame.x + name.x / width * frame.width
        y = frame.y + frame.height - name.y / height * frame.height
        canvas.text(
            x, y, name.text, name.size_pt,
            color=name.colour, ha="center", va="center_baseline", rotation=name.angle_deg,
            rotation_mode="anchor", halo=1.6,
        )  # fmt: skip


def _panel(canvas: Canvas, sheet: Sheet, box: Box, factor: float) -> None:
    legend, notes, lang = printed_legend(sheet), sheet.notes, sheet.lang
    table = sheet.table
    if table is None:
        draw_legend(canvas, box, legend, notes, lang, factor, columns=1 if sheet.landscape else 3)
    elif sheet.landscape:
        wanted = legend_height(legend, notes, (box.width - 4) / 2, factor) / 2 + 8 * factor
        spare = box.height - table_height(table, factor) - 4
        upper = max(min(wanted, spare), min(wanted, box.height * _LEAST_LEGEND))
        draw_legend(canvas, Box(box.x, box.y, box.width, upper), legend, notes, lang, factor, columns=2)
        low = box.y + upper + 4
        draw_table(canvas, Box(box.x, low, box.width, box.y + box.height - low), table, lang, factor)
    else:
        half = box.width * 0.42
        draw_legend(canvas, Box(box.x, box.y, half, box.height), legend, notes, lang, factor, columns=2)
        right = box.x + half + 5
        draw_table(canvas, Box(right, box.y, box.width - half - 5, box.height), table, lang, factor)
