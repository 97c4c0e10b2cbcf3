"""Tables of the coverage page: figures by target, what stays uncovered, the villages."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

import geodata
from layers.language import pick
from layers.mapstate import Focus
from layers.members import member
from layers.words import BASIS, word
from views import corridor_facts, coverage_answer, remarks
from views import coverage_params as params
from views.corridor_table import verdict_text
from views.corridor_text import accuracy, chance, expected, rounded, span
from views.coverage_text import M2_PER_KM2, share
from views.language import current, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.language import Lang
    from views.coverage_params import Ask
    from views.coverage_shapes import Piece

_AREA_ROW_PX: Final = 28


def by_target(ask: Ask, lang: Lang) -> pd.DataFrame:
    """Figures of every area of the target, all together last.

    Returns
    -------
    DataFrame
        name; land covered with its band; for a weight its covered part; villages, their expected number inside.
        For a set of villages the areas are the subdistricts that have one.
    """
    found, counted = coverage_answer.land(ask), coverage_answer.villages(ask)
    areas = ask.goal.kind == "areas"
    weight = ask.goal.weight
    loose = coverage_answer.loose(ask)
    rows: list[dict[str, Any]] = []
    for key, row in found.table.to_dict("index").items():
        group = str(key) if areas else row["name"]
        counts = counted.by_area.loc[group] if group in counted.by_area.index else None
        if not areas and counts is None:
            continue
        rows.append(
            _row(pick(lang, row["name"], row["name_en"] or row["name"]), row, counts, weight, lang, loose=loose)
        )
    if areas and "" in counted.by_area.index:
        counts = counted.by_area.loc[""]
        rows.append(_row(pick(lang, "（不在以上范围）", "(in none of these)"), None, counts, weight, lang))
    total = pd.Series(vars(counted.counts))
    whole = found.total.to_dict() if areas else None
    rows.append(_row(pick(lang, "合计", "Together"), whole, total, weight, lang, loose=loose))
    return pd.DataFrame(rows)


def _row(
    name: str,
    land: dict[str, Any] | None,
    counts: pd.Series | None,
    weight: str | None,
    lang: Lang,
    *,
    loose: bool = False,
) -> dict[str, Any]:
    row: dict[str, Any] = {"name": name, "share": None}
    if land is not None:
        row["share"] = share(land["share_expected"], land["share_low"], land["share_high"], lang, loose=loose)
        if weight:
            low, high = land[f"{weight}_low"], land[f"{weight}_high"]
            row["weight"] = f"{land[f'{weight}_expected']:,.0f} ({low:,.0f}–{high:,.0f})"
    if counts is not None and counts["n"]:
        row["inside"] = expected(float(counts["expected"]), int(counts["low"]), int(counts["high"]), lang)
        row["n"] = int(counts["n"])
    return row


def figures(ask: Ask) -> None:
    """Draw the figures by target."""
    frame = by_target(ask, current())
    column = st.column_config
    first = ask.goal.title(current()) if ask.goal.kind == "areas" else say("街镇", "Subdistrict")
    st.dataframe(
        frame,
        hide_index=True,
        height=min(_AREA_ROW_PX * len(frame) + 40, 210),
        row_height=_AREA_ROW_PX,
        placeholder="—",
        key="coverage_figures_table",
        alt=say("各对象的覆盖", "Coverage by target"),
        column_config={
            "name": column.TextColumn(first),
            "share": column.TextColumn(
                say("面积覆盖（90 % 区间）", "Land covered (90 %)"), width=138,
                help=say("期望份额；区间来自线站的位置误差，不含对象边界的误差。",
                         "Expected share; the interval comes from the positions of lines and stations, not from the "
                         "edges of the areas."),
            ),
            "weight": column.TextColumn(f"{ask.goal.weight} (90 %)", width=130),
            "inside": column.TextColumn(say("村社期望在内", "Villages in"), width=112),
            "n": column.NumberColumn(say("村社数", "of"), width=52),
        },
    )  # fmt: skip


def remarks_of(ask: Ask) -> list[str]:
    """Return what must be known before a figure of this question is quoted."""
    lang = current()
    plan = [code for code in ask.lines if code in corridor_facts.located_lines()]
    said = remarks.of_lines(plan)
    if ask.goal.kind == "areas":
        said += _edges(ask)
    seen = dict.fromkeys(
        pick(lang, message.zh, message.en)
        for message in (*coverage_answer.land(ask).warnings, *coverage_answer.villages(ask).warnings)
    )
    return [*said, *seen]


def _edges(ask: Ask) -> list[str]:
    """Say how well the edges of the areas are known, when not from a survey."""
    frame = geodata.layer(ask.goal.id)
    if "basis" not in frame or ask.goal.id == "streets":
        return []
    basis = str(frame["basis"].iloc[0])
    error = frame["accuracy_m"].max()
    title = ask.goal.title(current())
    code = word(BASIS, basis, current())
    about = "" if math.isnan(error) else say(f"，边界误差约 ±{error:.0f} 米", f", edges good to about ±{error:.0f} m")
    return [say(
        f"{title}的范围为{code}{about}，不是规划红线；份额只对图上所画的范围成立。",
        f"{title}: extent {code}{about}, not an official boundary; the shares hold for the extent as drawn only.",
    )]  # fmt: skip


def draw_remarks(ask: Ask) -> None:
    """Draw the remarks on a question, folded."""
    remarks.draw(remarks_of(ask), folded=True, key="coverage_remarks")


def pieces(ask: Ask, ranked: Sequence[Piece], selected_key: str) -> None:
    """Draw the pieces left uncovered, largest first; a row flies to its place."""
    lang = current()
    if not ranked:
        st.info(say("没有 1 公顷以上的未覆盖处。", "Nothing above one hectare stays uncovered."))
        return
    named = coverage_answer.land(ask).table
    frame = pd.DataFrame([
        {
            "rank": piece.rank,
            "name": pick(lang, piece.name, str(named.loc[piece.area, "name_en"] or piece.name)),
            "km2": round(piece.part_m2 / M2_PER_KM2, 2),
            "share": f"{100 * piece.share:.0f} %",
            "weight": piece.weight,
        }
        for piece in ranked
    ])  # fmt: skip
    if ask.goal.weight is None:
        frame = frame.drop(columns="weight")
    column = st.column_config
    _flying(
        frame,
        [piece.id for piece in ranked],
        {piece.id: piece.bounds for piece in ranked},
        selected_key,
        "coverage_rest_table",
        {
            "rank": column.NumberColumn(say("位次", "Rank"), width=60),
            "name": column.TextColumn(say("所在", "In")),
            "km2": column.NumberColumn(say("面积（平方公里）", "Land (km²)"), format="%.2f"),
            "share": column.TextColumn(say("占该对象", "Of that area")),
            "weight": column.NumberColumn(str(ask.goal.weight), format="%.0f"),
        },
    )
    st.caption(say(
        "按记录位置列出，最大的在前；不含误差。点一行，地图飞到那里。",
        "At the recorded positions, the largest first, without their errors. Choose a row to fly there.",
    ))  # fmt: skip


def open_villages(ask: Ask, selected_key: str) -> None:
    """Draw the villages that are not in, the farthest first; a row flies to its place."""
    lang = current()
    table = coverage_answer.villages(ask).table
    table = table[table["verdict"] != "in"]
    middle = table["distance_m"].fillna((table["distance_low_m"] + table["distance_high_m"]) / 2)
    table = table.assign(far=middle).sort_values("far", ascending=False, kind="stable")
    if table.empty:
        st.info(say("没有未覆盖的村社。", "No village stays uncovered."))
        return
    rows = village_rows(table, lang)
    bounds = {}
    for key in table.index:
        entry = member(str(key))
        box = entry.view_bounds() if entry is not None and entry.located else None
        if box is not None:
            bounds[str(key)] = box
    _flying(rows, [str(key) for key in table.index], bounds, selected_key, "coverage_rest_table", _village_columns())
    st.caption(say(
        "待核与在外的村社，离所选线站最远的在前。点一行，地图飞到那里；没有坐标的不动。",
        "Villages that are out or to verify, the farthest first. Choose a row to fly there; unlocated ones stay.",
    ))  # fmt: skip


def village_name(key: str, name: str, lang: Lang) -> str:
    """Name of a village in the reader's language."""
    entry = member(key)
    return (entry.name_en if lang == "en" and entry is not None else name) or name


def village_rows(table: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Villages as the reader sees them, one row each, in the order of the table."""
    streets = corridor_facts.english_streets()
    english = lang == "en"
    return pd.DataFrame([
        {
            "village": row["name_en"] if english else row["name"],
            "street": streets.get(row["street"], row["street"]) if english else row["street"],
            "verdict": verdict_text(row["verdict"], lang),
            "chance": chance(row["probability"], lang),
            "line": row["nearest_line"],
            "distance": None if math.isnan(row["distance_m"]) else rounded(row["distance_m"], row["accuracy_m"]),
            "range": span(row["distance_low_m"], row["distance_high_m"], lang),
            "basis": accuracy(row["basis"], row["accuracy_m"], lang),
        }
        for row in table.to_dict("records")
    ])  # fmt: skip


def _village_columns() -> dict[str, Any]:
    column = st.column_config
    return {
        "village": column.TextColumn(say("村社", "Village")),
        "street": column.TextColumn(say("街镇", "Subdistrict")),
        "verdict": column.TextColumn(say("结论", "Verdict")),
        "chance": column.TextColumn(say("在内的把握", "Chance of being in")),
        "line": column.TextColumn(say("最近线", "Nearest line")),
        "distance": column.NumberColumn(say("名义距离（米）", "Distance (m)"), format="%d"),
        "range": column.TextColumn(say("九成可能的距离", "Nine times in ten")),
        "basis": column.TextColumn(say("位置依据 ± 误差", "Basis ± accuracy")),
    }


def villages(ask: Ask) -> None:
    """Draw all villages, the likeliest first."""
    table = coverage_answer.villages(ask).table.sort_values("probability", ascending=False, kind="stable")
    frame = village_rows(table, current())
    st.dataframe(
        frame, hide_index=True, height=min(420, 37 + 35 * len(frame)), placeholder="—",
        key="coverage_villages_table", column_config=_village_columns(),
        alt=say("各村社的结论", "Verdict on every village"),
    )  # fmt: skip


def _flying(
    frame: pd.DataFrame,
    ids: Sequence[str],
    bounds: dict[str, tuple[float, float, float, float]],
    selected_key: str,
    key: str,
    columns: dict[str, Any],
) -> None:
    """Draw a table whose rows send the map to their place."""

    def chosen() -> None:
        picked = st.session_state[key]["selection"]["rows"]
        place = ids[picked[0]] if picked and picked[0] < len(ids) else None
        st.session_state[selected_key] = place
        if place in bounds:
            number = st.session_state.get("coverage_flights", 0) + 1
            st.session_state["coverage_flights"] = number
            params.look_at(Focus(seq=f"flight-{number}", bounds=bounds[place]))

    st.dataframe(
        frame, hide_index=True, height=min(320, 37 + 35 * len(frame)), placeholder="—", key=key, on_select=chosen,
        selection_mode="single-row", column_config=columns, alt=say("未覆盖清单", "What stays uncovered"),
    )  # fmt: skip
