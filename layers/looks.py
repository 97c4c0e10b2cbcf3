"""How each plan layer looks, in drawing order: style, legend rows, labels.

Titles, chapters and clauses belong to the data (`geodata.catalog`); a test holds that each layer of the catalog
has a look here and the other way round.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from layers import palette

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.style import Kind


@dataclass(frozen=True)
class Entry:
    """One row of a layer's legend: what it shows and the properties that give it its style."""

    kind: Kind
    zh: str
    en: str
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Look:
    """How one layer looks.

    Parameters
    ----------
    style
        Style without the bases, see `layers.style`.
    entries
        Legend rows; without any, one row with the layer's title.
    label
        Label settings of `LayerView`.
    rings
        Draw the circle of the position's accuracy round points that are not surveyed.
    """

    style: Mapping[str, Any]
    entries: tuple[Entry, ...] = ()
    label: Mapping[str, Any] | None = None
    rings: bool = False


def _area(colour: str, opacity: float = 0.16, weight: float = 1.8) -> dict[str, Any]:
    return {"color": colour, "weight": weight, "opacity": 0.95, "fillColor": colour, "fillOpacity": opacity}


def _line(colour: str, weight: float, casing: float = 2.4) -> dict[str, Any]:
    edge = {"color": palette.WHITE, "weight": weight + casing, "opacity": 0.9}
    return {"color": colour, "weight": weight, "opacity": 1, "lineCap": "butt", "casing": edge}


def _band(colour: str, weight: float, band: float) -> dict[str, Any]:
    """Style of an axis with a wide, pale band: a direction, not an extent."""
    edge = {"color": colour, "weight": band, "opacity": 0.22, "lineCap": "round"}
    return {"color": colour, "weight": weight, "opacity": 1, "casing": edge}


def _point(colour: str, radius: float, shape: str = "circle") -> dict[str, Any]:
    return {
        "color": colour, "weight": 2, "fillColor": colour, "fillOpacity": 0.9, "radius": radius, "shape": shape,
    }  # fmt: skip


def _all(colour: str, *, weight: float = 3, radius: float = 6, shape: str = "circle") -> dict[str, Any]:
    """Style of a layer of mixed geometry in one colour."""
    return {
        "polygon": _area(colour, 0.14),
        "line": _line(colour, weight),
        "point": _point(colour, radius, shape),
    }


def _label(size: float, min_zoom: float, priority: int, colour: str | None = None) -> dict[str, Any]:
    label: dict[str, Any] = {"size": size, "min_zoom": min_zoom, "priority": priority, "cls": "plan"}
    return {**label, "colour": colour} if colour else label


_ZONES = {"core": palette.MAGENTA, "innovation": palette.SKY, "eco-leisure": palette.LEAF}
_CORRIDORS = {"commerce": palette.ORANGE, "innovation": palette.SKY}
_BELTS = {"hill-sports": palette.LEAF, "rail-economy": palette.PURPLE, "tanghe-culture": "#00797d"}


def _by_id(layer: str, styles: Mapping[str, Any]) -> dict[str, Any]:
    return {"by": "id", "values": {f"{layer}.{slug}": style for slug, style in styles.items()}}


_RAIL_STYLE = {
    "line": _line(palette.GREY, 4.5, 3),
    "point": {"color": palette.GREY, "weight": 2, "fillColor": palette.GREY, "fillOpacity": 1, "radius": 4.5},
    "by": "line",
    "values": {code: {"color": colour, "fillColor": colour} for code, colour in palette.LINES.items()},
}

LOOKS: Final[Mapping[str, Look]] = {
    "structure_zones": Look(
        {
            "polygon": {"weight": 2.2, "fillOpacity": 0.13},
            **_by_id("structure_zones", {k: {"color": c, "fillColor": c} for k, c in _ZONES.items()}),
        },
        (
            Entry("polygon", "一核：城市核心区", "Core: urban core area", {"id": "structure_zones.core"}),
            Entry("polygon", "科创引领区", "Innovation area", {"id": "structure_zones.innovation"}),
            Entry("polygon", "生态休闲区", "Eco-leisure area", {"id": "structure_zones.eco-leisure"}),
        ),
        {**_label(16, 9.5, 95), "cls": "zone"},
    ),
    "key_blocks": Look({"polygon": _area(palette.BROWN, 0.1, 2.4)}, label=_label(14, 10, 90, palette.BROWN)),
    "ecology": Look(_all(palette.LEAF, weight=3.5, shape="diamond"), label=_label(12.5, 10.5, 60, "#33651b")),
    "industrial_platforms": Look(
        _all(palette.SLATE, shape="square"), label=_label(12, 11, 55, palette.SLATE), rings=True
    ),
    "southern_new_area": Look(_all(palette.OCHRE, shape="diamond"), label=_label(12, 11, 58, "#6b4b00"), rings=True),
    "structure_belts": Look(
        {
            "line": _band(palette.GREY, 2, 11),
            "polygon": {"weight": 1.6, "fillOpacity": 0.18},
            **_by_id(
                "structure_belts",
                {
                    k: {"color": c, "fillColor": c, "casing": {"color": c, "weight": 11, "opacity": 0.2}}
                    for k, c in _BELTS.items()
                },
            ),
        },
        (
            Entry("line", "环山休闲运动带", "Around-the-hills sports belt", {"id": "structure_belts.hill-sports"}),
            Entry("line", "沿轨城市经济带", "Along-the-rail economy belt", {"id": "structure_belts.rail-economy"}),
            Entry("line", "塘河人文体验带", "Tanghe culture belt", {"id": "structure_belts.tanghe-culture"}),
        ),
        {**_label(13, 11, 70), "along": True},
    ),
    "structure_corridors": Look(
        {
            "line": _band(palette.ORANGE, 3, 18),
            **_by_id(
                "structure_corridors",
                {k: {"color": c, "casing": {"color": c, "weight": 18, "opacity": 0.25}} for k, c in _CORRIDORS.items()},
            ),
        },
        (
            Entry("line", "商旅经济走廊", "Commerce and tourism corridor", {"id": "structure_corridors.commerce"}),
            Entry("line", "创新经济走廊", "Innovation economy corridor", {"id": "structure_corridors.innovation"}),
        ),
        {**_label(13.5, 10.5, 80), "along": True},
    ),
    "greenways": Look(_all("#2f7d4f", weight=3), label=_label(12, 11, 50, "#1f5c39")),
    # The outer network and the expressways run on the same roads: the wide line lies under the narrow one.
    "external_roads": Look(
        {"line": _line(palette.OCHRE, 6.5, 1)}, label={**_label(12, 11, 49, "#6b4b00"), "along": True}
    ),
    "expressways": Look(
        {"line": _line(palette.RED, 3.4, 0.8)}, label={**_label(12, 10.5, 52, "#8a1620"), "along": True}
    ),
    "ring_roads": Look({"line": _line("#8a5fa8", 3.2)}, label={**_label(12, 11.5, 48, "#643f80"), "along": True}),
    "railways": Look(
        {"line": {**_line("#3d3d3d", 3.4), "over": {"color": palette.WHITE, "weight": 1.6, "dashArray": "8 8"}}},
        label={**_label(12, 11, 47, "#3d3d3d"), "along": True},
    ),
    "rail": Look(
        _RAIL_STYLE,
        (
            Entry("line", "S1 已运营", "S1, operating", {"line": "S1", "basis": "surveyed"}),
            Entry("line", "S3 一期 在建", "S3 phase 1, being built", {"line": "S3", "basis": "schematic"}),
            Entry("line", "M1 仅为规划线路", "M1, in this plan only", {"line": "M1", "basis": "schematic"}),
            Entry("point", "车站", "Station", {"line": "S1", "basis": "surveyed"}),
        ),
        _label(11.5, 12, 75, "#173a5c"),
    ),
    "culture_routes": Look(_all("#96511b", radius=5.5, shape="star"), label=_label(12, 12, 46, "#6e3a12"), rings=True),
    "villages": Look({"point": _point(palette.SLATE, 3.6)}, label=_label(11, 13, 40, palette.SLATE), rings=True),
    "business_districts": Look(
        {"point": _point(palette.MAGENTA, 6.5, "star")}, label=_label(12.5, 11, 66, "#86214f"), rings=True
    ),
    "future_communities": Look(
        {"point": _point("#00797d", 6, "diamond")}, label=_label(12.5, 11, 65, "#00595c"), rings=True
    ),
    "renewal_2021": Look(
        {"point": _point(palette.PURPLE, 6, "triangle")}, label=_label(12, 12, 62, "#5c2a73"), rings=True
    ),
    "renewal_sites": Look(
        {"point": _point(palette.VERMILLION, 5.5)}, label=_label(12, 11.75, 64, "#8f3600"), rings=True
    ),
}
"""Layer id → look, bottom of the map first."""

DEFAULT_VISIBLE: Final = ("structure_zones", "rail", "renewal_sites")
"""What a first visitor sees: the structure, the lines, the villages."""
