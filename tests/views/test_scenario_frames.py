"""Drawn lines in the analysis: they stand beside the plan's and say that they are assumptions."""

from __future__ import annotations

import pytest

import geodata
from analysis import check
from views import scenario_draft as drafts
from views import scenario_frames as frames
from views.scenario_draft import Draft

PANFENG = "renewal_sites.wutian-panfengcun"


def at_village() -> Draft:
    place = geodata.layer("renewal_sites").loc[PANFENG, "geometry"]
    return drafts.add_stop(drafts.add_line(Draft(), "试线"), "U1", place.x, place.y)


def test_nothing_drawn_leaves_the_plan_alone() -> None:
    assert frames.drawn(Draft()) == (None, None)
    stations, lines = frames.network(Draft())
    assert list(lines.index) == ["S1", "S3", "M1", "M3"]
    assert len(stations) == len(geodata.stations())


def test_drawn_station_covers_its_village() -> None:
    stations, lines = frames.network(at_village())
    assert lines.loc["U1", "basis"] == "user"
    assert lines.loc["U1", "status"] == "proposed"
    assert lines.loc["U1", "accuracy_m"] == drafts.ACCURACY_M
    result = check(geodata.sites(), stations, lines, line_ids=["U1"], distance_m=1000)
    assert result.table.loc[PANFENG, "verdict"] == "in"
    assert result.table.loc[PANFENG, "distance_m"] == pytest.approx(0, abs=1.5)


def test_stated_accuracy_counts() -> None:
    loose = drafts.set_accuracy(at_village(), "U1", 500)
    chances = []
    for draft in (at_village(), loose):
        stations, lines = frames.network(draft)
        result = check(geodata.sites(), stations, lines, line_ids=["U1"], distance_m=600)
        chances.append(result.table.loc[PANFENG, "probability"])
    assert chances[0] > chances[1]


def test_drawn_axis_is_measured_from() -> None:
    draft = drafts.set_path(at_village(), "U1", ((120.6, 27.95), (120.65, 27.95)))
    stations, lines = frames.network(draft)
    result = check(geodata.sites(), stations, lines, line_ids=["U1"], distance_m=800, measure_from="line")
    assert result.counts.n == 38
    assert lines.loc["U1", "geometry"].length > 4000
