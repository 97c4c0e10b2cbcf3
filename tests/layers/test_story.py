"""Stories: the bundled one is sound, a file comes back as it was, and what is wrong is named in both languages."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import geodata
from analysis.errors import DataError, MissingFileError
from layers import story

HEAD = 'format = "ouhai-story-1"\ntitle = { zh = "甲", en = "A" }\n'
STEP = '[[step]]\nid = "one"\ntitle = { zh = "乙", en = "B" }\ntext = { zh = "丙", en = "C" }\n'


def _read(text: str) -> story.Story:
    return story.read(text.encode(), "x.toml")


def test_bundled_story_tells_the_plan_in_both_languages() -> None:
    told = story.default_story()
    assert [step.id for step in told.steps] == [
        "welcome", "structure", "blocks", "renewal", "rail", "today", "tomorrow", "village",
    ]  # fmt: skip
    for step in told.steps:
        assert step.clauses, step.id
        for words in (step.title, step.text, step.notes):
            assert words.zh, step.id
            assert words.en, step.id
            assert not re.search(r"[\u4e00-\u9fff]", words.en), step.id


def test_no_number_stands_in_the_bundled_text() -> None:
    for step in story.default_story().steps:
        for text in (step.text.zh, step.text.en, step.title.zh, step.title.en):
            assert not re.search(r"(?<![SM])\d", text), (step.id, text)


def test_every_figure_is_used_and_its_names_are_filled() -> None:
    steps = story.default_story().steps
    assert {step.figure for step in steps} - {None} == set(story.FIGURES)


def test_bundled_story_comes_back_as_it_was() -> None:
    told = story.default_story()
    assert story.read(story.write(told), "x.toml") == told
    assert story.write(told) == story.write(told)


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="{}")))
def test_any_text_survives_the_file(text: str) -> None:
    words = story.Words(text.strip(), text.strip())
    told = story.Story(words, (story.Step("one", words, words, words),))
    assert story.read(story.write(told), "x.toml") == told


def test_line_ends_of_windows_are_read() -> None:
    assert _read((HEAD + STEP).replace("\n", "\r\n")).steps[0].id == "one"


def test_unknown_step_is_the_first_one() -> None:
    told = story.default_story()
    assert told.at("nothing") == 0
    assert told.at("rail") == 4


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("[", "TOML"),
        ("\udcff", "TOML"),
        ('format = "other"', "format"),
        (HEAD, "[[step]]"),
        (HEAD.replace('zh = "甲", ', "") + STEP, "title"),
        (HEAD + STEP + STEP, "one"),
        (HEAD + STEP.replace('"one"', '"no space"'), "id"),
        (HEAD + STEP + 'colour = "red"\n', "colour"),
        (HEAD + STEP + 'figure = "pie"\n', "figure"),
        (HEAD + STEP + 'layers = ["nowhere"]\n', "nowhere"),
        (HEAD + STEP + 'layers = "rail"\n', "layers"),
        (HEAD + STEP + 'clauses = ["outline-99"]\n', "outline-99"),
        (HEAD + STEP + 'lines = ["S9"]\n', "S9"),
        (HEAD + STEP + "distance_m = 800\n", "lines"),
        (HEAD + STEP + 'lines = ["S1"]\ndistance_m = 99999\n', "distance_m"),
        (HEAD + STEP + 'lines = ["S1"]\ndistance_m = true\n', "distance_m"),
        (HEAD + STEP + 'look = "rail.S9"\n', "look"),
        (HEAD + STEP.replace('"丙"', '"{secret}"'), "secret"),
        (HEAD + STEP.replace('"丙"', '"{0.__class__}"'), "__class__"),
        (HEAD + STEP.replace('"丙"', '"{"'), "text"),
        (HEAD + "step = [1]\n", "x.toml"),
    ],
)
def test_what_is_wrong_is_named(text: str, names: str) -> None:
    with pytest.raises(DataError) as caught:
        story.read(text.encode("utf-8", "surrogateescape"), "x.toml")
    for said in (caught.value.zh, caught.value.en):
        assert "x.toml" in said
    assert names in caught.value.en


def test_large_file_is_refused() -> None:
    with pytest.raises(DataError, match="too large"):
        story.read(b"#" * (story.LARGEST_BYTES + 1), "x.toml")


def test_missing_file_is_named(tmp_path) -> None:
    with pytest.raises(MissingFileError, match=r"gone\.toml"):
        story.read_file(tmp_path / "gone.toml")


def test_lines_of_the_story_are_lines_of_the_plan() -> None:
    known = set(geodata.lines().index)
    for step in story.default_story().steps:
        assert set(step.lines) <= known
