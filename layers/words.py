"""The field's words for coded values, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.language import Lang

Pair = tuple[str, str]

STATUS: Final[Mapping[str, Pair]] = {
    "operating": ("已建成运营", "operating"),
    "under_construction": ("在建", "under construction"),
    "planned": ("规划", "planned"),
    "proposed": ("谋划", "proposed"),
}
BASIS: Final[Mapping[str, Pair]] = {
    "surveyed": ("实测", "surveyed"),
    "traced": ("图上描绘", "traced from a map"),
    "derived": ("由其他图层推导", "derived from other layers"),
    "estimated": ("估计位置", "estimated"),
    "schematic": ("示意", "schematic"),
    "unlocated": ("位置待补", "not located"),
}
BASIS_MEANING: Final[Mapping[str, Pair]] = {
    "surveyed": ("事物本身的坐标；实线、实心", "coordinates of the thing itself; solid"),
    "traced": ("从地图图面描出；实线、实心", "digitised from a map picture; solid"),
    "derived": ("按写明的规则由其他图层算出；长划线", "computed from other layers by a stated rule; long dashes"),
    "schematic": ("次序和地名对，位置不作准；虚线", "right in order and place names, not in position; dashed"),
    "estimated": (
        "由间接证据推定；空心，外圈九成把握",
        "from indirect evidence; hollow, nine chances in ten in the ring",
    ),
    "unlocated": ("规划写了名字，没有坐标；只列出，不画", "named in the plan, no coordinate; listed, not drawn"),
}
VERDICT: Final[Mapping[str, Pair]] = {
    "in": ("在内", "in"),
    "verify": ("待核", "to verify"),
    "out": ("在外", "out"),
}


def word(table: Mapping[str, Pair], code: str | None, lang: Lang) -> str:
    """Word for a code; an unknown code stands for itself, a missing one is a dash."""
    if code is None:
        return "—"
    zh, en = table.get(code, (code, code))
    return en if lang == "en" else zh
