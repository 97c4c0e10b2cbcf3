"""A street's profile: what lies in it, from every layer, what is not located included."""

from __future__ import annotations

from dataclasses import dataclass

import geodata
from layers import registry
from layers.members import Member, members


@dataclass(frozen=True, slots=True)
class Share:
    """What one layer has in one street.

    Parameters
    ----------
    members
        Those that touch the street or are said to lie in it.
    located
        How many of them are on the map.
    area_m2, length_m
        Of the polygons and of the lines, the part inside the street; members that overlap are both counted.
    """

    layer: str
    members: tuple[Member, ...]
    located: int
    area_m2: float
    length_m: float


def profile(street: str) -> tuple[Share, ...]:
    """Shares of all plan layers in a street, in the catalog's order, empty ones left out.

    Parameters
    ----------
    street
        Code of the street, ``330304002``.
    """
    shares = []
    for entry in registry.plan_layers():
        here = tuple(m for m in members(entry.id) if street in m.streets)
        if here:
            shares.append(
                Share(
                    layer=entry.id,
                    members=here,
                    located=sum(m.located for m in here),
                    area_m2=sum(m.inside.get(street, 0.0) for m in here if m.kind == "polygon"),
                    length_m=sum(m.inside.get(street, 0.0) for m in here if m.kind == "line"),
                )
            )
    return tuple(shares)


def published_km2(street: str) -> float:
    """Area of a street as its source gives it, km²."""
    return float(geodata.streets().loc[street, "area_km2"])
