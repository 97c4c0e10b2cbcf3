"""Sheets and one-file maps from what the reader has chosen on the overview or in the corridor check."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import geodata
from layers import basemap, registry
from layers.language import pick
from layers.legend import legend
from layers.mapstate import Focus, MapState
from layers.onefile import OneFile
from layers.onefile_data import VerdictTable
from layers.sheet import Sheet, Table
from layers.story import default_story
from layers.words import VERDICT, word
from views import corridor_facts as facts
from views import corridor_table, remarks
from views import overview_state as ov
from views import present_params as pp
from views.corridor_lookup import evidence, finding
from views.corridor_map import corridor_title, map_state
from views.corridor_text import chance, expected, sentence
from views.story_file import steps_for_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.language import Lang
    from layers.sheet import Extent, Paper
    from views.corridor_answer import Answer
    from views.corridor_params import Choice

_NEAREST_M: Final = 1500.0
_FARTHEST_M: Final = 6000.0
_TABLE_WIDTHS: Final = (2.2, 1.15, 0.95, 2.6, 2.1)


def today() -> str:
    """Date in China, where the sheets are read."""
    return datetime.now(tz=ZoneInfo("Asia/Shanghai")).date().isoformat()


def overview_state(lang: Lang) -> MapState:
    """Map of the layers chosen on the overview, with their opacity."""
    views = [
        registry.layer_view(key, lang, opacity=ov.opacity(key) / 100)
        for key in registry.LOOKS
        if key in ov.LAYERS.get()
    ]
    return MapState(
        layers=[*basemap.base_layers(lang), *views],
        lang=lang,
        focus=Focus(seq="start", bounds=ov.district()),
        legend=legend(views, lang),
        attribution=basemap.ATTRIBUTION(lang),
    )


def titles(template: str, asked: Choice | None, lang: Lang) -> tuple[str, str]:
    """Title and subtitle of what a template makes."""
    district = pick(lang, "温州市瓯海区", "Ouhai District, Wenzhou")
    if asked is None:
        names = pick(lang, "、", ", ").join(
            registry.title(key, lang) for key in registry.LOOKS if key in ov.LAYERS.get()
        )
        return pick(lang, "瓯海区规划图层", "Ouhai: layers of the plan"), f"{district} · {names}"
    corridor = corridor_title(asked, lang)
    where = registry.title(asked.set_name, lang)
    if asked.street:
        street = facts.street(asked.street)
        where = f"{pick(lang, street.name, street.name_en)} · {where}"
    title = pick(lang, f"廊道核查：{corridor}", f"Corridor check: {corridor}")
    if template in pp.ATLASES:
        title = pick(lang, f"廊道核查图集：{corridor}", f"Corridor check, atlas: {corridor}")
    return title, f"{district} · {where}"


def overview_sheet(lang: Lang, paper: Paper, *, landscape: bool, extent: Extent) -> Sheet:
    """Sheet with the layers chosen on the overview."""
    title, subtitle = titles(pp.OVERVIEW, None, lang)
    return Sheet(title, subtitle, overview_state(lang), extent, paper, landscape, date=today())


def _counts(certain_in: int, verify: int, out: int, total: str, lang: Lang) -> str:
    parts = [f"{word(VERDICT, code, lang)} {n}" for code, n in (("in", certain_in), ("verify", verify), ("out", out))]
    sure = pick(lang, "（", " (") not in total
    interval = "" if sure else pick(lang, "（90 % 区间）", ", 90 % interval")
    return " · ".join(parts) + pick(lang, "；期望在内 ", "; expected in: ") + total + interval


def table_of(found: Answer, ids: Sequence[str], title: str, lang: Lang) -> Table:
    """Verdicts of some villages as the screen tells them, the likeliest first."""
    rows = corridor_table.rows(found, ids, lang)
    verdicts = found.table["verdict"]
    columns = pick(
        lang, "村社|结论|把握|最近站|九成可能的距离", "Village|Verdict|Chance|Nearest station|Nine times in ten"
    )
    cells = [
        (
            row.village.removesuffix(" Community"),
            word(VERDICT, verdicts[key], lang),
            chance(row.chance, lang),
            f"{row.line} {row.station or ''}".strip().removesuffix(" Station"),
            row.range,
        )
        for key, row in zip(rows.index, rows.itertuples(), strict=True)
    ]
    return Table(title, columns.split("|"), cells, _TABLE_WIDTHS, [verdicts[key] for key in rows.index])


def _warnings(asked: Choice, found: Answer, lang: Lang) -> list[str]:
    return [*remarks.of_lines(asked.lines), *(pick(lang, said.zh, said.en) for said in found.warnings)]


def check_sheet(asked: Choice, found: Answer, lang: Lang, paper: Paper, *, landscape: bool, extent: Extent) -> Sheet:
    """Sheet of a corridor check: map, counts, table, remarks."""
    ids = [str(key) for key in found.table.index]
    title, subtitle = titles(pp.CORRIDOR, asked, lang)
    counts = found.counts
    total = expected(counts.expected, counts.low, counts.high, lang)
    heading = _counts(counts.certain_in, counts.verify, counts.certain_out, total, lang)
    return Sheet(
        title, f"{subtitle} · {heading}", map_state(asked, found, ids, None, lang), extent, paper, landscape,
        notes=_warnings(asked, found, lang),
        table=table_of(found, ids, pick(lang, "逐村结论", "Verdicts"), lang),
        date=today(),
    )  # fmt: skip


def street_codes(asked: Choice) -> list[str]:
    """Codes of the streets that have villages in question, in the order of their codes."""
    codes = [asked.street] if asked.street else [street.code for street in facts.streets()]
    return [code for code in codes if facts.ids_in(asked.set_name, code)]


def street_sheets(asked: Choice, found: Answer, lang: Lang, paper: Paper, *, landscape: bool) -> list[Sheet]:
    """One sheet a street with its verdicts."""
    ids = [str(key) for key in found.table.index]
    state = map_state(asked, found, ids, None, lang)
    sheets = []
    for code in street_codes(asked):
        street = facts.street(code)
        counts = found.by_street.loc[street.name]
        total = expected(counts["expected"], int(counts["low"]), int(counts["high"]), lang)
        heading = _counts(int(counts["certain_in"]), int(counts["verify"]), int(counts["certain_out"]), total, lang)
        name = pick(lang, street.name, street.name_en)
        here = [key for key in facts.ids_in(asked.set_name, code) if key in found.table.index]
        table = table_of(found, here, registry.title(asked.set_name, lang), lang)
        subtitle = f"{corridor_title(asked, lang)} · {heading}"
        extent = pp.extent(code)
        sheets.append(Sheet(name, subtitle, state, extent, paper, landscape, table=table, date=today()))
    return sheets


def site_sheets(asked: Choice, found: Answer, lang: Lang, paper: Paper, *, landscape: bool) -> list[Sheet]:
    """One sheet a village: where it lies, the sentence on it, what that rests on."""
    ids = [str(key) for key in found.table.index]
    places = geodata.sites(asked.set_name)
    colon = pick(lang, "：", ": ")
    sheets = []
    for site in ids:
        said = finding(asked, found, site, lang)
        place = places.loc[site]
        notes = [head + colon + text for head, text in evidence(asked, found, said, site, lang)]
        extent = pp.extent(pp.DISTRICT)
        if place["geometry"] is not None:
            x, y = place["geometry"].x, place["geometry"].y
            reach = min(_FARTHEST_M, max(_NEAREST_M, 1.15 * said.distance_m, 1.2 * (said.accuracy_m or 0)))
            extent = (x - reach, y - reach, x + reach, y + reach)
        elif place["search_area"] is not None:
            extent = pp.widened(place["search_area"].bounds, 0.1)
        state = map_state(asked, found, ids, site, lang)
        title = f"{said.name} · {said.street}" if said.street else said.name
        sheets.append(Sheet(title, sentence(said, lang), state, extent, paper, landscape, notes=notes, date=today()))
    return sheets


def layers_file(lang: Lang) -> OneFile:
    """One-file map of the layers chosen on the overview, with the bundled story beside it."""
    title, subtitle = titles(pp.FILE, None, lang)
    steps = steps_for_file(default_story(), lang)
    return OneFile(title, subtitle, overview_state(lang), steps=steps, credits=_credits(lang))


def corridor_file(asked: Choice, found: Answer, lang: Lang) -> OneFile:
    """One-file map of a corridor check, with its table."""
    ids = [str(key) for key in found.table.index]
    title, subtitle = titles(pp.FILE_CORRIDOR, asked, lang)
    counts = found.counts
    total = expected(counts.expected, counts.low, counts.high, lang)
    heading = _counts(counts.certain_in, counts.verify, counts.certain_out, total, lang)
    shown = table_of(found, ids, "", lang)
    order = [str(key) for key in corridor_table.rows(found, ids, lang).index]
    said = pick(lang, "；", "; ").join([heading, *_warnings(asked, found, lang)])
    table = VerdictTable(
        pick(lang, "逐村结论", "Verdicts"), said, shown.columns, list(zip(order, shown.rows, strict=True))
    )
    return OneFile(title, subtitle, map_state(asked, found, ids, None, lang), table, credits=_credits(lang))


def _credits(lang: Lang) -> list[str]:
    licence = pick(
        lang,
        "数据按 ODbL 1.0 许可使用，须署名；不是法定图件。",
        "Data under ODbL 1.0, credit required; not a statutory map.",
    )
    return [licence, pick(lang, f"制图日期：{today()}", f"Date: {today()}")]
