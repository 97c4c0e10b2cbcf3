"""The base map this session has chosen, put under every map of the atlas."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from layers import tiles
from layers.basemap import UNDER_TILES

if TYPE_CHECKING:
    from layers.mapstate import MapState

KEY: Final = "basemap"
NONE: Final = "none"


def chosen() -> str:
    """Id of the base map; `NONE`, the atlas's own vector map, unless one was chosen and can be used."""
    found = str(st.session_state.get(KEY, NONE))
    source = tiles.SOURCES.get(found)
    return found if source is not None and tiles.lacking(source) is None else NONE


def under(state: MapState) -> MapState:
    """Put the chosen base map under a map, in the place of the areas and roads it shows itself."""
    payload = tiles.payload(chosen(), state.lang)
    if payload is None:
        return state
    left = [layer for layer in state.layers if layer.id not in UNDER_TILES]
    return replace(state, layers=left, tiles=payload, attribution=[str(payload["attribution"]), *state.attribution])
