"""Lines and stations."""

import pytest

import geodata

S1_KM = 53.507
"""Published length of line S1, km."""


def test_stations_of_each_line():
    stations = geodata.stations()
    assert stations.groupby("line").size().to_dict() == {"S1": 18, "S3": 11, "M1": 19}
    for _, line in stations.groupby("line"):
        assert line["seq"].tolist() == list(range(1, len(line) + 1))


def test_s3_has_five_stations_in_the_district():
    stations = geodata.stations()
    s3 = stations[(stations["line"] == "S3") & stations.geometry.notna()]
    district = geodata.streets().union_all()
    assert s3.within(district).sum() == 5
    assert s3["name"].tolist() == ["梧田站", "温州中学站", "南白象站", "鹅湖站", "仙岩站"]


def test_m3_is_named_but_unlocated():
    lines = geodata.lines()
    assert lines.index.tolist() == ["S1", "S3", "M1", "M3"]
    assert lines.geometry["M3"] is None
    assert lines.loc["M3", "basis"] == "unlocated"
    assert lines["status"].to_dict() == {
        "S1": "operating",
        "S3": "under_construction",
        "M1": "planned",
        "M3": "proposed",
    }


def test_s1_is_as_long_as_published():
    assert geodata.lines().geometry["S1"].length / 1000 == pytest.approx(S1_KM, rel=0.02)


def test_schematic_lines_are_shorter_than_published():
    """S3 (33.2 km) and M1 (28.62 km) are drawn in part only, so their published lengths cannot hold."""
    lines, rail = geodata.lines(), geodata.layer("rail")
    for code in ("S3", "M1"):
        assert lines.loc[code, "basis"] == "schematic"
        assert 10 < lines.geometry[code].length / 1000 < rail.loc[f"rail.{code}", "length_km_published"]


def test_s1_stations_lie_on_their_line():
    """Within 100 m; the last one, where two sources differ by 800 m, within its own error."""
    stations = geodata.stations()
    s1 = stations[stations["line"] == "S1"]
    distance = s1.distance(geodata.lines().geometry["S1"])
    assert (distance <= s1["accuracy_m"].clip(lower=100)).all()
    assert (distance <= 100).sum() >= 17


def test_located_schematic_stations_lie_within_their_errors_of_the_line():
    stations, lines = geodata.stations(), geodata.lines()
    for code in ("S3", "M1"):
        located = stations[(stations["line"] == code) & stations.geometry.notna()]
        reach = located["accuracy_m"] + lines.loc[code, "accuracy_m"]
        assert (located.distance(lines.geometry[code]) <= reach).all()


def test_m1_stations_between_two_located_ones_have_a_search_area():
    stations = geodata.stations()
    searched = stations[stations["search_area"].notna()]
    assert searched["name"].tolist() == ["瓯海中心站", "二外学校站"]
    area = searched["search_area"].iloc[0]
    ends = stations.loc[["rail.M1.11-wenzhouzhan", "rail.M1.14-nanhucun"]].geometry
    assert ends.within(area).all()
    assert area.equals(searched["search_area"].iloc[1])
    assert area is not searched["search_area"].iloc[1]


def test_notes_on_what_is_newer_than_the_plan():
    rail = geodata.layer("rail")
    assert "2019" in rail.loc["rail.S1", "status_note"]
    assert "2027" in rail.loc["rail.S3", "status_note"]
    assert "不表示已获批准" in rail.loc["rail.M1", "status_note"]
    assert rail.loc["rail.M1", "status_source"] is not None
