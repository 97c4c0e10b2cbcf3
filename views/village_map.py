"""The map of a village's page: the village, where it may be, and the way to the nearest stations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from layers import palette
from layers.basemap import ATTRIBUTION, base_layers
from layers.language import pick
from layers.legend import legend
from layers.mapstate import Focus, LayerView, MapState
from layers.members import member
from layers.registry import layer_view
from views import corridor_answer, corridor_map
from views.story_map import EAST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.language import Lang
    from layers.members import Bounds
    from views.village_facts import Place
    from views.village_text import Ride

_SEARCH: Final = {
    "color": palette.VERDICTS["verify"], "weight": 2, "opacity": 0.9, "dashArray": "3 5",
    "fillColor": palette.VERDICTS["verify"], "fillOpacity": 0.12,
}  # fmt: skip
_PAD_DEG: Final = 0.006


def _way(line: str) -> dict[str, Any]:
    return {"color": palette.LINES.get(line, palette.INK), "weight": 3, "opacity": 0.95, "dashArray": "2 6"}


def map_state(found: Place | None, rides: Sequence[Ride], lang: Lang) -> MapState:
    """State of the map; without a village all of them, to be tapped.

    Parameters
    ----------
    found
        Village, or none chosen yet.
    rides
        Its nearest stations.
    lang
        Language.
    """
    plan = [layer_view("rail", lang), layer_view("villages", lang, rings=False)]
    plan.append(layer_view("renewal_sites", lang, rings=False))
    over, boxes = ([], []) if found is None else _of(found, rides, lang)
    groups = legend(plan, lang)
    items = [
        {"kind": "polygon" if view.id == "search" else "line", "style": dict(view.style["base"]), "text": view.title}
        for view in over
    ]
    if items:
        groups.insert(0, {"title": pick(lang, "这个村", "This village"), "items": items})
    start = Focus(seq="village-none", bounds=EAST)
    return MapState(
        layers=[*base_layers(lang), plan[0], *over, *plan[1:]],
        lang=lang,
        legend=groups,
        attribution=ATTRIBUTION(lang),
        selected=None if found is None else found.id,
        focus=start if found is None or not boxes else Focus(seq=f"village-{found.id}", bounds=_around(boxes)),
    )


def _of(found: Place, rides: Sequence[Ride], lang: Lang) -> tuple[list[LayerView], list[Bounds]]:
    version = corridor_answer.data_version()
    area = corridor_answer.search_area(found.set_name, found.id, version)
    if area is not None:
        title = pick(lang, "村可能在这里面", "the village may be anywhere in here")
        view = LayerView(id="search", title=title, data=area, style={"base": _SEARCH}, interactive=False)
        return [view], [corridor_map.bounds_of(area)]
    entry = member(found.id)
    boxes = [entry.bounds] if entry is not None and entry.bounds is not None else []
    views = []
    for ride in rides:
        if not ride.finding.located or ride.finding.station is None:
            continue
        # The name of the station as the data has it, whatever the reader's language.
        stop = _stop(ride, found)
        drawn = corridor_answer.measured_line(found.set_name, found.id, ride.line, stop, version)
        if drawn is None:
            continue
        title = pick(lang, f"到 {ride.line} 最近站的直线", f"straight to the nearest {ride.line} station")
        views.append(
            LayerView(id=f"way-{ride.line}", title=title, data=drawn[0], style={"base": _way(ride.line)},
                      interactive=False)
        )  # fmt: skip
        boxes.append(drawn[1])
    return views, boxes


def _stop(ride: Ride, found: Place) -> str:
    answer = corridor_answer.answer(ride.asked)
    return str(answer.table.loc[found.id, "nearest_station"])


def _around(boxes: Sequence[Bounds]) -> Bounds:
    west, south = (min(box[at] for box in boxes) for at in (0, 1))
    east, north = (max(box[at] for box in boxes) for at in (2, 3))
    return (west - _PAD_DEG, south - _PAD_DEG, east + _PAD_DEG, north + _PAD_DEG)
