"""The import page: nothing in silence, nothing lost, hostile text stays text, every page reads the workspace."""

import json

import geopandas as gpd
import pytest
import shapely
import streamlit as st
from streamlit.testing.v1 import AppTest

import geodata
from geodata.imports.gcj import convert
from geodata.imports.live import Live
from geodata.imports.workspace import Workspace
from views import corridor_answer, data_store, imports_shapes
from views.corridor_params import Choice

HOSTILE = "<img src=x onerror=alert(1)> {{7*7}} [x](javascript:1)"
ASKED = Choice(("S1", "S3"), 800, "stations", "renewal_sites", "")


def _script():
    from views import data_store, imports, language, state

    state.restore(language.LANG)
    data_store.stand_in()
    imports.page()


def _open(lang="zh"):
    at = AppTest.from_function(_script, default_timeout=90)
    at.query_params["lang"] = lang
    return _sound(at.run())


def _sound(at):
    assert not at.exception, at.exception
    return at


def _bytes(frame):
    return json.dumps(json.loads(frame.to_json(drop_id=True)), ensure_ascii=False).encode()


def _sites(datum="wgs84"):
    frame = geodata.layer("renewal_sites")
    frame = frame[frame.geometry.notna()]
    moved = convert(shapely.get_coordinates(frame.geometry.to_numpy()), "wgs84", datum)
    shapes = list(shapely.points(moved))
    return gpd.GeoDataFrame({"村名": list(frame["name"]), "街道": list(frame["street"])}, geometry=shapes, crs=4326)


def _upload(at, frame, name="村.geojson"):
    at.file_uploader[0].set_value((name, _bytes(frame), "application/json"))
    return _sound(at.run())


def _map(at):
    return json.loads(at.get("component_instance")[0].proto.json_args)["state"]


def _texts(at):
    shown = (*at.markdown, *at.caption, *at.error, *at.info, *at.success)
    return " ".join(element.value for element in shown).replace("\\", "")


def test_empty_page_says_what_is_read_in_both_languages():
    assert "GeoPackage" in _texts(_open())
    assert "Reference system and encoding are recognised" in _texts(_open("en"))


def test_shift_is_measured_and_waits_for_consent():
    at = _upload(_open(), _sites("gcj02"))
    assert "GCJ-02" in _texts(at)
    assert {"import_now", "import_after"} <= {layer["id"] for layer in _map(at)["layers"]}
    draft = at.session_state["imports_draft"]
    assert len(draft.chain) == 1
    _sound(at.button(key="imports_accept").click().run())
    draft = at.session_state["imports_draft"]
    assert draft.now.applied == ("gcj02",)
    apart = shapely.distance(draft.now.frame.geometry.to_numpy(), _sites().geometry.to_numpy()) * 111_000
    assert apart.max() < 1
    _sound(at.button(key="imports_back").click().run())
    assert at.session_state["imports_draft"].now.applied == ()


def _fill(at):
    at.number_input[0].set_value(20.0)
    at.text_input(key="imports_who").set_value("王工")
    return _sound(at.run())


def test_replaces_a_layer_after_accuracy_and_author_are_given_and_gives_it_back(own_workspace):
    before = corridor_answer.answer(ASKED).counts
    at = _upload(_open(), _sites().iloc[:9])
    assert at.button(key="imports_keep").disabled
    at = _fill(at)
    assert not at.button(key="imports_keep").disabled
    _sound(at.button(key="imports_keep").click().run())
    data_store.stand_in()
    assert len(geodata.sites()) == 9
    assert next(info for info in geodata.catalog() if info.id == "renewal_sites").count == 9
    assert corridor_answer.answer(ASKED).counts.n == 9
    assert set(geodata.layer("renewal_sites")["basis"]) == {"surveyed"}
    kept = Workspace(own_workspace).state().layers["renewal_sites"]
    assert kept.meta["filename"] == "村.geojson"
    assert "imports_draft" not in at.session_state
    _sound(at.button(key="data_originals").click().run())
    assert corridor_answer.answer(ASKED).counts == before
    _sound(at.button(key="data_undo").click().run())
    assert len(geodata.sites()) == 9


def test_somebody_elses_change_is_not_overwritten(own_workspace):
    at = _fill(_upload(_open(), _sites()))
    frame = geodata.layer("renewal_sites").head(3)
    Workspace(own_workspace).save_layer("renewal_sites", frame, base_version=0, who="李工", why="先到")
    _sound(at.button(key="imports_keep").click().run())
    assert "李工" in at.error[0].value
    data_store.stand_in()
    assert len(geodata.sites()) == 3
    assert at.session_state["imports_draft"].base_version == 1


def test_hostile_names_stay_text():
    frame = _sites()
    frame.loc[0, "村名"] = HOSTILE
    frame = frame.rename(columns={"街道": HOSTILE})
    at = _upload(_open(), frame, f"{HOSTILE}.geojson")
    for element in at.markdown:
        assert "<img" not in element.value.replace("\\<", "")
    assert "<img" not in "".join(element.proto.body for element in at.get("html"))


@pytest.mark.parametrize(("name", "data"), [("x.geojson", b"{"), ("x.zip", b"PK\x03\x04oops"), ("x.dwg", b"AC1032")])
def test_refusals_are_told(name, data):
    at = _open()
    at.file_uploader[0].set_value((name, data, "application/octet-stream"))
    _sound(at.run())
    assert at.error


def test_field_given_twice_is_refused(monkeypatch):
    from views import imports_fields

    monkeypatch.setattr(imports_fields, "mapping", lambda _: ({"村名": "name", "街道": "name"}, ("名称",)))
    at = _fill(_upload(_open(), _sites()))
    assert at.button(key="imports_keep").disabled
    assert any("名称" in error.value for error in at.error)


def test_broken_workspace_leaves_the_bundled_layers_and_says_so(own_workspace):
    own_workspace.mkdir()
    (own_workspace / "manifest.json").write_text("{", encoding="utf-8")
    live = Live(Workspace(own_workspace))
    assert live.problem() is not None
    assert live.frame("streets") is None
    assert live.content_hash("streets") is None


def test_live_follows_another_writer(own_workspace):
    data_store.stand_in()
    assert len(geodata.sites()) == 38
    other = Workspace(own_workspace)
    other.save_layer("renewal_sites", geodata.layer("renewal_sites").head(5), base_version=0, who="a", why="b")
    assert len(geodata.sites()) == 5
    with geodata.use(None):
        assert len(geodata.sites()) == 38
    other.undo(base_version=1, who="a")
    assert len(geodata.sites()) == 38


def test_preview_thins_and_keeps_the_chosen_row():
    count = imports_shapes.DRAWN * 2
    frame = gpd.GeoDataFrame(
        {"n": [HOSTILE] * count}, geometry=shapely.points([[120.6, 27.9]] * count), crs=4326, index=range(1, count + 1)
    )
    body = json.loads(imports_shapes.collection(frame, "n", always=2))
    assert len(body["features"]) <= imports_shapes.DRAWN + 1
    assert "row:2" in {feature["id"] for feature in body["features"]}


@pytest.fixture(autouse=True)
def _fresh():
    st.cache_data.clear()
    yield
    st.cache_data.clear()
