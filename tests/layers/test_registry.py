"""Looks and catalog agree, styles resolve for every feature, views carry addresses and no data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import geodata
from layers import palette, registry, store
from layers.assets import OWN_DIR
from layers.basemap import ATTRIBUTION, base_layers
from layers.looks import DEFAULT_VISIBLE, LOOKS
from layers.members import members
from layers.style import BASIS, VERDICT_CLASSES, resolve

COLOUR = re.compile(r"^#[0-9a-f]{6}$")
PLAN = [entry.id for entry in geodata.catalog() if entry.group == "plan"]
BASE = [entry.id for entry in geodata.catalog() if entry.group == "base"]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_plan_layer_has_a_look_and_every_look_a_layer() -> None:
    assert set(LOOKS) == set(PLAN)
    assert set(DEFAULT_VISIBLE) <= set(LOOKS)


def test_every_base_layer_is_drawn() -> None:
    assert set(BASE) <= {view.id for view in base_layers("zh")}


@pytest.mark.parametrize("layer_id", PLAN)
def test_style_resolves_for_every_feature(layer_id: str) -> None:
    rows = geodata.layer(layer_id).drop(columns="geometry").to_dict("index")
    style = registry.style_of(layer_id)
    for member in members(layer_id):
        if member.kind is None:
            continue
        properties = {**rows[member.id], "id": member.id}
        found = resolve(style, properties, member.kind)
        assert COLOUR.match(found["color"]), member.id
        assert found["weight"] > 0
        if member.kind == "point":
            assert found["radius"] > 2
            assert (found["fillColor"] == palette.WHITE) == (member.basis in {"estimated", "schematic"}), member.id
        elif member.basis in {"surveyed", "traced"}:
            assert not found.get("dashArray"), member.id
        else:
            assert found["dashArray"], member.id


def test_verdict_wins_over_everything_and_shapes_differ() -> None:
    style = registry.style_of("renewal_sites")
    for code, look in VERDICT_CLASSES.items():
        found = resolve(style, {"basis": "estimated"}, "point", code)
        assert {name: found[name] for name in look} == look
    assert len({look["shape"] for look in VERDICT_CLASSES.values()}) == 3


def test_bases_differ_by_more_than_colour() -> None:
    assert BASIS["line:schematic"]["dashArray"] != BASIS["line:derived"]["dashArray"]
    assert "color" not in BASIS["point:estimated"]


@pytest.mark.parametrize(
    "colour",
    sorted({*palette.LINES.values(), *palette.VERDICTS.values(), palette.GREEN, palette.VERMILLION, palette.LEAF}),
)
def test_symbols_stand_out_from_the_paper(colour: str) -> None:
    assert contrast(colour, palette.PAPER) >= 3


def test_label_colours_are_readable() -> None:
    colours = {look.label["colour"] for look in LOOKS.values() if look.label and "colour" in look.label}
    assert colours
    assert min(contrast(colour, palette.WHITE) for colour in colours) >= 4.5


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_view_has_title_and_address(lang: str) -> None:
    view = registry.layer_view("rail", lang, opacity=0.5, hidden=["rail.S1"], classes={"rail.S1": "in"})
    body = view.payload()
    assert body["title"] == registry.title("rail", lang)
    assert body["opacity"] == 0.5
    assert "data" not in body
    name, digest = body["url"].removeprefix("data/").removesuffix(".geojson").split("/")
    assert store.bytes_of(name, digest) == geodata.geojson_bytes("rail")


def test_views_stack_in_drawing_order_with_unknown_layers_on_top() -> None:
    ids = ["renewal_sites", "rail", "structure_zones"]
    views = [registry.layer_view(layer_id, "zh") for layer_id in ids]
    assert [view.id for view in registry.stacked(views)] == ["structure_zones", "rail", "renewal_sites"]


def test_base_map_is_quiet_and_fetchable() -> None:
    for view in base_layers("en"):
        assert not view.interactive
        assert view.url is not None
        name, digest = view.url.removeprefix("data/").removesuffix(".geojson").split("/")
        assert b"FeatureCollection" in store.bytes_of(name, digest)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_map_credits_openstreetmap(lang: str) -> None:
    assert "OpenStreetMap" in ATTRIBUTION(lang)[0]
    assert "ODbL" in ATTRIBUTION(lang)[0]


def test_browser_scripts_never_make_markup_of_data() -> None:
    for script in OWN_DIR.glob("*.js"):
        text = script.read_text(encoding="utf-8")
        for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "bindPopup"):
            assert way not in text, f"{script.name}: {way}"


def test_scripts_name_every_property_of_a_view() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in Path(OWN_DIR).glob("*.js"))
    for name in ("min_zoom", "opacity", "interactive", "classes", "hidden", "rings", "tips", "label"):
        assert f"spec.{name}" in text or f"{name}" in text, name
