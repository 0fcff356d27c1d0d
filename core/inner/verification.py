"""Verifying again what the outer zone verified (design: the exchange): nothing that crosses is believed.

Every document's signatures are checked against the roots, against the evidence that came with them, and against the
norm: who must sign in which capacity. The pack is derived anew from the content, so that a document that says
something else than the data is found out. Results are facts for the officer, and findings where they are bad.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from core import sign, situation
from core.catalogue import Material, Procedure
from core.content import Content
from core.documents import DocumentNotPossible, PackFacts, build_document, content_hashes
from core.evidence import PasskeyFacts, SignatureEvidence, revision_hashes, verify_evidence
from core.i18n import M_, N_, Message
from core.inner.drawn import is_drawn_so
from core.rules import Finding
from core.signatories import signatories
from core.terms import EvidenceKind, MaterialSource, Severity, SignatoryRole

RULE = "signature"
MANIFEST, APPLICANT = "manifest", "applicant"
BASIS = N_("Electronic Signature Law, articles 13 and 14")


@dataclass(frozen=True)
class SignatureFacts:
    """What is known of one signature: separate facts, never one word.

    `represents` are the organisations for which it was made: name, ground (`core.organisations.Ground`), last day of
    the mandate; `entitled` says whether it binds them.
    """

    field: str
    party: str
    role: SignatoryRole
    signer_name: str
    signer_ref: str
    intact: bool
    covers_whole: bool
    valid: bool
    trusted: bool
    timestamped: bool
    signed_at: datetime | None
    level: str
    assurance: str
    intended: bool
    problem: Message | None
    kind: EvidenceKind = EvidenceKind.ONE_TIME_KEY
    witness: str = ""
    represents: tuple[Mapping[str, str], ...] = ()
    entitled: bool = True

    @property
    def good(self) -> bool:
        if not self.entitled:
            return False
        if self.kind is EvidenceKind.WET_INK:  # it has a witness and a scan, and no key: it is judged as what it is
            return bool(self.witness) and self.intended and self.problem is None
        return all((self.intact, self.covers_whole, self.valid, self.trusted, self.timestamped, self.intended))

    def to_json(self) -> dict[str, Any]:
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        plain["signed_at"] = self.signed_at.isoformat() if self.signed_at else None
        plain["problem"] = self.problem.to_json() if self.problem else None
        return plain

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SignatureFacts:
        plain = dict(data)
        plain["role"] = SignatoryRole(plain["role"])
        plain["kind"] = EvidenceKind(plain.get("kind", EvidenceKind.ONE_TIME_KEY))
        plain["signed_at"] = datetime.fromisoformat(plain["signed_at"]) if plain["signed_at"] else None
        plain["problem"] = Message.from_json(plain["problem"]) if plain["problem"] else None
        plain["represents"] = tuple(plain.get("represents", ()))
        return cls(**plain)


def verify_signatures(
    data: bytes,
    document: Mapping[str, Any],
    content: Content,
    anchors: Sequence[bytes],
    now: datetime,
    *,
    applicant_ref: str,
) -> tuple[SignatureFacts, ...]:
    """The facts about every signature that a document claims, in the order of the claim, and about those in the file
    that nobody claimed (they are nobody's, and never in order)."""
    reports = sign.verify(data, anchors=anchors, now=now)
    waiting = {one.field: one for one in reports}
    facts = []
    for claim in document["signatures"]:
        report = waiting.pop(claim["field"], None)  # one signature stands for one claim only
        facts.append(_facts(claim, report, data, document, content, applicant_ref, now))
    return (*facts, *(_unclaimed(report) for report in waiting.values()))


def _unclaimed(report: sign.SignatureReport) -> SignatureFacts:
    claim = {"field": report.field, "party": "", "role": SignatoryRole.APPLICANT}
    return _stated(claim, report, None, intended=False, problem=M_("Nobody was to sign here."))


def _facts(
    claim: Mapping[str, Any], report: sign.SignatureReport | None, data: bytes, document: Mapping[str, Any],
    content: Content, applicant_ref: str, now: datetime,
) -> SignatureFacts:  # fmt: skip
    evidence, problem = _evidence(claim)
    if evidence is None or report is None:
        return _stated(claim, report, evidence, intended=False, problem=problem)
    checked = verify_evidence(evidence, data, anchors=(), now=now, passkey=_passkey(evidence), reports=[report])
    problem = (
        checked.problem
        or _wrong_signer(report, claim, content, applicant_ref)
        or _unintended(evidence, claim, data, document)
    )
    return _stated(claim, report, evidence, intended=problem is None, problem=problem)


def _stated(
    claim: Mapping[str, Any], report: sign.SignatureReport | None, evidence: SignatureEvidence | None, *,
    intended: bool, problem: Message | None,
) -> SignatureFacts:  # fmt: skip
    return SignatureFacts(
        field=str(claim["field"]),
        party=str(claim["party"]),
        role=SignatoryRole(claim["role"]),
        signer_name=report.signer_name if report else "",
        signer_ref=report.signer_ref if report else "",
        intact=bool(report and report.intact),
        covers_whole=bool(report and report.covers_whole),
        valid=bool(report and report.valid),
        trusted=bool(report and report.trusted),
        timestamped=bool(report and report.timestamped),
        signed_at=report.signed_at if report else None,
        level=str(report.level) if report else "",
        assurance=evidence.assurance if evidence else "",
        intended=intended,
        problem=(report.problem if report else M_("The signature is missing.")) or problem,
    )


def _wrong_signer(
    report: sign.SignatureReport, claim: Mapping[str, Any], content: Content, applicant_ref: str
) -> Message | None:
    """Why a sound signature is not that of the person who must sign at this place."""
    if SignatoryRole(claim["role"]) is SignatoryRole.APPLICANT:
        good = report.signer_ref == applicant_ref
        return None if good else M_("It was signed by {signer}, not by the applicant.", signer=report.signer_name)
    name = content.party(str(claim["party"])).name
    if report.signer_name != name:
        return M_("It was signed by {signer}, but {name} must sign.", signer=report.signer_name, name=name)
    return None


def _unintended(
    evidence: SignatureEvidence, claim: Mapping[str, Any], data: bytes, document: Mapping[str, Any]
) -> Message | None:
    """Why the declared intent is not the one to sign just this file, with this content, in this capacity."""
    read = revision_hashes(data)
    covered = {one.content_hash for one in evidence.statement.documents if one.sha256 in read}
    if claim["role"] not in evidence.statement.roles or document["content_hash"] not in covered:
        return M_("The declared intent does not cover this document in this capacity.")
    return None


def _passkey(evidence: SignatureEvidence) -> PasskeyFacts | None:
    kept = evidence.confirmation
    if "public_key" not in kept:
        return None
    return PasskeyFacts(base64.b64decode(kept["public_key"]), str(kept["rp_id"]), str(kept["origin"]))


def _evidence(claim: Mapping[str, Any]) -> tuple[SignatureEvidence | None, Message | None]:
    try:
        return SignatureEvidence.model_validate_json(claim["evidence"]), None
    except (ValidationError, KeyError):
        return None, M_("The evidence of the signer's intent is missing.")


def signature_findings(kind: str, title: str, facts: Sequence[SignatureFacts]) -> list[Finding]:
    """A finding for each bad signature, or one that all are in order."""
    bad = [one for one in facts if not one.good]
    if not bad:
        return [
            Finding(
                rule=RULE,
                severity=Severity.PASSED,
                place=f"documents.{kind}",
                message=M_(
                    "“{title}”: every signature ({count}) is intact, trusted and intended.",
                    title=title,
                    count=len(facts),
                ),
                evidence={"signers": ", ".join(dict.fromkeys(one.signer_name for one in facts))},
                basis=BASIS,
            )
        ]
    return [
        Finding(
            rule=RULE,
            severity=Severity.ERROR,
            place=f"documents.{kind}",
            message=_fault(title, one),
            evidence={"signer": one.signer_name, "field": one.field},
            basis=BASIS,
        )
        for one in bad
    ]


def _fault(title: str, facts: SignatureFacts) -> Message:
    """What to say of a signature that is not in order; that somebody was not entitled is said as it is."""
    if not facts.entitled and facts.problem:
        return facts.problem
    return M_("“{title}”: a signature is not in order ({field}).", title=title, field=facts.field)


def signatory_findings(
    procedure: Procedure, content: Content, prior: Content | None, documents: Sequence[Mapping[str, Any]]
) -> list[Finding]:
    """Wrong, missing or extra signatories, and missing or extra documents, by the norm (A18)."""
    by_kind = {document["kind"]: document for document in documents}
    found = []
    for material in situation.pack(procedure, content, prior):
        document = by_kind.pop(material.kind, None)
        if document is None:
            found.append(_document_error(material.kind, M_("“{title}” is missing.", title=material.label)))
            continue
        claimed = sorted((one["role"], one["party"]) for one in document["signatures"])
        if claimed != sorted(expected_signatories(material, content, procedure)):
            message = M_("“{title}” is not signed by exactly those who must sign it.", title=material.label)
            found.append(_document_error(material.kind, message))
    signed = by_kind.pop(MANIFEST, {"signatures": ()})["signatures"]
    if [(one["role"], one["party"]) for one in signed] != [(SignatoryRole.APPLICANT, APPLICANT)]:
        found.append(_document_error(MANIFEST, M_("The list of documents is not signed by the applicant alone.")))
    for kind in by_kind:
        found.append(_document_error(kind, M_("A document was sent that the norm does not know: {kind}.", kind=kind)))
    return found


def derived_findings(
    procedure: Procedure, content: Content, facts: PackFacts, documents: Sequence[Mapping[str, Any]],
    data: Mapping[str, bytes],
) -> list[Finding]:  # fmt: skip
    """The documents must say what the data say: each is derived anew from the content, hash and pages.

    Of a document with uploaded pages only the hash is derived: what was uploaded stays in the outer zone.
    """
    materials = situation.pack(procedure, content, facts.prior)
    expected = content_hashes(content, facts, materials)
    by_kind = {document["kind"]: document for document in documents}
    found = []
    for material in materials:
        document = by_kind.get(material.kind)
        if document is None:
            continue  # a missing document has a finding of its own
        message = None
        if document["content_hash"] != expected[material.kind]:
            message = M_("The document does not say what the data say.")
        elif material.source is MaterialSource.GENERATED and not _drawn_so(
            data[material.kind], content, facts, material
        ):
            message = M_(
                "The pages are not those that the data give here. Compare them with the data, unless the programs of "
                "the two zones differ just now."
            )
        if message:
            evidence = {"document": document["content_hash"], "data": expected[material.kind]}
            found.append(_document_error(material.kind, message, rule="content", evidence=evidence))
    return found


def _drawn_so(signed: bytes, content: Content, facts: PackFacts, material: Material) -> bool:
    """Whether the signed file is the one that is drawn from the data, with nothing but signatures added."""
    try:
        return is_drawn_so(signed, build_document(content, facts, material, {}))
    except DocumentNotPossible:
        return False


def expected_signatories(material: Material, content: Content, procedure: Procedure) -> list[tuple[str, str]]:
    """Role and person (key) of everybody who must sign a material."""
    return [(one.role, one.person) for one in signatories(material, content, procedure)]


def _document_error(
    kind: str, message: Message, *, rule: str = "documents", evidence: Mapping[str, str] | None = None
) -> Finding:
    place = f"documents.{kind}"
    return Finding(rule=rule, severity=Severity.ERROR, place=place, message=message, evidence=evidence or {})
