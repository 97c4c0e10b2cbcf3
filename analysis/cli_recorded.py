"""The inputs of a record: found again where it says, or where the user says."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from analysis.cli_sources import LAYER, Source, load
from analysis.errors import DataError, ParameterError
from analysis.sketch import with_sketch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd

    from analysis.record import Record

DRAWN = "drawn"
"""Parameter that carries the lines and stations somebody drew."""
NETWORK = ("stations", "lines")
_IGNORED = ("half_m",)


def recorded_sources(record: Record, given: Mapping[str, Source] | None = None) -> dict[str, Source]:
    """Where a record's inputs came from.

    Parameters
    ----------
    record
        Of a result.
    given
        Files to use in place of what the record says, by the input's name.

    Raises
    ------
    DataError
        An input that was only in memory, or was made in a way this program does not know.
    ParameterError
        A file for an input that the record does not have.
    """
    found = dict(given or {})
    unknown = sorted(found.keys() - {item.name for item in record.inputs})
    if unknown:
        names = [item.name for item in record.inputs]
        msg_zh = f"记录没有名为 {'、'.join(unknown)} 的输入；它的输入有 {'、'.join(names)}"
        msg_en = f"the record has no input called {', '.join(unknown)}; it has {', '.join(names)}"
        raise ParameterError(msg_zh, msg_en)
    sources = {}
    for item in record.inputs:
        if item.name in found:
            sources[item.name] = found[item.name]
        elif item.origin is not None:
            sources[item.name] = _source(item.name, item.origin)
        elif item.name in NETWORK and DRAWN in record.parameters:
            sources[item.name] = Source(f"{LAYER}rail")
        else:
            msg_zh = (
                f"记录没有说明输入“{item.name}”来自哪里（结果由程序在内存中算出），不能重算：请用 --input "
                f"{item.name}=文件 给出，或下载含输入文件的 ZIP"
            )
            msg_en = (
                f"the record does not say where '{item.name}' came from (made in memory): cannot run it again; give "
                f"--input {item.name}=FILE, or download the ZIP, which holds the input"
            )
            raise DataError(msg_zh, msg_en)
    return sources


def _source(name: str, origin: Mapping[str, object]) -> Source:
    known = {field.name for field in fields(Source)}
    stated = {key: value for key, value in origin.items() if key not in _IGNORED and (key, value) != ("filter", [])}
    unknown = sorted(stated.keys() - known)
    if unknown or "origin" not in stated:
        told = "、".join(unknown) or "origin"
        msg_zh = f"输入“{name}”的来历（{told}）本程序不能重做：请从页面重新下载记录，或用 --input {name}=文件 给出"
        msg_en = (
            f"how input '{name}' was made ({told}) is not known here: download the record again from the page, or "
            f"give --input {name}=FILE"
        )
        raise DataError(msg_zh, msg_en)
    return Source(**stated)  # type: ignore[arg-type]  # JSON values of a record


def load_recorded(sources: Mapping[str, Source], record: Record, folder: Path) -> dict[str, gpd.GeoDataFrame]:
    """Load a record's inputs, with what was drawn among stations and lines taken from bundled layers.

    Parameters
    ----------
    sources
        From `recorded_sources`.
    record
        Of the result.
    folder
        Where relative paths start from.

    Raises
    ------
    AtlasError
        An input is not there; its name in the record is part of the message.
    """
    frames: dict[str, gpd.GeoDataFrame] = {}
    for name, source in sources.items():
        try:
            frames |= load({name: source}, folder)[0]
        except (ParameterError, FileNotFoundError) as error:
            if source.candidates is not None:
                raise
            place = source.origin.partition(":")[2]
            msg_zh = (
                f"缺少输入“{name}”（{place}）：不是内置图层，记录旁也没有这个文件。工作区图层请用页面的 ZIP"
                f"（内含输入），或用 --input {name}=文件 给出"
            )
            msg_en = (
                f"missing input '{name}' ({place}): no bundled layer, and no such file beside the record. For a layer "
                f"of a workspace use the page's ZIP, which holds it, or give --input {name}=FILE"
            )
            raise DataError(msg_zh, msg_en) from error
    drawn = record.parameters.get(DRAWN)
    if drawn and all(name in sources and sources[name].origin.startswith(LAYER) for name in NETWORK):
        frames["stations"], frames["lines"] = with_sketch(frames["stations"], frames["lines"], drawn)
    return frames


def given_inputs(texts: Sequence[str]) -> dict[str, Source]:
    """Read ``NAME=FILE`` as typed.

    Raises
    ------
    ParameterError
        Another form.
    """
    found = {}
    for text in texts:
        name, equals, path = text.partition("=")
        if not (name and equals and path):
            msg_zh = f"--input {text} 应写成 名称=文件，例如 areas=areas.gpkg"
            raise ParameterError(msg_zh, f"--input {text}: write NAME=FILE, such as areas=areas.gpkg")
        found[name] = Source.of(path)
    return found
