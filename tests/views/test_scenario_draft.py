"""A draft is a value: every act gives another one, and the history walks between them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import DataError, ParameterError
from views import scenario_code as code
from views import scenario_draft as drafts
from views.scenario_draft import Draft, History

LNG, LAT = 120.61234, 27.95678
EAST, NORTH = 120.62234, 27.96678


def two_stations() -> Draft:
    draft = drafts.add_line(Draft(), "试线")
    return drafts.add_stop(drafts.add_stop(draft, "U1", LNG, LAT, "甲"), "U1", EAST, LAT, "乙")


def test_stations_make_an_axis_and_a_path_takes_its_place() -> None:
    draft = two_stations()
    assert draft.tracks[0].axis == ((LNG, LAT), (EAST, LAT))
    draft = drafts.set_path(draft, "U1", ((LNG, LAT), (LNG, NORTH), (EAST, LAT)))
    assert len(draft.tracks[0].axis) == 3
    assert drafts.set_path(draft, "U1", ()).tracks[0].path == ()


def test_ids_are_not_used_again() -> None:
    draft = drafts.remove(two_stations(), "U1.2")
    draft = drafts.add_stop(draft, "U1", LNG, LAT)
    assert [stop.id for stop in draft.tracks[0].stops] == ["U1.1", "U1.3"]


def test_station_moves_and_is_renamed() -> None:
    draft = drafts.rename(drafts.move_stop(two_stations(), "U1.1", LNG, NORTH), "U1.1", "  新 名\n")
    stop = draft.stop("U1.1")
    assert stop is not None
    assert (stop.name, stop.xy) == ("新 名", (LNG, NORTH))
    assert drafts.rename(draft, "U1.1", "  ") == draft


def test_what_is_out_of_the_area_is_refused() -> None:
    draft = drafts.add_line(Draft(), "a")
    for lng, lat in ((LAT, LNG), (0.0, 0.0), (float("nan"), LAT)):
        with pytest.raises(ParameterError):
            drafts.add_stop(draft, "U1", lng, lat)


def test_limits_hold() -> None:
    draft = Draft()
    for _ in range(drafts.MOST_LINES):
        draft = drafts.add_line(draft, "x")
    with pytest.raises(ParameterError):
        drafts.add_line(draft, "x")
    for number in range(drafts.MOST_STOPS):
        draft = drafts.add_stop(draft, "U1", LNG + number / 1000, LAT)
    with pytest.raises(ParameterError):
        drafts.add_stop(draft, "U2", LNG, LAT)
    with pytest.raises(ParameterError):
        drafts.set_path(draft, "U1", ((LNG, LAT),))
    with pytest.raises(ParameterError):
        drafts.set_accuracy(draft, "U1", 7)


def test_undo_and_redo_walk_between_drafts() -> None:
    first = drafts.add_line(Draft(), "a")
    second = drafts.add_stop(first, "U1", LNG, LAT)
    steps = History().to(first).to(second)
    assert steps.to(second) is steps
    assert steps.undo().now == first
    assert steps.undo().undo().undo().now == Draft()
    assert steps.undo().redo() == steps
    assert steps.undo().to(drafts.add_line(first, "b")).after == ()
    assert steps.redo() is steps


@given(st.lists(st.integers(0, 4), max_size=30))
def test_history_forgets_nothing_it_can_take_back(acts: list[int]) -> None:
    steps, seen = History(), [Draft()]
    for act in acts:
        if act < 3:
            steps = steps.to(drafts.add_stop(steps.now, "U1", LNG, LAT) if act and steps.now.tracks
                             else drafts.add_line(Draft(), f"n{len(seen)}"))  # fmt: skip
        else:
            steps = steps.undo() if act == 3 else steps.redo()
        seen.append(steps.now)
        assert steps.now in seen
        assert not steps.before or steps.undo().redo() == steps


def test_address_holds_the_draft_exactly() -> None:
    draft = drafts.set_accuracy(drafts.remove(two_stations(), "U1.1"), "U1", 200)
    assert code.unpack(code.pack(draft)) == draft
    assert code.pack(Draft()) == ""
    assert code.unpack("") == Draft()


def test_long_draft_is_kept_here_and_named_in_the_address() -> None:
    draft = drafts.add_line(Draft(), "长线")
    for number in range(drafts.MOST_STOPS):
        lng, lat = LNG + (number * 7919 % 1000) / 9973, LAT + (number * 104729 % 997) / 9967
        draft = drafts.add_stop(draft, "U1", lng, lat, f"站{number * 7919 % 65521:x}名称")
    corners = tuple((LNG + (n * 7919 % 1013) / 9973, LAT + (n * 611953 % 997) / 9967) for n in range(300))
    draft = drafts.set_path(draft, "U1", corners)
    text = code.pack(draft)
    assert text.startswith("~")
    assert len(text) < 50
    assert code.unpack(text) == draft


@pytest.mark.parametrize("text", ["1", "1eNqL", "x", "1!!!", "~0123456789abcdef", "1" + "A" * 40])
def test_broken_address_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        code.unpack(text)


def test_file_is_read_back() -> None:
    draft = drafts.set_path(two_stations(), "U1", ((LNG, LAT), (EAST, LAT)))
    body = code.to_file(draft)
    features = json.loads(body)["features"]
    assert {feature["properties"]["basis"] for feature in features} == {"user"}
    assert all(feature["properties"]["accuracy_m"] == drafts.ACCURACY_M for feature in features)
    assert code.from_file(body) == draft


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"\xff\xfe",
        b'{"features":[]}',
        b'{"features":[{"geometry":{"type":"Polygon","coordinates":[]}}]}',
        b'{"features":[{"geometry":{"type":"Point","coordinates":["x","y"]}}]}',
        b'{"features":[{"geometry":{"type":"Point","coordinates":[500000,3090000]}}]}',
        b'{"features":[{"geometry":{"type":"LineString","coordinates":[[120.6,27.9]]}}]}',
    ],
)
def test_other_files_are_refused_with_a_reason(body: bytes) -> None:
    with pytest.raises((DataError, ParameterError)) as caught:
        code.from_file(body)
    assert caught.value.zh
    assert caught.value.en
