"""定位 Locate: give a place to what has none or a poor one, and see at once what it does to the verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

import geodata
from geodata.imports import corrections
from layers.assets import OWN_DIR
from views import (
    access,
    corridor_answer,
    corridor_controls,
    corridor_params,
    data_store,
    errors,
    imports_history,
    locate_form,
    locate_list,
    locate_map,
    locate_trial,
    mapview,
    state,
)
from views import locate_params as params
from views.language import current, say

if TYPE_CHECKING:
    from geodata.imports.corrections import Placement

MAP_KEY: Final = "locate_map"


def page() -> None:
    """Draw the page."""
    st.html(OWN_DIR / "data.css")
    params.restore_all()
    with st.sidebar:
        corridor_controls.lines()
        corridor_controls.distance()
    _body()


@st.fragment
def _body() -> None:
    data_store.fresh()
    data_store.tell()
    with errors.told():
        _draw()


def _draw() -> None:
    _clicked()
    asked = params.asked()
    left, right = st.columns([50, 50], gap="medium")
    places = {place.feature_id: place for place in data_store.workspace().placements(data_store.live().entry())}
    tried: tuple[Placement, ...] = ()
    with left:
        st.segmented_control(
            say("给什么定位", "What to place"),
            list(params.SETS),
            format_func={
                "renewal_sites": say("城中村改造项目", "Renovation sites"),
                "villages": say("全部村社", "All villages"),
                params.STATIONS: say("车站", "Stations"),
            }.__getitem__,
            key=params.WHICH.key,
            required=True,
            on_change=lambda: params.choose(None, fly=False),
        )
        if not asked.lines:
            st.info(say("请在左侧至少选一条线路。", "Choose at least one line on the left."))
            return
        found = corridor_answer.answer(asked)
        rows = locate_list.waiting(found, params.WHICH.get(), asked.lines, places)
        _summary(rows)
        if rows:
            locate_list.table(rows)
        user = access.user()
        tried = locate_form.form(asked, user, places)
        _export(places)
        if user is not None:
            imports_history.panel(user.name if user.how == "oidc" else "")
    with right, st.container(key="locate_map_box"):
        with geodata.use(locate_trial.Trial(tried) if tried else data_store.live()):
            shown = corridor_answer.answer(asked)
        accuracy = tried[0].accuracy_m if tried else None
        mapview.show(locate_map.map_state(asked, shown, accuracy, current()), key=MAP_KEY)
        st.caption(
            say(
                "点地图空白处给所选要素定位；点一个村可选中它。",
                "Click the map to place the chosen feature; click a village to choose it.",
            )
        )
    state.publish(*params.ALL, corridor_params.PRESET)


def _summary(rows: list[locate_list.Waiting]) -> None:
    lost = sum(row.basis == "unlocated" for row in rows)
    rough = sum(row.basis in ("estimated", "schematic") and not row.placed for row in rows)
    done = sum(row.placed for row in rows)
    if not rows:
        st.success(say("这一组都有可靠位置，没有需要补的。", "All of these have a good position: nothing to place."))
        return
    st.markdown(
        say(
            f"**{lost} 处没有位置，{rough} 处只有估计位置**，已补 {done} 处；对结论影响大的在前。",
            f"**{lost} without a position, {rough} estimated only**, {done} placed; worst effect first.",
        )
    )


def _clicked() -> None:
    """Take a click on the map: on a village chooses it, on the ground places the chosen one."""
    click = mapview.clicked(MAP_KEY)
    if click is None:
        return
    if click.feature is not None and click.layer in (params.asked().set_name, "rail"):
        params.choose(click.feature, fly=False)
        return
    feature = params.FEATURE.get()
    if feature is not None and access.user() is not None:
        params.put(params.Spot(feature, round(float(click.lng), 6), round(float(click.lat), 6), "map"))


def _export(places: dict[str, Placement]) -> None:
    if not places:
        return
    names = {}
    for layer in sorted({place.layer for place in places.values()}):
        frame = geodata.layer(layer)
        streets = frame["street"] if "street" in frame.columns else frame["name"].map(lambda _: "")
        names |= {
            str(key): (str(n), str(s or "")) for key, n, s in zip(frame.index, frame["name"], streets, strict=True)
        }
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(say(f"导出 {len(places)} 处定位：", f"Export {len(places)} places:"))
        for kind, make, mime in (
            ("csv", corrections.to_csv, "text/csv"),
            ("geojson", corrections.to_geojson, "application/geo+json"),
        ):
            st.download_button(
                kind.upper() if kind == "csv" else "GeoJSON",
                lambda make=make: make(places.values(), names),
                file_name=f"places.{kind}",
                mime=mime,
                key=f"locate_take_{kind}",
                on_click="ignore",
            )
