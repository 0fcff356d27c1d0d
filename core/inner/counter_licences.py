"""Licences on paper beside the electronic one (R05): printed from the same data, registered by the number of the form
that they are printed on, and handed over to somebody, which is noted with the officer and the moment.

A sheet that was spoilt in printing is noted as such and printed anew on another form. Every step stands in the trace.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from core import permissions, trace
from core.content import IdentityDocument
from core.documents import build_paper_licence
from core.errors import BadInput, Conflict, NotFound
from core.i18n import N_
from core.ids import new_id
from core.inner import issuing
from core.inner.context import Inner
from core.inner.counter_scans import clean
from core.inner.officers import OfficerView
from core.inner.steps import authorities_below
from core.inner.tables import Case, Licence, Officer, PaperLicence
from core.permissions import Right, Thing
from core.terms import LicenceStatus, Zone

HANDED = "paper_licence.handed_to"
LONGEST_NUMBER = 40


@dataclass(frozen=True)
class Handing:
    """To whom a licence was handed, on which identity document, by whom, and when."""

    name: str
    document: IdentityDocument
    identity_number: str
    officer: str
    at: datetime


@dataclass(frozen=True)
class PaperView:
    """One sheet: the original (`copy_no` 0) or a duplicate. Without `id` it has not been printed yet."""

    copy_no: int
    id: str = ""
    form_number: str = ""
    printed_by: str = ""
    printed_at: datetime | None = None
    handed: Handing | None = None


@dataclass(frozen=True)
class PaperCase:
    """A case whose applicant chose a licence on paper: every sheet that is wanted, and those that were spoilt."""

    case_id: str
    number: str
    title: str
    uscc: str
    serial: str
    sheets: tuple[PaperView, ...]
    spoilt: tuple[PaperView, ...]

    @property
    def done(self) -> bool:
        return all(one.handed for one in self.sheets)


def waiting(inner: Inner, officer: OfficerView, limit: int = 100) -> list[PaperCase]:
    """Cases with sheets that were not handed over yet, the longest waiting first."""
    permissions.require(officer.roles, Zone.INNER, Thing.PAPER_LICENCE, Right.VIEW)
    handed = (
        select(func.count())
        .where(col(PaperLicence.case_id) == col(Licence.case_id), col(PaperLicence.handed_at).is_not(None))
        .scalar_subquery()
    )
    with inner.store.reading() as session:
        rows = session.exec(
            select(Case, Licence)
            .join(Licence, col(Licence.case_id) == col(Case.id))
            .where(
                col(Case.authority_id).in_(authorities_below(session, officer.authority_id)),
                Licence.status == LicenceStatus.VALID,
                col(Licence.paper_sheets) > handed,
            )
            .order_by(col(Licence.issued_at))
            .limit(limit)
        ).all()
        return [found for case, licence in rows if (found := _paper_case(session, inner, case, licence)) is not None]


def of_case(inner: Inner, officer: OfficerView, case_id: str) -> PaperCase | None:
    """The sheets of one case; None when no paper was chosen, or there is no licence. Raises NotFound."""
    permissions.require(officer.roles, Zone.INNER, Thing.PAPER_LICENCE, Right.VIEW)
    with inner.store.reading() as session:
        case, licence = _load(session, officer, case_id)
        return _paper_case(session, inner, case, licence) if licence else None


def print_sheet(inner: Inner, officer: OfficerView, case_id: str, copy_no: int, form_number: str) -> str:
    """Register a sheet under the number of its form and make what is printed on it; returns its identifier.

    Raises BadInput for a sheet that is not wanted, a missing number or one that was used before, Conflict for a sheet
    that was printed already.
    """
    permissions.require(officer.roles, Zone.INNER, Thing.PAPER_LICENCE, Right.EDIT)
    number = clean(form_number).upper()
    if not number or len(number) > LONGEST_NUMBER:
        raise BadInput(field_text=N_("Number of the form"), reason_text=N_("it stands on the printed form"))
    with inner.store.reading() as session:
        case, licence = _load(session, officer, case_id)
        if licence is None or not 0 <= copy_no < licence.paper_sheets:
            raise BadInput(field_text=N_("Paper licence"), reason_text=N_("the applicant did not choose it"))
        pdf = build_paper_licence(issuing.facts_of(session, inner, case, licence), copy_no)
    file, now, sheet_id = inner.files.put(pdf), inner.clock(), new_id()
    with inner.store.unit() as session:
        case, licence = _load(session, officer, case_id)
        if licence is None or any(row.copy_no == copy_no for row in _rows(session, case_id)):
            raise Conflict()
        if session.exec(select(PaperLicence).where(PaperLicence.form_number == number)).first() is not None:
            raise BadInput(field_text=N_("Number of the form"), reason_text=N_("another sheet has this number"))
        session.add(
            PaperLicence(
                id=sheet_id, case_id=case.id, licence_serial=licence.serial, copy_no=copy_no, form_number=number,
                file=file, printed_by=officer.id, printed_at=now,
            )
        )  # fmt: skip
        data: dict[str, str | int] = {
            "case": case.id,
            "copy": copy_no,
            "form": number,
            "serial": licence.serial,
            "sha256": file,
        }
        trace.append(session, kind="paper_licence.printed", subject=sheet_id, actor=officer.id, data=data, now=now)
    return sheet_id


def spoil(inner: Inner, officer: OfficerView, sheet_id: str) -> None:
    """Note that a sheet was spoilt; it is printed anew on another form. Raises Conflict once it was handed over."""
    now = inner.clock()
    with inner.store.unit() as session:
        row = _sheet(session, officer, sheet_id)
        if row.handed_at is not None or row.spoilt_at is not None:
            raise Conflict()
        row.spoilt_at = now
        data = {"case": row.case_id, "form": row.form_number}
        trace.append(session, kind="paper_licence.spoilt", subject=row.id, actor=officer.id, data=data, now=now)


def hand_over(
    inner: Inner, officer: OfficerView, sheet_id: str, name: str, document: IdentityDocument, identity_number: str
) -> None:
    """Note to whom a sheet was handed. Raises BadInput without name and number, Conflict when it was done before."""
    to = {"name": clean(name), "document": document.value, "identity_number": clean(identity_number).upper()}
    if not to["name"] or not to["identity_number"]:
        raise BadInput(field_text=N_("Handed to"), reason_text=N_("name and identity number are needed"))
    now = inner.clock()
    with inner.store.unit() as session:
        row = _sheet(session, officer, sheet_id)
        if row.handed_at is not None or row.spoilt_at is not None:
            raise Conflict()
        row.handed_to_sealed = inner.vault.seal(json.dumps(to), f"{HANDED}:{row.id}")
        row.handed_by, row.handed_at = officer.id, now
        person = inner.vault.index(to["identity_number"], "identity")
        data = {"case": row.case_id, "form": row.form_number, "person": person}
        trace.append(session, kind="paper_licence.handed", subject=row.id, actor=officer.id, data=data, now=now)


def sheet_pdf(inner: Inner, officer: OfficerView, sheet_id: str) -> tuple[str, bytes]:
    """File name and bytes of what is printed on a form."""
    with inner.store.reading() as session:
        row = _sheet(session, officer, sheet_id, Right.VIEW)
        return f"{row.licence_serial}-{row.copy_no}.pdf", inner.files.get(row.file)


def _sheet(session: Session, officer: OfficerView, sheet_id: str, right: str = Right.EDIT) -> PaperLicence:
    permissions.require(officer.roles, Zone.INNER, Thing.PAPER_LICENCE, right)
    row = session.get(PaperLicence, sheet_id)
    if row is None:
        raise NotFound()
    _load(session, officer, row.case_id)
    return row


def _load(session: Session, officer: OfficerView, case_id: str) -> tuple[Case, Licence | None]:
    case = session.get(Case, case_id)
    if case is None or case.authority_id not in authorities_below(session, officer.authority_id):
        raise NotFound()
    return case, session.exec(select(Licence).where(Licence.case_id == case.id)).first()


def _rows(session: Session, case_id: str) -> list[PaperLicence]:
    """The case's sheets that were not spoilt."""
    rows = select(PaperLicence).where(PaperLicence.case_id == case_id, col(PaperLicence.spoilt_at).is_(None))
    return list(session.exec(rows.order_by(col(PaperLicence.copy_no))))


def _paper_case(session: Session, inner: Inner, case: Case, licence: Licence) -> PaperCase | None:
    if not licence.paper_sheets:
        return None
    officers = {row.id: row.name for row in session.exec(select(Officer))}
    printed = {row.copy_no: _view(inner, row, officers) for row in _rows(session, case.id)}
    spoilt = select(PaperLicence).where(PaperLicence.case_id == case.id, col(PaperLicence.spoilt_at).is_not(None))
    return PaperCase(
        case_id=case.id,
        number=case.number,
        title=case.title,
        uscc=licence.uscc,
        serial=licence.serial,
        sheets=tuple(printed.get(number) or PaperView(number) for number in range(licence.paper_sheets)),
        spoilt=tuple(_view(inner, row, officers) for row in session.exec(spoilt)),
    )


def _view(inner: Inner, row: PaperLicence, officers: dict[str, str]) -> PaperView:
    handed = None
    if row.handed_to_sealed is not None and row.handed_at is not None:
        to = json.loads(inner.vault.open(row.handed_to_sealed, f"{HANDED}:{row.id}"))
        handed = Handing(
            to["name"],
            IdentityDocument(to["document"]),
            to["identity_number"],
            officers.get(row.handed_by or "", ""),
            row.handed_at,
        )
    return PaperView(row.copy_no, row.id, row.form_number, officers.get(row.printed_by, ""), row.printed_at, handed)
