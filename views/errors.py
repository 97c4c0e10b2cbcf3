"""Errors as a reader meets them: what is wrong and what to do, in his language."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import streamlit as st

from analysis.errors import AtlasError
from views.language import say

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def told() -> Iterator[None]:
    """Say an atlas error on the page instead of raising it.

    A fragment needs its own: Streamlit catches what a fragment raises before the page around it can.
    """
    try:
        yield
    except AtlasError as error:
        st.error(say(error.zh, error.en))
