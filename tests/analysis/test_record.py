"""Records: the same content, the same hash; what changed is named."""

from __future__ import annotations

import tomllib
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from analysis.changes import Case, compare_records, diff_checks
from analysis.errors import DataError
from analysis.record import ATLAS_VERSION, Record, content_hash, make_record


def places(xs=(0.0, 600.0, 2000.0), accuracy=20.0) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"name": ["甲", "乙", "丙"][: len(xs)], "accuracy_m": float(accuracy)},
        geometry=shapely.points(np.array(xs) + 500_000, 3_090_000.0),
        crs=4549,
        index=["a", "b", "c"][: len(xs)],
    )


def case(**changes) -> Case:
    stops = gpd.GeoDataFrame(
        {"line": ["S1", "M1"], "name": ["甲站", "乙站"], "accuracy_m": 10.0},
        geometry=shapely.points([500_000.0, 502_000.0], 3_090_000.0),
        crs=4549,
        index=["S1.1", "M1.1"],
    )
    axes = gpd.GeoDataFrame({"accuracy_m": [10.0, 10.0]}, geometry=[None, None], crs=4549, index=["S1", "M1"])
    parameters = {"line_ids": ["S1"], "distance_m": 500.0, "measure_from": "stations", "draws": 256, "seed": 1}
    parts = {"sites": places(), "stations": stops, "lines": axes, "parameters": parameters}
    return Case(**{**parts, **changes})


def test_atlas_version_is_the_project_s():
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == ATLAS_VERSION


def test_hash_follows_content_only():
    frame = places()
    assert content_hash(frame) == content_hash(frame.copy())
    variants = [
        frame.assign(accuracy_m=21.0),
        frame.rename(columns={"name": "names"}),
        frame.iloc[::-1],
        frame.set_crs(4548, allow_override=True),
        frame.set_axis(["a", "b", "d"]),
        places(xs=(0.0, 600.0, 2000.001)),
        frame.assign(name=[None, "乙", "丙"]),
        frame.assign(search_area=[shapely.box(0, 0, 1, 1), None, None]),
    ]
    hashes = {content_hash(variant) for variant in [frame, *variants]}
    assert len(hashes) == len(variants) + 1


def test_hash_takes_all_missing_values_for_one():
    assert content_hash(pd.DataFrame({"a": [0.0, np.nan]})) == content_hash(pd.DataFrame({"a": [-0.0, -np.nan]}))
    first, second = (pd.DataFrame({"a": pd.Series(["x", gap], dtype=object)}) for gap in (None, np.nan))
    assert content_hash(first) == content_hash(second)


def test_record_survives_writing_and_reading():
    record = make_record("check", {"sites": places()}, {"line_ids": ("S1",), "distance_m": 800.0})
    complete = record.with_origins({"sites": {"origin": "file:村.gpkg"}}).with_outputs({"out.csv": "sha256:1"})
    back = Record.from_json(complete.to_json())
    assert back == complete
    assert back.to_json() == complete.to_json()
    assert back.sealed == back.parameters_hash()
    assert back.inputs[0].rows == 3
    assert back.created.endswith("+00:00")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": 99}', '{"schema": 1, "kind": "check"}'])
def test_what_is_no_record_is_refused(text):
    with pytest.raises(DataError, match="记录"):
        Record.from_json(text)


def test_changes_are_named():
    before = make_record("check", {"sites": places()}, {"distance_m": 500.0})
    after = make_record("check", {"sites": places(accuracy=30)}, {"distance_m": 800.0})
    text = " ".join(message.en for message in compare_records(before, after))
    assert "data changed: sites" in text
    assert "distance_m 500.0 → 800.0" in text
    assert compare_records(before, before) == ()


@pytest.mark.parametrize(
    ("after", "changed"),
    [
        (case(), {}),
        (case(parameters={**case().parameters, "distance_m": 800.0}), {"b": "threshold"}),
        (case(parameters={**case().parameters, "line_ids": ["S1", "M1"]}), {"c": "line"}),
        (case(sites=places(xs=(0.0, 100.0, 2000.0))), {"b": "data"}),
        (case(sites=places(accuracy=800)), {"a": "accuracy", "b": "accuracy"}),
        (case(sites=places(xs=(0.0, 600.0))), {"c": "data"}),
    ],
)
def test_cause_of_each_changed_verdict(after, changed):
    table = diff_checks(case(), after)
    assert table["cause"].to_dict() == changed


def test_causes_that_only_act_together():
    # 乙 moves to 700 m and the distance grows to 600 m for the other way round: neither alone brings it in
    before = case(sites=places(xs=(0.0, 900.0, 2000.0)))
    after = case(sites=places(xs=(0.0, 700.0, 2000.0)), parameters={**case().parameters, "distance_m": 800.0})
    assert diff_checks(before, after)["cause"].to_dict() == {"b": "together"}


def test_causes_that_each_suffice():
    after = case(sites=places(xs=(0.0, 300.0, 2000.0)), parameters={**case().parameters, "distance_m": 800.0})
    table = diff_checks(case(), after)
    assert table["cause"].to_dict() == {"b": "threshold+data"}
    assert table.loc["b", "before"] == "out"
    assert table.loc["b", "after"] == "in"
