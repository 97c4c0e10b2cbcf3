"""The screen's state in the page's address, so that a copied link restores it exactly.

A `Param` is one control's value: its key in the session and in the address, its default, and how its text
is read and written. `restore` runs before the controls, `publish` after them. Streamlit's own binding
writes the label of an option, which changes with the language; a link has to mean the same in both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable

KEPT: Final = frozenset({"v", "lang"})
"""Parameters every page keeps: the map's own view, and the language."""

_READ: Final = "params_read"
_BAD: Final = "params_bad"


def _text(value: object) -> str:
    return str(value)


@dataclass(frozen=True)
class Param:
    """One control's value in the address.

    Parameters
    ----------
    key
        Name in the address and in ``st.session_state``.
    default
        Value when the address is silent; it is left out of the address.
    read
        Text to value; raises ValueError for what is not allowed.
    write
        Value to text.
    """

    key: str
    default: Any
    read: Callable[[str], Any]
    write: Callable[[Any], str] = _text

    def get(self) -> Any:  # noqa: ANN401 - a control's value is whatever its control holds
        """Value in this session."""
        return st.session_state.get(self.key, self.default)

    def set(self, value: object) -> None:
        """Set the value; only before the control with this key is drawn, or in a callback."""
        st.session_state[self.key] = value


def choice(*allowed: str) -> Callable[[str], str]:
    """Reader of one of the allowed texts."""

    def read(text: str) -> str:
        if text not in allowed:
            raise ValueError(text)
        return text

    return read


def choices(*allowed: str) -> Callable[[str], list[str]]:
    """Reader of several allowed texts joined by commas; empty text is an empty list."""

    def read(text: str) -> list[str]:
        parts = [part for part in text.split(",") if part]
        if not set(parts) <= set(allowed):
            raise ValueError(text)
        return parts

    return read


def number(low: float, high: float) -> Callable[[str], int]:
    """Reader of a whole number in a range."""

    def read(text: str) -> int:
        value = int(text)
        if not low <= value <= high:
            raise ValueError(text)
        return value

    return read


def joined(values: object) -> str:
    """Write several texts joined by commas."""
    return ",".join(str(value) for value in values) if isinstance(values, list | tuple) else str(values)


def restore(*params: Param) -> None:
    """Give every parameter its value: the session's, else the address's, else the default.

    What the address holds and cannot be read is remembered for `notices`.
    """
    done: set[str] = st.session_state.setdefault(_READ, set())
    for param in params:
        raw = st.query_params.get(param.key) if param.key not in done else None
        done.add(param.key)
        if raw is not None:
            try:
                st.session_state[param.key] = param.read(raw)
            except ValueError:
                st.session_state.setdefault(_BAD, []).append((param.key, raw[:60]))
                st.session_state[param.key] = param.default
        else:
            # Writing the value back keeps it when the control was not on the last page drawn.
            st.session_state[param.key] = st.session_state.get(param.key, param.default)


def publish(*params: Param) -> None:
    """Write the parameters that differ from their default into the address, and drop all others."""
    wanted = {p.key: p.write(p.get()) for p in params if p.get() != p.default}
    kept = {key: value for key, value in st.query_params.items() if key in KEPT}
    if dict(st.query_params.items()) != {**kept, **wanted}:
        st.query_params.from_dict({**kept, **wanted})


def notices() -> list[tuple[str, str]]:
    """Parameters (key, text) of the address that could not be read; told once."""
    found: list[tuple[str, str]] = st.session_state.pop(_BAD, [])
    return found
