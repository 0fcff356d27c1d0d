"""What a case is about: business and enterprise, what changes, the material, the public notice, and cautions."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from core.i18n import N_
from core.inner.about import CaseNotice, MaterialRow, SignatoryRow
from core.inner.announcing import ObjectionView
from core.inner.cases import CaseView
from core.terms import MaterialSource, NoticeStatus
from officer.html import h, join
from officer.readings import compared
from officer.route import to
from officer.view import button, link
from officer.words import Words

SOURCES: Mapping[MaterialSource, str] = {
    MaterialSource.GENERATED: N_("made from what was filled in"),
    MaterialSource.UPLOADED: N_("uploaded"),
    MaterialSource.HELD: N_("held by the authority already"),
}

NOTICE_LOOKS: Mapping[NoticeStatus, str] = {
    NoticeStatus.RUNNING: "info",
    NoticeStatus.OBJECTED: "late",
    NoticeStatus.ENDED: "good",
    NoticeStatus.WITHDRAWN: "soon",
}


def asked(words: Words, case: CaseView) -> Markup | None:
    """The registered enterprise that the case is about, and what approval makes different; nothing for a new one."""
    subject = case.about.subject
    if subject is None:
        return None
    name = link(subject.name, to("enterprise", uscc=subject.uscc), lang="zh-CN")
    nothing = h("p", words(N_("What the register says of the enterprise stays as it is.")), cls="muted")
    title = words(N_("What changes in the register"))
    return h(
        "div",
        h("h2", words(N_("What is asked for"))),
        h("p", h("b", words(case.about.title))),
        h("p", name, " ", h("span", words.name(subject.status), cls="chip info")),
        h("p", h("span", subject.uscc, cls="mono")),
        h("h3", title),
        compared(words, case.about.changes, title) if case.about.changes else nothing,
        cls="panel",
    )


def cautions(words: Words, case: CaseView) -> Markup | None:
    """What else concerns the same enterprise, and what to do when the register has moved since."""
    about = case.about
    shown = [
        h(
            "li",
            words(N_("Another case about this enterprise is open:")),
            " ",
            link(one.number, to("case", id=one.id)),
            f" · {words(one.business)} · {words.name(one.status)}",
        )
        for one in about.others
    ]
    moved = _moved(words, case) if about.moved else None
    if not shown and moved is None:
        return None
    return h(
        "section",
        h("h2", words(N_("Please note"))),
        h("p", moved, cls="alert") if moved else None,
        h("ul", shown) if shown else None,
        cls="panel",
    )


def _moved(words: Words, case: CaseView) -> str:
    about = case.about
    there = about.subject.version if about.subject else 0
    text = (
        N_(
            "The register holds version {there} of the enterprise by now; the application starts from version {based}. "
            "It cannot be approved like this, and completion was demanded before: propose refusal, so that the "
            "applicant applies anew from what the register says now."
        )
        if case.returned_before
        else N_(
            "The register holds version {there} of the enterprise by now; the application starts from version {based}. "
            "It cannot be approved like this: have it returned for completion, so that the applicant takes over what "
            "the register says now."
        )
    )
    return words(text, there=there, based=about.based_on)


def notice(words: Words, case: CaseView) -> Markup | None:
    """The public notice of a simple cancellation, with every objection in full."""
    found = case.about.notice
    if found is None:
        return None
    objections = (
        h("ol", [_objection(words, one) for one in found.objections], cls="reasons")
        if found.objections
        else h("p", words(N_("Nobody has objected.")), cls="muted")
    )
    return h(
        "section",
        h(
            "h2",
            words(N_("Public notice")),
            h("span", words.name(found.status), cls=f"chip {NOTICE_LOOKS[found.status]}"),
        ),
        h("p", words(N_("From {first} to {last}"), first=found.starts, last=found.ends)),
        h("p", _left(words, found)),
        h("h3", words(N_("Objections ({count})"), count=len(found.objections))),
        objections,
        cls="panel",
    )


def _left(words: Words, found: CaseNotice) -> str:
    if found.status is NoticeStatus.WITHDRAWN:
        return words(N_("The notice was taken back; the enterprise goes on as before."))
    if found.days_left:
        return words(
            N_("Days left, today among them: {count}. Then the case comes back to be examined by itself."),
            count=found.days_left,
        )
    return words(N_("Its time is over."))


def _objection(words: Words, one: ObjectionView) -> Markup:
    return h(
        "li",
        h("p", h("b", one.name, lang="zh-CN"), f" · {one.phone} · {words.moment(one.at)}"),
        h("p", one.text, lang="zh-CN", cls="as-written"),
    )


def materials(words: Words, case: CaseView) -> Markup:
    """Every material that the norm asks for here: why, whence it comes, and who signs it in which capacity."""
    rows = [_material(words, one) for one in case.about.materials]
    count = h("span", words(N_("{count} materials"), count=len(rows)), cls="small")
    return h("section", h("h2", words(N_("Material of the norm")), count), h("ul", rows, cls="signatures"), cls="panel")


def _material(words: Words, one: MaterialRow) -> Markup:
    missing = one.source is not MaterialSource.HELD and not one.document_id
    because = ", ".join(words(text) for text in one.situations)
    show = (
        button(words(N_("Show the document")), "document", cls="button quiet", data_id=one.document_id)
        if one.document_id
        else None
    )
    return h(
        "li",
        h(
            "p",
            h("b", words(one.label_text)),
            " ",
            h("span", words(SOURCES[one.source]), cls="chip"),
            join(" ", h("span", "✗ ", words(N_("missing")), cls="chip late")) if missing else None,
        ),
        h("p", words(N_("because")), ": ", because, cls="small") if because else None,
        h("p", words(one.note_text), cls="small") if one.note_text else None,
        h("ul", [h("li", _signatory(words, each), cls="plain") for each in one.signatories], cls="small"),
        show,
    )


def _signatory(words: Words, one: SignatoryRow) -> str:
    role = words.name(one.role)
    if one.organisation:
        return words(
            N_("{role}: {person}, for {organisation}"), role=role, person=one.person, organisation=one.organisation
        )
    return words(N_("{role}: {person}"), role=role, person=one.person)
