"""Makes the README's pictures from the running atlas: ``python tests/e2e/screenshots.py``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import sync_playwright

from tests import browser as browsers
from tests.e2e import server
from tests.e2e.atlas import Atlas

FOLDER: Final = Path(__file__).with_name("screenshots")
WIDTH_PX, HEIGHT_PX = 1400, 860
PANFENG: Final = "renewal_sites.wutian-panfengcun"
YUELUOYANG: Final = "renewal_sites.wutian-yueluoyangcun"
PICTURES: Final = {
    "overview": ("", {}),
    "overview-en": ("", {"lang": "en", "sel": PANFENG, "l": "structure_corridors,rail,renewal_sites,key_blocks"}),
    "corridor": ("corridor", {"site": YUELUOYANG}),
    "corridor-en": ("corridor", {"lang": "en", "lines": "S1,S3,M1", "set": "villages"}),
}
"""Name of the picture → page and address parameters."""


def main() -> None:
    """Open each screen, wait until it stands still, take its picture."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browsers.find())
        with server.running(Path(folder) / "log") as (url, _):
            for name, (path, query) in PICTURES.items():
                size = {"width": WIDTH_PX, "height": HEIGHT_PX}
                context = browser.new_context(viewport=size, locale="zh-CN")
                atlas = Atlas(context.new_page(), url)
                atlas.open(path, **query)
                atlas.address()
                atlas.page.screenshot(path=FOLDER / f"{name}.png")
                context.close()
                print(f"{name}.png", (FOLDER / f"{name}.png").stat().st_size // 1000, "kB")
        browser.close()


if __name__ == "__main__":
    main()
