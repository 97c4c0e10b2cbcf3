"""Say in a sentence how a geometry was made, from the rule that made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata import zones

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.rules import Rule, Source, Step

_SOURCES = {
    "district": ("全区（13 个街镇）", "the whole district (13 streets and town)"),
    "streets": ("{zh}", "{en}"),
    "town": (
        "{zh}的城镇部分（西部山体以外）",
        "the town part of {en} (what is not western hills)",
    ),
    "hills": ("{zh}的西部山体（与泽雅镇相连的山林）", "the western hills of {en} (forest that joins Zeya)"),
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


def _source(source: Source, english: Callable[[str], str]) -> tuple[str, str]:
    zh, en = _SOURCES[source.kind]
    zh, en = zh.format(zh="、".join(source.names)), en.format(en=", ".join(map(english, source.names)))
    for name in set(source.names) & set(zones.MASSIFS):
        streets = zones.MASSIFS[name]
        zh += f"（{name}取{'、'.join(streets)}内的连片山林）"
        en += f" ({english(name)}: the forest of {', '.join(map(english, streets))})"
    return zh, en


_STEPS = {
    "clip": ("截取{zh}内的部分", "clipped to {en}"),
    "minus": ("扣除{zh}", "without {en}"),
    "within": ("取距{zh}以内", "within {en}"),
    "north": ("取{zh}以北的一段", "the part north of {en}"),
    "south": ("取{zh}以南的一段", "the part south of {en}"),
    "plus": ("加上“{zh}”", "plus '{en}'"),
    "foot": ("取外缘（山脚线）", "outer edge (foot of the hills)"),
    "min_km2": ("去掉小于 {zh} km² 的碎片", "parts below {en} km² dropped"),
    "smooth": ("以 {zh} m 容差化简", "simplified, tolerance {en} m"),
}
_WORDS = {"forest": ("山林", "hill forest"), "water": ("水面", "water"), "district": ("全区", "the district")}


def _argument(step: Step, english: Callable[[str], str]) -> tuple[str, str]:
    if step.verb == "within":
        metres, _, target = step.argument.partition("@")
        name = target.partition("/")[2]
        return f"{name} {metres} m ", f"{metres} m of {english(name)}"
    if step.verb in {"north", "south"}:
        name = step.argument.partition("/")[2]
        return name, english(name)
    text = step.argument.partition(":")[2] if step.verb == "plus" else step.argument
    words = [_WORDS.get(word) or (word, english(word)) for word in text.split("|")]
    return "、".join(word[0] for word in words), ", ".join(word[1] for word in words)


def _step(step: Step, english: Callable[[str], str]) -> tuple[str, str]:
    argument_zh, argument_en = _argument(step, english)
    zh, en = _STEPS[step.verb]
    return zh.format(zh=argument_zh), en.format(en=argument_en)


def describe(rule: Rule, english: Callable[[str], str]) -> tuple[str | None, str | None]:
    """Sentences on a rule, Chinese and English.

    Parameters
    ----------
    rule
        A parsed rule.
    english
        English name of a Chinese one.

    Returns
    -------
    tuple of str or None
        ``(zh, en)``; both None for ``none`` and ``point``, which make nothing.
    """
    if not rule.sources:
        return None, None
    sources = [_source(source, english) for source in rule.sources]
    steps = [_step(step, english) for step in rule.steps]
    zh = "，".join(["加".join(item[0] for item in sources), *(item[0] for item in steps)])
    en = "; ".join([" plus ".join(item[1] for item in sources), *(item[1] for item in steps)])
    return zh, en[:1].upper() + en[1:]
