"""总览 in a browser: open, switch layers, search, click, read the card, filter, restore."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from layers import registry

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.e2e.atlas import Atlas

PANFENG = "renewal_sites.wutian-panfengcun"


def search(atlas: Atlas, text: str) -> None:
    before = atlas.painted()
    box = atlas.control("q").get_by_role("textbox")
    box.fill(text)
    box.press("Enter")
    atlas.painted(before)


def card(atlas: Atlas) -> str:
    box = atlas.page.locator("article.atlas-card, .atlas-card").first
    box.wait_for()
    return box.inner_text()


def test_first_screen_shows_the_plan(atlas: Atlas) -> None:
    atlas.open()
    expect(atlas.page).to_have_title("瓯海空间规划图 · Ouhai atlas")
    shown = atlas.shown()
    assert [layer for layer in shown if layer in registry.LOOKS] == list(registry.DEFAULT_VISIBLE)
    assert shown.index("streets") < shown.index("renewal_sites")
    expect(atlas.map.locator(".leaflet-control-attribution")).to_contain_text("© OpenStreetMap contributors")
    assert atlas.page.locator("[data-testid='stException']").count() == 0


def test_layer_is_switched_on_and_off(atlas: Atlas) -> None:
    atlas.open()
    atlas.tick("show_structure_corridors")
    assert "structure_corridors" in atlas.shown()
    assert "structure_corridors" in atlas.query()["l"].split(",")
    atlas.tick("show_structure_corridors")
    assert "structure_corridors" not in atlas.shown()
    assert "l" not in atlas.query()


def test_search_flies_to_the_village_and_opens_its_card(atlas: Atlas) -> None:
    atlas.open()
    _, _, far = atlas.view()
    search(atlas, "蟠凤村")
    assert atlas.state()["selected"] == PANFENG
    atlas.address()
    lat, lng, near = atlas.view()
    assert near > far + 1
    assert (round(lat, 2), round(lng, 2)) == (27.96, 120.66)
    text = card(atlas)
    for fact in ("蟠凤村", "估计位置", "专栏三", "梧田街道"):
        assert fact in text, text
    assert re.search(r"±\s*500", text), text


def test_search_reads_pinyin_and_english(atlas: Atlas) -> None:
    atlas.open()
    for text in ("panfeng", "pfc"):
        search(atlas, text)
        assert atlas.state()["selected"] is not None
        expect(atlas.control("overview_hits")).to_contain_text("蟠凤村")


def test_search_without_an_answer_says_so(atlas: Atlas) -> None:
    atlas.open()
    box = atlas.control("q").get_by_role("textbox")
    box.fill("没有这个地方")
    box.press("Enter")
    expect(atlas.page.get_by_role("status").filter(has_text="没有找到")).to_be_visible()


def test_click_on_the_map_opens_the_card(atlas: Atlas) -> None:
    atlas.open(v="27.9600,120.6620,15.00")
    before = atlas.painted()
    atlas.click_feature("renewal_sites", PANFENG)
    atlas.painted(before)
    assert atlas.state()["selected"] == PANFENG
    assert "蟠凤村" in card(atlas)
    assert atlas.query()["sel"] == PANFENG


def test_map_keeps_its_view_and_its_page_when_a_layer_is_switched(atlas: Atlas) -> None:
    atlas.open(v="27.9800,120.6500,13.50")
    atlas.map.evaluate("window.same = true")
    view = atlas.view()
    atlas.tick("show_expressways")
    assert atlas.view() == view
    assert atlas.map.evaluate("window.same") is True


def test_list_and_filter_by_street(atlas: Atlas) -> None:
    atlas.open(tab="list", l="renewal_sites")
    header, *rows = atlas.table()
    assert header[0] == "名称"
    assert rows
    before = atlas.painted()
    atlas.control("filter_street").get_by_role("combobox").click()
    atlas.page.get_by_role("option", name="三垟街道").click()
    atlas.painted(before)
    hidden = next(layer["hidden"] for layer in atlas.state()["layers"] if layer["id"] == "renewal_sites")
    assert len(hidden) > 20
    assert atlas.query()["street"].startswith("330304")


def test_language_is_switched(atlas: Atlas) -> None:
    atlas.open()
    search(atlas, "蟠凤村")
    atlas.say_in("English")
    assert atlas.state()["lang"] == "en"
    expect(atlas.page.get_by_role("link", name="Overview", exact=True)).to_be_visible()
    text = card(atlas)
    assert "Panfeng" in text
    assert "estimated" in text
    assert atlas.map.evaluate("document.documentElement.lang") == "en"
    atlas.say_in("中文")
    assert atlas.state()["lang"] == "zh"


def test_copied_address_restores_the_screen(atlas: Atlas, page: Page) -> None:
    atlas.open()
    atlas.tick("show_structure_corridors")
    search(atlas, "蟠凤村")
    atlas.say_in("English")
    address, state, view = atlas.address(), atlas.state(), atlas.view()
    page.goto("about:blank")
    page.goto(address)
    atlas.painted()
    again = atlas.state()
    assert [round(part, 3) for part in atlas.view()] == [round(part, 3) for part in view]
    for what in ("lang", "selected", "layers", "legend"):
        assert again[what] == state[what], what
    assert "Panfeng" in card(atlas)
    assert atlas.address() == address


def test_unreadable_address_falls_back_with_a_message(atlas: Atlas) -> None:
    atlas.open(l="nothing,<script>", o="rail:900", sel="renewal_sites.nowhere", street="1", tab="x", v="a,b")
    for key in ("l", "o", "sel", "street", "tab"):
        expect(atlas.page.get_by_text(f"参数 {key}=")).to_be_visible()
    assert [layer for layer in atlas.shown() if layer in registry.LOOKS] == list(registry.DEFAULT_VISIBLE)
