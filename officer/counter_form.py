"""The filling form of any section, drawn from the shapes of its fields: every field has its texts, its value, and what
the checks say of it. `counter_reading` takes what was typed back into the content."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

from markupsafe import Markup
from pydantic import BaseModel

from core import rules, situation
from core.catalogue import Procedure
from core.catalogue.kinds import forms_after
from core.catalogue.regions import division_choices, full_region_name, regions
from core.choices import NO_CHANGE, NO_PLEDGE, Choices, asks_pledge, line_of_change, line_of_pledge
from core.codes import industry_name
from core.content import Circumstance, Content, IdentityDocument, Organisation, Person, ScopePhrase, value_at
from core.content.words import WORDS
from core.derived import derived
from core.i18n import N_
from core.rules import Finding
from core.rules.asked import OFFICES, has_members, has_parent, offices
from core.terms import Severity
from officer.counter_shapes import WIDE, Kind, Shape, model_of, pattern_of, shapes
from officer.html import h, join
from officer.view import button
from officer.words import Words

DOCUMENTS = WORDS[IdentityDocument]
FOLLOWS = N_("Follows from the type and from what is filled in elsewhere; it is not typed.")
MARKS: Mapping[Severity, str] = {Severity.ERROR: "✗", Severity.WARNING: "!"}
LOOKS: Mapping[Severity, str] = {Severity.ERROR: "problem", Severity.WARNING: "remark"}


def anchor(place: str) -> str:
    """The identifier of a field's element on the page."""
    return "at-" + place.replace(".", "-")


def yuan(fen: int) -> str:
    """An amount as it is typed: in yuan, without separators."""
    whole, rest = divmod(fen, 100)
    return f"{whole}.{rest:02d}" if rest else str(whole) if whole else ""


class Fields:
    """Draws the fields of one draft for one reader. `problems` are what could not be taken, by place; `number` changes
    whenever the form must be drawn afresh; `choices` are what the register has to pick from."""

    def __init__(
        self, words: Words, content: Content, procedure: Procedure, authority_id: str, findings: Sequence[Finding],
        problems: Mapping[str, str], number: int, choices: Choices, *, closed: bool = False,
    ) -> None:  # fmt: skip
        self.words, self.content, self.procedure, self.authority_id = words, content, procedure, authority_id
        self.findings, self.problems, self.number, self.closed = findings, problems, number, closed
        self.given, self.derived = choices, derived(procedure)

    def section(self, section: str) -> Markup:
        """One section as a form that saves itself."""
        inner = self._parties() if section == "parties" else self._fields(model_of(section), section)
        return h(
            "form",
            h("input", type="hidden", name="section", value=section),
            inner,
            data_do="save",
            data_key=f"{section}-{self.number}",
            cls="counter-form",
        )

    def _fields(self, model: type[BaseModel], place: str) -> Markup:
        asked = [one for one in shapes(model, pattern_of(place)) if self._is_asked(f"{place}.{one.name}")]
        drawn = [self._field(one, f"{place}.{one.name}") for one in asked]
        return h("div", drawn, cls="counter-grid")

    def _is_asked(self, place: str) -> bool:
        """Whether a field means anything here: only what belongs to another enterprise carries its name, a new pledge
        has no number yet, and what has no members or no directors has no list of them."""
        if place == "pledge.number":
            return asks_pledge(self.procedure)
        if place == "capital.contributions":
            return has_members(self.procedure)
        if place.startswith("parent.") and place != "parent.head":
            return has_parent(self.procedure)
        if place in OFFICES:
            return place in offices(self.procedure.type)
        return place != "name.owner" or place in self.derived

    def _field(self, shape: Shape, place: str) -> Markup:
        if place in self.derived:
            return self._followed(shape, place)
        draw = DRAW[shape.kind]
        return h(
            "div",
            draw(self, shape, place),
            self._help(shape, place),
            self._said(place),
            cls="field wide" if shape.kind in WIDE else "field",
            id=anchor(place),
        )

    def _followed(self, shape: Shape, place: str) -> Markup:
        """A place that nobody types: what it holds by now."""
        value, box = self._value(place), f"in-{place.replace('.', '-')}"
        said: Mapping[Kind, Callable[[Any], str]] = {Kind.MONEY: self.words.money, Kind.PARTY: self.content.name_of}
        shown = said[shape.kind](value) if shape.kind in said else str(value)
        return h(
            "div",
            self._label(place, for_=box),
            h("output", shown or "—", id=box, lang=None if shape.kind is Kind.MONEY else "zh-CN"),
            h("p", self.words(FOLLOWS), cls="small"),
            self._said(place),
            cls="field",
            id=anchor(place),
        )

    def _help(self, shape: Shape, place: str) -> Markup | None:
        text = {Kind.REGION: full_region_name}.get(shape.kind, lambda _: "")(str(self._value(place) or ""))
        if pattern_of(place) == "name.industry_code":
            text = industry_name(str(self._value(place) or ""))
        shown = text or self.words(rules.field_help(place, self.procedure.type))
        return h("p", shown, id=f"{anchor(place)}-help", cls="small", lang="zh-CN" if text else None)

    def _said(self, place: str) -> Markup | None:
        """What could not be taken, and what the checks say of the place itself."""
        rows = []
        if place in self.problems:
            rows.append(h("p", "✗ ", self.problems[place], cls="problem"))
        for one in self.findings:
            if one.severity is not Severity.PASSED and one.place == place:
                rows.append(h("p", MARKS[one.severity], " ", self.words(one.message), cls=LOOKS[one.severity]))
        return h("div", rows, id=f"{anchor(place)}-said") if rows else None

    def _value(self, place: str) -> Any:
        return value_at(self.content, place)

    def _called(self, place: str) -> str:
        """What a place is called for this type of enterprise."""
        return self.words(rules.field_label(place, self.procedure.type))

    def _label(self, place: str, *, for_: str | None = None) -> Markup:
        text = self._called(place)
        return h("label", text, for_=for_) if for_ else h("span", text, cls="label")

    def _input(self, place: str, value: str, **more: Any) -> Markup:
        box = f"in-{place.replace('.', '-')}"
        return join(
            self._label(place, for_=box),
            h(
                "input",
                id=box,
                name=place,
                value=value,
                data_change="typed",
                autocomplete="off",
                disabled=self.closed,
                aria_describedby=f"{anchor(place)}-help {anchor(place)}-said",
                aria_invalid="true" if self._is_wrong(place) else None,
                **more,
            ),
        )

    def _is_wrong(self, place: str) -> bool:
        return place in self.problems or any(
            one.place == place and one.severity is Severity.ERROR for one in self.findings
        )

    def _select(self, place: str, options: Iterator[tuple[str, str]], chosen: str, *, empty: bool) -> Markup:
        box = f"in-{place.replace('.', '-')}"
        listed = [h("option", text, value=value, selected=value == chosen) for value, text in options]
        first = h("option", "—", value="") if empty else None
        return join(
            self._label(place, for_=box),
            h(
                "select",
                first,
                listed,
                id=box,
                name=place,
                data_change="typed",
                disabled=self.closed,
                data_key=f"{box}-{chosen}",
                aria_describedby=f"{anchor(place)}-help",
            ),
        )

    def _picked(self, place: str, lines: Iterable[tuple[str, str]], none: str) -> Markup:
        """One of what the register has, or that it has nothing; what stands there already is never lost."""
        known, chosen = dict(lines), str(self._value(place) or "")
        if chosen:
            known.setdefault(chosen, chosen)
        if known:
            return self._select(place, iter(known.items()), chosen, empty=True)
        return join(self._label(place), h("p", "! ", self.words(none), cls="remark"))

    def _boxes(self, place: str, options: Iterator[tuple[str, str]], chosen: Sequence[str]) -> Markup:
        listed = [
            h(
                "label",
                h(
                    "input", type="checkbox", name=f"{place}[]", value=value, checked=value in chosen,
                    data_change="typed", disabled=self.closed,
                ),
                text,
                cls="check",
            )
            for value, text in options
        ]  # fmt: skip
        nobody = h("p", self.words(N_("Enter the people first.")), cls="small")
        return h("fieldset", h("legend", self._called(place)), listed or nobody, cls="boxes")

    # one function for each kind of field

    def text(self, shape: Shape, place: str) -> Markup:
        return self._input(place, str(self._value(place) or ""), type="text", maxlength=500)

    def long(self, shape: Shape, place: str) -> Markup:
        box = f"in-{place.replace('.', '-')}"
        return join(
            self._label(place, for_=box),
            h(
                "textarea", str(self._value(place) or ""), id=box, name=place, rows=3, maxlength=4000,
                data_change="typed", disabled=self.closed,
            ),
        )  # fmt: skip

    def money(self, shape: Shape, place: str) -> Markup:
        return self._input(place, yuan(int(self._value(place) or 0)), type="text", inputmode="decimal", maxlength=20)

    def whole(self, shape: Shape, place: str) -> Markup:
        return self._input(place, str(self._value(place) or ""), type="text", inputmode="numeric", maxlength=9)

    def check(self, shape: Shape, place: str) -> Markup:
        return h(
            "label",
            h("input", type="hidden", name=f"{place}?", value="1"),
            h(
                "input", type="checkbox", name=place, value="1", checked=bool(self._value(place)),
                data_change="typed", disabled=self.closed,
            ),
            self._called(place),
            cls="check",
        )  # fmt: skip

    def day(self, shape: Shape, place: str) -> Markup:
        value = self._value(place)
        return self._input(place, value.isoformat() if value else "", type="date")

    def choice(self, shape: Shape, place: str) -> Markup:
        options = iter((one.value, self._word(one)) for one in shape.model)
        return self._select(place, options, str(self._value(place) or ""), empty=False)

    def choices(self, shape: Shape, place: str) -> Markup:
        offered = situation.circumstances(self.procedure) if shape.model is Circumstance else tuple(shape.model)
        options = iter((one.value, self._word(one)) for one in offered)
        return self._boxes(place, options, [str(one) for one in self._value(place) or ()])

    def party(self, shape: Shape, place: str) -> Markup:
        return self._select(place, self._everybody(), str(self._value(place) or ""), empty=True)

    def parties(self, shape: Shape, place: str) -> Markup:
        return self._boxes(place, self._everybody(), list(self._value(place) or ()))

    def delegates(self, shape: Shape, place: str) -> Markup:
        """Who executes the business for each organisation among those who do."""
        organisations = [one for one in self.content.partnership.executives if one in self.content.organisations]
        people = [(key, one.name or key) for key, one in self.content.parties.items()]
        chosen = self.content.partnership.delegates
        rows = [
            join(
                h("span", self.content.organisations[key].name, lang="zh-CN", cls="small"),
                self._select(f"{place}.{key}", iter(people), chosen.get(key, ""), empty=True),
            )
            for key in organisations
        ]
        return join(self._label(place), h("div", rows) if rows else h("p", "—", cls="small"))

    def region(self, shape: Shape, place: str) -> Markup:
        near = [code for code in regions() if code.startswith(self.authority_id[:2])]
        options = [h("option", full_region_name(code), value=code) for code in near]
        listing = f"list-{place.replace('.', '-')}"
        return join(
            self._input(place, str(self._value(place) or ""), type="text", list=listing, maxlength=60),
            h("datalist", options, id=listing),
        )

    def division(self, shape: Shape, place: str) -> Markup:
        return self._select(place, division_choices(self.authority_id), str(self._value(place) or ""), empty=True)

    def legal_form(self, shape: Shape, place: str) -> Markup:
        options = iter((one, one) for one in forms_after(self.procedure))
        return self._select(place, options, str(self._value(place) or ""), empty=False)

    def phrases(self, shape: Shape, place: str) -> Markup:
        """The phrases chosen, the first being the main business; they are searched for beside the form."""
        found: tuple[ScopePhrase, ...] = self._value(place) or ()
        rows = [
            h(
                "li",
                h("span", one.text, lang="zh-CN"),
                " ",
                h("span", one.code, cls="mono small"),
                " ",
                h("span", self.words(N_("Main business")), cls="chip info") if not at else None,
                None if self.closed or not at else self._button(N_("Make it the main one"), "main_phrase", at),
                None if self.closed else self._button(N_("Take out"), "drop_phrase", at),
            )
            for at, one in enumerate(found)
        ]
        none = h("p", self.words(N_("Nothing chosen yet. Search below.")), cls="small")
        return join(self._label(place), h("ol", rows, cls="phrases") if rows else none)

    def pledge(self, shape: Shape, place: str) -> Markup:
        held = self.given.pledges or ()
        lines = [(one.pledge.number, line_of_pledge(one, self.words.translate)) for one in held]
        return self._picked(place, lines, NO_PLEDGE)

    def change(self, shape: Shape, place: str) -> Markup:
        made = self.given.changes or ()
        lines = [(str(one.version), line_of_change(one, self.words.translate)) for one in made]
        return self._picked(place, lines, NO_CHANGE)

    def items(self, shape: Shape, place: str) -> Markup:
        """A list of things with fields of their own."""
        there = self._value(place) or ()
        rows = [self._item(shape.model, f"{place}.{at}", str(at + 1)) for at in range(len(there))]
        return join(self._label(place), rows, self._adder(place, N_("Add another one")))

    def group(self, shape: Shape, place: str) -> Markup:
        """Fields within a field, which are there or not all together."""
        return join(self._label(place), self._fields(shape.model, place))

    def _parties(self) -> Markup:
        people = [self._item(Person, f"parties.{key}", one.name) for key, one in self.content.parties.items()]
        others = [
            self._item(Organisation, f"organisations.{key}", one.name)
            for key, one in self.content.organisations.items()
        ]
        return join(
            people,
            self._adder("parties", N_("Add a person")),
            others,
            self._adder("organisations", N_("Add an organisation")),
        )

    def _item(self, model: type[BaseModel], place: str, name: str) -> Markup:
        drop = None if self.closed else self._button(N_("Take out"), "drop", place)
        return h(
            "fieldset",
            h("legend", name or "…", " ", drop),
            self._said(place),
            self._fields(model, place),
            cls="item",
            id=anchor(place),
            data_key=f"{place}-{self.number}",
        )

    def _adder(self, place: str, text: str) -> Markup | None:
        if self.closed:
            return None
        return h("p", self._button(text, "add", place), cls="buttons")

    def _button(self, text: str, do: str, at: str | int) -> Markup:
        return button(self.words(text), do, cls="button small-button", data_at=at)

    def _everybody(self) -> Iterator[tuple[str, str]]:
        yield from ((key, one.name or key) for key, one in self.content.parties.items())
        yield from ((key, one.name or key) for key, one in self.content.organisations.items())

    def _word(self, member: StrEnum) -> str:
        return self.words(WORDS[type(member)][member])


DRAW: Mapping[Kind, Callable[[Fields, Shape, str], Markup]] = {
    Kind.TEXT: Fields.text,
    Kind.LONG: Fields.long,
    Kind.MONEY: Fields.money,
    Kind.NUMBER: Fields.whole,
    Kind.CHECK: Fields.check,
    Kind.DAY: Fields.day,
    Kind.CHOICE: Fields.choice,
    Kind.CHOICES: Fields.choices,
    Kind.PARTY: Fields.party,
    Kind.PARTIES: Fields.parties,
    Kind.DELEGATES: Fields.delegates,
    Kind.REGION: Fields.region,
    Kind.DIVISION: Fields.division,
    Kind.LEGAL_FORM: Fields.legal_form,
    Kind.PHRASES: Fields.phrases,
    Kind.ITEMS: Fields.items,
    Kind.GROUP: Fields.group,
    Kind.PLEDGE: Fields.pledge,
    Kind.CHANGE: Fields.change,
}
