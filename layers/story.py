"""A guided story as data: steps with a map, plain words in both languages, a figure, and notes for who presents.

A story is a readable file (TOML)::

    format = "ouhai-story-1"
    title = { zh = "…", en = "…" }

    [[step]]
    id = "structure"
    title = { zh = "…", en = "…" }
    text = { zh = "…{zones}…", en = "…" }      # names in braces are filled from the data when it is shown
    notes = { zh = "…", en = "…" }
    clauses = ["outline-3-1"]
    figure = "zones"                                  # optional: what is computed and drawn beside the map
    layers = ["structure_zones"]
    look = "district"                                 # district, east, or the id of a feature
    lines = ["S1", "S3"]                              # optional: rail lines on the map
    distance_m = 800                                  # optional: with lines, the corridor check's verdicts

No number of the plan stands in the text itself: `FIGURES` says which names each figure fills.
"""

from __future__ import annotations

import json
import string
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import geodata
from analysis.errors import DataError, MissingFileError
from layers.language import pick
from layers.looks import LOOKS
from layers.members import member

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.language import Lang

FORMAT: Final = "ouhai-story-1"
FOLDER: Final = Path(__file__).parent / "stories"
DEFAULT: Final = FOLDER / "default.toml"
LOOK_DISTRICT: Final = "district"
LOOK_EAST: Final = "east"
LARGEST_BYTES: Final = 500_000
MOST_STEPS: Final = 60
FARTHEST_M: Final = 3000

FIGURES: Final[Mapping[str, tuple[str, ...]]] = {
    "zones": ("zones", "corridors", "belts"),
    "blocks": ("blocks",),
    "renewal": ("sites", "streets", "located", "unlocated"),
    "stations": ("operating", "building", "planned"),
    "today": ("distance", "sites", "sure", "open", "expected"),
    "tomorrow": ("distance", "sites", "sure", "open", "expected", "before"),
    "villages": ("villages", "located", "unlocated"),
}
"""Figure → names it fills in a step's text."""


@dataclass(frozen=True)
class Words:
    """One text in both languages."""

    zh: str
    en: str

    def of(self, lang: Lang) -> str:
        """Text in a language."""
        return pick(lang, self.zh, self.en)


@dataclass(frozen=True)
class Step:
    """One step of a story.

    Parameters
    ----------
    id
        Short name in the address; unique in its story.
    title, text, notes
        Notes are for who presents.
    clauses
        Clauses of the plan the step rests on.
    layers
        Plan layers the map shows.
    look
        Where the map looks: "district", "east" or the id of a feature.
    lines, distance_m
        Rail lines on the map; with a distance in metres the villages carry the corridor check's verdict.
    figure
        One of `FIGURES`, or none.
    """

    id: str
    title: Words
    text: Words
    notes: Words
    clauses: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    look: str = LOOK_DISTRICT
    lines: tuple[str, ...] = ()
    distance_m: int | None = None
    figure: str | None = None


@dataclass(frozen=True)
class Story:
    """A title and its steps in order."""

    title: Words
    steps: tuple[Step, ...]

    def at(self, step_id: str) -> int:
        """Place of a step by its id, from 0; the first for an id the story does not have."""
        return next((number for number, step in enumerate(self.steps) if step.id == step_id), 0)


def default_story() -> Story:
    """Story of the plan that comes with the atlas."""
    return read_file(DEFAULT)


def read_file(path: Path) -> Story:
    """Read a story from a file.

    Raises
    ------
    MissingFileError
        There is no such file.
    DataError
        See `read`.
    """
    try:
        body = path.read_bytes()
    except FileNotFoundError as error:
        zh, en = f"没有讲解文件 {path.name}", f"there is no story file {path.name}"
        raise MissingFileError(zh, en) from error
    return read(body, path.name)


def read(body: bytes, name: str) -> Story:
    """Read a story from a file's bytes.

    Parameters
    ----------
    body
        TOML, UTF-8.
    name
        File name, for messages.

    Raises
    ------
    DataError
        Not TOML, or something in it is missing, unknown or of the wrong kind; says which step and what to do.
    """
    if len(body) > LARGEST_BYTES:
        raise _wrong(name, "文件太大", "the file is too large")
    try:
        data = tomllib.loads(body.decode("utf-8-sig").replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _wrong(name, f"不是可读的 TOML 文本（{error}）", f"it is not readable TOML ({error})") from error
    if data.get("format") != FORMAT:
        raise _wrong(name, f'第一行应为 format = "{FORMAT}"', f'its first line must be format = "{FORMAT}"')
    rows = data.get("step")
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_STEPS:
        raise _wrong(name, f"应有 1 至 {MOST_STEPS} 个 [[step]]", f"it needs 1 to {MOST_STEPS} [[step]] entries")
    steps = tuple(_step(row, f"{name} [[step]] {number}") for number, row in enumerate(rows, 1))
    ids = [step.id for step in steps]
    twice = sorted({each for each in ids if ids.count(each) > 1})
    if twice:
        raise _wrong(name, f"步骤的 id 重复：{twice[0]}", f"two steps have the id {twice[0]}")
    return Story(_words(data, "title", name), steps)


def write(story: Story) -> bytes:
    """Bytes of a story's file; `read` gives the same story back."""
    lines = [f"format = {_quoted(FORMAT)}", f"title = {_pair(story.title)}"]
    for step in story.steps:
        lines += ["", "[[step]]", f"id = {_quoted(step.id)}", f"title = {_pair(step.title)}"]
        lines += [f"text = {_pair(step.text)}", f"notes = {_pair(step.notes)}", f"clauses = {_list(step.clauses)}"]
        lines += [f"figure = {_quoted(step.figure)}"] if step.figure else []
        lines += [f"layers = {_list(step.layers)}", f"look = {_quoted(step.look)}"]
        lines += [f"lines = {_list(step.lines)}"] if step.lines else []
        lines += [f"distance_m = {step.distance_m}"] if step.distance_m is not None else []
    return ("\n".join(lines) + "\n").encode()


def _quoted(text: str) -> str:
    # A JSON string is a TOML basic string, but for the one control character JSON leaves as it is.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _pair(words: Words) -> str:
    return f"{{ zh = {_quoted(words.zh)}, en = {_quoted(words.en)} }}"


def _list(values: tuple[str, ...]) -> str:
    return f"[{', '.join(map(_quoted, values))}]"


def _wrong(where: str, zh: str, en: str) -> DataError:
    return DataError(f"讲解文件 {where}：{zh}", f"story file {where}: {en}")


def _words(row: Mapping[str, Any], key: str, where: str) -> Words:
    value = row.get(key)
    if not isinstance(value, dict) or not all(isinstance(value.get(lang), str) for lang in ("zh", "en")):
        raise _wrong(
            where,
            f'{key} 应写成 {{ zh = "…", en = "…" }}',
            f'{key} must be written {{ zh = "…", en = "…" }}',
        )
    return Words(value["zh"].strip(), value["en"].strip())


def _texts(row: Mapping[str, Any], key: str, known: Mapping[str, object], where: str) -> tuple[str, ...]:
    values = row.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise _wrong(where, f"{key} 应是文字的列表", f"{key} must be a list of texts")
    for value in values:
        if value not in known:
            raise _wrong(where, f"{key} 里的 {value} 不认识", f"{value} in {key} is not known")
    return tuple(dict.fromkeys(values))


def _step(row: object, where: str) -> Step:
    if not isinstance(row, dict):
        raise _wrong(where, "应是一个表", "it must be a table")
    unknown = sorted(set(row) - set(Step.__dataclass_fields__))
    if unknown:
        raise _wrong(where, f"{unknown[0]} 不认识", f"{unknown[0]} is not known")
    step_id = row.get("id")
    if not isinstance(step_id, str) or not step_id.isascii() or not step_id.replace("-", "").isalnum():
        raise _wrong(where, "id 应由字母、数字和连字符组成", "id must be made of letters, digits and hyphens")
    figure = row.get("figure")
    if figure is not None and figure not in FIGURES:
        known = "、".join(FIGURES)
        raise _wrong(where, f"figure 应是 {known} 之一", f"figure must be one of {', '.join(FIGURES)}")
    lines = _texts(row, "lines", dict.fromkeys(geodata.lines().index), where)
    distance = row.get("distance_m")
    right = isinstance(distance, int) and not isinstance(distance, bool) and 0 < distance <= FARTHEST_M
    if distance is not None and not (right and lines):
        zh, en = f"distance_m 应是 1 至 {FARTHEST_M} 的整数，并写明 lines", f"a whole number from 1 to {FARTHEST_M}"
        raise _wrong(where, zh, f"distance_m must be {en}, and lines be given")
    look = row.get("look", LOOK_DISTRICT)
    if look not in (LOOK_DISTRICT, LOOK_EAST) and (not isinstance(look, str) or member(look) is None):
        raise _wrong(where, "look 应是 district、east 或要素的 id", "look must be district, east or a feature's id")
    text = _words(row, "text", where)
    _check_braces(text, FIGURES.get(figure or "", ()), where)
    return Step(
        id=step_id,
        title=_words(row, "title", where),
        text=text,
        notes=_words(row, "notes", where) if "notes" in row else Words("", ""),
        clauses=_texts(row, "clauses", geodata.clauses(), where),
        layers=_texts(row, "layers", LOOKS, where),
        look=look,
        lines=lines,
        distance_m=distance,
        figure=figure,
    )


def _check_braces(text: Words, known: tuple[str, ...], where: str) -> None:
    """Refuse a text with braces nothing can fill."""
    for said in (text.zh, text.en):
        try:
            parts = list(string.Formatter().parse(said))
        except ValueError as error:
            raise _wrong(where, "text 里的花括号不成对", "the braces in text do not match") from error
        for _, name, spec, conversion in parts:
            if name is not None and (name not in known or spec or conversion):
                can = "、".join(f"{{{each}}}" for each in known) or "—"
                zh = f"text 里的 {{{name}}} 没有数据可填；可用：{can}"
                raise _wrong(where, zh, f"nothing fills {{{name}}} in text; known: {can}")
