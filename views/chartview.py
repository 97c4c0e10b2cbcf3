"""A chart on a page: the SVG drawn in `layers.chart`, its marker to drag, its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st
import streamlit.components.v2 as components

from layers.assets import OWN_DIR
from views.language import say

if TYPE_CHECKING:
    from collections.abc import Callable

_CSS = """
.atlas-chart { position: relative; }
.atlas-chart svg { display: block; width: 100%; height: auto; border: 1px solid #d9dde2; border-radius: 8px; }
.atlas-chart button { position: absolute; right: 6px; top: 6px; font: 600 11px sans-serif; padding: 2px 7px;
  border: 1px solid #b9c0c8; border-radius: 5px; background: #fff; color: #3d4650; cursor: pointer; }
.atlas-chart button:focus-visible, .atlas-chart g:focus-visible, .atlas-chart rect:focus-visible {
  outline: 3px solid #0b62a8; }
"""
_component = components.component(
    "atlas_chart",
    html='<div class="atlas-chart"></div>',
    css=_CSS,
    js=(OWN_DIR / "chart.js").read_text(encoding="utf-8"),
)


def show(
    svg: str,
    *,
    key: str,
    name: str,
    curve: dict[str, Any] | None = None,
    step_m: int = 10,
    on_distance: Callable[[int], None] | None = None,
) -> None:
    """Draw a chart.

    Parameters
    ----------
    svg
        Picture from `layers.chart_curve` or `layers.chart_bars`.
    key
        Of the element.
    name
        File name of the PNG, without ending.
    curve
        `layers.chart_curve.payload`, which makes the marker one that can be dragged, in steps of `step_m`.
    on_distance
        Called with the distance in metres the marker was dragged to, before the page is drawn again.
    """
    words = {"png": say("下载为 PNG 图片", "Download as PNG"), "distance": say("距离（米）", "Distance (m)")}
    data = {"svg": svg, "name": name, "curve": curve, "step": step_m, "words": words}

    def moved() -> None:
        metres = st.session_state[key].get("distance")
        if metres is not None and on_distance is not None:
            on_distance(int(metres))

    _component(data=data, key=key, on_distance_change=moved)
