"""Check the properties of a feature against the data model."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geodata import model
from geodata.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from geodata.geojson import Feature

_ID = re.compile(r"[A-Za-z0-9_]+\.[A-Za-z0-9.-]+")
_PINYIN = re.compile(r"[0-9a-z]+ [0-9a-z]+")
_LINKED = ("status_note", "status_source")


@dataclass(frozen=True, slots=True)
class Known:
    """What a property may refer to."""

    clauses: Collection[str]
    sources: Collection[str]
    streets: Collection[str]
    search_areas: Collection[str]


@dataclass(frozen=True, slots=True)
class FieldChecker:
    """Checks features of one file.

    ``fields`` are the property names in order (an empty tuple: `model.BASE_FIELDS` and any more);
    ``layer`` is the layer id.
    """

    file: str
    layer: str
    fields: tuple[str, ...]
    known: Known

    def check(self, feature: Feature) -> Iterator[Problem]:
        """Yield what is wrong with one feature's properties."""
        found = feature.properties
        wanted = self.fields or model.BASE_FIELDS
        for name in wanted:
            if name not in found:
                yield self._problem(feature, name, "缺少此字段", "field is missing")
        for name in found:
            if self.fields and name not in self.fields:
                yield self._problem(feature, name, "多余的字段", "field is not in the data model")
        if self.fields and tuple(found) != self.fields and set(found) == set(self.fields):
            yield self._problem(feature, "-", "字段次序不对", "fields are out of order")
        yield from self._identity(feature)
        yield from self._values(feature)
        yield from self._basis(feature)
        yield from self._references(feature)

    def _problem(self, feature: Feature, field: str, zh: str, en: str) -> Problem:
        return Problem(self.file, feature.id, field, zh, en)

    def _identity(self, feature: Feature) -> Iterator[Problem]:
        found = feature.properties
        if not _ID.fullmatch(feature.id) or not feature.id.startswith(f"{self.layer}."):
            yield self._problem(feature, "id", f"应为 {self.layer}.<ASCII>", f"must read {self.layer}.<ASCII>")
        if found.get("id", feature.id) != feature.id:
            yield self._problem(feature, "id", "与要素的 id 不同", "differs from the feature's id")
        if self.fields and found.get("layer", self.layer) != self.layer:
            yield self._problem(feature, "layer", f"应为 {self.layer}", f"must be {self.layer}")

    def _values(self, feature: Feature) -> Iterator[Problem]:
        for name, value in feature.properties.items():
            if value is None:
                if self.fields and name in model.REQUIRED and name not in model.NULLABLE:
                    yield self._problem(feature, name, "不能为空", "must not be null")
                continue
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if model.is_number(name) and not number:
                yield self._problem(feature, name, f"应为数，却是 {value!r}", f"must be a number, not {value!r}")
            if not model.is_number(name) and not isinstance(value, str):
                yield self._problem(feature, name, f"应为文字，却是 {value!r}", f"must be text, not {value!r}")
            if value == "":
                yield self._problem(feature, name, "空文字应写作 null", "empty text must be null")
        pinyin = feature.properties.get("pinyin")
        if isinstance(pinyin, str) and not _PINYIN.fullmatch(pinyin):
            yield self._problem(feature, "pinyin", "应为“全拼 首字母”", "must read 'full initials'")

    def _basis(self, feature: Feature) -> Iterator[Problem]:
        found = feature.properties
        basis, accuracy = found.get("basis"), found.get("accuracy_m")
        if basis is not None and basis not in model.BASES:
            yield self._problem(feature, "basis", f"未知的 {basis!r}", f"unknown {basis!r}")
        unlocated = basis == "unlocated"
        if unlocated and feature.geometry is not None:
            yield self._problem(feature, "basis", "unlocated 却有图形", "unlocated, yet it has a geometry")
        if not unlocated and feature.geometry is None:
            yield self._problem(feature, "basis", "没有图形却不是 unlocated", "no geometry, yet not unlocated")
        if not unlocated and accuracy is None:
            yield self._problem(feature, "accuracy_m", "有图形必须写精度", "a geometry needs its accuracy")
        if isinstance(accuracy, int | float) and accuracy <= 0:
            yield self._problem(feature, "accuracy_m", "必须大于 0", "must be above 0")
        if found.get("search_area") is not None and not unlocated:
            yield self._problem(feature, "search_area", "有图形不应有查找范围", "a located feature has no search area")

    def _references(self, feature: Feature) -> Iterator[Problem]:
        found = feature.properties
        yield from self._one_of(feature, "clause", found.get("clause"), self.known.clauses)
        for name in ("source", "status_source"):
            yield from self._one_of(feature, name, found.get(name), self.known.sources, split=True)
        if self.fields:
            yield from self._one_of(feature, "status", found.get("status"), model.STATUSES)
        yield from self._one_of(feature, "street", found.get("street"), self.known.streets, split=True)
        yield from self._one_of(feature, "search_area", found.get("search_area"), self.known.search_areas)
        if (found.get("status_note") is None) != (found.get("status_source") is None):
            yield self._problem(feature, "status_source", "说明与来源须同时填写", "note and source go together")
        street, area = found.get("street"), found.get("search_area")
        if self.fields and found.get("basis") == "unlocated" and street is not None and area is None:
            yield self._problem(
                feature, "search_area", "街道已知却没有查找范围", "street is known, search area missing"
            )

    def _one_of(
        self,
        feature: Feature,
        name: str,
        value: object,
        known: Collection[str],
        *,
        split: bool = False,
    ) -> Iterator[Problem]:
        if not isinstance(value, str):
            return
        for item in value.split("|") if split else [value]:
            if item not in known:
                yield self._problem(feature, name, f"未知的 {item!r}", f"unknown {item!r}")
