"""Make geometries from parsed rules (`rules` has the grammar)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.ops import linemerge, substring

from analysis.errors import DataError
from geodata import geojson, rules, zones
from geodata.crs import to_lonlat, to_metric

if TYPE_CHECKING:
    from collections.abc import Callable

    from shapely.geometry.base import BaseGeometry

    from geodata.base import Base

EDGE_M = 3.0
"""A polygon edge this near to a forest edge, in metres, is that edge."""

SHORT_M = 100.0
"""Foot lines shorter than this, in metres, are crumbs of the clipping."""


@dataclass(slots=True)
class Maker:
    """Makes geometries from rules.

    Parameters
    ----------
    base
        The base layers.
    built
        Geometries made so far by feature id (degrees), for ``layer:`` sources.
    """

    base: Base
    built: dict[str, BaseGeometry | None] = field(default_factory=dict)
    _split: tuple[BaseGeometry, BaseGeometry] | None = None

    def make(self, rule: rules.Rule) -> BaseGeometry:
        """Geometry in degrees, on the grid of the files.

        Raises
        ------
        DataError
            A name that is not there, a step that does not fit, an empty result.
        """
        drawn = self._union([self._source(source) for source in rule.sources])
        for step in rule.steps:
            drawn = getattr(self, f"_{step.verb}")(drawn, step.argument)
        drawn = geojson.snap(_merged(drawn))
        if drawn.is_empty:
            zh, en = f"规则“{rule.text}”得到空图形", f"rule '{rule.text}' gives an empty geometry"
            raise DataError(zh, en)
        return drawn

    @staticmethod
    def _union(geometries: list[BaseGeometry]) -> BaseGeometry:
        if len(geometries) == 1:
            return geometries[0]
        return shapely.union_all(geometries, grid_size=geojson.GRID)

    def _source(self, source: rules.Source) -> BaseGeometry:
        if source.kind == rules.DISTRICT:
            return self.base.district
        if source.kind in {"town", "hills"}:
            return self._town_or_hills(source)
        if source.kind == "forest":
            streets = self._union([self.base.street(name) for name in source.names])
            return self.base.forest.intersection(streets)
        if source.kind == "layer":
            return self._union([self._member(name) for name in source.names])
        found: list[BaseGeometry] = []
        for name in source.names:
            if source.kind == "hill" and name in zones.MASSIFS:
                found.append(zones.massif(self.base, name))
            else:
                found.extend(self.base.named(source.kind, name))
        return self._union(found)

    def _town_or_hills(self, source: rules.Source) -> BaseGeometry:
        if self._split is None:
            self._split = zones.town_and_hills(self.base)
        drawn = self._split[0 if source.kind == "town" else 1]
        if set(source.names) == set(zones.SPLIT_STREETS):
            return drawn
        streets = self._union([self.base.street(name) for name in source.names])
        return shapely.intersection(drawn, streets, grid_size=geojson.GRID)

    def _member(self, name: str) -> BaseGeometry:
        member = self.built.get(name.replace("/", ".", 1))
        if member is None:
            zh = f"规则引用的“{name}”不存在、尚未生成或没有图形"
            en = f"the rule names '{name}', which is not there, not built yet or without geometry"
            raise DataError(zh, en)
        return member

    def _clip(self, drawn: BaseGeometry, argument: str) -> BaseGeometry:
        if argument == rules.DISTRICT:
            return drawn.intersection(self.base.district)
        return drawn.intersection(self._union([self.base.street(name) for name in argument.split("|")]))

    def _minus(self, drawn: BaseGeometry, argument: str) -> BaseGeometry:
        taken = [self.base.forest if name == "forest" else self.base.water for name in argument.split("|")]
        return drawn.difference(self._union(taken))

    def _within(self, drawn: BaseGeometry, argument: str) -> BaseGeometry:
        metres, _, target = argument.partition("@")
        near = to_metric(self._target(target)).buffer(float(metres), quad_segs=32)
        return drawn.intersection(to_lonlat(near))

    def _north(self, drawn: BaseGeometry, argument: str) -> BaseGeometry:
        return _part_of_line(drawn, self._target(argument), np.argmax)

    def _south(self, drawn: BaseGeometry, argument: str) -> BaseGeometry:
        return _part_of_line(drawn, self._target(argument), np.argmin)

    def _plus(self, drawn: BaseGeometry, argument: str) -> BaseGeometry:
        return self._union([drawn, self._source(rules.parse_source(argument, argument))])

    def _target(self, text: str) -> BaseGeometry:
        return self._source(rules.parse_source(text, text, between="/"))

    def _min_km2(self, drawn: BaseGeometry, argument: str) -> BaseGeometry:
        large = [part for part in zones.parts(to_metric(drawn)) if part.area >= float(argument) * 1e6]
        return to_lonlat(shapely.union_all(large))

    def _smooth(self, drawn: BaseGeometry, argument: str) -> BaseGeometry:
        return to_lonlat(to_metric(drawn).simplify(float(argument)))

    def _foot(self, drawn: BaseGeometry, _argument: str) -> BaseGeometry:
        rings = shapely.get_exterior_ring(shapely.get_parts(to_metric(drawn)))
        edges = to_metric(shapely.union_all([self.base.forest.boundary, self.base.wetland.boundary]))
        lines = shapely.union_all(rings).intersection(edges.buffer(EDGE_M))
        kept = [part for part in zones.parts(_merged(lines)) if part.length >= SHORT_M]
        return to_lonlat(shapely.union_all(kept))


def _merged(drawn: BaseGeometry) -> BaseGeometry:
    """Join line parts end to end; polygons and points stay as they are."""
    if drawn.geom_type not in {"MultiLineString", "GeometryCollection"}:
        return drawn
    lines = [part for part in zones.parts(drawn) if isinstance(part, shapely.LineString)]
    return linemerge(lines) if lines else drawn


def _part_of_line(drawn: BaseGeometry, mark: BaseGeometry, choose: Callable[[Any], Any]) -> BaseGeometry:
    """Cut a line where it passes nearest to another feature; keep the half whose mean northing is chosen."""
    line, target = to_metric(drawn), to_metric(mark)
    if not isinstance(line, shapely.LineString):
        zh, en = "north / south 只能用于单条线", "north / south need a single line"
        raise DataError(zh, en)
    at = float(shapely.line_locate_point(line, shapely.get_point(shapely.shortest_line(line, target), 0)))
    halves = [substring(line, 0.0, at), substring(line, at, line.length)]
    northings = [float(np.mean(shapely.get_coordinates(half)[:, 1])) for half in halves]
    return to_lonlat(halves[int(choose(northings))])
