"""Distances planners use, with what each rests on. The figures are data: see `presets.json` beside this file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from analysis.errors import DataError, MissingFileError, ParameterError
from analysis.fields import listed

if TYPE_CHECKING:
    from analysis.inputs import MeasureFrom

MeasuredFrom = Literal["station", "line", "structure_edge", "highway_land_edge", "control_zone_edge"]
Confidence = Literal["high", "medium", "low"]

_FILE = Path(__file__).with_name("presets.json")


@dataclass(frozen=True)
class Preset:
    """A conventional or statutory distance.

    Parameters
    ----------
    id
        Stable, ASCII.
    title_zh, title_en
        As shown in a list.
    distance_m, alternatives_m
        The default in metres, and other values in use.
    measured_from
        What the rule measures from, which is not always on the map: the outer edge of a structure or of highway
        land is known here only as a centre line, and the warning says so.
    applies_to
        "stations", "lines", "expressways" or "roads".
    basis_zh, basis_en
        What it rests on, by document and article.
    source
        Where the figure was read.
    confidence
        "high", "medium" or "low".
    warning_zh, warning_en
        To be shown wherever the preset is used.
    """

    id: str
    title_zh: str
    title_en: str
    distance_m: float
    alternatives_m: tuple[float, ...]
    measured_from: MeasuredFrom
    applies_to: str
    basis_zh: str
    basis_en: str
    source: str
    confidence: Confidence
    warning_zh: str
    warning_en: str

    @property
    def measure_from(self) -> MeasureFrom:
        """What `analysis.check` can measure from in its place: stations, or the centre line."""
        return "stations" if self.applies_to == "stations" else "line"

    @property
    def exact(self) -> bool:
        """Whether the map holds what the rule measures from."""
        return self.measured_from in ("station", "line")


@lru_cache(maxsize=1)
def presets() -> tuple[Preset, ...]:
    """Return all presets, in the order in which a list should show them.

    Raises
    ------
    MissingFileError, DataError
        See `read_presets`.
    """
    return read_presets(_FILE)


def read_presets(file: Path) -> tuple[Preset, ...]:
    """Read presets from a file.

    Parameters
    ----------
    file
        A JSON list of objects with the fields of `Preset`.

    Returns
    -------
    tuple of Preset

    Raises
    ------
    MissingFileError
        No such file.
    DataError
        Not JSON, or other fields than expected.
    """
    if not file.is_file():
        zh = f"缺少 {file.name}; 请重新安装本程序"
        en = f"{file.name} is missing; install the program again"
        raise MissingFileError(zh, en)
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
        return tuple(Preset(**{**row, "alternatives_m": tuple(row["alternatives_m"])}) for row in rows)
    except (ValueError, TypeError, KeyError) as error:
        zh = f"{file.name} 不符合格式 ({error}); 请恢复原文件"
        en = f"{file.name} is not as expected ({error}); restore the original file"
        raise DataError(zh, en) from error


def preset(preset_id: str) -> Preset:
    """Return one preset by id.

    Raises
    ------
    ParameterError
        No such preset.

    Examples
    --------
    >>> preset("exp_ctrl").distance_m, preset("exp_ctrl").measured_from
    (30, 'highway_land_edge')
    """
    for candidate in presets():
        if candidate.id == preset_id:
            return candidate
    ids = [candidate.id for candidate in presets()]
    zh = f"没有预设“{preset_id}”; 可用: {listed(ids)}"
    en = f"there is no preset '{preset_id}'; available: {listed(ids)}"
    raise ParameterError(zh, en)
