"""The guided story's page: paging, hall view, notes, figures that are the data's own, a story brought along."""

from __future__ import annotations

import json
import re

import pytest
from streamlit.testing.v1 import AppTest

import geodata
from analysis import check
from layers.story import FIGURES, default_story
from views import story_figures, story_map
from views.story_file import steps_for_file


def _script() -> None:
    from views import language, state, story

    state.restore(language.LANG)
    story.page()


def _open(**query: str) -> AppTest:
    app = AppTest.from_function(_script, default_timeout=120)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception, app.exception
    return app


def _words(app: AppTest) -> str:
    return next(
        block.proto.body
        for block in app.get("html")
        if "atlas-story" in block.proto.body and "<h2>" in block.proto.body
    )


def _map(app: AppTest) -> dict:
    return json.loads(app.get("component_instance")[0].proto.json_args)["state"]


def test_pages_forward_and_back_and_the_address_follows() -> None:
    app = _open()
    assert "1 / 8" in _words(app)
    app.button(key="story_next").click().run()
    assert "2 / 8" in _words(app)
    assert app.query_params["part"] == "structure"
    app.button(key="story_back").click().run()
    assert "1 / 8" in _words(app)
    assert app.button(key="story_back").disabled


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("step", [step.id for step in default_story().steps])
def test_every_step_opens_from_its_address(step: str, lang: str) -> None:
    app = _open(part=step, lang=lang)
    words = _words(app)
    assert "{" not in words
    assert _map(app)["view"]["seq"] == f"story-{step}"
    assert app.query_params.get("part", step) in (step, [step])


def test_verdicts_and_numbers_are_the_analysis_own() -> None:
    counts = check(
        geodata.sites("renewal_sites"), geodata.stations(), geodata.lines(), line_ids=("S1", "S3"), distance_m=800
    )
    app = _open(part="tomorrow", lang="en")
    said = re.sub(r"<[^>]+>", " ", _words(app))
    assert f"{counts.counts.certain_in} villages within 800 m" in said
    assert f"{counts.counts.verify} cannot be told" in said
    layers = {layer["id"]: layer for layer in _map(app)["layers"]}
    assert layers["renewal_sites"]["classes"] == dict(counts.table["verdict"])


def test_figures_fill_what_the_format_promises() -> None:
    for step in default_story().steps:
        if step.figure:
            for lang in ("zh", "en"):
                assert set(story_figures.figure(step, lang).fills) >= set(FIGURES[step.figure])


def test_notes_are_hidden_until_asked_for() -> None:
    app = _open()
    assert "class='notes'" not in _words(app)
    app.button(key="story_notes").click().run()
    assert "class='notes'" in _words(app)
    assert app.query_params["notes"] == "1"


def test_hall_view_takes_the_menus_away() -> None:
    app = _open(hall="1")
    assert any("stHeader" in block.proto.body for block in app.get("html"))
    assert not app.get("file_uploader")


def test_step_of_another_story_opens_the_first() -> None:
    assert "1 / 8" in _words(_open(part="elsewhere"))


def test_text_of_a_story_is_text() -> None:
    step = default_story().steps[1]
    bar = story_figures.Bar("<img src=x>", 1, "<b>")
    shown = story_figures.html(story_figures.Figure("<i>", "", (bar,)))
    assert "<img" not in shown
    assert "<i>" not in shown
    assert story_map.map_state(step, "en").payload()["stamp"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_story_goes_into_the_one_file_with_its_texts_filled(lang: str) -> None:
    steps = steps_for_file(default_story(), lang)
    assert len(steps) == len(default_story().steps)
    for step in steps:
        assert "{" not in step.text
        assert step.bounds is not None
