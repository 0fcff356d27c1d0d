"""An open draft on a page: reading and writing places of its content, saving each change by itself.

A place names a value by its path ("capital.contributions.0.amount"). Every change makes a new content, is validated
and saved with the revision that it was made from; a change that another device overtook is not saved and says so.
The view is fetched once per full rerun and after each save, never per widget.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from time import monotonic
from typing import Any, Concatenate, ParamSpec

import streamlit as st
from pydantic import ValidationError

from core import catalogue, names
from core.catalogue.groups import Group, group_of
from core.choices import Choices
from core.content import PREMISES, Content, NameSection, Person, value_at
from core.derived import settled
from core.errors import Conflict, NotSignedIn, QuanchengError
from core.i18n import M_, N_, Message
from core.outer import accounts, drafts, naming, prefill
from core.outer.accounts import AccountView
from core.outer.views import ApplicationView, Reason
from core.rules import Finding
from core.situation import circumstances
from core.terms import MaterialSource, Severity
from portal.services import Services
from portal.words import moment

P = ParamSpec("P")
Callback = Callable[Concatenate["Draft", P], None]
Change = Callable[[dict[str, Any]], None]

UNSAFE = N_("This holds an invisible or control character. Please type it again.")
NO_AMOUNT = N_("This is not an amount. Example: 100 or 12.5")
TOP, STEPS, HEAD, BODY = "form_top", "form_steps", "form_head", "form_body"
"""The keys of the form's fragments."""
ONE_RERUN = 0.5
"""Seconds for which a look at the session counts; a save always looks anew."""
COMES_FIRST = ("subject", "parties", "parent", "origin")
"""The order in which a form begins that has sections on which the others rest, such as the front of a branch's name."""
RESTED_ON = frozenset({"parent", "origin"})
UNDELIVERED = 3.0
"""Seconds after which what was drawn has surely left for the browser."""
IDEAS = 5
"""So many free names are offered for one that is taken."""
NO_NUMBER = N_("This is not a whole number. Example: 3")
NO_DAY = N_("This is not a date. Example: 2030-12-31")


@dataclass
class Draft:
    """State of one open draft in one browser window; lives in the page's session state."""

    services: Services
    account: AccountView
    view: ApplicationView
    problems: dict[str, Message] = field(default_factory=dict)
    overtaken: bool = False
    failed: QuanchengError | None = None
    seen: set[str] = field(default_factory=set)
    saved: datetime | None = None
    generation: int = 0
    shown: set[str] = field(default_factory=set)
    helped: set[str] = field(default_factory=set)
    looked: float | None = None
    known: list[Person] | None = None
    given: Choices | None = None
    ideas: tuple[NameSection, tuple[str, ...]] | None = None
    registered_representative: str = ""
    """Who represents the parent enterprise according to the public register, once it was found there."""
    drawn: dict[str, object] = field(default_factory=dict)
    """What each part of the form showed when it was last drawn to its end; nothing of one that was not."""
    section_at: float = 0.0
    """When the section was last drawn, by the process's clock."""

    @property
    def id(self) -> str:
        return self.view.id

    @property
    def content(self) -> Content:
        return self.view.content

    @property
    def procedure(self) -> catalogue.Procedure:
        """The norm that applies to the draft."""
        return self.view.norm

    @property
    def group(self) -> Group:
        return group_of(self.procedure.type)

    @property
    def prior(self) -> Content | None:
        """What the register says before; None for what is not registered yet."""
        return self.view.prior

    @property
    def prior_title(self) -> str:
        """The name that the register holds; empty where there is none."""
        return names.compose(self.prior.name) if self.prior else ""

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections to be filled in, in order: what others rest on comes first, and what asks for nothing in this
        situation is left out."""
        procedure, asked = self.procedure, self.view.materials
        empty = {
            "situation": not circumstances(procedure),
            "uploads": not any(one.source is MaterialSource.UPLOADED and one.kind != PREMISES for one in asked),
        }
        left = [one for one in procedure.sections if not empty.get(one, False)]
        if RESTED_ON & set(left):
            left.sort(key=lambda one: COMES_FIRST.index(one) if one in COMES_FIRST else len(COMES_FIRST))
        return tuple(left)

    def asks(self, place: str) -> bool:
        """Whether a place is asked for: of a registered enterprise only what the procedure changes."""
        procedure, section = self.procedure, section_of(place)
        within = [one for one in procedure.changes if section_of(one) == section]
        if not procedure.is_about_existing or not within:
            return True
        return any(_at(place, one, deep=True) or _at(one, place, deep=True) for one in within)

    def key(self, place: str) -> str:
        """The key of the widget at a place, in the present generation of widgets."""
        return f"{self.id}:{self.generation}:{place}"

    def renew(self) -> None:
        """Let all fields be made anew from the content: what the browser holds in them belongs to a state before."""
        self.generation += 1

    def value(self, place: str) -> Any:
        """What the content holds at a place; None where it holds nothing."""
        return value_at(self.content, place)

    def findings(self, place: str, *, deep: bool = False) -> tuple[Finding, ...]:
        """What the checks say of a place, or (`deep`) of it and all within it."""
        return tuple(
            one for one in self.view.findings if _at(one.place, place, deep) and one.severity is not Severity.PASSED
        )

    def reasons(self, place: str, *, deep: bool = False) -> tuple[Reason, ...]:
        """What an officer wrote of this very field when the application came back."""
        return tuple(one for one in self.view.reasons if _at(one.place, place, deep))

    def refresh(self) -> None:
        self.view = drafts.view(self.services.outer, self.account, self.id, course=False)

    def change(self, place: str, alter: Change) -> None:
        """Alter the content's plain form, validate, save, and look again."""
        self.problems.pop(place, None)
        plain = self.content.model_dump(mode="json")
        alter(plain)
        try:
            content = settled(Content.model_validate(plain), self.procedure)
        except ValidationError:
            self.problems[place] = M_(UNSAFE)
            return
        self.save(content)

    def stands(self) -> bool:
        """Whether the session still stands. Touching a field reruns parts of the form, past the shell's own look; not
        asked again where the shell, a save or another part has looked just now."""
        if self.looked is None or monotonic() - self.looked > ONE_RERUN:
            if not accounts.stands(self.services.outer, self.services.token):
                return False
            self.looked = monotonic()
        return True

    @property
    def around(self) -> tuple[frozenset[str], bool, str]:
        """What the form shows around a section: which sections are wrong, and what went wrong with the draft."""
        wrong = frozenset(section_of(one.place) for one in self.view.errors)
        return wrong, self.overtaken, self.failed.code if self.failed else ""

    @property
    def distinct(self) -> bool:
        """Whether the name was compared, and no other is like it."""
        return any(one.rule == "name.distinct" and one.severity is Severity.PASSED for one in self.view.findings)

    @property
    def head(self) -> tuple[int, str, bool, str]:
        """What stands above a section: percent filled in, name, whether it is distinct, minute of the last save."""
        return self.view.progress.percent, self.view.title, self.distinct, moment(self.saved) if self.saved else ""

    @property
    def shows(self) -> dict[str, object]:
        """What each part of the form shows now, as far as one can tell beforehand: fields are told to be drawn."""
        around = self.around
        return {TOP: around, STEPS: (around, self.sections), HEAD: self.head, BODY: True}

    def draw(self, *, section: bool = True) -> None:
        """Have drawn in this rerun what changed: the `section` if so, and what shows something else than before.

        Whoever types on interrupts the drawing, so what counts is what was drawn to its end. And what the section drew
        just now may not have left yet: the framework drops that when the section is touched, so it is drawn again. The
        section alone is what the framework draws by itself; everything else costs the start of a second rerun.
        """
        if section or monotonic() - self.section_at < UNDELIVERED:
            self.drawn.pop(BODY, None)
        shows = self.shows
        wanted = [part for part in shows if self.drawn.get(part) != shows[part]]
        if wanted != [BODY]:
            st.rerun(wanted or [HEAD])

    def draw_anew(self, *parts: str) -> None:
        """Have these parts drawn in this rerun, whatever they showed."""
        for one in parts:
            self.drawn.pop(one, None)
        st.rerun(list(parts))

    def known_parties(self) -> list[Person]:
        """People of the account's earlier applications; looked up once for each time that the page is opened."""
        if self.known is None:
            self.known = drafts.known_parties(self.services.outer, self.account)
        return self.known

    @property
    def choices(self) -> Choices:
        """What the register gave to pick from; looked up once for each time that the page is opened."""
        if self.given is None:
            self.given = prefill.choices(self.services.outer, self.account, self.id)
        return self.given

    def free_names(self) -> tuple[str, ...]:
        """Trade names like the one in the content that nobody has; looked for once for each name."""
        name = self.content.name
        if self.ideas is None or self.ideas[0] != name:
            self.ideas = name, naming.suggest(self.services.outer, self.account, self.id, name, IDEAS)
        return self.ideas[1]

    def save(self, content: Content) -> None:
        self.failed, self.looked = None, monotonic()
        try:
            self.view = drafts.save(self.services.outer, self.account, self.id, content, self.view.revision)
            self.saved = self.services.outer.clock()
        except NotSignedIn:
            self.looked = None  # what is drawn next finds out, and leads to the sign-in page
        except Conflict:
            self.overtaken = True
        except QuanchengError as error:
            self.failed = error

    def put(self, place: str, value: Any) -> None:
        """Set one place to a plain value."""

        def alter(plain: dict[str, Any]) -> None:
            *path, last = place.split(".")
            target: Any = plain
            for step in path:
                target = target[int(step)] if isinstance(target, list) else target[step]
            target[int(last) if isinstance(target, list) else last] = value

        self.change(place, alter)

    def take_over(self) -> None:
        """Forget what this window typed since, and go on from what is saved."""
        self.renew()
        self.overtaken, self.failed = False, None
        self.problems.clear()
        self.refresh()


def part(key: str) -> Callable[[Callable[[Draft], None]], Callable[[Draft], None]]:
    """A part of the form, as a fragment. Whoever is signed out meanwhile is led to the sign-in page; beside the word
    that another device was quicker, nothing else is shown."""

    def mark(render: Callable[[Draft], None]) -> Callable[[Draft], None]:
        @st.fragment(key=key)
        @wraps(render)
        def drawing(draft: Draft) -> None:
            draft.drawn.pop(key, None)
            if not draft.stands():
                st.rerun(scope="app")
            if key == TOP or not draft.overtaken:
                render(draft)
            draft.drawn[key] = draft.shows[key]
            if key == BODY:
                draft.section_at = monotonic()

        return drawing

    return mark


def touches(callback: Callback[P]) -> Callback[P]:
    """A callback that changes a draft; at its end the section is drawn, and what has changed around it."""

    @wraps(callback)
    def touched(draft: Draft, /, *arguments: P.args, **options: P.kwargs) -> None:
        callback(draft, *arguments, **options)
        draft.draw()

    return touched


def section_of(place: str) -> str:
    """The section that a place is in."""
    return place.partition(".")[0]


def _at(place: str, wanted: str, deep: bool) -> bool:
    return place == wanted or (deep and place.startswith(f"{wanted}."))


def opened(here: Services, view: ApplicationView) -> Draft:
    """The draft as this window has it open, with a view just fetched: other devices may have changed it."""
    assert here.account is not None
    state = st.session_state
    found = state.get(f"draft:{view.id}")
    if not isinstance(found, Draft):
        found = Draft(here, here.account, view)
        state[f"draft:{view.id}"] = found
    else:
        found.services, found.account, found.known, found.given = here, here.account, None, None
        if view.revision != found.view.revision and found.saved is None:
            found.overtaken = found.overtaken or bool(found.seen)
        if not found.overtaken:
            found.view = view
        found.saved = None
    found.looked = monotonic()
    return found
