"""The map of places: the verdicts, where the chosen feature may be, and the spot it is being put to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import geodata
from layers import palette
from layers.basemap import ATTRIBUTION, base_layers
from layers.language import pick
from layers.legend import legend
from layers.mapstate import Focus, LayerView, MapState
from layers.members import member
from layers.registry import layer_view
from layers.style import VERDICT_STYLE
from views import corridor_answer, corridor_map, imports_map
from views import locate_params as params

if TYPE_CHECKING:
    from layers.language import Lang
    from views.corridor_answer import Answer
    from views.corridor_params import Choice

_SPOT: Final = {
    "color": palette.MAGENTA, "weight": 3, "fillColor": palette.WHITE, "fillOpacity": 0.9, "radius": 8,
    "ringColor": palette.MAGENTA,
}  # fmt: skip
_CORRIDOR: Final = {
    "color": palette.BLUE, "weight": 1.2, "opacity": 0.7, "fillColor": palette.BLUE, "fillOpacity": 0.08,
}  # fmt: skip


def map_state(asked: Choice, found: Answer, accuracy_m: float | None, lang: Lang) -> MapState:
    """Build the map's state.

    Parameters
    ----------
    asked, found
        The question and its answer, the spot included once its accuracy is stated.
    accuracy_m
        Accuracy stated for the spot, or none.
    """
    version = corridor_answer.data_version()
    verdicts = {str(key): str(code) for key, code in found.table["verdict"].items()}
    sites = replace(
        layer_view(asked.set_name, lang, rings=True),
        style=VERDICT_STYLE, classes=verdicts, tips=corridor_map.tips(found.table, lang),
    )  # fmt: skip
    rail = layer_view("rail", lang)
    if params.WHICH.get() != params.STATIONS:
        rail = replace(rail, interactive=False)
    under = LayerView(
        id="corridor", title=corridor_map.corridor_title(asked, lang), style={"base": _CORRIDOR}, interactive=False,
        data=corridor_answer.corridor(asked.lines, asked.distance_m, asked.measure_from, version),
    )  # fmt: skip
    over, extra = _over(asked, accuracy_m, lang, version)
    groups = legend([rail, sites], lang)
    items = [{"kind": "polygon", "style": _CORRIDOR, "text": under.title}, *extra]
    groups.insert(0, {"title": pick(lang, "定位", "Placing"), "items": items})
    return MapState(
        layers=[*base_layers(lang), under, rail, sites, *over],
        lang=lang,
        focus=_focus(asked, version),
        legend=groups,
        attribution=ATTRIBUTION(lang),
        selected=params.FEATURE.get(),
        remember_view=True,
        ground_clicks=True,
    )


def _over(
    asked: Choice, accuracy_m: float | None, lang: Lang, version: str
) -> tuple[list[LayerView], list[dict[str, Any]]]:
    """Search area of the chosen feature, and the spot with its circle."""
    views: list[LayerView] = []
    extra: list[dict[str, Any]] = []
    area = _area(asked, version)
    if area is not None:
        title = pick(lang, "可能所在的范围", "area it may be in")
        style = corridor_map._SEARCH  # noqa: SLF001 - the same thing looks the same on both pages
        views.append(LayerView(id="search", title=title, data=area, style={"base": style}, interactive=False))
        extra.append({"kind": "polygon", "style": style, "text": title})
    spot = params.spot()
    if spot is not None:
        title = pick(lang, "待保存的位置", "place to be kept")
        properties = {"id": "spot", "name": title, "basis": "estimated", "accuracy_m": accuracy_m}
        geometry = {"type": "Point", "coordinates": [spot.lon, spot.lat]}
        body = {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "properties": properties, "geometry": geometry}],
        }
        views.append(
            LayerView(
                id="spot",
                title=title,
                data=body,
                style={"base": _SPOT},
                rings=accuracy_m is not None,
                interactive=False,
            )
        )
        extra.append({"kind": "point", "style": _SPOT, "text": title})
    return views, extra


def _area(asked: Choice, version: str) -> dict[str, Any] | None:
    feature = params.FEATURE.get()
    if feature is None or not feature.startswith(f"{asked.set_name}."):
        return None
    if feature not in geodata.layer(asked.set_name).index:
        return None
    return corridor_answer.search_area(asked.set_name, feature, version)


def _focus(asked: Choice, version: str) -> Focus:
    """Look at the chosen feature, or at where it may be."""
    flights, feature = params.flights(), params.FEATURE.get()
    start = Focus(seq="to-0", bounds=imports_map.DISTRICT)
    if feature is None:
        return start
    area = _area(asked, version)
    entry = member(feature)
    bounds = corridor_map.bounds_of(area) if area is not None else entry.view_bounds() if entry is not None else None
    return start if bounds is None else Focus(seq=f"to-{flights}", bounds=bounds)
