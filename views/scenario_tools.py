"""Tools of the drawing: what a click does, undo and redo, names and places of what is drawn, files in and out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from analysis.errors import AtlasError
from layers.export import MIME
from views import coverage_params as params
from views import scenario_code, scenario_draft
from views import scenario_state as drawing
from views.language import say

if TYPE_CHECKING:
    from typing import Any

    from views.scenario_draft import Draft, Track

_TABLE: Final = "draw_stops"
_FILE: Final = "draw_file"
_COLUMNS: Final = ("name", "lng", "lat")


def toolbar() -> None:
    """Draw what a click on the map does, and the way back and forth."""
    labels = {
        "look": say("看图", "Look"),
        "station": say("加站", "Add stations"),
        "line": say("画线", "Draw the line"),
        "erase": say("删站", "Delete"),
    }
    steps = drawing.history()
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="draw_toolbar"):
        st.segmented_control(
            say("工具", "Tool"), list(drawing.TOOLS), format_func=labels.__getitem__, key=drawing.TOOL,
            default="look", required=True, label_visibility="collapsed",
        )  # fmt: skip
        st.button(
            say("撤销", "Undo"),
            icon=":material/undo:",
            key="draw_undo",
            on_click=drawing.undo,
            disabled=not steps.before,
        )
        st.button(
            say("重做", "Redo"),
            icon=":material/redo:",
            key="draw_redo",
            on_click=drawing.redo,
            disabled=not steps.after,
        )


def lines_and_files() -> None:
    """Draw the line being worked on with its name, accuracy and stations, and the files."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        tracks = drawing.draft().tracks
        if tracks:
            names = {track.id: track.name for track in tracks}
            st.session_state[drawing.TRACK] = drawing.track_id()
            st.selectbox(
                say("正在画", "Working on"), list(names), format_func=lambda key: f"{key} · {names.get(key, key)}",
                key=drawing.TRACK,
            )  # fmt: skip
        st.button(
            say("另起一线", "New line"), key="draw_new", on_click=drawing.new_line,
            disabled=len(tracks) >= scenario_draft.MOST_LINES,
        )  # fmt: skip
        _files()
    track = drawing.draft().track(drawing.track_id())
    if track is None:
        st.caption(say(
            "还没有画。选“加站”后点图；也可以从文件打开。",
            "Nothing is drawn yet. Choose “Add stations” and click the map, or open a file.",
        ))  # fmt: skip
        return
    _line(track)


def _line(track: Track) -> None:
    name_key, error_key = f"draw_name_{track.id}", f"draw_error_{track.id}"
    st.session_state[name_key], st.session_state[error_key] = track.name, track.accuracy_m

    def renamed() -> None:
        drawing.act(lambda now: scenario_draft.rename(now, track.id, st.session_state[name_key]))

    def stated() -> None:
        drawing.act(lambda now: scenario_draft.set_accuracy(now, track.id, int(st.session_state[error_key])))

    name, error, drop = st.columns([5, 4, 2], vertical_alignment="bottom", gap="small")
    name.text_input(
        say("线名", "Name"), key=name_key, max_chars=scenario_draft.NAME_LENGTH, on_change=renamed
    )  # fmt: skip
    error.selectbox(
        say("位置误差", "Accuracy"), list(scenario_draft.ACCURACIES_M),
        format_func=lambda metres: say(f"±{metres} 米", f"±{metres} m"), key=error_key, on_change=stated,
        help=say("九成把握的半径，由画图人声明；算法把它当作线和站的误差。",
                 "Radius that holds the true place nine times in ten, as the author states it."),
    )  # fmt: skip
    drop.button(
        say("删线", "Delete"), key="draw_drop_line",
        on_click=lambda: drawing.act(lambda now: scenario_draft.remove(now, track.id)),
    )  # fmt: skip
    if track.stops:
        _stops(track)


def _stops(track: Track) -> None:
    """Stations with name and place, which can be typed as well as dragged."""
    frame = pd.DataFrame([(stop.name, *stop.xy) for stop in track.stops], columns=list(_COLUMNS))
    # Another draft is another table: what was typed into the last one must not be laid over this one.
    key = f"{_TABLE}_{abs(hash(track)):x}"
    ids = [stop.id for stop in track.stops]

    def typed() -> None:
        edits: dict[int, dict[str, Any]] = st.session_state[key]["edited_rows"]
        for row, values in edits.items():
            drawing.act(partial(_typed, stop_id=ids[int(row)], values=values))

    column = st.column_config
    st.data_editor(
        frame, hide_index=True, num_rows="fixed", height=min(180, 38 + 35 * len(frame)), key=key, on_change=typed,
        column_config={
            "name": column.TextColumn(say("站名", "Station"), max_chars=scenario_draft.NAME_LENGTH, required=True),
            "lng": column.NumberColumn(say("经度", "Longitude"), format="%.5f", step=0.00001, required=True),
            "lat": column.NumberColumn(say("纬度", "Latitude"), format="%.5f", step=0.00001, required=True),
        },
    )  # fmt: skip


def _typed(now: Draft, *, stop_id: str, values: dict[str, Any]) -> Draft:
    stop = now.stop(stop_id)
    if stop is None:
        return now
    lng, lat = values.get("lng", stop.xy[0]), values.get("lat", stop.xy[1])
    moved = scenario_draft.move_stop(now, stop_id, float(lng), float(lat))
    return scenario_draft.rename(moved, stop_id, str(values.get("name") or ""))


def _files() -> None:
    """Save to a file, open one."""
    with st.popover(say("文件", "File"), icon=":material/folder_open:", key="draw_files"):
        st.download_button(
            say("保存为 GeoJSON", "Save as GeoJSON"), scenario_code.to_file(drawing.draft()),
            file_name="scenario.geojson", mime=MIME["geojson"], key="draw_save", on_click="ignore",
            disabled=drawing.draft().empty, width="stretch",
        )  # fmt: skip
        number = st.session_state.get("draw_file_number", 0)
        key = f"{_FILE}_{number}"
        st.file_uploader(
            say("打开 GeoJSON（车站为点，线路为线，WGS-84）", "Open GeoJSON (stations as points, lines, WGS-84)"),
            type=["geojson", "json"], key=key, on_change=_opened, args=(key,), max_upload_size=2,
        )  # fmt: skip
        if params.DRAFT.get().startswith("~"):
            st.caption(say(
                "画得太多，网址只记得本机暂存的编号：请保存文件。",
                "Too much for the address, which names a copy this server holds for now: save a file.",
            ))  # fmt: skip


def _opened(key: str) -> None:
    found = st.session_state.get(key)
    if found is None:
        return
    try:
        loaded = scenario_code.from_file(found.getvalue())
    except AtlasError as error:
        drawing.refuse(error)
    else:
        drawing.act(lambda _: loaded)
    st.session_state["draw_file_number"] = st.session_state.get("draw_file_number", 0) + 1
