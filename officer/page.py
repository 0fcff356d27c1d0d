"""One open page: who has it open, what it shows, and the way from a click to a use case and back.

- The session is looked up when the page opens and again at every callback; a page of an ended session shows
  nothing any more and leaves for the sign-in page (A32).
- Use cases run on worker threads, one after another for a page, so that no page holds up another.
- What goes wrong unexpectedly is logged and said without detail.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

import param
from bokeh.document import Document
from markupsafe import Markup
from panel.io.state import set_curdoc
from panel.layout import Column
from panel.template import Template
from panel.viewable import Viewable

from core.errors import NotFound, QuanchengError
from core.inner import officers
from core.inner.context import Inner
from core.inner.officers import OfficerView
from officer.frame import farewell, head, open_places, place_of, refusal, shell
from officer.registry import VIEWS
from officer.route import Route
from officer.surface import Did, Surface
from officer.view import Flash, View
from officer.words import Words

log = logging.getLogger(__name__)
SIGN_IN = "/sign-in?ended=1"


@dataclass(frozen=True)
class Shown:
    """What a page shows after a step; without `view` there are no charts."""

    main: Markup
    top: Markup | None = None
    view: View | None = None
    leave: str = ""


class OfficerPage(param.Parameterized):
    """The state of one open page: its route and the view that shows it."""

    route = param.ClassSelector(class_=Route, default=Route())
    view = param.ClassSelector(class_=View, default=None, allow_None=True)

    def __init__(self, inner: Inner, token: str, words: Words, pool: Executor, document: Document) -> None:
        super().__init__()
        self.inner, self.token, self.words = inner, token, words
        self._pool, self._document, self._closed = pool, document, False
        self.top = Surface(self.handle)
        self.main = Surface(self.handle, main=True)
        self.body = Column(self.main, sizing_mode="stretch_width", margin=0)

    def template(self) -> Template:
        """The page as it is sent first: empty, asking for its view as soon as the browser stands ready."""
        template = shell(self.words)
        template.add_panel("top", self.top)
        template.add_panel("body", self.body)
        return template

    async def handle(self, did: Did) -> None:
        """Carry out what the officer did and show what there is then. Holds the document's lock all the while."""
        if not self._closed:
            shown = await asyncio.get_running_loop().run_in_executor(self._pool, self._step, did)
            if did.name != "refresh" or str(shown.main) != self.main.html or shown.leave:
                self._put(shown)

    def _follow(self, did: Did) -> None:
        """Do what was asked for beside the page's own regions (a chart)."""
        self._document.add_next_tick_callback(partial(self._followed, did))  # type: ignore[arg-type]  # may be async

    async def _followed(self, did: Did) -> None:
        with set_curdoc(self._document):
            await self.handle(did)

    def close(self) -> None:
        """The session has ended (see `officer.pages`)."""
        self._document.add_next_tick_callback(self._leave)

    def _leave(self) -> None:
        if not self._closed:
            with set_curdoc(self._document):
                self._put(self._ended())

    def _ended(self) -> Shown:
        return Shown(farewell(self.words), Markup(), leave=SIGN_IN)

    def _step(self, did: Did) -> Shown:
        """On a worker thread: look up the officer, act, fetch, and make the page."""
        officer = officers.who(self.inner, self.token)
        if officer is None:
            return self._ended()
        try:
            return self._enter(officer, Route.read(did.to)) if did.name == "go" else self._act(officer, did)
        except QuanchengError as error:
            return Shown(refusal(self.words, self.words.error(error)), head(self.words, officer, self.route))
        except Exception:
            log.exception("a page failed at %s", self.route.page)
            return Shown(refusal(self.words, self.words.error(QuanchengError())), head(self.words, officer, self.route))

    def _enter(self, officer: OfficerView, route: Route, flash: Flash | None = None) -> Shown:
        places = open_places(officer)
        if route == Route() and places and route.page not in places:
            route = Route(places[0])
        self.route = route
        if route.page not in VIEWS or place_of(route.page) not in places:
            raise NotFound()
        view = VIEWS[route.page](self.inner, officer, self.words, route, flash=flash)
        view.load()
        return Shown(view.html(), head(self.words, officer, route), view)

    def _act(self, officer: OfficerView, did: Did) -> Shown:
        view = self.view
        if view is None:
            return self._enter(officer, self.route)
        if place_of(self.route.page) not in open_places(officer):
            raise NotFound()
        view.officer, view.next_route = officer, None
        if did.name != "refresh":
            view.flash = None
            view.attempt(lambda: view.do(did))
        if view.next_route is not None:
            return self._enter(officer, view.next_route, view.flash)
        view.load()
        return Shown(view.html(), head(self.words, officer, self.route), view)

    def _put(self, shown: Shown) -> None:
        """On the server's loop, with the document's lock: show it. Charts come after the words, which stand at once."""
        if shown.top is not None and str(shown.top) != self.top.html:
            self.top.answer(shown.top)
        changed = shown.view is not self.view
        self.view = view = shown.view
        if changed:
            self._below(())
        self._closed = bool(shown.leave)
        self.main.answer(shown.main, shown.leave, str(self.route))
        if view is not None and changed:
            view.follow = self._follow
            self._document.add_next_tick_callback(partial(self._draw, view))
        elif view is not None:
            self._guard(view.renew)

    def _draw(self, view: View) -> None:
        """Put a view's charts below it, unless something else is shown by now."""
        with set_curdoc(self._document):
            if self.view is view and not self._closed:
                self._guard(lambda: self._below(view.panes()))

    def _below(self, panes: Sequence[Viewable]) -> None:
        """What stands below the main region; left alone where nothing changes, since the browser would lay out anew."""
        if panes or len(self.body.objects) > 1:
            self.body.objects = [self.main, *panes]

    def _guard(self, show: Callable[[], None]) -> None:
        """Show charts; where they fail, the page says so instead of staying half empty."""
        try:
            show()
        except Exception:
            log.exception("the charts of a page failed at %s", self.route.page)
            self.view = None
            self._below(())
            self.main.answer(refusal(self.words, self.words.error(QuanchengError())), "", str(self.route))
