"""总览 Overview: the plan on the map, layer by layer, with every feature's card, clause and source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shapely
import streamlit as st

from layers import palette, registry
from layers.basemap import ATTRIBUTION, base_layers
from layers.legend import legend, legend_title
from layers.mapstate import LayerView, MapState
from layers.members import member, members, search_area
from views import errors, mapview, overview_layers, overview_panel, state
from views import overview_state as ov
from views.language import current, say

if TYPE_CHECKING:
    from layers.language import Lang

_SEARCH_AREA: Final = {
    "base": {
        "color": palette.VERDICTS["verify"],
        "weight": 2,
        "dashArray": "3 5",
        "fillColor": palette.VERDICTS["verify"],
        "fillOpacity": 0.14,
    }
}


def page() -> None:
    """Draw the page."""
    state.restore(*ov.ALL)
    ov.sidebar_is_stale()
    with st.sidebar:
        overview_layers.sidebar()
    _map_and_panel()


@st.fragment
def _map_and_panel() -> None:
    """Map and panel; a click or a search reruns only these, a layer's box the whole page."""
    with errors.told():
        _draw()


def _draw() -> None:
    click = mapview.clicked(ov.MAP_KEY)
    if click is not None and click.feature is not None:
        ov.select(click.feature, fly=False)
    if ov.sidebar_is_stale():
        st.rerun()
    lang = current()
    left, right = st.columns([68, 32], gap="small")
    with right, st.container(key="overview_panel"):
        overview_panel.panel()
    with left, st.container(key="overview_map_box"):
        mapview.show(_map_state(lang), key=ov.MAP_KEY)
    state.publish(*ov.ALL)


def _map_state(lang: Lang) -> MapState:
    visible = set(ov.LAYERS.get())
    plan = [
        registry.layer_view(
            layer_id,
            lang,
            visible=layer_id in visible,
            opacity=ov.opacity(layer_id) / 100,
            hidden=[m.id for m in members(layer_id) if m.located and not ov.passes(m)] if layer_id in visible else (),
        )
        for layer_id in registry.LOOKS
    ]
    stack = [*base_layers(lang), *plan]
    area = _search_area()
    if area is not None:
        stack.append(area)
    items = legend(plan, lang)
    if area is not None:
        row = {
            "kind": "polygon",
            "style": _SEARCH_AREA["base"],
            "text": say("所选要素的待查范围", "Where the selected one may be"),
        }
        if items and items[0]["title"] == legend_title(lang):
            items = [{**items[0], "items": [row, *items[0]["items"]]}, *items[1:]]
        else:
            items = [{"title": say("所选要素", "Selected"), "items": [row]}, *items]
    return MapState(
        layers=stack,
        lang=lang,
        focus=ov.focus(),
        legend=items,
        attribution=ATTRIBUTION(lang),
        selected=ov.SELECTED.get(),
        remember_view=True,
    )


def _search_area() -> LayerView | None:
    """Where the selected feature may be, when it is not located."""
    selected = ov.SELECTED.get()
    entry = member(selected) if selected else None
    area = None if entry is None or entry.located else search_area(entry.id)
    if entry is None or area is None:
        return None
    feature = {
        "type": "Feature",
        "properties": {"id": f"search:{entry.id}", "name": entry.name, "name_en": entry.name_en},
        "geometry": shapely.geometry.mapping(shapely.simplify(area, 0.0001)),
    }
    return LayerView(
        id="search_area",
        title=say("待查范围", "Search area"),
        data={"type": "FeatureCollection", "features": [feature]},
        style=_SEARCH_AREA,
        interactive=False,
    )
