"""What the corridor check asks of the data at every turn, read once for each state of the data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import geodata


@dataclass(frozen=True)
class Line:
    """A rail line of the plan; accuracy is its CE90, none for one that is not located."""

    code: str
    name: str
    name_en: str
    status: str
    basis: str
    accuracy_m: float | None
    located: bool


@dataclass(frozen=True)
class Street:
    """A street or town, by its code."""

    code: str
    name: str
    name_en: str


def lines() -> tuple[Line, ...]:
    """Lines in the plan's order."""
    return _lines(geodata.content_hash("rail"))


def line(code: str) -> Line:
    """Line by its code."""
    return next(item for item in lines() if item.code == code)


def located_lines() -> list[str]:
    """Codes of the lines that can be measured to, in the plan's order."""
    return [item.code for item in lines() if item.located]


def streets() -> tuple[Street, ...]:
    """Streets and the town, by code."""
    return _streets(geodata.content_hash("streets"))


def street(code: str) -> Street:
    """Street by its code."""
    return next(item for item in streets() if item.code == code)


def english_streets() -> dict[str, str]:
    """Chinese name of a street → its short English name."""
    return {item.name: item.name_en.removesuffix(" Subdistrict") for item in streets()}


def members(layer: str) -> tuple[tuple[str, str], ...]:
    """Ids of a layer's members with their streets: (id, names joined by ``|``)."""
    return _members(layer, geodata.content_hash(layer))


def ids_in(layer: str, street_code: str) -> list[str]:
    """Ids of a layer's members in a street; all of them for an empty code."""
    if not street_code:
        return [key for key, _ in members(layer)]
    name = street(street_code).name
    return [key for key, where in members(layer) if name in where.split("|")]


def rail_ids_off(codes: tuple[str, ...]) -> list[str]:
    """Ids of the rail layer's features that belong to none of the lines."""
    return [key for key, code in _rail(geodata.content_hash("rail")) if code not in codes]


@lru_cache(maxsize=4)
def _lines(digest: str) -> tuple[Line, ...]:  # noqa: ARG001 - the cache's key
    axes = geodata.lines()
    return tuple(
        Line(
            code=str(code),
            name=str(row["name"]),
            name_en=str(row["name_en"]),
            status=str(row["status"]),
            basis=str(row["basis"]),
            accuracy_m=float(row["accuracy_m"]) if located else None,
            located=bool(located),
        )
        for (code, row), located in zip(axes.iterrows(), axes.geometry.notna(), strict=True)
    )


@lru_cache(maxsize=4)
def _streets(digest: str) -> tuple[Street, ...]:  # noqa: ARG001 - the cache's key
    frame = geodata.streets()
    rows = zip(frame.index, frame["name"], frame["name_en"], strict=True)
    return tuple(Street(str(code), str(name), str(name_en)) for code, name, name_en in rows)


@lru_cache(maxsize=8)
def _members(layer: str, digest: str) -> tuple[tuple[str, str], ...]:  # noqa: ARG001 - the cache's key
    frame = geodata.layer(layer)
    return tuple((str(key), str(where or "")) for key, where in zip(frame.index, frame["street"], strict=True))


@lru_cache(maxsize=4)
def _rail(digest: str) -> tuple[tuple[str, str], ...]:  # noqa: ARG001 - the cache's key
    frame = geodata.layer("rail")
    return tuple((str(key), str(code)) for key, code in zip(frame.index, frame["line"], strict=True))
