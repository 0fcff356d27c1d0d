"""The trust service: certificates for minutes over confirmed keys only, time and status that others can check."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import core, tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as ser
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509 import ocsp
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput, ConfigurationError, NotPermitted, ServiceUnavailable, SignInFailed, TraceUnavailable
from core.local_transport import LocalTransport
from core.pki import PublicAnchors, create_authority_pki, create_trust_pki, spki_der
from core.terms import Assurance
from core.timestamping import make_request
from core.trust import ConfirmedSigner, SealAuthority, TrustAuthority
from core.trust_client import TrustClient
from core.trust_service import BODY_LIMIT, CertificateRequest, Issuance, TrustContext, create_app

NOW = datetime(2026, 11, 23, 8, 30, 15, 123456, tzinfo=UTC)
SECRET = b"trust secret"
TOKEN = b"shared between portal and trust service"
SPKI = spki_der(ec.generate_private_key(ec.SECP256R1()).public_key())

TEXT = base64.b64encode(SPKI).decode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("trust") / "keys"
    create_trust_pki(path, SECRET, NOW - timedelta(days=1), "海淀区市场监督管理局")
    return path


@pytest.fixture(scope="module")
def authority(folder: Path) -> TrustAuthority:
    return TrustAuthority.open(folder, SECRET)


@pytest.fixture
def log() -> list[Issuance]:
    return []


@pytest.fixture
def make_client(authority: TrustAuthority, log: list[Issuance]) -> Callable[..., TrustClient]:
    def confirm(request: CertificateRequest) -> ConfirmedSigner:
        if request.confirmation.get("code") != "123456":
            raise SignInFailed
        return ConfirmedSigner("张三", "person-7", Assurance.SUBSTANTIAL)

    def make(token: bytes = TOKEN, record: Callable[[Issuance], None] = log.append) -> TrustClient:
        app = create_app(TrustContext(authority, lambda: NOW, confirm, record, TOKEN))
        return TrustClient("http://trust", token, LocalTransport(app))

    return make


CODE = {"kind": "password_code", "password": "p", "code": "123456"}


def test_a_certificate_names_the_person_and_lasts_ten_minutes(authority: TrustAuthority) -> None:
    issued = authority.issue("张三", "person-7", SPKI, NOW)
    certificate = x509.load_der_x509_certificate(issued.certificate)
    assert certificate.subject.rfc4514_string() == "CN=张三,2.5.4.5=person-7,C=CN"
    assert certificate.not_valid_after_utc - NOW.replace(microsecond=0) == timedelta(minutes=10)
    assert int(issued.serial, 16) == certificate.serial_number
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert usage.value.digital_signature
    assert usage.value.content_commitment
    assert not usage.value.key_cert_sign
    issuing, root = map(x509.load_der_x509_certificate, issued.chain)
    certificate.verify_directly_issued_by(issuing)
    issuing.verify_directly_issued_by(root)
    assert issued.chain[-1] == authority.anchor


def test_only_p256_keys_are_certified(authority: TrustAuthority) -> None:
    wrong: list[ec.EllipticCurvePublicKey | rsa.RSAPublicKey] = [
        ec.generate_private_key(ec.SECP384R1()).public_key(),
        rsa.generate_private_key(65537, 2048).public_key(),
    ]
    for key in wrong:
        der = key.public_bytes(ser.Encoding.DER, ser.PublicFormat.SubjectPublicKeyInfo)
        with pytest.raises(BadInput):
            authority.issue("张三", "person-7", der, NOW)


@given(st.binary(max_size=120))
def test_hostile_public_keys_are_refused(authority: TrustAuthority, junk: bytes) -> None:
    with pytest.raises(BadInput):
        authority.issue("张三", "person-7", junk, NOW)


@pytest.mark.parametrize("name", ["", " ", "a" * 65, "张\n三", "张\u202e三"])
def test_names_that_do_not_fit_are_refused(authority: TrustAuthority, name: str) -> None:
    with pytest.raises(BadInput):
        authority.issue(name, "person-7", SPKI, NOW)


def ask(authority: TrustAuthority, der: bytes, now: datetime = NOW) -> ocsp.OCSPResponse:
    certificate = x509.load_der_x509_certificate(der)
    issuing = x509.load_der_x509_certificate(authority.chain[0])
    builder = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuing, hashes.SHA1())  # noqa: S303  what OpenSSL sends by default
    request = builder.add_extension(x509.OCSPNonce(b"n" * 16), False).build().public_bytes(ser.Encoding.DER)
    return ocsp.load_der_ocsp_response(authority.ocsp(request, now))


def test_a19_status_is_good_then_revoked_and_never_good_for_what_was_not_issued(folder: Path) -> None:
    authority = TrustAuthority.open(folder, SECRET)
    issued = authority.issue("张三", "person-7", SPKI, NOW)
    answer = ask(authority, issued.certificate)
    assert answer.certificate_status is ocsp.OCSPCertStatus.GOOD
    assert answer.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce == b"n" * 16
    later = NOW + timedelta(minutes=1)
    authority.revoke(issued.serial, later)
    again = TrustAuthority.open(folder, SECRET)
    assert ask(again, issued.certificate, later).certificate_status is ocsp.OCSPCertStatus.REVOKED
    listed = x509.load_der_x509_crl(again.crl(later))
    assert listed.get_revoked_certificate_by_serial_number(int(issued.serial, 16)) is not None
    assert len(x509.load_der_x509_crl(again.crl(later, "root"))) == 0
    with pytest.raises(BadInput):
        again.revoke("1234", later)
    key = ec.generate_private_key(ec.SECP256R1())
    issuing = x509.load_der_x509_certificate(authority.chain[0])
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "李四")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(issuing.subject).public_key(key.public_key())
    builder = builder.serial_number(0x1234).not_valid_before(NOW).not_valid_after(later)
    forged = builder.sign(key, hashes.SHA256()).public_bytes(ser.Encoding.DER)
    assert ask(again, forged).certificate_status is ocsp.OCSPCertStatus.UNKNOWN


def test_ocsp_refuses_junk_and_other_issuers(authority: TrustAuthority) -> None:
    junk = ocsp.load_der_ocsp_response(authority.ocsp(b"junk", NOW))
    assert junk.response_status is ocsp.OCSPResponseStatus.MALFORMED_REQUEST
    builder = ocsp.OCSPRequestBuilder().add_certificate_by_hash(b"x" * 32, b"y" * 32, 5, hashes.SHA256())
    other = ocsp.load_der_ocsp_response(authority.ocsp(builder.build().public_bytes(ser.Encoding.DER), NOW))
    assert other.response_status is ocsp.OCSPResponseStatus.UNAUTHORIZED


def test_a_timestamp_says_the_time_over_the_imprint_asked(authority: TrustAuthority) -> None:
    digest = hashlib.sha256(b"document").digest()
    response = tsp.TimeStampResp.load(authority.timestamp(make_request(digest), NOW))
    assert response["status"]["status"].native == "granted"
    info = response["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
    assert info["gen_time"].native == NOW.replace(microsecond=0)
    assert info["message_imprint"]["hashed_message"].native == digest


def rejection(response: bytes) -> tsp.PKIStatusInfo:
    """The status of a response without a token."""
    return tsp.PKIStatusInfo.load(core.Sequence.load(response)[0].dump())


@given(st.binary(max_size=200))
def test_hostile_timestamp_requests_are_rejected_not_raised(authority: TrustAuthority, junk: bytes) -> None:
    assert rejection(authority.timestamp(junk, NOW)).native["status"] == "rejection"


def test_sha1_and_imprints_of_the_wrong_length_are_not_stamped(authority: TrustAuthority) -> None:
    for algorithm, digest in (("sha1", b"x" * 20), ("sha256", b"x" * 31)):
        imprint = {"hash_algorithm": {"algorithm": algorithm}, "hashed_message": digest}
        request = tsp.TimeStampReq({"version": 1, "message_imprint": imprint}).dump()
        assert rejection(authority.timestamp(request, NOW))["fail_info"].native == {"bad_alg"}


def test_a_confirmed_signer_gets_a_certificate_that_is_logged_first(
    make_client: Callable[..., TrustClient], log: list[Issuance]
) -> None:
    issued = make_client().issue("intent-1", TEXT, CODE)
    assert x509.load_der_x509_certificate(issued.certificate).serial_number == int(issued.serial, 16)
    assert issued.assurance is Assurance.SUBSTANTIAL
    (entry,) = log
    assert (entry.intent_id, entry.signer_ref, entry.serial) == ("intent-1", "person-7", issued.serial)
    assert entry.certificate_sha256 == hashlib.sha256(issued.certificate).hexdigest()
    assert "张三" not in repr(entry)


def test_who_is_not_confirmed_gets_nothing(make_client: Callable[..., TrustClient], log: list[Issuance]) -> None:
    with pytest.raises(SignInFailed):
        make_client().issue("intent-1", TEXT, {**CODE, "code": "000000"})
    assert log == []


def test_a26_what_cannot_be_traced_is_not_issued(make_client: Callable[..., TrustClient]) -> None:
    def broken(entry: Issuance) -> None:
        raise TraceUnavailable

    with pytest.raises(TraceUnavailable):
        make_client(record=broken).issue("intent-1", TEXT, CODE)


def test_certificates_need_the_shared_secret(make_client: Callable[..., TrustClient], log: list[Issuance]) -> None:
    with pytest.raises(NotPermitted):
        make_client(token=b"guess").issue("intent-1", TEXT, CODE)
    assert log == []


def test_bodies_too_large_or_malformed_are_refused(make_client: Callable[..., TrustClient]) -> None:
    client = make_client()
    with pytest.raises(BadInput):
        client.timestamp(b"x" * (BODY_LIMIT + 1))
    with pytest.raises(BadInput):
        client.issue("", TEXT, CODE)
    with pytest.raises(BadInput):
        client.issue("intent-1", "junk", CODE)
    with pytest.raises(BadInput):
        client.revocation(b"junk")


def test_the_client_gives_what_the_authority_gives(
    make_client: Callable[..., TrustClient], authority: TrustAuthority
) -> None:
    client = make_client()
    issued = authority.issue("张三", "person-7", SPKI, NOW)
    proof = client.revocation(issued.certificate)
    assert proof.crls == authority.revocation(issued.certificate, NOW).crls
    assert len(proof.ocsps) == 2
    assert x509.load_der_x509_crl(client.crl()).issuer == x509.load_der_x509_certificate(issued.chain[0]).subject
    assert tsp.TimeStampResp.load(client.timestamp(make_request(b"d" * 32)))["status"]["status"].native == "granted"
    assert client.healthy()


def test_a_service_that_does_not_answer_is_said_so() -> None:
    client = TrustClient("http://127.0.0.1:9", TOKEN)
    assert not client.healthy()
    with pytest.raises(ServiceUnavailable):
        client.timestamp(b"x")


def test_confirmations_never_show_in_representations() -> None:
    assert "geheim" not in repr(CertificateRequest(intent_id="i", spki=TEXT, confirmation={"password": "geheim"}))


def test_anchors_survive_the_ceremony(tmp_path: Path) -> None:
    anchors = create_authority_pki(tmp_path / "keys", SECRET, NOW, "海淀区市场监督管理局")
    anchors.write(tmp_path / "anchors")
    assert PublicAnchors.read(tmp_path / "anchors", "authority") == anchors
    seal = SealAuthority.open(tmp_path / "keys", SECRET)
    assert seal.anchor == anchors.root
    assert spki_der(seal.licence_key.public_key()) == anchors.keys["licence"]
    with pytest.raises(ConfigurationError):
        PublicAnchors.read(tmp_path / "anchors", "trust")
