"""The component that officers' pages are made of: a region of server-made HTML that answers with messages.

Own markup instead of widgets, because officers need real tables, headings, labels and keyboard order, and because
one model for a page keeps a session small. The region merges new HTML into the old (focus and typed text stay),
and sends ``{"do": name, "args": {...}, "form": {...}}`` for what the officer does; `handle` is awaited for each,
one after another, while other sessions go on.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import param
from bokeh.document import Document
from panel.custom import JSComponent
from panel.io import state
from panel.io.state import set_curdoc

ASSETS = Path(__file__).parent / "assets"
STYLE = "".join((ASSETS / name).read_text(encoding="utf-8") for name in ("theme.css", "measures.css"))
LONGEST_TEXT = 20_000


@dataclass(frozen=True)
class Did:
    """What an officer did: its name, the element's ``data-`` words, and the form's values (lists for ``name[]``)."""

    name: str
    args: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    to: str = ""

    def text(self, name: str) -> str:
        """A form's value without surrounding blanks; empty when it is not there."""
        value = self.form.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def several(self, name: str) -> tuple[str, ...]:
        value = self.form.get(f"{name}[]", ())
        return value if isinstance(value, tuple) else (value,)


def read_message(data: object) -> Did | None:
    """The message, or None when it is not one of ours. Browsers can send anything: only short texts pass (A29)."""
    if not isinstance(data, Mapping) or not isinstance(data.get("do"), str):
        return None
    return Did(data["do"], _texts(data.get("args")), _values(data.get("form")), _text(data.get("to")))


def _text(value: object) -> str:
    return value[:LONGEST_TEXT] if isinstance(value, str) else ""


def _texts(given: object) -> dict[str, str]:
    if not isinstance(given, Mapping):
        return {}
    return {str(name): _text(value) for name, value in given.items() if isinstance(value, str)}


def _values(given: object) -> dict[str, str | tuple[str, ...]]:
    if not isinstance(given, Mapping):
        return {}
    return {
        str(name): tuple(_text(one) for one in value) if isinstance(value, list | tuple) else _text(value)
        for name, value in given.items()
    }


Handler = Callable[[Did], Awaitable[None]]


class Surface(JSComponent):
    """`shown` is what the browser was told last: HTML, an address to leave for, the view's address, a count; as JSON,
    so that all of it changes at once. The `main` region of a page keeps the browser's address and its back button.
    """

    shown = param.String(default="{}")
    main = param.Boolean(default=False)

    _bundle: ClassVar[Path] = Path(__file__).parent / "surface.js"

    def __init__(self, handle: Handler | None = None, html: str = "", **params: Any) -> None:
        super().__init__(stylesheets=[STYLE], sizing_mode="stretch_width", **params)
        self._handle, self._answers, self.html = handle, 0, str(html)
        if html:
            self.answer(html)

    def _handle_msg(self, data: Any) -> None:
        did, document = read_message(data), state.curdoc
        if did is not None and self._handle is not None and document is not None:
            # With the document's lock, so that what a page does is done one after another.
            document.add_next_tick_callback(partial(self._do, document, did))  # type: ignore[arg-type]  # may be async

    async def _do(self, document: Document, did: Did) -> None:
        assert self._handle is not None
        with set_curdoc(document):
            await self._handle(did)

    def answer(self, html: str, leave: str = "", address: str = "") -> None:
        """Answer the page with what it shows from now on."""
        self._answers, self.html = self._answers + 1, str(html)
        told = {"number": self._answers, "html": self.html, "leave": leave, "address": address}
        self.shown = json.dumps(told, ensure_ascii=False)

    def answer_if_new(self, html: str) -> bool:
        """Answer only when it shows something else than before; whether it did."""
        changed = str(html) != self.html
        if changed:
            self.answer(html)
        return changed
