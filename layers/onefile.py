"""The map as a single HTML file that opens from a stick: no network, no server, no request.

The map page (`layers.document`) with its scripts and styles put inside, the data beside them as JSON. The page
forbids itself everything else by its own Content-Security-Policy, which names each script by its hash.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from layers import assets
from layers.card import html_text
from layers.document import map_document
from layers.language import pick
from layers.onefile_data import cards, embedded, legends, places, with_all_layers
from layers.registry import LOOKS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from layers.language import Lang
    from layers.mapstate import MapState
    from layers.onefile_data import Step, VerdictTable

SCRIPT: Final = ("atlas_offline", "own/offline.js")
STYLE: Final = ("atlas_offline_css", "own/offline.css")

_ESCAPED: Final = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}
_MAP_ID: Final = re.compile(r"map_[0-9a-f]{32}")
_SCRIPT_TAG: Final = re.compile(r"<script\b[^>]*>(?P<text>.*?)</script>", re.DOTALL)
_IMAGES: Final = {".png": "image/png", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class OneFile:
    """What goes into the file.

    Parameters
    ----------
    title, subtitle
        At the head of the panel.
    state
        The map as on screen; plan layers it does not show can be switched on in the file.
    table
        Verdicts, or none.
    steps
        Story, or none.
    credits
        Lines on top of the sources: licence, date.
    """

    title: str
    subtitle: str
    state: MapState
    table: VerdictTable | None = None
    steps: Sequence[Step] = ()
    credits: Sequence[str] = ()


def one_file(wanted: OneFile, told: Callable[[int, int], None] = lambda _done, _all: None) -> bytes:
    """HTML of the file, UTF-8; the same input gives the same bytes.

    Parameters
    ----------
    wanted
        Map, table, story.
    told
        Called with steps done and all steps; what it raises ends the work.
    """
    data = _data(wanted, told)
    document = _MAP_ID.sub("map_atlas", map_document())
    document = re.sub(r"<title>.*?</title>", lambda _: f"<title>{html_text(wanted.title)}</title>", document)
    for _, path in (*assets.SCRIPTS, SCRIPT):
        tag = f'<script src="assets/{path}"></script>'
        inside = f"<script>{_script(assets.path_of(path))}</script>"
        if path == SCRIPT[1]:
            document = document.replace("</head>", f"{inside}\n</head>", 1)
        else:
            document = document.replace(tag, inside, 1)
    for _, path in (*assets.STYLES, STYLE):
        tag = f'<link rel="stylesheet" href="assets/{path}"/>'
        inside = f"<style>{_style(assets.path_of(path))}</style>"
        if path == STYLE[1]:
            document = document.replace("</head>", f"{inside}\n</head>", 1)
        else:
            document = document.replace(tag, inside, 1)
    rules = _policy(document)
    block = f'<script type="application/json" id="atlas-data">{json_text(data)}</script>'
    document = document.replace("</body>", f"{block}\n</body>", 1)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{rules}">'
    language = "en" if wanted.state.lang == "en" else "zh-CN"
    document = document.replace("<html>", f'<html lang="{language}">', 1)
    return document.replace("<head>", f'<head>\n<meta charset="utf-8">\n{meta}', 1).encode()


def json_text(value: object) -> str:
    """JSON that is safe inside a script element: no character of it can end the element or a line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=list).translate(_ESCAPED)


def _data(wanted: OneFile, told: Callable[[int, int], None]) -> dict[str, Any]:
    state = with_all_layers(wanted.state)
    lang = state.lang
    known = cards(lang, told)
    legend = legends(state)
    listed = [view.id for view in state.layers if view.id in LOOKS]
    inside = replace(
        state, layers=[embedded(view) for view in state.layers], remember_view=False, edit=None, link=None, legend=()
    )
    payload = inside.payload()
    payload.pop("tiles", None)  # pictures of a base map would be asked for over the network
    table = wanted.table
    return {
        "title": wanted.title,
        "subtitle": wanted.subtitle,
        "lang": lang,
        "words": _words(lang),
        "state": payload,
        "listed": listed,
        "legend": legend,
        "places": places(lang),
        **known,
        "table": None
        if table is None
        else {
            "title": table.title,
            "note": table.note,
            "columns": list(table.columns),
            "rows": [{"id": key, "cells": list(cells)} for key, cells in table.rows],
        },
        "steps": [asdict(step) for step in wanted.steps],
        "credits": [*wanted.state.attribution, *wanted.credits],
    }


def _script(path: Path) -> str:
    """Script as it may stand inside a page, line ends as the browser counts them for the hash."""
    text = path.read_text(encoding="utf-8").replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub(r"^//# sourceMappingURL=.*$", "", text, flags=re.MULTILINE)
    return re.sub(r"<(?=/script|!--)", r"\\x3c", text, flags=re.IGNORECASE)


def _style(path: Path) -> str:
    """Style sheet with its pictures inside."""

    def inline(found: re.Match[str]) -> str:
        picture = path.parent / found["name"].strip("'\"")
        if picture.suffix not in _IMAGES or not picture.is_file():
            return found[0]
        body = base64.b64encode(picture.read_bytes()).decode()
        return f"url(data:{_IMAGES[picture.suffix]};base64,{body})"

    return re.sub(r"url\((?P<name>[^)#]+)\)", inline, path.read_text(encoding="utf-8"))


def _policy(document: str) -> str:
    """Content-Security-Policy of the file: nothing from anywhere, only these very scripts."""
    hashes = [
        base64.b64encode(hashlib.sha256(found["text"].encode()).digest()).decode()
        for found in _SCRIPT_TAG.finditer(document)
    ]
    scripts = " ".join(f"'sha256-{value}'" for value in dict.fromkeys(hashes))
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _words(lang: Lang) -> Mapping[str, str]:
    texts = {
        "panel": ("图层、搜索与卡片", "Layers, search and cards"),
        "search": ("查找地名（中文、拼音或英文）", "Find a place (Chinese, pinyin or English)"),
        "nothing": ("没有找到", "Nothing found"),
        "unlocated": ("位置待补", "not located"),
        "layers": ("图层", "Layers"),
        "sources": ("来源与许可", "Sources and licences"),
        "story": ("讲解", "Story"),
        "back": ("上一步", "Back"),
        "next": ("下一步", "Next"),
        "news": ("规划之后：", "Since the plan: "),
        "bases": ("位置依据", "How positions were found"),
        "waiting": ("另有 {n} 项位置待补，可搜索", "{n} not located: search for them"),
    }
    return {key: pick(lang, zh, en) for key, (zh, en) in texts.items()}
