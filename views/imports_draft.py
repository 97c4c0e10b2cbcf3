"""An upload being worked on: what was read, which proposals were accepted, until it is kept or dropped."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

import geodata
from analysis.errors import AtlasError
from geodata.imports import read_upload
from views import data_store
from views.language import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.imports import Imported

KEY: Final = "imports_draft"
ROUND: Final = "imports_round"
"""Session keys: the draft, and how many uploads went before (a new number empties the uploader)."""

Asked = tuple[str, str | None, str | None, str | None]
"""File id, encoding, reference system and layer as chosen; a change reads the file again."""


@dataclass
class Draft:
    """An upload.

    Parameters
    ----------
    asked
        What was read and how.
    chain
        The import as read, then after each accepted proposal; empty when it was refused.
    base_version
        Version of the workspace when the file was read.
    refusal
        Why it was refused.
    made
        Results worth keeping between two runs of the page, by what they were made from.
    """

    asked: Asked
    chain: list[Imported]
    base_version: int
    refusal: AtlasError | None = None
    made: dict[Any, Any] = field(default_factory=dict)

    @property
    def now(self) -> Imported:
        """The import as it stands."""
        return self.chain[-1]

    def once(self, key: object, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever is made
        """Make something for the import as it stands, once."""
        whole = (len(self.chain), key)
        if whole not in self.made:
            with geodata.use(None):
                self.made[whole] = make()
        return self.made[whole]

    def after(self, number: int) -> Imported:
        """Return the import as it would be with a proposal accepted."""
        found: Imported = self.once(("after", number), self.now.proposals[number].apply)
        return found

    def accept(self, number: int) -> None:
        """Accept a proposal."""
        with geodata.use(None):
            after = self.after(number)
        self.made.clear()
        self.chain.append(after)

    def back(self) -> None:
        """Take the last accepted proposal back."""
        if len(self.chain) > 1:
            self.chain.pop()
            self.made.clear()


def current() -> Draft | None:
    """Draft of this session, or none."""
    found: Draft | None = st.session_state.get(KEY)
    return found


def drop() -> None:
    """Forget the draft and empty the uploader."""
    st.session_state.pop(KEY, None)
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1


def read(name: str, data: bytes, asked: Asked) -> Draft:
    """Read an upload, or return the draft that was made of it."""
    draft = current()
    if draft is not None and draft.asked == asked:
        return draft
    _, encoding, crs, layer = asked
    version = data_store.live().entry().version
    try:
        # what is proposed is measured against the bundled layers, whatever stands in for them
        with st.spinner(say("正在读取并检查…", "Reading and checking…")), geodata.use(None):
            draft = Draft(asked, [read_upload(name, data, encoding=encoding, crs=crs, layer=layer)], version)
    except AtlasError as error:
        draft = Draft(asked, [], version, refusal=error)
    st.session_state[KEY] = draft
    return draft
