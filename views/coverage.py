"""覆盖分析 Coverage: what the lines cover, what they leave, what changes with another line or one drawn by hand."""

from __future__ import annotations

from typing import Final

import streamlit as st

from layers.assets import OWN_DIR
from views import (
    corridor_controls,
    coverage_controls,
    coverage_figures,
    mapview,
    scenario_compare,
    scenario_sketch,
    state,
)
from views import coverage_params as params
from views.language import say

MAP_KEY: Final = "coverage_map"


def page() -> None:
    """Draw the page."""
    params.restore_all()
    st.html(OWN_DIR / "coverage.css")
    with st.sidebar:
        coverage_controls.target_control()
        corridor_controls.lines()
        corridor_controls.distance()
    _body()


@st.fragment
def _body() -> None:
    """Everything but the sidebar: what happens on map, curve or tables leaves the controls alone."""
    if params.is_stale():
        st.rerun()
    click = mapview.clicked(MAP_KEY)
    mode = coverage_controls.mode()
    ask = params.asked()
    if mode == "compare":
        scenario_compare.show(ask)
    elif mode == "draw":
        scenario_sketch.show(ask, click, MAP_KEY)
    elif not ask.lines:
        st.info(say(
            "还没有选线路：请在左侧至少选一条（S1、S3 或 M1）。",
            "No line is chosen: choose at least one on the left (S1, S3 or M1).",
        ))  # fmt: skip
    else:
        coverage_figures.show(ask, click, MAP_KEY)
    coverage_controls.method()
    state.publish(*params.ALL)
