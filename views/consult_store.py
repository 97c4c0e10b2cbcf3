"""The store of comments as the pages use it: opened once, swept hourly, read anew only when something changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geodata.consultation import PublicComment, RateLimiter, enforce, now, open_store, setting

if TYPE_CHECKING:
    from geodata.consultation import Consultation, Store

SWEEP_EVERY_S: Final = 3600


@st.cache_resource(show_spinner=False)
def _opened(where: str) -> Store:
    return open_store(where)


@st.cache_data(ttl=SWEEP_EVERY_S, show_spinner=False)
def _swept(where: str) -> int:
    return enforce(_opened(where))


@st.cache_resource(show_spinner=False)
def limiter() -> RateLimiter:
    """Return the counts of this server's comments."""
    return RateLimiter()


def store() -> Store:
    """Open store; contacts whose time is over are gone from it."""
    where = setting()
    opened = _opened(where)
    _swept(where)
    return opened


def public_consultations() -> tuple[Consultation, ...]:
    """Consultations the public may see: open ones first, then what is to come, then the closed."""
    moment = now()
    order = {"open": 0, "upcoming": 1, "closed": 2}
    listed = [item for item in store().consultations() if item.phase(moment) != "draft"]
    return tuple(sorted(listed, key=lambda item: order[item.phase(moment)]))


def published(consultation: str) -> tuple[PublicComment, ...]:
    """Return published comments of a consultation, kept until anything of it changes."""
    return _published(setting(), consultation, store().version(consultation))


@st.cache_data(max_entries=64, show_spinner=False)
def _published(where: str, consultation: str, version: int) -> tuple[PublicComment, ...]:
    del version  # part of the key
    return _opened(where).published(consultation)
