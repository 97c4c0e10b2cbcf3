"""A folder that keeps a planner's own layers and places: nothing is lost, everything can be taken back.

Each version is one GeoPackage that is written beside the others and never changed again; ``manifest.json`` names the
current one and is replaced in one step.  A writer killed at any moment leaves the version before it in force.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import filelock

from analysis.errors import AtlasError, DataError, ParameterError
from geodata import overrides, read
from geodata.crs import LONLAT
from geodata.imports import atomic, corrections, geopackage, manifest
from geodata.imports.errors import shown
from geodata.imports.manifest import ORIGIN, BusyError, Entry, Kept, Manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import geopandas as gpd

    from geodata.imports.corrections import Placement

DEFAULT = Path(__file__).resolve().parents[2] / ".workspace"
KEPT_VERSIONS = 20
LOCK_SECONDS = 20.0
PLACES = "corrections"
"""Id and table of the placements; no layer may be called so."""

_LAYER_ID = re.compile(r"^[a-z][a-z0-9_]{0,40}$")


@dataclass(frozen=True, slots=True)
class _Change:
    """What a writer does to the tables of a version: frames to write (by layer id), and the layers left."""

    frames: dict[str, gpd.GeoDataFrame]
    layers: dict[str, Kept]


class Workspace:
    """A planner's layers and places in a folder; safe for several processes and threads.

    Parameters
    ----------
    folder
        Created with the first change.
    """

    def __init__(self, folder: Path | str = DEFAULT) -> None:
        self.folder = Path(folder)
        self._sound: set[str] = set()

    # ---- reading -------------------------------------------------------------------------------------------------

    def state(self) -> Entry:
        """Return the version in force: its number, layers, author."""
        return manifest.load(self.folder).current

    def history(self) -> tuple[Entry, ...]:
        """List the versions that can be gone back to, newest first."""
        return manifest.load(self.folder).entries[::-1]

    def stored(self, layer_id: str, entry: Entry | None = None) -> gpd.GeoDataFrame | None:
        """Read a layer of the workspace (EPSG:4326, index ``id``), without places applied; None if it has none.

        Raises
        ------
        DataError
            The version's file is missing or damaged; `undo` or `restore` brings an older one back.
        """
        state = entry or self.state()
        kept = state.layers.get(layer_id)
        if kept is None or state.file is None:
            return None
        path = self._checked(state)
        return geopackage.read_table(path, kept.table)

    def placements(self, entry: Entry | None = None) -> tuple[Placement, ...]:
        """List the places given so far, by feature id."""
        return corrections.from_frame(self.stored(PLACES, entry))

    def frame(self, layer_id: str) -> gpd.GeoDataFrame | None:
        """Layer as the pages should see it: own or bundled, with the places; None when nothing differs."""
        if layer_id == PLACES:
            return None
        entry = self.state()
        own = self.stored(layer_id, entry)
        places = [item for item in self.placements(entry) if item.layer == layer_id]
        if own is None and not places:
            return None
        if own is None:
            with overrides.use(None):
                own = read.layer(layer_id)
        return corrections.apply(own, places)

    def content_hash(self, layer_id: str) -> str | None:
        """Hash that changes with what `frame` returns; None when nothing differs from the bundled layer."""
        entry = self.state()
        kept = entry.layers.get(layer_id)
        places = entry.layers.get(PLACES)
        if kept is None and not any(item.layer == layer_id for item in self.placements(entry)):
            return None
        with overrides.use(None):
            base = kept.sha256 if kept else read.content_hash(layer_id)
        return hashlib.sha256(f"{base}{places.sha256 if places else ''}".encode()).hexdigest()

    def _checked(self, entry: Entry) -> Path:
        path = self.folder / str(entry.file)
        if entry.file not in self._sound:
            if not path.exists() or geopackage.file_hash(path) != entry.sha256:
                zh = f"工作区第 {entry.version} 版的数据文件 {entry.file} 缺失或损坏；请撤销到上一版，或恢复内置图层"
                en = (
                    f"the data file {entry.file} of workspace version {entry.version} is missing or damaged; undo to "
                    "the version before, or bring the bundled layers back"
                )
                raise DataError(zh, en)
            self._sound.add(str(entry.file))
        return path

    # ---- writing -------------------------------------------------------------------------------------------------

    def save_layer(
        self,
        layer_id: str,
        frame: gpd.GeoDataFrame,
        *,
        base_version: int,
        who: str,
        why: str,
        title: str = "",
        meta: dict[str, Any] | None = None,
    ) -> Entry:
        """Keep a layer: one that stands in for the bundled layer of that id, or a new one.

        Parameters
        ----------
        layer_id
            Lower-case letters, digits and ``_``.
        frame
            EPSG:4326, unique index of feature ids.
        base_version
            Version the writer had seen.
        who, why
            Author and reason.
        title, meta
            Shown in the catalogue.

        Raises
        ------
        ConflictError
            Somebody changed the same layer since `base_version`.
        ParameterError, DataError
            A bad id; a frame that breaks the model.
        """
        if layer_id == PLACES or not _LAYER_ID.match(layer_id):
            zh = f"图层标识“{shown(layer_id, 40)}”无效；请用小写字母开头的字母、数字和下划线"
            en = f"the layer id '{shown(layer_id, 40)}' is not valid: lower-case letters, digits and _, a letter first"
            raise ParameterError(zh, en)
        if frame.crs is None or frame.crs.to_epsg() != LONLAT or not frame.index.is_unique or frame.index.isna().any():
            zh = f"图层“{layer_id}”须为 EPSG:4326，且每个要素有唯一的 id"
            en = f"layer '{layer_id}' must be in EPSG:4326 with one unique id a feature"
            raise DataError(zh, en)
        with overrides.use(None):
            replaces = layer_id in {info.id for info in read.catalog()}
        kept = Kept(layer_id, layer_id, title or layer_id, replaces, len(frame), geopackage.digest(frame), meta or {})

        def change(state: Entry) -> _Change:
            return _Change({layer_id: frame}, {**state.layers, layer_id: kept})

        return self._write("layer", (layer_id,), change, base_version, who, why)

    def remove_layer(self, layer_id: str, *, base_version: int, who: str, why: str = "") -> Entry:
        """Take a layer of the workspace away; a bundled one of that id is in force again."""

        def change(state: Entry) -> _Change:
            if layer_id not in state.layers:
                zh, en = f"工作区没有图层“{shown(layer_id)}”", f"the workspace has no layer '{shown(layer_id)}'"
                raise ParameterError(zh, en)
            return _Change({}, {key: kept for key, kept in state.layers.items() if key != layer_id})

        return self._write("remove", (layer_id,), change, base_version, who, why)

    def place(self, *items: Placement, base_version: int) -> Entry:
        """Keep places, each replacing an earlier one of the same feature; their author is the first one's."""
        if not items:
            zh, en = "没有要保存的定位", "there is no place to keep"
            raise ParameterError(zh, en)
        keys = tuple(f"{PLACES}:{item.feature_id}" for item in items)
        return self._write(
            "place",
            keys,
            self._placing({item.feature_id: item for item in items}),
            base_version,
            items[0].who,
            items[0].why,
        )

    def unplace(self, *feature_ids: str, base_version: int, who: str, why: str = "") -> Entry:
        """Take places away."""
        keys = tuple(f"{PLACES}:{feature_id}" for feature_id in feature_ids)
        return self._write("unplace", keys, self._placing(dict.fromkeys(feature_ids)), base_version, who, why)

    def _placing(self, wanted: dict[str, Placement | None] | dict[str, Placement]) -> Callable[[Entry], _Change]:
        def change(state: Entry) -> _Change:
            places: dict[str, Placement | None] = {item.feature_id: item for item in self.placements(state)}
            places.update(wanted)
            left = [item for _, item in sorted(places.items()) if item is not None]
            layers = {key: kept for key, kept in state.layers.items() if key != PLACES}
            if not left:
                return _Change({}, layers)
            frame = corrections.to_frame(left)
            kept = Kept(PLACES, PLACES, "定位", replaces=False, rows=len(left), sha256=geopackage.digest(frame))
            return _Change({PLACES: frame}, {**layers, PLACES: kept})

        return change

    def undo(self, *, base_version: int, who: str) -> Entry:
        """Bring back the content before the version in force; again and again walks further back."""
        return self._return(lambda book: book.current.parent, "undo", base_version, who)

    def restore(self, version: int, *, base_version: int, who: str) -> Entry:
        """Bring back the content of an older version, as a new one."""
        return self._return(lambda _: version, "restore", base_version, who)

    def originals(self, *, base_version: int, who: str) -> Entry:
        """Bring all bundled layers back, places taken away too; itself a version that can be undone."""
        return self._return(lambda _: 0, "originals", base_version, who)

    def _return(self, choose: Callable[[Manifest], int], action: str, base_version: int, who: str) -> Entry:
        with self._locked() as book:
            now = book.current
            manifest.refuse_conflict(book, base_version, None)
            version = choose(book)
            target = ORIGIN if version == 0 else book.at(version)
            if target is None:
                zh, en = f"第 {version} 版已不再保存", f"version {version} is no longer kept"
                raise ParameterError(zh, en)
            touched = tuple(sorted({*now.layers, *target.layers}))
            # an undo of an undo walks on; anything else can itself be undone
            parent = target.parent if action == "undo" else now.version
            entry = replace(
                target,
                version=now.version + 1,
                parent=parent,
                action=action,
                touched=touched,
                who=who,
                when=corrections.now(),
                why="",
            )
            return self._append(book, entry)

    def _write(
        self,
        action: str,
        touched: tuple[str, ...],
        change: Callable[[Entry], _Change],
        base_version: int,
        who: str,
        why: str,
    ) -> Entry:
        with self._locked() as book:
            now = book.current
            manifest.refuse_conflict(book, base_version, set(touched))
            made = change(now)
            file, digest = self._packed(now, made) if made.layers else (None, None)
            entry = Entry(
                now.version + 1,
                now.version,
                file,
                digest,
                action,
                touched,
                who.strip()[:200],
                corrections.now(),
                why.strip()[:1000],
                made.layers,
            )
            return self._append(book, entry)

    def _packed(self, now: Entry, made: _Change) -> tuple[str, str]:
        """Write the next GeoPackage: the one in force with tables replaced."""
        building = atomic.temporary(self.folder, ".gpkg")
        try:
            if now.file is not None and any(key not in made.frames for key in made.layers):
                shutil.copyfile(self._checked(now), building)
            for key, frame in made.frames.items():
                geopackage.write_table(building, key, frame)
            digest = geopackage.file_hash(building)
            final = self.folder / f"v{now.version + 1:06d}-{digest[:12]}.gpkg"
            atomic.commit(building, final)
        finally:
            building.unlink(missing_ok=True)
        return final.name, digest

    def _append(self, book: Manifest, entry: Entry) -> Entry:
        entries = (*book.entries, entry)[-KEPT_VERSIONS:]
        manifest.save(self.folder, Manifest(entries))
        used = {item.file for item in entries}
        for path in self.folder.glob("v*.gpkg"):
            # a file no version names: an old one, or one whose writer was killed before the manifest
            if path.name not in used:
                path.unlink(missing_ok=True)
        return entry

    @contextmanager
    def _locked(self) -> Iterator[Manifest]:
        """Hold the folder; the system releases the lock of a process that dies."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with filelock.FileLock(self.folder / ".lock", timeout=LOCK_SECONDS):
                atomic.sweep(self.folder)
                yield manifest.load(self.folder)
        except filelock.Timeout as error:
            zh = f"工作区正被另一个程序写入（等待超过 {LOCK_SECONDS:.0f} 秒）；请稍后再试，尚未写入任何内容"
            en = (
                f"another program has been writing to the workspace for over {LOCK_SECONDS:.0f} s; try again later, "
                "nothing was written"
            )
            raise BusyError(zh, en) from error
        except OSError as error:
            if isinstance(error, AtlasError):
                raise
            zh = f"工作区文件夹不可写（{error.strerror}）；请检查磁盘空间和权限，原有内容未变"
            en = (
                f"the workspace folder cannot be written ({error.strerror}); check disk space and permissions, what "
                "it held is unchanged"
            )
            raise DataError(zh, en) from error
