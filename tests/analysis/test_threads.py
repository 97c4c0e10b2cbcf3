"""A thread a session: the same layers checked by eight threads at once, with the same answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import shapely

from analysis import area_curve, check, coverage, nearby
from tests.analysis.frames import box, lines, sites, stations

AREA = box(-500, -500, 3000, 3000).difference(box(500, 500, 900, 900))
PLACES = sites(
    [(100, 0), (900, 300), box(200, 200, 500, 500), None, None],
    [50.0, 500.0, 200.0, None, None],
    search_area=[None, None, None, AREA, AREA],
)
STOPS = stations([("S1", (0, 0), 50.0), ("S3", None, None)], search_area=[None, AREA])
AXES = lines({"S1": 10.0, "S3": 100.0}, {"S1": [(0, 0), (2500, 0)], "S3": [(0, 900), (2500, 1900)]})
FIELDS = sites([box(-500, -500, 2000, 1000), box(-500, 500, 2000, 1000)])


def ask(number: int) -> pd.DataFrame:
    source = "line" if number % 2 else "stations"
    result = check(PLACES, STOPS, AXES, line_ids=["S1", "S3"], distance_m=500, measure_from=source, draws=512)
    coverage(FIELDS, STOPS, AXES, line_ids=["S1", "S3"], distance_m=500)
    area_curve(FIELDS, STOPS, AXES, line_ids=["S1"], distances_m=[300, 600])
    nearby(PLACES, FIELDS, distance_m=100)
    return result.table


def test_sessions_do_not_disturb_each_other():
    alone = [ask(0), ask(1)]
    with ThreadPoolExecutor(8) as pool:
        for number, table in enumerate(pool.map(ask, range(24))):
            pd.testing.assert_frame_equal(table, alone[number % 2], check_exact=True)
    held = [*PLACES.geometry, *AXES.geometry, *FIELDS.geometry, AREA]
    assert not shapely.is_prepared(held).any()
