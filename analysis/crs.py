"""Which coordinate systems can carry a distance in metres, and which are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyproj import CRS

from analysis.errors import CrsError

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

ANALYSIS_EPSG = 4549
"""CGCS2000 / 3-degree Gauss-Kruger CM 120E: under 30 ppm of scale error over Ouhai."""

# EPSG names of the datums that agree within a metre; WGS 84 to CGCS2000 is a null shift in PROJ.
_DATUMS = ("china 2000", "china geodetic coordinate system 2000", "cgcs2000", "world geodetic system 1984", "wgs 84")

_HINT_ZH = f"请先投影到 EPSG:{ANALYSIS_EPSG} (CGCS2000 / 3 度带 CM 120E)"
_HINT_EN = f"project it to EPSG:{ANALYSIS_EPSG} (CGCS2000 / 3-degree Gauss-Kruger CM 120E) first"


def require_metric(frame: GeoDataFrame, what: str) -> CRS:
    """Return the layer's CRS if distances measured in it are metres on the ground.

    Parameters
    ----------
    frame
        Any layer.
    what
        The layer's name for the message.

    Returns
    -------
    pyproj.CRS
        A projected CRS in metres on CGCS2000 or WGS 84.

    Raises
    ------
    CrsError
        No CRS; degrees; a Mercator projection (EPSG:3857 stretches 1 m to 1.13 m at 28° N); a unit other than
        the metre; another datum (Beijing 54, Xian 80 and the like lie tens of metres away, and PROJ shifts
        them by nothing without saying so).
    """
    crs = frame.crs
    if crs is None:
        zh = f"图层“{what}”没有坐标系, 距离无从谈起; 请声明坐标系, {_HINT_ZH}"
        en = f"layer '{what}' has no CRS, so its distances mean nothing; declare it and {_HINT_EN}"
        raise CrsError(zh, en)
    crs = CRS.from_user_input(crs)
    if not crs.is_projected:
        zh = f"图层“{what}”的坐标 ({crs.name}) 是度, 不是米; {_HINT_ZH}"
        en = f"layer '{what}' is in degrees ({crs.name}), not metres; {_HINT_EN}"
        raise CrsError(zh, en)
    method = crs.coordinate_operation.method_name if crs.coordinate_operation else ""
    if "mercator" in method.lower() and "transverse" not in method.lower():
        zh = f"图层“{what}”用的是墨卡托投影 ({crs.name}), 在北纬 28° 量得的 500 m 实地只有约 440 m; {_HINT_ZH}"
        en = (
            f"layer '{what}' is in a Mercator projection ({crs.name}): 500 m measured in it at 28° N is about 440 m on "
            f"the ground; {_HINT_EN}"
        )
        raise CrsError(zh, en)
    units = {axis.unit_name for axis in crs.axis_info[:2]}
    if units != {"metre"}:
        zh = f"图层“{what}”的坐标单位是 {'/'.join(sorted(units))}, 不是米; {_HINT_ZH}"
        en = f"layer '{what}' is measured in {'/'.join(sorted(units))}, not metres; {_HINT_EN}"
        raise CrsError(zh, en)
    _require_datum(crs, what)
    return crs


def _require_datum(crs: CRS, what: str) -> None:
    datum = crs.geodetic_crs.datum if crs.geodetic_crs else None
    name = datum.name if datum is not None else "?"
    if name.lower().startswith(_DATUMS):
        return
    zh = f"图层“{what}”的大地基准是 {name}, 与 CGCS2000 相差可达百米; 请用当地转换参数转换后再用, {_HINT_ZH}"
    en = (
        f"layer '{what}' is on the datum {name}, up to 100 m from CGCS2000; convert it with local parameters, "
        f"{_HINT_EN}"
    )
    raise CrsError(zh, en)


def require_same(first: GeoDataFrame, first_name: str, other: GeoDataFrame, other_name: str) -> None:
    """Refuse two layers in different coordinate systems instead of measuring between raw numbers.

    Raises
    ------
    CrsError
        The two CRS are not the same.
    """
    if first.crs is other.crs or first.crs == other.crs:
        return
    zh = f"图层“{first_name}” ({first.crs.name}) 与“{other_name}” ({other.crs.name}) 坐标系不同; 请统一后再分析"
    en = (
        f"layers '{first_name}' ({first.crs.name}) and '{other_name}' ({other.crs.name}) are in different CRS; "
        "project them to the same one"
    )
    raise CrsError(zh, en)
