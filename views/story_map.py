"""The map of a step: its layers, its lines, and the verdicts where it asks for them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from layers.basemap import ATTRIBUTION, base_layers
from layers.legend import legend
from layers.mapstate import Focus, MapState
from layers.members import member, members, search_area, union_bounds
from layers.registry import LOOKS, layer_view
from layers.story import LOOK_DISTRICT, LOOK_EAST
from views import corridor_answer, corridor_map
from views import corridor_facts as facts
from views.story_figures import choice_of

if TYPE_CHECKING:
    from layers.language import Lang
    from layers.members import Bounds
    from layers.story import Step

EAST: Final = (120.535, 27.885, 120.725, 28.03)
"""West, south, east, north of the built-up east of the district, where the lines and the villages are."""


def bounds_of(look: str) -> Bounds | None:
    """Extent a step looks at: the district, its east, or a feature."""
    if look == LOOK_DISTRICT:
        return union_bounds(members("streets"))
    if look == LOOK_EAST:
        return EAST
    entry = member(look)
    if entry is not None and entry.located:
        return entry.view_bounds()
    area = search_area(look) if entry is not None else None
    if area is None:
        return union_bounds(members("streets"))
    west, south, east, north = area.bounds
    return (west, south, east, north)


def map_state(step: Step, lang: Lang) -> MapState:
    """State of the map for a step; it moves there once, and the presenter may move it on."""
    focus = Focus(seq=f"story-{step.id}", bounds=bounds_of(step.look))
    if step.distance_m is not None and step.lines:
        asked = choice_of(step)
        found = corridor_answer.answer(asked)
        shown = [str(key) for key in found.table.index]
        state = corridor_map.map_state(asked, found, shown, None, lang)
        return replace(state, focus=focus, remember_view=False)
    chosen = [each for each in LOOKS if each in step.layers]
    hidden = facts.rail_ids_off(step.lines) if step.lines else ()
    plan = [layer_view(each, lang, hidden=hidden if each == "rail" else ()) for each in chosen]
    return MapState(
        layers=[*base_layers(lang), *plan],
        lang=lang,
        legend=legend(plan, lang),
        attribution=ATTRIBUTION(lang),
        selected=None if step.look in (LOOK_DISTRICT, LOOK_EAST) else step.look,
        focus=focus,
    )
