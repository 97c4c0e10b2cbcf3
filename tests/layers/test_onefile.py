"""The one-file map: whole, small, the same every time; what is in it can neither run nor ask for anything."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import pytest

import geodata
from layers import basemap, registry
from layers.document import map_document
from layers.legend import legend
from layers.mapstate import Focus, LayerView, MapState
from layers.members import members
from layers.onefile import OneFile, json_text, one_file
from layers.onefile_data import Step, VerdictTable, legends, with_all_layers

PANFENG = "renewal_sites.wutian-panfengcun"
HOSTILE = "</script><script>window.bad = 1</script><img src=x onerror='bad()'>&\u2028"


def hostile_layer():
    feature = {
        "type": "Feature",
        "properties": {"id": "own.1", "name": HOSTILE, "name_en": HOSTILE, "basis": "surveyed", "secret": "x"},
        "geometry": {"type": "Point", "coordinates": [120.66, 27.96]},
    }
    data = {"type": "FeatureCollection", "features": [feature]}
    style = {"point": {"color": "#000000", "radius": 5}}
    return LayerView(id="own", title=HOSTILE, style=style, data=data, label={"size": 12, "cls": "plan"})


def state(lang="zh", *more):
    views = [registry.layer_view(key, lang) for key in registry.DEFAULT_VISIBLE]
    return MapState(
        [*basemap.base_layers(lang), *views, *more], lang,
        focus=Focus("start", bounds=(120.5, 27.9, 120.7, 28.0)),
        legend=[{"title": HOSTILE, "items": []}, *legend(views, lang)] if more else legend(views, lang),
        attribution=basemap.ATTRIBUTION(lang),
    )  # fmt: skip


def wanted(lang="zh"):
    table = VerdictTable("逐村结论", HOSTILE, ["村社", "结论"], [(PANFENG, [HOSTILE, "待核"])])
    steps = [Step(HOSTILE, "轨道", ["rail"], (120.6, 27.9, 120.7, 28.0), PANFENG)]
    return OneFile(HOSTILE, "说明", state(lang, hostile_layer()), table, steps, ["许可"])


@pytest.fixture(scope="module")
def html():
    return one_file(wanted()).decode()


@pytest.fixture(scope="module")
def data(html):
    return json.loads(re.search(r'<script type="application/json" id="atlas-data">(.*?)</script>', html, re.DOTALL)[1])


def test_file_is_small(html):
    assert len(html.encode()) < 5_000_000


def test_same_input_gives_the_same_bytes(html):
    map_document.cache_clear()
    assert one_file(wanted()).decode() == html


def test_nothing_in_it_comes_from_elsewhere(html):
    document = re.sub(r"<script\b.*?</script>|<style\b.*?</style>|<title>.*?</title>", "", html, flags=re.DOTALL)
    assert not re.search(r"(?:src|href)\s*=", document)
    styles = "".join(re.findall(r"<style>(.*?)</style>", html, re.DOTALL))
    assert all(url.startswith(("data:", "#")) for url in re.findall(r"url\(([^)]*)\)", styles))
    assert "sourceMappingURL" not in html


def test_policy_allows_these_scripts_and_nothing_else(html):
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)[1]
    assert policy.startswith("default-src 'none';")
    scripts = re.search(r"script-src ([^;]*)", policy)[1].split()
    found = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    hashes = {f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in found}
    assert set(scripts) == hashes
    assert html.index("Content-Security-Policy") < html.index("<script")


def test_hostile_text_is_kept_and_cannot_end_its_element(html, data):
    assert "window.bad" in html
    assert "<script>window.bad" not in html
    assert "<img" not in html
    assert "\u2028" not in re.search(r'id="atlas-data">(.*?)</script>', html, re.DOTALL)[1]
    assert data["title"] == HOSTILE
    assert data["table"]["rows"] == [{"id": PANFENG, "cells": [HOSTILE, "待核"]}]
    own = next(layer for layer in data["state"]["layers"] if layer["id"] == "own")
    assert own["data"]["features"][0]["properties"] == {
        "id": "own.1", "name": HOSTILE, "name_en": HOSTILE, "basis": "surveyed",
    }  # fmt: skip


def test_every_layer_is_inside_with_its_geometry(data):
    layers = {layer["id"]: layer for layer in data["state"]["layers"]}
    assert set(registry.LOOKS) <= set(layers)
    assert sorted(data["listed"]) == sorted(registry.LOOKS)
    assert not any("url" in layer for layer in layers.values())
    assert all(layer["version"] for layer in layers.values())
    on = [key for key in registry.LOOKS if layers[key]["visible"]]
    assert on == list(registry.DEFAULT_VISIBLE)
    for key in registry.LOOKS:
        located = [entry.id for entry in members(key) if entry.located]
        assert [feature["properties"]["id"] for feature in layers[key]["data"]["features"]] == located


def test_every_member_has_its_card_and_can_be_searched(data):
    ids = {entry.id for key in ("streets", *registry.LOOKS) for entry in members(key)}
    assert set(data["cards"]) == ids
    assert {place["id"] for place in data["places"]} >= {PANFENG, "streets.330304002"}
    card = data["cards"][PANFENG]
    assert card["name"] == "蟠凤村"
    assert data["clauses"][card["clause"]]["summary"]
    assert all(0 <= at < len(data["sources"]) for at in card["sources"])
    unlocated = next(entry for entry in members("renewal_sites") if not entry.located)
    assert next(place for place in data["places"] if place["id"] == unlocated.id)["bounds"] is None


def test_legends_put_together_are_those_of_the_page():
    given = state()
    made = legends(with_all_layers(given))
    assert made["always"] == []
    titles = {group["title"] for part in made["layers"].values() for group in part["groups"]}
    assert {group["title"] for group in given.legend if group["title"] != "位置依据"} <= titles
    texts = [item["text"] for part in made["layers"].values() for item in part["bases"]]
    assert set(texts) <= set(made["bases"])


def test_english_file_is_english():
    html = one_file(OneFile("Plan", "All", state("en"))).decode()
    assert '<html lang="en">' in html
    data = json.loads(re.search(r'id="atlas-data">(.*?)</script>', html, re.DOTALL)[1])
    assert data["words"]["layers"] == "Layers"
    assert data["cards"][PANFENG]["name"] == "Panfeng Village"
    assert data["table"] is None
    assert data["steps"] == []


def test_progress_is_told_and_can_stop_the_work():
    class StopError(Exception):
        pass

    told = []

    def stop(done, steps):
        told.append((done, steps))
        if done == 3:
            raise StopError

    with pytest.raises(StopError):
        one_file(OneFile("图", "", state()), stop)
    total = sum(len(geodata.layer(key)) for key in ("streets", *registry.LOOKS))
    assert told == [(1, total), (2, total), (3, total)]


def test_json_is_safe_inside_a_script():
    text = json_text({"a": HOSTILE})
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == {"a": HOSTILE}
