"""The catalogue: every layer with its numbers as the files have them, and every file readable again."""

import csv
import io
import zipfile

import pytest
import shapely
from streamlit.testing.v1 import AppTest

import geodata
from geodata.imports.workspace import Workspace
from layers import chart_located
from views import data, data_facts, data_store


def _script():
    from views import data, data_store, language, state

    state.restore(language.LANG)
    data_store.stand_in()
    data.page()


def _open(**query):
    at = AppTest.from_function(_script, default_timeout=90)
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    assert not at.exception, at.exception
    return at


def test_catalogue_lists_every_layer_as_the_files_have_it():
    facts = {one.id: one for one in data_facts.layers()}
    assert list(facts) == [info.id for info in geodata.catalog()]
    for info in geodata.catalog():
        assert (facts[info.id].count, facts[info.id].located) == (info.count, info.located)
        assert sum(number for _, number in facts[info.id].bases) == info.count
    assert dict(facts["renewal_sites"].bases)["unlocated"] == 11
    assert facts["rail"].date
    assert data_facts.licence(facts["rail"], "licence")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_page_shows_table_chart_and_health(lang):
    at = _open(lang=lang)
    assert len(at.dataframe[0].value) == len(geodata.catalog())
    assert set(at.dataframe[0].value["health"]) == {"✓"}
    at.selectbox(key="data_layer").set_value("rail").run()
    assert not at.exception
    assert at.get("download_button")


def test_an_own_layer_is_listed_and_can_be_taken_away(own_workspace):
    frame = geodata.layer("renewal_sites").head(4)
    Workspace(own_workspace).save_layer("own_sites", frame, base_version=0, who="王工", why="试", title="<b>自有</b>")
    data_store.stand_in()
    facts = {one.id: one for one in data_facts.layers()}["own_sites"]
    assert (facts.own, facts.count, facts.title[0]) == ("added", 4, "<b>自有</b>")
    rows = list(csv.DictReader(io.StringIO(data._bytes("own_sites", "csv", 4326, "UTF-8").decode("utf-8-sig"))))
    assert len(rows) == 4


@pytest.mark.parametrize("crs", [4326, 4490, 4549])
@pytest.mark.parametrize("kind", ["gpkg", "csv", "shp"])
def test_files_hold_the_layer(kind, crs):
    body = data._bytes("streets", kind, crs, "GBK" if kind == "shp" else "UTF-8")
    if kind == "shp":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            assert {name[-4:] for name in archive.namelist()} >= {".shp", ".dbf", ".prj", ".cpg"}
            cpg = next(name for name in archive.namelist() if name.endswith(".cpg"))
            assert b"GBK" in archive.read(cpg) or b"936" in archive.read(cpg)
    elif kind == "csv":
        rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
        shape = shapely.from_wkt(rows[0]["wkt"])
        assert rows[0]["epsg"] == str(crs)
        assert (shape.centroid.x > 1000) == (crs == 4549)
    else:
        assert body[:15] == b"SQLite format 3"


def test_chart_tells_located_from_not_without_colour():
    picture = chart_located.svg((chart_located.Row("<b>", 3, 5),), title="t", words=("有", "无"))
    assert "stroke-dasharray" in picture
    assert "<b>" not in picture
    assert "3 / 8" in picture
