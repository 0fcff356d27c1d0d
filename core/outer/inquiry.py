"""What anyone may ask: the public register, and whether a licence is genuine (R50, R51).

A verification states separate facts, never one word: intact, by whom, trusted, what the register says now, and
whether the issue stands in the trace. What could not be checked is said as such.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from typing import Any

from sqlmodel import Session, col, select

from core import names, sign
from core.catalogue.kinds import business_title
from core.codes import is_uscc
from core.documents.qr import LicenceClaims, LicenceCodeInvalid, decode
from core.errors import BadInput, NotFound
from core.i18n import M_, N_, Message
from core.outer.context import Outer
from core.outer.replica_tables import ReplicaEnterprise, ReplicaLicence, ReplicaVersion
from core.terms import EnterpriseStatus, LicenceStatus
from core.workdays import CHINA

LONGEST_PDF = 5 * 1024 * 1024
FOUND_AT_MOST = 50
COMPARED = (
    "name", "entity_type_label", "legal_representative", "registered_capital", "term", "domicile", "scope", "members",
    "parent", "pledges", "authority", "status",
)  # fmt: skip
"""Public facts by which two versions are compared, in the order in which pages show them."""


@dataclass(frozen=True)
class PublicEnterprise:
    uscc: str
    name: str
    status: EnterpriseStatus
    facts: Mapping[str, Any]
    as_of: datetime
    licences: tuple[PublicLicence, ...] = ()
    versions: tuple[PublicVersion, ...] = ()
    former_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class PublicVersion:
    """A version as the public may know it: since when, by which business, and which facts it changed."""

    version: int
    valid_from: datetime
    business: Message | None
    facts: Mapping[str, Any]
    changes: tuple[PublicChange, ...] = ()


@dataclass(frozen=True)
class PublicChange:
    """A public fact, by its name in `facts`, before and after; None where there was nothing."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class PublicLicence:
    serial: str
    uscc: str
    version: int
    status: LicenceStatus
    sha256: str
    facts: Mapping[str, Any]
    trace: Mapping[str, Any]
    as_of: datetime


@dataclass(frozen=True)
class Fact:
    """One thing that was checked: holds, does not, or (None) could not be checked here."""

    name: str
    holds: bool | None
    detail: Message


@dataclass(frozen=True)
class LicenceVerification:
    """The facts about a licence, and what the register says of its enterprise."""

    facts: tuple[Fact, ...]
    licence: PublicLicence | None
    enterprise: PublicEnterprise | None

    @property
    def good(self) -> bool:
        return bool(self.facts) and all(fact.holds for fact in self.facts)


def search(outer: Outer, text: str) -> list[PublicEnterprise]:
    """Enterprises whose code is, or one of whose names contains, the text (at least two characters).

    What was called so once counts as well; `former_names` then tells the name that was found.
    """
    text = text.strip()
    if len(text) < 2:
        raise BadInput(field_text=N_("Search"), reason_text=N_("at least two characters are needed"))
    with outer.store.reading() as session:
        key = names.normal_key(text)
        match = col(ReplicaEnterprise.uscc) == text.upper()
        found: dict[str, list[str]] = {}
        if key:
            once = col(ReplicaVersion.name_key).contains(key, autoescape=True)
            for row in session.exec(select(ReplicaVersion).where(once).limit(FOUND_AT_MOST)):
                found.setdefault(row.uscc, []).append(row.name)
            match = (
                match
                | col(ReplicaEnterprise.name_key).contains(key, autoescape=True)
                | col(ReplicaEnterprise.uscc).in_(found)
            )
        query = select(ReplicaEnterprise).where(match).order_by(ReplicaEnterprise.name).limit(FOUND_AT_MOST)
        return [_enterprise(row, former=_others(found.get(row.uscc, ()), row.name)) for row in session.exec(query)]


def enterprise(outer: Outer, uscc: str) -> PublicEnterprise:
    """One enterprise with its licences and all its public versions, the latest first. Raises NotFound."""
    with outer.store.reading() as session:
        row = session.get(ReplicaEnterprise, uscc.strip().upper())
        if row is None:
            raise NotFound()
        versions = _versions(session, row.uscc)
        former = _others([one.facts["name"] for one in versions], row.name)
        return _enterprise(row, _licences(session, row.uscc), versions, former)


def as_of(found: PublicEnterprise, day: date) -> PublicVersion | None:
    """The version that held at the end of a day (Beijing time); None when the enterprise was not registered yet."""
    end = datetime.combine(day, time.max, CHINA)
    return next((one for one in found.versions if one.valid_from <= end), None)


def verify_code(outer: Outer, text: str) -> LicenceVerification:
    """What the register says for a unified social credit code or a licence serial."""
    text = text.strip().upper()
    with outer.store.reading() as session:
        licence = session.get(ReplicaLicence, text)
        if licence is None:
            if not is_uscc(text):
                raise BadInput(
                    field_text=N_("Code"), reason_text=N_("it is neither a valid credit code nor a licence serial")
                )
            found = _licences(session, text)  # of a cancelled enterprise, the last it had
            current = next((one for one in found if one.status is LicenceStatus.VALID), found[0] if found else None)
        else:
            current = _licence(licence)
        facts = [_known(current)]
        if current:
            facts += [_status(current), _traced(current)]
        return LicenceVerification(tuple(facts), current, _owner(session, current))


def verify_pdf(outer: Outer, data: bytes) -> LicenceVerification:
    """Check a licence file: its seal, whether it is the file that was issued, and what the register says now."""
    if len(data) > LONGEST_PDF or not data.startswith(b"%PDF-"):
        raise BadInput(field_text=N_("Licence file"), reason_text=N_("it is not a PDF of at most 5 MB"))
    reports = sign.verify(data, anchors=outer.anchors, now=outer.clock())
    seal = reports[0] if reports else None
    intact = seal is not None and seal.intact and seal.covers_whole and seal.valid
    signer = seal.signer_name if seal and seal.trusted else ""
    facts = [
        Fact(
            "intact",
            intact,
            M_("The file is as it was sealed.") if intact else M_("The file was changed, or it carries no seal."),
        ),
        Fact(
            "issuer",
            bool(signer),
            M_("Sealed by {authority}.", authority=signer) if signer else M_("The seal is not of a known authority."),
        ),
        Fact(
            "trusted",
            seal is not None and seal.trusted,
            M_("The certificate of the seal leads to a trusted root and was valid at the sealing time.")
            if seal and seal.trusted
            else M_("The certificate of the seal could not be traced to a trusted root."),
        ),
    ]
    with outer.store.reading() as session:
        digest = sha256(data)
        row = session.exec(select(ReplicaLicence).where(ReplicaLicence.sha256 == digest)).first()
        current = _licence(row) if row else None
        facts.append(_known(current))
        if current:
            facts += [_status(current), _traced(current)]
        return LicenceVerification(tuple(facts), current, _owner(session, current))


def verify_qr(outer: Outer, text: str) -> LicenceVerification:
    """Check the signed content of a licence's QR code."""
    try:
        claims: LicenceClaims | None = decode(text.strip(), outer.licence_keys)
        problem = None
    except LicenceCodeInvalid as error:
        claims, problem = None, Message(error.text, error.params)
    facts = [
        Fact(
            "intact",
            claims is not None,
            problem or M_("The code is authentic: it says what the authority signed when it issued the licence."),
        )
    ]
    with outer.store.reading() as session:
        row = session.get(ReplicaLicence, claims.serial) if claims else None
        current = _licence(row) if row else None
        if claims:
            facts.append(_known(current))
        if current:
            facts += [_status(current), _traced(current)]
        return LicenceVerification(tuple(facts), current, _owner(session, current))


def sha256(data: bytes) -> str:
    """The file's SHA-256 as the register holds it."""
    return hashlib.sha256(data).hexdigest()


def _known(licence: PublicLicence | None) -> Fact:
    detail = (
        M_("The register holds this licence, serial {serial}.", serial=licence.serial)
        if licence
        else M_("The register does not hold such a licence.")
    )
    return Fact("registered", licence is not None, detail)


def _status(licence: PublicLicence) -> Fact:
    texts = {
        LicenceStatus.VALID: M_("It is the enterprise's present licence."),
        LicenceStatus.SUPERSEDED: M_("It was replaced by a newer licence."),
        LicenceStatus.REVOKED: M_("It was revoked."),
        LicenceStatus.VOID: M_("It is void: the enterprise is no more in the register of this authority."),
    }
    return Fact("current", licence.status is LicenceStatus.VALID, texts[licence.status])


def _traced(licence: PublicLicence) -> Fact:
    index = licence.trace.get("index")
    if index is None:
        return Fact("traced", None, M_("The entry in the trace has not reached this zone yet."))
    return Fact("traced", True, M_("Its issue is entry number {index} of the authority's trace.", index=index))


def _owner(session: Session, licence: PublicLicence | None) -> PublicEnterprise | None:
    row = session.get(ReplicaEnterprise, licence.uscc) if licence else None
    return _enterprise(row) if row else None


def _enterprise(
    row: ReplicaEnterprise, licences: tuple[PublicLicence, ...] = (), versions: tuple[PublicVersion, ...] = (),
    former: tuple[str, ...] = (),
) -> PublicEnterprise:  # fmt: skip
    return PublicEnterprise(
        row.uscc, row.name, EnterpriseStatus(row.status), row.facts, row.as_of, licences, versions, former
    )


def _others(known: Iterable[str], name: str) -> tuple[str, ...]:
    """Names other than the present one, each once."""
    return tuple(dict.fromkeys(one for one in known if one != name))


def _versions(session: Session, uscc: str) -> tuple[PublicVersion, ...]:
    rows = session.exec(
        select(ReplicaVersion).where(ReplicaVersion.uscc == uscc).order_by(col(ReplicaVersion.version))
    ).all()
    changed = [(), *(_changes(before.facts, after.facts) for before, after in pairwise(rows))]
    made = [
        PublicVersion(row.version, row.valid_from, business_title(row.procedure, row.edition), row.facts, changes)
        for row, changes in zip(rows, changed, strict=False)
    ]
    return tuple(reversed(made))


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[PublicChange, ...]:
    return tuple(
        PublicChange(name, before.get(name), after.get(name))
        for name in COMPARED
        if before.get(name) != after.get(name)
    )


def _licences(session: Session, uscc: str) -> tuple[PublicLicence, ...]:
    rows = session.exec(
        select(ReplicaLicence).where(ReplicaLicence.uscc == uscc).order_by(col(ReplicaLicence.version).desc())
    )
    return tuple(_licence(row) for row in rows)


def _licence(row: ReplicaLicence) -> PublicLicence:
    return PublicLicence(
        row.serial, row.uscc, row.version, LicenceStatus(row.status), row.sha256, row.facts, row.trace, row.as_of
    )


def anchors(outer: Outer) -> dict[str, str]:
    """The public keys and certificates (PEM) by which anybody can verify without us, by file name.

    What comes over the network is only as good as the fingerprints that the authority publishes on a second way.
    """
    folder = outer.settings.anchors
    return {path.name: path.read_text() for path in sorted(folder.iterdir()) if path.suffix in (".crt", ".pub", ".pem")}
