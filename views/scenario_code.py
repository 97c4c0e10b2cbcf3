"""A draft as text: packed for the address, and as a GeoJSON file that other programs read too.

The address holds ``1`` and zlib-packed JSON in URL-safe base64. A draft too long for it is kept by this server under
its hash, and the address holds ``~`` and that hash; the file is for keeping.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from dataclasses import replace
from typing import Any, Final

from analysis.errors import AtlasError, DataError, ParameterError
from layers import store
from views import scenario_draft as drafts
from views.scenario_draft import Draft

LONGEST: Final = 1500
"""Characters of a draft in the address; browsers and mail programs cut addresses above about 2000."""
_LARGEST_BYTES: Final = 200_000
_FILE_BYTES: Final = 2_000_000
_STORE: Final = "draft"
FORMAT: Final = "ouhai-atlas-scenario"


def plain(draft: Draft) -> list[Any]:
    """Draft as nested lists: ``[last_id, [id, name, accuracy, [[id, name, lng, lat]…], [[lng, lat]…]]…]``."""
    tracks = [
        [
            track.id,
            track.name,
            track.accuracy_m,
            [[stop.id, stop.name, *stop.xy] for stop in track.stops],
            [list(corner) for corner in track.path],
        ]
        for track in draft.tracks
    ]
    return [draft.last_id, *tracks]


def from_plain(values: Any) -> Draft:  # noqa: ANN401 - JSON from an address or a file, checked here
    """Read what `plain` gives.

    Raises
    ------
    DataError
        Another shape.
    ParameterError
        A place out of the area, an accuracy that cannot be chosen, too many of anything.
    """
    try:
        number, *tracks = values
        draft = Draft()
        for track_id, name, accuracy, stops, path in tracks:
            draft = drafts.add_line(draft, str(name))
            mine = draft.tracks[-1].id
            draft = drafts.set_accuracy(draft, mine, int(accuracy))
            for stop_id, label, lng, lat in stops:
                draft = drafts.add_stop(draft, mine, float(lng), float(lat), str(label))
                draft = _with_id(draft, mine, str(stop_id))
            draft = drafts.set_path(draft, mine, tuple((float(lng), float(lat)) for lng, lat in path))
            draft = _with_id(draft, mine, str(track_id))
        return replace(draft, last_id=max(int(number), draft.last_id))
    except (TypeError, ValueError, KeyError, IndexError) as error:
        if isinstance(error, AtlasError):
            raise
        zh = f"这不是情景草图（{error}）：请选择本页保存的文件或复制完整的网址"
        raise DataError(zh, f"not a scenario draft ({error}): choose a file this page saved") from error


def _with_id(draft: Draft, track_id: str, wanted: str) -> Draft:
    """Give the line, or its last station, the id it had; what is no id of ours is left as it is."""
    head, _, tail = wanted.partition(".")
    right = head[:1] == "U" and head[1:].isdigit() and 1 <= int(head[1:]) <= drafts.MOST_LINES
    if not right or (tail and not tail.isdigit()):
        return draft
    taken = {track.id for track in draft.tracks} | {stop.id for track in draft.tracks for stop in track.stops}
    if wanted in taken:
        return draft

    def named(track: drafts.Track) -> drafts.Track:
        if track.id != track_id:
            return track
        if not tail:
            return replace(track, id=wanted)
        return replace(track, stops=(*track.stops[:-1], replace(track.stops[-1], id=wanted)))

    return replace(draft, tracks=tuple(named(track) for track in draft.tracks))


def pack(draft: Draft) -> str:
    """Text of a draft for the address; empty for an empty one."""
    if not draft.tracks:
        return ""
    body = json.dumps(plain(draft), ensure_ascii=False, separators=(",", ":")).encode()
    text = "1" + base64.urlsafe_b64encode(zlib.compress(body, 9)).decode().rstrip("=")
    if len(text) <= LONGEST:
        return text
    return "~" + store.put(_STORE, body).rsplit("/", 1)[-1].removesuffix(".geojson")


def unpack(text: str) -> Draft:
    """Read what `pack` gives.

    Raises
    ------
    ValueError
        Cut short, changed, or no longer kept by this server (AtlasErrors are ValueErrors too).
    """
    if not text:
        return Draft()
    try:
        if text.startswith("~"):
            body = store.bytes_of(_STORE, text[1:])
        else:
            packed = base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4))
            reader = zlib.decompressobj()
            body = reader.decompress(packed, _LARGEST_BYTES)
            if not reader.eof:
                raise ValueError(text[:20])
        return from_plain(json.loads(body))
    except (binascii.Error, zlib.error, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError(text[:20]) from error


def to_file(draft: Draft) -> bytes:
    """Draft as GeoJSON (RFC 7946): axes and stations with line, name, basis and accuracy."""
    features = []
    for track in draft.tracks:
        shared = {"line": track.id, "line_name": track.name, "status": "proposed", "basis": "user"}
        stated = {**shared, "accuracy_m": track.accuracy_m}
        if track.path:
            geometry = {"type": "LineString", "coordinates": [list(corner) for corner in track.path]}
            properties = {"id": track.id, "name": track.name, "kind": "line", **stated}
            features.append({"type": "Feature", "properties": properties, "geometry": geometry})
        for stop in track.stops:
            geometry = {"type": "Point", "coordinates": list(stop.xy)}
            properties = {"id": stop.id, "name": stop.name, "kind": "station", **stated}
            features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    return f'{{"type":"FeatureCollection","format":"{FORMAT}","features":[\n{lines}\n]}}\n'.encode()


def from_file(body: bytes) -> Draft:
    """Read a draft from GeoJSON in degrees: this page's own file, or points and lines of any other program.

    Points become stations and lines axes. Features are put together by ``line`` (or, without one, into one line).

    Raises
    ------
    DataError
        Not GeoJSON, too large, coordinates that are not degrees, or no point and no line in it.
    ParameterError
        As `from_plain`.
    """
    if len(body) > _FILE_BYTES:
        zh = f"文件超过 {_FILE_BYTES // 1_000_000} MB：草图只装手画的几条线, 大图层请用数据导入"
        raise DataError(zh, "the file is too large for a draft: import it as a layer instead")
    try:
        found = json.loads(body.decode("utf-8-sig"))
        features = found["features"]
        grouped: dict[str, list[Any]] = {}
        for feature in features:
            key = str((feature.get("properties") or {}).get("line") or "")
            grouped.setdefault(key, []).append(feature)
        draft = Draft()
        for key, group in grouped.items():
            draft = _line_of(draft, key, group)
    except (UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError, AttributeError, ValueError) as error:
        if isinstance(error, AtlasError):
            raise
        zh = f"读不出 GeoJSON（{error}）：请用本页保存的文件, 或 WGS-84 经纬度的点、线 GeoJSON"
        raise DataError(zh, f"cannot read it as GeoJSON ({error}): use WGS-84 points and lines") from error
    if draft.empty:
        zh = "文件里没有点也没有线：车站画成点, 线路画成线"
        raise DataError(zh, "no point and no line in the file: stations are points, lines are lines")
    return draft


def _line_of(draft: Draft, key: str, group: list[Any]) -> Draft:
    properties = [feature.get("properties") or {} for feature in group]
    name = next((str(each["line_name"]) for each in properties if each.get("line_name")), key)
    draft = drafts.add_line(draft, name)
    mine = draft.tracks[-1].id
    for feature, each in zip(group, properties, strict=True):
        geometry = feature.get("geometry") or {}
        kind, coordinates = geometry.get("type"), geometry.get("coordinates")
        if kind == "Point":
            draft = drafts.add_stop(draft, mine, *coordinates[:2], name=str(each.get("name") or ""))
        elif kind == "LineString":
            draft = drafts.set_path(draft, mine, tuple((corner[0], corner[1]) for corner in coordinates))
        elif kind is not None:
            zh = f"不支持 {kind}：车站请用 Point, 线路请用 LineString"
            raise ParameterError(zh, f"{kind} is not supported: use Point for stations, LineString for lines")
    stated = next((each["accuracy_m"] for each in properties if each.get("accuracy_m")), None)
    if stated is not None:
        accuracy = min(drafts.ACCURACIES_M, key=lambda choice: abs(choice - float(stated)))
        draft = drafts.set_accuracy(draft, mine, accuracy)
    return draft
