"""Keeps the server quick when many people are on it."""

from __future__ import annotations

import gc

import streamlit as st


@st.cache_resource(show_spinner=False)
def settle() -> bool:
    """Take everything loaded so far out of the garbage collector's sight, once, after the first page.

    Streamlit runs a full collection after every run of a page, while everybody else waits. With the libraries
    of the atlas loaded that looks at 140 000 objects for 0.1 to 0.2 s each time, to find that modules are still
    in use; without them it takes no time.
    """
    gc.collect()
    gc.freeze()
    return True
