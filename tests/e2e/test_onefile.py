"""The one-file map opened from disk: it draws, searches, tells, and asks for nothing but itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from layers.onefile import one_file
from tests.layers import test_onefile as given

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Page

PAINTED = "() => window.atlas?.host && document.documentElement.dataset.painted === atlas.host.state.stamp"


@pytest.fixture
def quiet(context: BrowserContext) -> Iterator[list[str]]:
    """Hear every request and every complaint; at the end there has been one request, for the file itself."""
    asked: list[str] = []
    said: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("console", lambda message: said.append(message.text))
    context.on("weberror", lambda error: said.append(str(error.error)))
    yield asked
    assert len(asked) == 1, asked
    assert asked[0].startswith("file:///")
    assert said == []


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the file once."""
    place = tmp_path_factory.mktemp("stick") / "瓯海 atlas.html"
    place.write_bytes(one_file(given.wanted()))
    return place


@pytest.fixture
def opened(page: Page, path: Path, quiet: list[str]) -> Page:  # noqa: ARG001 - listens before the page is opened
    """Open the file without any network."""
    page.context.set_offline(True)
    page.goto(path.as_uri())
    page.wait_for_function(PAINTED)
    return page


def painted(page: Page) -> None:
    page.wait_for_function(PAINTED)


def shown(page: Page) -> list[str]:
    return page.evaluate("() => atlas.host.state.layers.filter((l) => l.visible).map((l) => l.id)")


def test_map_is_drawn_with_its_legend(opened: Page) -> None:
    assert opened.locator(".leaflet-overlay-pane, [class*=leaflet-atlas-]").count() > 3
    assert opened.evaluate("() => atlas.host.layers.get('rail').byId.size") > 10
    expect(opened.locator("#atlas-legend")).to_contain_text("S3 一期 在建")
    expect(opened.locator(".leaflet-control-attribution")).to_contain_text("© OpenStreetMap contributors")


def test_hostile_text_is_text(opened: Page) -> None:
    assert opened.evaluate("() => window.bad") is None
    assert opened.locator("img").count() == 0
    assert "window.bad" in opened.locator(".atlas-panel h1").inner_text()
    assert "window.bad" in opened.title()


def test_layer_is_switched_and_the_legend_follows(opened: Page) -> None:
    opened.locator("#part-layers > summary").click()
    opened.locator("input[data-layer=expressways]").check()
    painted(opened)
    assert "expressways" in shown(opened)
    expect(opened.locator("#atlas-legend")).to_contain_text("三纵一横高速网")
    opened.locator("input[data-layer=rail]").uncheck()
    painted(opened)
    assert "rail" not in shown(opened)
    expect(opened.locator("#atlas-legend")).not_to_contain_text("S3 一期 在建")


@pytest.mark.parametrize("text", ["蟠凤", "pfc", "panfeng"])
def test_search_flies_and_opens_the_card(opened: Page, text: str) -> None:
    opened.locator("#atlas-search").fill(text)
    opened.locator(".hits button", has_text="蟠凤村").first.click()
    painted(opened)
    card = opened.locator(".atlas-panel .card")
    expect(card.get_by_role("heading", name="蟠凤村")).to_be_visible()
    expect(card).to_contain_text("±500")
    expect(card).to_contain_text("专栏三")
    assert opened.evaluate("() => atlas.host.state.selected") == given.PANFENG


def test_search_without_an_answer_says_so(opened: Page) -> None:
    opened.locator("#atlas-search").fill("没有这个地方")
    expect(opened.locator(".hits")).to_have_text("没有找到")


def test_click_on_the_map_opens_the_card(opened: Page) -> None:
    opened.evaluate("(id) => atlas.host.layers.get('renewal_sites').find(id)[0].fire('click', {})", given.PANFENG)
    expect(opened.locator(".atlas-panel .card h2")).to_have_text("蟠凤村")


def test_table_row_and_story_lead_to_the_map(opened: Page) -> None:
    opened.locator("#part-table td button").click()
    painted(opened)
    expect(opened.locator("#part-table tr.chosen")).to_have_count(1)
    opened.locator("#part-story").get_by_role("button", name="下一步").click()
    painted(opened)
    assert [layer for layer in shown(opened) if layer in ("rail", "renewal_sites", "structure_zones")] == ["rail"]


def test_it_stands_on_a_phone(opened: Page) -> None:
    opened.set_viewport_size({"width": 360, "height": 740})
    expect(opened.locator(".atlas-panel h1")).to_be_visible()
    assert opened.locator(".folium-map").bounding_box()["height"] > 300
    assert opened.evaluate("() => document.documentElement.scrollWidth") <= 360
