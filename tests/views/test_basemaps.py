"""The choice of a base map: none by default, said what is missing, under every map once it can be used."""

import json

from streamlit.testing.v1 import AppTest

from layers import tile_fetch, tiles


def _script():
    from views import basemaps, language, state

    state.restore(language.LANG)
    basemaps.page()


def _open():
    at = AppTest.from_function(_script, default_timeout=90).run()
    assert not at.exception, at.exception
    return at


def _map(at):
    return json.loads(at.get("component_instance")[0].proto.json_args)["state"]


def test_own_vector_map_by_default():
    state = _map(_open())
    assert "tiles" not in state
    assert "forest" in {layer["id"] for layer in state["layers"]}


def test_missing_key_is_told_and_nothing_changes(monkeypatch):
    monkeypatch.delenv(tiles.KEY_SETTING, raising=False)
    at = _open()
    at.radio[0].set_value("tianditu_vec").run()
    assert not at.exception
    assert tiles.KEY_SETTING in at.warning[0].value.replace("\\", "")
    assert "tiles" not in _map(at)


def test_chosen_base_map_goes_under_the_plan_with_its_credit(monkeypatch):
    monkeypatch.setattr(tile_fetch, "fetch", lambda *_: b"")
    at = _open()
    at.radio[0].set_value("amap").run()
    assert not at.exception
    state = _map(at)
    assert state["tiles"]["datum"] == "gcj02"
    assert "AutoNavi" in state["attribution"][0]
    assert "forest" not in {layer["id"] for layer in state["layers"]}
    assert {"rail", "renewal_sites"} <= {layer["id"] for layer in state["layers"]}


def test_no_network_is_told(monkeypatch):
    monkeypatch.setenv(tiles.UPSTREAM_SETTING, "http://127.0.0.1:9")
    at = _open()
    at.radio[0].set_value("osm").run()
    assert not at.exception
    assert "网络" in at.error[0].value
