"""A page opened as Streamlit runs it, and what its maps were told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from streamlit.testing.v1 import AppTest

if TYPE_CHECKING:
    from collections.abc import Callable


def sound(at: AppTest) -> AppTest:
    """Hand the page on if it ran without an exception."""
    assert not at.exception, at.exception
    return at


def opened(script: Callable[[], None], query: dict[str, str], *, timeout_s: float = 60) -> AppTest:
    """Run a page's script with the address's parameters."""
    at = AppTest.from_function(script, default_timeout=timeout_s)
    for key, value in query.items():
        at.query_params[key] = value
    return sound(at.run())


def map_states(at: AppTest) -> list[dict[str, Any]]:
    """State of every map on the page, as the browser gets it."""
    return [json.loads(element.proto.json_args)["state"] for element in at.get("component_instance")]
