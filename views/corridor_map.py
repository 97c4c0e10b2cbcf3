"""The map of the corridor check: corridor, lines, and the villages coloured and shaped by their verdict."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from layers import basemap, palette
from layers.language import pick
from layers.legend import legend
from layers.mapstate import Focus, LayerView, MapState
from layers.registry import LOOKS, layer_view
from layers.style import VERDICT_CLASSES, VERDICT_STYLE
from layers.words import VERDICT, word
from views import corridor_answer
from views import corridor_facts as facts
from views import corridor_params as params
from views.corridor_text import chance, metres, span

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from layers.language import Lang
    from views.corridor_answer import Answer
    from views.corridor_params import Choice

_CORRIDOR: Final = {
    "color": palette.BLUE, "weight": 1.4, "opacity": 0.9, "fillColor": palette.BLUE, "fillOpacity": 0.1,
    "smoothFactor": 0.2,  # a circle stays round at every zoom
}  # fmt: skip
_SEARCH: Final = {
    "color": palette.VERDICTS["verify"], "weight": 1.4, "opacity": 0.85, "dashArray": "3 5",
    "fillColor": palette.VERDICTS["verify"], "fillOpacity": 0.1,
}  # fmt: skip
_MEASURED: Final = {"color": palette.INK, "weight": 1.8, "opacity": 0.9, "dashArray": "2 5"}
# A ring in the symbol's white outline would not be seen.
_SITES: Final = {
    **VERDICT_STYLE,
    "classes": {code: {**look, "ringColor": palette.VERDICTS[code]} for code, look in VERDICT_CLASSES.items()},
}
_START: Final = (120.535, 27.885, 120.725, 28.03)
"""West, south, east, north of the built-up east of the district, where the lines and the villages are."""


def tips(table: pd.DataFrame, lang: Lang) -> dict[str, str]:
    """Return what the tooltip says of each site: verdict, distance, chance."""
    said = {}
    for site, row in table.to_dict("index").items():
        if math.isnan(row["distance_m"]):
            far = span(row["distance_low_m"], row["distance_high_m"], lang)
        else:
            far = pick(lang, "约 ", "about ") + metres(row["distance_m"], row["accuracy_m"], lang)
        said[str(site)] = f"{word(VERDICT, row['verdict'], lang)} · {far} · P {chance(row['probability'], lang)}"
    return said


def hidden(asked: Choice, shown: Sequence[str]) -> list[str]:
    """Ids of the set's features that the street or the verdict filter leaves out."""
    keep = set(shown)
    return [key for key, _ in facts.members(asked.set_name) if key not in keep]


def _rail(asked: Choice, lang: Lang) -> LayerView:
    return layer_view("rail", lang, hidden=facts.rail_ids_off(asked.lines))


def _only_chosen(group: dict[str, Any], rail_title: str, asked: Choice) -> dict[str, Any]:
    """Leave the lines that were not chosen out of the legend's group on rail."""
    entries = LOOKS["rail"].entries
    if group["title"] != rail_title or len(group["items"]) != len(entries):
        return group
    kept = [
        item
        for item, entry in zip(group["items"], entries, strict=True)
        if entry.kind != "line" or entry.properties.get("line") in asked.lines
    ]
    return {**group, "items": kept if asked.lines else []}


def _corridor(asked: Choice, lang: Lang, version: str) -> LayerView:
    return LayerView(
        id="corridor",
        title=corridor_title(asked, lang),
        data=corridor_answer.corridor(asked.lines, asked.distance_m, asked.measure_from, version),
        style={"base": _CORRIDOR},
        interactive=False,
    )


def corridor_title(asked: Choice, lang: Lang) -> str:
    """Name of the corridor: ``S1+S3 车站 800 米内``."""
    names = "+".join(asked.lines)
    if asked.measure_from == "line":
        return pick(lang, f"{names} 线位两侧 {asked.distance_m} 米", f"{asked.distance_m} m either side of {names}")
    return pick(lang, f"{names} 车站 {asked.distance_m} 米内", f"within {asked.distance_m} m of {names} stations")


def _of_selected(asked: Choice, found: Answer, site: str, lang: Lang, version: str) -> list[LayerView]:
    """Search area of an unlocated site, or the straight line its distance was measured along."""
    area = corridor_answer.search_area(asked.set_name, site, version)
    if area is not None:
        title = pick(lang, "可能所在的范围", "area it may be in")
        return [LayerView(id="search", title=title, data=area, style={"base": _SEARCH}, interactive=False)]
    row = found.table.loc[site]
    if row["nearest_line"] is None:
        return []
    measured = corridor_answer.measured_line(asked.set_name, site, row["nearest_line"], row["nearest_station"], version)
    if measured is None:
        return []
    title = pick(lang, "量距线", "line measured along")
    return [LayerView(id="measured", title=title, data=measured[0], style={"base": _MEASURED}, interactive=False)]


def focus(asked: Choice, found: Answer | None, site: str | None, version: str) -> Focus:
    """Where the map looks at first (unless the address says), or at the village just asked for by name."""
    flights = st.session_state.get(params.FLIGHTS, 0)
    start = Focus(seq="start", bounds=_START)
    if not flights or site is None or found is None or site not in found.table.index:
        return start
    seq = f"site-{flights}"
    area = corridor_answer.search_area(asked.set_name, site, version)
    if area is not None:
        return Focus(seq=seq, bounds=bounds_of(area))
    row = found.table.loc[site]
    if row["nearest_line"] is None:
        return start
    measured = corridor_answer.measured_line(asked.set_name, site, row["nearest_line"], row["nearest_station"], version)
    if measured is None:
        return start
    west, south, east, north = measured[1]
    margin = max(east - west, north - south, 0.008) * 0.6
    return Focus(seq=seq, bounds=(west - margin, south - margin, east + margin, north + margin))


def bounds_of(area: dict[str, Any]) -> tuple[float, float, float, float]:
    """West, south, east, north of a GeoJSON collection."""
    found: list[tuple[float, float]] = []

    def walk(part: Any) -> None:  # noqa: ANN401 - nested lists of coordinates
        if part and isinstance(part[0], int | float):
            found.append((part[0], part[1]))
        else:
            for inner in part:
                walk(inner)

    for feature in area["features"]:
        walk(feature["geometry"]["coordinates"])
    east, north = zip(*found, strict=True)
    return min(east), min(north), max(east), max(north)


def map_state(asked: Choice, found: Answer | None, shown: Sequence[str], site: str | None, lang: Lang) -> MapState:
    """Build the map's state; without an answer the villages stand there unjudged."""
    version = corridor_answer.data_version()
    sites = layer_view(asked.set_name, lang, rings=True, hidden=hidden(asked, shown))
    rail = _rail(asked, lang)
    over: list[LayerView] = []
    under: list[LayerView] = []
    extra: list[dict[str, Any]] = []
    if found is not None:
        verdicts = {str(key): str(code) for key, code in found.table["verdict"].items()}
        sites = replace(sites, style=_SITES, classes=verdicts, tips=tips(found.table, lang))
        under.append(_corridor(asked, lang, version))
        extra.append({"kind": "polygon", "style": _CORRIDOR, "text": under[0].title})
        if site is not None and site in found.table.index:
            over = _of_selected(asked, found, site, lang, version)
            kind = "polygon" if over and over[0].id == "search" else "line"
            extra += [{"kind": kind, "style": dict(view.style["base"]), "text": view.title} for view in over]
    plan = [*under, rail, *over, sites]
    groups = [_only_chosen(group, rail.title, asked) for group in legend(plan, lang)]
    groups = [group for group in groups if group["items"]]
    if extra:
        groups.insert(0, {"title": pick(lang, "廊道", "Corridor"), "items": extra})
    return MapState(
        layers=[*basemap.base_layers(lang), *plan],
        lang=lang,
        legend=groups,
        attribution=basemap.ATTRIBUTION(lang),
        selected=site,
        focus=focus(asked, found, site, version),
        remember_view=True,
    )
