"""A workspace loses nothing: not to two writers, not to a killed one, not to a mistake."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import geodata
from analysis.errors import DataError, ParameterError
from geodata.imports import corrections, manifest
from geodata.imports.manifest import ConflictError
from geodata.imports.workspace import KEPT_VERSIONS, Workspace

if TYPE_CHECKING:
    import geopandas as gpd

    from geodata.imports.corrections import Placement

HONGDIAN = "renewal_sites.chashan-hongdiancun"


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "工作区")


def place(feature: str = HONGDIAN, lon: float = 120.70) -> Placement:
    return corrections.placement(feature, lon, 27.93, accuracy_m=30, who="乙", why="现场核对")


def save(space: Workspace, layer: str = "renewal_sites", base: int | None = None, who: str = "甲") -> int:
    version = space.state().version if base is None else base
    return space.save_layer(layer, geodata.layer(layer), base_version=version, who=who, why="替换").version


def same(left: gpd.GeoDataFrame | None, right: gpd.GeoDataFrame) -> bool:
    return left is not None and bool(left.equals(right)) and list(left.dtypes) == list(right.dtypes)


@pytest.mark.parametrize("layer", ["renewal_sites", "streets", "rail", "villages", "water"])
def test_a_layer_comes_back_as_it_was(space: Workspace, layer: str) -> None:
    save(space, layer)
    assert same(Workspace(space.folder).frame(layer), geodata.layer(layer))


def test_an_empty_workspace_changes_nothing(space: Workspace) -> None:
    assert space.state().version == 0
    assert space.frame("rail") is None
    assert space.content_hash("rail") is None
    assert space.placements() == ()
    assert not space.folder.exists()


def test_pages_see_the_workspace_and_then_the_originals(space: Workspace) -> None:
    space.place(place(), base_version=0)
    bundled = geodata.content_hash("renewal_sites")
    with geodata.use(space):
        site = geodata.sites().loc[HONGDIAN]
        assert (site["basis"], site["accuracy_m"], site["source"]) == ("estimated", 30.0, "workspace")
        assert site["geometry"].geom_type == "Point"
        assert site["search_area"] is None
        assert geodata.content_hash("renewal_sites") != bundled
        assert "现场核对".encode() in geodata.geojson_bytes("renewal_sites")
        assert geodata.content_hash("rail") == geodata.content_hash("rail")
        seen: list[bool] = []
        other = threading.Thread(target=lambda: seen.append(geodata.sites().loc[HONGDIAN, "geometry"] is None))
        other.start()
        other.join()
        assert seen == [True]
        space.originals(base_version=1, who="甲")
        assert geodata.sites().loc[HONGDIAN, "geometry"] is None
    assert geodata.content_hash("renewal_sites") == bundled


def test_undo_walks_back_and_restore_goes_anywhere(space: Workspace) -> None:
    save(space)
    space.place(place(), base_version=1)
    space.undo(base_version=2, who="丙")
    assert space.placements() == ()
    assert "renewal_sites" in space.state().layers
    space.undo(base_version=3, who="丙")
    assert space.state().layers == {}
    space.restore(2, base_version=4, who="丙")
    assert [item.feature_id for item in space.placements()] == [HONGDIAN]
    assert [entry.action for entry in space.history()] == ["restore", "undo", "undo", "place", "layer", "originals"]
    space.unplace(HONGDIAN, base_version=5, who="丙")
    assert space.placements() == ()


def test_a_layer_can_be_taken_away_alone(space: Workspace) -> None:
    save(space)
    space.place(place(), base_version=1)
    space.remove_layer("renewal_sites", base_version=2, who="甲")
    frame = space.frame("renewal_sites")
    assert frame is not None
    assert len(frame) == 38
    assert frame.loc[HONGDIAN, "basis"] == "estimated"
    with pytest.raises(ParameterError):
        space.remove_layer("renewal_sites", base_version=3, who="甲")


def test_two_writers_of_one_layer_conflict_and_of_two_do_not(space: Workspace) -> None:
    save(space, base=0, who="甲")
    with pytest.raises(ConflictError, match=r"甲.*renewal_sites") as caught:
        save(space, base=0, who="乙")
    assert caught.value.version == 1
    assert space.state().who == "甲"
    save(space, "streets", base=0, who="乙")
    assert set(space.state().layers) == {"renewal_sites", "streets"}
    space.place(place(), base_version=0)
    space.place(place("villages.330304004203"), base_version=0)
    with pytest.raises(ConflictError):
        space.place(place(lon=120.71), base_version=0)
    assert len(space.placements()) == 2
    with pytest.raises(ConflictError):
        space.undo(base_version=1, who="乙")


def _add(folder: Path, number: int) -> None:
    items = geodata.layer("villages").index[number * 5 : number * 5 + 5]
    for feature in items:
        Workspace(folder).place(place(str(feature)), base_version=Workspace(folder).state().version)


def test_writers_at_the_same_time_lose_nothing(space: Workspace) -> None:
    threads = [threading.Thread(target=_add, args=(space.folder, number)) for number in range(3)]
    other = multiprocessing.get_context("spawn").Process(target=_add, args=(space.folder, 3))
    for worker in (*threads, other):
        worker.start()
    for worker in (*threads, other):
        worker.join()
    assert other.exitcode == 0
    assert len(space.placements()) == 20
    assert space.state().version == 20


KILLED = """
import os, signal, sys
from geodata.imports import atomic, corrections, geopackage
from geodata.imports.workspace import Workspace
step = sys.argv[2]
def die(*_): os.kill(os.getpid(), signal.SIGKILL)
real = atomic.commit
def commit(made, final):
    name = final.name
    if step == "before-file" and name.startswith("v"): die()
    if step == "before-manifest" and name == "manifest.json": die()
    if step == "half-manifest" and name == "manifest.json":
        made.write_bytes(made.read_bytes()[:40]); die()
    real(made, final)
    if step == "after-file" and name.startswith("v"): die()
    if step == "after-manifest" and name == "manifest.json": die()
atomic.commit = commit
if step == "half-file":
    write = geopackage.write_table
    def half(path, table, frame):
        write(path, table, frame)
        path.write_bytes(path.read_bytes()[:5000]); die()
    geopackage.write_table = half
space = Workspace(sys.argv[1])
space.place(corrections.placement("villages.330304004203", 120.7, 27.93, accuracy_m=9, who="x", why="y"),
            base_version=space.state().version)
"""


@pytest.mark.parametrize(
    "step", ["half-file", "before-file", "after-file", "half-manifest", "before-manifest", "after-manifest"]
)
def test_a_killed_writer_leaves_the_version_before(space: Workspace, step: str) -> None:
    save(space)
    space.place(place(), base_version=1)
    environment = {**os.environ, "PYTHONPATH": str(Path(geodata.__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", KILLED, str(space.folder), step], env=environment, check=False)
    assert done.returncode == -signal.SIGKILL
    again = Workspace(space.folder)
    assert again.state().version == (3 if step == "after-manifest" else 2)
    assert len(again.placements()) == (2 if step == "after-manifest" else 1)
    frame = again.frame("renewal_sites")
    assert frame is not None
    assert frame.loc[HONGDIAN, "basis"] == "estimated"
    # the lock died with the writer, what it left in the making is swept away
    again.unplace(HONGDIAN, base_version=again.state().version, who="甲")
    names = {path.name for path in space.folder.iterdir()}
    assert not [name for name in names if name.startswith("tmp-")]
    assert {name for name in names if name.startswith("v")} == {entry.file for entry in again.history() if entry.file}


def test_old_versions_are_let_go(space: Workspace) -> None:
    for number in range(KEPT_VERSIONS + 3):
        space.place(place(lon=120.70 + number / 1000), base_version=number)
    assert len(space.history()) == KEPT_VERSIONS
    assert len(list(space.folder.glob("v*.gpkg"))) == KEPT_VERSIONS
    with pytest.raises(ParameterError):
        space.restore(1, base_version=KEPT_VERSIONS + 3, who="甲")


def test_a_damaged_file_is_told_and_can_be_left(space: Workspace) -> None:
    save(space)
    space.place(place(), base_version=1)
    (space.folder / str(space.state().file)).write_bytes(b"x")
    with pytest.raises(DataError, match="第 2 版"):
        Workspace(space.folder).frame("renewal_sites")
    Workspace(space.folder).undo(base_version=2, who="甲")
    assert same(Workspace(space.folder).frame("renewal_sites"), geodata.layer("renewal_sites"))


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"format":9,"entries":[]}', '{"format":1,"entries":[{"version":1}]}', "\udcff"]
)
def test_a_broken_manifest_is_told(space: Workspace, text: str) -> None:
    save(space)
    (space.folder / manifest.NAME).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(DataError, match=manifest.PREVIOUS):
        space.state()


def test_a_manifest_cannot_point_outside(space: Workspace) -> None:
    save(space)
    path = space.folder / manifest.NAME
    path.write_text(
        path.read_text(encoding="utf-8").replace(str(space.state().file), "../secret.gpkg"), encoding="utf-8"
    )
    with pytest.raises(DataError):
        space.state()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(DataError, match="不可写"):
        Workspace(tmp_path / "file" / "space").place(place(), base_version=0)


@pytest.mark.parametrize("layer", ["../x", "X", "corrections", "", "a b", "<b>"])
def test_layer_ids_are_checked(space: Workspace, layer: str) -> None:
    with pytest.raises(ParameterError):
        space.save_layer(layer, geodata.layer("streets"), base_version=0, who="甲", why="")


def test_frames_are_checked(space: Workspace) -> None:
    with pytest.raises(DataError):
        space.save_layer("x", geodata.layer("streets", crs=4549), base_version=0, who="甲", why="")
    doubled = geodata.layer("streets").iloc[[0, 0]]
    with pytest.raises(DataError):
        space.save_layer("x", doubled, base_version=0, who="甲", why="")
