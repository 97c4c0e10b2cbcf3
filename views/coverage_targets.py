"""What a corridor can cover: areas, or sets of villages; layers of a workspace join the bundled ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

import shapely
import streamlit as st

import geodata
from analysis.slivers import cut_slivers
from layers.language import Lang, pick

if TYPE_CHECKING:
    import geopandas as gpd

Kind = Literal["areas", "sites"]
JOINED: Final = "coverage_joined_targets"
"""Session key: targets a workspace adds, a tuple of `Target`; their layers are read by `geodata.layer`."""


@dataclass(frozen=True)
class Target:
    """One choice of what is to be covered.

    Parameters
    ----------
    id
        Layer in the catalog, or in the workspace in use.
    kind
        "areas" (polygons, measured by land) or "sites" (places, counted).
    title_zh, title_en
        Of the choice.
    weight
        Numeric column of areas such as population, none to measure land alone.
    """

    id: str
    kind: Kind
    title_zh: str
    title_en: str
    weight: str | None = None

    def title(self, lang: Lang) -> str:
        """Title in the reader's language."""
        return pick(lang, self.title_zh, self.title_en)

    @property
    def sites(self) -> str:
        """Layer of the villages that are counted."""
        return self.id if self.kind == "sites" else "renewal_sites"


BUNDLED: Final = (
    Target("structure_zones", "areas", "一核两区", "Structure zones"),
    Target("key_blocks", "areas", "四大板块", "Four key blocks"),
    Target("streets", "areas", "街镇", "Subdistricts and town"),
    Target("renewal_sites", "sites", "城中村改造 38 处", "38 renovation sites"),
    Target("villages", "sites", "全部村社", "All villages"),
)


def targets() -> tuple[Target, ...]:
    """All targets of this session, the bundled ones first."""
    return (*BUNDLED, *st.session_state.get(JOINED, ()))


def target(target_id: str) -> Target:
    """Target by its id; the first one for an unknown id."""
    return next((each for each in targets() if each.id == target_id), BUNDLED[0])


def version(chosen: Target) -> str:
    """Name the state of the data that figures on a target rest on."""
    names = dict.fromkeys([chosen.id, chosen.sites, "renewal_sites", "rail", "streets"])
    return "-".join(geodata.content_hash(name)[:12] for name in names)


def areas(chosen: Target) -> gpd.GeoDataFrame:
    """Polygons of a target in EPSG:4549, without slivers shared by two; the district's streets for sites.

    Slivers come from simplified outlines; a total would count them twice.
    """
    layer_id = chosen.id if chosen.kind == "areas" else "streets"
    return _areas(layer_id, geodata.content_hash(layer_id)).copy()


@lru_cache(maxsize=16)
def _areas(layer_id: str, digest: str) -> gpd.GeoDataFrame:
    del digest  # part of the cache's key only
    frame = geodata.layer(layer_id, crs=geodata.METRIC)
    return cut_slivers(frame)


def membership(sites: gpd.GeoDataFrame, within: gpd.GeoDataFrame) -> list[str]:
    """Id of the area each village belongs to, empty for none.

    A village with a position belongs where the position lies; one without belongs to the area that holds more than
    half of where it may be.
    """
    found = []
    for shape, search in zip(sites.geometry, sites["search_area"], strict=True):
        best = ""
        if shape is not None:
            inside = within.index[within.intersects(shape)]
            best = str(inside[0]) if len(inside) else ""
        elif search is not None:
            shares = shapely.area(shapely.intersection(within.geometry.to_numpy(), search)) / search.area
            best = str(within.index[int(shares.argmax())]) if shares.max() > 0.5 else ""  # noqa: PLR2004 - half
        found.append(best)
    return found
