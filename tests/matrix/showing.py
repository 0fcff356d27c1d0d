"""What must hold after a procedure went its whole way: in the register, in the licence, in the archive, in public."""

from __future__ import annotations

import json

from sqlmodel import select

from core import effects, workflow
from core.inner.entering import content_at
from core.inner.tables import ArchiveRecord, CaseEvent, CaseFinding, Enterprise, Licence, NameReservation, Publication
from core.names import reservation_key
from core.outer import inquiry, papers
from core.outer.papers import Paper
from core.records import PropertyReport
from core.rules import Finding
from core.terms import Action, Effect, EnterpriseStatus, LicenceStatus, Severity, Status, Zone
from tests.matrix.walks import Country, Walked

STATUSES = {Effect.LIQUIDATE: EnterpriseStatus.IN_LIQUIDATION, Effect.CANCEL: EnterpriseStatus.CANCELLED}


def show(country: Country, walked: Walked) -> None:
    """All of it. Raises AssertionError."""
    _no_error_was_found(country, walked)
    _the_status_is_the_fold_of_its_events(country, walked)
    _it_is_archived(country, walked)
    if walked.procedure.enters:
        _the_register_has_the_next_version(country, walked)
        _the_public_sees_it(country, walked)
        _licences_are_as_the_procedure_says(country, walked)
    else:
        _the_name_is_reserved(country, walked)


def _no_error_was_found(country: Country, walked: Walked) -> None:
    inner = country.town.inner
    with inner.store.reading() as session:
        rows = session.exec(select(CaseFinding).where(CaseFinding.case_id == walked.case.id)).all()
    found = [Finding.from_json(_opened(country, walked, row)) for row in rows]
    wrong = [one for one in found if one.severity is Severity.ERROR]
    assert not wrong, [(one.rule, one.place, one.message.render(str)) for one in wrong]


def _opened(country: Country, walked: Walked, row: CaseFinding) -> dict[str, object]:
    text = country.town.inner.vault.open(row.finding_sealed, f"case_finding:{walked.case.id}")
    opened: dict[str, object] = json.loads(text)
    return opened


def _the_status_is_the_fold_of_its_events(country: Country, walked: Walked) -> None:
    with country.town.inner.store.reading() as session:
        rows = session.exec(select(CaseEvent).where(CaseEvent.case_id == walked.case.id)).all()
    actions = [Action(row.action) for row in sorted(rows, key=lambda row: row.number)]
    assert workflow.fold(Zone.INNER, Status.SUBMITTED, actions) == walked.case.status
    expected = Status.PUBLICISED if walked.procedure.enters else Status.ARCHIVED
    assert walked.case.status == walked.view.status == expected


def _it_is_archived(country: Country, walked: Walked) -> None:
    with country.town.inner.store.reading() as session:
        record = session.exec(select(ArchiveRecord).where(ArchiveRecord.case_id == walked.case.id)).one()
    report = PropertyReport.from_json(record.report)
    assert record.digest
    assert report.passed, report.failures


def _the_register_has_the_next_version(country: Country, walked: Walked) -> None:
    inner, procedure, uscc = country.town.inner, walked.procedure, walked.case.outputs["uscc"]
    versions = country.versions(uscc)
    with inner.store.reading() as session:
        row = session.get_one(Enterprise, uscc)
        now = content_at(session, inner, uscc, row.current_version)
    assert versions[-1].case_id == walked.case.id
    assert versions[-1].version == row.current_version == len(versions)
    allowed = [STATUSES[procedure.effect]] if procedure.effect in STATUSES else procedure.statuses
    assert not allowed or row.status in allowed
    if walked.before is None:
        return
    if procedure.effect is not Effect.RESTORE:
        kept = [one for one in effects.KEPT if not _touched(one, procedure.changes)]
        # a person's particulars may change with a place that names the person; the others still name the same people
        before = effects.registered(walked.before)
        assert [one for one in kept if getattr(before, one) != getattr(now, one)] == []
        assert effects.differing(effects.registered(walked.view.content), now, procedure.changes) == ()


def _touched(section: str, changes: tuple[str, ...]) -> bool:
    return any(place.partition(".")[0] == section for place in changes)


def _the_public_sees_it(country: Country, walked: Walked) -> None:
    outer, uscc = country.town.outer, walked.case.outputs["uscc"]
    seen = inquiry.enterprise(outer, uscc)
    with country.town.inner.store.reading() as session:
        row = session.get_one(Enterprise, uscc)
        told = session.exec(select(Publication).where(Publication.case_id == walked.case.id)).one()
    assert told.receipt
    assert (seen.name, seen.status, seen.facts["version"]) == (row.name, row.status, row.current_version)
    shown = str(seen.facts)
    for person in walked.view.content.parties.values():
        assert person.identity_number not in shown
        assert person.phone not in shown


def _licences_are_as_the_procedure_says(country: Country, walked: Walked) -> None:
    outer, uscc = country.town.outer, walked.case.outputs["uscc"]
    licences = country.licences(uscc)
    valid = [one for one in licences if one.status == LicenceStatus.VALID]
    ended = walked.procedure.effect is Effect.CANCEL
    assert len(valid) == (0 if ended else 1)
    if not walked.procedure.licence:
        assert not [one for one in licences if one.case_id == walked.case.id]
        return
    own = next(one for one in licences if one.case_id == walked.case.id)
    assert own == valid[0]
    account = country.resident(0).account
    _, pdf = papers.paper_pdf(outer, account, walked.view.id, Paper.LICENCE)
    found = inquiry.verify_pdf(outer, pdf)
    assert found.good, [(fact.name, fact.holds) for fact in found.facts]
    _older_ones_are_superseded(country, licences, own)


def _older_ones_are_superseded(country: Country, licences: list[Licence], own: Licence) -> None:
    for older in licences:
        if older.serial != own.serial:
            facts = {one.name: one.holds for one in inquiry.verify_code(country.town.outer, older.serial).facts}
            assert facts["current"] is False


def _the_name_is_reserved(country: Country, walked: Walked) -> None:
    name, authority = walked.view.content.name, walked.case.authority_id
    with country.town.inner.store.reading() as session:
        row = session.get_one(NameReservation, reservation_key(name, authority))
    assert row.case_id == walked.case.id
    assert row.expires_at is not None
    assert walked.view.result["name_until"] == row.expires_at.isoformat()
