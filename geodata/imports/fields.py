"""Columns of an upload and their place in the data model: guesses with reasons, decided by the planner."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

# target -> how people and the land-survey standards call it; the field's own order of likelihood
ALIASES: dict[str, tuple[str, ...]] = {
    "name": (
        "name", "名称", "村名", "村庄名称", "村社名称", "行政村", "行政村名称", "村（社区）", "社区名称", "项目名称",
        "地块名称", "站名", "车站名称", "街道名称", "线路名称", "标注名称", "mc", "xmmc", "czcmc", "cmc",
        "xzqmc", "zldwmc", "qsdwmc", "dmmc", "名字",
        "村", "村居", "村社", "label", "title", "标题",
    ),
    "name_en": ("name_en", "英文名", "英文名称", "english", "name:en"),
    "id": ("id", "编号", "序号", "标识码", "bsm", "objectid", "要素代码", "gid", "uid", "项目编号"),
    "code": (
        "code", "代码", "行政区划代码", "行政区代码", "统计用区划代码", "区划代码", "村代码", "街道代码",
        "xzqdm", "zldwdm", "qsdwdm", "czcdm", "adcode", "pac",
    ),
    "street": (
        "street", "街道", "所属街道", "所在街道", "乡镇", "所属乡镇", "乡镇街道", "街道（镇）", "镇街",
        "xzmc", "jdmc", "town",
    ),
    "status": ("status", "状态", "建设状态", "进度", "zt"),
    "kind": ("kind", "类型", "类别", "种类", "性质", "lx", "type"),
    "line": ("line", "线路", "线路编号", "所属线路", "线号"),
    "seq": ("seq", "站序", "顺序", "次序"),
    "area_km2": ("area_km2", "面积平方公里", "面积（平方公里）", "面积(km2)", "面积km2"),
    "area": (
        "area", "面积", "用地面积", "占地面积", "tbmj", "mj", "xzqmj", "shape_area", "kzmj", "面积亩",
        "面积公顷",
    ),
    "length": ("length", "长度", "shape_length", "shape_leng", "cd"),
    "population": ("population", "人口", "常住人口", "户籍人口", "总人口", "人口数", "rk", "rks"),
    "households": ("households", "户数", "总户数", "户籍户数", "hs"),
    "clause": ("clause", "条款", "依据条款", "规划依据"),
    "note": ("note", "备注", "说明", "注", "bz", "remark", "remarks", "description", "描述", "comment"),
    "source": ("source", "来源", "数据来源", "出处", "资料来源"),
    "accuracy_m": ("accuracy_m", "精度", "定位精度", "误差", "中误差", "accuracy"),
    "basis": ("basis", "定位依据", "定位方式"),
    "lon": (
        "lon", "lng", "long", "longitude", "x", "经度", "东经", "x坐标", "坐标x", "横坐标", "e", "easting",
        "point_x", "东坐标", "中心点经度", "经度（°）",
    ),
    "lat": (
        "lat", "latitude", "y", "纬度", "北纬", "y坐标", "坐标y", "纵坐标", "n", "northing", "point_y",
        "北坐标", "中心点纬度", "纬度（°）",
    ),
    "wkt": ("wkt", "geometry_wkt", "geom_wkt", "the_geom"),
}  # fmt: skip
"""Known names of each target, in lower case, without blanks."""

_LOOKUP = {alias: target for target, aliases in reversed(ALIASES.items()) for alias in reversed(aliases)}
_CUT = 9
"""Bytes from which a name may have been cut at the 10 bytes of a dBASE field."""
_SHORT_STEM = 2
_CODE = re.compile(r"^\d{6,12}$")


@dataclass(frozen=True, slots=True)
class FieldGuess:
    """A guess.

    Parameters
    ----------
    column
        As in the layer.
    target
        Field of the data model, or None to keep the column under its own name.
    confidence
        0 to 1: 1 a known name, 0.8 a name cut short, 0.6 a known word inside the name, 0 none.
    zh, en
        Why.
    """

    column: str
    target: str | None
    confidence: float
    zh: str
    en: str


def _plain(name: str) -> str:
    return re.sub(r"[\s_\-]+$|\s+", "", name.strip().lower()).replace("(", "（").replace(")", "）")


def _cut(plain: str) -> str | None:
    """Target whose known name begins with this one, when it is as long as dBASE allows."""
    lengths = (len(plain.encode("gb18030", "replace")), len(plain.encode()))
    if not any(_CUT <= length <= _CUT + 1 for length in lengths):
        return None
    for target, aliases in ALIASES.items():
        if any(alias.startswith(plain) and alias != plain for alias in aliases):
            return target
    return None


def guess_target(column: str) -> tuple[str | None, float, str, str]:
    """Guess the target of a column from its name: target or None, confidence, why in Chinese and English."""
    plain = _plain(column)
    exact = _LOOKUP.get(plain) or _LOOKUP.get(plain.replace("（", "(").replace("）", ")"))
    if exact:
        return exact, 1.0, "常用列名", "a usual name"
    cut = _cut(plain)
    if cut:
        return cut, 0.8, "列名在 10 字节处被截断", "the name was cut at 10 bytes"
    stem = re.sub(r"[_\d]+$", "", plain)
    if stem != plain and len(stem) >= _SHORT_STEM and stem in _LOOKUP:
        return _LOOKUP[stem], 0.7, "带序号的常用列名", "a usual name with a number"
    for word, target in (("街道", "street"), ("乡镇", "street"), ("代码", "code"), ("名称", "name"), ("备注", "note")):
        if word in plain:
            return target, 0.6, f"含“{word}”", f"holds '{word}'"
    return None, 0.0, "保留原列", "kept under its own name"


def name_column(columns: Iterable[str]) -> str | None:
    """Column most likely to hold the names, or None."""
    guesses = [(guess_target(column), column) for column in columns]
    named = [(guess[1], column) for guess, column in guesses if guess[0] == "name"]
    return max(named, key=lambda item: item[0])[1] if named else None


def coordinate_columns(columns: Sequence[str]) -> tuple[str, str] | None:
    """Find the x and y columns (longitude and latitude, or easting and northing), or None."""
    found: dict[str, str] = {}
    for column in columns:
        target, confidence, _, _ = guess_target(column)
        if target in {"lon", "lat"} and confidence == 1:
            found.setdefault(str(target), column)
    return (found["lon"], found["lat"]) if len(found) == 2 else None  # noqa: PLR2004  both of them, or most of them


def _holds(values: pd.Series, target: str) -> bool:
    """Whether the values look like the target; the name alone may mislead."""
    text = values.dropna().astype(str).str.strip().head(500)
    if text.empty:
        return True
    if target == "code":
        return bool(text.str.match(_CODE).mean() > 0.5)  # noqa: PLR2004  both of them, or most of them
    if target in {"name", "street"}:
        return bool((~text.str.match(r"^[\d.\-]+$")).mean() > 0.5)  # noqa: PLR2004  both of them, or most of them
    if target in {"area", "area_km2", "population", "households", "accuracy_m", "seq", "length"}:
        return bool(text.str.match(r"^[\d.,+\-eE]+$").mean() > 0.5)  # noqa: PLR2004  both of them, or most of them
    return True


def guess_mapping(frame: pd.DataFrame, geometry: str = "geometry") -> tuple[FieldGuess, ...]:
    """Guess the place of every column; a target is given once, to the best claim.

    Parameters
    ----------
    frame
        The layer.
    geometry
        Name of its geometry column, which is left out.
    """
    claims = []
    for order, column in enumerate(frame.columns):
        if column == geometry:
            continue
        target, confidence, zh, en = guess_target(str(column))
        if target and not _holds(frame[column], target):
            target, confidence, zh, en = None, 0.0, "列名相符但内容不符", "the name fits, the values do not"
        claims.append((confidence, -order, FieldGuess(str(column), target, confidence, zh, en)))
    taken: set[str] = set()
    result: dict[int, FieldGuess] = {}
    for _, order, guess in sorted(claims, key=lambda claim: claim[:2], reverse=True):
        if guess.target in taken:
            zh, en = f"“{guess.target}”已由另一列充当", f"'{guess.target}' is taken by another column"
            result[-order] = FieldGuess(guess.column, None, 0.0, zh, en)
            continue
        if guess.target:
            taken.add(guess.target)
        result[-order] = guess
    return tuple(result[order] for order in sorted(result))
