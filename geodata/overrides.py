"""Layers that stand in for bundled ones: set for the running code alone, never for a neighbour's session.

::

    with use(workspace):
        geodata.sites()        # the planner's renewal sites, if his workspace replaces them
    geodata.sites()            # the bundled ones

A context variable belongs to one thread, so ``use`` is seen by nobody else.  What stands in for a whole server, for
every thread that is not within ``use``, is set once with `stand_in`.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geopandas import GeoDataFrame


class Overrides(Protocol):
    """What stands in: for example a `geodata.imports.Workspace` at one version."""

    def frame(self, layer_id: str) -> GeoDataFrame | None:
        """Layer in EPSG:4326 with its ids as index, objects of the caller's own; None to use the bundled one."""

    def content_hash(self, layer_id: str) -> str | None:
        """Hash that changes whenever `frame` does; None to use the bundled one's."""


_current: ContextVar[Overrides | None] = ContextVar("overrides")
_everywhere: list[Overrides | None] = [None]


def current() -> Overrides | None:
    """Return what stands in for the running code, or None."""
    return _current.get(_everywhere[0])


def stand_in(overrides: Overrides | None) -> None:
    """Let layers stand in for the whole process, wherever no ``use`` says otherwise; None ends it."""
    _everywhere[0] = overrides


@contextmanager
def use(overrides: Overrides | None) -> Iterator[None]:
    """Let layers stand in within a ``with`` block; None brings the bundled ones back."""
    token = _current.set(overrides)
    try:
        yield
    finally:
        _current.reset(token)
