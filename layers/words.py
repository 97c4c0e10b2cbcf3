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
VERDICT: Final[Mapping[str, Pair]] = {
    "in": ("在内", "in"),
    "verify": ("待核", "to verify"),
    "out": ("在外", "out"),
}
CHAPTER: Final[Mapping[str, Pair]] = {
    "1": ("第一章 目标", "Ch. 1 Aims"),
    "2": ("第二章 科创", "Ch. 2 Innovation"),
    "3": ("第三章 空间融合", "Ch. 3 Spatial structure"),
    "4": ("第四章 都市经济", "Ch. 4 Urban economy"),
    "7": ("第七章 文旅", "Ch. 7 Culture and tourism"),
    "8": ("第八章 绿色发展", "Ch. 8 Ecology"),
    "10": ("第十章 交通先行", "Ch. 10 Transport"),
    "annual": ("2021 年计划", "2021 annual plan"),
    "base": ("底图", "Base map"),
}


def word(table: Mapping[str, Pair], code: str | None, lang: Lang) -> str:
    """Word for a code; an unknown code stands for itself, a missing one is a dash."""
    if code is None:
        return "—"
    zh, en = table.get(code, (code, code))
    return en if lang == "en" else zh
