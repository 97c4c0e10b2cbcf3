"""Verdicts as they would be with a place that is not kept yet."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geodata
from geodata.imports import corrections
from views import corridor_answer, data_store

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geodata.imports.corrections import Placement
    from views.corridor_answer import Answer
    from views.corridor_params import Choice


@dataclass(frozen=True)
class Trial:
    """The workspace with a few more places; stands in for the layers while a question is answered."""

    places: tuple[Placement, ...]

    def frame(self, layer_id: str) -> GeoDataFrame | None:
        """Layer with the places, None when nothing differs from the bundled one."""
        own = data_store.live().frame(layer_id)
        mine = [place for place in self.places if place.layer == layer_id]
        if not mine:
            return own
        if own is None:
            with geodata.use(None):
                own = geodata.layer(layer_id)
        return corrections.apply(own, mine)

    def content_hash(self, layer_id: str) -> str | None:
        """Hash that changes whenever `frame` does."""
        own = data_store.live().content_hash(layer_id)
        mine = [(p.feature_id, p.lon, p.lat, p.accuracy_m, p.basis) for p in self.places if p.layer == layer_id]
        return hashlib.sha256(f"{own}{mine}".encode()).hexdigest() if mine else own


@dataclass(frozen=True)
class Change:
    """What a place does to the verdicts: the answers before and after, and the sites whose verdict changes."""

    before: Answer
    after: Answer
    changed: tuple[str, ...]


def change(asked: Choice, places: tuple[Placement, ...]) -> Change:
    """Answer a question before and after some places are given."""
    before = corridor_answer.answer(asked)
    with geodata.use(Trial(places)):
        after = corridor_answer.answer(asked)
    same = [site for site in before.table.index if site in after.table.index]
    differs = before.table["verdict"].reindex(same) != after.table["verdict"].reindex(same)
    return Change(before, after, tuple(str(site) for site in differs.index[differs]))
