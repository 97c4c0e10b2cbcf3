"""What stands in and round a sheet's map: scale bar, north arrow, stamp, coordinates along the frame."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from layers import fonts, palette
from layers.language import pick
from layers.sheet import PT_PER_MM, scale_text

if TYPE_CHECKING:
    from layers.language import Lang
    from layers.sheet import Extent
    from layers.sheet_canvas import Canvas
    from layers.sheet_labels import Box

_STEPS: Final = (1, 2, 5)
BAR_ID: Final = "scale-bar"
"""Id of the scale bar's outline in an SVG."""
_STAMP_COLOUR: Final = palette.RED
_KILOMETRE: Final = 1000


@dataclass(frozen=True)
class Frame:
    """The map's frame on the page: millimetres from the upper left corner, and what it shows."""

    x: float
    y: float
    width: float
    height: float
    scale: int
    window: Extent

    def size_pt(self) -> tuple[float, float]:
        """Width and height in points."""
        return self.width * PT_PER_MM, self.height * PT_PER_MM

    def taken(self, x: float, y: float, width: float, height: float) -> Box:
        """Box on the page, in points from the frame's lower left corner."""
        left, top = (x - self.x) * PT_PER_MM, (self.y + self.height - y) * PT_PER_MM
        return (left, top - height * PT_PER_MM, left + width * PT_PER_MM, top)


def round_length(most: float) -> float:
    """Largest 1, 2 or 5 times a power of ten up to a length."""
    power = 10 ** math.floor(math.log10(most))
    return float(max(step * power for step in _STEPS if step * power <= most))


def scale_bar(canvas: Canvas, frame: Frame, lang: Lang, size: float) -> Box:
    """Draw the bar and the scale in the lower left corner; returns the room they take."""
    length_m = round_length(frame.width / 1000 * frame.scale * 0.24)
    length = length_m / frame.scale * 1000
    unit, per = ("km", _KILOMETRE) if length_m >= _KILOMETRE else ("m", 1)
    title = scale_text(frame.scale, lang)
    width = max(length + 9 * size, fonts.width_pt(title, 7.5 * size) / PT_PER_MM + 4 * size)
    height = 10.5 * size
    x, y = frame.x + 2.5, frame.y + frame.height - height - 2.5
    canvas.box(x, y, width, height, facecolor="white", edgecolor="none", alpha=0.88)
    canvas.text(x + 2 * size, y + 3.6 * size, title, 7.5 * size)
    left, top, thick = x + 2 * size, y + 5 * size, 1.1 * size
    quarter = length / 4
    for part in range(4):
        shade = palette.INK if part % 2 == 0 else "white"
        canvas.box(left + part * quarter, top, quarter, thick, facecolor=shade, linewidth=0)
    canvas.box(left, top, length, thick).set_gid(BAR_ID)
    for share in (0, 0.5, 1):
        label = f"{length_m * share / per:g}" + (f" {unit}" if share == 1 else "")
        canvas.text(left + share * length, top + thick + 2.9 * size, label, 6 * size, ha="center")
    return frame.taken(x, y, width, height)


def north_arrow(canvas: Canvas, frame: Frame, lang: Lang, size: float) -> Box:
    """Draw the arrow in the upper right corner: grid north of the projection; returns the room it takes."""
    width, height = 9 * size, 15 * size
    x, y = frame.x + frame.width - width - 2.5, frame.y + 2.5
    canvas.box(x, y, width, height, facecolor="white", edgecolor="none", alpha=0.88)
    middle, top, low = x + width / 2, y + 5 * size, y + height - 1.2 * size
    canvas.text(middle, y + 4 * size, pick(lang, "北", "N"), 8.5 * size, ha="center")
    side, notch = 2.6 * size, low - 2.2 * size
    canvas.page.fill([middle, middle - side, middle], [top, low, notch], color=palette.INK, linewidth=0)
    canvas.page.fill(
        [middle, middle + side, middle], [top, low, notch], facecolor="white", edgecolor=palette.INK, linewidth=0.6
    )
    return frame.taken(x, y, width, height)


def stamp(canvas: Canvas, frame: Frame, lang: Lang, size: float) -> Box:
    """Stamp the upper left corner: some of what is shown is schematic or estimated; returns the room it takes."""
    word = pick(lang, "示意图", "SCHEMATIC")
    why = pick(lang, "部分位置为示意或估计，不作定位依据", "some positions are schematic or estimated")
    width = max(fonts.width_pt(word, 13 * size) * 1.1, fonts.width_pt(why, 5.6 * size)) / PT_PER_MM + 4 * size
    height = 10.6 * size
    x, y = frame.x + 2.5, frame.y + 2.5
    canvas.box(x, y, width, height, facecolor="white", edgecolor=_STAMP_COLOUR, linewidth=1.3)
    middle = x + width / 2
    canvas.strong(middle, y + 5.4 * size, word, 13 * size, color=_STAMP_COLOUR, ha="center")
    canvas.text(middle, y + 8.9 * size, why, 5.6 * size, color=_STAMP_COLOUR, ha="center")
    return frame.taken(x, y, width, height)


def coordinates(canvas: Canvas, frame: Frame, size: float) -> None:
    """Mark round kilometres of EPSG:4549 along the frame, easting above and northing on the left."""
    west, south, east, north = frame.window
    step = round_length((east - west) / 4)
    per_m = 1000 / frame.scale
    tick, margin = 1.2 * size, 6 * size / per_m
    for at in range(math.ceil((west + margin) / step), math.floor((east - margin) / step) + 1):
        x = frame.x + (at * step - west) * per_m
        canvas.line([(x, frame.y), (x, frame.y - tick)])
        canvas.text(x, frame.y - tick - 0.5, _kilometres(at * step), 5 * size, ha="center", color=palette.SLATE)
    for at in range(math.ceil((south + margin) / step), math.floor((north - margin) / step) + 1):
        y = frame.y + frame.height - (at * step - south) * per_m
        canvas.line([(frame.x, y), (frame.x - tick, y)])
        canvas.text(
            frame.x - tick - 0.5, y, _kilometres(at * step), 5 * size,
            rotation=90, ha="right", va="center", color=palette.SLATE,
        )  # fmt: skip


def _kilometres(value: float) -> str:
    return f"{value / _KILOMETRE:g} km"
