"""The test layer written in every format, system and encoding."""

from __future__ import annotations

import io
import warnings
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import shapely
from shapely.geometry import Point, box

NAMES = ("洪殿村", "霞岙村", "三垟垟头村", "瞿溪老街", "<b>{{7*7}}</b>=1+1")
STREETS = ("茶山街道", "茶山街道", "三垟街道", "瞿溪街道", "潘桥街道")
LONLAT = ((120.70, 27.93), (120.68, 27.90), (120.69, 27.97), (120.53, 28.00), (120.57, 27.95))
DRIVERS = {"geojson": "GeoJSON", "gpkg": "GPKG", "fgb": "FlatGeobuf", "gml": "GML", "kml": "LIBKML", "dxf": "DXF"}


def villages(crs: int = 4326, kind: str = "point") -> gpd.GeoDataFrame:
    """Five villages of the district."""
    points = gpd.GeoSeries([Point(*xy) for xy in LONLAT], crs=4326).to_crs(4549)
    shapes = (
        points if kind == "point" else gpd.GeoSeries([box(p.x, p.y, p.x + 300, p.y + 200) for p in points], crs=4549)
    )
    frame = gpd.GeoDataFrame(
        {"村名": NAMES, "街道": STREETS, "备注": ["注"] * 5, "户数": [120, 80, 60, 45, 9]}, geometry=shapes
    )
    return frame.to_crs(crs)


def _save(frame: gpd.GeoDataFrame, path: Path, driver: str, **options: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame.to_file(path, driver=driver, engine="pyogrio", **options)


def write(frame: gpd.GeoDataFrame, kind: str) -> bytes:
    """One file of a format by its ending; the frame's CRS may be None."""
    if kind in {"csv", "xlsx"}:
        return table(frame, kind)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"layer.{kind}"
        if kind == "parquet":
            frame.to_parquet(path)
        elif kind == "dxf":
            _save(frame[["geometry"]].assign(Layer=frame["村名"]), path, "DXF")
        else:
            # the index of FlatGeobuf would put the features in another order
            _save(frame, path, DRIVERS[kind], **({"SPATIAL_INDEX": "NO"} if kind == "fgb" else {}))
        return path.read_bytes()


def table(
    frame: gpd.GeoDataFrame, kind: str, encoding: str = "utf-8-sig", names: tuple[str, str] = ("经度", "纬度")
) -> bytes:
    plain = pd.DataFrame(frame.drop(columns="geometry"))
    plain[names[0]], plain[names[1]] = frame.geometry.x, frame.geometry.y
    if kind == "csv":
        return plain.to_csv(index=False).encode(encoding)
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["瓯海区村庄表"])
    book.active.append(list(plain.columns))
    for row in plain.itertuples(index=False):
        book.active.append([value.item() if isinstance(value, np.generic) else value for value in row])
        book.active.cell(book.active.max_row, 1).data_type = "s"
    book.save(out)
    return out.getvalue()


def shapefile(
    frame: gpd.GeoDataFrame,
    encoding: str = "UTF-8",
    *,
    cpg: bool = True,
    prj: bool = True,
    ldid: int | None = None,
    inner: str = "村庄",
) -> dict[str, bytes]:
    """Parts of a Shapefile by file name."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "layer.shp"
        _save(frame, path, "ESRI Shapefile", encoding=encoding)
        parts = {f"{inner}{item.suffix}": item.read_bytes() for item in sorted(Path(folder).iterdir())}
    if not cpg:
        parts.pop(f"{inner}.cpg", None)
    if not prj:
        parts.pop(f"{inner}.prj", None)
    if ldid is not None:
        dbf = bytearray(parts[f"{inner}.dbf"])
        dbf[29] = ldid
        parts[f"{inner}.dbf"] = bytes(dbf)
    return parts


def pack(parts: dict[str, bytes], *, gbk_names: bool = False) -> bytes:
    """Zip; with ``gbk_names`` as Windows does it, names in GBK that claim to be nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, data) in enumerate(parts.items()):
            width = len(name.encode("gbk"))
            archive.writestr(f"{number:0{width}d}" if gbk_names else name, data)
    packed = out.getvalue()
    if gbk_names:
        for number, name in enumerate(parts):
            raw = name.encode("gbk")
            packed = packed.replace(f"{number:0{len(raw)}d}".encode(), raw)
    return packed


def same_places(read: gpd.GeoDataFrame, tolerance_m: float = 0.5) -> bool:
    """Whether a read layer lies where the test layer does."""
    metric = read.to_crs(4549)
    centres = metric.geometry.centroid
    original = villages(4549, "point" if (read.geom_type == "Point").all() else "polygon").geometry.centroid
    return bool(
        np.allclose(
            shapely.get_coordinates(centres.to_numpy()), shapely.get_coordinates(original.to_numpy()), atol=tolerance_m
        )
    )
