"""What an upload turns into: the layer, what was found in it, what is proposed, nothing applied in silence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geopandas import GeoDataFrame

    from geodata.imports.fields import FieldGuess


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding.

    Parameters
    ----------
    row
        Row in the file, from 1; None when the finding is about the whole file.
    feature
        The feature's name or id as the file gives it, unescaped; empty when it has none.
    kind
        Short stable word: ``invalid``, ``empty``, ``duplicate``, ``outside`` …
    zh, en
        What is wrong, where, what was done or should be.
    repaired
        Whether the frame holds a repaired version.
    before
        Well-known binary of the geometry before the repair, in the file's own coordinates; for the preview.
    """

    row: int | None
    feature: str
    kind: str
    zh: str
    en: str
    repaired: bool = False
    before: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change the atlas would make if the planner agrees.

    Parameters
    ----------
    kind
        ``crs``, ``gcj02``, ``bd09``, ``swap``, ``simplify``, ``drop_duplicates`` or ``drop_outside``.
    zh, en
        What would change and what speaks for it, with the figures.
    shift_m
        Median distance the features would move, metres; 0 where the question does not arise; None when the
        layer has no place on Earth yet.
    apply
        Makes the change and returns a new import with its own findings; this one stays as it is.
    fit_before_m, fit_after_m
        Median distance to the bundled reference before and after, metres; None where not measured.
    """

    kind: str
    zh: str
    en: str
    shift_m: float | None
    apply: Callable[[], Imported] = field(repr=False)
    fit_before_m: float | None = None
    fit_after_m: float | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """A layer read from an upload.

    Parameters
    ----------
    frame
        EPSG:4326, two-dimensional, index = row in the file from 1, attributes as in the file.  While the
        reference system is unknown (``crs_found`` is None) the file's own numbers with ``crs`` None.
    raw_count
        Features in the file, including those without a usable geometry.
    filename, format
        As uploaded, and what the bytes turned out to be (``GeoJSON``, ``ESRI Shapefile`` …).
    layer, layers
        The layer read and all layers of the file.
    encoding, encoding_source
        Text encoding and how it is known: ``declared``, ``detected``, ``user`` or ``format``.
    crs_found, crs_source
        Authority code or name, and ``file``, ``format``, ``proposal`` or ``user``; None while unknown.
    proposals, issues
        What could be changed, what was found.
    counts
        Number of findings by kind; `issues` lists only the first ones of a kind.
    mapping
        For each column a guess at its place in the data model.
    applied
        Kinds of the proposals already applied, in order.
    sha256
        Of the uploaded bytes.
    """

    frame: GeoDataFrame
    raw_count: int
    filename: str
    format: str
    layer: str
    layers: tuple[str, ...]
    encoding: str
    encoding_source: str
    crs_found: str | None
    crs_source: str | None
    proposals: tuple[Proposal, ...]
    issues: tuple[Issue, ...]
    counts: Mapping[str, int]
    mapping: tuple[FieldGuess, ...]
    applied: tuple[str, ...]
    sha256: str

    @property
    def ready(self) -> bool:
        """Whether the layer lies on Earth and holds at least one geometry."""
        return self.crs_found is not None and bool(self.frame.geometry.notna().any())
