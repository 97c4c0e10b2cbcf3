"""Where a comment may be pinned, and where it is: a tap on the map, a feature, or a name from the list."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import shapely
import streamlit as st

import geodata
from geodata.crs import METRIC, to_metric
from layers.language import pick
from layers.members import member, members

if TYPE_CHECKING:
    from geodata.consultation import Consultation
    from layers.language import Lang
    from views.mapview import Click

SLACK_M: Final = 150
"""Street outlines are drawn at 25 m and a finger covers more: this close outside still counts as inside."""
NAMED: Final = ("streets", "renewal_sites", "villages")
"""Layers whose members can be chosen by name."""


@dataclass(frozen=True)
class Pin:
    """Place of a comment: a point, a feature, or both. Degrees, WGS-84."""

    lon: float | None
    lat: float | None
    feature: str | None


@st.cache_data(max_entries=32, show_spinner=False)
def _area_wkb(streets: tuple[str, ...], version: str) -> bytes:
    """Area of a consultation in EPSG:4549, with its slack; bytes, because shapes are not shared between threads."""
    del version  # part of the key
    frame = geodata.layer("streets", crs=METRIC)
    chosen = frame[frame["code"].isin(streets)] if streets else frame
    return shapely.to_wkb(shapely.union_all(chosen.geometry.to_numpy()).buffer(SLACK_M))


def inside(consultation: Consultation, lon: float, lat: float) -> bool:
    """Whether a place lies within the area of a consultation."""
    if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):  # noqa: PLR2004 - degrees
        return False
    area = shapely.from_wkb(_area_wkb(consultation.streets, geodata.content_hash("streets")))
    return bool(shapely.covers(area, to_metric(shapely.Point(lon, lat))))


def of_click(click: Click, consultation: Consultation) -> Pin | None:
    """Place of a tap, or none when it is outside the area or not a number."""
    try:
        lon, lat = float(click.lng), float(click.lat)
    except (TypeError, ValueError):
        return None
    if not inside(consultation, lon, lat):
        return None
    known = click.feature if click.layer in consultation.layers and _is_member(click.feature) else None
    return Pin(lon, lat, known)


def _is_member(feature: str | None) -> bool:
    return isinstance(feature, str) and member(feature) is not None


def of_feature(feature: str) -> Pin:
    """Place of a feature chosen by name; a point only where it has one."""
    found = member(feature)
    if found is None or found.bounds is None:
        return Pin(None, None, feature)
    west, south, east, north = found.bounds
    return Pin((west + east) / 2, (south + north) / 2, feature) if found.kind == "point" else Pin(None, None, feature)


def named(consultation: Consultation, lang: Lang) -> dict[str, str]:
    """Streets, renewal sites and villages within the area of a consultation: id → name, to choose from."""
    codes = set(consultation.streets)
    known = {entry.id for entry in geodata.catalog()}
    listed = [entry for layer in NAMED if layer in known for entry in members(layer)]
    inside = [entry for entry in listed if not codes or codes & set(entry.streets)]
    return {entry.id: pick(lang, entry.name, entry.name_en or entry.name) for entry in inside}


@st.cache_data(max_entries=32, show_spinner=False)
def _bounds(streets: tuple[str, ...], version: str) -> tuple[float, float, float, float]:
    del version  # part of the key
    frame = geodata.layer("streets")
    chosen = frame[frame["code"].isin(streets)] if streets else frame
    west, south, east, north = (float(value) for value in chosen.total_bounds)
    return west, south, east, north


def bounds(consultation: Consultation) -> tuple[float, float, float, float]:
    """West, south, east, north of the area of a consultation, in degrees."""
    return _bounds(consultation.streets, geodata.content_hash("streets"))
