"""The buffer workbench: ready-made questions carry their rule, figures are the analysis's, empty questions are told."""


import pytest
import streamlit as st

import geodata
from analysis.around import around
from tests.views.pages import map_states, opened
from views import workbench_answer, workbench_params, workbench_table


@pytest.fixture(autouse=True)
def _fresh():
    st.cache_data.clear()
    yield
    st.cache_data.clear()


def _script():
    from views import language, state, workbench

    state.restore(language.LANG)
    workbench.page()


def _open(**query):
    return opened(_script, query, timeout_s=120)


def _layers(at):
    return {layer["id"]: layer for layer in map_states(at)[0]["layers"]}


def test_first_question_shows_rule_warning_and_the_analysis():
    at = _open()
    found = around(geodata.sites("renewal_sites"), geodata.layer("expressways", crs=4549), distance_m=30)
    assert f"在外 {found.counts.certain_out}**" in at.markdown[0].value
    assert _layers(at)["wb_b"]["classes"] == found.table["verdict"].to_dict()
    said = "\n".join(each.value for each in at.caption)
    assert "第十一条" in said
    assert "不是中心线" in said
    assert "没有加半宽" in said
    assert "要有实测位置才能回答" in said
    assert len(at.dataframe[0].value) == 38


def test_link_with_a_ready_made_question_alone_means_all_of_it():
    at = _open(use="blue_blocks", lang="en")
    assert at.session_state["a"] == "water"
    assert at.session_state["m"] == 50
    assert "key urban blocks" in at.markdown[0].value.lower()
    assert any("no legal basis" in each.value for each in at.caption)
    assert set(_layers(at)["wb_b"]["classes"].values()) <= {"in~", "verify~", "out~"}


def test_another_distance_lets_go_of_the_rule():
    at = _open(use="exp_sites", a="expressways", b="renewal_sites", m="300", rings="2")
    assert at.session_state["use"] == "free"
    assert "第十一条" not in "\n".join(each.value for each in at.caption)
    assert len(_layers(at)["wb_zone"]["data"]["features"]) == 2


def test_questions_without_an_answer_are_told():
    at = _open(a="key_blocks", b="key_blocks")
    assert "被检图层里没有要素" in at.info[0].value
    at = _open(a="key_blocks", b="renewal_sites", side="left")
    assert "LineString" in at.info[0].value


def test_every_ready_made_question_has_layers_filters_and_rule():
    known = set(workbench_params.layers())
    for recipe in workbench_params.RECIPES:
        assert {recipe.a, recipe.b} <= known
        assert set(recipe.a_filter) <= set(workbench_params.filters(recipe.a))
        assert workbench_params.chosen_ids(recipe.a, recipe.a_filter)
        if recipe.rule is not None:
            assert recipe.distance_m == recipe.rule.distance_m


def test_files_say_what_was_asked():
    ask = workbench_params.Ask("expressways", (), "future_communities", (), 30, 10, "both", 1, 50)
    found = workbench_answer.answer(ask)
    assert set(workbench_table.table(ask, found)["threshold_m"]) == {40.0}
    record = workbench_table.record(ask, found)
    assert (record.kind, record.parameters["distance_m"]) == ("around", 40.0)
