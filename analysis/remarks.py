"""What a reader must know before quoting a result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.fields import listed
from analysis.messages import Message

if TYPE_CHECKING:
    from analysis.inputs import Line, MeasureFrom, Sites


def corridor_remarks(lines: tuple[Line, ...], measure_from: MeasureFrom) -> tuple[Message, ...]:
    """Return the limits on the corridor's side: what was left out, and what is only known roughly.

    Parameters
    ----------
    lines, measure_from
        As read by `analysis.inputs`.

    Returns
    -------
    tuple of Message
    """
    said = []
    nothing = [line.id for line in lines if not line.measurable]
    if nothing:
        what_zh, what_en = ("线位", "axis") if measure_from == "line" else ("车站位置", "station position")
        said.append(
            Message(
                f"线路 {listed(nothing)} 没有任何{what_zh}, 未计入; 结果对其不作判断",
                f"line {listed(nothing)} has no {what_en} at all and is left out; the result says nothing about it",
            ),
        )
    for line in lines:
        if line.unlocated and line.measurable:
            total = len(line.unlocated) + len(line.stations)
            said.append(
                Message(
                    f"{line.id} 线 {total} 站中有 {len(line.unlocated)} 站位置未知 ({listed(line.unlocated)}), 未计入; "
                    "结果是下限",
                    f"{len(line.unlocated)} of the {total} stations of {line.id} have no position "
                    f"({listed(line.unlocated)}) and are left out; the result is a lower bound",
                ),
            )
        searched = [station.name for station in line.stations if station.area is not None]
        if searched:
            said.append(
                Message(
                    f"{line.id} 线的 {listed(searched)} 只知大致范围, 按在搜索区内等可能计算",
                    f"{listed(searched)} of {line.id} are known by a search area only and taken as anywhere in it",
                ),
            )
    return tuple(said)


def site_remarks(sites: Sites) -> tuple[Message, ...]:
    """Return the limits on the sites' side.

    Parameters
    ----------
    sites
        As read by `analysis.inputs`.

    Returns
    -------
    tuple of Message
    """
    said = []
    unknown = np.flatnonzero(sites.unknown).tolist()
    if len(unknown):
        names = [sites.name[row] or str(sites.index[row]) for row in unknown]
        said.append(
            Message(
                f"{len(unknown)} 处既无位置也无搜索区 ({listed(names)}), 无法计算概率, 一律待核",
                f"{len(unknown)} sites have neither a position nor a search area ({listed(names)}): no probability, "
                "all to verify",
            ),
        )
    searched_sites = int((~sites.located & ~sites.unknown).sum())
    if searched_sites:
        said.append(
            Message(
                f"{searched_sites} 处没有坐标, 按在其搜索区内等可能计算",
                f"{searched_sites} sites have no coordinate and are taken as anywhere in their search area",
            ),
        )
    return tuple(said)
