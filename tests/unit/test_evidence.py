"""Evidence of a signature: intent, confirmation, certificate and file belong together, each checked by itself (R15)."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from core import sign
from core.evidence import (
    EvidenceReport,
    IntentDocument,
    IntentStatement,
    PasskeyFacts,
    SignatureEvidence,
    verify_evidence,
)
from core.terms import Assurance, EvidenceKind
from tests.passkey import Passkey
from tests.signatures import NOW, SECRET, Scene, document

FACTS = ("file_matches", "certificate_matches", "signer_matches", "document_named", "in_time", "traced", "confirmed")
Signed = tuple[sign.Prepared, bytes]
RP_ID, ORIGIN = "localhost", "http://localhost:8501"


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return Scene.make(tmp_path_factory.mktemp("scene"))


@pytest.fixture(scope="module")
def signed(scene: Scene) -> Signed:
    prepared, key = scene.prepare(document())
    return prepared, scene.finish(prepared, key)


def statement(**changes: Any) -> IntentStatement:
    fields: dict[str, Any] = {
        "application_no": "QC-110108-2026-000001",
        "signer_ref": "person-1",
        "roles": ("member",),
        "documents": (IntentDocument(title="股东会决议", sha256=hashlib.sha256(document()).hexdigest()),),
        "declared_at": NOW - timedelta(minutes=2),
        "nonce": "n1",
    }
    return IntentStatement(**{**fields, **changes})


def evidence(signed: Signed, **changes: Any) -> SignatureEvidence:
    prepared, pdf = signed
    fields: dict[str, Any] = {
        "kind": EvidenceKind.ONE_TIME_KEY,
        "statement": statement(),
        "statement_text": "本人确认签署下列文件。",
        "assurance": Assurance.SUBSTANTIAL,
        "confirmation": {"kind": "password_code"},
        "certificate": base64.b64encode(prepared.certificate).decode(),
        "chain": tuple(base64.b64encode(one).decode() for one in prepared.chain),
        "field": "Sig1",
        "signed_sha256": hashlib.sha256(pdf).hexdigest(),
        "trace_index": 17,
    }
    return SignatureEvidence(**{**fields, **changes})


def judge(scene: Scene, record: SignatureEvidence, pdf: bytes, passkey: PasskeyFacts | None = None) -> EvidenceReport:
    return verify_evidence(record, pdf, anchors=scene.anchors, now=NOW + timedelta(days=400), passkey=passkey)


def test_the_challenge_covers_everything_that_is_signed_for() -> None:
    challenges = {
        statement().challenge(),
        statement(nonce="n2").challenge(),
        statement(signer_ref="person-2").challenge(),
        statement(application_no="other").challenge(),
        statement(documents=(IntentDocument(title="章程", sha256="00"),)).challenge(),
    }
    assert len(challenges) == 5
    assert all(len(one) == 32 for one in challenges)
    again = IntentStatement.model_validate_json(statement().model_dump_json())
    assert again.challenge() == statement().challenge()


def test_evidence_that_belongs_together_is_accepted_long_after(scene: Scene, signed: Signed) -> None:
    record = SignatureEvidence.model_validate_json(evidence(signed).model_dump_json())
    report = judge(scene, record, signed[1])
    assert report.accepted
    assert report.problem is None
    assert report.confirmed is None


@pytest.mark.parametrize(
    ("changes", "fact"),
    [
        ({"signed_sha256": "00" * 32}, "file_matches"),
        ({"certificate": base64.b64encode(SECRET).decode()}, "certificate_matches"),
        ({"statement": statement(signer_ref="person-2")}, "signer_matches"),
        ({"statement": statement(documents=(IntentDocument(title="x", sha256="00" * 32),))}, "document_named"),
        ({"statement": statement(declared_at=NOW + timedelta(minutes=1))}, "in_time"),
        ({"statement": statement(declared_at=NOW - timedelta(hours=3))}, "in_time"),
        ({"trace_index": None}, "traced"),
        ({"confirmation": {"kind": "guess"}}, "confirmed"),
        ({"confirmation": {"kind": "passkey"}}, "confirmed"),
        ({"assurance": Assurance.HIGH}, "confirmed"),
    ],
)
def test_evidence_with_one_false_fact_names_it(
    scene: Scene, signed: Signed, changes: dict[str, Any], fact: str
) -> None:
    report = judge(scene, evidence(signed, **changes), signed[1])
    facts = [
        "file_matches",
        "certificate_matches",
        "signer_matches",
        "document_named",
        "in_time",
        "traced",
        "confirmed",
    ]
    assert [name for name in facts if getattr(report, name) is False] == [fact]
    assert not report.accepted
    assert report.problem is not None


def test_evidence_of_a_field_that_is_not_there_is_refused(scene: Scene, signed: Signed) -> None:
    report = judge(scene, evidence(signed, field="Sig9"), signed[1])
    assert report.signature is None
    assert not report.accepted


def test_the_statement_names_the_file_as_it_was_generated_also_for_the_second_signer(scene: Scene) -> None:
    first = scene.person_signs(document(), "李四", "person-2", "Sig2")
    prepared, key = scene.prepare(first)
    both = scene.finish(prepared, key)
    assert judge(scene, evidence((prepared, both)), both).accepted


def test_a_passkey_confirms_exactly_the_intent_declared(scene: Scene, signed: Signed) -> None:
    passkey = Passkey(ec.generate_private_key(ec.SECP256R1()), RP_ID, ORIGIN)
    facts = PasskeyFacts(passkey.public_key, RP_ID, ORIGIN)
    for intent, expected in ((statement(), True), (statement(nonce="other"), False)):
        confirmation = {"kind": "passkey", "credential": passkey.assertion(intent.challenge())}
        record = evidence(signed, assurance=Assurance.HIGH, confirmation=confirmation)
        report = judge(scene, record, signed[1], facts)
        assert report.confirmed is expected
        assert report.accepted is expected
    assert judge(scene, record, signed[1]).confirmed is None
    stranger = Passkey(ec.generate_private_key(ec.SECP256R1()), RP_ID, ORIGIN)
    confirmation = {"kind": "passkey", "credential": stranger.assertion(statement().challenge())}
    record = evidence(signed, assurance=Assurance.HIGH, confirmation=confirmation)
    assert judge(scene, record, signed[1], facts).confirmed is False


def test_other_kinds_of_evidence_are_not_taken_for_this_one(scene: Scene, signed: Signed) -> None:
    report = judge(scene, evidence(signed, kind=EvidenceKind.RECORDED_CONFIRMATION), signed[1])
    assert report.problem is not None
    assert not report.accepted
