"""The map of the coverage page: where the corridor surely and possibly reaches, what is left, the villages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from layers import basemap, palette
from layers.language import pick
from layers.legend import legend
from layers.mapstate import Focus, LayerView, MapState
from layers.registry import LOOKS, layer_view
from layers.style import VERDICT_CLASSES, VERDICT_STYLE
from views import corridor_facts, coverage_shapes, scenario_state
from views import coverage_params as params
from views.corridor_map import tips
from views.language import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from layers.language import Lang
    from views.coverage_params import Ask
    from views.scenario_draft import Draft

SURE: Final = {
    "color": palette.BLUE, "weight": 1.2, "fillColor": palette.BLUE, "fillOpacity": 0.24, "smoothFactor": 0.2,
}  # fmt: skip
VERIFY: Final = {
    "color": palette.VERDICTS["verify"], "weight": 1.2, "dashArray": "5 4", "fillColor": palette.VERDICTS["verify"],
    "fillOpacity": 0.13, "smoothFactor": 0.2,
}  # fmt: skip
NOMINAL: Final = {"color": palette.BLUE, "weight": 1.6, "fill": False, "smoothFactor": 0.2}
REST: Final = {"color": palette.GREY, "weight": 1, "dashArray": "1 4", "fillColor": palette.GREY, "fillOpacity": 0.14}
SITES: Final = {
    **VERDICT_STYLE,
    "classes": {code: {**look, "ringColor": palette.VERDICTS[code]} for code, look in VERDICT_CLASSES.items()},
}
CHANGED: Final = {"radius": 10, "color": palette.INK, "weight": 2.2}
MARKED: Final = {**CHANGED, "fillColor": palette.WHITE, "fillOpacity": 1}
DRAWN: Final = (palette.MAGENTA, palette.BROWN, palette.OCHRE, palette.VERMILLION, palette.RED, palette.SLATE)
"""Colours of drawn lines, in the order of their ids."""
START: Final = (120.535, 27.885, 120.725, 28.03)
"""West, south, east, north of the built-up east of the district, where the lines and the villages are."""


def colour_of(line_id: str) -> str:
    """Colour of a line of the plan or of a drawn one."""
    if line_id.startswith("U"):
        return DRAWN[(int(line_id[1:]) - 1) % len(DRAWN)]
    return str(palette.LINES.get(line_id, palette.SLATE))


def rail(lines: Sequence[str], lang: Lang) -> LayerView:
    """Chosen lines of the plan; the others are hidden."""
    return layer_view("rail", lang, hidden=corridor_facts.rail_ids_off(tuple(lines)))


def reach_layers(ask: Ask) -> list[LayerView]:
    """Zones of a question, the widest first."""
    zones = coverage_shapes.zones(ask)
    named = (
        ("verify", zones.verify, VERIFY, say("待核：可能覆盖", "To verify: may be covered")),
        ("sure", zones.sure, SURE, say("覆盖：九成把握以上", "Covered: nine chances in ten or more")),
        ("nominal", zones.nominal, NOMINAL, say("按记录位置的范围线", "Edge at the recorded positions")),
    )
    return [
        LayerView(id=name, title=title, data=data, style={"base": style}, interactive=False)
        for name, data, style, title in named
    ]


def rest_layer(ask: Ask) -> LayerView:
    """Pieces of the target's areas left uncovered; each can be clicked."""
    data, _ = coverage_shapes.rest(ask)
    return LayerView(id="rest", title=say("未覆盖", "Uncovered"), data=data, style={"base": REST})


def outline(ask: Ask, lang: Lang) -> list[LayerView]:
    """Outlines of the target's areas with their names; the subdistricts' are in the base map already."""
    goal = ask.goal
    if goal.kind != "areas" or goal.id == "streets" or goal.id not in LOOKS:
        return []
    view = layer_view(goal.id, lang)
    style = {**view.style, "polygon": {**view.style.get("polygon", {}), "fillOpacity": 0.03, "weight": 2}}
    return [replace(view, style=style, interactive=False)]


def villages(ask: Ask, table: pd.DataFrame, lang: Lang) -> LayerView:
    """Villages with their verdicts."""
    view = layer_view(ask.goal.sites, lang, rings=False)
    classes = {str(key): str(code) for key, code in table["verdict"].items()}
    return replace(view, style=SITES, classes=classes, tips=tips(table, lang))


def changed_villages(ask: Ask, table: pd.DataFrame, lang: Lang) -> LayerView:
    """Villages with their verdict after a change; those that changed are larger."""
    view = layer_view(ask.goal.sites, lang, rings=False)
    larger = {f"{code}*": {**look, **CHANGED} for code, look in VERDICT_CLASSES.items()}
    marks = {
        str(key): f"{row['after']}*" if row["change"] != "unchanged" else str(row["after"])
        for key, row in table.to_dict("index").items()
    }
    return replace(view, style={**SITES, "classes": {**SITES["classes"], **larger}}, classes=marks)


def edit_state(drawn: Draft, ask: Ask, verdicts: Mapping[str, str]) -> dict[str, Any]:
    """Build what the map's editor is given: the draft in its own order, the tool in hand, its words."""
    mine = scenario_state.track_id()
    return {
        "tool": scenario_state.tool(),
        "done": scenario_state.done(),
        "colour": colour_of(mine or "U1"),
        "reach_m": ask.distance_m,
        "watch": ask.goal.sites,
        "open": [key for key, code in verdicts.items() if code != "in"],
        "tracks": [
            {
                "id": track.id,
                "colour": colour_of(track.id),
                "axis": [[lat, lng] for lng, lat in track.axis],
                "stops": [{"id": s.id, "name": s.name, "lng": s.xy[0], "lat": s.xy[1]} for s in track.stops],
            }
            for track in drawn.tracks
        ],
        "words": {
            "station": say("点图上一处，放一个车站；已放的站可以拖动", "Click to put a station; drag one to move it"),
            "line": say(
                "逐点点出线路，双击或回车结束，Esc 取消", "Click corner by corner; double-click or Enter to finish"
            ),
            "erase": say("点一个车站，删去它", "Click a station to delete it"),
            "finish": say("结束", "Finish"),
            "cancel": say("取消", "Cancel"),
            "inside": say(
                "圈内还没覆盖的村社：{n} 处（按记录位置）", "{n} uncovered villages in reach (recorded positions)"
            ),
        },
    }


def drawn_only(drawn: Draft, ask: Ask) -> dict[str, Any]:
    """Show what of the draft belongs to a question, without a tool in hand."""
    shown = edit_state(drawn, ask, {})
    return {**shown, "tool": "show", "tracks": [each for each in shown["tracks"] if each["id"] in ask.lines]}


def focus() -> Focus:
    """Where the map looks: the place last asked for, else the built-up east (or what the address says)."""
    found: Focus = st.session_state.get(params.FOCUS, Focus(seq="start", bounds=START))
    return found


def state_of(
    plan: Sequence[LayerView],
    lang: Lang,
    *,
    selected: str | None = None,
    edit: Mapping[str, Any] | None = None,
    link: str | None = None,
    remember: bool = True,
) -> MapState:
    """Build the map's state with a legend of what this page adds and what the plan's layers mean."""
    own = {"sure": "polygon", "verify": "polygon", "nominal": "line", "rest": "polygon"}
    items = [
        {"kind": own[view.id], "style": dict(view.style["base"]), "text": view.title} for view in plan if view.id in own
    ]
    groups = legend([view for view in plan if view.id not in own], lang)
    shown = next((view for view in plan if view.id == "rail"), None)
    if shown is not None:
        groups = [_without_hidden(group, shown) for group in groups]
    if any("*" in code for view in plan for code in view.classes.values()):
        items.append({"kind": "point", "style": MARKED, "text": say("大号：结论有变", "Larger: verdict changed")})
    if items:
        title = pick(lang, "覆盖", "Coverage")
        groups.insert(0, {"title": title, "items": items})
    return MapState(
        layers=[*basemap.base_layers(lang), *plan],
        lang=lang,
        legend=groups,
        attribution=basemap.ATTRIBUTION(lang),
        selected=selected,
        focus=focus(),
        remember_view=remember,
        edit=edit,
        link=link,
    )


def _without_hidden(group: dict[str, Any], shown: LayerView) -> dict[str, Any]:
    """Leave the lines that are not drawn out of the legend's group on rail."""
    entries = LOOKS["rail"].entries
    if group["title"] != shown.title or len(group["items"]) != len(entries):
        return group
    off = set(shown.hidden)
    codes = {code for code in palette.LINES if f"rail.{code}" not in off}
    kept = [
        item
        for item, entry in zip(group["items"], entries, strict=True)
        if entry.kind != "line" or entry.properties.get("line") in codes
    ]
    return {**group, "items": kept}
