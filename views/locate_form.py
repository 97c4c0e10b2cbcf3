"""Placing a feature: where, how sure, who and why, and what it does to the verdicts before it is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
import streamlit as st

from analysis.errors import AtlasError
from geodata.crs import to_metric
from geodata.imports import corrections
from geodata.imports.corrections import ACCURACY_M, BASES, Placement
from geodata.imports.gcj import convert
from layers import words
from layers.card import markdown_text
from layers.language import pick
from layers.members import member
from views import access, corridor_text, data_store, locate_trial
from views import locate_params as params
from views.language import current, say

if TYPE_CHECKING:
    from geodata.imports.gcj import Datum
    from views.access import User
    from views.corridor_params import Choice

ACCURACY: Final = "locate_accuracy"
_TEXT: Final = "locate_coordinates"
_DATUM: Final = "locate_datum"
_WRONG: Final = "locate_wrong"
_WHY: Final = "locate_why"
_DATUMS: Final = {
    "wgs84": ("WGS-84 / CGCS2000 经纬度或 4549 米", "WGS-84 / CGCS2000 degrees, or 4549 metres"),
    "gcj02": ("GCJ-02（高德、腾讯）", "GCJ-02 (Amap, Tencent)"),
    "bd09": ("BD-09（百度）", "BD-09 (Baidu)"),
}
_BASIS_WORDS: Final = {
    "surveyed": ("实测", "surveyed"),
    "traced": ("图上描绘", "traced from a map"),
    "estimated": ("估计", "estimated"),
}


def form(asked: Choice, user: User | None, places: dict[str, Placement]) -> tuple[Placement, ...]:
    """Draw the form for the chosen feature; return the places to be tried, none while something is missing."""
    feature = params.FEATURE.get()
    entry = member(feature) if feature else None
    if feature is None or entry is None:
        st.info(
            say("在表里点一行，或在地图上点一个村，再给它定位。", "Choose a row, or a village on the map, to place it.")
        )
        return ()
    lang = current()
    name = pick(lang, entry.name, entry.name_en or entry.name)
    st.markdown(f"#### {markdown_text(name)}")
    _now(feature, entry.basis, entry.accuracy_m, places)
    if user is None:
        access.gate()
        return ()
    _coordinates(feature)
    spot = params.spot()
    if spot is None:
        st.caption(say("在地图上点它的位置，或粘贴坐标。", "Click its place on the map, or paste coordinates."))
    else:
        _told(spot)
    accuracy, basis, who, why = _answers(user)
    others = corrections.same_place(feature)[1:]
    both = bool(others) and st.checkbox(
        say(f"同名村在其他图层也用这个位置（{len(others)} 处）", f"Place it in the other layers too ({len(others)})"),
        value=True,
        key="locate_same",
    )
    if spot is None or accuracy is None:
        return ()
    try:
        first = corrections.placement(
            feature, spot.lon, spot.lat, accuracy_m=accuracy, who=who or "?", why=why or "?", basis=basis
        )
    except AtlasError as error:
        st.error(markdown_text(say(error.zh, error.en)))
        return ()
    tried = (first, *(replace(first, feature_id=other) for other in others)) if both else (first,)
    _effect(asked, tried)
    missing = say("、", ", ").join(
        text for text, given in ((say("经办人", "who"), who), (say("依据", "why"), why)) if not given
    )
    if missing:
        st.caption(say("还需填写：", "Still to fill in: ") + missing)
    st.button(
        say("保存定位", "Keep the place"),
        key="locate_keep",
        type="primary",
        disabled=bool(missing),
        on_click=_keep,
        args=(tried, data_store.live().entry().version, entry.name, entry.name_en or entry.name),
    )
    return tried


def _now(feature: str, basis: str, accuracy_m: float | None, places: dict[str, Placement]) -> None:
    place = places.get(feature)
    word = words.word(words.BASIS, basis, current())
    if place is None:
        far = f" ±{accuracy_m:,.0f} m" if accuracy_m is not None else ""
        st.caption(say(f"现有位置：{word}{far}", f"Position now: {word}{far}"))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            markdown_text(
                say(
                    f"{place.who} 于 {place.when[:10]} 定位，±{place.accuracy_m:g} 米：{place.why}",
                    f"Placed by {place.who} on {place.when[:10]}, ±{place.accuracy_m:g} m: {place.why}",
                )
            )
        )
        if access.user() is not None:
            st.button(
                say("取消此定位", "Take this place away"),
                key="locate_unplace",
                on_click=_unplace,
                args=(feature, data_store.live().entry().version, place.who),
            )


def _coordinates(feature: str) -> None:
    left, right = st.columns([1.5, 1])
    left.text_input(
        say("粘贴坐标", "Paste coordinates"),
        placeholder="120.6500, 27.9600  /  562900 3099900",
        max_chars=120,
        key=_TEXT,
        on_change=_pasted,
        args=(feature,),
    )
    data_store.keep(_DATUM, "wgs84")
    right.selectbox(
        say("坐标所属", "Datum"),
        list(_DATUMS),
        format_func={code: say(*told) for code, told in _DATUMS.items()}.__getitem__,
        key=_DATUM,
        on_change=_pasted,
        args=(feature,),
    )
    wrong = st.session_state.pop(_WRONG, None)
    if wrong is not None:
        st.error(markdown_text(say(*wrong)))


def _pasted(feature: str) -> None:
    text = str(st.session_state.get(_TEXT) or "").strip()
    if not text:
        return
    datum: Datum = st.session_state.get(_DATUM) or "wgs84"
    try:
        lon, lat = corrections.parse_coordinates(text)
    except AtlasError as error:
        st.session_state[_WRONG] = (error.zh, error.en)
        params.put(None)
        return
    moved = convert(np.array([[lon, lat]]), datum, "wgs84")[0]
    far = shapely.distance(to_metric(shapely.Point(lon, lat)), to_metric(shapely.Point(*moved)))
    params.put(params.Spot(feature, round(float(moved[0]), 6), round(float(moved[1]), 6), datum, float(far)))


def _told(spot: params.Spot) -> None:
    place = shapely.get_coordinates(to_metric(shapely.Point(spot.lon, spot.lat)))[0]
    where = f"{spot.lon:.5f}, {spot.lat:.5f} (WGS-84) · {place[0]:.1f}, {place[1]:.1f} (EPSG:4549)"
    st.markdown(say(f"待保存：{where}", f"To be kept: {where}"))
    if spot.moved_m:
        name = spot.how.upper().replace("02", "-02").replace("09", "-09")
        st.info(
            say(
                f"已由 {name} 还原为 WGS-84，移动了 {spot.moved_m:.0f} 米。",
                f"Brought from {name} back to WGS-84, by {spot.moved_m:.0f} m.",
            )
        )


def _answers(user: User) -> tuple[float | None, str, str, str]:
    lang = current()
    first, second = st.columns(2)
    accuracy = first.number_input(
        say("精度（米）", "Accuracy (m)"),
        min_value=ACCURACY_M[0],
        max_value=ACCURACY_M[1],
        value=None,
        step=10.0,
        placeholder=say("必填", "required"),
        help=say(
            "真实位置有九成把握落在这个半径内（CE90）。", "Radius that holds the true place nine times in ten (CE90)."
        ),
        key=ACCURACY,
    )
    data_store.keep("locate_basis", "traced")
    basis = second.selectbox(
        say("怎样得来", "How it was found"),
        BASES,
        format_func={code: words.word(_BASIS_WORDS, code, lang) for code in BASES}.__getitem__,
        key="locate_basis",
    )
    third, fourth = st.columns(2)
    who = third.text_input(
        say("经办人", "Who"), value=user.name if user.how == "oidc" else "", max_chars=60, key="locate_who"
    )
    why = fourth.text_input(
        say("依据", "Why"),
        max_chars=300,
        placeholder=say("如：村委会驻地，卫星影像", "e.g. village office, aerial photo"),
        key=_WHY,
    )
    return accuracy, basis, who.strip(), why.strip()


def _effect(asked: Choice, tried: tuple[Placement, ...]) -> None:
    """Say what the place does to the verdicts, before it is kept."""
    lang = current()
    found = locate_trial.change(asked, tried)
    feature = tried[0].feature_id
    lines = []
    if feature in found.before.table.index:
        old, new = found.before.table.loc[feature], found.after.table.loc[feature]
        was, now = (words.word(words.VERDICT, row["verdict"], lang) for row in (old, new))
        p_was, p_now = (corridor_text.chance(row["probability"], lang) for row in (old, new))
        lines.append(
            say(
                f"**{was}（P {p_was}）→ {now}（P {p_now}）**",
                f"**{was} (P {p_was}) → {now} (P {p_now})**",
            )
        )
    before, after = found.before.counts, found.after.counts
    lines.append(
        say(
            f"全区：在内 {before.certain_in} → {after.certain_in}，待核 {before.verify} → {after.verify}，"
            f"在外 {before.certain_out} → {after.certain_out}；期望 {before.expected:.1f} → {after.expected:.1f}"
            f"（{after.low}–{after.high}）",
            f"All: in {before.certain_in} → {after.certain_in}, to verify {before.verify} → {after.verify}, "
            f"out {before.certain_out} → {after.certain_out}; expected {before.expected:.1f} → {after.expected:.1f} "
            f"({after.low}–{after.high})",
        )
    )
    others = [site for site in found.changed if site != feature]
    if others:
        column = "name_en" if lang == "en" else "name"
        names = say("、", ", ").join(markdown_text(found.after.table.loc[site, column]) for site in others[:8])
        lines.append(say(f"另有 {len(others)} 处结论改变：{names}", f"{len(others)} other verdicts change: {names}"))
    with st.container(border=True, key="locate_effect"):
        st.markdown("  \n".join(lines))


def _keep(tried: tuple[Placement, ...], version: int, zh: str, en: str) -> None:
    when = corrections.now()
    kept = tuple(replace(place, when=when) for place in tried)
    done = data_store.act(
        lambda: data_store.workspace().place(*kept, base_version=version),
        f"已保存 {zh} 的定位；各页的结论已更新，可撤销。",
        f"The place of {en} is kept; every page uses it now, and it can be undone.",
    )
    if done:
        params.put(None)
        st.session_state.update({_TEXT: "", ACCURACY: None, _WHY: ""})


def _unplace(feature: str, version: int, who: str) -> None:
    ids = [place.feature_id for place in data_store.workspace().placements()]
    same = [one for one in corrections.same_place(feature) if one in ids]
    data_store.act(
        lambda: data_store.workspace().unplace(*same, base_version=version, who=who),
        "已取消此定位。",
        "The place is taken away.",
    )
