"""What an evaluation says before its charts: the verdict in plain words, the big figures, the definition (R64)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from analytics.evaluation_data import OUTCOMES, contents, month_of
from analytics.evaluation_run import Findings, left_out_months
from analytics.evaluation_tables import interval, scale_of, scaled, shown
from analytics.statistics.verdict import Standing, probability, standing
from core.evaluation import FIELDS, Definition, differences
from core.i18n import N_
from core.inner.evaluations import DefinitionView
from officer.evaluation_form import PAGE, region_names, route_of
from officer.html import h, join
from officer.route import Route
from officer.view import button, link
from officer.words import Words

Tile = tuple[str, str, str]
GOOD = (Standing.SHOWN, Standing.RESERVED)


def result(found: Findings, words: Words) -> Markup:
    """Verdict first, then figures, then what was left out."""
    outcome, (conclusion, *rest) = found.measured, [words(one) for one in found.verdict]
    cautions = [h("li", text) for text in cautions_of(found, words)]
    return join(
        h(
            "section",
            h("h2", words(N_("Verdict"))),
            h("p", h("b", conclusion), cls="notice" if standing(found.evaluation) in GOOD else "alert"),
            h("ul", [h("li", text) for text in rest], cls="steps"),
            h("p", h("b", words(outcome.outcome.name)), ": ", words(outcome.definition), cls="small"),
            cls="panel",
            id="verdict",
        ),
        h("div", [_tile(*one) for one in tiles(found, words)], cls="numbers"),
        h("ul", cautions, cls="small steps") if cautions else None,
    )


def cautions_of(found: Findings, words: Words) -> list[str]:
    """What does not belong to the verdict but must be known: months and regions that were left out, warnings."""
    told = [words(one) for one in found.evaluation.warnings]
    months = left_out_months(found)
    if months:
        told.append(words(months))
    if found.left_out:
        names = region_names(contents(found.snapshot), words)
        told.append(
            words(
                N_("Left out, because they lack cases in some months: {regions_text}"),
                regions_text="\n".join(names.get(one, one) for one in found.left_out),
            )
        )
    if found.asked.last and month_of(found.panel.periods[1]) < found.asked.last:
        told.append(
            words(
                N_("The period runs until {asked}; the data reach until {there}."),
                asked=found.asked.last, there=month_of(found.panel.periods[1]),
            )
        )  # fmt: skip
    return told


def tiles(found: Findings, words: Words) -> Iterator[Tile]:
    """The big figures: what, how much, and a note."""
    scale, said, say = scale_of(found), found.evaluation, words.translate
    overall = scaled(said.overall, scale)
    within = words(N_("95 % interval {interval}"), interval=interval(overall, scale.digits, say))
    yield (
        words(N_("Effect of the pilots")),
        f"{shown(overall.estimate, scale.digits, signed=True)} {say(scale.change)}",
        within,
    )
    if found.relative is not None:
        relative = [100 * value for value in found.relative]
        yield (
            words(N_("Relative to what would have been")),
            f"{shown(relative[0], 1, signed=True)} %",
            words(
                N_("95 % interval {low} to {high} %; without the pilots: {level} {unit}"),
                low=shown(relative[2], 1, signed=True), high=shown(relative[3], 1, signed=True),
                level=shown(found.without * scale.factor, scale.digits), unit=say(scale.level),
            ),
        )  # fmt: skip
    if found.truth is not None:
        where = N_("within the interval") if found.hits_truth else N_("outside the interval")
        yield (
            words(N_("The simulation's truth")),
            f"{shown(found.truth.overall * scale.factor, scale.digits, signed=True)} {say(scale.change)}",
            words(where),
        )
    test = said.pretrend
    yield (
        words(N_("Trends before the start")),
        "—" if test is None else f"p {probability(test.p)}",
        words(N_("below 0.05 they ran apart before any pilot")),
    )
    yield (
        words(N_("Placebo by lot")),
        f"p {probability(said.placebo.p)}",
        words(N_("share of {many} assignments with an effect as large"), many=said.placebo.permutations),
    )
    yield (
        words(N_("Withstands breaks in trend")),
        "—" if said.breakdown is None else f"× {said.breakdown:g}",
        words(N_("of the largest before the start")),
    )
    yield (
        words(N_("Pilots")),
        words(N_("{pilots} of {regions}"), pilots=said.treated, regions=said.units),
        " · ".join(f"{month_of(start)} ({many})" for start, many in sorted(said.cohorts.items())),
    )


def _tile(name: str, value: str, note: str) -> Markup:
    return h("section", h("h2", name), h("b", value), h("span", note, cls="small"), cls="panel")


def definition_panel(
    asked: Definition, kept: DefinitionView | None, others: Sequence[DefinitionView], words: Words, may_edit: bool
) -> Markup:
    """The definition that the evaluation goes by, its seal, and what departs from it; the others that are kept."""
    return h(
        "details",
        h("summary", words(N_("Definition and seal")), " ", _state(kept, words)),
        _kept(asked, kept, words) if kept else h("p", words(UNSEALED), cls="small"),
        _acts(asked, kept, words) if may_edit else None,
        _listed(others, words),
        cls="panel",
        open=kept is not None,
        data_key="definition",
    )


UNSEALED = N_(
    "These settings follow no definition that was fixed beforehand. Save them under a name and seal them before the "
    "first pilot starts; then nobody can say that the outcome was chosen after the fact."
)


def _state(kept: DefinitionView | None, words: Words) -> Markup:
    if kept is None or kept.sealed_at is None:
        text = N_("not fixed") if kept is None else N_("draft")
        return h("span", words(text), cls="chip")
    if not kept.intact:
        return h("span", words(N_("seal broken")), cls="chip late")
    return h(
        "span", words(N_("fixed late") if kept.late else N_("sealed")), cls="chip soon" if kept.late else "chip good"
    )


def state_sentence(kept: DefinitionView | None, words: Words) -> str:
    """In one sentence whether and when the definition was fixed."""
    if kept is None:
        return words(N_("No definition was fixed beforehand."))
    if kept.sealed_at is None:
        return words(N_("“{name}” is a draft and not sealed."), name=kept.name)
    if not kept.intact:
        return words(N_("“{name}” is no longer what was sealed: its hash differs from the trace's."), name=kept.name)
    told = {"name": kept.name, "time": words.second(kept.sealed_at), "index": str(kept.trace_index)}
    if kept.late:
        return words(
            N_("“{name}” was fixed late, at {time}, after the first pilot had started (trace {index})."), **told
        )
    return words(N_("“{name}” was sealed at {time}, before the first pilot started (trace {index})."), **told)


def departures(asked: Definition, kept: DefinitionView | None, words: Words) -> str:
    """In one sentence where an evaluation departs from its sealed definition; empty when it does not."""
    if kept is None or kept.sealed_at is None:
        return ""
    found = differences(kept.definition, asked)
    if not found:
        return ""
    return words(
        N_("Departs from the sealed definition in: {fields_text}"), fields_text="\n".join(FIELDS[one] for one in found)
    )


def _kept(asked: Definition, kept: DefinitionView, words: Words) -> Markup:
    broken = departures(asked, kept, words)
    follows = None if broken or kept.sealed_at is None else words(N_("The evaluation follows it in everything."))
    return h(
        "div",
        h("p", state_sentence(kept, words), cls=None if kept.intact else "alert"),
        h("p", "SHA-256 ", h("span", kept.seal, cls="mono")) if kept.seal else None,
        h("p", broken, cls="alert") if broken else h("p", follows) if follows else None,
        h("p", link(words(N_("Evaluate exactly as defined")), str(route_of(kept.definition, kept.id))))
        if broken
        else None,
        cls="column",
    )


def _acts(asked: Definition, kept: DefinitionView | None, words: Words) -> Markup:
    mine = kept is not None and kept.own and kept.sealed_at is None
    name = kept.name if kept and mine else ""
    return h(
        "form",
        h("label", h("span", words(N_("Name of the evaluation"))),
          h("input", name="name", value=name, maxlength=120, required=True)),
        h("div",
          button(words(N_("Save the changes") if mine else N_("Save as a definition")), "save"),
          _sealing(words) if mine else None,
          cls="actions"),
        cls="choices",
        data_do="save",
        data_key=f"acts-{kept.id if kept else ''}-{mine}",
    )  # fmt: skip


def _sealing(words: Words) -> Markup:
    return join(
        h("label", h("input", type="checkbox", name="late", value="1"),
          words(N_("fixed late: a pilot has started already")), cls="check"),
        button(words(N_("Fix and seal for good")), "seal", "button main"),
        button(words(N_("Throw away")), "discard", "button quiet"),
    )  # fmt: skip


def _listed(others: Sequence[DefinitionView], words: Words) -> Markup | None:
    if not others:
        return None
    heads = (N_("Name of the evaluation"), N_("Outcome"), N_("State"), N_("Made by"), N_("Made at"))
    rows = [
        h(
            "tr",
            h("th", link(one.name, str(route_of(one.definition, one.id))), scope="row"),
            h("td", words(OUTCOMES[one.definition.outcome].outcome.name)),
            h("td", _state(one, words)),
            h("td", one.made_by),
            h("td", words.moment(one.made_at)),
        )
        for one in others
    ]
    head = h("tr", [h("th", words(text), scope="col") for text in heads])
    caption = h("caption", words(N_("Definitions that are kept")))
    return h("div", h("table", caption, h("thead", head), h("tbody", rows), cls="grid"), cls="scroll")


def downloads(route: Route, words: Words) -> Markup:
    """The report, and the data behind it."""
    query = str(Route(PAGE, route.params))
    return h(
        "div",
        h("a", words(N_("Report (PDF)")), href=f"/evaluation.pdf{query}", cls="button", data_plain=True, download=True),
        h("a", words(N_("The data behind it (CSV)")), href=f"/evaluation.csv{query}", cls="button", data_plain=True,
          download=True),
        cls="buttons",
    )  # fmt: skip
