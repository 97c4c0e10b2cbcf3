"""Read the compiled data.  Every call returns objects of its own: safe to change, safe across threads."""

from __future__ import annotations

import copy
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from analysis.errors import DataError, MissingFileError, ParameterError
from geodata import geojson, model, overrides, store
from geodata.crs import LONLAT, METRIC

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geodata.inventory import LayerInfo

STREETS = "streets"
RAIL = "rail"


def catalog() -> tuple[LayerInfo, ...]:
    """List all layers, plan layers first, in the order of the layer tree.

    Raises
    ------
    MissingFileError, DataError
        ``catalog.json`` is missing or broken: run ``python -m geodata.build``.
    """
    bundled = tuple(store.entries(model.ROOT).values())
    standing = overrides.current()
    if standing is None:
        return bundled
    digests = [standing.content_hash(entry.id) for entry in bundled]
    return tuple(
        entry if digest is None else _counted(entry, digest) for entry, digest in zip(bundled, digests, strict=True)
    )


@lru_cache(maxsize=64)
def _counted(entry: LayerInfo, digest: str) -> LayerInfo:
    """Catalog entry of a layer for which another one stands in."""
    frame = layer(entry.id)
    return replace(entry, count=len(frame), located=int(frame.geometry.notna().sum()), sha256=digest)


def layer(layer_id: str, *, crs: int = LONLAT) -> gpd.GeoDataFrame:
    """Read a layer with all its properties.

    Parameters
    ----------
    layer_id
        Id in the catalog, e.g. ``rail`` or ``streets``.
    crs
        EPSG code of the result: 4326 (degrees, as in the file) or e.g. 4549 (metres).

    Returns
    -------
    GeoDataFrame
        Index ``id`` (feature id); text columns are objects with None for null, number columns float64 with NaN;
        geometry may be None (basis ``unlocated``).

    Raises
    ------
    ParameterError
        No such layer.
    MissingFileError, DataError
        The file is missing or broken.
    """
    standing = overrides.current()
    own = None if standing is None else standing.frame(layer_id)
    if own is not None:
        return own if crs == LONLAT else own.to_crs(crs)
    root = model.ROOT
    kept = store.stored(root, store.entry(root, layer_id).file, crs)
    return gpd.GeoDataFrame(kept.frame(), geometry=_series(kept.geometries(), kept.table.index, crs), crs=crs)


def _series(geometries: NDArray[Any], index: pd.Index, crs: int) -> gpd.GeoSeries:
    return gpd.GeoSeries(list(geometries), index=index, crs=crs)


def _search_areas(keys: pd.Series) -> list[Any]:
    kept = store.stored(model.ROOT, model.SEARCH_AREAS, METRIC)
    position = {key: number for number, key in enumerate(kept.table.index)}
    # one clone a row: rows that share an area must not share the object
    return [None if key is None else shapely.from_wkb(kept.wkb[position[key]]) for key in keys]


def _with_search_area(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    areas = np.empty(len(frame), dtype=object)
    areas[:] = _search_areas(frame["search_area"])
    return frame.assign(search_area=pd.Series(areas, index=frame.index, dtype="object"))


def sites(name: str = "renewal_sites", *, street: str | None = None) -> gpd.GeoDataFrame:
    """Members of a plan layer as sites of a check.

    Parameters
    ----------
    name
        Plan layer: ``renewal_sites`` (38), ``villages`` (197) or any other.
    street
        Only those of this street, by its full Chinese name.

    Returns
    -------
    GeoDataFrame
        EPSG:4549, index ``id``; columns ``name name_en street basis accuracy_m source geometry search_area``.
        ``search_area`` holds polygons in EPSG:4549, or None.

    Raises
    ------
    ParameterError
        No such layer or street.
    """
    frame = layer(name, crs=METRIC)
    missing = [column for column in ("street", "search_area") if column not in frame.columns]
    if missing:
        zh, en = f"“{name}”是底图图层，不能作为核查地点", f"'{name}' is a base layer and has no sites to check"
        raise ParameterError(zh, en)
    if street is not None:
        known = sorted(streets()["name"])
        if street not in known:
            names = "、".join(known)
            zh, en = f"没有街镇“{street}”；现有：{names}", f"there is no street '{street}'; there are: {names}"
            raise ParameterError(zh, en)
        frame = frame[[street in str(value).split("|") for value in frame["street"]]]
    columns = ["name", "name_en", "street", "basis", "accuracy_m", "source", "geometry", "search_area"]
    return _with_search_area(frame[columns])


def stations() -> gpd.GeoDataFrame:
    """Stations of S1, S3 and M1.

    Returns
    -------
    GeoDataFrame
        EPSG:4549, index ``id``, in line and station order; columns
        ``line seq name name_en status basis accuracy_m geometry search_area``.
    """
    frame = layer(RAIL, crs=METRIC)
    frame = frame[frame["kind"] == "station"].sort_index()
    frame = frame.assign(seq=frame["seq"].astype("int64"))
    columns = ["line", "seq", "name", "name_en", "status", "basis", "accuracy_m", "geometry", "search_area"]
    return _with_search_area(frame[columns])


def lines() -> gpd.GeoDataFrame:
    """Rail lines of the plan.

    Returns
    -------
    GeoDataFrame
        EPSG:4549, index ``line`` (S1, S3, M1, M3); columns ``name name_en status basis accuracy_m geometry``.
        M3 has no geometry.
    """
    frame = layer(RAIL, crs=METRIC)
    frame = frame[frame["kind"] == "line"].set_index("line")
    ordered = frame.loc[["S1", "S3", "M1", "M3"]]
    return ordered[["name", "name_en", "status", "basis", "accuracy_m", "geometry"]]


def streets() -> gpd.GeoDataFrame:
    """Read the 13 streets and town.

    Returns
    -------
    GeoDataFrame
        EPSG:4549, index ``code``; columns ``name name_en area_km2 geometry`` (area as published by the source, km²).
    """
    frame = layer(STREETS, crs=METRIC).set_index("code")
    return frame[["name", "name_en", "area_km2", "geometry"]]


def clauses() -> Mapping[str, Mapping[str, str | None]]:
    """Read the clauses of the two plans by id (``outline-3-1``): document, chapter, section, box, titles, summaries."""
    return MappingProxyType(copy.deepcopy(dict(store.document(model.ROOT, "clauses.json"))))


def sources() -> Mapping[str, Mapping[str, str | None]]:
    """Read the sources by key (``osm-rail``): titles, publisher, date, licence, attribution, reference, note."""
    return MappingProxyType(copy.deepcopy(dict(store.document(model.ROOT, "sources.json"))))


def _csv(name: str) -> pd.DataFrame:
    path = model.ROOT / "tables" / name
    try:
        return pd.read_csv(path, encoding="utf-8", dtype=str, keep_default_na=False)
    except FileNotFoundError as error:
        zh, en = f"缺少表 {name}：请从仓库恢复", f"table {name} is missing: restore it from the repository"
        raise MissingFileError(zh, en) from error
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        zh, en = f"表 {name} 无法读取：{error}", f"table {name} cannot be read: {error}"
        raise DataError(zh, en) from error


def indicators() -> pd.DataFrame:
    """Read the indicator tables: one row an indicator, all columns text, empty where the plan leaves it out."""
    names = sorted(path.name for path in (model.ROOT / "tables").glob("indicators*.csv"))
    if not names:
        zh, en = "缺少指标表 indicators*.csv：请从仓库恢复", "tables indicators*.csv are missing: restore them"
        raise MissingFileError(zh, en)
    return pd.concat([_csv(name) for name in names], ignore_index=True)


def glossary() -> pd.DataFrame:
    """Read the glossary of the outline plan's annex, one row a term, all columns text."""
    return _csv("glossary.csv")


def geojson_bytes(layer_id: str) -> bytes:
    """Bytes of a layer's GeoJSON file as they are, or of what stands in for it (see `overrides`)."""
    standing = overrides.current()
    own = None if standing is None else standing.frame(layer_id)
    if own is None:
        return store.layer_bytes(model.ROOT, layer_id)
    columns = [name for name in own.columns if name != "geometry"]
    features = [
        geojson.Feature(
            str(feature_id),
            {"id": str(feature_id)} | {name: None if pd.isna(record[name]) else record[name] for name in columns},
            record["geometry"],
        )
        for feature_id, record in zip(own.index, own.to_dict("records"), strict=True)
    ]
    return geojson.dumps(features)


def content_hash(layer_id: str) -> str:
    """SHA-256, hex, of `geojson_bytes`; for what stands in for the layer a hash that changes as it does."""
    standing = overrides.current()
    own = None if standing is None else standing.content_hash(layer_id)
    return own or store.sha256(geojson_bytes(layer_id))
