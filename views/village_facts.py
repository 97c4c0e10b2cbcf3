"""What the plan has for one village, and where the village may be: the facts behind its page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import geodata
from layers.members import member, members, street_names

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

SURE: Final = 0.9
POSSIBLE: Final = 0.1
"""Share of where a village may be that must lie in an area before it is said to lie there, or perhaps there."""


@dataclass(frozen=True)
class Place:
    """A village or a renovation site; one with both records counts once, under the site's id.

    Parameters
    ----------
    id, set_name
        Feature id and its layer.
    twin
        Id of the village's other record, or none.
    street, street_en
        Where it is said to lie.
    """

    id: str
    set_name: str
    name: str
    name_en: str
    twin: str | None
    street: str
    street_en: str

    @property
    def renewal(self) -> bool:
        """Whether the plan lists it for renovation."""
        return self.set_name == "renewal_sites"


@dataclass(frozen=True)
class Within:
    """An area of the plan a village lies in: surely, perhaps, or near enough to its rough outline."""

    id: str
    name: str
    name_en: str
    how: str
    accuracy_m: float | None


def places() -> dict[str, Place]:
    """All villages and renovation sites by id, in the order of their streets."""
    return _places(*(geodata.content_hash(name) for name in ("renewal_sites", "villages", "streets")))


def place(feature_id: str) -> Place | None:
    """Village by the id of either of its records; none for an unknown id."""
    known = places()
    found = known.get(feature_id)
    return found or next((each for each in known.values() if each.twin == feature_id), None)


@lru_cache(maxsize=4)
def _places(*digests: str) -> dict[str, Place]:
    del digests  # the cache's key only
    names = dict(street_names().values())
    villages = geodata.layer("villages")
    by_code = {str(code): str(key) for key, code in villages["code"].items()}
    found: list[Place] = []
    twins = set()
    for set_name in ("renewal_sites", "villages"):
        frame = geodata.layer(set_name)
        rows = zip(frame.index, frame["name"], frame["name_en"], frame["street"], frame["code"], strict=True)
        for key, name, name_en, street, code in rows:
            if key in twins:
                continue
            twin = by_code.get(str(code)) if set_name == "renewal_sites" else None
            twins |= {twin} if twin else set()
            where = str(street or "")
            english = names.get(where, where).removesuffix(" Subdistrict")
            found.append(Place(str(key), set_name, str(name), str(name_en), twin, where, english))
    order = list(names)
    found.sort(key=lambda each: order.index(each.street) if each.street in order else len(order))
    return {each.id: each for each in found}


def may_be(found: Place) -> BaseGeometry | None:
    """Where a village may be, EPSG:4549: the circle of its accuracy, or its search area; none when not known."""
    row = geodata.sites(found.set_name).loc[found.id]
    if row["geometry"] is None:
        area: BaseGeometry | None = row["search_area"]
        return area
    circle: BaseGeometry = row["geometry"].buffer(float(row["accuracy_m"]))
    return circle


def areas(found: Place, layer_id: str) -> list[Within]:
    """Areas of a layer that hold the village: "in", "maybe", or "edge" of an outline as rough as that."""
    here = may_be(found)
    if here is None or here.area == 0:
        return []
    told = []
    shapes = geodata.layer(layer_id, crs=geodata.METRIC)
    for key, row in shapes[shapes.geometry.notna()].iterrows():
        accuracy = float(row["accuracy_m"])
        share = here.intersection(row["geometry"]).area / here.area
        # An outline that may be this far off holds for sure only what lies this deep inside.
        deep = here.intersection(row["geometry"].buffer(-accuracy)).area / here.area
        if deep >= SURE:
            how = "in"
        elif share >= POSSIBLE:
            how = "maybe"
        elif layer_id == "key_blocks" and here.distance(row["geometry"]) <= accuracy:
            how = "edge"
        else:
            continue
        told.append((-share, Within(str(key), str(row["name"]), str(row["name_en"]), how, accuracy)))
    return [each for _, each in sorted(told, key=lambda item: item[0])]


def renewal_2021(found: Place) -> tuple[str, str, bool] | None:
    """Name under which the annual plan of 2021 lists the village, in both languages, and whether it is surely the same.

    None when the plan does not list it.
    """
    frame = geodata.layer("renewal_2021")
    own = frame[frame["matched_id"].isin([each for each in (found.id, found.twin) if each])]
    if own.empty:
        return None
    row = own.iloc[0]
    return str(row["name"]), str(row["name_en"]), row["match"] in ("exact", "same")


def listed() -> int:
    """How many villages the plan lists for renovation."""
    return len(members("renewal_sites"))


def located(found: Place) -> bool:
    """Whether the village has a position of its own, however rough."""
    entry = member(found.id)
    return entry is not None and entry.located
