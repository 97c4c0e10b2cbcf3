"""Tables without coordinates: rows find their place by village code or name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata import read
from geodata.imports.errors import shown
from geodata.imports.findings import whole
from geodata.imports.imported import Issue

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from geodata.imports.findings import Findings

LAYERS = ("renewal_sites", "villages", "streets")
"""Where names are looked up, in this order: a renovation site is the more exact place than the unit it lies in."""

_ENDINGS = re.compile(r"(村民委员会|居民委员会|村委会|居委会|经济合作社|股份经济合作社|社区居委会)$")
_CODE = re.compile(r"^33030\d{7}(\d{3})?$")


@dataclass(frozen=True, slots=True)
class Joined:
    """Where the rows of a table lie.

    Parameters
    ----------
    geometry
        Object array in EPSG:4326, None where nothing was found or the place itself is unlocated.
    feature
        Id of the bundled feature each row was joined to, None without one.
    basis, accuracy_m
        Taken from it; None and NaN without one.
    """

    geometry: NDArray[np.object_]
    feature: list[str | None]
    basis: list[str | None]
    accuracy_m: NDArray[np.float64]


def plain_name(name: str) -> str:
    """Name without blanks, brackets and committee endings: ``潘凤 村民委员会`` → ``潘凤村``."""
    short = re.sub(r"[\s　]|（.*?）|\(.*?\)", "", name)
    match = _ENDINGS.search(short)
    if not match:
        return short
    stem = short[: match.start()]
    if stem.endswith(("村", "社区")):
        return stem
    return stem + ("社区" if "居" in match[1] else "村")


def join(names: pd.Series | None, codes: pd.Series | None, streets: pd.Series | None, findings: Findings) -> Joined:
    """Join rows to the bundled villages and sites.

    Parameters
    ----------
    names, codes, streets
        Columns of the table, text, or None; a 12-digit code decides before a name, a street tells two villages
        of one name apart.
    findings
        Is added to: ``unknown_name``, ``ambiguous_name``, ``unlocated``.
    """
    places = [(layer, read.layer(layer)) for layer in LAYERS]
    by_code: dict[str, tuple[str, int]] = {}
    by_name: dict[str, list[tuple[str, int]]] = {}
    frames = dict(places)
    for layer, frame in places:
        for position, (name, record) in enumerate(zip(frame["name"], frame.to_dict("records"), strict=True)):
            here = (layer, position)
            if isinstance(record.get("code"), str):
                by_code.setdefault(record["code"], here)
            by_name.setdefault(plain_name(str(name)), []).append(here)
    series = names if names is not None else codes
    number = 0 if series is None else len(series)
    found: list[tuple[str, int] | None] = []
    for row in range(number):
        code = "" if codes is None else str(codes.iloc[row]).strip().removesuffix(".0")
        name = "" if names is None else str(names.iloc[row] or "").strip()
        street = "" if streets is None else str(streets.iloc[row] or "").strip()
        if _CODE.match(code) and code in by_code:
            found.append(by_code[code])
            continue
        found.append(_by_name(name or code, street, by_name, frames, row + 1, findings))
    return _joined(found, frames, names, findings)


def _by_name(
    name: str,
    street: str,
    by_name: dict[str, list[tuple[str, int]]],
    frames: dict[str, pd.DataFrame],
    row: int,
    findings: Findings,
) -> tuple[str, int] | None:
    matches = by_name.get(plain_name(name), []) or by_name.get(plain_name(name) + "村", [])
    if street:
        same = [
            (layer, position)
            for layer, position in matches
            if "street" not in frames[layer] or str(frames[layer]["street"].iloc[position])[:2] == street[:2]
        ]
        matches = same or matches
    if not matches:
        zh = f"第 {row} 行“{shown(name, 40)}”不在村社名录中，未定位；请核对名称或补充坐标"
        en = (
            f"row {row} '{shown(name, 40)}' is not in the list of villages; not placed. Check the name or add "
            "coordinates"
        )
        findings.add(Issue(row, name, "unknown_name", zh, en))
        return None
    first = [match for match in matches if match[0] == matches[0][0]]
    if len(first) > 1:
        there = "、".join(str(frames[layer]["street"].iloc[position]) for layer, position in first)
        zh = f"第 {row} 行“{shown(name, 40)}”有同名村（{there}），未定位；请加上街道一列"
        en = (
            f"row {row} '{shown(name, 40)}': villages of this name in {there}; not placed. Add a column with the street"
        )
        findings.add(Issue(row, name, "ambiguous_name", zh, en))
        return None
    # a unit listed twice is placed where it is known
    return next((match for match in matches if frames[match[0]].geometry.iloc[match[1]] is not None), matches[0])


def _joined(
    found: list[tuple[str, int] | None],
    frames: dict[str, pd.DataFrame],
    names: pd.Series | None,
    findings: Findings,
) -> Joined:
    geometry = np.full(len(found), None, dtype=object)
    accuracy = np.full(len(found), np.nan)
    feature: list[str | None] = []
    basis: list[str | None] = []
    for row, match in enumerate(found):
        if match is None:
            feature.append(None)
            basis.append(None)
            continue
        frame, position = frames[match[0]], match[1]
        feature.append(str(frame.index[position]))
        basis.append(str(frame["basis"].iloc[position]))
        shape = frame.geometry.iloc[position]
        name = "" if names is None else str(names.iloc[row])
        if shape is None:
            zh = f"第 {row + 1} 行“{shown(name, 40)}”对上了名录，但该村尚未定位"
            en = f"row {row + 1} '{shown(name, 40)}' is in the list, but the village itself is not located yet"
            findings.add(Issue(row + 1, name, "unlocated", zh, en))
            continue
        geometry[row] = shapely.from_wkb(shapely.to_wkb(shape))
        accuracy[row] = float(frame["accuracy_m"].iloc[position])
    placed = int((~shapely.is_missing(geometry)).sum())
    joined = sum(item is not None for item in feature)
    zh = f"按名称或代码对上 {joined} / {len(found)} 行，其中 {placed} 行有位置"
    en = f"{joined} of {len(found)} rows were found by name or code, {placed} of them have a place"
    findings.add(whole("joined", zh, en))
    return Joined(geometry, feature, basis, accuracy)
