"""A village's page in plain words: what is planned, how far the stations are, how sure that is, what is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geodata
from analysis import presets
from layers.language import pick
from views import corridor_answer, corridor_lookup, village_facts
from views import corridor_facts as facts
from views.corridor_params import Choice
from views.corridor_text import metres, odds, span, target

if TYPE_CHECKING:
    from layers.language import Lang
    from views.corridor_text import Finding
    from views.village_facts import Place, Within

PRESET: Final = "tod_influence"

_STATE: Final = {
    "operating": ("已通车", "running today"),
    "under_construction": ("正在修", "being built"),
    "planned": ("只写在规划里", "in the plan only"),
    "proposed": ("只是设想", "an idea only"),
}
_HOW: Final = {
    "in": ("大概在{}里", "very likely lies in: {}"),
    "maybe": ("可能在{}里", "may lie in: {}"),
    "edge": ("在{}的边上，也可能算在里面", "is at the edge of {}, perhaps inside"),
}


@dataclass(frozen=True)
class Planned:
    """One thing the plan says, and the clause that says it."""

    text: str
    clause: str


@dataclass(frozen=True)
class Ride:
    """Nearest station of one line: what is said in the row of the table."""

    line: str
    state: str
    station: str
    far: str
    near: str
    finding: Finding
    asked: Choice


def near_m() -> int:
    """Distance within which a station counts as near, metres: the preset of a station's surroundings."""
    return int(next(preset.distance_m for preset in presets() if preset.id == PRESET))


def name_of(found: Place, lang: Lang) -> str:
    """Name in the reader's language."""
    return pick(lang, found.name, found.name_en)


def street_of(found: Place, lang: Lang) -> str:
    """Street in the reader's language."""
    return pick(lang, found.street, found.street_en)


def planned(found: Place, lang: Lang) -> list[Planned]:
    """Say what the plan has for a village, each with its clause."""
    if found.renewal:
        said = pick(
            lang, "列入五年规划的城中村改造项目；规划只写了名字，没有写范围和年份。",
            "The five-year plan lists it for renovation; it gives the name only, no extent and no year.",
        )  # fmt: skip
    else:
        number = village_facts.listed()
        said = pick(
            lang, f"没有列入五年规划的 {number} 个城中村改造项目。",
            f"It is not among the {number} villages the five-year plan lists for renovation.",
        )  # fmt: skip
    told = [Planned(said, "outline-box-3")]
    annual = village_facts.renewal_2021(found)
    if annual is not None:
        zh, en, same = annual
        zh += "" if same else "（应当指这里，名字不完全一样）"
        en += "" if same else " (probably the same place, under another name)"
        told.append(Planned(
            pick(lang, f"2021 年的年度计划点名更新：{zh}。", f"The annual plan of 2021 names it for renewal: {en}."),
            "annual-2-1",
        ))  # fmt: skip
    zones = village_facts.areas(found, "structure_zones")
    told += [Planned(_area(each, lang), "outline-3-1") for each in zones]
    told += [Planned(_area(each, lang), "outline-3-3") for each in village_facts.areas(found, "key_blocks")]
    return told


def _area(each: Within, lang: Lang) -> str:
    zh, en = _HOW[each.how]
    name = each.name.partition("：")[2] or each.name
    name_en = each.name_en.partition(": ")[2] or each.name_en
    rough = f"{each.accuracy_m or 0:.0f}"
    return pick(
        lang,
        f"{zh.format(f'“{name}”')}；图上的界线是本图集画的，可能差 {rough} 米，不是红线。",
        f"It {en.format(name_en)}. The outline is drawn by this atlas and may be {rough} m off; it is not a legal "
        "boundary.",
    )


def rides(found: Place, lang: Lang) -> list[Ride]:
    """Nearest station of every line that can be measured to, in the plan's order."""
    told = []
    for code in facts.located_lines():
        line = facts.line(code)
        asked = Choice((code,), near_m(), "stations", found.set_name, "")
        finding = corridor_lookup.finding(asked, corridor_answer.answer(asked), found.id, lang)
        told.append(
            Ride(code, pick(lang, *_STATE[line.status]), _station(finding, lang), _far(finding, lang),
                 _near(finding, lang), finding, asked)
        )  # fmt: skip
    return told


def _station(said: Finding, lang: Lang) -> str:
    return said.station or (target(said, lang) if said.located else pick(lang, "还不能确定", "cannot be told yet"))


def _far(said: Finding, lang: Lang) -> str:
    if not said.known:
        return pick(lang, "不知道", "not known")
    between = span(said.low_m, said.high_m, lang)
    if not said.located:
        return pick(lang, f"{between}之间", f"somewhere within {between}")
    about = metres(said.distance_m, said.accuracy_m, lang)
    return pick(lang, f"约 {about}（十有八九在 {between}之间）", f"about {about} ({between} nine times in ten)")


def _near(said: Finding, lang: Lang) -> str:
    if not said.known:
        return pick(lang, "不知道", "not known")
    if said.verdict == "in":
        return pick(lang, "是，很有把握", "Yes, quite sure")
    if said.verdict == "out":
        return pick(lang, "不是，很有把握", "No, quite sure")
    return pick(
        lang, f"说不准：可能性{odds(said.probability, lang)}", f"Cannot be told: chance {odds(said.probability, lang)}"
    )


def lead(found: Place, first: Ride, lang: Lang) -> str:
    """Say the two things asked first: is it rebuilt, and how far is the station that runs today."""
    name, street = name_of(found, lang), street_of(found, lang)
    rebuilt = (
        pick(lang, "列入改造", "is listed for renovation")
        if found.renewal
        else pick(lang, "没有列入改造", "is not listed for renovation")
    )
    said = first.finding
    if not said.located:
        return pick(
            lang,
            f"{name}在{street}，{rebuilt}。准确位置还没有找到，离最近的 {first.line} 车站只能说个大概：{first.far}。",
            f"{name} ({street}) {rebuilt}. Its exact position has not been found, so the distance to the nearest "
            f"{first.line} station is only roughly known: {first.far}.",
        )
    return pick(
        lang,
        f"{name}在{street}，{rebuilt}。今天最近的车站是 {first.line} 的{first.station}，直线{first.far}。",
        f"{name} ({street}) {rebuilt}. The nearest station today is {first.station} on {first.line}, {first.far} in a "
        "straight line.",
    )


def sure(found: Place, first: Ride, lang: Lang) -> str:
    """Say in plain words how well the village's position is known."""
    said = first.finding
    if not said.located:
        return pick(
            lang, f"只知道它在{street_of(found, lang)}，具体在哪里还没有查到。",
            f"Only its subdistrict is known ({street_of(found, lang)}), not where in it.",
        )  # fmt: skip
    error = f"{said.accuracy_m or 0:.0f}"
    if said.basis in ("surveyed", "traced"):
        return pick(
            lang, f"位置较准，误差十有八九不到 {error} 米。", f"The position is good, to {error} m nine times in ten."
        )
    note = geodata.layer(found.set_name).loc[found.id].get(pick(lang, "note", "note_en"))
    why = pick(lang, f"（{note}）", f" ({note})") if isinstance(note, str) and note else ""
    return pick(
        lang, f"位置是推算的，十有八九在 {error} 米以内{why}。",
        f"The position is inferred and good to {error} m nine times in ten{why}.",
    )  # fmt: skip


def still_open(found: Place, told: list[Ride], lang: Lang) -> list[str]:
    """List what is not settled yet."""
    said = []
    if not told[0].finding.located:
        said.append(pick(lang, "村的准确位置。", "Where exactly the village is."))
    else:
        said.append(pick(lang, "村的边界和出入口：图上只是一个点。", "The village's boundary: the map has one point."))
    if found.renewal:
        said.append(pick(
            lang, "改造的范围、方式和时间：规划没有写。",
            "The extent, manner and time of the renovation: the plan does not say.",
        ))  # fmt: skip
    stops = geodata.stations()
    for ride in told:
        line = facts.line(ride.line)
        waiting = int(stops[stops["line"] == ride.line].geometry.isna().sum())
        more = pick(
            lang, f"，另有 {waiting} 站不知道在哪里，实际可能更近",
            f"; {waiting} more stations are not placed, one may be nearer",
        ) if waiting else ""  # fmt: skip
        if line.status == "under_construction":
            said.append(pick(
                lang, f"{ride.line} 的站位：线还在修，图上是示意{more}。",
                f"Stations of {ride.line}: it is being built and drawn schematically{more}.",
            ))  # fmt: skip
        elif line.status in ("planned", "proposed"):
            said.append(pick(
                lang, f"{ride.line} 修不修、怎么走：只写在规划里，没有见到批准{more}。",
                f"Whether {ride.line} is built, and where: it stands in the plan only, no approval found{more}.",
            ))  # fmt: skip
    said.append(pick(lang, "走路的距离：这里量的是直线，走路会更远。", "The walk: distances here are straight lines."))
    return said
