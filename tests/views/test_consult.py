"""The public page and the desk as Streamlit runs them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from streamlit.testing.v1 import AppTest

import geodata
from geodata.consultation import (
    Consultation,
    Draft,
    PublicComment,
    Question,
    RateLimiter,
    Store,
    StoreError,
    new_token,
    now,
    open_store,
    setting,
)
from views import access, consult_map, consult_place, consult_qr, consult_store
from views.mapview import Click

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PUBLIC = "import streamlit as st\nfrom views import consult\nconsult.page()\n"
DESK = "import streamlit as st\nfrom views import consult_desk\nconsult_desk.page()\n"
HOSTILE = "<b>x</b> **y** [z](http://e.example) :red[w] $a$ {{7*7}}"
TODAY = now().date()
OPEN = Consultation(
    id="open",
    title_zh="征求*意见*",
    title_en="Your *views*",
    opens_on=TODAY - timedelta(days=1),
    closes_on=TODAY + timedelta(days=5),
    stage="published",
    layers=("rail", "no_such_layer"),
    questions=(Question("问？", "Why?"),),
)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Open the store the pages use, with nothing counted against anybody."""
    monkeypatch.setenv("ATLAS_COMMENTS", str(tmp_path / "comments.sqlite"))
    limiter = RateLimiter()
    monkeypatch.setattr(consult_store, "limiter", lambda: limiter)
    opened = open_store(setting())
    opened.save_consultation(OPEN, actor="desk", at=now())
    yield opened
    opened.close()
    consult_store._opened.clear()


def run(script: str, lang: str = "zh", **query: str) -> AppTest:
    page = AppTest.from_string(script, default_timeout=60)
    page.session_state["lang"] = lang
    for key, value in query.items():
        page.query_params[key] = value
    page.run()
    assert not page.exception
    return page


def texts(page: AppTest) -> str:
    return "\n".join(item.value for item in page.text)


def markdown(page: AppTest) -> str:
    kinds = (page.markdown, page.caption, page.header, page.subheader, page.success, page.info)
    return "\n".join(str(item.value) for kind in kinds for item in kind)


def said(store: Store, text: str = "你好", **more: Any) -> int:
    return store.submit(Draft(OPEN.id, new_token(), "other", text, **more), at=now()).number


def publish(store: Store) -> None:
    for item in store.comments(OPEN.id):
        store.decide(item, "published", public_text=None, actor="desk", at=now())


def map_state(page: AppTest) -> dict[str, Any]:
    return json.loads(page.get("component_instance")[0].proto.json_args)["state"]


def send(page: AppTest) -> AppTest:
    return next(button for button in page.button if button.proto.is_form_submitter).click().run()


def write(page: AppTest, text: str, contact: str = "") -> AppTest:
    page.get("button_group")[0].set_value("ecology")
    page.text_area[0].input(text)
    page.text_input[0].input(contact)
    send(page)
    assert not page.exception
    return page


def test_comment_is_sent_and_receipted(store: Store) -> None:
    page = write(run(PUBLIC), HOSTILE, "138")
    (kept,) = store.comments(OPEN.id)
    assert (kept.text, kept.category, kept.lang, kept.has_contact) == (HOSTILE, "ecology", "zh", True)
    assert "1" in page.success[0].value
    assert not page.text_area
    assert HOSTILE not in markdown(page) + texts(page)


def test_incomplete_comment_is_not_sent_and_says_why(store: Store) -> None:
    page = send(run(PUBLIC))
    assert "类别" in page.error[0].value
    page = write(run(PUBLIC), "   ")
    assert "空" in page.error[0].value
    assert store.comments(OPEN.id) == ()


def test_receipt_comes_back_by_its_address_and_withdraws(store: Store) -> None:
    mine = new_token()
    store.submit(Draft(OPEN.id, mine, "other", "我的", contact="138"), at=now())
    page = run(PUBLIC, mine=mine)
    assert "第 1 号" in page.success[0].value
    page.button[1].click().run()
    assert not store.comments(OPEN.id)[0].has_contact
    page.button[1].click().run()
    assert store.comments(OPEN.id)[0].state == "erased"
    assert "已删除" in page.success[0].value


def test_only_what_is_published_is_public(store: Store) -> None:
    said(store, "等着审核的", contact="13812345678")
    page = run(PUBLIC)
    shown = json.dumps(map_state(page)) + texts(page) + markdown(page)
    assert "等着审核的" not in shown
    publish(store)
    page = run(PUBLIC)
    assert "等着审核的" in texts(page)
    everything = json.dumps(map_state(page)) + texts(page) + markdown(page)
    assert "13812345678" not in everything


def test_words_of_the_public_are_never_markup(store: Store) -> None:
    said(store, HOSTILE, lon=120.62, lat=28.0)
    publish(store)
    (item,) = store.comments(OPEN.id)
    store.answer(item, reply=HOSTILE, use="noted", use_note=HOSTILE, actor="desk", at=now())
    for script in (PUBLIC, DESK):
        page = run(script)
        if script == DESK:
            page.get("button_group")[1].set_value("published").run()
        assert HOSTILE in texts(page)
        assert HOSTILE not in markdown(page)
        assert all(":red[" not in str(option) for radio in page.radio for option in radio.options)


def test_titles_of_the_desk_are_plain_text(store: Store) -> None:
    assert store
    assert run(PUBLIC).header[0].value == r"征求\*意见\*"


def test_many_comments_from_one_page_are_slowed_down(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("views.consult_form.PER_PAGE", 1)
    page = write(run(PUBLIC), "第一条")
    page.button(key="consult_again").click().run()
    write(page, "第二条")
    assert "频繁" in page.error[0].value
    assert page.text_area[0].value == "第二条"
    assert len(store.comments(OPEN.id)) == 1


def test_store_that_fails_is_not_an_acknowledgement(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        zh = "没有保存"
        raise StoreError(zh, "nothing was saved")

    monkeypatch.setattr(consult_store._opened(setting()).__class__, "submit", fail)
    page = write(run(PUBLIC), "一条")
    assert "没有保存" in page.error[0].value
    assert not page.success
    assert store.comments(OPEN.id) == ()


@pytest.mark.parametrize(("stage", "word"), [("draft", "目前没有"), ("ended", "已结束")])
def test_no_form_unless_it_is_open(store: Store, stage: str, word: str) -> None:
    store.save_consultation(replace(OPEN, stage=stage), actor="desk", at=now())
    page = run(PUBLIC)
    assert not page.text_area
    assert word in markdown(page)


def test_tap_outside_the_area_or_without_numbers_sets_no_pin() -> None:
    inside = Click("rail", "rail.S1.01-tongling", 28.0, 120.6)
    assert consult_place.of_click(inside, OPEN) == consult_place.Pin(120.6, 28.0, "rail.S1.01-tongling")
    assert consult_place.of_click(replace(inside, feature="rail.nothing"), OPEN).feature is None
    assert consult_place.of_click(replace(inside, layer="other"), OPEN).feature is None
    for lat, lng in ((10.0, 120.6), (28.0, float("nan")), (28.0, "x"), (None, 120.6), (28.0, 1e400)):
        assert consult_place.of_click(replace(inside, lat=lat, lng=lng), OPEN) is None


def test_area_of_one_street_leaves_the_others_out() -> None:
    streets = geodata.layer("streets")
    code = str(streets["code"].iloc[0])
    one = replace(OPEN, streets=(code,))
    point = streets.geometry.iloc[0].representative_point()
    other = streets.geometry.iloc[1].representative_point()
    assert consult_place.inside(one, point.x, point.y)
    assert not consult_place.inside(one, other.x, other.y)
    assert 0 < len(consult_place.named(one, "en")) < len(consult_place.named(OPEN, "en"))


def test_map_shows_comments_by_category_and_the_pin() -> None:
    item = PublicComment(7, TODAY, "zh", "housing", None, "x" * 99, 120.6, 28.0, None)
    state = consult_map.map_state(OPEN, (item,), consult_place.Pin(120.6, 28.0, None), "zh", selected=7)
    layers = {layer.id: layer for layer in state.layers}
    assert set(layers) >= {"rail", "comments", "pin"}
    assert len(layers["comments"].tips["comments.7"]) < 45
    assert state.selected == "comments.7"
    assert state.legend[0]["items"][0]["text"] == "住房与旧改"
    assert consult_map.number_of("comments.7") == 7
    assert consult_map.number_of("comments.x") is consult_map.number_of(None) is None


def test_desk_publishes_declines_and_answers(store: Store) -> None:
    said(store, "一")
    said(store, "二")
    page = run(DESK)
    page.text_area[0].input("一（删节）")
    send(page)
    assert [item.text for item in store.published(OPEN.id)] == ["一（删节）"]
    next(button for button in page.button if button.label == "不公开").click().run()
    assert [item.state for item in store.comments(OPEN.id)] == ["published", "declined"]
    assert [item.actor for item in store.events(OPEN.id)][:2] == ["local", "local"]


def test_desk_shows_a_contact_only_when_asked(store: Store) -> None:
    said(store, contact="13812345678")
    page = run(DESK)
    assert "13812345678" not in texts(page) + markdown(page)
    next(button for button in page.button if "查看联系方式" in button.label).click().run()
    assert "13812345678" in texts(page)
    assert store.events(OPEN.id)[0].action == "contact seen"


def test_desk_makes_a_consultation(store: Store) -> None:
    page = run(DESK)
    page.selectbox[0].set_value("").run()
    page.text_area[2].input("甲 | A\n乙")
    page.radio[0].set_value("published")
    send(page)
    assert not page.exception
    made = next(item for item in store.consultations() if item.id != OPEN.id)
    assert made.questions == (Question("甲", "A"), Question("乙", "乙"))
    assert made.phase(now()) == "open"
    assert page.selectbox[0].value == made.id


def test_desk_stays_shut_to_others(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    said(store, "等着审核的")
    monkeypatch.setattr(access, "connection", lambda: ("192.168.1.9", {"Host": "192.168.1.5"}))
    page = run(DESK, desk="ledger")
    assert "等着审核的" not in texts(page) + markdown(page)
    assert not page.button
    assert not page.get("download_button")


@pytest.mark.parametrize("section", ["ledger", "setup", "qr"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_section_of_the_desk_opens(store: Store, section: str, lang: str) -> None:
    said(store)
    run(DESK, lang, desk=section)


def test_code_leads_to_the_page() -> None:
    assert consult_qr.link("https://atlas.example.cn/", "open") == "https://atlas.example.cn/consult?c=open"
    assert consult_qr.link("192.168.1.5", "open").startswith("http://192.168.1.5:")
    assert consult_qr.png("http://192.168.1.5:8501/consult?c=open").startswith(b"\x89PNG")
    assert not [text for text in consult_qr.addresses() if text.startswith("127.")]
