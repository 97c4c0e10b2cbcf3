"""底图 Base maps: the atlas's own by default; pictures from elsewhere only where a reader asks for them."""

from __future__ import annotations

from typing import Final

import streamlit as st

from analysis.errors import AtlasError
from layers import tile_fetch, tiles
from layers.assets import OWN_DIR
from layers.basemap import ATTRIBUTION, base_layers
from layers.card import markdown_text
from layers.mapstate import Focus, MapState
from layers.registry import layer_view
from views import errors, imports_map, mapview, state
from views.basemaps_choice import KEY, NONE, chosen
from views.language import current, say

MAP_KEY: Final = "basemaps_map"
_HELD: Final = "basemap_radio"
_PROBE: Final = (12, 3418, 1717)
"""A tile of the district: zoom, column, row."""


def page() -> None:
    """Draw the page."""
    st.html(OWN_DIR / "data.css")
    state.publish()
    _body()


@st.fragment
def _body() -> None:
    with errors.told():
        _draw()


def _draw() -> None:
    left, right = st.columns([36, 64], gap="medium")
    with left:
        listed = [source for source in tiles.SOURCES.values() if source.listed]
        options = [NONE, *(source.id for source in listed)]
        st.session_state[_HELD] = st.session_state.get(KEY, NONE)
        st.radio(
            say("底图", "Base map"),
            options,
            format_func={
                NONE: say("无（图集自带的矢量底图）", "None (the atlas's own vector map)"),
                **{source.id: say(*source.title) for source in listed},
            }.__getitem__,
            captions=[
                say("不连网络", "No network needed"),
                *(say(*(tiles.lacking(source) or source.terms)) for source in listed),
            ],
            key=_HELD,
            on_change=_take,
        )
        _told()
    with right, st.container(key="locate_map_box"):
        lang = current()
        shown = MapState(
            layers=[*base_layers(lang), layer_view("rail", lang), layer_view("renewal_sites", lang)],
            lang=lang,
            focus=Focus(seq="start", bounds=imports_map.DISTRICT),
            attribution=ATTRIBUTION(lang),
            remember_view=True,
        )
        mapview.show(shown, key=MAP_KEY)


def _take() -> None:
    st.session_state[KEY] = st.session_state[_HELD]


def _told() -> None:
    """Say what the choice comes to: what is missing, whether the host answers, what it means for the maps."""
    wanted = st.session_state.get(KEY, NONE)
    source = tiles.SOURCES.get(wanted)
    if source is None:
        return
    if chosen() == NONE:
        st.warning(markdown_text(say(*(tiles.lacking(source) or ("底图不可用", "not available")))))
        return
    if source.hosts:
        try:
            tile_fetch.fetch(source, *_PROBE)
        except AtlasError as error:
            st.error(markdown_text(say(error.zh, error.en)))
            return
    st.success(
        say(
            "已用于本次会话的所有地图；导出文件不含这张底图。",
            "On all maps of this session; exported files do not contain it.",
        )
    )
    if source.datum == "gcj02":
        st.caption(
            say(
                "瓦片按 GCJ-02 绘制，显示时已逐块移回，图层不会错位约 500 米。",
                "GCJ-02 tiles are moved back one by one: layers do not lie 500 m off.",
            )
        )
