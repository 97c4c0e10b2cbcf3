"""The real district: what must hold of its villages whatever the data become."""

from __future__ import annotations

import pytest

import geodata
from analysis import Scenario, check, check_distances, compare_scenarios, coverage
from analysis.verdict import VERDICTS

DISTANCES_M = (500.0, 800.0, 1000.0)


@pytest.fixture(scope="module")
def layers():
    return geodata.sites(), geodata.stations(), geodata.lines()


def test_the_renovation_sites_add_up(layers):
    sites, stations, lines = layers
    results = check_distances(sites, stations, lines, line_ids=["S1", "S3", "M1"], distances_m=DISTANCES_M)
    before = 0.0
    for result in results.values():
        counts = result.counts
        assert counts.n == len(sites) == counts.certain_in + counts.verify + counts.certain_out
        assert counts.low <= counts.expected <= counts.high
        assert counts.expected >= before
        before = counts.expected
        assert result.summary_by("street")["n"].sum() == counts.n
        assert result.table["verdict"].isin(VERDICTS).all()
        assert result.table["probability"].notna().all()


def test_m1_adds_and_is_a_lower_bound(layers):
    sites, stations, lines = layers
    without = check(sites, stations, lines, line_ids=["S1", "S3"], distance_m=800)
    with_m1 = check(sites, stations, lines, line_ids=["S1", "S3", "M1"], distance_m=800)
    assert (with_m1.table["probability"] >= without.table["probability"]).all()
    missing = stations[(stations["line"] == "M1") & stations.geometry.isna() & stations["search_area"].isna()]
    assert set(missing["name"]) <= set(with_m1.unlocated_stations)
    assert any("M1" in message.zh and "下限" in message.zh for message in with_m1.warnings)


def test_today_against_the_plan(layers):
    sites, stations, lines = layers
    change = compare_scenarios(Scenario.at("now"), Scenario.at("plan"), sites, stations, lines, distance_m=800)
    assert change.counts["lost"] == 0
    assert change.expected_loss == 0
    assert change.before.line_ids == ("S1",)
    assert change.after.line_ids == ("M1", "S1", "S3")


def test_streets_are_covered(layers):
    _, stations, lines = layers
    result = coverage(geodata.streets(), stations, lines, line_ids=["S1"], distance_m=800)
    assert result.table["share"].between(0, 1).all()
    assert result.total["covered_m2"] == pytest.approx(result.table["covered_m2"].sum())
    assert result.total["share_low"] <= result.total["share_expected"] <= result.total["share_high"]
