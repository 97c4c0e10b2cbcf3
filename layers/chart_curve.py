"""The coverage curve: how much comes within the corridor as the distance grows, with its band."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from layers import chart, palette

LEFT: Final = 52
RIGHT: Final = 500
TOP: Final = 46
BOTTOM: Final = 214
HEIGHT: Final = 270


@dataclass(frozen=True)
class Row:
    """One distance: its value, and the 5 % and 95 % point of it."""

    distance_m: float
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Curve:
    """What a curve shows; texts in the reader's language.

    Parameters
    ----------
    title, source
        Above and below the drawing.
    x_title, y_title
        Of the axes, with their units.
    value_name, band_name
        Of the line and the band, for the key.
    rows
        Distances ascending, the first not below 0.
    unit
        Printed after every value: `` %``, or empty for counts, whose band is whole numbers.
    top
        End of the vertical scale, none to follow the data.
    at_m
        Where the marker stands, none for no marker.
    """

    title: str
    source: str
    x_title: str
    y_title: str
    value_name: str
    band_name: str
    rows: tuple[Row, ...]
    unit: str = ""
    top: float | None = None
    at_m: float | None = None

    def at(self, distance_m: float) -> Row:
        """Values at a distance, straight between the rows beside it."""
        x = [row.distance_m for row in self.rows]
        columns = ([row.value for row in self.rows], [row.low for row in self.rows], [row.high for row in self.rows])
        return Row(distance_m, *(float(np.interp(distance_m, x, column)) for column in columns))


def figure_text(value: float, unit: str) -> str:
    """Value as the axis and the marker print it: whole numbers from ten on, one decimal below."""
    return (f"{value:.0f}" if value >= 10 or value == 0 else f"{value:.1f}") + unit  # noqa: PLR2004 - as said


def svg(curve: Curve) -> str:
    """Draw the curve.

    Returns
    -------
    str
        SVG of `chart.WIDTH` by `HEIGHT`; the marker is the group of class ``marker``.
    """
    x, y = axes(curve)
    parts = [
        chart.text((LEFT - 40, 18), curve.title, size=14, colour=palette.INK, bold=True),
        *_grid(curve, x, y),
        chart.polygon(_band(curve, x, y), palette.BLUE, 0.2),
        chart.polyline([(x(row.distance_m), y(row.value)) for row in curve.rows], palette.BLUE, 2.4),
        *_key(curve),
        chart.text((LEFT - 40, HEIGHT - 6), curve.source, size=10),
    ]
    if curve.at_m is not None:
        parts.append(f'<g class="marker">{_marker(curve, x, y)}</g>')
    last = curve.rows[-1]
    description = f"{curve.y_title}: {figure_text(last.value, curve.unit)} / {last.distance_m:g}"
    return chart.document(parts, width=chart.WIDTH, height=HEIGHT, title=curve.title, description=description)


def axes(curve: Curve) -> tuple[chart.Axis, chart.Axis]:
    """Scales of the drawing: distance and value."""
    top = curve.top or chart.nice_top(max(row.high for row in curve.rows))
    return chart.Axis(0, curve.rows[-1].distance_m, LEFT, RIGHT), chart.Axis(0, top, BOTTOM, TOP)


def payload(curve: Curve) -> dict[str, Any]:
    """Return what the browser needs to move the marker: the scale in drawing pixels and the rows."""
    x, y = axes(curve)
    return {
        "left": x.start,
        "right": x.end,
        "top": y.end,
        "bottom": y.start,
        "far": x.high,
        "high": y.high,
        "width": chart.WIDTH,
        "height": HEIGHT,
        "at": curve.at_m,
        "unit": curve.unit,
        "rows": [[row.distance_m, row.value, row.low, row.high] for row in curve.rows],
    }


def _grid(curve: Curve, x: chart.Axis, y: chart.Axis) -> list[str]:
    parts = []
    for value in y.ticks(4):
        parts.append(chart.line((LEFT, y(value)), (RIGHT, y(value)), chart.GRID))
        said = f"{value:g}{curve.unit}"
        parts.append(chart.text((LEFT - 6, y(value) + 4), said, size=11, anchor="end"))
    for value in x.ticks(6):
        parts.append(chart.line((x(value), BOTTOM), (x(value), BOTTOM + 4), chart.SOFT))
        parts.append(chart.text((x(value), BOTTOM + 17), f"{value:g}", size=11, anchor="middle"))
    parts.append(chart.line((LEFT, BOTTOM), (RIGHT, BOTTOM), chart.SOFT))
    parts.append(chart.text((RIGHT, BOTTOM + 34), curve.x_title, size=11, anchor="end"))
    parts.append(chart.text((LEFT - 40, 36), curve.y_title, size=11))
    return parts


def _band(curve: Curve, x: chart.Axis, y: chart.Axis) -> list[chart.Point]:
    upper = [(x(row.distance_m), y(min(row.high, y.high))) for row in curve.rows]
    lower = [(x(row.distance_m), y(row.low)) for row in curve.rows]
    return upper + lower[::-1]


def _key(curve: Curve) -> list[str]:
    return [
        chart.line((LEFT + 4, BOTTOM + 30), (LEFT + 26, BOTTOM + 30), palette.BLUE, 2.4),
        chart.text((LEFT + 31, BOTTOM + 34), curve.value_name, size=11),
        f'<rect x="{LEFT + 104}" y="{BOTTOM + 24}" width="22" height="11" fill="{palette.BLUE}" fill-opacity="0.2"/>',
        chart.text((LEFT + 131, BOTTOM + 34), curve.band_name, size=11),
    ]


def _marker(curve: Curve, x: chart.Axis, y: chart.Axis) -> str:
    here = curve.at(min(curve.at_m or 0.0, curve.rows[-1].distance_m))
    place = x(here.distance_m)
    said = marker_text(curve, here)
    left = place > (LEFT + RIGHT) / 2
    return (
        chart.line((place, TOP - 4), (place, BOTTOM), palette.VERMILLION, 1.6)
        + f'<circle cx="{place}" cy="{y(here.value)}" r="4" fill="{palette.VERMILLION}"/>'
        + chart.text(
            (place - 8 if left else place + 8, TOP + 8), said, size=12, anchor="end" if left else "start",
            colour="#8f3600", bold=True,
        )
    )  # fmt: skip


def marker_text(curve: Curve, here: Row) -> str:
    """Say distance, value and band beside the marker."""
    ends = [figure_text(value, curve.unit) if curve.unit else f"{value:.0f}" for value in (here.low, here.high)]
    return f"{here.distance_m:g} m · {figure_text(here.value, curve.unit)} ({ends[0]}–{ends[1]})"
