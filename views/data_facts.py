"""What the catalogue says of a layer: numbers, bases, accuracy, age, licence, health."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import geodata
from geodata import checks
from geodata.imports.workspace import PLACES
from views import data_store

if TYPE_CHECKING:
    from geodata.imports.manifest import Entry
    from geodata.problem import Problem


@dataclass(frozen=True)
class Facts:
    """A layer in the catalogue; texts in both languages, Chinese first.

    Parameters
    ----------
    bases
        Number of features by basis.
    accuracy_m
        Median and largest CE90 of what is located, none where none is stated.
    sources
        Keys of `geodata.sources`, or the words an import gave.
    date
        Newest date of its sources, or when it was put into the workspace.
    own
        "" for a bundled layer, ``replaced``, ``placed`` or ``added``.
    """

    id: str
    title: tuple[str, str]
    group: str
    clause: str | None
    count: int
    located: int
    bases: tuple[tuple[str, int], ...]
    accuracy_m: tuple[float, float] | None
    sources: tuple[str, ...]
    date: str
    own: str


def layers() -> list[Facts]:
    """Facts on every layer, bundled ones in the catalog's order, then those the workspace adds."""
    entry = data_store.live().entry()
    known = [info.id for info in geodata.catalog()]
    added = [key for key in entry.layers if key not in known and key != PLACES]
    return [_facts(key, geodata.content_hash(key), _own(key, entry)) for key in (*known, *added)]


def _own(layer_id: str, entry: Entry) -> tuple[str, str, str]:
    """How the workspace bears on a layer, since when, and its title there."""
    kept = entry.layers.get(layer_id)
    if kept is not None:
        return "replaced" if kept.replaces else "added", entry.when[:10], kept.title
    if data_store.live().content_hash(layer_id) is not None:
        return "placed", entry.when[:10], ""
    return "", "", ""


@lru_cache(maxsize=128)
def _facts(layer_id: str, digest: str, own: tuple[str, str, str]) -> Facts:  # noqa: ARG001 - the cache's key
    info = next((info for info in geodata.catalog() if info.id == layer_id), None)
    frame = geodata.layer(layer_id)
    located = int(frame.geometry.notna().sum())
    bases = frame["basis"].value_counts() if "basis" in frame.columns else {}
    accuracy = frame["accuracy_m"].dropna() if "accuracy_m" in frame.columns else []
    keys = (
        sorted({key for text in frame["source"].dropna() for key in str(text).split("|")}) if "source" in frame else []
    )
    dates = [str(geodata.sources().get(key, {}).get("date") or "") for key in keys]
    how, since, title = own
    return Facts(
        id=layer_id,
        title=(info.title_zh, info.title_en) if info is not None else (title, title),
        group=info.group if info is not None else "own",
        clause=info.clause if info is not None else None,
        count=len(frame),
        located=located,
        bases=tuple((str(basis), int(number)) for basis, number in bases.items()),
        accuracy_m=(float(accuracy.median()), float(accuracy.max())) if len(accuracy) else None,
        sources=tuple(keys),
        date=since if how in {"replaced", "added"} else max(dates, default=""),
        own=how,
    )


@lru_cache(maxsize=2)
def health(digest: str) -> tuple[Problem, ...]:
    """Problems of the bundled files, as ``python -m geodata.check`` finds them; `digest` names their state."""
    del digest
    return tuple(checks.check())


def state_of_files() -> str:
    """Name the state of the bundled files."""
    with geodata.use(None):
        return "".join(info.sha256[:8] for info in geodata.catalog())


def problems_of(layer_id: str, found: tuple[Problem, ...]) -> list[Problem]:
    """Problems of one layer's files."""
    return [one for one in found if f"/{layer_id}." in f"/{one.file}" or one.feature == layer_id]


def licence(facts: Facts, field: str) -> list[str]:
    """Values of a field of the layer's sources, each once."""
    known: Any = geodata.sources()
    values = [str(known.get(key, {}).get(field) or "") for key in facts.sources]
    return list(dict.fromkeys(value for value in values if value))
