"""Say in a sentence how a geometry was made, from the rule that made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata import zones

if TYPE_CHECKING:
    from geodata.rules import Rule, Source, Step

_SOURCES = {
    "district": ("全区（13 个街镇）", "the whole district (13 streets and town)"),
    "streets": ("{zh}的合并", "union of {en}"),
    "town": ("{zh}的城镇部分（山林闭合后余下的最大连片）", "town part of {en} (largest open area outside the hill forest)"),
    "hills": ("{zh}的西部山体（与泽雅镇相连的山林）", "western hills of {en} (forest that joins Zeya)"),
    "forest": ("{zh}内的山林", "hill forest inside {en}"),
    "hill": ("{zh}山林", "forest of {en}"),
    "water": ("底图水系“{zh}”", "water '{en}' of the base map"),
    "waterway": ("底图河道“{zh}”", "waterway '{en}' of the base map"),
    "road": ("底图道路“{zh}”", "road '{en}' of the base map"),
    "railway": ("底图铁路“{zh}”", "railway feature '{en}' of the base map"),
    "line": ("轨道 {zh} 线", "rail line {en}"),
    "place": ("地名点“{zh}”", "place '{en}'"),
    "layer": ("图层要素 {zh}", "layer member {en}"),
}
_TAKEN = {"forest": ("山林", "hill forest"), "water": ("水面", "water")}


def _source(source: Source) -> tuple[str, str]:
    zh, en = _SOURCES[source.kind]
    extra = [f"{'、'.join(zones.MASSIFS[name])}" for name in source.names if name in zones.MASSIFS]
    aside = (f"（吹台山取{extra[0]}内的连片山林）", f" (Chuitai Hill: forest of {extra[0]})") if extra else ("", "")
    joined_zh, joined_en = "、".join(source.names), ", ".join(source.names)
    return zh.format(zh=joined_zh) + aside[0], en.format(en=joined_en) + aside[1]


def _target(text: str) -> str:
    return text.partition("/")[2]


def _step(step: Step) -> tuple[str, str]:
    verb, argument = step.verb, step.argument
    if verb == "clip":
        where = ("全区", "the district") if argument == "district" else (argument.replace("|", "、"), argument.replace("|", ", "))
        return f"截取{where[0]}内的部分", f"clipped to {where[1]}"
    if verb == "minus":
        names = [_TAKEN[name] for name in argument.split("|")]
        return f"扣除{'和'.join(name[0] for name in names)}", f"without {' and '.join(name[1] for name in names)}"
    if verb == "within":
        metres, _, target = argument.partition("@")
        return f"取距{_target(target)} {metres} m 以内", f"within {metres} m of {_target(target)}"
    if verb in {"north", "south"}:
        side = ("以北", "north") if verb == "north" else ("以南", "south")
        return f"取{_target(argument)}{side[0]}的一段", f"the part {side[1]} of {_target(argument)}"
    if verb == "plus":
        name = argument.partition(":")[2].replace("|", "、")
        return f"加上“{name}”", f"plus '{name}'"
    if verb == "foot":
        return "取外缘（山脚线）", "outer edge (foot of the hills)"
    if verb == "min_km2":
        return f"去掉小于 {argument} km² 的碎片", f"parts below {argument} km² dropped"
    return f"以 {argument} m 容差化简", f"simplified, tolerance {argument} m"


def describe(rule: Rule) -> tuple[str | None, str | None]:
    """Sentences on a rule, Chinese and English.

    Parameters
    ----------
    rule
        A parsed rule.

    Returns
    -------
    tuple of str or None
        ``(zh, en)``; both None for ``none`` and ``point``, which make nothing.
    """
    if not rule.sources:
        return None, None
    sources = [_source(source) for source in rule.sources]
    steps = [_step(step) for step in rule.steps]
    zh = "，".join(["加".join(item[0] for item in sources), *(item[0] for item in steps)])
    en = "; ".join([" plus ".join(item[1] for item in sources), *(item[1] for item in steps)])
    return zh, en[:1].upper() + en[1:]
