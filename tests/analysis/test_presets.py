"""The distances on offer, with what each rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from analysis import DataError, MissingFileError, ParameterError, preset, presets
from analysis.inputs import require_distance
from analysis.presets import read_presets

if TYPE_CHECKING:
    from pathlib import Path

# Id, metres, measured from: as the documents have them.
FIGURES = {
    "tod_core": (500, "station"),
    "tod_influence": (800, "station"),
    "tod_outer": (1000, "station"),
    "itdp_rapid": (1000, "station"),
    "itdp_frequent": (500, "station"),
    "corridor_line": (800, "line"),
    "rail_cpz_ug": (50, "structure_edge"),
    "rail_cpz_el": (30, "structure_edge"),
    "rail_cpz_fac": (10, "structure_edge"),
    "rail_plan": (60, "line"),
    "exp_ctrl": (30, "highway_land_edge"),
    "road_ctrl_g": (20, "highway_land_edge"),
    "road_ctrl_s": (15, "highway_land_edge"),
    "road_ctrl_x": (10, "highway_land_edge"),
    "road_ctrl_y": (5, "highway_land_edge"),
    "new_dev_gs": (50, "control_zone_edge"),
    "new_dev_xy": (20, "control_zone_edge"),
}


def test_figures():
    assert {p.id: (p.distance_m, p.measured_from) for p in presets()} == FIGURES
    assert preset("tod_core").alternatives_m == (300,)
    assert preset("tod_influence").alternatives_m == (500,)


@pytest.mark.parametrize("item", presets(), ids=lambda item: item.id)
def test_each_says_what_it_rests_on(item):
    for text in (
        item.title_zh,
        item.title_en,
        item.basis_zh,
        item.basis_en,
        item.source,
        item.warning_zh,
        item.warning_en,
    ):
        assert len(text) >= 3
        assert text == text.strip()
    for distance in (item.distance_m, *item.alternatives_m):
        require_distance(distance)
    assert item.confidence in ("high", "medium", "low")
    assert item.measure_from in ("stations", "line")


@pytest.mark.parametrize("item", presets(), ids=lambda item: item.id)
def test_each_warns_of_what_the_map_does_not_hold(item):
    if not item.exact:
        assert "边" in item.warning_zh or "外缘" in item.warning_zh
        assert "edge" in item.warning_en or "line" in item.warning_en or "outline" in item.warning_en
        assert "示意" in item.warning_zh or item.id == "rail_cpz_fac"


def test_unread_sources_are_said():
    for name in ("tod_core", "tod_influence"):
        assert "未能读到" in preset(name).warning_zh
        assert "could not be read" in preset(name).warning_en
    for name in ("rail_cpz_ug", "rail_cpz_el", "rail_cpz_fac"):
        assert "温州" in preset(name).warning_zh
    assert "未直接读到" in preset("exp_ctrl").source
    assert "非法定" in preset("corridor_line").title_zh


def test_an_unknown_preset_is_named():
    with pytest.raises(ParameterError, match="tod_inner"):
        preset("tod_inner")


def test_a_damaged_file_is_named(tmp_path: Path):
    file = tmp_path / "presets.json"
    with pytest.raises(MissingFileError, match="presets"):
        read_presets(file)
    for text in ("{", '[{"id": "x"}]', '[{"id": "x", "alternatives_m": []}]'):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(DataError, match="presets"):
            read_presets(file)
