"""What must be said about each hostile file: refused, refused for its system, or read with findings."""

from __future__ import annotations

import struct
from functools import partial

import numpy as np
import shapely

from tests.geodata.imports import writers
from tests.geodata.imports.hostile import (
    ENDLESS,
    GEO,
    HERE,
    LAUGHS,
    SECRET,
    Case,
    _cut_part,
    _macro,
    _poke,
    _set,
    _sheet,
    _without,
    bomb,
    claims_much,
    collection,
    cut,
    deep_xml,
    dxf_bomb,
    feature,
    fgb_claims,
    gml,
    good,
    gpkg,
    kml,
    long_line,
    lying_zip,
    many_empty,
    many_points,
    nasty_csv,
    nested_collection,
    parquet,
    point,
    polygon,
    shp,
    sqlite_alone,
    tangle,
    torn_zip,
    twice,
    two_tables,
    url,
    vrt,
    wfs,
    wide_csv,
    xlsx,
    zip_of,
)

OLD_PRJ = (
    b'PROJCS["Beijing_1954_3_Degree_GK_CM_120E",GEOGCS["GCS_Beijing_1954",DATUM["D_Beijing_1954",'
    b'SPHEROID["Krasovsky_1940",6378245.0,298.3]],PRIMEM["Greenwich",0.0],UNIT["Degree",'
    b'0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],'
    b'PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",120.0],PARAMETER["Scale_Factor",1.0],'
    b'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)

REFUSED = (
    Case("空文件.geojson", bytes, ("empty_file",)),
    Case("zeros.gpkg", partial(bytes, 4096), ("empty_file",)),
    Case("noise.shp", lambda: np.random.default_rng(1).bytes(4096), ("format",)),
    Case("picture.geojson", lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), ("format",)),
    Case("plan.pdf", lambda: b"%PDF-1.7\n%", ("format",)),
    Case("setup.zip", lambda: b"MZ\x90\0" + bytes(99), ("format",)),
    Case("图纸.dwg", lambda: b"AC1032" + bytes(99), ("format",)),
    Case("旧表.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), ("format",)),
    Case("a.rar", lambda: b"Rar!\x1a\x07\x01\0", ("format",)),
    Case("a.7z", lambda: b"7z\xbc\xaf\x27\x1c", ("format",)),
    Case("a.geojson.gz", lambda: b"\x1f\x8b\x08\0" + bytes(20), ("format",)),
    Case("page.kml", lambda: b"<!DOCTYPE html><html><body>404</body></html>", ("format",)),
    Case("a.shp", lambda: writers.shapefile(writers.villages())["村庄.shp"], ("bare_shp",)),
    Case("db.gpkg", sqlite_alone, ("format",)),
    Case("vrt.geojson", lambda: vrt(SECRET), ("virtual",)),
    Case("vrt.vrt", lambda: vrt(SECRET), ("virtual",)),
    Case(
        "vrt-bom.kml",
        lambda: b"\xef\xbb\xbf \n<?xml version='1.0'?><!-- x -->" + vrt(f"/vsicurl/{url()}"),
        ("virtual",),
    ),
    Case("vrt-utf16.gml", lambda: vrt(SECRET).decode().encode("utf-16"), ("virtual",)),
    Case("vrt.zip", lambda: zip_of(("a.geojson", vrt(SECRET))), ("virtual",)),
    Case("vrt-raster.xml", lambda: b'<VRTDataset rasterXSize="1" rasterYSize="1"></VRTDataset>', ("virtual",)),
    Case("wfs.gml", wfs, ("virtual",)),
    Case(
        "xxe.gml", lambda: gml(prolog=f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{SECRET}">]>', value="&e;"), ("doctype",)
    ),
    Case("xxe-remote.kml", lambda: kml(prolog=f'<!DOCTYPE x SYSTEM "{url()}">'), ("doctype",)),
    Case("laughs.kml", lambda: kml(prolog=LAUGHS, name="&i;"), ("doctype",)),
    Case(
        "laughs-utf16.kml",
        lambda: kml(prolog=LAUGHS, name="&i;").decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        ("doctype",),
    ),
    Case("laughs-utf16-bare.kml", lambda: kml(prolog=LAUGHS).decode().encode("utf-16-le"), ("doctype", "format")),
    Case("laughs.kmz", lambda: zip_of(("doc.kml", kml(prolog=LAUGHS, name="&i;"))), ("doctype",)),
    Case("laughs.xlsx", lambda: xlsx(_sheet(b"<worksheet", LAUGHS.encode() + b"<worksheet")), ("doctype",)),
    Case("macro.xlsx", lambda: xlsx(_macro), ("format",)),
    Case("broken.zip", lambda: writers.pack({"a.geojson": good("geojson")})[:-30], ("truncated",)),
    Case("torn.zip", torn_zip, ("truncated",)),
    Case("bomb.zip", partial(bomb, 40), ("bomb",)),
    Case("bomb.kmz", partial(bomb, 12), ("bomb",)),
    Case("lying.zip", lying_zip, ("bomb", "truncated", "unreadable", "empty_file")),
    Case("claims.zip", claims_much, ("bomb",)),
    Case("crowd.zip", lambda: zip_of(*[(f"{number}.txt", b"") for number in range(1500)]), ("too_many_members",)),
    Case("up.zip", lambda: zip_of(("../../a.geojson", b"{}")), ("traversal",)),
    Case("root.zip", lambda: zip_of(("/etc/a.geojson", b"{}")), ("traversal",)),
    Case("drive.zip", lambda: zip_of(("C:/a.geojson", b"{}")), ("traversal",)),
    Case("back.zip", lambda: zip_of(("a\\..\\..\\b.geojson", b"{}")), ("traversal",)),
    Case("nested.zip", lambda: zip_of(("b.zip", zip_of(("a.geojson", b"{}")))), ("nested",)),
    Case("nested-hidden.zip", lambda: zip_of(("b.geojson", zip_of(("a.geojson", b"{}")))), ("nested",)),
    Case("link.zip", lambda: zip_of(("a.geojson", SECRET.encode()), attributes=0o120777 << 16), ("symlink",)),
    Case("locked.zip", lambda: zip_of(("a.geojson", b"{}"), flags=1), ("encrypted",)),
    Case("twice.zip", twice, ("same_name",)),
    Case("readme.zip", lambda: zip_of(("readme.txt", b"hello")), ("no_layer",)),
    Case("empty.zip", zip_of, ("no_layer", "truncated")),
    Case("big.geojson", partial(many_points, 20_000), ("too_big",), limits={"upload_bytes": 1 << 20}),
    # from here on the reading process decides
    Case("cut.geojson", partial(cut, "geojson"), ("unreadable",)),
    Case("cut.gpkg", partial(cut, "gpkg", 0.1), ("unreadable", "format")),
    Case("cut.fgb", partial(cut, "fgb"), ("unreadable",)),
    Case("cut.parquet", partial(cut, "parquet"), ("unreadable",)),
    Case("cut.kml", partial(cut, "kml"), ("unreadable",)),
    Case("cut.gml", partial(cut, "gml"), ("unreadable",)),
    Case("cut-shp.zip", lambda: shp(_cut_part(".shp", 0.6)), ("unreadable",)),
    Case("lying-shp.zip", lambda: shp(_poke(".shp", 24, struct.pack(">I", 0x7FFFFFF0))), ("unreadable",)),
    Case("claims.fgb", fgb_claims, ("unreadable",)),
    Case(
        "deep.geojson",
        lambda: b'{"type":"FeatureCollection","features":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        ("unreadable",),
    ),
    Case("deep.kml", partial(deep_xml, 100_000), ("unreadable",)),
    Case(
        "algorithm.geojson",
        lambda: b'{"type":"gdal_streamed_alg","command_line":"gdal vector pipeline read /etc/passwd"}',
        ("unreadable",),
    ),
    Case("topo.json", lambda: b'{"type":"Topology","objects":{},"arcs":[]}', ("unreadable",)),
    Case("list.json", lambda: b"[1,2,3]", ("unreadable",)),
    Case("nothing.geojson", collection, ("no_features", "unreadable")),
    Case("crowd.geojson", partial(many_points, 3000), ("too_many_features",), limits={"features": 1000}),
    Case("dense.geojson", partial(long_line, 50_000), ("too_many_vertices",), limits={"vertices": 10_000}),
    Case("wide.csv", partial(wide_csv, 5000), ("too_many_fields",)),
    Case("no-place.csv", lambda: b"a,b\n1,2\n", ("no_place",)),
    Case("header.csv", "村名,经度,纬度\n".encode, ("no_features",)),
    Case("nul.csv", lambda: b"a,b\0c\n1,2\n", ("format",)),
    Case("endless.gpkg", lambda: gpkg(*ENDLESS), ("time", "unreadable", "memory"), limits={"seconds": 4.0}),
    Case("blob.parquet", lambda: parquet([b"x"], {"columns": {"geometry": {"encoding": "SECRET"}}}), ("unreadable",)),
    Case("blocks.dxf", dxf_bomb, ("time", "memory"), limits={"seconds": 4.0}),
    Case("tangle.geojson", partial(tangle, 20_000), ("time", "memory"), limits={"seconds": 6.0}),
    Case("greedy.geojson", partial(many_points, 150_000), ("memory",), limits={"memory_bytes": 400 << 20}),
)

CRS_REFUSED = (
    Case("old.zip", lambda: shp(_set(".prj", OLD_PRJ))),
    Case("noise-prj.zip", lambda: shp(_set(".prj", b"PROJCS[" * 20_000))),
    Case(
        "unknown-crs.geojson",
        lambda: collection(feature(point()), crs={"type": "name", "properties": {"name": "urn:x:nowhere"}}),
    ),
)

READ = (
    Case("gpkg-named.geojson", lambda: good("gpkg"), found=("extension",)),
    Case("表.gpkg", lambda: writers.table(writers.villages(), "csv"), found=("extension", "no_crs")),
    Case("no-dbf.zip", lambda: shp(_without(".dbf")), found=("no_dbf",)),
    Case("no-shx.zip", lambda: shp(_without(".shx")), found=("no_shx",)),
    Case("lying-dbf.zip", lambda: shp(_poke(".dbf", 4, struct.pack("<I", 4_000_000_000)))),
    Case("odd-cpg.zip", lambda: shp(_set(".cpg", b"../../etc/passwd"))),
    Case("schema.gml", lambda: gml(root=f'xsi:schemaLocation="http://a {url()}.xsd"')),
    Case("schema-file.gml", lambda: gml(root=f'xsi:schemaLocation="http://a file://{SECRET}"')),
    Case("xlink.gml", lambda: gml(extra=f'<ogr:more xlink:href="{url()}"/><ogr:more xlink:href="file://{SECRET}"/>')),
    Case(
        "network.kml",
        lambda: kml(extra=f"<NetworkLink><Link><href>{url()}</href></Link></NetworkLink>"),
        found=("network_link",),
    ),
    Case("nan.geojson", lambda: collection(feature(point(float("nan")))), found=("empty",)),
    Case(
        "virtual.gpkg",
        lambda: gpkg(
            "INSERT INTO sqlite_master(type,name,tbl_name,rootpage,sql) VALUES('table','v','v',0,"
            f"'CREATE VIRTUAL TABLE v USING VirtualOGR(''{SECRET}'')')"
        ),
    ),
    Case(
        "huge-number.geojson", lambda: collection(feature(point(1e300, 27.9)), feature(point())), found=("not_finite",)
    ),
    Case("off-earth.geojson", lambda: collection(feature(point(500, 95)), feature(point())), found=("outside",)),
    Case("swapped.geojson", lambda: collection(feature(point(27.95, 120.65)), feature(point())), found=("swapped",)),
    Case("strings.geojson", lambda: collection(feature(point("a", "b")), feature(point())), found=("empty",)),
    Case("unclosed.geojson", lambda: collection(feature(polygon((0, 0), (1, 0), (1, 1), (0, 1)))), found=("invalid",)),
    Case(
        "bow-tie.geojson",
        lambda: collection(feature(polygon((0, 0), (2, 2), (2, 0), (0, 2), (0, 0)))),
        found=("invalid",),
    ),
    Case(
        "spike.geojson",
        lambda: collection(feature(polygon((0, 0), (1, 0), (1, 1), (5, 5), (1, 1), (0, 1), (0, 0)))),
        found=("invalid",),
    ),
    Case("collections.geojson", partial(nested_collection, 40)),
    Case("heights.geojson", lambda: collection(feature({"type": "Point", "coordinates": [*HERE, 12.5]})), found=("z",)),
    Case("doubles.geojson", lambda: collection(feature(point()), feature(point())), found=("duplicate",)),
    Case("text.geojson", lambda: collection(feature(point(), note="长" * 50_000)), found=("text_cut",)),
    Case(
        "columns.geojson",
        lambda: collection(feature(point(), fid=1, FID=2, geom="x", **{"a\x00b": 1, "Name": "乙"})),
        found=("column_renamed",),
    ),
    Case(
        "noise.parquet",
        lambda: parquet([b"x", b"\1" * 40, None, bytes(shapely.to_wkb(shapely.Point(*HERE)))], GEO),
        found=("unreadable", "empty"),
    ),
    Case("blob.gpkg", two_tables),
    Case("nasty.csv", nasty_csv, found=("no_crs",)),
    Case(
        "size.xlsx",
        lambda: xlsx(_sheet(b'<dimension ref="A1:F7"', b'<dimension ref="A1:XFD1048576"')),
        found=("no_crs",),
    ),
    Case("../../<img src=x onerror=alert(1)>.geojson", lambda: good("geojson")),
    Case("名" * 3000 + ".geojson", lambda: good("geojson")),
    Case("million-empty.geojson", partial(many_empty, 1_000_000), found=("empty",)),
    Case("dense-one.geojson", partial(long_line, 80_000), found=("huge",)),
)
