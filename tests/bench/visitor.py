"""One visitor of the running atlas without a browser: speaks to the server as Streamlit's page does."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

if TYPE_CHECKING:
    from collections.abc import Iterable

ANSWER_WITHIN_S = 45
LARGEST_BYTES = 50_000_000


class Visitor:
    """A session of one page.

    Parameters
    ----------
    url
        Address of the server, ``http://127.0.0.1:8501``.
    page, query
        Which page, and what follows the question mark.
    """

    def __init__(self, url: str, page: str, query: str = "") -> None:
        self._url = url
        self._page = page
        self._query = query
        self._hash = ""
        self._values: dict[str, WidgetState] = {}
        self.widgets: dict[str, tuple[str, str]] = {}
        self.texts: list[str] = []
        self._wire: ClientConnection

    async def __aenter__(self) -> Self:
        """Connect."""
        address = self._url.replace("http", "ws", 1) + "/_stcore/stream"
        self._wire = await connect(
            address, origin=self._url, subprotocols=["streamlit"], max_size=LARGEST_BYTES, open_timeout=ANSWER_WITHIN_S
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        """Disconnect."""
        await self._wire.close()

    async def run(self, *triggers: str, fragment: str = "") -> None:
        """Have the page's script run once and wait until it is through."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string = self._query
        state.page_script_hash = self._hash
        state.page_name = "" if self._hash else self._page
        state.fragment_id = fragment
        state.widget_states.widgets.extend(self._values.values())
        state.widget_states.widgets.extend(WidgetState(id=key, trigger_value=True) for key in triggers)
        self.texts = []
        await self._wire.send(message.SerializeToString())
        await asyncio.wait_for(self._listen(), ANSWER_WITHIN_S)

    async def _listen(self) -> None:
        """Take what comes until the last run has ended; a run ended early is followed by another."""
        while True:
            message = ForwardMsg.FromString(await self._wire.recv())
            kind = message.WhichOneof("type")
            if kind == "navigation":
                self._hash = message.navigation.page_script_hash
            elif kind == "delta":
                self._take(message)
            elif kind == "page_info_changed":
                self._query = message.page_info_changed.query_string
            elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return

    def _take(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind is None:
            return
        body = getattr(element, kind)
        for name in ("body", "text"):
            text = getattr(body, name, "")
            if isinstance(text, str) and text:
                self.texts.append(text)
        identity = getattr(body, "id", "")
        if isinstance(identity, str) and identity.startswith("$$ID-"):
            self.widgets[identity.split("-", 2)[2]] = (identity, message.delta.fragment_id)

    def set(self, key: str, **value: Any) -> str:
        """Set a widget by its key and return its fragment; ``string_value="…"`` and so on, as the page would."""
        identity, fragment = self._find(key)
        self._values[identity] = WidgetState(id=identity)
        for name, content in value.items():
            if name == "string_array_value":
                self._values[identity].string_array_value.data.extend(content)
            elif name == "json_value":
                self._values[identity].json_value = json.dumps(content)
            else:
                setattr(self._values[identity], name, content)
        return fragment

    def _find(self, key: str) -> tuple[str, str]:
        return self.widgets[self._full(key, self.widgets)]

    @staticmethod
    def _full(key: str, known: Iterable[str]) -> str:
        found = [name for name in known if name == key or name.startswith(key)]
        if not found:
            msg = f"the page has no widget {key}: {sorted(known)}"
            raise LookupError(msg)
        return min(found, key=len)

    async def press(self, key: str) -> None:
        """Press a button."""
        identity, fragment = self._find(key)
        await self.run(identity, fragment=fragment)
