"""The words of a consultation for coded values, and how its comments look on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from layers import palette
from layers.members import member
from layers.words import word
from views.language import current, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.words import Pair

CATEGORY: Final[Mapping[str, Pair]] = {
    "housing": ("住房与旧改", "Housing, renewal"),
    "transport": ("交通出行", "Transport"),
    "services": ("学校医院等服务", "Schools, health, services"),
    "ecology": ("生态环境", "Environment"),
    "culture": ("历史文化", "Heritage, culture"),
    "industry": ("产业就业", "Jobs, industry"),
    "other": ("其他", "Other"),
}
STATE: Final[Mapping[str, Pair]] = {
    "pending": ("待审核", "waiting to be checked"),
    "published": ("已公开", "published"),
    "declined": ("未公开", "not published"),
    "erased": ("已删除", "deleted"),
}
USE: Final[Mapping[str, Pair]] = {
    "adopted": ("已采纳", "adopted"),
    "partly": ("部分采纳", "adopted in part"),
    "noted": ("记录备研", "noted for further study"),
    "not_adopted": ("未采纳", "not adopted"),
    "forwarded": ("已转有关部门", "passed to the office concerned"),
}
PHASE: Final[Mapping[str, Pair]] = {
    "draft": ("草稿，公众看不到", "draft, hidden from the public"),
    "upcoming": ("尚未开始", "not begun"),
    "open": ("正在征求", "open"),
    "closed": ("已结束", "closed"),
}
ACTION: Final[Mapping[str, Pair]] = {
    "saved": ("保存设置", "settings saved"),
    "received": ("收到", "received"),
    "published": ("公开", "published"),
    "declined": ("不公开", "not published"),
    "pending": ("退回待审", "back to waiting"),
    "answered": ("答复", "answered"),
    "contact seen": ("查看联系方式", "contact looked at"),
    "contact deleted": ("删除联系方式", "contact deleted"),
    "erased": ("删除意见", "comment deleted"),
}


def _look(colour: str, shape: str, radius: float = 8) -> dict[str, Any]:
    return {
        "color": palette.WHITE, "weight": 1.6, "fillColor": colour, "fillOpacity": 1, "radius": radius, "shape": shape,
    }  # fmt: skip


LOOKS: Final[Mapping[str, Mapping[str, Any]]] = {
    "housing": _look(palette.VERMILLION, "square", 7),
    "transport": _look(palette.BLUE, "diamond"),
    "services": _look(palette.MAGENTA, "circle", 7.5),
    "ecology": _look(palette.GREEN, "triangle"),
    "culture": _look(palette.OCHRE, "star"),
    "industry": _look(palette.PURPLE, "circle", 5.5),
    "other": _look(palette.SLATE, "circle", 6.5),
}
"""Category → look; shape and size differ beside the colour."""


def category(code: str) -> str:
    """Name of a category in the session's language."""
    return word(CATEGORY, code, current())


def place(feature: str | None, lon: float | None, lat: float | None) -> str:
    """Where a comment is pinned, in words: the feature's name, or its coordinates, or the whole district."""
    found = member(feature) if feature else None
    if found is not None:
        return say(found.name, found.name_en or found.name)
    if lon is None or lat is None:
        return say("不针对具体地点", "no particular place")
    return say(f"东经 {lon:.4f}，北纬 {lat:.4f}", f"{lon:.4f} E, {lat:.4f} N")
