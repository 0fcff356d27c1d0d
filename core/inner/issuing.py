"""After approval: issue the licence, archive the record, publicise (R05, R40, R50), each a step of its own.

`complete` goes on from wherever a case stands, so a process killed between two steps loses nothing: what a step makes
is stored first, and then taken over in one transaction with the step itself. Nothing is made twice, because code and
serial were given on approval and files are found again under their names in the case's outputs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from core import stamps
from core.catalogue import Procedure
from core.codes import region_name
from core.content import Content
from core.documents import LICENCE_SEAL_BOX, LicenceFacts, build_licence, licence_facts
from core.documents.qr import LicenceClaims, encode
from core.errors import QuanchengError
from core.inner import archiving, entering, papers
from core.inner.context import Inner
from core.inner.entering import Outcome
from core.inner.public import public_facts
from core.inner.steps import content_of, needs_met, procedure_of, take_step
from core.inner.tables import ArchiveRecord, Authority, Case, Enterprise, EnterpriseVersion, Licence, Publication
from core.sign import certify
from core.terms import Action, EnterpriseStatus, LicenceStatus, Status
from core.workdays import day_in_china
from core.workflow import Need

DRILL_MARK = "演练专用"
ENDED = frozenset({EnterpriseStatus.CANCELLED, EnterpriseStatus.MIGRATED, EnterpriseStatus.REVOKED})
RETRY_FIRST = timedelta(seconds=5)
RETRY_LONGEST = timedelta(hours=1)


def complete(inner: Inner, case_id: str) -> Status:
    """Carry an approved case as far as it goes now; returns where it stands. Raises what stopped it."""
    while True:
        with inner.store.reading() as session:
            case = session.get_one(Case, case_id)
            status = Status(case.status)
            next_step = STEPS.get(status)
            if next_step is None or (status is Status.ARCHIVED and not _is_public(case)):
                return status
        if not next_step(inner, case_id):
            return status


def _is_public(case: Case) -> bool:
    """Whether the case made an entry of the register that is told to the public; drills and names alone did not."""
    return not case.drill and "uscc" in case.outputs


def unfinished(inner: Inner) -> list[str]:
    """Cases whose steps after approval are not done, for the worker; publications wait for their next try."""
    now = inner.clock()
    waiting = col(Publication.next_try_at) > now
    silent = col(Case.drill) | col(Publication.key).is_(None)
    ends_here = (col(Case.status) == Status.ARCHIVED) & (silent | waiting)
    with inner.store.reading() as session:
        rows = session.exec(
            select(Case.id, ends_here)
            .join(Publication, isouter=True)
            .where(col(Case.status).in_([Status.APPROVED, Status.ISSUED, Status.ARCHIVED]))
        ).all()
    return [case_id for case_id, ended in rows if not ended]


def issue(inner: Inner, case_id: str) -> bool:
    """Enter what was approved into the register, make the licence where one is due, and tell the applicant."""
    now = inner.clock()
    with inner.store.reading() as session:
        case = session.get_one(Case, case_id)
        procedure, outputs = procedure_of(case), dict(case.outputs)
        made = entering.outcome(session, inner, case, procedure, content_of(inner, case))
        authority, drill = session.get_one(Authority, case.authority_id).name, case.drill
    facts = _licence_facts(made, procedure, authority, outputs, drill=drill) if made and procedure.licence else None
    licence = _make_licence(inner, facts, outputs["approved_at"], now) if facts else None
    notice = papers.notice(inner, case_id, Action.ISSUE, uscc=outputs.get("uscc", ""))
    with inner.store.unit() as session:
        case = session.get_one(Case, case_id)
        if case.status != Status.APPROVED:
            return True
        result = {"name": outputs.get("name", case.title), "notice": notice}
        data: dict[str, Any] = {"notice": notice}
        licences: list[Licence] = []
        if made:
            public = _enter(session, inner, case, procedure, made, authority, now)
            result |= {"uscc": outputs["uscc"], "name": public["name"]}
            data |= {"uscc": outputs["uscc"], "version": made.version}
            licences = _replaced(session, outputs["uscc"], procedure, made)
        else:
            result |= {"name_until": outputs["name_until"]}
        if licence and facts:
            result |= {"serial": facts.serial, "licence": licence.file}
            data |= {"serial": facts.serial, "sha256": licence.file}
        files = [notice, *([licence.file] if licence else [])]
        tell: dict[str, Any] = {"result": result, "files": files}
        if licence and made and not case.drill:
            tell["licence"] = _shown(licence, outputs["uscc"], public)
        taken = take_step(
            session, inner, case, Action.ISSUE, officer=None, key="issue", now=now, holds=frozenset(Need), data=data,
            tell=tell,
        )  # fmt: skip
        if licence and made:
            session.add(
                Licence(
                    serial=licence.serial, uscc=outputs["uscc"], version=made.version, case_id=case.id,
                    file=licence.file, sha256=licence.file, qr_text=licence.qr_text, status=LicenceStatus.VALID,
                    issued_at=now, trace_index=taken.receipt_index, paper_sheets=_sheets(made.content),
                )
            )  # fmt: skip
        case.outputs = {**case.outputs, "replaced": [one.serial for one in licences]}
    return True


def _enter(
    session: Session, inner: Inner, case: Case, procedure: Procedure, made: Outcome, authority: str, now: datetime
) -> dict[str, Any]:
    """The register's next version; returns what of it is public."""
    uscc = case.outputs["uscc"]
    if case.subject:
        entering.note_pledge(session, case, procedure, content_of(inner, case), now)
        session.flush()
    dated = made if made.established else replace(made, established=_approved(case).isoformat())
    public = public_facts(
        uscc, dated, entering.afterwards(procedure, dated), authority, entering.pledges(session, uscc)
    )
    entering.enter(session, inner, case, procedure, dated, public, now)
    session.flush()
    return public


def _replaced(session: Session, uscc: str, procedure: Procedure, made: Outcome) -> list[Licence]:
    """The licences that are valid no longer: all of them when a new one comes, or when the enterprise is no more."""
    if made.status in ENDED:
        return entering.supersede(session, uscc, LicenceStatus.VOID)
    return entering.supersede(session, uscc, LicenceStatus.SUPERSEDED) if procedure.licence else []


@dataclass(frozen=True)
class MadeLicence:
    """A licence as it was made: its file is its SHA-256."""

    serial: str
    version: int
    file: str
    qr_text: str


def _make_licence(inner: Inner, facts: LicenceFacts, issued: str, now: datetime) -> MadeLicence:
    claims = LicenceClaims(
        uscc=facts.uscc, name=facts.name, serial=facts.serial, version=facts.version,
        issued=datetime.fromisoformat(issued),
    )  # fmt: skip
    qr_text = encode(claims, inner.licence_key.key, inner.licence_key.kid)
    pdf = build_licence(replace(facts, qr_text=qr_text))
    file = inner.files.put(_certified(inner, pdf, facts.authority_name, now))
    return MadeLicence(facts.serial, facts.version, file, qr_text)


def _sheets(content: Content) -> int:
    """How many sheets of paper are wanted beside the electronic licence: the original and its copies, or none."""
    return 1 + content.other.paper_copies if content.other.paper_licence else 0


def _shown(licence: MadeLicence, uscc: str, public: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "serial": licence.serial, "uscc": uscc, "version": licence.version, "sha256": licence.file,
        "status": LicenceStatus.VALID, "facts": public,
    }  # fmt: skip


def archive(inner: Inner, case_id: str) -> bool:
    """Gather the record, keep it checked in both copies, and note the receipt."""
    archiving.gather(inner, case_id)
    package = archiving.package(inner, case_id)
    now = inner.clock()
    receipt = inner.archive().keep(package, now)
    with inner.store.unit() as session:
        case = session.get_one(Case, case_id)
        if case.status != Status.ISSUED:
            return True
        session.add(
            ArchiveRecord(
                object_id=receipt.object_id,
                case_id=case.id,
                version=str(receipt.version),
                digest=receipt.digest,
                report=receipt.report.to_json(),
                kept_at=receipt.kept_at,
            )
        )
        take_step(
            session, inner, case, Action.ARCHIVE, officer=None, key="archive", now=now, holds=frozenset(Need),
            data={"object": receipt.object_id, "digest": receipt.digest},
        )  # fmt: skip
        if _is_public(case):
            session.add(_publication(session, case, now))
    return True


def publicise(inner: Inner, case_id: str) -> bool:
    """Tell the national system; on its receipt, the public register follows. A failure is tried again, ever later."""
    with inner.store.reading() as session:
        publication = session.exec(select(Publication).where(Publication.case_id == case_id)).first()
        if publication is None:
            return False
        key, payload, tries = publication.key, publication.payload, publication.tries
    try:
        receipt = inner.publicity.publicise(key, payload)
    except QuanchengError as error:
        with inner.store.unit() as session:
            row = session.get_one(Publication, key)
            row.tries, row.problem = tries + 1, error.code
            row.next_try_at = inner.clock() + min(RETRY_LONGEST, RETRY_FIRST * 2 ** min(tries, 10))
        return False
    now = inner.clock()
    with inner.store.unit() as session:
        case = session.get_one(Case, case_id)
        if case.status != Status.ARCHIVED:
            return True
        row = session.get_one(Publication, key)
        row.receipt = {"number": receipt.number, "received_at": receipt.received_at}
        row.publicised_at, row.problem = now, ""
        version = session.exec(select(EnterpriseVersion).where(EnterpriseVersion.case_id == case_id)).one()
        take_step(
            session, inner, case, Action.PUBLICISE, officer=None, key="publicise", now=now,
            holds=needs_met(session, case, None), data=row.receipt, tell={"receipt": row.receipt},
        )  # fmt: skip
        inner.exchange.post(
            session,
            stream=f"register.{payload['enterprise']['uscc']}",
            kind="publicity",
            payload={
                "at": now.isoformat(),
                "enterprise": payload["enterprise"],
                "made_by": {
                    "procedure": case.procedure,
                    "edition": case.edition,
                    "valid_from": version.valid_from.isoformat(),
                },
                "licences": payload["licences"],
            },
            now=now,
        )
    return True


STEPS: Mapping[Status, Callable[[Inner, str], bool]] = {
    Status.APPROVED: issue,
    Status.ISSUED: archive,
    Status.ARCHIVED: publicise,
}
"""What follows in each status; a step returns whether the case may go on at once."""


def _approved(case: Case) -> date:
    return day_in_china(datetime.fromisoformat(case.outputs["approved_at"]))


def _licence_facts(
    made: Outcome, procedure: Procedure, authority_name: str, outputs: Mapping[str, Any], *, drill: bool
) -> LicenceFacts:
    approved = day_in_china(datetime.fromisoformat(outputs["approved_at"]))
    return licence_facts(
        made.content,
        entering.afterwards(procedure, made),
        uscc=outputs["uscc"],
        serial=outputs["serial"],
        version=made.version,
        established=date.fromisoformat(made.established) if made.established else approved,
        issued=approved,
        authority_name=authority_name,
        division_name=region_name,
        mark=DRILL_MARK if drill else "",
    )


def facts_of(session: Session, inner: Inner, case: Case, licence: Licence) -> LicenceFacts:
    """What an issued licence says, to print it on paper from the same data."""
    content = entering.content_at(session, inner, licence.uscc, licence.version)
    established = session.get_one(Enterprise, licence.uscc).established
    made = Outcome(content, EnterpriseStatus.EXISTING, licence.version, established)
    authority = session.get_one(Authority, case.authority_id).name
    facts = _licence_facts(made, procedure_of(case), authority, case.outputs, drill=case.drill)
    return replace(facts, qr_text=licence.qr_text)


def _certified(inner: Inner, pdf: bytes, authority_name: str, now: datetime) -> bytes:
    seal = inner.seal
    return certify(
        pdf,
        key=seal.key,
        certificate=seal.certificate,
        chain=seal.chain,
        timestamper=seal.timestamper(inner.clock),
        revocation=seal.revocation(now),
        reason="电子营业执照",
        stamp_png=stamps.authority_seal(authority_name),
        now=now,
        box=LICENCE_SEAL_BOX,
    )


def _publication(session: Session, case: Case, now: datetime) -> Publication:
    """What the national system is to be told: the enterprise as it is now, its new licence, and those replaced."""
    uscc = case.outputs["uscc"]
    version = session.exec(select(EnterpriseVersion).where(EnterpriseVersion.case_id == case.id)).one()
    own = select(Licence).where(
        (col(Licence.case_id) == case.id) | col(Licence.serial).in_(case.outputs.get("replaced", []))
    )
    return Publication(
        key=f"{uscc}.{version.version}",
        case_id=case.id,
        payload={
            "enterprise": dict(version.public),
            "licences": [_licence(row) for row in session.exec(own.order_by(Licence.serial))],
        },
        next_try_at=now,
    )


def _licence(row: Licence) -> dict[str, Any]:
    return {
        "serial": row.serial,
        "uscc": row.uscc,
        "version": row.version,
        "sha256": row.sha256,
        "status": row.status,
        "facts": {"issued_at": row.issued_at.isoformat()},
        "trace": {"index": row.trace_index},
    }
