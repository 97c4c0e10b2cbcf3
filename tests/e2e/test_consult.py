"""征求意见 from end to end: a phone comments, the desk checks and answers, everybody reads, the ledger accounts."""

from __future__ import annotations

import csv
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from geodata.consultation import Consultation, Store, now, open_store
from tests.e2e import server
from tests.e2e.atlas import MAP, Atlas
from views import password

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.e2e.watch import Watch

ID = "hall"
TEXT = "<script>document.title='owned'</script> {{7*7}} 希望多设停车位"
CONTACT = "13812345678"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, "locale": "zh-CN"}


@pytest.fixture(scope="module")
def store(base_url: str, kept: Path) -> Iterator[Store]:
    """Open the running server's own store, with a consultation that is open today."""
    assert base_url
    today = now().date()
    with closing(open_store(str(kept / server.COMMENTS))) as opened:
        consultation = Consultation(
            id=ID,
            title_zh="轨道沿线征求意见",
            title_en="Along the rail lines: your views",
            opens_on=today - timedelta(days=1),
            closes_on=today + timedelta(days=9),
            stage="published",
            layers=("rail",),
        )
        opened.save_consultation(consultation, actor="desk", at=now())
        yield opened


@pytest.fixture
def phone(browser: Browser, base_url: str, watch: Watch, store: Store) -> Iterator[Atlas]:
    """Drive the atlas on a phone."""
    assert store
    context = browser.new_context(**PHONE)
    watch.attach(context)
    yield Atlas(context.new_page(), base_url)
    context.close()


def tap_map(atlas: Atlas, x: float, y: float) -> None:
    before = atlas.painted()
    atlas.page.locator(MAP).click(position={"x": x, "y": y})
    atlas.painted(before)


def write(page: Page, text: str, category: str) -> None:
    page.get_by_role("radio", name=category).or_(page.get_by_role("button", name=category)).first.click()
    page.get_by_role("textbox", name="③").fill(text)


def test_comment_is_moderated_published_answered_and_accounted_for(
    phone: Atlas, atlas: Atlas, store: Store, tmp_path: Path
) -> None:
    phone.open("consult", c=ID)
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 360
    tap_map(phone, 170, 190)
    assert "pin" in phone.shown()
    write(phone.page, TEXT, "交通出行")
    phone.page.get_by_text("联系方式（可不填）").click()
    phone.page.get_by_role("textbox", name="电话或邮箱").fill(CONTACT)
    phone.page.get_by_role("button", name="提交意见").click()
    expect(phone.page.get_by_text("编号：第 1 号")).to_be_visible()
    (kept,) = store.comments(ID)
    assert (kept.text, kept.state, kept.category, kept.has_contact) == (TEXT, "pending", "transport", True)
    assert kept.lon == pytest.approx(120.55, abs=0.3)
    expect(phone.page.get_by_text("还没有公开的意见")).to_be_visible()

    phone.page.wait_for_url("**mine=**")
    phone.page.reload()
    expect(phone.page.get_by_text("编号：第 1 号")).to_be_visible()

    atlas.page.goto(atlas.address_of("consult-desk"))
    expect(atlas.page.get_by_test_id("stText").get_by_text(TEXT)).to_be_visible()
    atlas.page.get_by_role("button", name="公开", exact=True).click()
    expect(atlas.page.get_by_text("第 1 号：已公开")).to_be_visible()
    atlas.page.get_by_text("已公开 1").click()
    atlas.page.get_by_role("textbox", name="答复").fill("已列入计划")
    atlas.page.get_by_role("button", name="保存答复").click()
    expect(atlas.page.get_by_text("第 1 号的答复已保存")).to_be_visible()

    phone.page.get_by_role("button", name="再写一条").click()
    expect(phone.page.get_by_role("textbox", name="③")).to_have_value("")
    expect(phone.page.get_by_test_id("stText").get_by_text(TEXT)).to_be_visible()
    expect(phone.page.get_by_text("已列入计划")).to_be_visible()
    assert "owned" not in phone.page.title() + atlas.page.title()
    assert phone.point_of("comments", "comments.1") is not None

    atlas.page.get_by_text("台账", exact=True).click()
    ledger = atlas.download(atlas.page.get_by_role("button", name="下载台账 CSV"), tmp_path)
    with ledger.open(encoding="utf-8-sig", newline="") as lines:
        (row,) = csv.DictReader(lines)
    assert (row["number"], row["state"], row["text"], row["reply"]) == ("1", "published", TEXT, "已列入计划")
    assert CONTACT not in ledger.read_text(encoding="utf-8-sig")


def test_double_tap_counts_once(phone: Atlas, store: Store) -> None:
    before = len(store.comments(ID))
    phone.open("consult", c=ID, lang="en")
    write(phone.page, "twice", "Environment")
    phone.page.get_by_role("button", name="Send the comment").dblclick()
    expect(phone.page.get_by_text("Thank you! Your comment is number")).to_be_visible()
    phone.settled()
    assert len(store.comments(ID)) == before + 1


def test_closed_consultation_is_read_only(phone: Atlas, store: Store) -> None:
    (mine,) = (item for item in store.consultations() if item.id == ID)
    store.save_consultation(replace(mine, stage="ended"), actor="desk", at=now())
    phone.open("consult", c=ID)
    expect(phone.page.get_by_text("已结束").first).to_be_visible()
    assert phone.page.get_by_role("button", name="提交意见").count() == 0
    store.save_consultation(mine, actor="desk", at=now())


def test_desk_asks_for_the_password(
    atlas: Atlas, store: Store, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store
    monkeypatch.setenv(password.SETTING, str(kept / server.PASSWORD))
    password.save("correct horse battery")
    try:
        atlas.page.goto(atlas.address_of("consult-desk"))
        given = atlas.page.get_by_label("口令")
        given.fill("wrong wrong wrong")
        given.press("Enter")
        expect(atlas.page.get_by_text("口令不对")).to_be_visible()
        assert TEXT not in atlas.page.content()
        given.fill("correct horse battery")
        given.press("Enter")
        expect(atlas.page.get_by_text("台账", exact=True)).to_be_visible()
        atlas.page.get_by_role("button", name="退出登录").click()
        expect(atlas.page.get_by_label("口令")).to_be_visible()
    finally:
        password.clear()


def test_page_of_another_site_gets_no_session(base_url: str) -> None:
    host = urlsplit(base_url).netloc
    for origin in ("http://evil.example", "http://127.0.0.1:1", f"http://{host}.evil.example", "null"):
        with pytest.raises(InvalidStatus) as refused:
            connect(f"ws://{host}/_stcore/stream", origin=origin)
        assert refused.value.response.status_code == 403
    with connect(f"ws://{host}/_stcore/stream", origin=base_url):
        pass


@pytest.mark.parametrize(
    "path",
    [
        "/app/static/../requirements.txt",
        "/atlas/assets/own/../../../requirements.txt",
        "/atlas/assets/own/..%2f..%2f..%2frequirements.txt",
        "/atlas/assets/leaflet/%2e%2e/%2e%2e/%2e%2e/requirements.txt",
        "/component/atlas_map/../../requirements.txt",
        "/requirements.txt",
        "/.workspace/consultation.sqlite",
        "/media/../requirements.txt",
        "//requirements.txt",
    ],
)
def test_no_address_reaches_a_file_of_the_server(base_url: str, path: str) -> None:
    """The path goes out as written: a browser would tidy it first."""
    with closing(HTTPConnection(urlsplit(base_url).netloc)) as wire:
        wire.request("GET", path)
        answer = wire.getresponse()
        body = answer.read()
    assert answer.status >= 400 or answer.getheader("content-type", "").startswith("text/html")
    assert b"pandas==" not in body
    assert not body.startswith(b"SQLite")


def test_page_of_another_site_changes_nothing(base_url: str) -> None:
    with closing(HTTPConnection(urlsplit(base_url).netloc)) as wire:
        wire.request("PUT", "/_stcore/upload_file/x/y", headers={"Origin": "http://evil.example"})
        assert wire.getresponse().status == 403
