"""Find a place by its name: Chinese, full pinyin, initials or English."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import geodata
from layers.members import members

if TYPE_CHECKING:
    from layers.members import Member

BASE_SEARCHED: Final = ("places", "hills")
"""Layers of the base map whose names can be searched after the streets' and the plan's."""

_NOT_SEARCHED: Final = re.compile(r"[\s'’·]+")


def _plain(text: str) -> str:
    return _NOT_SEARCHED.sub("", text).lower()


def _rank(entry: Member, wanted: str) -> int | None:
    """How well a name answers: 0 the whole name, 1 its beginning, 2 inside it, 3 initials; none when not at all."""
    full, _, initials = entry.pinyin.partition(" ")
    names = [_plain(entry.name), _plain(entry.name_en), full, _plain(entry.id.partition(".")[2])]
    if wanted in names or wanted == initials:
        return 0
    if any(name.startswith(wanted) for name in names if name):
        return 1
    if any(wanted in name for name in names):
        return 2
    return 3 if initials.startswith(wanted) else None


def search(query: str, limit: int = 12) -> list[Member]:
    """Members whose name answers a query, best first.

    Parameters
    ----------
    query
        Any part of a name: ``蟠凤``, ``panfeng``, ``pfc``, ``Panfeng Village``.
    limit
        Most to return.

    Returns
    -------
    list of Member
        Better answers first, then located members, then streets before the plan before the base map;
        nothing for an empty query.
    """
    wanted = _plain(query)
    if not wanted:
        return []
    plan = [entry.id for entry in geodata.catalog() if entry.group == "plan"]
    layer_ids = ["streets", *plan, *BASE_SEARCHED]
    found = []
    for order, layer_id in enumerate(layer_ids):
        for entry in members(layer_id):
            rank = _rank(entry, wanted) if entry.name else None
            if rank is not None:
                found.append((rank, not entry.located, order, len(entry.name), entry.id, entry))
    return [entry for *_, entry in sorted(found, key=lambda item: item[:-1])[:limit]]
