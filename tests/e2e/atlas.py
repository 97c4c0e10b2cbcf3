"""What a reader does with the atlas, in a reader's words: open, search, click on the map, read a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Frame, Locator, Page

MAP = 'iframe[title*="atlas_map"]'
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
PAINTED = "() => window.atlas?.host?.state.stamp && document.documentElement.dataset.painted === atlas.host.state.stamp"
CHANGED = "(before) => document.documentElement.dataset.painted !== before"
AT_REST = """() => {
  const map = atlas.host.map;
  if (map._animatingZoom || map._panAnim?._inProgress) return false;
  const c = map.getCenter();
  const held = new URL(window.parent.location.href).searchParams.get("v");
  return held === [c.lat.toFixed(4), c.lng.toFixed(4), map.getZoom().toFixed(2)].join(",");
}"""
PLACE_OF = """([layer, id]) => {
  const part = atlas.host.layers.get(layer)?.find(id)[0];
  if (!part) return null;
  const p = atlas.host.map.latLngToContainerPoint(atlas.middle(part));
  return [p.x, p.y];
}"""


class Atlas:
    """The atlas in one browser page.

    Parameters
    ----------
    page
        Playwright page.
    url
        Address of the server, without a slash at its end.
    """

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    def address_of(self, path: str = "", **query: str) -> str:
        """Address of a page with these parameters."""
        return f"{self.url}/{path}" + (f"?{urlencode(query)}" if query else "")

    def open(self, path: str = "", **query: str) -> None:
        """Open a page of the atlas and wait until its map has painted."""
        self.page.goto(self.address_of(path, **query))
        self.painted()

    def settled(self) -> None:
        """Wait until the page's script has finished."""
        self.page.wait_for_selector(IDLE)

    @property
    def map(self) -> Frame:
        """Frame of the map page."""
        self.page.wait_for_selector(MAP)
        frame = self.page.query_selector(MAP).content_frame()
        assert frame is not None
        return frame

    def painted(self, before: str | None = None) -> str:
        """Wait until the map shows its newest state and return that state's stamp.

        Parameters
        ----------
        before
            Stamp of the state that must have gone; give it after an action that changes the map.
        """
        self.settled()
        if before is not None:
            self.map.wait_for_function(CHANGED, arg=before)
        self.map.wait_for_function(PAINTED)
        return str(self.map.evaluate("document.documentElement.dataset.painted"))

    def control(self, key: str) -> Locator:
        """Control by its key, which is the same in every language."""
        return self.page.locator(f".st-key-{key}")

    def tick(self, key: str) -> None:
        """Tick or untick a box by the key of its control and wait for the map."""
        before = self.painted()
        self.control(key).locator("label").click()
        self.painted(before)

    def say_in(self, language: str) -> None:
        """Switch the language: ``中文`` or ``English``."""
        before = self.painted()
        self.control("lang").get_by_text(language, exact=True).click()
        self.painted(before)

    def address(self) -> str:
        """Return the address as a reader would copy it, once the map has come to rest."""
        self.painted()
        self.map.wait_for_function(AT_REST)
        return self.page.url

    def query(self) -> dict[str, str]:
        """Return the parameters of the address."""
        return {key: values[0] for key, values in parse_qs(urlsplit(self.address()).query).items()}

    def state(self) -> dict[str, Any]:
        """Whole state the map was last given."""
        return dict(self.map.evaluate("atlas.host.state"))

    def shown(self) -> list[str]:
        """Ids of the layers the map shows, from the bottom up."""
        return [layer["id"] for layer in self.state()["layers"] if layer["visible"]]

    def view(self) -> tuple[float, float, float]:
        """Latitude, longitude and zoom the map looks at."""
        lat, lng, zoom = self.map.evaluate(
            "(() => { const c = atlas.host.map.getCenter(); return [c.lat, c.lng, atlas.host.map.getZoom()]; })()"
        )
        return lat, lng, zoom

    def point_of(self, layer: str, feature: str) -> tuple[float, float] | None:
        """Where a feature is in the map's frame, in pixels; None when the map does not hold it."""
        place = self.map.evaluate(PLACE_OF, [layer, feature])
        return None if place is None else (place[0], place[1])

    def click_feature(self, layer: str, feature: str) -> None:
        """Click a feature on the map where its symbol or its middle is."""
        place = self.point_of(layer, feature)
        assert place is not None, f"{feature} is not on the map"
        self.page.locator(MAP).click(position={"x": place[0], "y": place[1]})

    def table(self, number: int = 0) -> list[list[str]]:
        """Rows of a data table that are on screen, its header first.

        The table is painted on a canvas; what a screen reader gets is read here.
        """
        grid = self.page.locator('[data-testid="stDataFrame"]').nth(number).locator('table[role="grid"]')
        grid.wait_for(state="attached")
        return list(
            grid.evaluate(
                "t => [...t.querySelectorAll('tr')].map(r => "
                "[...r.querySelectorAll('th,td')].map(c => c.textContent))"
            )
        )

    def download(self, button: Locator, folder: Path) -> Path:
        """Click a download button and return the file it gave."""
        with self.page.expect_download() as caught:
            button.click()
        target = folder / caught.value.suggested_filename
        caught.value.save_as(target)
        return target
