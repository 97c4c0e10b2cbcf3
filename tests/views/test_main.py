"""The script behind every page: it opens in both languages and says what it could not read."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

MAIN = Path(__file__).resolve().parents[2] / "views" / "main.py"


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(str(MAIN), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception, app.exception
    return app


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_opens_in_both_languages(lang: str) -> None:
    app = opened(lang=lang)
    assert app.session_state["lang"] == lang
    assert not app.warning
    assert len(app.get("component_instance")) == 1


def test_unknown_language_is_told_and_chinese_taken() -> None:
    app = opened(lang="fr")
    assert app.session_state["lang"] == "zh"
    assert "lang=fr" in app.warning[0].value


def test_address_is_shown_as_text_not_as_markup() -> None:
    app = opened(street="[here](https://example.org) ![x](https://example.org/x.png)")
    said = app.warning[0].value
    assert "example" in said
    assert "](" not in said
