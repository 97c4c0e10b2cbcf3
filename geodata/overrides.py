"""Layers that stand in for bundled ones: set for the running code alone, never for a neighbour's session.

::

    with use(workspace):
        geodata.sites()        # the planner's renewal sites, if his workspace replaces them
    geodata.sites()            # the bundled ones

A context variable belongs to one thread, so two people on one server do not see each other's workspace.
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


_current: ContextVar[Overrides | None] = ContextVar("overrides", default=None)


def current() -> Overrides | None:
    """Return what stands in for the running code, or None."""
    return _current.get()


@contextmanager
def use(overrides: Overrides | None) -> Iterator[None]:
    """Let layers stand in within a ``with`` block; None brings the bundled ones back."""
    token = _current.set(overrides)
    try:
        yield
    finally:
        _current.reset(token)
