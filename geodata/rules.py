"""Geometry rules: the small language the ``rule`` column of ``tables/<layer>.csv`` is written in.

A table says *which* members make a geometry; this module only knows *how* to make one.

::

    rule   := "none" | "point" | source { " + " source } { " ; " step }
    source := kind ":" name { "|" name }

No geometry of its own
    ``none``                  geometry null, basis must be ``unlocated``; ``street`` (one street, or ``A|B``) gives the
                              search area, an empty ``street`` leaves it null
    ``point``                 columns ``lon`` and ``lat`` (WGS-84 degrees)

Sources (names are exact ``name`` values of the base layer, several separated by ``|``)
    ``district:``             all 13 streets as one polygon (no name after the colon)
    ``streets:娄桥街道|潘桥街道``   those streets as one polygon
    ``town:瞿溪街道|郭溪街道``      the town part of a split street;  ``hills:…`` its western hills
    ``forest:茶山街道|仙岩街道``    hill forest inside those streets
    ``hill:大罗山``             the forest massif of that name (base/forest, or `zones.MASSIFS`: 吹台山)
    ``water:NAME``            base/water        ``waterway:NAME``  base/waterways
    ``road:NAME``             base/roads        ``railway:NAME``   base/railways
    ``line:S1|S3``            base/rail_lines by line code
    ``place:NAME``            base/places (a point)
    ``layer:LAYER/SLUG``      a member of a plan layer that is built earlier

Steps, applied left to right to the union of the sources
    ``clip:district`` or ``clip:A|B``     keep what lies inside the district or those streets
    ``minus:forest|water``                take away hill forest and / or water (wetland park outlines excepted)
    ``within:2500@KIND/NAME``             keep what lies within 2500 m of that feature (KIND is any source kind)
    ``north:KIND/NAME``, ``south:…``      the part of a line north / south of where it passes nearest to that feature
    ``plus:KIND:NAME``                    add another source (after the steps before it)
    ``foot``                              the outer edge of forest or wetland polygons, as lines (the foot of the hills);
                                          edges that only come from a street border are left out
    ``min_km2:0.1``                       drop polygon parts smaller than this
    ``smooth:20``                         simplify, tolerance in metres

Columns of a table: ``slug,name,name_en,clause,status,status_note,status_source,basis,accuracy_m,source,street,rule,
lon,lat,note`` and any further ones of the layer.  Further columns become properties as they are; the ones named in
``model.NUMBERS`` or ending in ``_m``, ``_km``, ``_km2``, ``_published`` are numbers, all others text, empty is null.
``rule_zh`` / ``rule_en`` (optional columns) replace the sentence generated from the rule.  In the compiled layer the
property ``rule`` holds that sentence (Chinese), ``rule_en`` the English one; both null for ``none`` and ``point``.
``street`` is the full name (梧田街道).  ``source`` and ``status_source`` are keys of ``sources.json``, several
separated by ``|``.  A member whose geometry is drawn by hand has no rule here on purpose: there are none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.ops import linemerge

from analysis.errors import DataError
from geodata import geojson, zones
from geodata.crs import to_lonlat, to_metric

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geodata.base import Base

NONE = "none"
POINT = "point"
DISTRICT = "district"

_EDGE_M = 3.0  # an edge this near to a forest edge is one
_SHORT_M = 100.0  # foot lines shorter than this are crumbs of the clipping


@dataclass(frozen=True, slots=True)
class Source:
    """``kind:name|name``."""

    kind: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """``verb:argument`` or ``verb``."""

    verb: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A parsed rule; ``none`` and ``point`` have no sources."""

    text: str
    sources: tuple[Source, ...] = ()
    steps: tuple[Step, ...] = ()


SOURCE_KINDS = (
    "district", "streets", "town", "hills", "forest", "hill", "water", "waterway",
    "road", "railway", "line", "place", "layer",
)  # fmt: skip
STEP_VERBS = ("clip", "minus", "within", "north", "south", "plus", "foot", "min_km2", "smooth")


def _unknown(text: str, part: str) -> DataError:
    zh = f"规则“{text}”里的“{part}”无法识别：写法见 geodata/rules.py"
    en = f"rule '{text}': cannot read '{part}': see geodata/rules.py for the grammar"
    return DataError(zh, en)


def _source(text: str, part: str, between: str = ":") -> Source:
    kind, mark, names = part.strip().partition(between)
    if kind not in SOURCE_KINDS or not mark or (kind != DISTRICT and not names):
        raise _unknown(text, part)
    return Source(kind, tuple(names.split("|")))


def parse(text: str) -> Rule:
    """Read the text of a ``rule`` column.

    Raises
    ------
    DataError
        An unknown source or step.
    """
    if text in {NONE, POINT}:
        return Rule(text)
    head, *tail = text.split(" ; ")
    steps = []
    for part in tail:
        verb, _, argument = part.strip().partition(":")
        if verb not in STEP_VERBS:
            raise _unknown(text, part)
        steps.append(Step(verb, argument))
    return Rule(text, tuple(_source(text, part) for part in head.split(" + ")), tuple(steps))


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

    def make(self, rule: Rule) -> BaseGeometry:
        """Geometry in degrees, on the grid of the files.

        Raises
        ------
        DataError
            A name that is not there, a step that does not fit, an empty result.
        """
        drawn = self._union([self._source(source) for source in rule.sources])
        for step in rule.steps:
            drawn = self._step(rule, drawn, step)
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

    def _source(self, source: Source) -> BaseGeometry:
        if source.kind == DISTRICT:
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

    def _town_or_hills(self, source: Source) -> BaseGeometry:
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

    def _region(self, argument: str) -> BaseGeometry:
        if argument == DISTRICT:
            return self.base.district
        return self._union([self.base.street(name) for name in argument.split("|")])

    def _step(self, rule: Rule, drawn: BaseGeometry, step: Step) -> BaseGeometry:
        verb, argument = step.verb, step.argument
        if verb == "clip":
            return drawn.intersection(self._region(argument))
        if verb == "minus":
            taken = [self.base.forest if name == "forest" else self.base.water for name in argument.split("|")]
            return drawn.difference(self._union(taken))
        if verb == "within":
            metres, _, target = argument.partition("@")
            near = to_metric(self._source(_source(rule.text, target, "/"))).buffer(float(metres), quad_segs=32)
            return drawn.intersection(to_lonlat(near))
        if verb in {"north", "south"}:
            return _part_of_line(drawn, self._source(_source(rule.text, argument, "/")), north=verb == "north")
        if verb == "plus":
            return self._union([drawn, self._source(_source(rule.text, argument))])
        if verb == "foot":
            return self._foot(drawn)
        metric = to_metric(drawn)
        if verb == "min_km2":
            large = [part for part in zones.parts(metric) if part.area >= float(argument) * 1e6]
            return to_lonlat(shapely.union_all(large))
        return to_lonlat(metric.simplify(float(argument)))

    def _foot(self, drawn: BaseGeometry) -> BaseGeometry:
        rings = shapely.get_exterior_ring(shapely.get_parts(to_metric(drawn)))
        edges = to_metric(shapely.union_all([self.base.forest.boundary, self.base.wetland.boundary]))
        lines = shapely.union_all(rings).intersection(edges.buffer(_EDGE_M))
        kept = [part for part in zones.parts(_merged(lines)) if part.length >= _SHORT_M]
        return to_lonlat(shapely.union_all(kept))


def _merged(drawn: BaseGeometry) -> BaseGeometry:
    """Join line parts end to end; polygons and points stay as they are."""
    if drawn.geom_type in {"MultiLineString", "GeometryCollection"}:
        lines = [part for part in zones.parts(drawn) if part.length > 0 and part.area == 0]
        return linemerge(lines) if len(lines) > 1 else lines[0] if lines else drawn
    return drawn


def _part_of_line(drawn: BaseGeometry, mark: BaseGeometry, *, north: bool) -> BaseGeometry:
    """Cut a line where it passes nearest to another feature; keep the part whose end lies further north or south."""
    line, target = to_metric(drawn), to_metric(mark)
    at = line.project(shapely.get_point(shapely.shortest_line(line, target), 0))
    halves = [shapely.ops.substring(line, 0.0, at), shapely.ops.substring(line, at, line.length)]
    heights = [float(np.mean(shapely.get_coordinates(half)[:, 1])) for half in halves]
    chosen = halves[int(np.argmax(heights) if north else np.argmin(heights))]
    return to_lonlat(chosen)
