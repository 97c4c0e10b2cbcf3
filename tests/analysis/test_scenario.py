"""Which lines a scenario takes to exist, and what two of them differ by."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import (
    HORIZONS,
    CrsError,
    DataError,
    ParameterError,
    Scenario,
    check,
    compare,
    compare_scenarios,
)
from analysis.scenario import run, with_extras
from tests.analysis.frames import lines, sites, stations

AXES = lines({"S1": 10.0, "S3": 100.0, "M1": 800.0, "M3": None}).assign(
    status=["operating", "under_construction", "planned", "proposed"],
)
STOPS = stations([("S1", (0, 0), 50.0), ("S3", (3000, 0), 400.0), ("M1", (6000, 0), 800.0)])
PLACES = sites([(100, 0), (3100, 0), (6100, 0), (9100, 0), None], [50.0, 50.0, 50.0, 50.0, None], street=["x"] * 5)
OWN_LINE = lines({"我的线": 0.0})
OWN_STOPS = stations([("我的线", (9000, 0), 0.0)]).set_axis(["我的站"])
WITH_OWN = Scenario("有新线", line_ids=("S1",), extra_lines=OWN_LINE, extra_stations=OWN_STOPS)


@pytest.mark.parametrize(
    ("horizon", "chosen"),
    [
        ("now", ("S1",)),
        ("building", ("S1", "S3")),
        ("plan", ("M1", "S1", "S3")),
        ("vision", ("M1", "M3", "S1", "S3")),
    ],
)
def test_horizons(horizon: str, chosen: tuple[str, ...]):
    assert Scenario.at(horizon).choose(AXES) == chosen
    assert horizon in HORIZONS


def test_statuses_and_ids():
    assert Scenario("规划", statuses=("planned", "proposed")).choose(AXES) == ("M1", "M3")
    assert Scenario("两条", line_ids=("S3", "S1", "S3")).choose(AXES) == ("S1", "S3")
    assert WITH_OWN.choose(AXES) == ("S1", "我的线")


def test_what_is_refused():
    with pytest.raises(ParameterError, match="horizon"):
        Scenario.at("2035")
    with pytest.raises(ParameterError, match="open"):
        Scenario("x", statuses=("open",))
    with pytest.raises(DataError, match="status"):
        Scenario.at("now").choose(AXES.drop(columns="status"))
    with pytest.raises(ParameterError, match="S9"):
        run(Scenario("x", line_ids=("S9",)), PLACES, STOPS, AXES, distance_m=500)


def test_extras_join_once():
    other = Scenario("又", extra_lines=OWN_LINE, extra_stations=OWN_STOPS)
    every_stop, every_line = with_extras(STOPS, AXES, [WITH_OWN, other])
    assert sorted(every_line.index) == ["M1", "M3", "S1", "S3", "我的线"]
    assert every_stop.crs == STOPS.crs
    assert every_stop.index.is_unique
    assert with_extras(STOPS, AXES, [Scenario.at("now")])[0] is STOPS
    with pytest.raises(CrsError):
        with_extras(STOPS, AXES, [Scenario("x", extra_lines=OWN_LINE.to_crs(4548))])
    with pytest.raises(DataError, match="S1"):
        with_extras(STOPS, AXES, [Scenario("x", extra_lines=lines({"S1": 0.0}))])


def test_own_lines_are_checked_like_the_others():
    result = run(WITH_OWN, PLACES, STOPS, AXES, distance_m=500)
    assert result.line_ids == ("S1", "我的线")
    assert result.table["verdict"].tolist() == ["in", "out", "out", "in", "verify"]


def test_two_scenarios():
    change = compare_scenarios(Scenario.at("now"), Scenario.at("plan"), PLACES, STOPS, AXES, distance_m=500)
    assert change.table["change"].tolist() == ["unchanged", "gained", "now_verify", "unchanged", "unchanged"]
    assert change.counts.to_dict() == {"gained": 1, "lost": 0, "now_verify": 1, "unchanged": 3}
    assert change.transitions.loc["out", "in"] == 1
    assert change.expected_loss == 0.0
    assert change.low <= change.expected_change <= change.high
    assert change.table.index.equals(PLACES.index)
    back = compare(change.after, change.before)
    assert back.table["change"].tolist() == ["unchanged", "lost", "lost", "unchanged", "unchanged"]
    assert (back.low, back.expected_change) == (-change.high, -change.expected_change)


def test_a_scenario_against_itself_is_no_change():
    change = compare_scenarios(WITH_OWN, WITH_OWN, PLACES, STOPS, AXES, distance_m=500)
    assert change.counts["unchanged"] == 5
    assert (change.low, change.high, change.expected_change) == (0, 0, 0.0)


def test_what_is_in_both_keeps_its_draws():
    """S1's sites have the same probability in both scenarios, to the last bit."""
    change = compare_scenarios(Scenario.at("now"), WITH_OWN, PLACES, STOPS, AXES, distance_m=500)
    pd.testing.assert_series_equal(
        change.before.table["probability"],
        change.after.by_line.xs("S1", level="line")["probability"],
        check_names=False,
    )


def test_only_like_is_compared_with_like():
    one = check(PLACES, STOPS, AXES, line_ids=["S1"], distance_m=500)
    with pytest.raises(ParameterError, match="different sites"):
        compare(one, check(PLACES.iloc[:2], STOPS, AXES, line_ids=["S1"], distance_m=500))
    with pytest.raises(ParameterError, match="draws"):
        compare(one, check(PLACES, STOPS, AXES, line_ids=["S1"], distance_m=500, draws=1024))
