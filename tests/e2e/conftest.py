"""Browser, server and the watch over both; see `atlas.py` for what a test can do with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests import browser as browsers
from tests.e2e import server
from tests.e2e.atlas import Atlas
from tests.e2e.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, Page

HERE = Path(__file__).parent
PATIENCE_MS = 45_000
"""How long a test waits for what it expects on screen; only a test that fails waits that long."""

expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the browser tests together and last: one server, one browser, whatever the number of workers.

    Playwright leaves an event loop running in its thread, which tests of coroutines after it could not bear.
    """
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.xdist_group("browser"))
    items.sort(key=lambda item: item.path.is_relative_to(HERE))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Launch the browser of this machine; there is no run without one."""
    executable = browsers.find()
    if executable is None:
        pytest.fail(
            "No browser: run the tests with `python3 -m tests`, which finds or installs one, "
            f"or set {browsers.VARIABLE} to a Chromium, Chrome or Edge.",
            pytrace=False,
        )
    return {**browser_type_launch_args, "executable_path": executable}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Open every page as a Chinese desk computer would."""
    return {**browser_context_args, "locale": "zh-CN", "viewport": {"width": 1440, "height": 900}}


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder where the server keeps its log, the comments and the password."""
    return tmp_path_factory.mktemp("server")


@pytest.fixture(scope="session")
def base_url(kept: Path) -> Iterator[str]:
    """Address of the running atlas; a traceback in its log fails the run."""
    log = kept / "streamlit.log"
    with server.running(log) as (url, _):
        yield url
    said = log.read_text(encoding="utf-8", errors="replace")
    assert "Traceback" not in said, said


@pytest.fixture
def watch() -> Watch:
    """Hears what the pages of this test do."""
    return Watch()


@pytest.fixture(autouse=True)
def quiet(context: BrowserContext, watch: Watch) -> Iterator[None]:
    """Fail the test on any request that leaves this machine and on any error in the browser."""
    watch.attach(context)
    context.set_default_timeout(PATIENCE_MS)
    yield
    assert not watch.complaints(), "\n".join(watch.complaints())


@pytest.fixture
def atlas(page: Page, base_url: str) -> Atlas:
    """Drive the atlas in a fresh browser page."""
    return Atlas(page, base_url)
