"""A visitor of a Streamlit page, as the browser's script is one: over its websocket, with all widgets' states.

A `Visitor` opens a page, touches widgets, and tells for each rerun how long it took from the message sent to the last
message received. It keeps what the page shows, as far as measurements need it: the widgets, and the markup. A rerun
that fails, or that shows an exception, raises `PageFailed`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

PATIENCE_SECONDS = 60.0
# What has a state that the browser sends along with every rerun; a button's is sent once, when it is pressed.
WIDGETS = ("text_input", "text_area", "button_group", "selectbox", "checkbox", "button")
FINISHED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
GOES_ON = ForwardMsg.FINISHED_EARLY_FOR_RERUN


class PageFailed(Exception):
    """The page broke, or the server did not answer."""


@dataclass
class Shown:
    """One element of the page, the fragment it belongs to, and the run that drew it."""

    element: Element
    fragment: str
    run: str


@dataclass
class Visitor:
    """One open page."""

    socket: websockets.ClientConnection
    page: str
    query: str
    shown: dict[tuple[int, ...], Shown] = field(default_factory=dict)
    values: dict[str, WidgetState] = field(default_factory=dict)
    run: str = ""
    """Which run is drawing; none while one has given way to the next."""
    script: str = ""
    """Which page the server said this is; sent back with every rerun, as the browser does."""

    async def open(self) -> float:
        """Load the page; returns seconds."""
        return await self._run(None, "")

    async def again(self) -> float:
        """Rerun the whole page."""
        return await self._run(None, "")

    async def type(self, key: str, text: str) -> float:
        """Type into the field whose key ends so; returns the rerun's seconds."""
        return await self._run(*self._typed(key, text))

    async def type_on(self, key: str, text: str) -> None:
        """The same without waiting; what comes of it is for `receive`."""
        await self.socket.send(self._message(*self._typed(key, text)))

    def _typed(self, key: str, text: str) -> tuple[WidgetState, str]:
        found = self.widget("text_input", key)
        return WidgetState(id=found.element.text_input.id, string_value=text), found.fragment

    async def press(self, key: str) -> float:
        """Press the button whose key ends so; returns the rerun's seconds."""
        found = self.widget("button", key)
        return await self._run(WidgetState(id=found.element.button.id, trigger_value=True), found.fragment)

    def widget(self, kind: str, key: str) -> Shown:
        """The widget whose key ends so: a widget's identifier holds its key at the end."""
        for one in self.widgets(kind):
            if getattr(one.element, kind).id.endswith(key):
                return one
        raise PageFailed(f"no {kind} with a key that ends in {key}")

    def widgets(self, *kinds: str) -> list[Shown]:
        """The page's widgets, from top to bottom."""
        wanted = kinds or WIDGETS
        return [one for _, one in sorted(self.shown.items()) if one.element.WhichOneof("type") in wanted]

    def markup(self) -> str:
        return "\n".join(one.element.html.body for one in self.shown.values() if one.element.HasField("html"))

    async def _run(self, touched: WidgetState | None, fragment: str) -> float:
        message = self._message(touched, fragment)
        start = perf_counter()
        await self.socket.send(message)
        await self._receive()
        return perf_counter() - start

    def _message(self, touched: WidgetState | None, fragment: str) -> bytes:
        states = {}
        for one in self.widgets():
            state = _state(one.element)
            if state is not None:
                states[state.id] = self.values.get(state.id, state)
        self.values = {name: value for name, value in self.values.items() if name in states}
        if touched is not None:
            states[touched.id] = touched
            if not touched.trigger_value:
                self.values[touched.id] = touched
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.page_name = "" if self.script else self.page
        message.rerun_script.page_script_hash = self.script
        message.rerun_script.fragment_id = fragment
        message.rerun_script.widget_states.widgets.extend(states.values())
        return bytes(message.SerializeToString())

    async def _receive(self) -> None:
        """Take messages until the run that was asked for has ended."""
        self.run, fragments = "", tuple[str, ...]()
        while True:
            message = await self.receive()
            kind = message.WhichOneof("type")
            if kind == "new_session":
                fragments = tuple(message.metadata.run.fragment_ids)
            elif kind == "script_finished" and self.run:
                self._forget(self.run, fragments)
                return

    async def receive(self) -> ForwardMsg:
        """The next message; what it draws is shown from then on. Raises PageFailed for a run that failed."""
        message = ForwardMsg()
        message.ParseFromString(await self._next())
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.run = message.metadata.run.script_run_id
            self.script = message.new_session.page_script_hash or self.script
        elif kind == "delta" and self.run:
            self._draw(tuple(message.metadata.delta_path), message.delta, self.run)
        elif kind == "script_finished" and message.script_finished == GOES_ON:
            self.run = ""
        elif kind == "script_finished" and self.run and message.script_finished not in FINISHED:
            raise PageFailed(ForwardMsg.ScriptFinishedStatus.Name(message.script_finished))
        return message

    async def _next(self) -> bytes:
        try:
            got = await asyncio.wait_for(self.socket.recv(), PATIENCE_SECONDS)
        except (TimeoutError, websockets.ConnectionClosed) as error:
            raise PageFailed(repr(error)) from error
        assert isinstance(got, bytes)
        return got

    def _draw(self, path: tuple[int, ...], delta: Delta, run: str) -> None:
        if delta.WhichOneof("type") != "new_element":
            return
        element = delta.new_element
        if element.WhichOneof("type") == "exception":
            raise PageFailed(element.exception.message)
        self.shown[path] = Shown(element, delta.fragment_id, run)

    def _forget(self, run: str, fragments: tuple[str, ...]) -> None:
        """Drop what the run should have drawn and did not."""
        self.shown = {
            path: one
            for path, one in self.shown.items()
            if one.run == run or (fragments and one.fragment not in fragments)
        }


def _state(element: Element) -> WidgetState | None:
    """What the browser sends of a widget that nobody touched."""
    kind = element.WhichOneof("type")
    widget: Any = getattr(element, kind) if kind in WIDGETS else None
    if kind in ("text_input", "text_area"):
        return WidgetState(id=widget.id, string_value=widget.value if widget.set_value else widget.default)
    if kind == "checkbox":
        return WidgetState(id=widget.id, bool_value=widget.value if widget.set_value else widget.default)
    if kind == "selectbox":
        chosen = widget.raw_value if widget.set_value else ""
        if not widget.set_value and widget.HasField("default"):
            chosen = widget.options[widget.default]
        return WidgetState(id=widget.id, string_value=chosen)
    if kind == "button_group":
        state = WidgetState(id=widget.id)
        picked = widget.raw_values if widget.set_value else [widget.options[at].content for at in widget.default]
        state.string_array_value.data.extend(picked)
        return state
    return None


@asynccontextmanager
async def visiting(
    port: int, page: str = "", query: str = "", cookies: Mapping[str, str] | None = None
) -> AsyncIterator[Visitor]:
    """A connection of a visitor's own, with the cookies that its browser would send."""
    host = f"localhost:{port}"
    cookie = "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())
    async with websockets.connect(
        f"ws://{host}/_stcore/stream",
        subprotocols=[websockets.Subprotocol("streamlit")],
        origin=websockets.Origin(f"http://{host}"),
        additional_headers={"Cookie": cookie} if cookie else None,
        max_size=None,
        ping_interval=None,
        open_timeout=PATIENCE_SECONDS,
        proxy=None,
    ) as socket:
        yield Visitor(socket, page, query)
