"""The rule language: reading, making, saying."""

import pytest
import shapely

from analysis.errors import DataError
from geodata import geojson, model, rules
from geodata.base import Base
from geodata.crs import to_metric
from geodata.describe import describe
from geodata.make import Maker


@pytest.fixture(scope="module")
def maker():
    return Maker(Base(model.ROOT / "base"))


def made(maker, text):
    return maker.make(rules.parse(text))


def test_parse():
    rule = rules.parse("streets:娄桥街道|潘桥街道 + town:瞿溪街道 ; minus:forest ; foot")
    assert rule.sources == (rules.Source("streets", ("娄桥街道", "潘桥街道")), rules.Source("town", ("瞿溪街道",)))
    assert rule.steps == (rules.Step("minus", "forest"), rules.Step("foot", ""))


@pytest.mark.parametrize("text", ["none", "point"])
def test_rules_without_geometry(text):
    assert rules.parse(text) == rules.Rule(text)
    assert describe(rules.parse(text), str) == (None, None)


@pytest.mark.parametrize("text", ["", "streets", "streets:", "street:娄桥街道", "streets:娄桥街道 ; melt", "district"])
def test_unreadable_rules(text):
    with pytest.raises(DataError, match=r"rules\.py"):
        rules.parse(text)


def test_a_name_that_is_not_there_brings_near_ones(maker):
    with pytest.raises(DataError, match=r"near names: .*六虹桥路"):
        made(maker, "road:虹桥路")


def test_streets_make_the_district(maker):
    whole = made(maker, "district:")
    parts = made(maker, "streets:" + "|".join(maker.base.street_codes))
    assert parts.equals(whole)
    assert whole.geom_type == "Polygon"


def test_everything_is_on_the_grid_and_turned_right(maker):
    for text in ("forest:茶山街道", "streets:潘桥街道 ; within:1000@railway/温州南站", "hill:吹台山"):
        drawn = made(maker, text)
        assert drawn.is_valid
        assert (shapely.get_coordinates(drawn).round(geojson.DECIMALS) == shapely.get_coordinates(drawn)).all()
        assert all(part.exterior.is_ccw for part in shapely.get_parts(drawn))


def test_minus_takes_forest_and_water_away(maker):
    free = made(maker, "streets:梧田街道 ; minus:forest|water")
    assert to_metric(free.intersection(maker.base.forest)).area < 100
    assert to_metric(free.intersection(maker.base.water)).area < 100


def test_wetland_outline_is_no_water_surface(maker):
    free = to_metric(made(maker, "streets:三垟街道 ; minus:water"))
    assert free.area > 0.9 * to_metric(made(maker, "streets:三垟街道")).area


def test_within_is_a_distance_in_metres(maker):
    near = made(maker, "streets:潘桥街道 ; within:1000@railway/温州南站")
    station = to_metric(maker.base.named("railway", "温州南站")[0])
    assert to_metric(near).hausdorff_distance(station) <= 1002


def test_north_and_south_are_the_whole(maker):
    road = "road:G1513 温丽高速（金丽温高速）"
    north = to_metric(made(maker, f"{road} ; north:road/六虹桥路"))
    south = to_metric(made(maker, f"{road} ; south:road/六虹桥路"))
    assert north.length + south.length == pytest.approx(to_metric(made(maker, road)).length, abs=5)
    assert north.centroid.y > south.centroid.y


def test_north_needs_a_single_line(maker):
    with pytest.raises(DataError, match="single line"):
        made(maker, "streets:梧田街道 ; north:road/六虹桥路")


def test_plus_adds_a_source(maker):
    both = made(maker, "road:六虹桥路 ; plus:road:翠微大道")
    assert to_metric(both).length > to_metric(made(maker, "road:六虹桥路")).length


def test_foot_leaves_street_borders_out(maker):
    foot = to_metric(made(maker, "hill:吹台山 ; foot"))
    edge = to_metric(maker.base.forest.boundary).buffer(5)
    assert foot.within(edge)


def test_min_km2_and_smooth(maker):
    large = to_metric(made(maker, "forest:郭溪街道 ; min_km2:1"))
    assert min(part.area for part in shapely.get_parts(large)) > 0.99e6
    rough, smooth = made(maker, "streets:梧田街道"), made(maker, "streets:梧田街道 ; smooth:30")
    assert shapely.get_num_coordinates(smooth) < shapely.get_num_coordinates(rough)


def test_town_and_hills_of_one_street(maker):
    town, hills = made(maker, "town:瞿溪街道"), made(maker, "hills:瞿溪街道")
    street = made(maker, "streets:瞿溪街道")
    assert to_metric(town).area + to_metric(hills).area == pytest.approx(to_metric(street).area, rel=1e-6)
    assert to_metric(town.intersection(hills)).area < 1


def test_layer_source_needs_an_earlier_member(maker):
    with pytest.raises(DataError, match="not built yet"):
        made(maker, "layer:rail/S9")
    maker.built["rail.S9"] = shapely.Point(120.6, 28.0)
    assert made(maker, "layer:rail/S9").equals(shapely.Point(120.6, 28.0))


def test_an_empty_result_is_refused(maker):
    with pytest.raises(DataError, match="empty"):
        made(maker, "streets:泽雅镇 ; clip:三垟街道")


@pytest.mark.parametrize("verb", rules.STEP_VERBS)
def test_every_step_can_be_made_and_said(verb):
    assert hasattr(Maker, f"_{verb}")
    argument = {"within": "5@road/六虹桥路", "north": "road/六虹桥路", "plus": "road:六虹桥路"}.get(verb, "6")
    zh, en = describe(rules.Rule("x", (rules.Source("district", ("",)),), (rules.Step(verb, argument),)), str)
    assert "，" in zh
    assert "; " in en


@pytest.mark.parametrize("kind", rules.SOURCE_KINDS)
def test_every_source_can_be_said(kind):
    zh, en = describe(rules.Rule("x", (rules.Source(kind, ("吹台山",)),)), lambda name: f"<{name}>")
    assert zh
    assert en
