"""讲解 and 我的村 in a browser: keys and clicker, hall view, a copied address, a village typed and one tapped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from layers.story import default_story
from tests.e2e.atlas import MAP

if TYPE_CHECKING:
    from tests.e2e.atlas import Atlas

PANFENG = "renewal_sites.wutian-panfengcun"
STEPS = default_story().steps


def at(atlas: Atlas, number: int) -> None:
    """Wait until this step stands on the page and its map is painted."""
    expect(atlas.page.locator(".atlas-story h2")).to_have_text(STEPS[number].title.zh)
    atlas.painted()
    assert atlas.state()["view"]["seq"] == f"story-{STEPS[number].id}"


def test_keys_and_clicker_turn_the_page(atlas: Atlas) -> None:
    atlas.open("story")
    at(atlas, 0)
    for key, number in (
        ("ArrowRight", 1), ("PageDown", 2), ("Space", 3), ("ArrowLeft", 2), ("PageUp", 1), ("End", 7), ("Home", 0),
    ):  # fmt: skip
        atlas.page.keyboard.press(key)
        at(atlas, number)
    atlas.page.keyboard.press("PageUp")
    at(atlas, 0)


def test_clicker_works_while_the_map_has_the_focus(atlas: Atlas) -> None:
    atlas.open("story", part="structure")
    atlas.page.locator(MAP).click(position={"x": 30, "y": 200})
    atlas.page.keyboard.press("PageDown")
    at(atlas, 2)


def test_hall_view_is_in_the_address_and_fills_the_screen(atlas: Atlas) -> None:
    atlas.open("story", part="renewal")
    atlas.control("story_hall").get_by_role("button").click()
    expect(atlas.page.get_by_test_id("stHeader")).to_be_hidden()
    expect(atlas.page.get_by_test_id("stSidebar")).to_be_hidden()
    at(atlas, 3)
    assert "hall=1" in atlas.page.url
    assert "part=renewal" in atlas.page.url
    atlas.page.reload()
    at(atlas, 3)
    expect(atlas.page.get_by_test_id("stHeader")).to_be_hidden()


@pytest.mark.parametrize(("width", "height"), [(360, 740), (3840, 2160)])
def test_no_step_is_wider_than_the_screen(atlas: Atlas, width: int, height: int) -> None:
    atlas.page.set_viewport_size({"width": width, "height": height})
    atlas.open("story", part="tomorrow", hall="1", notes="1", lang="en")
    assert atlas.page.evaluate("document.documentElement.scrollWidth") <= width
    expect(atlas.page.locator(".atlas-story .notes")).to_be_visible()


def test_village_typed_opens_its_page_and_its_address_brings_it_back(atlas: Atlas) -> None:
    atlas.open("village")
    before = atlas.painted()
    box = atlas.control("village").get_by_role("combobox")
    box.click()
    box.fill("蟠凤")
    atlas.page.get_by_role("option", name="蟠凤村").first.click()
    atlas.painted(before)
    expect(atlas.page.locator(".atlas-village h2")).to_have_text("蟠凤村")
    assert f"village={PANFENG}" in atlas.page.url
    said = atlas.page.locator(".atlas-village").inner_text()
    atlas.page.goto(atlas.page.url)
    atlas.painted()
    assert atlas.page.locator(".atlas-village").inner_text() == said


def test_village_tapped_on_the_map_opens_its_page(atlas: Atlas) -> None:
    atlas.open("village")
    before = atlas.painted()
    atlas.click_feature("renewal_sites", PANFENG)
    atlas.painted(before)
    expect(atlas.page.locator(".atlas-village h2")).to_have_text("蟠凤村")


def test_village_on_paper_keeps_the_words_and_drops_the_controls(atlas: Atlas) -> None:
    atlas.open("village", village=PANFENG)
    atlas.page.emulate_media(media="print")
    expect(atlas.control("village")).to_be_hidden()
    expect(atlas.page.get_by_test_id("stHeader")).to_be_hidden()
    expect(atlas.page.locator(".atlas-village table")).to_be_visible()
