"""What a planner has drawn, as plain values: lines with stations, and the steps back and forth between drafts.

Nothing here knows of a page or a map. A `Draft` never changes; every act on it gives another one, and `History`
keeps those before and after. Coordinates are WGS-84 degrees with five decimals, about one metre.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from analysis.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable

DIGITS: Final = 5
ACCURACY_M: Final = 50
"""Said of what is clicked on the map, CE90: the width of a finger at the scale of a district."""
ACCURACIES_M: Final = (10, 50, 100, 200, 500)
MOST_LINES: Final = 6
MOST_STOPS: Final = 60
MOST_CORNERS: Final = 400
NAME_LENGTH: Final = 40
STEPS_KEPT: Final = 100
AROUND: Final = (119.0, 27.0, 122.0, 29.0)
"""West, south, east, north: a place outside is a slip, not a station of this district."""

Place = tuple[float, float]
"""Longitude and latitude."""


@dataclass(frozen=True)
class Stop:
    """A drawn station; `id` is ``U1.2``, its line's id and a number that is never used again."""

    id: str
    name: str
    xy: Place


@dataclass(frozen=True)
class Track:
    """A drawn line: its stations in the order they were put down, its axis if one was drawn.

    Parameters
    ----------
    id
        ``U1`` … `MOST_LINES`.
    name
        As the planner calls it.
    accuracy_m
        CE90 the planner states for the line and all its stations.
    stops, path
        Stations, and the corners of the axis.
    """

    id: str
    name: str
    accuracy_m: int = ACCURACY_M
    stops: tuple[Stop, ...] = ()
    path: tuple[Place, ...] = ()

    @property
    def axis(self) -> tuple[Place, ...]:
        """The drawn axis; without one the straight line from station to station, empty below two."""
        corners = self.path or tuple(stop.xy for stop in self.stops)
        return corners if len(corners) > 1 else ()


@dataclass(frozen=True)
class Draft:
    """Everything drawn; `last_id` counts what has ever been named, so that no id returns with another meaning."""

    tracks: tuple[Track, ...] = ()
    last_id: int = 0

    @property
    def empty(self) -> bool:
        """Whether there is nothing that could be measured to."""
        return not any(track.stops or track.path for track in self.tracks)

    def track(self, track_id: str) -> Track | None:
        """Line by its id, or none."""
        return next((track for track in self.tracks if track.id == track_id), None)

    def stop(self, stop_id: str) -> Stop | None:
        """Station by its id, or none."""
        return next((stop for track in self.tracks for stop in track.stops if stop.id == stop_id), None)


def place(lng: float, lat: float) -> Place:
    """Round a place to the grid of the draft.

    Raises
    ------
    ParameterError
        Outside `AROUND`, or no number.
    """
    west, south, east, north = AROUND
    if not (west <= lng <= east and south <= lat <= north):
        zh = f"位置 ({lng:.4f}, {lat:.4f}) 不在温州一带：请在图上重画, 并核对经纬度次序"
        en = f"({lng:.4f}, {lat:.4f}) is not in the Wenzhou area: draw it again, and check longitude and latitude"
        raise ParameterError(zh, en)
    return round(float(lng), DIGITS), round(float(lat), DIGITS)


def clean_name(text: str) -> str:
    """Name as it is kept: one line, no control characters, at most `NAME_LENGTH` long."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())[:NAME_LENGTH]


def add_line(draft: Draft, name: str) -> Draft:
    """Begin a line.

    Raises
    ------
    ParameterError
        There are `MOST_LINES` already.
    """
    if len(draft.tracks) >= MOST_LINES:
        zh = f"最多画 {MOST_LINES} 条线：请先删去一条"
        raise ParameterError(zh, f"at most {MOST_LINES} lines can be drawn: delete one first")
    taken = {track.id for track in draft.tracks}
    track_id = next(f"U{number}" for number in range(1, MOST_LINES + 1) if f"U{number}" not in taken)
    return replace(draft, tracks=(*draft.tracks, Track(track_id, clean_name(name) or track_id)))


def add_stop(draft: Draft, track_id: str, lng: float, lat: float, name: str = "") -> Draft:
    """Put a station at the end of a line.

    Raises
    ------
    ParameterError
        Out of the area, or `MOST_STOPS` are drawn already.
    """
    if sum(len(track.stops) for track in draft.tracks) >= MOST_STOPS:
        zh = f"最多画 {MOST_STOPS} 个车站：请先删去几个, 或用文件导入自己的图层"
        raise ParameterError(zh, f"at most {MOST_STOPS} stations can be drawn: delete some first")
    number = draft.last_id + 1

    def put(track: Track) -> Track:
        stop_id = f"{track.id}.{number}"
        label = clean_name(name) or f"{track.name}-{len(track.stops) + 1}"
        return replace(track, stops=(*track.stops, Stop(stop_id, label, place(lng, lat))))

    return replace(_changed(draft, track_id, put), last_id=number)


def set_path(draft: Draft, track_id: str, corners: tuple[Place, ...]) -> Draft:
    """Give a line its axis; no corners take it away.

    Raises
    ------
    ParameterError
        One corner alone, more than `MOST_CORNERS`, or one out of the area.
    """
    if len(corners) == 1 or len(corners) > MOST_CORNERS:
        zh = f"线要有 2 到 {MOST_CORNERS} 个折点, 这条有 {len(corners)} 个：请重画"
        raise ParameterError(zh, f"a line has 2 to {MOST_CORNERS} corners, this one {len(corners)}: draw it again")
    placed = tuple(place(*corner) for corner in corners)
    return _changed(draft, track_id, lambda track: replace(track, path=placed))


def move_stop(draft: Draft, stop_id: str, lng: float, lat: float) -> Draft:
    """Move a station."""
    return _each_stop(draft, stop_id, lambda stop: replace(stop, xy=place(lng, lat)))


def rename(draft: Draft, item_id: str, name: str) -> Draft:
    """Name a line or a station; an empty name changes nothing."""
    label = clean_name(name)
    if not label:
        return draft
    renamed = _changed(draft, item_id, lambda track: replace(track, name=label))
    return _each_stop(renamed, item_id, lambda stop: replace(stop, name=label))


def set_accuracy(draft: Draft, track_id: str, accuracy_m: int) -> Draft:
    """State how well a line is placed.

    Raises
    ------
    ParameterError
        Not one of `ACCURACIES_M`.
    """
    if accuracy_m not in ACCURACIES_M:
        zh = f"误差 {accuracy_m} 米不可选：可用 {'、'.join(map(str, ACCURACIES_M))}"
        raise ParameterError(zh, f"an accuracy of {accuracy_m} m cannot be chosen: use one of {ACCURACIES_M}")
    return _changed(draft, track_id, lambda track: replace(track, accuracy_m=accuracy_m))


def remove(draft: Draft, item_id: str) -> Draft:
    """Take away a line with its stations, or one station."""
    kept = tuple(
        replace(track, stops=tuple(stop for stop in track.stops if stop.id != item_id))
        for track in draft.tracks
        if track.id != item_id
    )
    return replace(draft, tracks=kept)


def _changed(draft: Draft, track_id: str, change: Callable[[Track], Track]) -> Draft:
    return replace(draft, tracks=tuple(change(each) if each.id == track_id else each for each in draft.tracks))


def _each_stop(draft: Draft, stop_id: str, change: Callable[[Stop], Stop]) -> Draft:
    def through(track: Track) -> Track:
        return replace(track, stops=tuple(change(stop) if stop.id == stop_id else stop for stop in track.stops))

    return replace(draft, tracks=tuple(through(track) for track in draft.tracks))


@dataclass(frozen=True)
class History:
    """The draft as it stands, those before it (the latest last) and those taken back (the next first)."""

    now: Draft = Draft()
    before: tuple[Draft, ...] = ()
    after: tuple[Draft, ...] = ()

    def to(self, draft: Draft) -> History:
        """Go on to another draft; what was taken back is gone. The same draft is no step."""
        if draft == self.now:
            return self
        return History(draft, (*self.before, self.now)[-STEPS_KEPT:])

    def undo(self) -> History:
        """Go one step back, if there is one."""
        if not self.before:
            return self
        return History(self.before[-1], self.before[:-1], (self.now, *self.after))

    def redo(self) -> History:
        """Take back the last `undo`, if there is one."""
        if not self.after:
            return self
        return History(self.after[0], (*self.before, self.now), self.after[1:])
