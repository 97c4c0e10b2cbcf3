"""The map of suggested station sites: candidates, the chosen ones with their circles, the villages afterwards."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from layers import palette
from layers.language import pick
from layers.mapstate import LayerView
from layers.registry import layer_view
from views import corridor_answer, coverage_map, siting_answer
from views.corridor_map import corridor_title
from views.corridor_text import chance

if TYPE_CHECKING:
    from analysis.siting import SitingResult
    from layers.language import Lang
    from layers.mapstate import Focus, MapState
    from views.siting_params import Ask

CHOSEN: Final = {
    "color": palette.INK, "weight": 2, "fillColor": palette.MAGENTA, "fillOpacity": 1, "radius": 9, "shape": "diamond",
}  # fmt: skip
REACH: Final = {
    "color": palette.MAGENTA, "weight": 1.6, "dashArray": "6 4", "fillColor": palette.MAGENTA, "fillOpacity": 0.1,
    "smoothFactor": 0.2,
}  # fmt: skip
CANDIDATE: Final = {
    "color": palette.MAGENTA,
    "weight": 1,
    "fillColor": palette.WHITE,
    "fillOpacity": 0.9,
    "radius": 2.5,
}
DRAWN: Final = {"color": palette.MAGENTA, "weight": 2, "opacity": 0.8}
THERE: Final = {
    "color": palette.BLUE, "weight": 1.2, "fillColor": palette.BLUE, "fillOpacity": 0.08, "smoothFactor": 0.2,
}  # fmt: skip
_NUMBER: Final = {"size": 14, "min_zoom": 9, "priority": 99, "cls": "plan", "colour": "#8a1f55"}


def map_state(ask: Ask, found: SitingResult | None, k: int, focus: Focus, lang: Lang) -> MapState:
    """Build the map's state; without an answer the villages stand there unjudged."""
    plan: list[LayerView] = []
    title = pick(lang, "建议站址（谋划，只看距离）", "suggested stations (proposed, by distance only)")
    if ask.lines:
        plan.append(LayerView(
            id="there", title=pick(lang, "已有：", "there: ") + corridor_title(ask, lang),
            data=corridor_answer.corridor(ask.lines, ask.distance_m, ask.measure_from, corridor_answer.data_version()),
            style={"base": THERE}, interactive=False,
        ))  # fmt: skip
    if ask.path:
        plan.append(LayerView(id="path", title=pick(lang, "手画线", "drawn line"), data=_path(ask),
                              style={"base": DRAWN}, interactive=False))  # fmt: skip
    sites = layer_view(ask.goal.sites, lang, rings=False)
    plan.append(coverage_map.rail(ask.lines, lang))
    if found is not None:
        shapes = siting_answer.shapes(ask, k)
        reach = pick(lang, f"站址周围 {ask.distance_m} 米", f"{ask.distance_m} m around them")
        table = found.suggestions[k - 1].sites
        classes = {str(key): str(code) for key, code in table["verdict_after"].items()}
        tips = {
            str(key): f"{pick(lang, '在内的把握', 'chance of being in')} {chance(row['before'], lang)} → "
            f"{chance(row['after'], lang)}"
            for key, row in table.to_dict("index").items()
        }
        sites = replace(sites, style=coverage_map.SITES, classes=classes, tips=tips)
        plan = [
            *plan[:-1],
            LayerView(id="reach", title=reach, data=shapes["reach"], style={"base": REACH}, interactive=False),
            plan[-1],
            LayerView(id="candidates", title=pick(lang, "备选点", "candidates"), data=shapes["candidates"],
                      style={"base": CANDIDATE}, interactive=False),
            sites,
            LayerView(id="chosen", title=title, data=shapes["chosen"], style={"base": CHOSEN}, label=_NUMBER),
        ]  # fmt: skip
    else:
        plan.append(sites)
    state = coverage_map.state_of(plan, lang)
    kinds = {"there": "polygon", "path": "line", "reach": "polygon", "candidates": "point", "chosen": "point"}
    items = [
        {"kind": kinds[view.id], "style": dict(view.style["base"]), "text": view.title}
        for view in reversed(plan)
        if view.id in kinds
    ]
    group: dict[str, Any] = {"title": pick(lang, "选址", "Where next"), "items": items}
    legend = [group, *state.legend] if items else state.legend
    return replace(state, legend=legend, focus=focus, ground_clicks=ask.source == "drawn")


def _path(ask: Ask) -> dict[str, Any]:
    corners = [list(corner) for corner in ask.path]
    kind, coordinates = ("LineString", corners) if len(corners) > 1 else ("Point", corners[0])
    geometry = {"type": kind, "coordinates": coordinates}
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {"id": "path"}, "geometry": geometry}],
    }


def bounds_of(ask: Ask, k: int) -> tuple[float, float, float, float]:
    """West, south, east, north of the suggested stations with what they reach; the built-up east without any."""
    spots = siting_answer.spots(ask, k)
    if not spots:
        return coverage_map.START
    margin = ask.distance_m / 90_000
    east = [spot.lng for spot in spots]
    north = [spot.lat for spot in spots]
    return min(east) - margin, min(north) - margin, max(east) + margin, max(north) + margin
