"""Where the command line takes its layers from: bundled ones by name, or files."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis import io
from analysis.cli_candidates import lay_out
from analysis.errors import DataError, ParameterError
from analysis.fields import listed
from analysis.slivers import cut_slivers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from analysis.messages import Message

LAYER, FILE = "layer:", "file:"
TESTED = ("features", "targets")
"""Roles in which places keep the area they may lie in."""


@dataclass(frozen=True)
class Source:
    """One input of a command.

    Attributes
    ----------
    origin
        ``layer:NAME`` (bundled) or ``file:PATH`` (relative to the folder the command runs in).
    crs, sublayer
        For a file: the CRS it does not say, its layer.
    accuracy_m
        For a file: CE90 of every place that states none.
    street
        Keep only the places of this street.
    ids
        Keep only these features, in this order.
    columns
        For sites of a bundled layer: further columns of it, such as the weight of a place.
    slivers
        ``cut``: take from every area the sliver it shares with another (`analysis.slivers`).
    candidates
        For places where a station could stand: how they were laid out (`analysis.cli_candidates`).
    """

    origin: str
    crs: str | None = None
    sublayer: str | None = None
    accuracy_m: float | None = None
    street: str | None = None
    ids: Sequence[str] | None = None
    columns: Sequence[str] | None = None
    slivers: str | None = None
    candidates: Mapping[str, Any] | None = None

    @classmethod
    def of(cls, text: str, **options: Any) -> Source:  # noqa: ANN401 -- the other fields
        """Take what was typed for a file if it looks like one, for a bundled layer otherwise."""
        is_file = Path(text).suffix.lower() in io.READABLE or os.sep in text or Path(text).exists()
        return cls((FILE if is_file else LAYER) + text, **options)

    def to_json(self) -> dict[str, Any]:
        """Fields that are set, for a record."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    def from_folder(self, old: Path, new: Path) -> Source:
        """Return the same source as seen from another folder.

        Parameters
        ----------
        old, new
            Folders a relative path starts from.
        """
        if not self.origin.startswith(FILE):
            return self
        path = os.path.relpath(old / self.origin.removeprefix(FILE), new)
        return Source(**{**asdict(self), "origin": FILE + Path(path).as_posix()})


def load(sources: Mapping[str, Source], folder: Path) -> tuple[dict[str, gpd.GeoDataFrame], tuple[Message, ...]]:
    """Load every input, in EPSG:4549 where it came in degrees.

    Parameters
    ----------
    sources
        Role (sites, stations, lines, areas, network …) → source.
    folder
        Where relative paths start from.

    Returns
    -------
    frames, notes
        Role → layer; what was done to them on the way.
    """
    frames, notes = {}, []
    for role, source in sources.items():
        if source.candidates is not None:
            frames[role] = lay_out(source.candidates)
            continue
        if source.origin.startswith(LAYER):
            frames[role] = _chosen(role, source, _bundled(role, source))
            continue
        frame, note = _from_file(role, source, folder)
        frames[role] = _chosen(role, source, frame)
        if note is not None:
            notes.append(note)
    return frames, tuple(notes)


def _bundled(role: str, source: Source) -> gpd.GeoDataFrame:
    import geodata  # noqa: PLC0415 -- only the shell may, and only when asked for bundled layers

    name = source.origin.removeprefix(LAYER)
    if role == "stations":
        return geodata.stations()
    if role == "lines":
        return geodata.lines()
    known = [info.id for info in geodata.catalog()]
    if name not in known:
        msg_zh = f"没有名为“{name}”的内置图层或文件；内置图层有：{'、'.join(known)}"
        msg_en = f"no bundled layer and no file is called '{name}'; bundled layers: {', '.join(known)}"
        raise ParameterError(msg_zh, msg_en)
    if role == "sites":
        return _with_columns(geodata.sites(name, street=source.street), name, source.columns or ())
    whole = geodata.layer(name, crs=4549)
    if role in TESTED and {"street", "search_area"} <= set(whole.columns):
        return geodata.sites(name)
    return whole


def _with_columns(sites: gpd.GeoDataFrame, name: str, columns: Sequence[str]) -> gpd.GeoDataFrame:
    import geodata  # noqa: PLC0415 -- as in `_bundled`

    whole = geodata.layer(name)
    missing = [column for column in columns if column not in whole.columns]
    if missing:
        msg_zh = f"图层“{name}”没有 {'、'.join(missing)} 列"
        msg_en = f"layer '{name}' has no column {', '.join(missing)}"
        raise DataError(msg_zh, msg_en)
    return sites.assign(**{column: whole[column] for column in columns})


def _chosen(role: str, source: Source, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Cut slivers and keep the features asked for."""
    if source.slivers is not None:
        frame = cut_slivers(frame)
    if source.ids is None:
        return frame
    missing = [key for key in source.ids if key not in frame.index]
    if missing:
        msg_zh = f"输入“{role}”（{source.origin}）中没有编号 {listed(missing)}：数据已更换"
        msg_en = f"input '{role}' ({source.origin}) has no feature {listed(missing)}: other data"
        raise DataError(msg_zh, msg_en)
    return frame.loc[list(source.ids)]


def _from_file(role: str, source: Source, folder: Path) -> tuple[gpd.GeoDataFrame, Message | None]:
    path = folder / source.origin.removeprefix(FILE)
    frame, note = io.to_metric(io.read(path, crs=source.crs, layer=source.sublayer), path.name)
    if source.accuracy_m is not None:
        stated = frame["accuracy_m"] if "accuracy_m" in frame.columns else pd.Series(float("nan"), frame.index)
        frame["accuracy_m"] = pd.to_numeric(stated, errors="coerce").fillna(source.accuracy_m)
    if source.street is not None:
        if "street" not in frame.columns:
            msg_zh = f"{path.name} 没有 street 列，不能按街道筛选"
            msg_en = f"{path.name} has no column 'street' to choose by"
            raise DataError(msg_zh, msg_en)
        frame = frame[frame["street"] == source.street]
    if role == "lines" and "line" in frame.columns:
        frame = frame.set_index("line", drop=False)
    return frame, note
