"""The map of the buffer workbench: what is measured from, its buffer, and what is tested with its verdict."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import geodata
from layers import palette, store
from layers.language import pick
from layers.legend import verdict_rows
from layers.mapstate import LayerView
from layers.registry import title
from layers.style import VERDICT_CLASSES
from layers.words import VERDICT, word
from views import coverage_map, workbench_answer
from views.corridor_text import chance

if TYPE_CHECKING:
    from analysis.around import AroundResult
    from layers.language import Lang
    from layers.mapstate import MapState
    from views.workbench_params import Ask

FROM: Final = palette.VERMILLION
_A: Final = {
    "line": {"color": FROM, "weight": 3, "opacity": 0.95},
    "polygon": {"color": FROM, "weight": 1.4, "fillColor": FROM, "fillOpacity": 0.14},
    "point": {"color": palette.WHITE, "weight": 1.2, "fillColor": FROM, "fillOpacity": 1, "radius": 5},
}
_ZONE: Final = {
    "color": FROM, "weight": 1.2, "dashArray": "5 4", "fillColor": FROM, "fillOpacity": 0.13, "smoothFactor": 0.2,
}  # fmt: skip
_UNJUDGED: Final = {"color": palette.SLATE, "weight": 1.6, "fillColor": palette.WHITE, "fillOpacity": 0.4, "radius": 5}
_AREAL: Final = {
    f"{code}~": {
        "color": look["fillColor"] if code != "verify" else look["color"], "weight": 2.4,
        "fillColor": palette.VERDICTS[code], "fillOpacity": 0.16 if code != "out" else 0.06,
        "dashArray": "6 4" if code == "verify" else None, "shape": None,
    }
    for code, look in VERDICT_CLASSES.items()
}  # fmt: skip
_B: Final = {"base": _UNJUDGED, "classes": {**coverage_map.SITES["classes"], **_AREAL}}
_LABEL: Final = {"size": 12, "min_zoom": 11, "priority": 70, "cls": "plan", "colour": palette.INK}


def map_state(ask: Ask, found: AroundResult | None, lang: Lang) -> MapState:
    """Build the map's state; without an answer only the layers themselves."""
    first, second = (set(ids) for ids in workbench_answer.sides(ask))
    every = {layer: [str(key) for key in geodata.layer(layer).index] for layer in {ask.a, ask.b}}
    a_title = pick(lang, "起算：", "from: ") + title(ask.a, lang)
    b_title = pick(lang, "被检：", "tested: ") + title(ask.b, lang)
    measured = LayerView(
        id="wb_a", title=a_title, url=store.bundled(ask.a), style=_A,
        hidden=[key for key in every[ask.a] if key not in first],
    )  # fmt: skip
    tested = LayerView(
        id="wb_b", title=b_title, url=store.bundled(ask.b), style=_B, label=_LABEL,
        hidden=[key for key in every[ask.b] if key not in second],
    )  # fmt: skip
    plan = [measured, tested]
    kind = _kind(ask.a, first)
    items: list[dict[str, Any]] = [{"kind": kind, "style": _A[kind], "text": a_title}]
    if found is not None:
        text = pick(lang, f"{ask.reach_m} 米内（图示用）", f"within {ask.reach_m} m (for viewing)")
        plan = [
            LayerView(
                id="wb_zone", title=text, data=workbench_answer.zone(ask), style={"base": _ZONE}, interactive=False
            ),
            measured,
            _judged(tested, ask, found, lang),
        ]
        items.append({"kind": "polygon", "style": _ZONE, "text": text})
    state = coverage_map.state_of(plan, lang)
    groups = [{"title": pick(lang, "缓冲", "Buffer"), "items": items}]
    if found is not None:
        groups.append({"title": b_title, "items": _verdict_rows(_kind(ask.b, second), lang)})
    return replace(state, legend=groups)


def _kind(layer: str, ids: set[str]) -> str:
    """Kind of most of the geometry of some features, polygon where there is none."""
    frame = geodata.layer(layer)
    shapes = frame.geometry[frame.index.isin(ids)].dropna().geom_type
    names = {"Point": "point", "MultiPoint": "point", "LineString": "line", "MultiLineString": "line"}
    return str(shapes.map(lambda name: names.get(name, "polygon")).mode().iloc[0]) if len(shapes) else "polygon"


def _verdict_rows(kind: str, lang: Lang) -> list[dict[str, Any]]:
    """Legend rows of the verdicts, as symbols for points and as outlines for the rest."""
    if kind == "point":
        return verdict_rows(lang)
    return [{"kind": kind, "style": _AREAL[f"{code}~"], "text": word(VERDICT, code, lang)} for code in VERDICT_CLASSES]


def _judged(view: LayerView, ask: Ask, found: AroundResult, lang: Lang) -> LayerView:
    """Give the tested layer its verdicts; what is no point is coloured by outline, not by symbol."""
    points = geodata.layer(ask.b).geometry.geom_type.str.contains("Point", na=True)
    classes, tips = {}, {}
    for key, row in found.table.to_dict("index").items():
        if row["verdict"] is not None:
            classes[str(key)] = str(row["verdict"]) + ("" if points[key] else "~")
            tips[str(key)] = f"{pick(lang, '在内的把握', 'chance of being in')} {chance(row['probability'], lang)}"
    return replace(view, classes=classes, tips=tips)
