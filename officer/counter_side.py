"""What stands beside the counter's form: what is missing, the paper of each material, identities, and the steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from core import rules
from core.catalogue import EntityType
from core.content import IdentityDocument
from core.i18n import N_
from core.inner import counter_brought, counter_findings
from core.inner.cases import CaseView
from core.inner.counter import CounterView
from core.inner.counter_findings import MaterialView, ScanView
from core.inner.officers import OfficerView
from core.permissions import Right, Thing, may
from core.rules import Finding
from core.terms import MaterialSource, Severity, Zone
from officer.counter_form import DOCUMENTS, MARKS
from officer.html import h, join
from officer.route import to
from officer.view import button, key_hint, link
from officer.words import Words


@dataclass(frozen=True)
class Step:
    """What is done with a draft: its button, what it means, and what confirms it."""

    text: str
    meaning: str
    confirm: str
    look: str = "button"
    hotkey: str = ""


STEPS: Mapping[str, Step] = {
    "submit": Step(
        N_("Submit …"),
        N_("The application becomes a case with what was signed on paper. An examiner goes on with it; you do not."),
        N_("Yes, submit"),
        "button main",
        "s",
    ),
    "hand_back": Step(
        N_("Hand back …"),
        N_("The applicant goes on online from what stands here now. It can be taken again by a new code."),
        N_("Yes, hand back"),
    ),
    "discard": Step(
        N_("Give up …"),
        N_("The draft is closed and cannot be opened again."),
        N_("Yes, give up"),
        "button danger",
    ),
}
STATES: Mapping[MaterialSource, str] = {
    MaterialSource.GENERATED: N_("to be signed"),
    MaterialSource.UPLOADED: N_("brought"),
    MaterialSource.HELD: N_("held by the authority"),
}


def head(words: Words, draft: CounterView) -> Markup:
    row = draft.row
    facts = [
        h("span", row.number, cls="mono"),
        h("span", words(row.procedure.title)),
        h("span", words.name(draft.state), cls="chip info"),
        h("span", words(N_("Begun online")), cls="chip calm") if row.online else None,
        h("span", words(N_("Came back")), cls="chip soon") if draft.reasons else None,
        h("span", words(N_("applicant: {name}"), name=row.applicant)),
        h("span", words(N_("{percent} % filled in"), percent=draft.progress.percent)),
        h("span", words(N_("saved {time}"), time=words.moment(row.updated_at))),
    ]
    title = row.title or words(N_("Without a name yet"))
    return h("div", h("h1", title, lang="zh-CN" if row.title else None), h("div", facts, cls="facts"), cls="case-head")


def steps(words: Words, draft: CounterView, confirming: str) -> Markup:
    """Printing, submitting, handing back, giving up: each only when it can be."""
    if not draft.is_open:
        return h("section", h("h2", words(N_("Steps"))), h("p", words(N_("It can only be read here.")), cls="muted"),
                 cls="panel")  # fmt: skip
    offered = ["submit", "hand_back"] if draft.row.online else ["submit"]
    if not draft.row.online and draft.status is None:
        offered.append("discard")
    buttons = [
        button(
            join(words(STEPS[name].text), key_hint(STEPS[name].hotkey) if STEPS[name].hotkey else None),
            "ask",
            cls=STEPS[name].look,
            data_step=name,
            data_hotkey=STEPS[name].hotkey or None,
            disabled=name == "submit" and bool(draft.errors),
        )
        for name in offered
    ]
    return h(
        "section",
        h("h2", words(N_("Steps"))),
        reasons(words, draft),
        h("div", _printing(words, draft), buttons, cls="buttons"),
        _confirmation(words, confirming) if confirming in offered else None,
        cls="panel",
    )


def reasons(words: Words, draft: CounterView) -> Markup | None:
    """What the examiner demanded when the case came back."""
    if not draft.reasons:
        return None
    rows = [h("li", h("p", str(one.get("text", "")), lang="zh-CN")) for one in draft.reasons]
    return h("ol", rows, cls="reasons", aria_label=words(N_("Reasons for the return")))


def _printing(words: Words, draft: CounterView) -> Markup:
    """Prints in a tab of its own; the page follows by itself."""
    return h(
        "form",
        h(
            "button",
            join(words(N_("Print what is to be signed")), key_hint("p")),
            type="submit",
            cls="button",
            data_hotkey="p",
            disabled=not counter_findings.printable(draft.findings),
        ),
        method="post",
        action=f"/counter/{draft.row.id}/print",
        target="_blank",
        data_plain=True,
    )


def _confirmation(words: Words, name: str) -> Markup:
    step = STEPS[name]
    return h(
        "div",
        h("p", words(step.meaning)),
        h(
            "p",
            button(words(step.confirm), "confirm", cls=f"{step.look} main".replace("main main", "main")),
            button(words(N_("Cancel")), "cancel"),
            cls="buttons",
        ),
        cls="act",
    )


def missing(words: Words, draft: CounterView) -> Markup:
    """What the checks say that is not in order, each with the way to its place."""
    graver = [one for one in draft.findings if one.severity is not Severity.PASSED]
    errors = sum(one.severity is Severity.ERROR for one in graver)
    chip = (
        h("span", words(N_("{count} to be mended"), count=errors), cls="chip late")
        if errors
        else h("span", "✓ ", words(N_("nothing is missing")), cls="chip good")
    )
    rows = [_finding(words, draft.procedure.type, one) for one in graver]
    return h(
        "section",
        h("h2", words(N_("Checks")), chip),
        h("ul", rows, cls="findings") if rows else None,
        cls="panel",
    )


def _finding(words: Words, of: EntityType, one: Finding) -> Markup:
    named = one.place and not one.place.startswith("documents.")
    where = f"{words(rules.field_label(one.place, of))}: " if named else ""
    text = join(h("span", MARKS[one.severity], " "), where, words(one.message))
    shown = button(text, "point", cls="link-button", data_place=one.place) if one.place else text
    return h("li", shown, cls="late-text" if one.severity is Severity.ERROR else "soon-text")


def papers(words: Words, draft: CounterView) -> Markup:
    """Every material with its signers, what was printed, and its scanned pages."""
    rows = [_material(words, draft, one) for one in draft.materials]
    return h("section", h("h2", words(N_("Documents and scans"))), h("ul", rows, cls="materials"), cls="panel",
             id="at-documents")  # fmt: skip


def _material(words: Words, draft: CounterView, one: MaterialView) -> Markup:
    kind = one.material.kind
    source = MaterialSource.HELD if one.held and not one.scans else one.material.source
    good = one.complete and (bool(one.scans) or not (one.to_sign or source is MaterialSource.UPLOADED))
    signers = "、".join(dict.fromkeys(name or "…" for _, name in one.signers))
    scannable = draft.is_open and (one.to_sign or one.material.source is MaterialSource.UPLOADED)
    return h(
        "li",
        h(
            "p",
            h("span", "✓" if good else "✗", cls="chip good" if good else "chip late"),
            " ",
            h("b", words(one.material.label_text)),
            " ",
            h("span", words(STATES[source]), cls="small"),
        ),
        h("p", words(N_("signed by: {names}"), names=signers), cls="small") if signers and one.to_sign else None,
        _printed(words, one) if one.to_sign else None,
        h("div", [_scan(words, draft, scan) for scan in one.scans], cls="scans") if one.scans else None,
        _choose(words, draft, kind) if scannable else None,
        id=f"at-documents-{kind}",
    )


def _printed(words: Words, one: MaterialView) -> Markup:
    if not one.printed:
        return h("p", words(N_("Not printed as it is now.")), cls="small")
    text = words(N_("Printed. The foot of each page must show {code}."), code=one.content_hash[:16])
    return h("p", text, cls="small")


def _scan(words: Words, draft: CounterView, scan: ScanView) -> Markup:
    address = f"/counter/{draft.row.id}/scan/{scan.id}"
    return h(
        "figure",
        h(
            "a",
            h("img", src=f"{address}.jpg", alt=words(N_("First page of {name}"), name=scan.filename), loading="lazy"),
            href=address,
            target="_blank",
            rel="noopener",
        ),
        h("figcaption", words(N_("pages: {count}"), count=scan.pages), cls="small"),
        h("p", words(N_("outdated")), cls="chip late") if scan.outdated else None,
        button(words(N_("Take out")), "drop_scan", cls="button small-button", data_id=scan.id)
        if draft.is_open
        else None,
        data_key=f"scan-{scan.id}",
    )


def _choose(words: Words, draft: CounterView, kind: str) -> Markup:
    box = f"scan-{kind}"
    return h(
        "p",
        h("label", words(N_("Add pages (images or PDF)")), for_=box, cls="small"),
        h(
            "input", type="file", id=box, accept="image/jpeg,image/png,application/pdf", multiple=True,
            data_send=f"/counter/{draft.row.id}/scan-of/{kind}",
        ),
        cls="field",
    )  # fmt: skip


def identities(words: Words, draft: CounterView, number: int) -> Markup:
    """Whose identity document was seen, and noting one."""
    rows = [
        h(
            "li",
            h("span", "✓ ", person.name or key, lang="zh-CN"),
            " ",
            h("span", _sighting(words, draft, key), cls="small"),
        )
        if key in draft.sightings
        else h("li", h("span", "– ", person.name or key, lang="zh-CN"))
        for key, person in draft.content.parties.items()
    ]
    waiting = [(key, one.name or key) for key, one in draft.content.parties.items() if key not in draft.sightings]
    return h(
        "section",
        h("h2", words(N_("Identity documents seen"))),
        h("ul", rows, cls="phrases"),
        _noting(words, waiting, number) if waiting and draft.is_open else None,
        cls="panel",
        id="at-parties-seen",
    )


def _sighting(words: Words, draft: CounterView, key: str) -> str:
    one = draft.sightings[key]
    return " · ".join(filter(None, [words(DOCUMENTS[one.document]), one.officer, words.moment(one.at), one.note]))


def _noting(words: Words, waiting: list[tuple[str, str]], number: int) -> Markup:
    people = [h("option", name, value=key) for key, name in waiting]
    kinds = [h("option", words(DOCUMENTS[one]), value=one.value) for one in IdentityDocument]
    return h(
        "form",
        h("p", h("label", words(N_("Person")), for_="seen-party"), h("select", people, id="seen-party", name="party"),
          cls="field"),
        h("p", h("label", words(N_("Kind of identity document")), for_="seen-document"),
          h("select", kinds, id="seen-document", name="document"), cls="field"),
        h("p", h("label", words(N_("Note (may stay empty)")), for_="seen-note"),
          h("input", id="seen-note", name="note", maxlength=500, autocomplete="off"), cls="field"),
        h("p", h("button", words(N_("I have seen it")), type="submit", cls="button"), cls="buttons"),
        data_do="seen",
        data_key=f"seen-{number}-{len(waiting)}",
        cls="act counter-grid",
    )  # fmt: skip


def at_counter(words: Words, case: CaseView, officer: OfficerView) -> Markup | None:
    """For counter officers, in a case: the way to its licence on paper, and to adding what was brought."""
    if not may(officer.roles, Zone.INNER, Thing.PAPER_LICENCE, Right.VIEW):
        return None
    wanted = case.content.other.paper_licence
    if not wanted and case.row.status not in counter_brought.UNDECIDED:
        return None
    text = words(N_("Licence on paper")) if wanted else words(N_("Brought on paper"))
    return h(
        "section",
        h("h2", words(N_("Paper and counter"))),
        h("p", link(text, to("counter_case", id=case.row.id), cls="button")),
        cls="panel",
    )
