"""How a style is written and resolved: one rule, held here and in ``static/symbols.js`` alike.

A layer's style is data::

    {"base": Style,                          # every feature
     "point" | "line" | "polygon": Style,    # by geometry
     "by": column or [columns], "values": {value: Style},
     "basis": {"estimated": Style, "point:estimated": Style},
     "classes": {class: Style}}              # results such as verdicts

Later ones win. Styles are Leaflet path options plus ``radius``, ``shape``, ``casing`` and ``over`` (second
lines drawn underneath and on top).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from layers import palette

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.mapstate import Style

Kind = Literal["point", "line", "polygon"]
KINDS: Final[tuple[Kind, ...]] = ("polygon", "line", "point")

BASIS: Final[Mapping[str, Style]] = {
    "line:derived": {"dashArray": "14 3"},
    "polygon:derived": {"dashArray": "14 3"},
    "line:estimated": {"dashArray": "2 5"},
    "line:schematic": {"dashArray": "7 6"},
    "polygon:schematic": {"dashArray": "7 6"},
    "polygon:estimated": {"dashArray": "2 5"},
    "point:estimated": {"fillColor": palette.WHITE, "fillOpacity": 0.92},
    "point:schematic": {"fillColor": palette.WHITE, "fillOpacity": 0.92, "dashArray": "2 2"},
}
"""What a position rests on: solid for surveyed and traced, dashed for schematic, hollow for estimated."""

VERDICT_CLASSES: Final[Mapping[str, Style]] = {
    "in": {
        # A dark rim tells it from a station's plain dot.
        "color": palette.INK, "weight": 2.2, "fillColor": palette.VERDICTS["in"], "fillOpacity": 1,
        "radius": 7.5, "shape": "circle", "dashArray": None,
    },
    "verify": {
        "color": palette.VERDICTS["verify"], "weight": 2.4, "fillColor": palette.WHITE, "fillOpacity": 0.95,
        "radius": 7, "shape": "triangle", "dashArray": None,
    },
    "out": {
        "color": palette.WHITE, "weight": 1, "fillColor": palette.VERDICTS["out"], "fillOpacity": 0.95,
        "radius": 5, "shape": "square", "dashArray": None,
    },
}  # fmt: skip
"""Verdict code → look: in a filled circle, to verify a hollow triangle, out a grey square."""

VERDICT_STYLE: Final[Mapping[str, Any]] = {
    "base": VERDICT_CLASSES["out"],
    "classes": VERDICT_CLASSES,
}
"""Style of a layer of sites that shows verdicts (`LayerView.classes` holds the code of each site)."""


def kind_of(geometry_type: str) -> Kind:
    """Kind of a GeoJSON or Shapely geometry type: ``MultiLineString`` → ``line``."""
    if "Point" in geometry_type:
        return "point"
    return "line" if "Line" in geometry_type or "Ring" in geometry_type else "polygon"


def resolve(style: Mapping[str, Any], properties: Mapping[str, Any], kind: Kind, cls: str | None = None) -> Style:
    """Style of one feature, as the browser resolves it.

    Parameters
    ----------
    style
        A layer's style as described in this module.
    properties
        Properties of the feature; `basis` and the columns of ``by`` are read.
    kind
        Kind of its geometry.
    cls
        Its class, if it has one.
    """
    by = style.get("by") or ()
    values = style.get("values", {})
    basis = style.get("basis", {})
    code = properties.get("basis")
    steps = [style.get("base"), style.get(kind)]
    steps += [values.get(str(properties.get(column))) for column in ([by] if isinstance(by, str) else by)]
    steps += [basis.get(code), basis.get(f"{kind}:{code}"), style.get("classes", {}).get(cls)]
    found: Style = {}
    for step in steps:
        found.update(step or {})
    return found
