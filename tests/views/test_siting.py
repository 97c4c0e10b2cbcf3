"""The page of station sites: its figures are the analysis's, its address restores it, empty questions are told."""


import pytest
import streamlit as st

from tests.views.pages import map_states, opened
from views import scenario_code, siting_answer, siting_downloads, siting_params


@pytest.fixture(autouse=True)
def _fresh():
    st.cache_data.clear()
    yield
    st.cache_data.clear()


def _script():
    from views import language, siting, state

    state.restore(language.LANG)
    siting.page()


def _open(**query):
    return opened(_script, query, timeout_s=120)


def _layers(at):
    return {layer["id"]: layer for layer in map_states(at)[0]["layers"]}


ASK = siting_params.Ask("renewal_sites", "lines", ("roads.010",), (), (), 1000, 800, ("S1", "S3"), "stations")


def test_figures_table_and_map_are_the_analysis():
    at = _open(tracks="roads.010", step="1000", k="2")
    found = siting_answer.answer(ASK)
    chosen = found.suggestions[1]
    layers = _layers(at)
    assert {each["properties"]["id"] for each in layers["chosen"]["data"]["features"]} == set(chosen.stations.index)
    assert layers["renewal_sites"]["classes"] == chosen.sites["verdict_after"].to_dict()
    table = at.dataframe[0].value
    assert table["k"].tolist() == [1, 2, 3, 4, 5]
    assert table["gain"].iloc[1].startswith(f"{found.table.loc[2, 'gain']:.1f}（")
    assert any("不是选址决定" in each.value for each in at.caption)
    assert dict(at.query_params)["k"] == "2"


def test_english_and_another_number():
    at = _open(tracks="roads.010", step="1000", lang="en")
    assert "3 new stations" in at.markdown[0].value
    at = _open(tracks="roads.010", step="1000", lang="en", k="1")
    assert "1 new station brings" in at.markdown[0].value
    assert len(_layers(at)["chosen"]["data"]["features"]) == 1


def test_nothing_chosen_and_a_bad_address_are_told():
    at = _open(tracks="")
    assert "还没有选线" in at.info[0].value
    at = _open(along="drawn", path="120.60,27.96;120.66,27.96", step="1000")
    assert _layers(at)["path"]["data"]["features"][0]["geometry"]["type"] == "LineString"
    assert len(_layers(at)["chosen"]["data"]["features"]) == 3
    at = _open(along="drawn", path="0,0;1,1")
    assert "在图上点两处以上" in at.info[0].value


def test_files_and_the_draft_hold_the_suggestion():
    found = siting_answer.answer(ASK)
    files = siting_downloads.tables(ASK, found, 2)
    assert list(files) == ["gain_by_number", "stations", "villages"]
    assert siting_downloads.record(ASK, found).parameters["chosen"][1] == list(found.suggestions[1].stations.index)
    link = siting_downloads.draft_link(ASK, 2)
    packed = link.split("w=")[1].split("&")[0]
    assert len(scenario_code.unpack(packed).tracks[0].stops) == 2
