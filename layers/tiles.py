"""Base maps of tiles: where they come from, what they may be used for, on which datum they lie.

None is used unless a reader chooses it. Tiles reach the browser through the atlas's own address (`layers.tile_route`),
so that no key is ever in an address, a link or an exported file, and the browser may still talk to this host alone.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from geodata.imports.gcj import convert

if TYPE_CHECKING:
    from layers.language import Lang

KEY_SETTING: Final = "ATLAS_TIANDITU_KEY"
LOCAL_SETTING: Final = "ATLAS_TILES"
"""Environment variables: the user's own key of 天地图; a folder ``z/x/y.png`` or an ``.mbtiles`` file."""

UPSTREAM_SETTING: Final = "ATLAS_TILES_UPSTREAM"
"""Environment variable for an intranet mirror: ``https://host`` that answers in the place of the public hosts."""

MAX_ZOOM: Final = 18


@dataclass(frozen=True)
class Source:
    """A base map.

    Parameters
    ----------
    id
        In the address and in settings.
    title, attribution
        Chinese and English.
    hosts, path
        Hosts that may be asked, over HTTPS alone, and the path with ``{z} {x} {y} {key}``; none for a local one.
    datum
        Datum the pictures are drawn on.
    overlay
        Id of a second source that is drawn on top, lettering for example.
    terms
        Under which terms it may be used, Chinese and English.
    """

    id: str
    title: tuple[str, str]
    attribution: tuple[str, str]
    hosts: tuple[str, ...]
    path: str
    datum: Literal["wgs84", "gcj02"]
    terms: tuple[str, str]
    overlay: str | None = None
    listed: bool = True


def _tianditu(code: str, zh: str, en: str, overlay: str | None) -> Source:
    layer = code.partition("_")[0]
    query = (
        f"SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles"
        "&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk={key}"
    )
    return Source(
        id=f"tianditu_{layer}",
        title=(zh, en),
        attribution=(
            "天地图 · 国家地理信息公共服务平台",
            "Tianditu, National Platform for Common Geospatial Information",
        ),
        hosts=tuple(f"t{number}.tianditu.gov.cn" for number in range(8)),
        path=f"/{code}/wmts?{query}",
        datum="wgs84",
        terms=(
            "需要您自己的天地图密钥；公开使用须标注来源和审图号",
            "Needs your own key; public use must name the source and map number",
        ),
        overlay=overlay,
        listed=overlay is not None,
    )


SOURCES: Final = {
    source.id: source
    for source in (
        _tianditu("vec_w", "天地图 矢量", "Tianditu, map", "tianditu_cva"),
        _tianditu("img_w", "天地图 影像", "Tianditu, imagery", "tianditu_cia"),
        _tianditu("cva_w", "天地图 矢量注记", "Tianditu, lettering", None),
        _tianditu("cia_w", "天地图 影像注记", "Tianditu, lettering on imagery", None),
        Source(
            id="osm",
            title=("OpenStreetMap", "OpenStreetMap"),
            attribution=("© OpenStreetMap contributors (ODbL)", "© OpenStreetMap contributors (ODbL)"),
            hosts=("tile.openstreetmap.org",),
            path="/{z}/{x}/{y}.png",
            datum="wgs84",
            terms=("公益服务，只宜少量浏览", "A donated service: light use only"),
        ),
        Source(
            id="amap",
            title=("高德", "Amap"),
            attribution=("© 高德软件 AutoNavi", "© AutoNavi"),
            hosts=tuple(f"webrd0{number}.is.autonavi.com" for number in range(1, 5)),
            path="/appmaptile?lang=zh_cn&size=1&scale=1&style=8&x={x}&y={y}&z={z}",
            datum="gcj02",
            terms=(
                "商业服务，使用须遵守其条款；瓦片为 GCJ-02，显示时逐块还原",
                "Commercial: its terms apply; GCJ-02 tiles are moved back one by one",
            ),
        ),
        Source(
            id="local",
            title=("本机瓦片", "Tiles of this machine"),
            attribution=("本机瓦片", "Local tiles"),
            hosts=(),
            path="",
            datum="wgs84",
            terms=("文件夹或 MBTiles 文件", "A folder or an MBTiles file"),
        ),
    )
}  # fmt: skip
"""All base maps by id."""


def key() -> str | None:
    """User's own key of 天地图, or none."""
    return os.environ.get(KEY_SETTING, "").strip() or None


def local_path() -> Path | None:
    """Folder or file with this machine's tiles, or none."""
    named = os.environ.get(LOCAL_SETTING, "").strip()
    return Path(named) if named else None


def lacking(source: Source) -> tuple[str, str] | None:
    """Say what is missing before a base map can be used, Chinese and English; none when nothing is."""
    if "{key}" in source.path and key() is None:
        return (
            f"请在服务器上设置环境变量 {KEY_SETTING}（天地图密钥），再重新启动",
            f"set the environment variable {KEY_SETTING} (your Tianditu key) on the server and restart",
        )
    if source.id == "local":
        path = local_path()
        if path is None or not path.exists():
            return (
                f"请用环境变量 {LOCAL_SETTING} 指定瓦片文件夹（z/x/y.png）或 .mbtiles 文件",
                f"name a folder (z/x/y.png) or an .mbtiles file in the environment variable {LOCAL_SETTING}",
            )
    return None


def payload(source_id: str, lang: Lang) -> dict[str, object] | None:
    """JSON form of a base map for the map page; none for no base map. Holds no key and no outside address."""
    source = SOURCES.get(source_id)
    if source is None:
        return None
    layers = [source.id, *([source.overlay] if source.overlay else [])]
    return {
        "id": source.id,
        "urls": [f"tiles/{layer}/{{z}}/{{x}}/{{y}}" for layer in layers],
        "datum": source.datum,
        "attribution": source.attribution[lang == "en"],
        "max_zoom": MAX_ZOOM,
    }


def shift_px(lon: float, lat: float, zoom: float) -> tuple[float, float]:
    """How far, in pixels, a GCJ-02 picture lies right of and below its true place; as ``static/tiles.js`` has it."""
    moved = convert(np.array([[lon, lat]]), "wgs84", "gcj02")[0]
    (x0, y0), (x1, y1) = (_pixel(*point, zoom) for point in ((lon, lat), (float(moved[0]), float(moved[1]))))
    return x1 - x0, y1 - y0


def _pixel(lon: float, lat: float, zoom: float) -> tuple[float, float]:
    """Web Mercator pixel of a point, as Leaflet counts them."""
    size = 256 * 2.0**zoom
    sine = np.sin(np.radians(lat))
    return (lon + 180) / 360 * size, float((0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)) * size)
