"""What the overview remembers: layers, opacity, filters, the selected feature, the search, where to look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

import geodata
from layers import registry, words
from layers.mapstate import Focus
from layers.members import Member, layer_of, member, members, search_area, union_bounds
from views.mapview import remembered_view
from views.state import Param, choice, choices, joined

if TYPE_CHECKING:
    from layers.members import Bounds

MAP_KEY: Final = "overview_map"
TABS: Final = ("card", "list", "street", "plan", "figures")
_FOCUS: Final = "overview_focus"
PINNED: Final = "overview_pinned"
"""Feature that was chosen outside the table: its row comes first there."""
_STALE: Final = "overview_sidebar_stale"
_OPAQUE: Final = 100


def _layer_ids() -> tuple[str, ...]:
    return tuple(registry.LOOKS)


def _read_opacity(text: str) -> dict[str, int]:
    found = {}
    for part in filter(None, text.split(",")):
        layer_id, _, value = part.partition(":")
        if layer_id not in _layer_ids() or not 0 <= int(value) <= _OPAQUE:
            raise ValueError(text)
        found[layer_id] = int(value)
    return found


def _write_opacity(value: dict[str, int]) -> str:
    return ",".join(f"{layer_id}:{percent}" for layer_id, percent in sorted(value.items()))


def _read_feature(text: str) -> str:
    if member(text) is None:
        raise ValueError(text)
    return text


def _read_street(text: str) -> str:
    return choice("", *geodata.streets().index)(text)


def _read_text(text: str) -> str:
    return text[:60]


LAYERS = Param("l", list(registry.DEFAULT_VISIBLE), choices(*registry.LOOKS), joined)
OPACITY = Param("o", {}, _read_opacity, _write_opacity)
STATUS = Param("status", [], choices(*words.STATUS), joined)
STREET = Param("street", "", _read_street)
SELECTED = Param("sel", None, _read_feature)
QUERY = Param("q", "", _read_text)
TAB = Param("tab", "card", choice(*TABS))
ALL: Final = (LAYERS, OPACITY, STATUS, STREET, SELECTED, QUERY, TAB)


def opacity(layer_id: str) -> int:
    """Opacity of a layer, per cent."""
    return int(OPACITY.get().get(layer_id, _OPAQUE))


def set_opacity(layer_id: str, percent: int) -> None:
    """Remember the opacity of a layer; what is opaque is not remembered."""
    kept = {key: value for key, value in OPACITY.get().items() if key != layer_id}
    OPACITY.set(kept if percent == _OPAQUE else {**kept, layer_id: percent})


def show_layer(layer_id: str, *, on: bool) -> None:
    """Switch a layer on or off, keeping the registry's order."""
    wanted = {*LAYERS.get()} | {layer_id} if on else {*LAYERS.get()} - {layer_id}
    ordered = [each for each in registry.LOOKS if each in wanted]
    if ordered != LAYERS.get():
        LAYERS.set(ordered)
        st.session_state[_STALE] = True


def sidebar_is_stale() -> bool:
    """Whether layers or filters have changed since the sidebar was drawn; told once."""
    return bool(st.session_state.pop(_STALE, False))


def passes(entry: Member) -> bool:
    """Whether the filters let a member through."""
    status, street = STATUS.get(), STREET.get()
    return (not status or entry.status in status) and (not street or street in entry.streets)


def look_at(bounds: Bounds | None) -> None:
    """Move the map, now and once."""
    if bounds is not None:
        number = st.session_state.get("overview_moves", 0) + 1
        st.session_state["overview_moves"] = number
        st.session_state[_FOCUS] = Focus(seq=f"move-{number}", bounds=bounds)


def focus() -> Focus:
    """Where the map was last told to look: at first the address's view, the selected feature or the district."""
    if _FOCUS not in st.session_state:
        start = remembered_view()
        if start is None and SELECTED.get() is not None:
            where = bounds_of(SELECTED.get())
            start = None if where is None else Focus(seq="selected", bounds=where)
        street = member(f"streets.{STREET.get()}") if start is None and STREET.get() else None
        if street is not None:
            start = Focus(seq="street", bounds=street.bounds)
        if start is None:
            start = Focus(seq="district", bounds=district())
        st.session_state[_FOCUS] = start
    found: Focus = st.session_state[_FOCUS]
    return found


def district() -> Bounds | None:
    """Extent of the district."""
    return union_bounds(members("streets"))


def bounds_of(feature_id: str) -> Bounds | None:
    """Extent to look at for a feature: its own, or its search area's."""
    entry = member(feature_id)
    if entry is None or entry.located:
        return None if entry is None else entry.view_bounds()
    area = search_area(feature_id)
    if area is None:
        return None
    west, south, east, north = area.bounds
    return (west, south, east, north)


def select(feature_id: str, *, fly: bool) -> None:
    """Open a feature's card; its layer is switched on, and a street's profile opens instead of its card."""
    layer_id = layer_of(feature_id)
    SELECTED.set(feature_id)
    st.session_state[PINNED] = feature_id
    if layer_id == "streets":
        choose_street(feature_id.partition(".")[2])
        return
    if TAB.get() != "list":
        TAB.set("card")
    if layer_id in registry.LOOKS:
        show_layer(layer_id, on=True)
    if fly:
        look_at(bounds_of(feature_id))


def choose_street(code: str) -> None:
    """Filter by a street, look at it, open its profile; an empty code takes the filter away."""
    if code != STREET.get():
        STREET.set(code)
        st.session_state[_STALE] = True
    if code:
        TAB.set("street")
        entry = member(f"streets.{code}")
        look_at(None if entry is None else entry.bounds)
