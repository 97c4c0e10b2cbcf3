"""Two scenarios side by side: linked maps, the table of what changes, the land before and after."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

import geodata
from analysis.io import export
from layers import sheets
from layers.card import markdown_text as plain
from layers.export import ATTRIBUTION, MIME
from layers.language import pick
from layers.words import STATUS, word
from views import (
    corridor_facts,
    coverage_answer,
    coverage_charts,
    coverage_map,
    coverage_table,
    mapview,
    remarks,
    rerunnable,
    scenario_state,
)
from views import coverage_params as params
from views.corridor_table import verdict_text
from views.corridor_text import chance, expected
from views.coverage_text import share, signed
from views.language import current, say

if TYPE_CHECKING:
    from analysis import Comparison
    from analysis.record import Record
    from layers.language import Lang
    from layers.mapstate import MapState
    from views.coverage_params import Ask

MAP_KEYS: Final = ("scenario_map_a", "scenario_map_b")
MAP_HEIGHT_PX: Final = 420
_LINK: Final = "scenario_link"
CHANGE: Final = {
    "gained": ("新增在内", "gained: now in"),
    "now_verify": ("转为待核", "now to verify"),
    "lost": ("转为在外", "lost: now out"),
    "unchanged": ("不变", "unchanged"),
}
"""Codes of `analysis.compare` in words, in the order of the tables."""


def case_label(case: str) -> str:
    """Title of a scenario."""
    return {
        "now": say("今日（S1 运营）", "today (S1 running)"),
        "building": say("2027 年前后（加 S3 在建）", "about 2027 (with S3, being built)"),
        "plan": say("规划（再加 M1）", "the plan (with M1)"),
        params.OWN: say("自定", "your own"),
    }[case]


def show(ask: Ask) -> None:
    """Draw the comparison at the distance of the sidebar."""
    drafted = params.DRAFT.get()
    _choose()
    draft = scenario_state.draft()
    sides = [ask.with_lines(params.case_lines(param.get(), draft), drafted) for param in (params.FIRST, params.SECOND)]
    if not all(side.lines for side in sides):
        st.info(say("有一个情景没有线路：请至少选一条。", "One scenario has no line: choose at least one."))
        return
    # A draft that neither side uses must not enter the network, or the same question would get other draws.
    if not any(line.startswith("U") for side in sides for line in side.lines):
        sides = [side.with_lines(side.lines, "") for side in sides]
    found = coverage_answer.changes(sides[0], sides[1])
    _headline(found)
    _maps(sides, found)
    _tables(sides, found)


def _choose() -> None:
    """Choose both scenarios, and the lines of one's own."""
    first, second = st.columns(2, gap="small")
    for place, param, title in (
        (first, params.FIRST, say("之前", "Before")),
        (second, params.SECOND, say("之后", "After")),
    ):
        with place:
            st.selectbox(title, list(params.CASES), format_func=case_label, key=param.key)
    if params.OWN not in (params.FIRST.get(), params.SECOND.get()):
        st.caption(say(
            "左侧的对象与距离对两边都有效；线路由情景决定，选“自定”可另挑线路，试画的线也在其中。",
            "Target and distance on the left hold for both; the scenario decides the lines. “Your own” lets you choose "
            "lines, drawn ones among them.",
        ))  # fmt: skip
        return
    names = {code: f"{code} · {word(STATUS, corridor_facts.line(code).status, current())}"
             for code in corridor_facts.located_lines()}  # fmt: skip
    names |= {track.id: track.name for track in scenario_state.draft().tracks if track.stops or track.path}
    params.OWN_LINES.set([code for code in params.OWN_LINES.get() or [] if code in names])
    st.pills(
        say("自定情景的线路", "Lines of your own scenario"), list(names), selection_mode="multi",
        format_func=lambda code: plain(names[code]), key=params.OWN_LINES.key,
    )  # fmt: skip


def _headline(found: Comparison) -> None:
    lang = current()
    parts = [
        f":{colour}[**{pick(lang, *CHANGE[code])} {found.counts[code]}**]"
        for code, colour in (("gained", "blue"), ("now_verify", "orange"), ("lost", "red"), ("unchanged", "gray"))
    ]
    change = signed(found.expected_change, found.low, found.high, lang)
    before, after = found.before.counts, found.after.counts
    numbers = [expected(side.expected, side.low, side.high, lang) for side in (before, after)]
    st.markdown(say(
        f"村社 {before.n} 个：{'　'.join(parts)}　期望在内 {numbers[0]} → {numbers[1]}，变化 **{change}**（90 % 区间）",
        f"{before.n} villages: {'　'.join(parts)}　expected in: {numbers[0]} → {numbers[1]}, change **{change}** "
        "(90 % interval)",
    ))  # fmt: skip


def _maps(sides: list[Ask], found: Comparison) -> None:
    """Two maps that look at the same place; on the second, villages that changed are larger."""
    link = st.session_state.setdefault(_LINK, secrets.token_hex(8))
    for number, (place, side) in enumerate(zip(st.columns(2, gap="small"), sides, strict=True)):
        with place, st.container(key=f"coverage_pair_{number}"):
            names = "+".join(coverage_charts.names_of(side).values())
            title = (params.FIRST, params.SECOND)[number].get()
            st.markdown(f"**{plain(case_label(title))}** · {plain(names)}")
            state = _map(side, found, link, second=number == 1)
            mapview.show(state, key=MAP_KEYS[number], height_px=MAP_HEIGHT_PX)


def _map(side: Ask, found: Comparison, link: str, *, second: bool) -> MapState:
    lang = current()
    villages = coverage_map.villages(side, found.before.table, lang)
    if second:
        villages = coverage_map.changed_villages(side, found.table, lang)
    plan = [
        *coverage_map.outline(side, lang),
        *coverage_map.reach_layers(side),
        coverage_map.rail(side.lines, lang),
        villages,
    ]
    edit = coverage_map.drawn_only(scenario_state.draft(), side) if side.draft else None
    return coverage_map.state_of(plan, lang, link=link, remember=not second, edit=edit)


def change_rows(found: Comparison, lang: Lang) -> pd.DataFrame:
    """Villages with their verdict before and after, those that changed first."""
    order = {code: place for place, code in enumerate(CHANGE)}
    table = found.table.assign(order=found.table["change"].map(order))
    table = table.sort_values(["order", "probability_change"], ascending=[True, False], kind="stable")
    names = found.before.table["name"]
    streets = corridor_facts.english_streets()
    rows: list[dict[str, Any]] = []
    for key, row in table.to_dict("index").items():
        rows.append({
            "village": coverage_table.village_name(str(key), names[key], lang),
            "street": streets.get(row["street"], row["street"]) if lang == "en" else row["street"],
            "change": pick(lang, *CHANGE[row["change"]]),
            "before": verdict_text(row["before"], lang),
            "after": verdict_text(row["after"], lang),
            "chance_before": chance(row["probability_before"], lang),
            "chance_after": chance(row["probability_after"], lang),
        })  # fmt: skip
    return pd.DataFrame(rows)


def _tables(sides: list[Ask], found: Comparison) -> None:
    lang = current()
    changes, land, crossing = st.tabs([
        say("逐村变化", "Changes by village"),
        say("面积变化", "Land before and after"),
        say("结论转移", "Verdicts before and after"),
    ])  # fmt: skip
    with changes:
        changes_table(found, "scenario_changes")
        with st.container(horizontal=True, gap="small"):
            body = found.table.rename_axis("id").assign(
                lines_before="+".join(sides[0].lines), lines_after="+".join(sides[1].lines),
                threshold_m=float(sides[0].distance_m), attribution=ATTRIBUTION,
            )  # fmt: skip
            name = f"compare_{'-'.join(sides[0].lines)}_to_{'-'.join(sides[1].lines)}_{sides[0].distance_m}m"
            for kind in ("csv", "xlsx"):
                st.download_button(
                    kind.upper(), lambda kind=kind: export(body, kind), file_name=f"{name}.{kind}", mime=MIME[kind],
                    key=f"scenario_take_{kind}", on_click="ignore",
                )  # fmt: skip
            st.download_button(
                say("记录", "Record"), lambda: record(sides, found).to_json().encode(),
                file_name=f"{name}.record.json", mime=MIME["json"], key="scenario_take_record", on_click="ignore",
            )  # fmt: skip
            st.download_button(
                say("全部 ZIP", "All, ZIP"), lambda: bundle(sides, found, body, name), file_name=f"{name}.zip",
                mime=MIME["zip"], key="scenario_take_zip", on_click="ignore",
            )  # fmt: skip
    with land:
        land_table(sides[0], sides[1], "scenario_land")
    with crossing:
        frame = found.transitions.rename(index=lambda code: verdict_text(code, lang))
        frame = frame.rename(columns=lambda code: say("之后：", "after: ") + verdict_text(code, lang))
        frame = frame.rename_axis(say("之前", "before")).rename_axis(None, axis=1)
        st.dataframe(frame, key="scenario_transitions", width="content")
    plan = dict.fromkeys(code for side in sides for code in side.lines if not code.startswith("U"))
    remarks.draw(remarks.of_lines(list(plan)), folded=True, key="scenario_remarks")


def result(sides: list[Ask], found: Comparison) -> bytes:
    """Plain result of the comparison, as the command line writes it."""
    return rerunnable.plain(found.table, geodata.sites(sides[0].goal.sites))


def record(sides: list[Ask], found: Comparison) -> Record:
    """Record of the comparison, run again against its plain result."""
    return rerunnable.sealed(coverage_answer.compared(found, sides[0], sides[1]), result(sides, found))


def bundle(sides: list[Ask], found: Comparison, body: pd.DataFrame, name: str) -> bytes:
    """Zip of the table, the plain result, the record, and inputs that only a workspace has."""
    goal = sides[0].goal
    stations, lines = coverage_answer.network(sides[1] if sides[1].draft else sides[0])
    told, inputs = rerunnable.carried(record(sides, found), {
        "sites": ((goal.sites,), geodata.sites(goal.sites)), "stations": (("rail",), stations),
        "lines": (("rail",), lines),
    })  # fmt: skip
    files = {f"{name}.{kind}": export(body, kind) for kind in ("csv", "xlsx")}
    return sheets.bundle({**files, **inputs, rerunnable.RESULT: result(sides, found)}, name, told)


def changes_table(found: Comparison, key: str) -> None:
    """Draw the villages before and after."""
    column = st.column_config
    rows = change_rows(found, current())
    st.dataframe(
        rows, hide_index=True, height=min(330, 38 + 35 * len(rows)), key=key,
        alt=say("各村社的变化", "What changes for every village"),
        column_config={
            "village": column.TextColumn(say("村社", "Village")),
            "street": column.TextColumn(say("街镇", "Subdistrict")),
            "change": column.TextColumn(say("变化", "Change")),
            "before": column.TextColumn(say("之前", "Before")),
            "after": column.TextColumn(say("之后", "After")),
            "chance_before": column.TextColumn(say("把握：之前", "Chance before")),
            "chance_after": column.TextColumn(say("把握：之后", "Chance after")),
        },
    )  # fmt: skip


def land_table(first: Ask, second: Ask, key: str) -> None:
    """Draw the land covered before and after, by area of the target."""
    lang = current()
    sides = [coverage_answer.land(side) for side in (first, second)]
    rows = []
    for area, row in sides[0].table.to_dict("index").items():
        after = sides[1].table.loc[area]
        name = pick(lang, row["name"], row["name_en"] or row["name"])
        rows.append(_land_row(name, row, after, lang))
    rows.append(_land_row(pick(lang, "合计", "Together"), sides[0].total, sides[1].total, lang))
    column = st.column_config
    title = first.goal.title(lang) if first.goal.kind == "areas" else say("街镇", "Subdistrict")
    st.dataframe(
        pd.DataFrame(rows), hide_index=True, height=min(330, 38 + 35 * len(rows)), key=key,
        column_config={
            "name": column.TextColumn(title),
            "before": column.TextColumn(say("之前（90 % 区间）", "Before (90 %)")),
            "after": column.TextColumn(say("之后（90 % 区间）", "After (90 %)")),
            "change": column.TextColumn(say("变化（百分点）", "Change (points)")),
        },
    )  # fmt: skip


def _land_row(name: str, before: Any, after: Any, lang: Lang) -> dict[str, str]:  # noqa: ANN401 - a row either way
    sides = [share(row["share_expected"], row["share_low"], row["share_high"], lang) for row in (before, after)]
    points = 100 * (after["share_expected"] - before["share_expected"])
    moved = f"{points:+.1f}" if abs(points) >= 0.05 else "0"  # noqa: PLR2004 - what rounds to nothing
    return {"name": name, "before": sides[0], "after": sides[1], "change": moved}
