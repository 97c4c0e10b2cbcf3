"""The page for sheets and the offline file: what it offers, what it makes, what it says when it cannot."""

from __future__ import annotations

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import geodata
from layers import registry
from layers.story import default_story
from views import corridor_answer, corridor_params, present_make

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>'


@pytest.fixture(autouse=True)
def _fresh():
    st.cache_data.clear()
    yield
    st.cache_data.clear()


@pytest.fixture
def drawn(monkeypatch):
    """Sheets and files that would be drawn; drawing itself is tested with the layers."""
    kept = []

    def render(sheet, kind):
        kept.append((sheet, kind))
        return SVG

    def one_file(wanted, told):
        told(1, 1)
        kept.append((wanted, "html"))
        return b"file"

    def print_atlas(sheets, _title, told):
        told(1, 2)
        kept.append((sheets, "atlas"))
        return b"atlas"

    monkeypatch.setattr(present_make.sheet_page, "render", render)
    monkeypatch.setattr(present_make, "one_file", one_file)
    monkeypatch.setattr(present_make, "print_atlas", print_atlas)
    return kept


def _script():
    from views import language, present, state

    state.restore(language.LANG)
    present.page()


def _open(**query):
    at = AppTest.from_function(_script, default_timeout=90)
    for key, value in query.items():
        at.query_params[key] = value
    return _sound(at.run())


def _sound(at):
    assert not at.exception, at.exception
    return at


def _made(at):
    _sound(at.button(key="present_make").click().run())
    return at.session_state[present_make.MADE]


def test_page_stands_in_both_languages():
    assert _open().header[0].value == "图纸与离线文件"
    at = _open(lang="en")
    assert at.header[0].value == "Sheets and offline file"
    assert at.radio[0].options[0] == "Layers: of your choice, one sheet"


def test_overview_sheet_shows_the_layers_chosen(drawn):
    at = _open(l="rail,expressways", paper="A3", turn="portrait", file="svg", area="330304002")
    made = _made(at)
    sheet, kind = drawn[0]
    assert kind == "svg"
    assert (sheet.paper, sheet.landscape) == ("A3", False)
    assert [view.id for view in sheet.state.layers if view.id in registry.LOOKS] == ["expressways", "rail"]
    west, south, east, north = geodata.streets().loc["330304002"].geometry.bounds
    assert sheet.extent[0] < west
    assert sheet.extent[3] > north
    assert sheet.extent[2] - sheet.extent[0] < 1.1 * max(east - west, north - south)
    assert made.name == "ouhai_overview_A3_zh.svg"
    assert made.body == SVG


def test_corridor_sheet_says_what_the_check_says(drawn):
    at = _open(what="corridor", lines="S1", d="1000")
    made = _made(at)
    sheet, _ = drawn[0]
    asked = corridor_params.Choice(("S1",), 1000, "stations", "renewal_sites", "")
    found = corridor_answer.answer(asked)
    assert "S1 车站 1000 米内" in sheet.title
    assert f"在内 {found.counts.certain_in} · 待核 {found.counts.verify}" in sheet.subtitle
    assert len(sheet.table.rows) == len(found.table) == 38
    assert list(sheet.table.marks).count("in") == found.counts.certain_in
    classes = next(view for view in sheet.state.layers if view.id == "renewal_sites").classes
    assert classes == found.table["verdict"].to_dict()
    assert made.name == "ouhai_corridor_S1_1000m_stations_renewal_sites_A4_zh.pdf"


def test_street_atlas_has_every_village_once(drawn):
    _made(_open(what="streets"))
    sheets, _ = drawn[0]
    names = [row[0] for sheet in sheets for row in sheet.table.rows]
    wanted = geodata.sites("renewal_sites")
    assert sorted(names) == sorted(wanted["name"])
    assert len(sheets) == wanted["street"].nunique()


def test_village_atlas_has_a_page_a_village(drawn):
    _made(_open(what="sites", street="330304002"))
    sheets, _ = drawn[0]
    wanted = geodata.sites("renewal_sites", street=geodata.streets().loc["330304002", "name"])
    assert [sheet.state.selected for sheet in sheets] == list(wanted.index)
    for sheet, (_, row) in zip(sheets, wanted.iterrows(), strict=True):
        assert sheet.title.startswith(row["name"])
        assert row["name"] in sheet.subtitle
        if row["geometry"] is not None:
            west, south, east, north = sheet.extent
            assert west < row["geometry"].x < east
            assert south < row["geometry"].y < north


def test_offline_file_of_a_check_has_its_table(drawn):
    made = _made(_open(what="file_corridor", lines="S3"))
    wanted, _ = drawn[0]
    assert len(wanted.table.rows) == 38
    assert {key for key, _ in wanted.table.rows} == set(geodata.sites().index)
    assert made.mime == "text/html"
    assert made.name.endswith("_zh.html")


def test_offline_file_of_the_layers_tells_the_story(drawn):
    _made(_open(what="file"))
    wanted, _ = drawn[0]
    told = default_story()
    assert [step.title for step in wanted.steps] == [step.title.of("zh") for step in told.steps]
    assert all("{" not in step.text for step in wanted.steps)


def test_file_is_offered_with_its_size_until_a_setting_moves(drawn):
    at = _open(what="file")
    _made(at)
    assert drawn
    assert [button.proto.label for button in at.get("download_button")] == ["下载 ouhai_file_zh.html（0.00 MB）"]
    at.multiselect(key="l").set_value(["rail"])
    _sound(at.run())
    assert not at.get("download_button")
    assert "请重新制作" in at.info[0].value


def test_nothing_chosen_is_said_and_nothing_can_be_made():
    assert "还没有选图层" in _open(l="").info[0].value
    assert "还没有选线路" in _open(what="corridor", lines="").info[0].value
    assert "没有所选的村社" in _open(what="corridor", street="330304108").info[0].value
    at = _open(what="sites", set="villages", lang="en")
    assert "too many" in at.info[0].value
    assert not [button for button in at.button if button.key == "present_make"]


def test_address_keeps_only_what_the_template_asks():
    at = _open(what="corridor", d="500", l="rail")
    assert set(at.query_params) == {"what", "d"}
    at.radio(key="what").set_value("overview")
    _sound(at.run())
    assert set(at.query_params) == {"l"}
