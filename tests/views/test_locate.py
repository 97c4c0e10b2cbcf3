"""The page of places: worst effect first, verdicts before and after, who and why, the way back."""

import json

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import geodata
from geodata.imports.gcj import convert
from geodata.imports.workspace import Workspace
from views import corridor_answer, data_store, locate_list
from views.corridor_params import Choice

HONGDIAN = "renewal_sites.chashan-hongdiancun"
ASKED = Choice(("S1", "S3"), 800, "stations", "renewal_sites", "")
DEGREES = "120.66, 27.96"


@pytest.fixture(autouse=True)
def _fresh():
    st.cache_data.clear()
    yield
    st.cache_data.clear()


def _script():
    from views import data_store, language, locate, state

    state.restore(language.LANG)
    data_store.stand_in()
    locate.page()


def _sound(at):
    assert not at.exception, at.exception
    return at


def _open(**query):
    at = AppTest.from_function(_script, default_timeout=90)
    for key, value in query.items():
        at.query_params[key] = value
    return _sound(at.run())


def _map(at):
    return json.loads(at.get("component_instance")[0].proto.json_args)["state"]


def _placed(at, text=DEGREES, accuracy=100.0):
    at.text_input(key="locate_coordinates").set_value(text)
    at.number_input(key="locate_accuracy").set_value(accuracy)
    at.text_input(key="locate_who").set_value("王工")
    at.text_input(key="locate_why").set_value("卫星影像")
    return _sound(at.run())


def test_worst_effect_comes_first():
    found = corridor_answer.answer(ASKED)
    rows = locate_list.waiting(found, "renewal_sites", ASKED.lines, {})
    effects = [row.effect for row in rows]
    assert effects == sorted(effects, reverse=True)
    chances = found.table["probability"]
    assert rows[0].id == (chances * (1 - chances)).idxmax()
    assert {row.id for row in rows} == {
        key for key, basis in geodata.sites()["basis"].items() if basis in locate_list.LOOSE
    }


def test_stations_are_ranked_by_the_villages_next_to_them():
    found = corridor_answer.answer(ASKED)
    rows = locate_list.waiting(found, "stations", ASKED.lines, {})
    known = [row.effect for row in rows if not np.isnan(row.effect)]
    assert known == sorted(known, reverse=True)
    nearest = found.table[found.table["nearest_station"] == rows[0].name]["probability"]
    assert known[0] == pytest.approx((nearest * (1 - nearest)).sum())


def test_place_shows_its_effect_before_it_is_kept_and_is_kept_with_its_author(own_workspace):
    at = _placed(_open(feature=HONGDIAN))
    assert any("→" in element.value for element in at.markdown)
    spot = next(layer for layer in _map(at)["layers"] if layer["id"] == "spot")
    assert spot["data"]["features"][0]["geometry"]["coordinates"] == [120.66, 27.96]
    assert not Workspace(own_workspace).placements()
    _sound(at.button(key="locate_keep").click().run())
    places = {place.feature_id: place for place in Workspace(own_workspace).placements()}
    assert places[HONGDIAN].who == "王工"
    assert places[HONGDIAN].accuracy_m == 100
    assert len(places) == 3
    data_store.stand_in()
    assert geodata.layer("renewal_sites").loc[HONGDIAN, "basis"] == "traced"
    _sound(at.button(key="locate_unplace").click().run())
    assert not Workspace(own_workspace).placements()
    assert geodata.layer("renewal_sites").loc[HONGDIAN].geometry is None


def test_metres_and_degrees_give_the_same_place():
    x, y = geodata.crs.to_metric(__import__("shapely").Point(120.66, 27.96)).coords[0]
    at = _placed(_open(feature=HONGDIAN), f"{x:.2f} {y:.2f}")
    spot = next(layer for layer in _map(at)["layers"] if layer["id"] == "spot")
    assert spot["data"]["features"][0]["geometry"]["coordinates"] == pytest.approx([120.66, 27.96], abs=1e-6)


def test_gcj_coordinates_are_brought_back_and_said_so():
    lon, lat = convert(np.array([[120.66, 27.96]]), "wgs84", "gcj02")[0]
    at = _open(feature=HONGDIAN)
    at.selectbox(key="locate_datum").set_value("gcj02")
    at = _placed(at, f"{lon:.6f}, {lat:.6f}")
    spot = next(layer for layer in _map(at)["layers"] if layer["id"] == "spot")
    assert spot["data"]["features"][0]["geometry"]["coordinates"] == pytest.approx([120.66, 27.96], abs=2e-6)
    assert any("GCJ-02" in element.value for element in at.info)


def test_text_that_is_no_place_is_refused():
    at = _placed(_open(feature=HONGDIAN), "<b>0, 0</b>")
    assert at.error
    assert "spot" not in {layer["id"] for layer in _map(at)["layers"]}


def test_without_accuracy_nothing_can_be_kept():
    at = _open(feature=HONGDIAN)
    at.text_input(key="locate_coordinates").set_value(DEGREES)
    _sound(at.run())
    assert "locate_keep" not in {button.key for button in at.button}


def test_nobody_edits_from_elsewhere(monkeypatch):
    from views import access

    monkeypatch.setattr(access, "connection", lambda: ("203.0.113.9", {"host": "atlas.example"}))
    at = _open(feature=HONGDIAN)
    assert not at.text_input
    assert at.dataframe
