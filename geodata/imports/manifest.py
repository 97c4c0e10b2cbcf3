"""The manifest of a workspace: which version is current, what each version holds, who made it and why."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from analysis.errors import AtlasError, DataError
from geodata.imports import atomic

if TYPE_CHECKING:
    from pathlib import Path

NAME = "manifest.json"
PREVIOUS = "manifest.previous.json"
FORMAT = 1


class ConflictError(AtlasError):
    """Somebody else changed the same layer or place in the meantime; nothing was written.

    Parameters
    ----------
    zh, en
        Who changed what and when.
    version
        The version to load before trying again.
    """

    def __init__(self, zh: str, en: str, version: int = 0) -> None:
        super().__init__(zh, en)
        self.version = version


class BusyError(AtlasError, TimeoutError):
    """Another process has been writing to the workspace for too long."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A layer in a version.

    Parameters
    ----------
    id
        Layer id: a bundled one it stands in for, or a new one.
    table
        Its table in the GeoPackage.
    title
        For people.
    replaces
        Whether it stands in for a bundled layer.
    rows
        Number of features.
    sha256
        Of its content; changes whenever the content does.
    meta
        Where it came from: file name, format, system, encoding, accuracy, proposals accepted, hash of the upload.
    """

    id: str
    table: str
    title: str
    replaces: bool
    rows: int
    sha256: str
    meta: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """A version.

    Parameters
    ----------
    version, parent
        Number, and the version whose content an undo brings back.
    file, sha256
        GeoPackage in the folder and its hash; None for a version without any layer.
    action
        ``layer``, ``remove``, ``place``, ``unplace``, ``undo``, ``restore`` or ``originals``.
    touched
        Ids of the layers and places it changed, for telling a conflict from a coincidence.
    who, when, why
        Author, time (ISO 8601, UTC), reason.
    layers
        What the version holds, by layer id.
    """

    version: int
    parent: int
    file: str | None
    sha256: str | None
    action: str
    touched: tuple[str, ...]
    who: str
    when: str
    why: str
    layers: dict[str, Kept]


ORIGIN = Entry(0, 0, None, None, "originals", (), "", "", "", {})
"""The state before any change: the bundled layers alone."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """All versions still kept, oldest first; the last is current."""

    entries: tuple[Entry, ...]

    @property
    def current(self) -> Entry:
        """The version in force."""
        return self.entries[-1]

    def at(self, version: int) -> Entry | None:
        """Entry of a version, None when it is no longer kept."""
        return next((entry for entry in self.entries if entry.version == version), None)


def _entry(record: dict[str, Any]) -> Entry:
    layers = {key: Kept(**value) for key, value in record["layers"].items()}
    file = record["file"]
    if file is not None and (not isinstance(file, str) or "/" in file or "\\" in file):
        msg = f"file {file!r}"
        raise ValueError(msg)
    return Entry(**{**record, "layers": layers, "touched": tuple(record["touched"])})


def _manifest(record: dict[str, Any]) -> Manifest:
    if record["format"] != FORMAT:
        msg = f"format {record['format']}"
        raise ValueError(msg)
    return Manifest(tuple(_entry(item) for item in record["entries"]) or (ORIGIN,))


def load(folder: Path) -> Manifest:
    """Read the manifest of a folder; a folder without one holds the origin.

    Raises
    ------
    DataError
        Broken, or of a newer kind.
    """
    path = folder / NAME
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        return _manifest(record)
    except FileNotFoundError:
        return Manifest((ORIGIN,))
    except (UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        zh = f"工作区清单 {path.name} 损坏（{error}）；可用同目录的 {PREVIOUS} 覆盖它，数据文件都在"
        en = (
            f"the workspace's {path.name} is broken ({error}); copy {PREVIOUS} beside it over it, the data files are "
            "all there"
        )
        raise DataError(zh, en) from error


def save(folder: Path, manifest: Manifest) -> None:
    """Write the manifest whole, the one before kept beside it."""
    path = folder / NAME
    if path.exists():
        atomic.write(folder / PREVIOUS, path.read_bytes())
    record = {"format": FORMAT, "entries": [asdict(entry) for entry in manifest.entries]}
    atomic.write(path, (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))


def refuse_conflict(book: Manifest, base_version: int, touched: set[str] | None) -> None:
    """Refuse a change of what somebody else has changed since a version.

    Parameters
    ----------
    book
        As it is now.
    base_version
        Version the writer had seen.
    touched
        Layers and places the change is about; None for a change of the whole workspace.

    Raises
    ------
    ConflictError
        With who changed what and when.
    """
    later = [entry for entry in book.entries if entry.version > base_version]
    if base_version > book.current.version or (base_version < book.entries[0].version - 1):
        later = list(book.entries)[-1:]
    elif touched is not None:
        later = [
            entry for entry in later if entry.action in {"undo", "restore", "originals"} or touched & set(entry.touched)
        ]
    if later:
        last = later[-1]
        what = "、".join(last.touched[:3]) or last.action
        zh = (
            f"{last.who or '他人'} 已于 {last.when} 改动了“{what}”（第 {last.version} 版）；您的修改尚未写入，"
            "请重新载入后再提交"
        )
        en = (
            f"{last.who or 'somebody'} changed '{what}' at {last.when} (version {last.version}); your change is "
            "not written: reload and submit it again"
        )
        raise ConflictError(zh, en, book.current.version)
