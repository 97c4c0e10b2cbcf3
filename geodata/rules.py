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
    ``foot``                              the outer edge of forest or wetland polygons, as lines (foot of the hills);
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

from dataclasses import dataclass

from analysis.errors import DataError

NONE = "none"
POINT = "point"
DISTRICT = "district"


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


def parse_source(text: str, part: str, between: str = ":") -> Source:
    """Read ``kind:name|name``; in a step's argument the two are parted by ``/``.

    Raises
    ------
    DataError
        An unknown kind or no name; ``text`` is the whole rule, for the message.
    """
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
    return Rule(text, tuple(parse_source(text, part) for part in head.split(" + ")), tuple(steps))
