"""What stands beside the map in a step: figures computed from the data when the step is shown, as bars in a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import geodata
from layers import palette
from layers.card import html_text, size_text
from layers.language import pick
from layers.members import members, street_names
from layers.words import STATUS, VERDICT, word
from views import corridor_answer
from views import corridor_facts as facts
from views.corridor_params import Choice
from views.corridor_text import expected

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from layers.language import Lang
    from layers.story import Step
    from views.corridor_answer import Answer

_PLAIN: Final = {"in": ("确定在内", "Certain"), "verify": ("说不准", "Cannot be told"), "out": ("不在内", "Not near")}
_DISTANCE_M: Final = 800
_TODAY: Final = ("S1",)


@dataclass(frozen=True)
class Bar:
    """One row: a name, its length, what is said at its end."""

    name: str
    value: float
    said: str
    colour: str = palette.BLUE


@dataclass(frozen=True)
class Figure:
    """Bars under a title, and the words that go into the step's text."""

    title: str = ""
    note: str = ""
    bars: tuple[Bar, ...] = ()
    fills: Mapping[str, str] = field(default_factory=dict)


def choice_of(step: Step) -> Choice:
    """Corridor check a step asks for: the renovation sites against its lines, from the stations."""
    lines = tuple(code for code in facts.located_lines() if code in (step.lines or _TODAY))
    return Choice(lines, step.distance_m or _DISTANCE_M, "stations", "renewal_sites", "")


def figure(step: Step, lang: Lang) -> Figure:
    """Figure of a step; an empty one for a step without."""
    return _FIGURES[step.figure](step, lang) if step.figure else Figure()


def _zones(step: Step, lang: Lang) -> Figure:
    del step
    zones = sorted(members("structure_zones"), key=lambda m: -(m.size or 0))
    bars = tuple(
        Bar(pick(lang, m.name, m.name_en), m.size or 0, size_text(m.size or 0, "polygon", lang), palette.SLATE)
        for m in zones
    )
    fills = {
        "zones": len(zones),
        "corridors": len(members("structure_corridors")),
        "belts": len(members("structure_belts")),
    }
    note = pick(lang, "按图上界线计算，不是公布的数字", "computed from the lines on the map, not published")
    return Figure(pick(lang, "三片的面积", "Area of the three parts"), note, bars, _told(fills))


def _blocks(step: Step, lang: Lang) -> Figure:
    del step
    entries = members("key_blocks")
    names = street_names()
    bars = tuple(
        Bar(
            pick(lang, m.name, m.name_en),
            m.size or 0,
            pick(lang, "、", ", ").join(_short(names[code][lang == "en"]) for code in m.streets[:4])
            + (pick(lang, " 等", " …") if len(m.streets) > 4 else ""),  # noqa: PLR2004 - room for four names
            palette.BROWN,
        )
        for m in entries
    )
    note = pick(
        lang,
        "条长是示意范围的大小，旁边是涉及的街镇",
        "the bar is the size of the schematic outline, beside it the subdistricts it touches",
    )
    title = pick(lang, "板块和涉及的街镇", "The blocks and their subdistricts")
    return Figure(title, note, bars, _told({"blocks": len(entries)}))


def _renewal(step: Step, lang: Lang) -> Figure:
    del step
    entries = members("renewal_sites")
    names = street_names()
    counts = {code: [m for m in entries if code in m.streets] for code in names}
    kept = sorted(((code, found) for code, found in counts.items() if found), key=lambda item: -len(item[1]))
    bars = tuple(
        Bar(
            _short(names[code][lang == "en"]),
            len(found),
            pick(
                lang,
                f"{len(found)} 个（{sum(m.located for m in found)} 个有位置）",
                f"{len(found)} ({sum(m.located for m in found)} placed)",
            ),
            palette.VERMILLION,
        )
        for code, found in kept
    )
    located = sum(m.located for m in entries)
    fills = {"sites": len(entries), "streets": len(kept), "located": located, "unlocated": len(entries) - located}
    return Figure(pick(lang, "各街道的改造项目", "Renovation sites by subdistrict"), "", bars, _told(fills))


def _stations(step: Step, lang: Lang) -> Figure:
    stops = geodata.stations()
    drawn = stops[stops.geometry.notna()]
    bars, fills = [], {"operating": 0, "under_construction": 0, "planned": 0}
    for code in step.lines or facts.located_lines():
        line = facts.line(code)
        number = int((drawn["line"] == code).sum())
        waiting = int((stops["line"] == code).sum()) - number
        said = f"{number} {pick(lang, '站', 'stations')} · {word(STATUS, line.status, lang)}"
        said += pick(lang, f" · 另有 {waiting} 站位置未知", f" · {waiting} more not placed") if waiting else ""
        bars.append(Bar(code, number, said, palette.LINES[code]))
        fills[line.status] = fills.get(line.status, 0) + number
    told = _told(fills)
    title = pick(lang, "图上有位置的车站", "Stations with a position")
    fill = {
        "operating": told["operating"], "building": told["under_construction"], "planned": told["planned"],
    }  # fmt: skip
    return Figure(title, "", tuple(bars), fill)


def _today(step: Step, lang: Lang) -> Figure:
    return _checked(step, lang)


def _tomorrow(step: Step, lang: Lang) -> Figure:
    found = _checked(step, lang)
    asked = choice_of(step)
    before = corridor_answer.answer(Choice(_TODAY, asked.distance_m, "stations", "renewal_sites", ""))
    return Figure(found.title, found.note, found.bars, {**found.fills, "before": _total(before, lang)})


def _checked(step: Step, lang: Lang) -> Figure:
    asked = choice_of(step)
    counts = corridor_answer.answer(asked).counts
    rows = (("in", counts.certain_in), ("verify", counts.verify), ("out", counts.certain_out))
    bars = tuple(Bar(plain_verdict(code, lang), number, str(number), palette.VERDICTS[code]) for code, number in rows)
    metres = pick(lang, f"{asked.distance_m} 米", f"{asked.distance_m} m")
    fills = {
        "distance": metres, "sites": str(counts.n), "sure": str(counts.certain_in), "open": str(counts.verify),
        "expected": _total(corridor_answer.answer(asked), lang),
    }  # fmt: skip
    lines = "+".join(asked.lines)
    title = pick(lang, f"离 {lines} 车站 {metres}以内", f"Within {metres} of a station of {lines}")
    note = pick(lang, "直线距离；括号里是九成把握的范围", "straight line; in brackets what holds nine times in ten")
    return Figure(title, note, bars, fills)


def _total(found: Answer, lang: Lang) -> str:
    return expected(found.counts.expected, found.counts.low, found.counts.high, lang)


def plain_verdict(code: str, lang: Lang) -> str:
    """Verdict in everyday words, the field's own behind it."""
    zh, en = {"in": ("确定在内", "Certain"), "verify": ("说不准", "Cannot be told"), "out": ("不在内", "Not near")}[
        code
    ]
    own = word(VERDICT, code, lang)
    return pick(lang, zh if own in zh else f"{zh}（{own}）", f"{en} ({own})")


def _villages(step: Step, lang: Lang) -> Figure:
    del step
    entries = members("villages")
    located = sum(m.located for m in entries)
    rows = (
        (pick(lang, "有大致位置", "Rough position"), located, palette.BLUE),
        (pick(lang, "只知道街镇", "Subdistrict only"), len(entries) - located, palette.GREY),
    )
    bars = tuple(Bar(name, number, str(number), colour) for name, number, colour in rows)
    fills = {"villages": len(entries), "located": located, "unlocated": len(entries) - located}
    return Figure(pick(lang, "村和社区的位置", "Positions of villages"), "", bars, _told(fills))


def _told(values: Mapping[str, int]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}


def _short(name: str) -> str:
    return name.removesuffix(" Subdistrict").removesuffix("街道")


_FIGURES: Final[Mapping[str, Callable[[Step, Lang], Figure]]] = {
    "zones": _zones,
    "blocks": _blocks,
    "renewal": _renewal,
    "stations": _stations,
    "today": _today,
    "tomorrow": _tomorrow,
    "villages": _villages,
}


def html(shown: Figure) -> str:
    """Bars as a table, so that they can be heard as well as seen; nothing for an empty figure."""
    if not shown.bars:
        return ""
    top = max(bar.value for bar in shown.bars) or 1
    rows = "".join(
        f"<tr><th scope='row'>{html_text(bar.name)}</th><td><span class='bar' "
        f"style='width:{max(100 * bar.value / top, 0.6):.1f}%;background:{bar.colour}'></span>"
        f"<span class='said'>{html_text(bar.said)}</span></td></tr>"
        for bar in shown.bars
    )
    note = f"<p class='note'>{html_text(shown.note)}</p>" if shown.note else ""
    return f"<table class='story-bars'><caption>{html_text(shown.title)}</caption>{rows}</table>{note}"
