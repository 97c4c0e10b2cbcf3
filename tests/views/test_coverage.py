"""The coverage page: every number on it is the analysis's, every control changes it."""

import json

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import geodata
from analysis import area_contribution, check, coverage, site_curve
from tests.views.pages import map_states, opened, sound
from views import coverage_targets, scenario_code
from views import scenario_draft as drafts
from views.corridor_text import expected
from views.coverage_text import share

LNG, LAT = 120.64, 27.96


@pytest.fixture(autouse=True)
def _fresh():
    st.cache_data.clear()
    st.cache_resource.clear()
    yield
    st.cache_data.clear()
    st.cache_resource.clear()


def _script():
    from views import coverage, language, state

    state.restore(language.LANG)
    coverage.page()


def _open(**query):
    return opened(_script, query)


def _maps(at):
    return map_states(at)


def _layers(state):
    return {layer["id"]: layer for layer in state["layers"]}


def _text(at):
    return "\n".join(block.value.replace("\\", "") for block in at.markdown)


def _drawn():
    draft = drafts.add_stop(drafts.add_line(drafts.Draft(), "试线"), "U1", LNG, LAT)
    return scenario_code.pack(draft)


@pytest.mark.parametrize("target", [each.id for each in coverage_targets.BUNDLED])
def test_headline_is_the_analysis(target):
    at = _open(target=target, lines="S1,S3")
    goal = coverage_targets.target(target)
    areas = coverage_targets.areas(goal)
    total = coverage(areas, geodata.stations(), geodata.lines(), line_ids=["S1", "S3"], distance_m=800).total
    sketch = target == "key_blocks"  # drawn by rule, ±1500 m: no decimals
    assert share(total["share_expected"], total["share_low"], total["share_high"], "zh", loose=sketch) in _text(at)
    sites = geodata.sites(goal.sites)
    counts = check(sites, geodata.stations(), geodata.lines(), line_ids=["S1", "S3"], distance_m=800).counts
    assert expected(counts.expected, counts.low, counts.high, "zh") in _text(at)
    for word, number in (("在内", counts.certain_in), ("待核", counts.verify), ("在外", counts.certain_out)):
        assert f"{word} {number}" in _text(at)


def test_figures_by_block_add_up():
    at = _open(target="key_blocks", lines="S1,S3,M1")
    frame = at.dataframe[0].value
    assert list(frame["name"])[-2:] == ["（不在以上范围）", "合计"]
    assert frame["n"].iloc[:-1].fillna(0).sum() == frame["n"].iloc[-1] == 38
    assert any("不是规划红线" in block.value.replace("\\", "") for block in at.markdown)


def test_map_holds_verdicts_and_zones():
    at = _open(target="renewal_sites", lines="S1,S3")
    (state,) = _maps(at)
    layers = _layers(state)
    truth = check(geodata.sites(), geodata.stations(), geodata.lines(), line_ids=["S1", "S3"], distance_m=800)
    assert layers["renewal_sites"]["classes"] == dict(truth.table["verdict"])
    assert {"sure", "verify", "nominal", "rest"} <= set(layers)


def test_curve_and_contributions_are_the_analysis():
    from views import coverage_answer
    from views.coverage_params import Ask

    ask = Ask(("S1", "S3"), 800, "stations", "renewal_sites")
    found = coverage_answer.curve(ask)
    truth = site_curve(
        geodata.sites(), geodata.stations(), geodata.lines(), line_ids=ask.lines, distances_m=coverage_answer.CURVE_M
    )
    assert list(found["value"]) == list(truth["expected"])
    assert found["value"].is_monotonic_increasing
    areas = coverage_targets.areas(coverage_targets.target("structure_zones"))
    land = coverage_answer.brings_land(Ask(("S1", "S3"), 800, "stations", "structure_zones"))
    again = area_contribution(areas, geodata.stations(), geodata.lines(), line_ids=ask.lines, distance_m=800)
    assert land.equals(again)
    assert land["marginal"].sum() == pytest.approx(land["cumulative"].iloc[-1])


def test_scenarios_count_every_village_once():
    at = _open(mode="compare", target="renewal_sites", a="now", b="plan")
    first, second = _maps(at)
    assert first["link"] == second["link"]
    assert first["remember_view"]
    assert not second["remember_view"]
    changes = at.dataframe[0].value
    assert len(changes) == 38
    assert set(changes["change"]) <= {"新增在内", "转为待核", "转为在外", "不变"}


def test_drawn_line_is_measured_and_said():
    at = _open(mode="draw", target="renewal_sites", lines="S1", w=_drawn())
    (state,) = _maps(at)
    assert [stop["id"] for stop in state["edit"]["tracks"][0]["stops"]] == ["U1.1"]
    assert "S1 加 试线" in _text(at)
    assert "±50 米" in _text(at)
    at.button(key="draw_drop_line").click()
    sound(at.run())
    assert _maps(at)[0]["edit"]["tracks"] == []
    at.button(key="draw_undo").click()
    sound(at.run())
    assert len(_maps(at)[0]["edit"]["tracks"]) == 1


def test_acts_of_the_map_are_taken_once_and_in_order():
    def script():
        import streamlit as st

        from views import language, scenario_state, state
        from views.coverage_params import DRAFT

        state.restore(language.LANG, DRAFT)
        acts = [
            {"n": 5, "kind": "stop", "lng": 120.6, "lat": 27.95},
            {"n": 6, "kind": "stop", "lng": 120.7, "lat": 27.9},
        ]
        scenario_state.take(acts)
        scenario_state.take([*acts, {"n": 7, "kind": "move", "id": "U1.1", "lng": 120.61, "lat": 27.95}])
        scenario_state.take([{"n": 8, "kind": "stop", "lng": 0, "lat": 0}])
        st.json([stop.xy for stop in scenario_state.draft().tracks[0].stops])
        st.text(scenario_state.said())

    at = sound(AppTest.from_function(script, default_timeout=30).run())
    assert json.loads(at.json[0].value) == [[120.61, 27.95], [120.7, 27.9]]
    assert "不在温州一带" in at.text[0].value


def test_english_is_complete():
    for mode in ("map", "compare", "draw"):
        at = _open(mode=mode, lang="en", w=_drawn() if mode == "draw" else "")
        # remarks of the analysis name stations as the plan prints them
        words = [block.value for block in (*at.markdown, *at.caption, *at.info) if not block.value.startswith("- ")]
        words += [tab.label for tab in at.tabs] + [button.label for button in at.button]
        text = "\n".join(words).replace("试线", "").replace("中文", "")
        assert not any("一" <= letter <= "鿿" for letter in text), (mode, text)


def test_no_line_is_told():
    at = _open(lines="")
    assert at.info[0].value.startswith("还没有选线路")




def test_layer_with_a_weight_joins(monkeypatch):
    weighed = coverage_targets.Target("streets", "areas", "街镇", "Subdistricts", weight="area_km2")
    monkeypatch.setattr(coverage_targets, "BUNDLED", (weighed,))
    at = _open(target="streets", lines="S1")
    frame = at.dataframe[0].value
    areas = coverage_targets.areas(weighed)
    total = coverage(
        areas, geodata.stations(), geodata.lines(), line_ids=["S1"], distance_m=800, weights=["area_km2"]
    ).total
    assert frame["weight"].iloc[-1].startswith(f"{total['area_km2_expected']:,.0f}")
