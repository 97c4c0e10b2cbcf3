"""Search areas."""

import pytest
import shapely

from analysis.errors import DataError
from geodata import model, search
from geodata.base import Base
from geodata.crs import to_metric


@pytest.fixture(scope="module")
def base():
    return Base(model.ROOT / "base")


def test_street_area_is_flat_and_dry(base):
    area = search.street_area(base, "茶山街道")
    assert to_metric(area.intersection(base.forest)).area < 1e4
    assert to_metric(area).area < to_metric(base.street("茶山街道")).area


def test_two_streets_share_one_area(base):
    assert search.street_key(base, "梧田街道|南白象街道") == "street:330304002+330304003"
    both = to_metric(search.street_area(base, "梧田街道|南白象街道")).area
    single = sum(to_metric(search.street_area(base, name)).area for name in ("梧田街道", "南白象街道"))
    assert both == pytest.approx(single, rel=0.02)


def test_between_is_the_stretch_and_its_buffer():
    line = shapely.LineString([(120.6, 27.9), (120.7, 27.9)])
    area = search.between(line, shapely.Point(120.66, 27.9), shapely.Point(120.64, 27.9), 500)
    metric = to_metric(area)
    assert metric.covers(to_metric(shapely.LineString([(120.64, 27.9), (120.66, 27.9)])))
    assert not metric.intersects(to_metric(shapely.Point(120.67, 27.9)))


def test_between_needs_a_single_line():
    lines = shapely.MultiLineString([[(120.6, 27.9), (120.7, 27.9)], [(120.6, 28), (120.7, 28)]])
    with pytest.raises(DataError, match="single line"):
        search.between(lines, shapely.Point(120.6, 27.9), shapely.Point(120.7, 27.9), 500)


def station(line, seq, basis):
    return {"id": f"{line}.{seq}", "line": line, "seq": seq, "basis": basis}


def test_gaps_are_between_located_stations_only():
    stations = [
        station("A", 1, "unlocated"),
        station("A", 2, "surveyed"),
        station("A", 3, "unlocated"),
        station("A", 4, "unlocated"),
        station("A", 5, "schematic"),
        station("A", 6, "unlocated"),
        station("B", 1, "surveyed"),
        station("B", 2, "unlocated"),
    ]
    assert search.station_gaps(stations) == {"A.3": ("A.2", "A.5"), "A.4": ("A.2", "A.5")}
