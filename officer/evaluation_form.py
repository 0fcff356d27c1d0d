"""What an evaluation is asked: the form, the address that holds all of it, and where pilots are known from (R64)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from markupsafe import Markup

from analytics.evaluation_data import OUTCOMES, Contents, last_whole_month, month_of
from analytics.evaluation_run import pilots_of
from analytics.snapshot import Snapshot
from analytics.sources import Source
from core.addressees import ADDRESSEES
from core.catalogue.kinds import type_label
from core.evaluation import MONTH, ComparedWith, Definition, OutcomeName
from core.i18n import N_
from core.programme import Step
from core.terms import Business
from officer.html import h
from officer.route import Route
from officer.surface import Did
from officer.words import Words

PAGE = "evaluation"
COMPARISONS: Mapping[ComparedWith, str] = {
    ComparedWith.NOT_YET: N_("Regions that have not started yet"),
    ComparedWith.NEVER: N_("Regions that never start"),
}
ASKED = ("outcome", "comparison", "type", "business", "from", "until")
START = "start:"
"""A field with the starting month of a region begins with this."""
NO_PILOTS = "-"
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True)
class Asking:
    """What there is to choose from, and what was chosen."""

    source: Source
    there: Contents
    known: Mapping[str, str]
    definition: Definition


def asking(snapshot: Snapshot, source: Source, there: Contents, steps: Iterable[Step], route: Route) -> Asking:
    """What the address asks for. Words that are not ours are passed over; pilots are those of the programme unless the
    address names others."""
    entity_type = route.get("type") if route.get("type") in there.types else ""
    business = route.get("business") if route.get("business") in there.businesses else ""
    on = month_of(last_whole_month(snapshot) + 1)
    known = {where: month for where, month in pilots_of(steps, on, entity_type, business).items()
             if where in there.regions}  # fmt: skip
    definition = Definition(
        source=source.value,
        outcome=_member(OutcomeName, route.get("outcome"), OutcomeName.PROCESSING_HOURS),
        pilots=_pilots(route.get("pilots")) if route.get("pilots") else known,
        comparison=_member(ComparedWith, route.get("comparison"), ComparedWith.NOT_YET),
        entity_type=entity_type,
        business=business,
        first=_month(route.get("from")),
        last=_month(route.get("until")),
        seed=route.number("seed") or 1,
    )
    return Asking(source, there, known, definition)


def route_of(definition: Definition, kept: str = "") -> Route:
    """The address of an evaluation; `kept` is the identifier of the definition that it goes by."""
    return Route(
        PAGE,
        {
            "data": definition.source,
            "outcome": definition.outcome.value,
            "comparison": definition.comparison.value,
            "type": definition.entity_type,
            "business": definition.business,
            "from": definition.first,
            "until": definition.last,
            "pilots": _written(definition.pilots) or NO_PILOTS,
            "seed": str(definition.seed) if definition.seed != 1 else "",
            "kept": kept,
        },
    )


def asked_by(did: Did, route: Route, known: Mapping[str, str]) -> Route:
    """The address of what the form says. Pilots go into it only where they differ from the programme's."""
    params = {name: did.text(name)[:40] for name in ASKED} | {"data": route.get("data"), "kept": route.get("kept")}
    pilots = {
        name.removeprefix(START): month
        for name in did.form
        if name.startswith(START) and (month := _month(did.text(name)))
    }
    if pilots != dict(known) or route.get("kept"):
        params["pilots"] = _written(pilots) or NO_PILOTS
    return Route(PAGE, params)


def form(ask: Asking, words: Words) -> Markup:
    """All that may be chosen. The pilots stand folded away: they are known from the programme."""
    _, asked, there = words, ask.definition, ask.there
    every = {"": _(N_("All"))}
    months = [month_of(period) for period in range(there.periods[0], there.periods[1] + 1)] if there.periods else []
    outcomes = {one.value: _(measured.outcome.name) for one, measured in OUTCOMES.items()}
    compared = {one.value: _(text) for one, text in COMPARISONS.items()}
    types = types_of(there, words)
    businesses = {one: _.name(Business(one)) if one in list(Business) else one for one in there.businesses}
    return h(
        "form",
        _choice(_(N_("Outcome")), "outcome", outcomes, asked.outcome),
        _choice(_(N_("Compared with")), "comparison", compared, asked.comparison),
        _choice(_(N_("Type of enterprise")), "type", every | types, asked.entity_type),
        _choice(_(N_("Kind of business")), "business", every | businesses, asked.business),
        _choice(_(N_("From month")), "from", _months(months, asked.first), asked.first),
        _choice(_(N_("Until month")), "until", _months(months, asked.last), asked.last),
        _pilot_fields(ask, words),
        h("div", h("button", _(N_("Evaluate")), type="submit", cls="button main"), cls="actions"),
        data_do="evaluate",
        cls="choices panel",
        aria_label=_(N_("What is evaluated")),
    )


def _pilot_fields(ask: Asking, words: Words) -> Markup:
    pilots = ask.definition.pilots
    names = region_names(ask.there, words)
    fields = [
        h(
            "label",
            h("span", names.get(code, code)),
            h("input", type="month", name=f"{START}{code}", value=pilots.get(code, ""), placeholder="2017-10",
              pattern=MONTH.pattern, data_key=f"{code}{pilots.get(code, '')}"),
        )
        for code in sorted(names, key=lambda code: (code not in pilots, pilots.get(code, ""), _place(code)))
    ]  # fmt: skip
    summary = words(N_("Pilots: {many}, with the month in which each started"), many=len(pilots))
    note = words(
        N_("As the rollout programme knows them. Change a month to ask what if; a region without a month is no pilot.")
    )
    return h(
        "details",
        h("summary", summary),
        h("p", note, cls="small"),
        h("div", fields, cls="choices"),
        cls="wide",
        data_key="pilots",
    )


def region_names(there: Contents, words: Words) -> dict[str, str]:
    """The regions' names in the reader's language, in the order of the standard; its own name where it is no
    administration addressed."""
    named = {
        code: words(ADDRESSEES[code].name) if code in ADDRESSEES else name or code
        for code, name in there.regions.items()
    }
    return {code: named[code] for code in sorted(named, key=_place)}


def types_of(there: Contents, words: Words) -> dict[str, str]:
    """The types' names, the most frequent first."""
    return {one: words(type_label(one)) for one in there.types}


def _place(code: str) -> tuple[int, str]:
    known = list(ADDRESSEES)
    return (known.index(code) if code in ADDRESSEES else len(known), code)


def _choice(label: str, name: str, options: Mapping[str, str], chosen: str) -> Markup:
    shown = [h("option", text, value=value, selected=value == chosen) for value, text in options.items()]
    return h("label", h("span", label), h("select", shown, name=name, id=f"asked-{name}"))


def _months(months: Sequence[str], chosen: str) -> dict[str, str]:
    return {"": "—"} | {month: month for month in sorted({*months, chosen} - {""})}


def _member(kind: type[E], text: str, otherwise: E) -> E:
    return kind(text) if text in list(kind) else otherwise


def _month(text: str) -> str:
    return text if MONTH.fullmatch(text) else ""


def _pilots(text: str) -> dict[str, str]:
    """The pilots of an address: `330000.2016-04_440300.2016-05`."""
    pairs = (one.partition(".") for one in text[:5000].split("_"))
    return {code: month for code, _, month in pairs if code.isalnum() and MONTH.fullmatch(month)}


def _written(pilots: Mapping[str, str]) -> str:
    return "_".join(f"{code}.{month}" for code, month in sorted(pilots.items()))
