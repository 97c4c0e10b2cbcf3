"""The ledger of a consultation: what was received, what was answered, and how it was used.

Neither form holds a contact: both are made from objects that do not have one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from analysis.io_export import export
from geodata.consultation.model import CHINA

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geodata.consultation.model import Comment, PublicComment

KINDS: Final = ("csv", "xlsx", "gpkg", "geojson")
PUBLIC_COLUMNS: Final = (
    "number", "received_on", "category", "question", "text", "feature", "replied_on", "reply", "use", "use_note",
)  # fmt: skip
DESK_COLUMNS: Final = ("number", "received_on", "state", *PUBLIC_COLUMNS[2:5], "published_text", *PUBLIC_COLUMNS[5:])


@dataclass(frozen=True)
class Summary:
    """Figures of a consultation.

    Parameters
    ----------
    received, pending, published, declined, erased
        Comments by where they stand.
    answered
        Comments with a reply.
    used
        Code of use → how many.
    """

    received: int
    pending: int
    published: int
    declined: int
    erased: int
    answered: int
    used: Mapping[str, int]


def summary(comments: Iterable[Comment]) -> Summary:
    """Count comments by where they stand."""
    listed = list(comments)
    states = Counter(item.state for item in listed)
    return Summary(
        received=len(listed),
        pending=states["pending"],
        published=states["published"],
        declined=states["declined"],
        erased=states["erased"],
        answered=sum(item.reply is not None for item in listed),
        used=Counter(item.use for item in listed if item.use is not None),
    )


def public_ledger(comments: Sequence[PublicComment]) -> gpd.GeoDataFrame:
    """Make a layer of published comments.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns `PUBLIC_COLUMNS` and points in EPSG:4326, missing where a comment is about no place.
    """
    rows = [
        {
            **{name: getattr(item, name) for name in PUBLIC_COLUMNS},
            "received_on": item.received_on.isoformat(),
            "replied_on": None if item.replied_on is None else item.replied_on.isoformat(),
            "question": None if item.question is None else item.question + 1,
        }
        for item in comments
    ]
    return _layer(rows, PUBLIC_COLUMNS, comments)


def desk_ledger(comments: Sequence[Comment]) -> gpd.GeoDataFrame:
    """Make a layer of all comments, for the office: columns `DESK_COLUMNS`, points in EPSG:4326."""
    rows = [
        {
            "number": item.number,
            "received_on": item.received_at.astimezone(CHINA).date().isoformat(),
            "state": item.state,
            "category": item.category,
            "question": None if item.question is None else item.question + 1,
            "text": item.text,
            "published_text": (item.public_text or item.text) if item.state == "published" else None,
            "feature": item.feature,
            "replied_on": None if item.replied_at is None else item.replied_at.astimezone(CHINA).date().isoformat(),
            "reply": item.reply,
            "use": item.use,
            "use_note": item.use_note,
        }
        for item in comments
    ]
    return _layer(rows, DESK_COLUMNS, comments)


def file_of(ledger: gpd.GeoDataFrame, kind: str) -> bytes:
    """Write a ledger as a file of one of `KINDS`; no cell of it is run by a spreadsheet.

    Raises
    ------
    ParameterError
        An unknown kind.
    """
    return export(ledger, kind)


def _layer(
    rows: list[dict[str, Any]], columns: Sequence[str], comments: Sequence[Comment] | Sequence[PublicComment]
) -> gpd.GeoDataFrame:
    points = [None if item.lon is None or item.lat is None else shapely.Point(item.lon, item.lat) for item in comments]
    kinds = {"number": "int64", "question": "Int64"}
    table = {name: pd.Series([row[name] for row in rows], dtype=kinds.get(name, "object")) for name in columns}
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(points, crs=4326), crs=4326)
