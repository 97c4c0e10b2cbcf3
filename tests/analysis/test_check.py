"""The shape of the answer: columns, margins, warnings, repeatability."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import Counts, ParameterError, check, check_distances
from analysis.verdict import flip_m, verdict_of
from tests.analysis.frames import box, lines, sites, stations

COLUMNS = [
    "name",
    "street",
    "verdict",
    "probability",
    "distance_m",
    "distance_low_m",
    "distance_high_m",
    "nearest_station",
    "nearest_line",
    "margin_m",
    "basis",
    "accuracy_m",
    "flip_m",
]
PLACES = sites(
    [(100, 0), (700, 100), (950, 0), (3000, 3000), None, None],
    [50.0, 300.0, 800.0, 500.0, None, None],
    name=["甲村", "乙村", "丙村", "丁村", "戊村", "己村"],
    street=["梧田街道", "梧田街道", "茶山街道", "茶山街道", "茶山街道", None],
    basis=["surveyed", "estimated", "estimated", "estimated", "unlocated", "unlocated"],
    search_area=[None, None, None, None, box(0, 0, 2000, 2000), None],
)
STOPS = stations([("S1", (0, 0), 50.0), ("S1", (2500, 0), 50.0), ("S3", (1200, 200), 600.0), ("S3", None, None)])
AXES = lines({"S1": 10.0, "S3": 100.0, "M3": None}, {"S1": [(0, 0), (2500, 0)], "S3": [(1200, 200), (1200, 5000)]})


def run(distance_m: float = 800, *, line_ids: tuple[str, ...] = ("S1", "S3"), **options: object):
    return check(PLACES, STOPS, AXES, line_ids=line_ids, distance_m=distance_m, **options)


def test_one_row_a_site_in_the_sites_order():
    result = run()
    assert list(result.table.columns) == COLUMNS
    assert result.table.index.equals(PLACES.index)
    assert result.by_line.index.equals(pd.MultiIndex.from_product([PLACES.index, ["S1", "S3"]], names=["site", "line"]))
    assert list(result.by_line.columns) == ["verdict", "probability", "distance_m", "nearest_station"]


def test_verdicts_follow_probabilities():
    table = run().table
    assert table["verdict"].tolist() == ["in", "in", "verify", "out", "verify", "verify"]
    assert [verdict_of(p) for p in (0.0, 0.1, 0.1001, 0.8999, 0.9, 1.0)] == [
        "out",
        "out",
        "verify",
        "verify",
        "in",
        "in",
    ]
    assert table["probability"].tolist()[0] == 1.0
    assert table["probability"].isna().tolist() == [False] * 5 + [True]


def test_nominal_distance_and_what_is_nearest():
    table = run().table
    assert table["distance_m"].tolist()[:3] == pytest.approx([100.0, 509.901951, 320.156212])
    assert table["nearest_station"].tolist() == ["S1.0", "S3.2", "S3.2", "S1.1", None, None]
    assert table["nearest_line"].tolist() == ["S1", "S3", "S3", "S1", None, None]
    assert table["margin_m"].tolist()[:3] == pytest.approx([700.0, 290.098049, 479.843788])
    by_line = run().by_line
    assert by_line.loc[("s1", "S1"), "nearest_station"] == "S1.0"
    assert by_line.loc[("s1", "S1"), "distance_m"] == pytest.approx(707.106781)


def test_measured_from_the_line():
    result = run(measure_from="line")
    assert result.table["distance_m"].tolist()[:3] == pytest.approx([0.0, 100.0, 0.0])
    assert result.table["nearest_station"].isna().all()
    assert result.table["nearest_line"].tolist()[:4] == ["S1", "S1", "S1", "S3"]


@pytest.mark.parametrize("distance", [300, 800, 1500])
@pytest.mark.parametrize("site", ["s0", "s1", "s2", "s3", "s4"])
def test_flip_is_where_the_verdict_turns(distance: float, site: str):
    row = run(distance).table.loc[site]
    beyond = 1e-6 if row["flip_m"] > 0 else -1e-6
    assert run(distance + row["flip_m"] + beyond).table.loc[site, "verdict"] != row["verdict"]
    assert run(distance + 0.99 * row["flip_m"]).table.loc[site, "verdict"] == row["verdict"]


def test_flip_takes_the_nearer_way_out():
    assert flip_m(300.0, 900.0, 1000.0) == -100.0
    assert flip_m(300.0, 900.0, 200.0) == 100.0
    assert flip_m(300.0, 900.0, 800.0) == 100.0
    assert flip_m(300.0, 900.0, 400.0) == -100.0


def test_certain_and_uncertain_counts():
    counts = run().counts
    assert (counts.n, counts.certain_in, counts.verify, counts.certain_out, counts.unknown) == (6, 2, 3, 1, 1)
    assert counts.expected == pytest.approx(run().table["probability"].sum())
    assert counts.low <= counts.expected <= counts.high
    assert isinstance(counts, Counts)


def test_unknown_stations_are_said_and_not_invented():
    result = run()
    assert result.unlocated_stations == ("S3.3",)
    said = " ".join(message.zh for message in result.warnings)
    assert "下限" in said
    assert "S3.3" in said
    assert "己村" in said
    assert any("lower bound" in message.en for message in result.warnings)


def test_a_line_without_any_position_decides_nothing():
    alone = run(line_ids=("M3",))
    assert alone.table["verdict"].eq("verify").all()
    assert alone.table["probability"].isna().all()
    assert (alone.counts.low, alone.counts.high, alone.counts.expected) == (0, 6, 0.0)
    assert "M3" in alone.warnings[0].zh
    beside = run(line_ids=("S1", "M3"))
    assert beside.table.equals(run(line_ids=("S1",)).table)
    assert beside.by_line.xs("M3", level="line")["verdict"].eq("verify").all()


def test_the_same_input_gives_the_same_bits():
    first, second = run(), run()
    pd.testing.assert_frame_equal(first.table, second.table, check_exact=True)
    pd.testing.assert_frame_equal(first.by_line, second.by_line, check_exact=True)
    assert first.counts == second.counts
    assert [i.content_hash for i in first.record.inputs] == [i.content_hash for i in second.record.inputs]


def test_draws_agree_whatever_their_number_and_seed():
    few, many = run(draws=1024), run(draws=16384, seed=5)
    assert few.table["probability"].to_numpy()[:5] == pytest.approx(many.table["probability"].to_numpy()[:5], abs=0.02)


def test_several_distances_at_once_are_the_same():
    together = check_distances(PLACES, STOPS, AXES, line_ids=["S1", "S3"], distances_m=[500, 800.0, 1000])
    assert list(together) == [500.0, 800.0, 1000.0]
    for distance, result in together.items():
        alone = run(distance)
        pd.testing.assert_frame_equal(result.table, alone.table, check_exact=True)
        pd.testing.assert_frame_equal(result.summary_by("street"), alone.summary_by("street"))
        assert result.counts == alone.counts
        assert dict(result.record.parameters) == dict(alone.record.parameters)


def test_summaries_add_up():
    result = run()
    street = result.summary_by("street")
    assert street.index.tolist() == ["", "梧田街道", "茶山街道"]
    for field in ("n", "certain_in", "verify", "certain_out", "unknown"):
        assert street[field].sum() == getattr(result.counts, field)
    assert street["expected"].sum() == pytest.approx(result.counts.expected)
    line = result.summary_by("line")
    assert line.index.tolist() == ["S1", "S3"]
    assert line["n"].tolist() == [6, 6]
    expected = result.by_line.groupby(level="line")["probability"].sum()
    assert line["expected"].to_numpy() == pytest.approx(expected.to_numpy())
    with pytest.raises(ParameterError, match="summarise by"):
        result.summary_by("colour")


def test_the_record_says_what_was_asked():
    record = run(500, line_ids=("S3", "S1", "S1")).record
    assert record.kind == "check"
    assert [item.name for item in record.inputs] == ["sites", "stations", "lines"]
    assert dict(record.parameters) == {
        "line_ids": ["S1", "S3"],
        "distance_m": 500.0,
        "measure_from": "stations",
        "draws": 4096,
        "seed": 20210301,
    }


def test_sites_that_share_a_search_area_share_the_answer_but_not_the_draws():
    area = box(-500, 0, 2000, 800)
    result = check(
        sites([None] * 40, [None] * 40, search_area=[area] * 40), STOPS, AXES, line_ids=["S1"], distance_m=500
    )
    assert len(set(result.table["probability"])) == 1
    assert len(set(result.table["flip_m"])) == 1
    share = result.table["probability"].iloc[0]
    spread = result.tallies["*"].inside().std()
    assert spread == pytest.approx((40 * share * (1 - share)) ** 0.5, rel=0.15)
