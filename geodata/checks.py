"""Check the whole folder of data."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from analysis.errors import AtlasError
from geodata import build, check_geometry, geojson, inventory, model, tables
from geodata.check_fields import FieldChecker, Known
from geodata.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

CLAUSE_FIELDS = (
    "document", "document_en", "chapter", "section", "box", "title_zh", "title_en", "summary_zh", "summary_en",
)  # fmt: skip
SOURCE_FIELDS = ("title_zh", "title_en", "publisher", "date", "licence", "attribution", "url_or_ref")


def _collect(file: str, error: AtlasError) -> Problem:
    return Problem(file, "-", "-", error.zh, error.en)


def _document(root: Path, name: str, wanted: tuple[str, ...], problems: list[Problem]) -> Mapping[str, Any]:
    """Read a JSON object of objects; note entries with a missing field."""
    try:
        found = json.loads(geojson.read_bytes(root / name))
    except AtlasError as error:
        problems.append(_collect(name, error))
        return {}
    except ValueError as error:
        problems.append(Problem(name, "-", "-", f"不是 JSON：{error}", f"not JSON: {error}"))
        return {}
    for key, entry in found.items():
        problems += [
            Problem(name, key, field, "缺少此字段", "field is missing") for field in wanted if field not in entry
        ]
    return dict(found)


def _features(root: Path, file: str, problems: list[Problem]) -> list[geojson.Feature]:
    """Read a file; note a broken or missing file and one that is not in the project's form."""
    try:
        data = geojson.read_bytes(root / file)
        features = geojson.loads(data, file)
    except AtlasError as error:
        problems.append(_collect(file, error))
        return []
    ids = [item.id for item in features]
    repeated = sorted({key for key in ids if ids.count(key) > 1})
    problems += [Problem(file, key, "id", "重复的 id", "id is repeated") for key in repeated]
    if ids != sorted(ids):
        first = next(later for early, later in pairwise(ids) if later < early)
        problems.append(Problem(file, first, "id", "要素未按 id 排序", "features are not sorted by id"))
    elif not repeated and geojson.dumps(features) != data:
        zh, en = (
            "写法不是本项目的形式（每行一个要素、5 位小数、UTF-8）",
            "not written one feature a line, 5 decimals, UTF-8",
        )
        problems.append(Problem(file, "-", "-", zh, en))
    return features


def _table_fields(root: Path, layer: str) -> tuple[str, ...]:
    return (*model.COMMON, *tables.extras(root / "tables" / f"{layer}.csv"))


def check(root: Path = model.ROOT) -> list[Problem]:
    """Check every file of the data.

    Parameters
    ----------
    root
        Folder with ``plan/``, ``base/``, ``tables/``, ``clauses.json``, ``sources.json``, ``catalog.json``.

    Returns
    -------
    list of Problem
        Empty when all is right.
    """
    problems: list[Problem] = []
    clauses = _document(root, "clauses.json", CLAUSE_FIELDS, problems)
    sources = _document(root, "sources.json", SOURCE_FIELDS, problems)
    areas = _features(root, model.SEARCH_AREAS, problems)
    base = {spec.file: _features(root, spec.file, problems) for spec in model.BASE_LAYERS}
    base[model.RAIL_INPUT] = _features(root, model.RAIL_INPUT, problems)
    streets = {item.properties.get("name", "") for item in base["base/streets.geojson"]}
    known = Known(clauses, sources, streets, {item.id for item in areas})
    for file, features in base.items():
        layer = file.removeprefix("base/").removesuffix(".geojson")
        problems += _check_features(FieldChecker(file, layer, (), known), features)
    for area in areas:
        problems += check_geometry.check(model.SEARCH_AREAS, area)
    used = set()
    for spec in model.PLAN_LAYERS:
        features = _features(root, spec.file, problems)
        used |= {item.properties.get("search_area") for item in features}
        try:
            fields = _table_fields(root, spec.id)
        except AtlasError as error:
            problems.append(_collect(f"tables/{spec.id}.csv", error))
            continue
        problems += _check_features(FieldChecker(spec.file, spec.id, fields, known), features)
    problems += [
        Problem(model.SEARCH_AREAS, item.id, "id", "没有要素使用此范围", "no feature uses this area")
        for item in areas
        if item.id not in used
    ]
    problems += _catalog(root)
    return problems


def _check_features(checker: FieldChecker, features: Iterable[geojson.Feature]) -> Iterator[Problem]:
    for feature in features:
        yield from checker.check(feature)
        yield from check_geometry.check(checker.file, feature)


def _catalog(root: Path) -> Iterator[Problem]:
    """Compare the catalog with the files it lists."""
    try:
        entries = {entry.id: entry for entry in inventory.loads(geojson.read_bytes(root / "catalog.json"))}
    except AtlasError as error:
        yield _collect("catalog.json", error)
        return
    specs = (*model.PLAN_LAYERS, *model.BASE_LAYERS)
    for spec in specs:
        path = root / spec.file
        if spec.id not in entries:
            yield Problem("catalog.json", spec.id, "id", "目录缺少此图层", "layer is missing from the catalog")
            continue
        if not path.exists():
            continue
        try:
            fresh = inventory.describe(spec, path.read_bytes())
        except AtlasError:
            continue  # the broken file is reported already
        if fresh != entries[spec.id]:
            zh, en = f"与文件不符：{geojson.REBUILD_ZH}", f"does not match the file: {geojson.REBUILD_EN}"
            yield Problem("catalog.json", spec.id, "-", zh, en)
    for extra in sorted(set(entries) - {spec.id for spec in specs}):
        yield Problem("catalog.json", extra, "id", "没有这个图层", "there is no such layer")


def stale(root: Path = model.ROOT) -> list[Problem]:
    """Build again and list the files that are not what the tables say.

    Returns
    -------
    list of Problem
        Empty when ``plan/`` and ``catalog.json`` are up to date.
    """
    try:
        made = build.build(root)
    except AtlasError as error:
        return [_collect("tables/", error)]
    zh, en = f"与表不符：{geojson.REBUILD_ZH}", f"differs from the tables: {geojson.REBUILD_EN}"
    return [
        Problem(name, "-", "-", zh, en)
        for name, data in made.items()
        if not (root / name).exists() or (root / name).read_bytes() != data
    ]
