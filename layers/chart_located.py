"""Stacked bars: of each layer, how many members are located and how many are not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from layers import chart, palette

LEFT: Final = 190
RIGHT: Final = 430
TOP: Final = 56
BAR: Final = 14
GAP: Final = 8
FOOT: Final = 14


@dataclass(frozen=True)
class Row:
    """A layer: its title, and how many of its members are located and not."""

    name: str
    located: int
    unlocated: int


def svg(rows: tuple[Row, ...], *, title: str, words: tuple[str, str]) -> str:
    """Draw the bars; each is as wide as the share, with the numbers at its end.

    Parameters
    ----------
    rows
        Layers in order.
    title, words
        Heading, and what "located" and "not located" are called.

    Returns
    -------
    str
        SVG of `chart.WIDTH`.
    """
    tall = TOP + len(rows) * (BAR + GAP) + FOOT
    x = chart.Axis(0, 1, LEFT, RIGHT)
    parts = [chart.text((12, 18), title, size=14, colour=palette.INK, bold=True)]
    for place, (word, fill) in zip((12, 130), zip(words, _fills(), strict=True), strict=True):
        parts.append(f'<rect x="{place}" y="28" width="16" height="11" {fill}/>')
        parts.append(chart.text((place + 22, 38), word, size=11))
    for number, row in enumerate(rows):
        y = TOP + number * (BAR + GAP)
        whole = max(1, row.located + row.unlocated)
        split = x(row.located / whole)
        parts.append(chart.text((LEFT - 8, y + BAR - 3), row.name, size=11, anchor="end", colour=palette.INK))
        for start, end, fill in zip((LEFT, split), (split, RIGHT), _fills(), strict=True):
            if end > start:
                parts.append(f'<rect x="{start}" y="{y}" width="{round(end - start, 1)}" height="{BAR}" {fill}/>')
        said = f"{row.located} / {whole}" if row.unlocated else f"{row.located}"
        parts.append(chart.text((RIGHT + 8, y + BAR - 3), said, size=11, colour=palette.INK))
    description = "; ".join(f"{row.name}: {words[0]} {row.located}, {words[1]} {row.unlocated}" for row in rows)
    return chart.document(parts, width=chart.WIDTH, height=tall, title=title, description=description)


def _fills() -> tuple[str, str]:
    """Solid for what is located; white with a dashed edge for what is not, so that no colour is needed to tell."""
    solid = f'fill="{palette.BLUE}"'
    hollow = f'fill="{palette.WHITE}" stroke="{palette.VERDICTS["verify"]}" stroke-dasharray="3 2"'
    return solid, hollow
