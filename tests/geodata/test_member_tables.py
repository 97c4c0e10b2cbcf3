"""Member tables of the southern new area, industry, ecology, greenways and culture routes."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

TABLES = Path(__file__).parents[2] / "geodata" / "tables"
BASES = {"surveyed", "traced", "derived", "estimated", "schematic", "unlocated"}
STATUSES = {"operating", "under_construction", "planned", "proposed"}
HAN = re.compile(r"[\u4e00-\u9fff]")
KINDS = {
    "southern_new_area": {"core": 1, "belt": 1, "corridor": 2, "node": 5},
    "industrial_platforms": {
        "zone": 4, "town": 3, "small_business_park": 7, "old_industrial_area": 4, "urban_industrial_park": 6,
    },
    "ecology": {"tract": 5, "corridor": 3, "scenic_area": 2, "forest_park": 2, "wetland_park": 2},
    "greenways": {"heart": 1, "ring": 3, "corridor": 8},
    "culture_routes": {"route": 2, "stop": 10},
}  # fmt: skip


def read(layer):
    with (TABLES / f"{layer}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


ALL = [pytest.param(row, id=f"{layer}.{row['slug']}") for layer in KINDS for row in read(layer)]


@pytest.mark.parametrize("layer", KINDS)
def test_the_members_are_all_there(layer):
    rows = read(layer)
    assert Counter(row["kind"] for row in rows) == KINDS[layer]
    for field in ("slug", "name", "name_en"):
        assert len({row[field] for row in rows}) == len(rows), field


@pytest.mark.parametrize("row", ALL)
def test_a_member_is_complete(row):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["slug"])
    assert HAN.search(row["name"])
    assert row["name_en"]
    assert not HAN.search(row["name_en"] + row["note_en"] + row["status_note_en"])
    assert row["basis"] in BASES
    assert row["status"] in STATUSES
    assert row["clause"]
    assert row["source"].split("|")[0] == "outline-2021"
    assert bool(row["note"]) == bool(row["note_en"])
    assert bool(row["status_note"]) == bool(row["status_note_en"]) == bool(row["status_source"])


@pytest.mark.parametrize("row", ALL)
def test_a_member_without_a_place_says_so_and_one_with_a_place_says_how_well(row):
    if row["basis"] == "unlocated":
        assert row["rule"] == "none"
        assert not row["lon"] + row["lat"] + row["accuracy_m"]
        assert row["note"]
    else:
        assert row["rule"] not in {"", "none"}
        assert float(row["accuracy_m"]) > 0
        assert (row["rule"] == "point") == (row["basis"] == "estimated")
    if row["rule"] == "point":
        assert 120.3 < float(row["lon"]) < 121.1
        assert 27.7 < float(row["lat"]) < 28.25


def test_the_zones_keep_their_published_areas():
    zones = {
        row["slug"]: float(row["area_km2_published"]) for row in read("industrial_platforms") if row["kind"] == "zone"
    }
    assert zones == {"zone-east": 12.52, "zone-south": 8.51, "zone-west": 4.51, "zone-middle": 7.54}
    others = [row for row in read("industrial_platforms") if row["kind"] != "zone"]
    assert not any(row["area_km2_published"] for row in others)


def test_the_belt_keeps_its_published_length():
    lengths = {row["slug"]: row["length_km_published"] for row in read("southern_new_area")}
    assert lengths.pop("belt-tanghe") == "8.5"
    assert not any(lengths.values())


def test_rings_and_corridors_name_their_nodes():
    counts = {}
    for row in read("greenways"):
        assert row["nodes"].count("|") == row["nodes_en"].count("|")
        assert not HAN.search(row["nodes_en"])
        counts[row["slug"]] = row["nodes"].count("|") + 1
    assert (counts["ring-centre"], counts["ring-dragon-boat"], counts["ring-cloud-hill"]) == (6, 5, 6)
    assert counts["heart"] == 2


def test_the_stops_are_numbered_along_their_route():
    rows = read("culture_routes")
    routes = [row["slug"] for row in rows if row["kind"] == "route"]
    assert routes == ["leisure", "culture"]
    for route, stops in zip(routes, (4, 6), strict=True):
        sequence = [int(row["seq"]) for row in rows if row["route"] == route]
        assert sequence == list(range(stops + 1))
