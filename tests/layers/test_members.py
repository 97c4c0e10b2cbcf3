"""The members' index, search and street profiles against what the plan and the published figures say."""

from __future__ import annotations

import pytest
import shapely

import geodata
from layers.members import layer_of, member, members, search_area, street_names, union_bounds
from layers.profile import profile, published_km2
from layers.search import search

PANFENG = "renewal_sites.wutian-panfengcun"
WUTIAN = "330304002"


@pytest.mark.parametrize(
    "query", ["蟠凤村", "蟠凤", "panfeng", "panfengcun", "pfc", "Panfeng Village", " PFC ", "pan feng"]
)
def test_panfeng_is_found_however_it_is_typed(query: str) -> None:
    assert search(query)[0].id == PANFENG


@pytest.mark.parametrize(
    ("query", "first"),
    [("S1", "rail.S1"), ("一核", "structure_zones.core"), ("梧田街道", "streets.330304002"), ("大罗山", None)],
)
def test_search_puts_the_thing_itself_first(query: str, first: str | None) -> None:
    found = search(query)
    assert found
    assert first is None or found[0].id == first


@pytest.mark.parametrize("query", ["", "   ", "没有这个地方", "{{7*7}}", "<img src=x onerror=alert(1)>", "((((", "\\"])
def test_search_finds_nothing_and_does_not_fail(query: str) -> None:
    assert search(query) == []


def test_search_keeps_to_its_limit() -> None:
    assert len(search("村", limit=5)) == 5


@pytest.mark.parametrize("entry", geodata.catalog(), ids=lambda entry: entry.id)
def test_index_holds_every_feature_once(entry: geodata.LayerInfo) -> None:
    found = members(entry.id)
    assert len(found) == entry.count == len({m.id for m in found})
    assert sum(m.located for m in found) == entry.located
    assert all(layer_of(m.id) == entry.id for m in found)


def test_unknown_ids_are_none() -> None:
    assert member("renewal_sites.nowhere") is None
    assert member("nolayer.x") is None
    assert member("") is None


def test_street_areas_and_zone_membership() -> None:
    core = member("structure_zones.core")
    assert core is not None
    names = {street_names()[code][0] for code in core.streets}
    assert names == {"娄桥街道", "潘桥街道", "新桥街道", "景山街道", "瞿溪街道", "郭溪街道"}
    assert sum(core.inside.values()) == pytest.approx(core.size, rel=1e-3)


def test_profile_counts_what_is_not_located_too() -> None:
    shares = {share.layer: share for share in profile(WUTIAN)}
    assert len(shares["renewal_sites"].members) == 6
    assert shares["structure_zones"].area_m2 == pytest.approx(published_km2(WUTIAN) * 1e6, rel=0.01)
    chashan = {share.layer: share for share in profile("330304004")}
    assert len(chashan["renewal_sites"].members) == 9
    assert chashan["renewal_sites"].located < 9


def test_profiles_hold_every_renovation_site_once() -> None:
    ids = [m.id for code in street_names() for s in profile(code) if s.layer == "renewal_sites" for m in s.members]
    assert len(ids) == len(set(ids)) == 38


def test_search_area_lies_in_its_street() -> None:
    area = search_area("renewal_sites.chashan-hetoucun")
    assert area is not None
    street = geodata.layer("streets").loc["streets.330304004"].geometry
    assert shapely.area(shapely.difference(area, street)) < 0.01 * shapely.area(area)
    assert search_area(PANFENG) is None
    assert search_area("streets.330304004") is None


def test_points_are_looked_at_with_their_surroundings() -> None:
    site = member(PANFENG)
    assert site is not None
    west, south, east, north = site.view_bounds()
    assert east - west > 0.02
    assert north - south > 0.02


def test_bounds_of_nothing() -> None:
    assert union_bounds([]) is None
