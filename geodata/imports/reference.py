"""Reference systems of uploads: which one a file names, whether it can be trusted, and a guess when it names none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from analysis.errors import CrsError
from geodata.crs import LONLAT
from geodata.imports.errors import shown
from geodata.model import BOX

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEAR_DEGREES = 0.3
"""About 30 km: a layer of the neighbouring districts is still near."""

CANDIDATES = (4490, 4549, 4528, 4510, 4499, 3857)
"""Systems looked for in bare numbers: CGCS2000 degrees; 3° zone CM 120E without and with prefix 40; 6° zone CM 123E
without and with prefix 21; web Mercator."""

_AXES = {  # semi-major axis in metres, inverse flattening -> datum
    (6378245.0, 298.3): "北京 54 (Krassovsky)",
    (6378140.0, 298.257): "西安 80 (IAG 1975)",
}
_MODERN = (
    "wgs",
    "world geodetic system 1984",
    "cgcs2000",
    "china 2000",
    "china geodetic coordinate system 2000",
    "china_2000",
    "itrf",
    "igs",
    "gcs_china",
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A system as found.

    Parameters
    ----------
    crs
        Horizontal part.
    label
        ``EPSG:4549`` or the name the file gives.
    """

    crs: CRS
    label: str


def _horizontal(crs: CRS) -> CRS:
    if crs.is_compound:
        return _horizontal(crs.sub_crs_list[0])
    if crs.is_bound and crs.source_crs is not None:
        return _horizontal(crs.source_crs)
    return crs.to_2d() if len(crs.axis_info) == 3 else crs  # noqa: PLR2004  axes, the flattening's digits, most of the layer


def _old_datum(crs: CRS) -> str | None:
    ellipsoid = crs.ellipsoid
    if ellipsoid is None:
        return None
    for (axis, flattening), name in _AXES.items():
        if abs(ellipsoid.semi_major_metre - axis) < 1.0 and abs(ellipsoid.inverse_flattening - flattening) < 0.002:  # noqa: PLR2004  axes, the flattening's digits, most of the layer
            return name
    return None


def _modern(crs: CRS) -> bool:
    names = [crs.name, crs.datum.name if crs.datum else "", crs.geodetic_crs.name if crs.geodetic_crs else ""]
    return any(word in name.lower() for name in names for word in _MODERN)


def read_crs(given: str | int | CRS, what: str) -> Reference:
    """Read a reference system and make sure its coordinates can be brought to WGS-84 within a metre.

    Parameters
    ----------
    given
        Authority code, WKT of any flavour, PROJJSON, or a pyproj object.
    what
        The file's name, for messages.

    Raises
    ------
    CrsError
        Not understood; local or engineering; Beijing 54 or Xi'an 80, whose way to CGCS2000 needs parameters of
        the region that are not public; another datum.
    """
    try:
        crs = _horizontal(CRS.from_user_input(given))
        code = crs.to_epsg(min_confidence=70)
    except (CRSError, ProjError, TypeError, ValueError) as error:
        zh = f"{shown(what)}：看不懂坐标系“{shown(str(given), 60)}”；请指定，例如 EPSG:4549"
        en = f"{shown(what)}: the reference system '{shown(str(given), 60)}' is not understood; name it, e.g. EPSG:4549"
        raise CrsError(zh, en) from error
    authority = crs.to_authority(min_confidence=70)
    label = f"EPSG:{code}" if code else ":".join(authority) if authority else shown(crs.name, 60)
    old = _old_datum(crs)
    if old:
        zh = (
            f"{shown(what)}：坐标系为{old}（{label}）。它到 CGCS2000 的转换需要本地七参数或四参数，这些参数不公开；"
            "不加参数直接套用会偏移几十米到一百多米，因此不予读取。请先由测绘部门转换为 CGCS2000（EPSG:4490 或 "
            "4549）再上传"
        )
        en = (
            f"{shown(what)}: the reference system is on {'Beijing 1954' if '54' in old else 'Xian 1980'} "
            f"({label}). Its way to "
            "CGCS2000 needs local parameters that are not public; without them everything lies tens of metres to over "
            "a hundred off, so it is not read. Have it converted to CGCS2000 (EPSG:4490 or 4549) first"
        )
        raise CrsError(zh, en)
    if not (crs.is_geographic or crs.is_projected) or not _modern(crs):
        zh = f"{shown(what)}：坐标系“{label}”不属于 CGCS2000 / WGS-84，无法可靠换算；请先转换为 EPSG:4490 或 4549"
        en = (
            f"{shown(what)}: the reference system '{label}' is not on CGCS2000 or WGS-84 and cannot be converted "
            "reliably; convert it to EPSG:4490 or 4549 first"
        )
        raise CrsError(zh, en)
    return Reference(crs, label)


@lru_cache(maxsize=32)
def _to_lonlat(crs: CRS) -> Transformer:
    # files are x, y whatever the authority's axis order says
    return Transformer.from_crs(crs, LONLAT, always_xy=True)


def to_degrees(xy: NDArray[np.float64], crs: CRS) -> NDArray[np.float64]:
    """Take points (n, 2) to WGS-84 degrees; what cannot be taken there is infinite."""
    if crs.is_geographic and crs.to_epsg(min_confidence=70) in {4326, 4490}:
        return xy.copy()
    try:
        lon, lat = _to_lonlat(crs).transform(xy[:, 0], xy[:, 1])
    except ProjError:
        return np.full_like(xy, np.inf)
    return np.column_stack([lon, lat])


def near(lonlat: NDArray[np.float64], margin: float = NEAR_DEGREES) -> NDArray[np.bool_]:
    """Whether points lie in or near the box of the district."""
    west, south, east, north = BOX
    with np.errstate(invalid="ignore"):
        lon, lat = lonlat[:, 0], lonlat[:, 1]
        return (lon > west - margin) & (lon < east + margin) & (lat > south - margin) & (lat < north + margin)


@dataclass(frozen=True, slots=True)
class Guess:
    """A system under which most points fall near the district.

    Parameters
    ----------
    epsg
        Code.
    swapped
        Whether x and y must change places first.
    share
        Part of the points that fall near the district, 0 to 1.
    """

    epsg: int
    swapped: bool
    share: float


TITLES = {
    4490: ("CGCS2000 经纬度", "CGCS2000 degrees"),
    4549: ("CGCS2000 3 度带 中央经线 120°E（不带带号）", "CGCS2000 3-degree, CM 120E, no zone prefix"),
    4528: ("CGCS2000 3 度带 第 40 带（带号前缀）", "CGCS2000 3-degree zone 40, with prefix"),
    4510: ("CGCS2000 6 度带 中央经线 123°E（不带带号）", "CGCS2000 6-degree, CM 123E, no zone prefix"),
    4499: ("CGCS2000 6 度带 第 21 带（带号前缀）", "CGCS2000 6-degree zone 21, with prefix"),
    3857: ("Web 墨卡托", "web Mercator"),
}


def guess(xy: NDArray[np.float64]) -> tuple[Guess, ...]:
    """Systems that would put at least half of the points near the district, best first.

    Parameters
    ----------
    xy
        Array (n, 2), a sample of the coordinates.
    """
    found = []
    for swapped in (False, True):
        points = xy[:, ::-1] if swapped else xy
        for epsg in CANDIDATES:
            share = float(near(to_degrees(np.ascontiguousarray(points), CRS.from_epsg(epsg))).mean())
            if share >= 0.5:  # noqa: PLR2004  axes, the flattening's digits, most of the layer
                found.append(Guess(epsg, swapped, share))
    return tuple(sorted(found, key=lambda item: (-item.share, item.swapped)))
