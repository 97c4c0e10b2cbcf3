"""Charts as SVG text, drawn here and not in the browser: the screen, the printed sheet and the file are one picture.

Plain SVG needs no library in the page and no code made from strings, which the security policy forbids. The browser
only adds the handle of a curve's marker (``static/chart.js``) and turns the picture into a PNG.
"""

from __future__ import annotations

from html import escape
from math import floor, log10
from typing import TYPE_CHECKING, Final

from layers import palette

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH: Final = 520
FONT: Final = "'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei','PingFang SC',sans-serif"
GRID: Final = "#dfe3e8"
SOFT: Final = "#55606c"

Point = tuple[float, float]


class Axis:
    """From a value to its place in pixels.

    Parameters
    ----------
    low, high
        Ends of the scale; `high` above `low`.
    start, end
        Their places, pixels.
    """

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self.low, self.high, self.start, self.end = low, high, start, end

    def __call__(self, value: float) -> float:
        """Place of a value, to a tenth of a pixel."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    def ticks(self, about: int) -> list[float]:
        """Round values along the scale, about so many."""
        step = nice_step((self.high - self.low) / about)
        first = floor(self.low / step + 1e-9)
        values = (round(step * number, 10) for number in range(first, first + 3 * about + 2))
        return [value for value in values if self.low - 1e-9 <= value <= self.high + 1e-9]


def nice_step(rough: float) -> float:
    """Round a step up to 1, 2 or 5 times a power of ten."""
    power: float = 10.0 ** floor(log10(rough))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if rough <= factor * power * (1 + 1e-9))


def nice_top(highest: float, about: int = 4) -> float:
    """Round the end of a scale up, so that it is a tick itself; 1 when there is nothing above 0."""
    if highest <= 0:
        return 1.0
    step = nice_step(highest / about)
    return step * -(-highest // step)


def text(
    at: Point, said: str, *, size: float = 12, anchor: str = "start", colour: str = SOFT, bold: bool = False
) -> str:
    """One line of text; nothing in it is markup."""
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{at[0]}" y="{at[1]}" font-size="{size}" text-anchor="{anchor}" fill="{colour}"{weight}>'
        f"{escape(said)}</text>"
    )


def line(start: Point, end: Point, colour: str, width: float = 1, dash: str = "") -> str:
    """One straight line."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{start[0]}" y1="{start[1]}" x2="{end[0]}" y2="{end[1]}" stroke="{colour}" '
        f'stroke-width="{width}"{dashed}/>'
    )


def polyline(points: Sequence[Point], colour: str, width: float, dash: str = "") -> str:
    """Draw an open line through points."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="{_path(points)}" fill="none" stroke="{colour}" stroke-width="{width}"{dashed}/>'


def polygon(points: Sequence[Point], colour: str, opacity: float) -> str:
    """Draw a filled shape."""
    return f'<path d="{_path(points)}Z" fill="{colour}" fill-opacity="{opacity}"/>'


def _path(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points)


def document(parts: Sequence[str], *, width: int, height: int, title: str, description: str) -> str:
    """Whole picture, on white, with a title and a description for those who hear it.

    Parameters
    ----------
    parts
        SVG elements made by the functions above, from the bottom up.
    width, height
        Of the drawing, pixels; on screen it scales.
    title, description
        Plain text.
    """
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" font-family="{FONT}"><title>{escape(title)}</title><desc>{escape(description)}</desc>'
        f'<rect width="{width}" height="{height}" fill="{palette.WHITE}"/>{"".join(parts)}</svg>'
    )
