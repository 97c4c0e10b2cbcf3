"""Compile one table into the features of a plan layer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import shapely

from analysis.errors import AtlasError, DataError
from geodata import geojson, model, pinyin, rules, search, tables
from geodata.describe import describe
from geodata.make import Maker

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from geodata.base import Base

UNLOCATED = "unlocated"


@dataclass(slots=True)
class Compiler:
    """Turns tables into features and collects the search areas they need.

    Parameters
    ----------
    base
        The base layers.
    folder
        Where ``<layer>.csv`` are.
    """

    base: Base
    folder: Path
    search_areas: dict[str, BaseGeometry] = field(default_factory=dict)
    maker: Maker = field(init=False)

    def __post_init__(self) -> None:
        self.maker = Maker(self.base)

    def layer(self, spec: model.LayerSpec) -> list[geojson.Feature]:
        """Features of a plan layer, sorted by id.

        Raises
        ------
        MissingFileError, DataError
            The message names the table and the row.
        """
        path = self.folder / f"{spec.id}.csv"
        extras = tables.extras(path)
        features = []
        for row in tables.read_layer(path):
            try:
                features.append(self._feature(spec.id, row, extras))
            except AtlasError as error:
                where = f"{path.name} {row['_line']} ({row['slug']})"
                zh, en = f"{where}：{error.zh}", f"{where}: {error.en}"
                raise DataError(zh, en) from error
        if "line" in extras and "seq" in extras:
            self._fill_gaps(features)
        return sorted(features, key=lambda item: item.id)

    def _feature(self, layer: str, row: tables.Row, extras: tuple[str, ...]) -> geojson.Feature:
        rule = rules.parse(row["rule"] or rules.NONE)
        geometry = self._geometry(rule, row)
        if (geometry is None) != (row["basis"] == UNLOCATED):
            zh = f"basis 为 {row['basis']}，规则为 {rule.text}：只有 unlocated 没有图形"
            en = f"basis {row['basis']} with rule {rule.text}: unlocated and only unlocated has no geometry"
            raise DataError(zh, en)
        rule_zh, rule_en = describe(rule, self._english)
        properties: dict[str, Any] = {
            **{key: row.get(key) for key in model.REQUIRED},
            "id": f"{layer}.{row['slug']}",
            "layer": layer,
            "pinyin": pinyin.search_key(str(row["name"])),
            "street": row["street"],
            "search_area": self._street_area(row),
            "rule": row.get("rule_zh") or rule_zh,
            "rule_en": row.get("rule_en") or rule_en,
            "note": row["note"],
            "note_en": row.get("note_en"),
            "status_note_en": row.get("status_note_en"),
            **{key: row[key] for key in extras},
        }
        self.maker.built[properties["id"]] = geometry
        return geojson.Feature(properties["id"], properties, geometry)

    def _english(self, name: str) -> str:
        if name.replace(".", "").isascii():
            return name
        return self.base.english.get(name) or pinyin.english_place(name)

    def _geometry(self, rule: rules.Rule, row: tables.Row) -> BaseGeometry | None:
        if rule.text == rules.NONE:
            return None
        if rule.text != rules.POINT:
            return self.maker.make(rule)
        if row["lon"] is None or row["lat"] is None:
            zh, en = "规则 point 需要 lon 和 lat", "rule point needs lon and lat"
            raise DataError(zh, en)
        return geojson.snap(shapely.Point(row["lon"], row["lat"]))

    def _street_area(self, row: tables.Row) -> str | None:
        street = row["street"]
        if street is None:
            return None
        unknown = [name for name in street.split("|") if name not in self.base.street_codes]
        if unknown:
            zh, en = f"没有名为“{unknown[0]}”的街镇", f"there is no street named '{unknown[0]}'"
            raise DataError(zh, en)
        if row["basis"] != UNLOCATED:
            return None
        key = search.street_key(self.base, street)
        if key not in self.search_areas:
            self.search_areas[key] = search.street_area(self.base, street)
        return key

    def _fill_gaps(self, features: list[geojson.Feature]) -> None:
        by_id = {item.id: item for item in features}
        stations = [item.properties for item in features if item.properties["seq"] is not None]
        lines = {item.properties["line"]: item for item in features if item.properties["seq"] is None}
        for station, (before, after) in search.station_gaps(stations).items():
            line = lines[by_id[station].properties["line"]]
            first, last = by_id[before], by_id[after]
            if line.geometry is None or first.geometry is None or last.geometry is None:
                continue
            key = f"rail:{line.properties['line']}.{first.properties['seq']}-{last.properties['seq']}"
            accuracy = float(line.properties["accuracy_m"])
            self.search_areas[key] = search.between(line.geometry, first.geometry, last.geometry, accuracy)
            by_id[station].properties["search_area"] = key
