"""The read functions: shapes, types, copies, errors."""

import json
import threading

import numpy as np
import pandas as pd
import pytest
import shapely

import geodata
from analysis.errors import DataError, MissingFileError, ParameterError
from geodata import model, store


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """An empty data folder."""
    monkeypatch.setattr(model, "ROOT", tmp_path)
    store.clear()
    yield tmp_path
    store.clear()


def test_catalog_lists_plan_layers_first():
    catalog = geodata.catalog()
    assert [entry.id for entry in catalog] == [spec.id for spec in (*model.PLAN_LAYERS, *model.BASE_LAYERS)]
    assert {entry.group for entry in catalog} == {"plan", "base"}
    for entry in catalog:
        assert entry.count >= entry.located
        assert entry.chapter in geodata.CHAPTERS
        assert geodata.content_hash(entry.id) == entry.sha256
        assert len(json.loads(geodata.geojson_bytes(entry.id))["features"]) == entry.count


@pytest.mark.parametrize("layer", [spec.id for spec in (*model.PLAN_LAYERS, *model.BASE_LAYERS)])
def test_layer_holds_what_the_file_holds(layer):
    frame = geodata.layer(layer)
    records = json.loads(geodata.geojson_bytes(layer))["features"]
    assert frame.index.tolist() == [item["id"] for item in records]
    assert frame.index.name == "id"
    assert frame.crs.to_epsg() == 4326
    for (_, row), record in zip(frame.iterrows(), records, strict=True):
        for name, value in record["properties"].items():
            if name == "id":
                continue
            missing = row[name] is None or (isinstance(row[name], float) and np.isnan(row[name]))
            assert missing if value is None else row[name] == value
        raw, drawn = record["geometry"], frame.geometry[record["id"]]
        assert drawn is None if raw is None else drawn.equals(shapely.geometry.shape(raw))


def test_null_text_is_none_and_null_number_is_nan():
    sites = geodata.layer("renewal_sites")
    row = sites.loc["renewal_sites.nanbaixiang-jinzhucun"]
    assert row["status_note"] is None
    assert np.isnan(row["accuracy_m"])
    assert sites["accuracy_m"].dtype == "float64"
    assert row["geometry"] is None


def test_text_that_looks_like_a_date_stays_text():
    assert isinstance(geodata.layer("expressways")["status_note"].iloc[0], str)
    assert geodata.layer("villages")["code"].map(type).eq(str).all()


def test_layer_in_metres():
    streets = geodata.layer("streets", crs=4549)
    assert streets.crs.to_epsg() == 4549
    assert streets.area.sum() > 4e8


def test_sites_have_the_columns_of_the_check():
    sites = geodata.sites("villages")
    assert sites.columns.tolist() == [
        "name", "name_en", "street", "basis", "accuracy_m", "source", "geometry", "search_area",
    ]  # fmt: skip
    assert sites.crs.to_epsg() == 4549
    assert sites.geometry.name == "geometry"
    for row in sites.itertuples():
        assert (row.geometry is None) == (row.search_area is not None)


def test_sites_of_one_street():
    sites = geodata.sites("renewal_sites", street="梧田街道")
    assert len(sites) == 6
    assert set(sites["street"]) == {"梧田街道"}


def test_stations_have_the_columns_of_the_check():
    stations = geodata.stations()
    assert stations.columns.tolist() == [
        "line", "seq", "name", "name_en", "status", "basis", "accuracy_m", "geometry", "search_area",
    ]  # fmt: skip
    assert stations["seq"].dtype == "int64"


def test_reads_are_copies():
    first = geodata.sites()
    first.loc[first.index[0], "name"] = "改"
    shapely.prepare(first.geometry.dropna().to_numpy())
    second = geodata.sites()
    assert second["name"].iloc[0] != "改"
    located = second.geometry.notna()
    assert not any(a is b for a, b in zip(first.geometry[located], second.geometry[located], strict=True))
    clauses = geodata.clauses()
    with pytest.raises(TypeError):
        clauses["outline-3-1"] = {}


def test_threads_never_share_a_geometry():
    """Shapely prepares geometries in place; shared ones end the process, so many threads predicate at once."""
    failures = []

    def work():
        try:
            for _ in range(5):
                streets = geodata.streets()
                sites = geodata.sites("villages")
                points = shapely.get_coordinates(sites.geometry.dropna().to_numpy())
                hits = sum(shapely.contains_xy(street, points).sum() for street in streets.geometry)
                if hits < 60:
                    failures.append(hits)
        except (ValueError, shapely.errors.ShapelyError) as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_streets_are_indexed_by_code():
    streets = geodata.streets()
    assert streets.index.name == "code"
    assert streets.loc["330304108", "name"] == "泽雅镇"


def test_indicators_and_glossary_are_text():
    for frame in (geodata.indicators(), geodata.glossary()):
        assert len(frame) > 10
        assert all(pd.api.types.is_string_dtype(frame[column]) for column in frame)
        assert not frame.isna().any().any()


def test_unknown_names_list_the_known_ones():
    with pytest.raises(ParameterError, match="renewal_sites"):
        geodata.layer("renewal")
    with pytest.raises(ParameterError, match="泽雅镇"):
        geodata.sites(street="泽雅")
    with pytest.raises(ParameterError, match="base layer"):
        geodata.sites("forest")


def test_missing_files_say_what_to_run(elsewhere):
    with pytest.raises(MissingFileError, match=r"catalog\.json.*python -m geodata\.build"):
        geodata.catalog()
    with pytest.raises(MissingFileError, match=r"clauses\.json"):
        geodata.clauses()
    with pytest.raises(MissingFileError, match="indicators"):
        geodata.indicators()
    with pytest.raises(MissingFileError, match=r"glossary\.csv"):
        geodata.glossary()
    assert not (elsewhere / "catalog.json").exists()


@pytest.mark.parametrize("text", ["{", "[]", '"text"'])
def test_broken_documents_are_named(elsewhere, text):
    (elsewhere / "sources.json").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"sources\.json"):
        geodata.sources()


def test_broken_glossary_is_named(elsewhere):
    (elsewhere / "tables").mkdir()
    (elsewhere / "tables" / "glossary.csv").write_bytes("名词,解释\n".encode("gbk"))
    with pytest.raises(DataError, match=r"glossary\.csv"):
        geodata.glossary()


def test_broken_layer_is_named(elsewhere):
    store.clear()
    (elsewhere / "plan").mkdir()
    source = model.Path(__file__).parents[2] / "geodata" / "catalog.json"
    (elsewhere / "catalog.json").write_bytes(source.read_bytes())
    (elsewhere / "plan" / "rail.geojson").write_text("{", encoding="utf-8")
    with pytest.raises(DataError, match=r"rail\.geojson.*python -m geodata\.build"):
        geodata.lines()
