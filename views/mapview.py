"""The map on a page: sends a `MapState` to the browser, returns what was clicked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import streamlit as st
import streamlit.components.v1 as components

from layers import assets
from layers.mapstate import Focus
from views import basemaps_choice as basemaps

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.mapstate import MapState

HEIGHT_PX: Final = 640


@dataclass(frozen=True)
class Click:
    """A click on the map: on a feature, or on the ground where a page asks for it. Degrees, WGS-84.

    `edit` is an act of drawing (``layers/static/edit.js``), none for a plain click.
    """

    layer: str | None
    feature: str | None
    lat: float
    lng: float
    edit: Mapping[str, Any] | None = None


def _base_path() -> str:
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""


_map = components.declare_component("atlas_map", url=f"{_base_path()}{assets.ROUTE}/map")


def show(state: MapState, *, key: str, height_px: int = HEIGHT_PX) -> Click | None:
    """Draw the map and return the click that caused this run, once.

    The component's key never changes, so the map stays where the reader has moved it; only its state does.
    """
    _map(state=basemaps.under(state).payload(), height=height_px, key=key, default=None)
    return clicked(key)


def clicked(key: str) -> Click | None:
    """Return the click that caused this run, once; before `show`, so that the map can be drawn with its effect."""
    value = st.session_state.get(key)
    if value is None or st.session_state.get(f"{key}_seen") == value["seq"]:
        return None
    st.session_state[f"{key}_seen"] = value["seq"]
    return Click(layer=value["layer"], feature=value["id"], lat=value["lat"], lng=value["lng"], edit=value.get("edit"))


def remembered_view() -> Focus | None:
    """Map view held in the address (``v=lat,lng,zoom``), or none."""
    parts = str(st.query_params.get("v", "")).split(",")
    try:
        lat, lng, zoom = (float(part) for part in parts)
    except ValueError:
        return None
    if not (abs(lat) <= 90 and abs(lng) <= 180 and 0 <= zoom <= 22):  # noqa: PLR2004 - the ranges of degrees and zoom
        return None
    return Focus(seq="address", centre=(lat, lng), zoom=zoom)
