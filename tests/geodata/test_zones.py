"""The split of two streets and the massifs."""

import pytest

from geodata import model, zones
from geodata.base import Base
from geodata.crs import to_metric


@pytest.fixture(scope="module")
def base():
    return Base(model.ROOT / "base")


def test_split_is_exact_and_sensible(base):
    town, hills = (to_metric(part) for part in zones.town_and_hills(base))
    both = to_metric(base.street("瞿溪街道").union(base.street("郭溪街道")))
    assert town.area + hills.area == pytest.approx(both.area, abs=100)
    assert town.intersection(hills).area < 1
    assert 25 < town.area / 1e6 < 35
    assert hills.dwithin(to_metric(base.street("泽雅镇")), 1)


def test_known_places_fall_on_the_right_side(base):
    town, hills = zones.town_and_hills(base)
    for name in ("瞿溪老街（瞿溪街 1911）", "梅园首末站"):
        assert town.contains(base.named("place", name)[0]), name
    for name in ("桃园水库（瞿溪）", "泉明寺水库"):
        assert hills.contains(base.named("place", name)[0]), name


def test_massif_is_forest_in_large_patches(base):
    massif = to_metric(zones.massif(base, "吹台山"))
    assert massif.difference(to_metric(base.forest).buffer(2)).area < 100
    assert min(part.area for part in zones.parts(massif)) >= zones.MASSIF_MIN_KM2 * 1e6
