"""A workspace as the pages read it: looked at for every question, read only when it has changed."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import RLock
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import shapely

from analysis.errors import AtlasError
from geodata.crs import LONLAT
from geodata.imports import manifest
from geodata.store import Stored

if TYPE_CHECKING:
    from geodata.imports.manifest import Entry
    from geodata.imports.workspace import Workspace

_FRAMES: Final = 32
"""Layers kept in memory, as plain columns and WKB."""

_Stamp = tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class _Seen:
    """The version in force when the manifest last changed, its hashes by layer, or why it cannot be read."""

    stamp: _Stamp
    entry: Entry
    hashes: dict[str, str]
    problem: AtlasError | None


class Live:
    """What stands in for bundled layers: the version of a workspace that is in force at the moment.

    A workspace that cannot be read leaves the bundled layers in force and says so in `problem`.

    Parameters
    ----------
    workspace
        Read only; another process may write to it.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._lock = RLock()
        self._seen: _Seen | None = None
        self._frames: OrderedDict[tuple[str, str], Stored] = OrderedDict()

    def entry(self) -> Entry:
        """Return the version in force; the origin when the workspace cannot be read."""
        return self._look().entry

    def problem(self) -> AtlasError | None:
        """Say why the workspace cannot be read, or None."""
        return self._look().problem

    def frame(self, layer_id: str) -> gpd.GeoDataFrame | None:
        """Layer as the pages should see it, see `Workspace.frame`; objects of the caller's own."""
        with self._lock:
            seen = self._look()
            digest = seen.hashes.get(layer_id)
            if digest is None:
                return None
            key = (layer_id, digest)
            kept = self._frames.get(key)
            if kept is None:
                kept = self._read(layer_id, seen)
                if kept is None:
                    return None
                self._frames[key] = kept
                while len(self._frames) > _FRAMES:
                    self._frames.popitem(last=False)
            self._frames.move_to_end(key)
        return gpd.GeoDataFrame(
            kept.frame(), geometry=gpd.GeoSeries(list(kept.geometries()), index=kept.table.index, crs=LONLAT)
        )

    def content_hash(self, layer_id: str) -> str | None:
        """Hash that changes whenever `frame` does; None for the bundled one."""
        return self._look().hashes.get(layer_id)

    def _read(self, layer_id: str, seen: _Seen) -> Stored | None:
        try:
            frame = self.workspace.frame(layer_id)
        except AtlasError as error:
            self._seen = _Seen(seen.stamp, manifest.ORIGIN, {}, error)
            return None
        if frame is None:
            return None
        return Stored(frame.drop(columns="geometry"), shapely.to_wkb(frame.geometry.to_numpy()))

    def _look(self) -> _Seen:
        with self._lock:
            stamp = self._stamp()
            if self._seen is None or self._seen.stamp != stamp:
                self._seen = self._load(stamp)
            return self._seen

    def _stamp(self) -> _Stamp:
        try:
            found = (self.workspace.folder / manifest.NAME).stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _load(self, stamp: _Stamp) -> _Seen:
        try:
            entry = self.workspace.state()
            places = self.workspace.placements(entry)
            layers = {*entry.layers, *(place.layer for place in places)}
            hashes = {name: self.workspace.content_hash(name) for name in layers}
        except AtlasError as error:
            return _Seen(stamp, manifest.ORIGIN, {}, error)
        return _Seen(stamp, entry, {name: text for name, text in hashes.items() if text is not None}, None)
