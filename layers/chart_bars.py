"""Grouped bars: what each line brings alone, after those before it, and what would be lost without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from layers import chart, palette

LEFT: Final = 96
RIGHT: Final = 430
TOP: Final = 62
BAR: Final = 13
GAP: Final = 15
FOOT: Final = 44

TONES: Final = (("fill-opacity", 0.28), ("fill-opacity", 0.62), ("fill-opacity", 1.0))
"""The bars of a group are told apart by tone and by order, not by hue, which belongs to the line."""


@dataclass(frozen=True)
class Group:
    """One line with its bars; `said` is printed at each bar's end."""

    name: str
    colour: str
    heights: tuple[float, ...]
    said: tuple[str, ...]


@dataclass(frozen=True)
class Bars:
    """What the chart shows; texts in the reader's language. `kinds` names the bars of every group, three at most."""

    title: str
    source: str
    axis: str
    kinds: tuple[str, ...]
    groups: tuple[Group, ...]


def height(bars: Bars) -> int:
    """Height of the drawing, pixels."""
    return TOP + len(bars.groups) * (BAR * len(bars.kinds) + GAP) + FOOT


def svg(bars: Bars) -> str:
    """Draw the bars.

    Returns
    -------
    str
        SVG of `chart.WIDTH` by `height`.
    """
    tall = height(bars)
    bottom = tall - FOOT
    x = chart.Axis(0, chart.nice_top(max((v for group in bars.groups for v in group.heights), default=0)), LEFT, RIGHT)
    parts = [chart.text((12, 18), bars.title, size=14, colour=palette.INK, bold=True), *_key(bars)]
    for value in x.ticks(5):
        parts.append(chart.line((x(value), TOP - 8), (x(value), bottom), chart.GRID))
        parts.append(chart.text((x(value), bottom + 14), f"{value:g}", size=11, anchor="middle"))
    for number, group in enumerate(bars.groups):
        parts += _group(group, TOP + number * (BAR * len(bars.kinds) + GAP), x)
    parts.append(chart.text((RIGHT + 62, bottom + 14), bars.axis, size=11, anchor="end"))
    parts.append(chart.text((12, tall - 6), bars.source, size=10))
    return chart.document(parts, width=chart.WIDTH, height=tall, title=bars.title, description=_description(bars))


def _group(group: Group, top: float, x: chart.Axis) -> list[str]:
    tall = BAR * len(group.heights)
    parts = [chart.text((LEFT - 8, top + tall / 2 + 4), group.name, anchor="end", colour=palette.INK, bold=True)]
    for row, (value, said) in enumerate(zip(group.heights, group.said, strict=True)):
        name, tone = TONES[row]
        wide = round(max(x(max(value, 0.0)) - LEFT, 0.8), 1)
        y = top + row * BAR
        parts.append(
            f'<rect x="{LEFT}" y="{y}" width="{wide}" height="{BAR - 2}" fill="{group.colour}" {name}="{tone}"/>',
        )
        parts.append(chart.text((LEFT + wide + 5, y + BAR - 3), said, size=11, colour=palette.INK))
    return parts


def _key(bars: Bars) -> list[str]:
    parts = []
    place = 12.0
    for (name, tone), kind in zip(TONES, bars.kinds, strict=False):
        parts.append(f'<rect x="{place}" y="30" width="16" height="11" fill="{palette.SLATE}" {name}="{tone}"/>')
        parts.append(chart.text((place + 21, 40), kind, size=11))
        place += 36 + sum(11.5 if ord(letter) > 255 else 6.2 for letter in kind)  # noqa: PLR2004 - Latin-1 ends there
    return parts


def _description(bars: Bars) -> str:
    rows = (
        f"{group.name}: " + ", ".join(f"{kind} {said}" for kind, said in zip(bars.kinds, group.said, strict=True))
        for group in bars.groups
    )
    return "; ".join(rows)
