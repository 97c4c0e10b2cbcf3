"""Targets: areas that do not overlap, every village in one of them, a workspace's layer beside the bundled ones."""

from __future__ import annotations

import shapely

import geodata
from views import coverage_targets as targets


def target(name: str) -> targets.Target:
    return next(each for each in targets.BUNDLED if each.id == name)


def test_areas_do_not_overlap_and_keep_their_size() -> None:
    for each in targets.BUNDLED:
        areas = targets.areas(each)
        union = shapely.union_all(areas.geometry.to_numpy()).area
        assert abs(areas.area.sum() - union) < 1e-6 * union
        drawn = geodata.layer(each.id if each.kind == "areas" else "streets", crs=geodata.METRIC)
        assert abs(areas.area.sum() - drawn.area.sum()) < 1e-3 * union


def test_villages_belong_where_they_lie() -> None:
    streets = targets.areas(target("streets"))
    sites = geodata.sites()
    found = targets.membership(sites, streets)
    names = [streets.loc[key, "name"] if key else "" for key in found]
    same = [name == street for name, street in zip(names, sites["street"], strict=True)]
    assert sum(same) >= len(same) - 1
    assert len(found) == 38


def test_version_names_the_data() -> None:
    assert targets.version(target("key_blocks")) != targets.version(target("streets"))
    assert target("key_blocks").sites == "renewal_sites"
    assert target("villages").sites == "villages"
