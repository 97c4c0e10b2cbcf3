"""My village: every village has a page, it says what the data says and no more, in both languages."""

from __future__ import annotations

import math

import pytest
from streamlit.testing.v1 import AppTest

import geodata
from analysis import check
from views import village_facts, village_text
from views.corridor_text import metres

PANFENG = "renewal_sites.wutian-panfengcun"
HETOU = "renewal_sites.chashan-hetoucun"


def _script() -> None:
    from views import language, state, village

    state.restore(language.LANG)
    village.page()


def _open(**query: str) -> AppTest:
    app = AppTest.from_function(_script, default_timeout=120)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception, app.exception
    return app


def _words(app: AppTest) -> str:
    return next(block.proto.body for block in app.get("html") if "<article class='atlas-village'" in block.proto.body)


def test_every_village_and_site_leads_to_a_page() -> None:
    for layer in ("villages", "renewal_sites"):
        for feature in geodata.layer(layer).index:
            found = village_facts.place(feature)
            assert found is not None
            assert feature in (found.id, found.twin)
    ids = [*village_facts.places()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_panfeng_says_what_the_check_says(lang: str) -> None:
    row = check(
        geodata.sites("renewal_sites"), geodata.stations(), geodata.lines(), line_ids=("S1",), distance_m=800
    ).table.loc[PANFENG]
    words = _words(_open(village=PANFENG, lang=lang))
    assert metres(row["distance_m"], row["accuracy_m"], lang) in words
    assert ("列入" if lang == "zh" else "listed for renovation") in words
    assert ("蟠凤村" if lang == "zh" else "Panfeng Village") in words


def test_unlocated_village_claims_no_distance() -> None:
    found = village_facts.place(HETOU)
    rides = village_text.rides(found, "zh")
    assert all(math.isnan(ride.finding.distance_m) for ride in rides)
    assert all("约" not in ride.far for ride in rides)
    assert "准确位置还没有找到" in village_text.lead(found, rides[0], "zh")
    assert any("准确位置" in text for text in village_text.still_open(found, rides, "zh"))


def test_lines_not_built_are_said_to_be_open() -> None:
    found = village_facts.place(PANFENG)
    said = "\n".join(village_text.still_open(found, village_text.rides(found, "en"), "en"))
    assert "S3: it is being built" in said
    assert "Whether M1 is built" in said


def test_village_outside_the_list_is_said_to_be_so() -> None:
    found = next(each for each in village_facts.places().values() if not each.renewal)
    assert str(len(geodata.layer("renewal_sites"))) in village_text.planned(found, "zh")[0].text


def test_jargon_is_absent() -> None:
    for lang in ("zh", "en"):
        for key in (PANFENG, HETOU):
            words = _words(_open(village=key, lang=lang))
            for term in ("CE90", "EPSG", "待核", "P ", "quasi", "schematically estimated"):
                assert term not in words


def test_without_a_village_the_page_asks_for_one() -> None:
    app = _open()
    assert app.info
    app.selectbox(key="village").select(PANFENG).run()
    assert app.query_params["village"] == PANFENG
    assert "蟠凤村" in _words(app)


def test_record_of_the_village_list_opens_the_site() -> None:
    twin = next(each for each in village_facts.places().values() if each.twin)
    assert _open(village=twin.twin).session_state["village"] == twin.id
