"""After approval: issue the licence, archive the record, publicise (R05, R40, R50), each a step of its own.

`complete` goes on from wherever a case stands, so a process killed between two steps loses nothing: what a step makes
is stored first, and then taken over in one transaction with the step itself. Nothing is made twice, because code and
serial were given on approval and files are found again under their names in the case's outputs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from core import register, stamps
from core.codes import region_name
from core.content import Content
from core.documents import LICENCE_SEAL_BOX, LicenceFacts, build_licence
from core.documents.qr import LicenceClaims, encode
from core.errors import QuanchengError
from core.inner import archiving, papers
from core.inner.context import Inner
from core.inner.steps import content_of, needs_met, procedure_of, take_step
from core.inner.tables import ArchiveRecord, Authority, Case, Enterprise, EnterpriseVersion, Licence, Publication
from core.names import compose
from core.sign import certify
from core.terms import Action, LicenceStatus, Status
from core.workdays import day_in_china
from core.workflow import Need

DRILL_MARK = "演练专用"
RETRY_FIRST = timedelta(seconds=5)
RETRY_LONGEST = timedelta(hours=1)


def complete(inner: Inner, case_id: str) -> Status:
    """Carry an approved case as far as it goes now; returns where it stands. Raises what stopped it."""
    while True:
        with inner.store.reading() as session:
            case = session.get_one(Case, case_id)
            status = Status(case.status)
            next_step = STEPS.get(status)
            if next_step is None or (status is Status.ARCHIVED and case.drill):
                return status
        if not next_step(inner, case_id):
            return status


def unfinished(inner: Inner) -> list[str]:
    """Cases whose steps after approval are not done, for the worker; publications wait for their next try."""
    now = inner.clock()
    waiting = col(Publication.next_try_at) > now
    ends_here = (col(Case.status) == Status.ARCHIVED) & (col(Case.drill) | waiting)
    with inner.store.reading() as session:
        rows = session.exec(
            select(Case.id, ends_here)
            .join(Publication, isouter=True)
            .where(col(Case.status).in_([Status.APPROVED, Status.ISSUED, Status.ARCHIVED]))
        ).all()
    return [case_id for case_id, ended in rows if not ended]


def issue(inner: Inner, case_id: str) -> bool:
    """Make the licence, enter the enterprise, and tell the applicant."""
    now = inner.clock()
    with inner.store.reading() as session:
        case = session.get_one(Case, case_id)
        content, outputs = content_of(inner, case), dict(case.outputs)
        facts = _licence_facts(case, content, session.get_one(Authority, case.authority_id).name)
    claims = LicenceClaims(
        uscc=outputs["uscc"], name=facts["name"], serial=outputs["serial"], version=1,
        issued=datetime.fromisoformat(outputs["approved_at"]),
    )  # fmt: skip
    qr_text = encode(claims, inner.licence_key.key, inner.licence_key.kid)
    pdf = build_licence(LicenceFacts(**facts, qr_text=qr_text))
    licence = _certified(inner, pdf, facts["authority_name"], now)
    file = inner.files.put(licence)
    notice = papers.notice(inner, case_id, Action.ISSUE, uscc=outputs["uscc"])
    with inner.store.unit() as session:
        case = session.get_one(Case, case_id)
        if case.status != Status.APPROVED:
            return True
        public = public_facts(case, content, facts)
        register.enter(
            session,
            uscc=outputs["uscc"],
            authority_id=case.authority_id,
            entity_type=case.entity_type,
            name=content.name,
            case_id=case.id,
            content_sealed=inner.vault.seal(content.model_dump_json(), f"enterprise.content:{outputs['uscc']}.1"),
            public=public,
            now=now,
            drill=case.drill,
        )
        shown = {"serial": outputs["serial"], "uscc": outputs["uscc"], "version": 1, "sha256": file,
                 "status": LicenceStatus.VALID, "facts": public}  # fmt: skip
        taken = take_step(
            session, inner, case, Action.ISSUE, officer=None, key="issue", now=now, holds=frozenset(Need),
            data={"uscc": outputs["uscc"], "serial": outputs["serial"], "sha256": file, "notice": notice},
            tell={
                "result": {
                    "uscc": outputs["uscc"], "serial": outputs["serial"], "name": facts["name"], "licence": file,
                    "notice": notice,
                },
                "files": [file, notice],
                **({} if case.drill else {"licence": shown}),
            },
        )  # fmt: skip
        session.add(
            Licence(
                serial=outputs["serial"],
                uscc=outputs["uscc"],
                version=1,
                case_id=case.id,
                file=file,
                sha256=file,
                qr_text=qr_text,
                status=LicenceStatus.VALID,
                issued_at=now,
                trace_index=taken.receipt_index,
            )
        )
    return True


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
        if not case.drill:
            licence = session.exec(select(Licence).where(Licence.case_id == case.id)).one()
            session.add(
                Publication(
                    key=f"{licence.uscc}.{licence.version}",
                    case_id=case.id,
                    payload={"enterprise": _enterprise(session, licence.uscc), "licence": _licence(licence)},
                    next_try_at=now,
                )
            )
    return True


def publicise(inner: Inner, case_id: str) -> bool:
    """Tell the national system; on its receipt, the public register follows. A failure is tried again, ever later."""
    with inner.store.reading() as session:
        publication = session.exec(select(Publication).where(Publication.case_id == case_id)).one()
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
                "licences": [payload["licence"]],
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


def public_facts(case: Case, content: Content, licence: Mapping[str, Any]) -> dict[str, Any]:
    """What anyone may know of an enterprise (R50): no identity number, no telephone, no private address."""
    return {
        "uscc": licence["uscc"],
        "name": licence["name"],
        "trade_name": content.name.trade_name,
        "entity_type": case.entity_type,
        "entity_type_label": licence["entity_type_label"],
        "legal_representative": licence["legal_representative"],
        "registered_capital": licence["registered_capital"],
        "established": licence["established"].isoformat(),
        "term": licence["term"],
        "domicile": licence["domicile"],
        "scope": licence["scope"],
        "authority": licence["authority_name"],
        "members": [content.party(key).name for key in content.members],
        "status": "existing",
    }


def _licence_facts(case: Case, content: Content, authority_name: str) -> dict[str, Any]:
    day = day_in_china(datetime.fromisoformat(case.outputs["approved_at"]))
    region = region_name(content.domicile.region_code)
    address = content.domicile.address
    return {
        "uscc": case.outputs["uscc"],
        "name": compose(content.name),
        "entity_type_label": procedure_of(case).kind_for(len(content.members)).label,
        "legal_representative": content.party(content.organs.legal_representative).name,
        "registered_capital": content.capital.registered,
        "established": day,
        "term": f"{content.other.term_years}年" if content.other.term_years else "长期",
        "domicile": address if address.startswith(region) else f"{region}{address}",
        "scope": "；".join(phrase.text for phrase in content.scope.phrases),
        "authority_name": authority_name,
        "issued": day,
        "serial": case.outputs["serial"],
        "version": 1,
        "mark": DRILL_MARK if case.drill else "",
    }


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


def _enterprise(session: Session, uscc: str) -> dict[str, Any]:
    row = session.get_one(Enterprise, uscc)
    version = session.exec(
        select(EnterpriseVersion).where(
            EnterpriseVersion.uscc == uscc, EnterpriseVersion.version == row.current_version
        )
    ).one()
    return {**version.public, "status": row.status}


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
