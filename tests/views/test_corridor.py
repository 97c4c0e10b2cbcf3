"""The corridor check page: every number on it is the analysis's, every control changes it, no text runs."""

import re

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import geodata
from analysis import check, presets
from tests.views.pages import map_states, opened, sound
from views import corridor_facts, corridor_params

PANFENG = "renewal_sites.wutian-panfengcun"


@pytest.fixture(autouse=True)
def _fresh():
    st.cache_data.clear()
    yield
    st.cache_data.clear()


def _script():
    from views import corridor, language, state

    state.restore(language.LANG)
    corridor.page()


def _open(**query):
    return opened(_script, query)


def _map(at):
    state = map_states(at)[0]
    return state, {layer["id"]: layer for layer in state["layers"]}


def _headline(at):
    return at.markdown[0].value.replace("\\", "")


def _checked(lines=("S1", "S3"), distance=800, start="stations", name="renewal_sites", street=None):
    return check(
        geodata.sites(name, street=street),
        geodata.stations(),
        geodata.lines(),
        line_ids=lines,
        distance_m=distance,
        measure_from=start,
    )


def _texts(at):
    kinds = (at.markdown, at.caption, at.info, at.warning, at.error)
    return "\n".join(element.value for kind in kinds for element in kind)


def _assert_same(at, result):
    counts = result.counts
    said = _headline(at)
    assert f"● 在内 {counts.certain_in}**" in said
    assert f"△ 待核 {counts.verify}**" in said
    assert f"■ 在外 {counts.certain_out}**" in said
    assert f"（{counts.low}–{counts.high}）" in said
    _, layers = _map(at)
    name = at.session_state["set"]
    assert layers[name]["classes"] == result.table["verdict"].to_dict()
    shown = at.dataframe[0].value
    assert sorted(shown.index) == sorted(result.table.index)
    assert shown["chance"].to_dict() == result.table["probability"].to_dict()
    street = at.dataframe[1].value
    assert street["in"].sum() == counts.certain_in
    assert street["verify"].sum() == counts.verify
    assert street["n"].sum() == counts.n


def test_opens_on_built_lines_at_the_influence_distance():
    at = _open()
    assert at.session_state["lines"] == ["S1", "S3"]
    assert at.session_state["preset"] == "tod_influence"
    assert "S1+S3 车站 800 米内" in _headline(at)
    assert "38 个村社" in _headline(at)
    _assert_same(at, _checked())
    assert at.query_params == {}
    basis = next(p for p in presets() if p.id == "tod_influence")
    assert basis.basis_zh[:12] in _texts(at).replace("\\", "")
    assert basis.warning_zh[:12] in _texts(at).replace("\\", "")


def test_every_control_changes_the_answer_and_the_address():
    at = _open()
    at.slider(key="d").set_value(1000)
    _assert_same(sound(at.run()), _checked(distance=1000))
    assert at.query_params["d"] == "1000"
    at.button_group(key="lines").set_value(["S1", "S3", "M1"])
    _assert_same(sound(at.run()), _checked(("S1", "S3", "M1"), 1000))
    assert at.query_params["lines"] == "M1,S1,S3"
    assert "M1 该线仅为本规划线路，未见批准" in _texts(at)
    at.button_group(key="from").set_value("line")
    _assert_same(sound(at.run()), _checked(("S1", "S3", "M1"), 1000, "line"))
    at.button_group(key="set").set_value("villages")
    at.button_group(key="from").set_value("stations")
    _assert_same(sound(at.run()), _checked(("S1", "S3", "M1"), 1000, name="villages"))
    at.selectbox(key="street").set_value("330304002")
    _assert_same(sound(at.run()), _checked(("S1", "S3", "M1"), 1000, name="villages", street="梧田街道"))
    assert at.query_params["street"] == "330304002"


def test_a_preset_sets_distance_and_start_and_a_moved_slider_leaves_it():
    at = _open()
    at.selectbox(key="preset").set_value("corridor_line").run()
    assert (sound(at).session_state["d"], at.session_state["from"]) == (800, "line")
    _assert_same(at, _checked(start="line"))
    at.slider(key="d").set_value(770).run()
    assert sound(at).session_state["preset"] == "free"
    assert "没有规范依据" in _texts(at)
    at.number_input[0].set_value(560).run()
    assert sound(at).session_state["d"] == 560
    _assert_same(at, _checked(distance=560, start="line"))


def test_a_link_restores_the_screen():
    at = _open(lines="S3", preset="tod_outer", d="1000", show="verify", site=PANFENG, lang="en", street="330304002")
    result = _checked(("S3",), 1000, street="梧田街道")
    verify = result.table.index[result.table["verdict"] == "verify"]
    assert sorted(at.dataframe[0].value.index) == sorted(verify)
    state, layers = _map(at)
    assert (state["selected"], state["lang"]) == (PANFENG, "en")
    assert set(layers["renewal_sites"]["hidden"]) == set(geodata.layer("renewal_sites").index) - set(verify)
    assert at.query_params["site"] == PANFENG
    assert at.query_params["show"] == "verify"


def test_a_link_with_a_preset_alone_means_its_distance():
    at = _open(preset="tod_core")
    assert at.session_state["d"] == 500
    _assert_same(at, _checked(distance=500))


@pytest.mark.parametrize("query", [{"d": "-5"}, {"lines": "S9"}, {"street": "x"}, {"site": "<b>"}, {"preset": "?"}])
def test_bad_links_fall_back(query):
    at = _open(**query)
    _assert_same(at, _checked())
    assert at.session_state["params_bad"][0][0] in query


def test_no_line_says_what_to_do():
    at = _open(lines="")
    assert "还没有选线路" in at.info[0].value
    assert not at.dataframe
    _, layers = _map(at)
    assert "corridor" not in layers
    assert "classes" not in layers["renewal_sites"]


def test_a_street_without_sites_says_so():
    at = _open(street="330304108")
    assert "泽雅镇没有列入规划的城中村改造项目" in at.info[0].value
    at.button_group(key="set").set_value("villages").run()
    assert not sound(at).info


def test_a_filter_without_verdicts_says_so():
    at = _open(show="in", d="500", preset="tod_core")
    assert "没有结论为“在内”的村社" in at.info[0].value
    at = _open(show="")
    assert "一个结论也没选" in at.info[0].value


def test_one_village_in_a_sentence_with_its_evidence():
    at = _open(site=PANFENG)
    row = _checked().table.loc[PANFENG]
    said = _texts(at).replace("\\", "")
    assert f"蟠凤村距 {row['nearest_line']} {row['nearest_station']}约 " in said
    assert f"村址 ±{row['accuracy_m']:.0f} 米" in said
    assert "怎样会改变" in said
    assert "未知之处" in said
    assert "来源" in said
    _, layers = _map(at)
    assert layers["measured"]["data"]["features"][0]["geometry"]["type"] == "LineString"


def test_an_unlocated_village_is_told_by_its_search_area():
    table = _checked().table
    site = table.index[table["basis"] == "unlocated"][0]
    at = _open(site=site)
    said = _texts(at).replace("\\", "")
    assert "位置待补" in said
    assert "可能在" in said
    _, layers = _map(at)
    assert layers["search"]["data"]["features"][0]["geometry"]["type"].endswith("Polygon")
    row = at.dataframe[0].value.loc[site]
    assert row["distance"] != row["distance"]
    assert "–" in row["range"]


def test_a_map_click_and_the_box_select_the_same_village():
    at = _open()
    at.selectbox(key="site").set_value(PANFENG).run()
    first = _map(sound(at))[0]
    assert first["selected"] == PANFENG
    assert first["view"]["seq"] == "site-1"
    other = "renewal_sites.nanbaixiang-ehucun"
    at.session_state["corridor_map"] = {"seq": 7, "layer": "renewal_sites", "id": other, "lat": 27.9, "lng": 120.6}
    second = _map(sound(at.run()))[0]
    assert second["selected"] == other
    assert second["view"]["seq"] == "site-1"


def test_english_is_complete():
    at = _open(lang="en", site=PANFENG, lines="S1,S3,M1")
    said = _texts(at)
    own = set("".join(word for word in (" ".join(str(v) for v in geodata.layer("renewal_sites").loc[PANFENG]))))
    han = {letter for letter in said if "\u4e00" <= letter <= "\u9fff"}
    names = set("".join(geodata.stations()["name"])) | set("罗凤站、塘下站、瑞祥站、明镜公园站、东山站…")
    assert han <= own | names, han - own - names
    assert "Panfeng" in said
    labels = [*at.selectbox, *at.slider, *at.button_group, *at.number_input, *at.expander]
    for element in labels:
        assert not any("\u4e00" <= letter <= "\u9fff" for letter in element.label), element.label


def test_measured_from_the_line_in_english():
    at = _open(lang="en", site=PANFENG, **{"from": "line", "preset": "corridor_line"})
    assert "the axis of S" in _texts(at).replace("\\", "")
    at = _open(lang="en", site="renewal_sites.chashan-hetoucun", **{"from": "line", "preset": "corridor_line"})
    assert "from the nearest axis of the chosen lines" in _texts(at).replace("\\", "")
    assert at.dataframe[0].value.loc["renewal_sites.chashan-hetoucun", "station"] == "not located"


def test_hostile_names_stay_text(monkeypatch):
    nasty = "{{7*7}}<img src=x onerror=alert(1)>[a](javascript:alert(1))$x$`:red[b]"
    real_sites, real_layer = geodata.sites, geodata.layer

    def sites(*args, **options):
        frame = real_sites(*args, **options)
        frame["name"] = frame["name_en"] = nasty
        return frame

    def layer(*args, **options):
        frame = real_layer(*args, **options)
        if "note" in frame.columns:
            frame["note"] = nasty
        return frame

    monkeypatch.setattr(geodata, "sites", sites)
    monkeypatch.setattr(geodata, "layer", layer)
    at = _open(site=PANFENG)
    said = "\n".join(element.value for element in at.markdown)
    assert said.count("7\\*7") >= 2
    for live in ("<img", "](", ":red[", "$x$", "`:"):
        assert not re.search(rf"(?<!\\){re.escape(live)}", said), live


def test_a_missing_file_is_named_and_not_hidden(monkeypatch):
    from analysis.errors import MissingFileError

    def gone(*_args, **_options):
        zh, en = "缺少 plan/rail.geojson", "plan/rail.geojson is missing"
        raise MissingFileError(zh, en)

    monkeypatch.setattr(geodata, "stations", gone)
    at = AppTest.from_function(_script, default_timeout=60).run()
    assert "plan/rail.geojson" in at.exception[0].message


def test_the_record_runs_again_to_the_same_bytes(tmp_path):
    from analysis import cli
    from layers import export
    from views import corridor_answer, corridor_downloads

    asked = corridor_params.Choice(("S1", "S3"), 800, "stations", "renewal_sites", "330304002")
    take = corridor_downloads.take(asked, corridor_answer.answer(asked))
    path = tmp_path / "x.record.json"
    path.write_bytes(export.file_of(take, "json", "zh"))
    assert cli.main(["rerun", str(path), "--json"]) == 0
    assert len(take.layer) == 6


def test_a_payload_stays_small():
    at = _open(set="villages", lines="S1,S3,M1")
    assert len(at.get("component_instance")[0].proto.json_args) < 150_000


def test_facts_follow_the_data():
    assert corridor_facts.located_lines() == ["S1", "S3", "M1"]
    assert len(corridor_facts.streets()) == 13
    assert len(corridor_facts.ids_in("renewal_sites", "")) == 38
    assert len(corridor_facts.ids_in("renewal_sites", "330304002")) == 6
    assert {p.applies_to for p in corridor_params.rail_presets()} == {"stations", "lines"}
