"""What all views of the officers' application share.

A view is a Viewer over Parameterized state: `load` and `do` call use cases (on a worker thread, never on the server's
loop) and put what came back into the state; `html` shows the state and does nothing else, so that a test sets a
state and reads the page without a browser. What a view shows is looked up for its officer at every callback.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import param
from markupsafe import Markup
from panel.layout import Column
from panel.viewable import Viewable, Viewer

from core.errors import QuanchengError
from core.inner.context import Inner
from core.inner.officers import OfficerView
from officer.html import h, join
from officer.route import Route
from officer.surface import Did, Surface
from officer.words import Words


@dataclass(frozen=True)
class Flash:
    """What is said once after a step; a problem is said as an alert."""

    text: str
    problem: bool = False


class View(Viewer):
    """One page of the application. Subclasses set `title` and fill `ACTS`: what may be done, by name."""

    officer = param.Parameter(doc="The officer, as looked up at this very callback.")
    flash = param.Parameter(default=None, allow_None=True)
    route = param.Parameter(default=Route())
    next_route = param.Parameter(default=None, allow_None=True, doc="Where to go instead, when a step says so.")

    ACTS: ClassVar[Mapping[str, str]] = {}
    REFRESH: ClassVar[int] = 0

    def __init__(self, inner: Inner, officer: OfficerView, words: Words, route: Route, **params: Any) -> None:
        super().__init__(officer=officer, route=route, **params)
        self.inner, self.words = inner, words
        self.follow: Callable[[Did], None] | None = None

    def __panel__(self) -> Viewable:
        """The view alone; a page puts `html` and `panes` into its own regions instead."""
        return Column(Surface(html=self.html()), *self.panes(), sizing_mode="stretch_width", margin=0)

    def title(self) -> str:
        raise NotImplementedError

    def load(self) -> None:
        """Fetch what is shown. Raises QuanchengError."""

    def body(self) -> Markup:
        """The view's own part of the page, from its state alone."""
        raise NotImplementedError

    def panes(self) -> Sequence[Viewable]:
        """What stands below the HTML (charts)."""
        return ()

    def renew(self) -> None:
        """Bring the panes up to the state; called on the server's loop after each step."""

    def refreshed(self) -> int:
        """After how many seconds the page should ask again; 0: never."""
        return self.REFRESH

    def do(self, did: Did) -> None:
        """Carry out what the officer did; unknown names are ignored. Raises QuanchengError."""
        method = self.ACTS.get(did.name)
        if method is not None:
            act: Callable[[Did], None] = getattr(self, method)
            act(did)

    def attempt(self, step: Callable[[], None]) -> None:
        """Do something; a refusal becomes a sentence on the page."""
        try:
            step()
        except QuanchengError as error:
            self.flash = Flash(self.words.error(error), problem=True)

    def html(self) -> Markup:
        """The whole of the view: its messages, then its body."""
        return h(
            "div",
            self._flash(),
            self.body(),
            id="main",
            tabindex="-1",
            cls="view",
            data_title=self._page_title(),
            data_refresh=self.refreshed() or None,
            data_focus=f"main-{self.route}",
        )

    def _page_title(self) -> str:
        return f"{self.title()} · {self.words('Quancheng')}"

    def _flash(self) -> Markup:
        """Always there, so that screen readers hear what changes in it."""
        flash: Flash | None = self.flash
        said = flash if flash and not flash.problem else None
        alarm = flash if flash and flash.problem else None
        return join(
            h("div", h("p", said.text, cls="notice") if said else None, role="status", id="said"),
            h("div", h("p", alarm.text, cls="alert") if alarm else None, role="alert", id="alarm"),
        )


def link(text: str | Markup, address: str, **more: str | int | bool | None) -> Markup:
    """A link within the application: opens in place, or in a new tab as links do."""
    return h("a", text, href=f"/{address}", data_go=address, **more)


def button(text: str | Markup, do: str, cls: str = "button", **more: str | int | bool | None) -> Markup:
    return h("button", text, type="button", data_do=do, cls=cls, **more)


def key_hint(key: str) -> Markup:
    return h("kbd", key, aria_hidden="true")
