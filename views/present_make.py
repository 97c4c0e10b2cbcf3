"""Making a file: progress while it is made, a button to stop, and the file to take away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from layers import sheet_page
from layers.onefile import one_file
from layers.print_atlas import print_atlas
from views import present_params as pp
from views import present_sheets as sheets
from views.language import current, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers.sheet import Sheet
    from views.corridor_answer import Answer
    from views.corridor_params import Choice

MADE: Final = "present_made"
_STEPS: Final = 50
"""The bar moves at most this often: every move is a message to the browser."""


@dataclass(frozen=True)
class Made:
    """A file that is ready, and the settings it was made with."""

    settings: tuple[Any, ...]
    name: str
    mime: str
    body: bytes


def settings(asked: Choice | None) -> tuple[Any, ...]:
    """Everything the file depends on that can be set on the page."""
    layers = tuple(sheets.ov.LAYERS.get()) if asked is None else ()
    return (current(), asked, layers, *(param.get() for param in pp.OWN))


def file_name(asked: Choice | None) -> str:
    """Name of the file: what was asked, in ASCII."""
    template, paper = pp.TEMPLATE.get(), pp.PAPER.get()
    stem = ["ouhai", template.replace("_", "-")]
    if asked is not None:
        stem += ["-".join(asked.lines), f"{asked.distance_m}m", asked.measure_from, asked.set_name]
        stem += [asked.street] if asked.street else []
    if template in pp.FILES:
        return "_".join([*stem, current()]) + ".html"
    kind = "pdf" if template in pp.ATLASES else pp.KIND.get()
    return "_".join([*stem, paper, current()]) + f".{kind}"


def make(asked: Choice | None, found: Answer | None) -> None:
    """Make the file and keep it in this session; pressing the other button ends the run and keeps nothing."""
    st.session_state.pop(MADE, None)
    bar = st.progress(0.0, say("正在准备", "Preparing"))
    stop = st.empty()
    stop.button(say("停止", "Stop"), key="present_stop", icon=":material/stop_circle:")
    body, mime = _file(asked, found, _teller(bar))
    st.session_state[MADE] = Made(settings(asked), file_name(asked), mime, body)
    stop.empty()
    bar.empty()


def _teller(bar: Any) -> Callable[[int, int], None]:  # noqa: ANN401 - Streamlit names no type for it
    seen = -1

    def told(done: int, steps: int) -> None:
        nonlocal seen
        step = _STEPS * done // steps
        if step != seen:
            seen = step
            bar.progress(done / steps, say(f"正在制作 {100 * done // steps} %", f"Making it: {100 * done // steps} %"))

    return told


def _file(asked: Choice | None, found: Answer | None, told: Callable[[int, int], None]) -> tuple[bytes, str]:
    lang, template = current(), pp.TEMPLATE.get()
    paper, landscape = pp.PAPER.get(), pp.TURN.get() == "landscape"
    if asked is None or found is None:
        if template == pp.FILE:
            return one_file(sheets.layers_file(lang), told), "text/html"
        extent = pp.extent(pp.AREA.get())
        return _one(sheets.overview_sheet(lang, paper, landscape=landscape, extent=extent), told)
    if template == pp.FILE_CORRIDOR:
        return one_file(sheets.corridor_file(asked, found, lang), told), "text/html"
    if template == pp.CORRIDOR:
        extent = pp.extent(asked.street or pp.AREA.get())
        return _one(sheets.check_sheet(asked, found, lang, paper, landscape=landscape, extent=extent), told)
    pages = sheets.street_sheets if template == pp.STREETS else sheets.site_sheets
    title, _ = sheets.titles(template, asked, lang)
    return print_atlas(pages(asked, found, lang, paper, landscape=landscape), title, told), "application/pdf"


def _one(sheet: Sheet, told: Callable[[int, int], None]) -> tuple[bytes, str]:
    told(0, 2)
    kind = pp.KIND.get()
    body = sheet_page.render(sheet, kind)
    told(2, 2)
    return body, sheet_page.MIME[kind]


def take(asked: Choice | None) -> None:
    """Offer the file that is ready, with its size; say so when the settings have moved on since."""
    made: Made | None = st.session_state.get(MADE)
    if made is None:
        return
    if made.settings != settings(asked):
        st.info(say("设置已改动：请重新制作。", "The settings have changed: make the file again."))
        return
    size = len(made.body) / 1e6
    st.download_button(
        say(f"下载 {made.name}（{size:.2f} MB）", f"Download {made.name} ({size:.2f} MB)"),
        made.body,
        file_name=made.name,
        mime=made.mime,
        key="present_take",
        type="primary",
        on_click="ignore",
        icon=":material/download:",
    )
    if made.mime.startswith("image/"):
        st.image(made.body if made.mime == "image/png" else made.body.decode(), width="stretch")
