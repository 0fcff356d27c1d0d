"""Beside the documents: what the checks found, what is known of each signature, what has happened, what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from core.i18n import N_, Message
from core.inner.cases import CaseDocumentView, CaseEventView, CaseView, IssuedView
from core.inner.verification import SignatureFacts
from core.records import PROPERTY_LABELS, Property
from core.rules import Finding
from core.terms import Action, Assurance, EvidenceKind, ProposalKind, Severity, Status
from officer.case_organisations import behind
from officer.html import h, join
from officer.view import button
from officer.words import Words

SEVERITY_LOOKS: Mapping[Severity, tuple[str, str]] = {
    Severity.ERROR: ("✗", "late"),
    Severity.WARNING: ("!", "soon"),
    Severity.PASSED: ("✓", "good"),
}


EVIDENCE: Mapping[str, str] = {
    "signers": N_("signed by"),
    "signer": N_("signed by"),
    "field": N_("signature field"),
    "name": N_("name looked up"),
    "until": N_("reserved until"),
    "document": N_("hash in the document"),
    "data": N_("hash of the data"),
}
"""What the receiving zone's own findings call their evidence; rules name theirs by texts."""


def findings(words: Words, case: CaseView, *, may_return: bool) -> Markup:
    """The automatic checks' results, gravest first; those in order are folded away (R23)."""
    graver = [(at, one) for at, one in enumerate(case.findings) if one.severity is not Severity.PASSED]
    passed = [(at, one) for at, one in enumerate(case.findings) if one.severity is Severity.PASSED]
    counts = [
        h(
            "span",
            f"{SEVERITY_LOOKS[severity][0]} {words.name(severity)}: {number}",
            cls=f"chip {SEVERITY_LOOKS[severity][1]}",
        )
        for severity in Severity
        if (number := sum(one.severity is severity for one in case.findings))
    ]
    body = (
        h("ul", [_finding(words, at, one, may_return) for at, one in graver], cls="findings")
        if graver
        else h("p", words(N_("The automatic checks found nothing wrong. The decision is yours.")), cls="muted")
    )
    folded = (
        h(
            "details",
            h("summary", words(N_("What is in order ({count})"), count=len(passed))),
            h("ul", [_finding(words, at, one, False) for at, one in passed], cls="findings"),
        )
        if passed
        else None
    )
    return h(
        "section", h("h2", words(N_("Automatic checks"))), h("p", counts, cls="buttons"), body, folded, cls="panel"
    )


def _finding(words: Words, at: int, finding: Finding, may_return: bool) -> Markup:
    sign, look = SEVERITY_LOOKS[finding.severity]
    shown = {words(EVIDENCE.get(name, name)): value for name, value in finding.evidence.items()}
    evidence = "; ".join(f"{name}: {value}" for name, value in shown.items())
    where = (
        button(words(N_("Show the place")), "point", cls="button quiet", data_place=finding.place)
        if finding.place
        else None
    )
    take_over = (
        button(words(N_("Take over as a reason")), "reason_from", cls="button quiet", data_finding=at)
        if may_return
        else None
    )
    return h(
        "li",
        h("p", h("span", sign, " ", words.name(finding.severity), cls=f"chip {look}"), " ", words(finding.message)),
        h(
            "p",
            words(N_("Rule")),
            " ",
            h("span", finding.rule, cls="mono"),
            f" · {words(N_('Law'))}: {words(finding.basis)}" if finding.basis else None,
            cls="why",
        ),
        h("p", words(N_("Evidence")), ": ", evidence, cls="why") if evidence else None,
        h("p", where, take_over, cls="buttons"),
    )


FACTS: Sequence[tuple[str, str]] = (
    ("intact", N_("unchanged since signing")),
    ("covers_whole", N_("covers the whole document")),
    ("valid", N_("cryptographically valid")),
    ("trusted", N_("certificate trusted")),
    ("timestamped", N_("time attested")),
    ("intended", N_("intent declared for this document")),
)


def signatures(words: Words, case: CaseView) -> Markup:
    """Every signature of every document, its facts kept apart: never one word for all of them."""
    good = all(document.good for document in case.documents)
    total = sum(len(document.signatures) for document in case.documents)
    said = words(N_("all {count} in order"), count=total) if good else words(N_("not all in order"))
    chip = h("span", "✓ " if good else "✗ ", said, cls="chip good" if good else "chip late")
    return h(
        "section",
        h("h2", words(N_("Signatures")), chip),
        [_document(words, one) for one in case.documents],
        cls="panel",
    )


def _document(words: Words, document: CaseDocumentView) -> Markup:
    sign = h("span", "✓" if document.good else "✗", cls="chip good" if document.good else "chip late")
    number = words(N_("signatures: {count}"), count=len(document.signatures))
    summary = h("summary", h("span", document.title, lang="zh-CN"), " ", sign, " ", h("span", number, cls="small"))
    rows = h("ul", [_signature(words, one) for one in document.signatures], cls="signatures")
    return h("details", summary, rows, data_key=f"signatures-{document.id}", open=not document.good)


def _by_hand(words: Words, facts: SignatureFacts) -> Markup:
    """A signature on paper: who saw it, and whether it belongs to the present text; it has no key or certificate."""
    ticks = [
        h("li", words(N_("the original was seen by an officer")), cls="yes" if facts.witness else "no"),
        h("li", words(N_("bound to this text")), cls="yes" if facts.intended else "no"),
    ]
    return h(
        "li",
        h(
            "p",
            h("b", facts.signer_name or "—", lang="zh-CN"),
            f" · {words.name(facts.role)} · {words.second(facts.signed_at)}",
        ),
        h("p", words(N_("signed by hand; {name} saw the original"), name=facts.witness), cls="small"),
        behind(words, facts),
        h("p", words(facts.problem), cls="alert") if facts.problem else None,
        h("ul", ticks, cls="ticks"),
    )


def _signature(words: Words, facts: SignatureFacts) -> Markup:
    if facts.kind is EvidenceKind.WET_INK:
        return _by_hand(words, facts)
    ticks = [
        h(
            "li",
            words(text),
            h("span", "" if getattr(facts, name) else f" ({words(N_('no'))})", cls="hidden"),
            cls="yes" if getattr(facts, name) else "no",
        )
        for name, text in FACTS
    ]
    assurance = words.name(Assurance(facts.assurance)) if facts.assurance in list(Assurance) else words(N_("not known"))
    return h(
        "li",
        h(
            "p",
            h("b", facts.signer_name or "—", lang="zh-CN"),
            f" · {words.name(facts.role)} · {words.second(facts.signed_at)}",
        ),
        h(
            "p",
            words(N_("Confirmation of intent")),
            ": ",
            assurance,
            f" · {facts.level}" if facts.level else None,
            cls="small",
        ),
        behind(words, facts),
        h("p", words(facts.problem), cls="alert") if facts.problem else None,
        h("ul", ticks, cls="ticks"),
    )


def timeline(words: Words, case: CaseView) -> Markup:
    """What happened, newest first, each with its place in the trace (R30)."""
    rows = [_event(words, event) for event in reversed(case.events)]
    return h("section", h("h2", words(N_("History and trace"))), h("ol", rows, cls="timeline"), cls="panel")


def _event(words: Words, event: CaseEventView) -> Markup:
    actor = words(N_("System")) if event.actor == "system" else event.actor
    reasons = event.details.get("reasons", ())
    said = [str(event.details[name]) for name in ("grounds", "note") if event.details.get(name)]
    kind = str(event.details.get("kind", ""))
    one = words(N_("in one-officer mode")) if event.details.get("one_officer_mode") else ""
    proposal = words.name(ProposalKind(kind)) if event.action is Action.PROPOSE and kind in list(ProposalKind) else ""
    return h(
        "li",
        h("p", h("b", words.name(event.action)), f" → {words.name(event.status)}"),
        h(
            "p",
            f"{words.second(event.at)} · {actor} · ",
            words(N_("trace entry {index}"), index=event.trace_index),
            cls="small",
        ),
        [h("p", text) for text in (proposal, one) if text],
        [h("p", text, lang="zh-CN") for text in said],
        h("ul", [h("li", "– ", str(reason.get("text", "")), lang="zh-CN") for reason in reasons]) if reasons else None,
    )


AFTER: Sequence[tuple[Status, str]] = (
    (Status.APPROVED, N_("Approved and entered")),
    (Status.ISSUED, N_("Licence issued")),
    (Status.ARCHIVED, N_("Archived")),
    (Status.PUBLICISED, N_("Publicised")),
)


def outcome(words: Words, case: CaseView) -> Markup | None:
    """What came of an approval: the steps as they are done, licence, code, archive report, receipt."""
    reached = [status for status, _ in AFTER]
    if case.row.status not in reached:
        return None
    at, issued = reached.index(case.row.status), case.issued
    steps = [
        _step(
            words, text, done=number <= at, now=number == at + 1, drill=case.row.drill and status is Status.PUBLICISED
        )
        for number, (status, text) in enumerate(AFTER)
    ]
    return h(
        "section",
        h("h2", words(N_("Registration completed")) if at == len(AFTER) - 1 else words(N_("After the approval"))),
        h("ol", steps, cls="steps"),
        h("h3", words(N_("Unified social credit code"))),
        h("p", issued.uscc, cls="code"),
        _licence(words, case, issued),
        _archive(words, issued),
        _publicity(words, issued),
        cls="panel licence",
        aria_live="polite",
    )


def _step(words: Words, text: str, *, done: bool, now: bool, drill: bool) -> Markup:
    if drill:
        state, sign = words(N_("not for a drill")), "–"
    elif done:
        state, sign = words(N_("done")), "✓"
    else:
        state, sign = (words(N_("under way")), "…") if now else (words(N_("to come")), "")
    return h(
        "li",
        h("span", sign, cls="dot", aria_hidden="true"),
        h("span", words(text)),
        h("span", state, cls="small"),
        cls="done" if done else "now" if now else None,
    )


def _licence(words: Words, case: CaseView, issued: IssuedView) -> Markup | None:
    if not issued.licence:
        return None
    address = f"/document/{case.row.id}/licence"
    return join(
        h("h3", words(N_("Licence")), " ", h("span", issued.serial, cls="mono")),
        h(
            "a",
            h("img", src=f"{address}/0.png?width=1400", alt=words(N_("The licence, as a PDF"))),
            href=f"{address}.pdf",
            target="_blank",
            rel="noopener",
        ),
    )


def _archive(words: Words, issued: IssuedView) -> Markup | None:
    report: Mapping[str, Any] | None = issued.archive_report
    if not report:
        return None
    checks = report.get("checks", {})
    rows = []
    for which in Property:
        results = checks.get(str(which), ())
        failed = sum(one.get("outcome") == "failed" for one in results)
        text = words(
            N_("{property_text}: {count} checks, {failed} failed"),
            property_text=PROPERTY_LABELS[which],
            count=len(results),
            failed=failed,
        )
        rows.append(h("li", text, cls="no" if failed else "yes"))
    return join(
        h("h3", words(N_("Electronic archive"))),
        h("p", h("span", issued.archive_id, cls="mono")),
        h("ul", rows, cls="ticks"),
    )


def _publicity(words: Words, issued: IssuedView) -> Markup | None:
    if issued.publicity_receipt:
        said: Markup = h("span", issued.publicity_receipt, cls="mono")
        return join(h("h3", words(N_("Publicity"))), h("p", words(N_("Receipt of the national system")), " ", said))
    if issued.publicity_problem:
        text = words(
            N_("The national publicity system did not take it yet; it is tried again by itself ({tries} tries)."),
            tries=issued.publicity_tries,
        )
        return join(h("h3", words(N_("Publicity"))), h("p", text, cls="alert"))
    return None


def proposal(words: Words, case: CaseView) -> Markup | None:
    """What the examiner proposed, for the approver."""
    kind = str(case.proposal.get("kind", ""))
    if kind not in list(ProposalKind) or case.row.status is not Status.PROPOSED:
        return None
    grounds = str(case.proposal.get("grounds") or "")
    look = "good" if kind == ProposalKind.APPROVE else "late"
    return h(
        "div",
        h(
            "p",
            words(N_("The examiner, {name}:"), name=case.row.examiner),
            " ",
            h("span", words.name(ProposalKind(kind)), cls=f"chip {look}"),
        ),
        h("p", grounds, lang="zh-CN") if grounds else None,
    )


def hindrances(words: Words, hindered: Mapping[Action, Message]) -> Markup | None:
    """Steps that this officer could take if something else held, and what that is."""
    if not hindered:
        return None
    rows = [h("li", f"{words.name(action)}: ", words(reason)) for action, reason in hindered.items()]
    return h("ul", rows, cls="small")
