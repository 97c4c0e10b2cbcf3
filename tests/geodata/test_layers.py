"""Counts of the plan's members and the published figures."""

import pytest

import geodata
from geodata import model

COUNTS = {
    "structure_zones": 3,
    "structure_corridors": 2,
    "structure_belts": 3,
    "business_districts": 6,
    "future_communities": 4,
    "renewal_sites": 38,
    "renewal_2021": 18,
    "villages": 197,
    "key_blocks": 4,
    "expressways": 4,
    "external_roads": 7,
    "ring_roads": 13,
    "southern_new_area": 9,
    "greenways": 12,
}
SITES = {"新桥": 1, "娄桥": 9, "潘桥": 4, "梧田": 6, "南白象": 3, "郭溪": 2, "三垟": 1, "茶山": 9, "丽岙": 3}
PLAN = [spec.id for spec in model.PLAN_LAYERS]
BASE = [spec.id for spec in model.BASE_LAYERS]


@pytest.mark.parametrize(("layer", "count"), COUNTS.items())
def test_every_member_is_there(layer, count):
    assert len(geodata.layer(layer)) == count


def test_renewal_sites_by_street():
    sites = geodata.sites("renewal_sites")
    assert sites["street"].str.removesuffix("街道").value_counts().to_dict() == SITES
    assert sites.geometry.notna().sum() == 27


def test_unlocated_sites_have_their_street_as_search_area():
    sites = geodata.sites("renewal_sites")
    streets = geodata.streets().set_index("name").geometry
    missing = sites[sites.geometry.isna()]
    assert len(missing) == 11
    for row in missing.itertuples():
        assert row.search_area.within(streets[row.street].buffer(5))
        assert row.search_area.area > 1e6


def test_renewal_2021_is_joined_to_the_38():
    joined = geodata.layer("renewal_2021")
    assert set(joined["matched_id"]) <= set(geodata.layer("renewal_sites").index)
    assert joined["matched_id"].is_unique
    for row in joined.itertuples():
        assert (row.name == row.matched_name) == (row.spelling_note is None), row.Index
    differing = joined[joined["spelling_note"].notna()].set_index("name")["matched_name"]
    assert differing.to_dict() == {
        "高翔工业区": "高翔村",
        "上汇移民区": "上汇村（移民区小区）",
        "鹅湖村": "鹤湖村",
        "后庄村": "后村村",
    }


def test_zones_are_a_partition_of_the_district():
    zones = geodata.layer("structure_zones", crs=4549)
    streets = geodata.streets()
    district = streets.union_all()
    union = zones.union_all()
    overlap = zones.area.sum() - union.area
    gap = district.symmetric_difference(union).area
    assert overlap / 1e6 < 0.01
    assert gap / 1e6 < 0.01
    assert zones.area.sum() / 1e6 == pytest.approx(streets.area.sum() / 1e6, abs=0.01)


def test_zones_split_two_streets_by_their_forest():
    zones = geodata.layer("structure_zones", crs=4549).geometry
    forest = geodata.layer("forest", crs=4549).union_all()
    streets = geodata.streets().set_index("name").geometry
    both = streets["瞿溪街道"].union(streets["郭溪街道"])
    town = zones["structure_zones.core"].intersection(both)
    hills = zones["structure_zones.eco-leisure"].intersection(both)
    assert town.intersection(forest).area < 0.08 * town.area
    assert hills.intersection(forest).area > 0.8 * hills.area
    for name in ("娄桥街道", "潘桥街道", "新桥街道", "景山街道"):
        assert zones["structure_zones.core"].intersection(streets[name]).area == pytest.approx(
            streets[name].area, rel=1e-3
        )


def test_district_area_is_the_published_one():
    """466.46 km² (generalised outlines: within 0.1 %)."""
    assert geodata.streets().area.sum() / 1e6 == pytest.approx(model.DISTRICT_KM2, rel=1e-3)


def test_streets_have_their_own_areas():
    streets = geodata.streets()
    assert len(streets) == 13
    assert (streets.area / 1e6).sub(streets["area_km2"]).abs().max() < 0.02


def test_tanghe_belt_is_about_as_long_as_published():
    """The plan says 'about 8.5 km' for the stretch inside the southern new area."""
    belt = geodata.layer("southern_new_area", crs=4549).loc["southern_new_area.belt-tanghe"]
    assert belt.geometry.length / 1000 == pytest.approx(8.5, abs=0.5)


def test_industrial_platforms_keep_the_published_areas():
    areas = geodata.layer("industrial_platforms")["area_km2_published"].dropna()
    assert {12.52, 8.51, 4.51, 7.54} <= set(areas)


def test_ecology_is_five_tracts_three_corridors_and_points():
    kinds = geodata.layer("ecology")["kind"].value_counts()
    assert kinds["tract"] == 5
    assert kinds["corridor"] == 3
    assert kinds.sum() > 8


def test_villages_have_their_codes_and_lie_in_their_street():
    """An estimated point may lie outside by as much as its own error, not more."""
    villages = geodata.layer("villages", crs=4549)
    assert villages["code"].is_unique
    assert villages["code"].str.fullmatch(r"330304\d{6}").all()
    streets = geodata.streets()
    assert (villages["street"] == villages["code"].str[:9].map(streets["name"])).all()
    located = villages[villages.geometry.notna()]
    home = streets.set_index("name").geometry.loc[located["street"]].set_axis(located.index)
    assert (located.distance(home) <= located["accuracy_m"]).all()


def test_key_blocks_say_that_they_are_no_red_lines():
    blocks = geodata.layer("key_blocks")
    assert (blocks["basis"] == "schematic").all()
    assert blocks["note"].str.contains("非官方红线").all()
    assert blocks["rule"].notna().all()


def test_roads_that_cannot_be_told_stay_unlocated():
    ring = geodata.layer("ring_roads")
    located = set(ring[ring.geometry.notna()]["name"])
    assert located == {"瓯海大道西延", "六虹桥路", "温瞿公路", "宁波路", "温瑞大道快速路一期工程"}
    external = geodata.layer("external_roads")
    assert set(external[external.geometry.isna()]["name"]) == {"S211"}
    inferred = ring.set_index("name")["note"]
    for name in ("瓯海大道西延", "温瞿公路", "宁波路"):
        assert "推定" in inferred[name]


def test_expressway_parts_meet_at_liuhongqiao_road():
    roads = geodata.layer("external_roads", crs=4549).geometry
    north, cross = roads["external_roads.jinliwen-north"], roads["external_roads.jinliwen-cross"]
    whole = geodata.layer("expressways", crs=4549).geometry["expressways.jinliwen-urban"]
    south = cross.intersection(whole.buffer(2)).length
    assert north.distance(cross) < 2
    assert north.length + south == pytest.approx(whole.length, rel=5e-3)


def test_belts_and_corridors_stay_in_the_district():
    district = geodata.streets().union_all().buffer(5)
    for layer in ("structure_belts", "structure_corridors"):
        drawn = geodata.layer(layer, crs=4549)
        assert drawn.within(district).all()
        assert (drawn["band_m"] > 0).all()


def test_newer_facts_carry_their_source():
    roads = geodata.layer("expressways")
    assert roads.loc["expressways.jinliwen-east", "status_note"].startswith("2023-06-20")
    assert roads.loc["expressways.ring-southwest", "status_note"].startswith("2018-02-01")
    corridor = geodata.layer("structure_corridors").loc["structure_corridors.innovation"]
    assert "瓯越大道" in corridor["status_note"]
    assert corridor["status_source"] in geodata.sources()


@pytest.mark.parametrize("layer", PLAN)
def test_ids_are_stable_and_unique(layer):
    ids = geodata.layer(layer).index
    assert ids.is_unique
    assert ids.str.isascii().all()
    assert ids.str.startswith(f"{layer}.").all()


@pytest.mark.parametrize("layer", PLAN)
def test_clauses_and_sources_are_known(layer):
    frame = geodata.layer(layer)
    assert set(frame["clause"]) <= set(geodata.clauses())
    named = {key for value in frame["source"] for key in value.split("|")}
    named |= {key for value in frame["status_source"].dropna() for key in value.split("|")}
    assert named <= set(geodata.sources())


@pytest.mark.parametrize("layer", [*PLAN, *BASE])
def test_geometries_are_valid_and_in_the_box(layer):
    drawn = geodata.layer(layer).geometry.dropna()
    assert drawn.is_valid.all()
    if len(drawn):
        west, south, east, north = drawn.total_bounds
        assert model.BOX[0] <= west <= east <= model.BOX[2]
        assert model.BOX[1] <= south <= north <= model.BOX[3]


@pytest.mark.parametrize("layer", PLAN)
def test_made_geometries_say_how(layer):
    frame = geodata.layer(layer)
    made = frame[
        frame["basis"].isin(["derived", "schematic"]) & (frame["kind"] != "station" if "kind" in frame else True)
    ]
    assert made["rule"].notna().all()
    assert made["rule_en"].notna().all()


def test_pinyin_finds_a_village():
    sites = geodata.layer("renewal_sites")
    assert sites.loc["renewal_sites.wutian-panfengcun", "pinyin"] == "panfengcun pfc"
