"""The base layers as the build uses them: looked up by name, in degrees, each file read once."""

from __future__ import annotations

import difflib
from functools import cached_property
from typing import TYPE_CHECKING

import shapely

from analysis.errors import DataError
from geodata import geojson

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

FILES = {
    "streets": "streets",
    "forest": "forest",
    "water": "water",
    "waterway": "waterways",
    "road": "roads",
    "railway": "railways_context",
    "line": "rail_lines",
    "place": "places",
    "hill": "forest",
}
"""Source kind of a rule to the base file it reads."""

_WETLAND = "wetland_park_boundary"


class Base:
    """The folder ``base/``.

    Parameters
    ----------
    folder
        Where the ``*.geojson`` files are.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._features: dict[str, list[geojson.Feature]] = {}

    def features(self, layer: str) -> list[geojson.Feature]:
        """Features of a base file, in file order."""
        if layer not in self._features:
            self._features[layer] = geojson.read(self._folder / f"{layer}.geojson")
        return self._features[layer]

    def named(self, kind: str, name: str) -> list[BaseGeometry]:
        """All geometries of that exact name (rail lines: of that line code).

        Raises
        ------
        DataError
            No located feature of that name; the message lists the nearest names.
        """
        key = "line" if kind == "line" else "name"
        located = [item for item in self.features(FILES[kind]) if item.geometry is not None]
        found = [item.geometry for item in located if item.properties[key] == name and item.geometry]
        if found:
            return found
        names = sorted({str(item.properties[key]) for item in located if item.properties[key]})
        near = "、".join(difflib.get_close_matches(name, names, n=3, cutoff=0.3)) or "-"
        zh = f"底图 {FILES[kind]}.geojson 中没有“{name}”；相近的名称：{near}"
        en = f"base layer {FILES[kind]}.geojson has no '{name}'; near names: {near}"
        raise DataError(zh, en)

    def street(self, name: str) -> BaseGeometry:
        """One street or town."""
        return self.named("streets", name)[0]

    @cached_property
    def street_codes(self) -> dict[str, str]:
        """Street name to its code."""
        return {item.properties["name"]: item.properties["code"] for item in self.features("streets")}

    @cached_property
    def english(self) -> dict[str, str]:
        """Chinese name to English name, of every named feature a rule can name."""
        items = [item.properties for layer in sorted({*FILES.values(), "hills"}) for item in self.features(layer)]
        return {item["name"]: item["name_en"] for item in items if item["name"] and item["name_en"]}

    @cached_property
    def district(self) -> BaseGeometry:
        """All streets as one polygon."""
        return shapely.union_all(self._geometries("streets"), grid_size=geojson.GRID)

    @cached_property
    def forest(self) -> BaseGeometry:
        """All hill forest."""
        return shapely.union_all(self._geometries("forest"), grid_size=geojson.GRID)

    @cached_property
    def water(self) -> BaseGeometry:
        """Water surfaces; a wetland park's outline is no water surface (villages lie in it), nor is a centre line."""
        surfaces = [
            item.geometry
            for item in self.features("water")
            if item.geometry is not None and item.geometry.area > 0 and item.properties["kind"] != _WETLAND
        ]
        return shapely.union_all(surfaces, grid_size=geojson.GRID)

    @cached_property
    def wetland(self) -> BaseGeometry:
        """Outlines of wetland parks."""
        outlines = [
            item.geometry for item in self.features("water") if item.geometry and item.properties["kind"] == _WETLAND
        ]
        return shapely.union_all(outlines, grid_size=geojson.GRID)

    def _geometries(self, layer: str) -> list[BaseGeometry]:
        return [item.geometry for item in self.features(layer) if item.geometry is not None]
