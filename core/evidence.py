"""What is kept with a signature and proves who meant to sign what (Signature Law, article 13; R15).

The intent statement names the application, the signer and the documents by their hashes. Its canonical form
(RFC 8785) is hashed into the challenge that a passkey signs, so the confirmation covers exactly these documents.
`verify_evidence` checks a record against the signed file and the anchors: every fact on its own, nothing assumed.
A one-time code leaves no signature of its own; there the trust service's traced issuance is the proof.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import rfc8785
import webauthn
from pydantic import BaseModel, ConfigDict, Field
from webauthn.helpers.exceptions import WebAuthnException

from core.i18n import M_, Message
from core.sign_verify import SignatureReport, verify
from core.terms import Assurance, EvidenceKind

LONGEST_CONFIRMATION = timedelta(hours=1)
"""How long after the declared intent a signature may still follow; the certificate's minutes come within it."""


class IntentDocument(BaseModel):
    """One document as it was read: title, SHA-256 of the file (hex), hash of its content (hex)."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    title: str
    sha256: str
    content_hash: str = ""


class IntentStatement(BaseModel):
    """“I, this signer, mean to sign these documents of this application.” `nonce` makes every one unique."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    application_no: str
    signer_ref: str
    roles: tuple[str, ...]
    documents: tuple[IntentDocument, ...] = Field(min_length=1)
    declared_at: datetime
    nonce: str

    def canonical(self) -> bytes:
        """RFC 8785 canonical JSON: the same statement always gives the same bytes."""
        return rfc8785.dumps(self.model_dump(mode="json"))

    def challenge(self) -> bytes:
        """SHA-256 of the canonical form (32 bytes): what a passkey signs."""
        return hashlib.sha256(self.canonical()).digest()


class SignatureEvidence(BaseModel):
    """Everything kept with one signature. Certificates are base64 of DER; `confirmation` never holds secrets."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    kind: EvidenceKind
    statement: IntentStatement
    statement_text: str
    assurance: str
    confirmation: dict[str, Any]
    certificate: str
    chain: tuple[str, ...]
    field: str
    signed_sha256: str
    trace_index: int | None = None


@dataclass(frozen=True)
class PasskeyFacts:
    """What is needed to check a passkey's assertion anew: its public key (COSE), the site's id and origin."""

    public_key: bytes
    rp_id: str
    origin: str


@dataclass(frozen=True)
class EvidenceReport:
    """Separate facts. `confirmed` is None when the confirmation cannot be checked again from the record alone
    (a one-time code, or a passkey whose public key is not at hand): the traced issuance then stands for it."""

    signature: SignatureReport | None
    file_matches: bool
    certificate_matches: bool
    signer_matches: bool
    document_named: bool
    in_time: bool
    confirmed: bool | None
    traced: bool
    problem: Message | None

    @property
    def accepted(self) -> bool:
        """All facts hold and the evidence is of the kind that was checked."""
        facts = (self.file_matches, self.certificate_matches, self.signer_matches, self.document_named, self.in_time)
        signed = self.signature is not None and self.signature.accepted
        return self.problem is None and signed and all(facts) and self.confirmed is not False and self.traced


def verify_evidence(
    evidence: SignatureEvidence,
    pdf: bytes,
    *,
    anchors: Sequence[bytes],
    now: datetime,
    passkey: PasskeyFacts | None = None,
    base_sha256: str | None = None,
    reports: Sequence[SignatureReport] | None = None,
) -> EvidenceReport:
    """Check a record of a one-time-key signature against the file as it was after that signature, or later.

    `base_sha256` is the hash of the unsigned file as generated; it must be among the documents that the statement
    names. Without it, the part of `pdf` before the first signature's update is found and hashed. `reports` are
    those of `verify` where the caller has them already. Raises SignatureInvalid when `pdf` is no PDF; other kinds
    of evidence give a report that is not accepted.
    """
    if reports is None:
        reports = verify(pdf, anchors=anchors, now=now)
    revisions = revision_hashes(pdf)
    report = next((one for one in reports if one.field == evidence.field), None)
    certificate = base64.b64decode(evidence.certificate)
    named = {document.sha256 for document in evidence.statement.documents}
    signed_at = report.signed_at if report else None
    declared = evidence.statement.declared_at
    facts: dict[str, bool] = {
        "file_matches": evidence.signed_sha256 in revisions,
        "certificate_matches": report is not None
        and report.certificate_sha256 == hashlib.sha256(certificate).hexdigest(),
        "signer_matches": report is not None and report.signer_ref == evidence.statement.signer_ref,
        "document_named": bool(named & (revisions if base_sha256 is None else {base_sha256})),
        "in_time": signed_at is not None
        and declared - timedelta(seconds=1) <= signed_at <= declared + LONGEST_CONFIRMATION,
    }
    confirmed = _confirmed(evidence, passkey)
    traced = evidence.trace_index is not None
    problem = _problem(evidence, report, facts, confirmed, traced=traced)
    return EvidenceReport(signature=report, confirmed=confirmed, traced=traced, problem=problem, **facts)


@lru_cache(maxsize=16)
def revision_hashes(pdf: bytes) -> frozenset[str]:
    """SHA-256 of every state that the file went through: up to each end-of-file mark, with or without its line end."""
    running, done, found = hashlib.sha256(), 0, set()
    place = pdf.find(b"%%EOF")
    while place != -1:
        for end in (place + 5, place + 6, place + 7):
            running.update(pdf[done:end])
            done = end
            found.add(running.hexdigest())
        place = pdf.find(b"%%EOF", place + 5)
    return frozenset(found)


def _confirmed(evidence: SignatureEvidence, passkey: PasskeyFacts | None) -> bool | None:
    kind = evidence.confirmation.get("kind")
    check = CONFIRMATIONS.get(kind) if isinstance(kind, str) else None
    return False if check is None else check(evidence, passkey)


def _passkey_confirmed(evidence: SignatureEvidence, passkey: PasskeyFacts | None) -> bool | None:
    if evidence.assurance != Assurance.HIGH:
        return False
    if passkey is None:
        return None
    credential = evidence.confirmation.get("credential")
    text = credential if isinstance(credential, str) else json.dumps(credential)
    try:
        webauthn.verify_authentication_response(
            credential=text,
            expected_challenge=evidence.statement.challenge(),
            expected_rp_id=passkey.rp_id,
            expected_origin=passkey.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return False
    return True


def _code_confirmed(evidence: SignatureEvidence, passkey: PasskeyFacts | None) -> bool | None:
    return None if evidence.assurance == Assurance.SUBSTANTIAL else False


CONFIRMATIONS: Mapping[str, Callable[[SignatureEvidence, PasskeyFacts | None], bool | None]] = {
    "passkey": _passkey_confirmed,
    "password_code": _code_confirmed,
}

PROBLEMS: Mapping[str, Message] = {
    "file_matches": M_("The file is not the one that this signature was kept for."),
    "certificate_matches": M_("The signature was made with another certificate than the one kept."),
    "signer_matches": M_("The signature is not that of the person who declared the intent."),
    "document_named": M_("The declaration of intent does not name this document."),
    "in_time": M_("The signature was not made in the time that followed the declaration of intent."),
}


def _problem(
    evidence: SignatureEvidence,
    report: SignatureReport | None,
    facts: Mapping[str, bool],
    confirmed: bool | None,
    *,
    traced: bool,
) -> Message | None:
    if evidence.kind is not EvidenceKind.ONE_TIME_KEY:
        return M_("Evidence of this kind is verified by its own rule.")
    if report is None:
        return M_("The file does not hold this signature.")
    if report.problem is not None:
        return report.problem
    for name, message in PROBLEMS.items():
        if not facts[name]:
            return message
    if confirmed is False:
        return M_("The confirmation does not belong to this declaration of intent.")
    return None if traced else M_("The issuing of the certificate was not recorded in the trace.")
