"""Signatures, timestamps and status, judged by programs that are not ours: poppler's pdfsig, OpenSSL, qpdf, veraPDF."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization as ser
from cryptography.hazmat.primitives.asymmetric import ec

from core.pki import spki_der
from core.timestamping import make_request
from tests.signatures import AUTHORITY, NOW, Scene, document, embedded
from tests.verapdf import verapdf

pytestmark = pytest.mark.proof
Words = list[str | Path]
AT = ["-attime", str(int(NOW.timestamp()))]


def run(*command: str | Path) -> str:
    """Run a program that must succeed; its output."""
    result = subprocess.run([str(one) for one in command], capture_output=True, encoding="utf-8", check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout + result.stderr


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    scene = Scene.make(tmp_path / "scene")
    for name, der in (("issuing", scene.trust.chain[0]), ("root", scene.trust.anchor)):
        (tmp_path / f"{name}.pem").write_bytes(pem(der))
    return scene


def pem(der: bytes) -> bytes:
    return x509.load_der_x509_certificate(der).public_bytes(ser.Encoding.PEM)


def issue(scene: Scene) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    return scene.trust.issue("张三", "person-1", spki_der(key.public_key()), scene.now).certificate


def test_openssl_verifies_our_timestamps(scene: Scene, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.write_bytes(b"what is stamped")
    query, reply = tmp_path / "query.tsq", tmp_path / "reply.tsr"
    run("openssl", "ts", "-query", "-data", data, "-sha256", "-cert", "-out", query)
    reply.write_bytes(scene.trust.timestamp(query.read_bytes(), scene.now))
    trust: Words = ["-CAfile", tmp_path / "root.pem", "-untrusted", tmp_path / "issuing.pem", *AT]
    assert "Verification: OK" in run("openssl", "ts", "-verify", "-queryfile", query, "-in", reply, *trust)
    reply.write_bytes(scene.trust.timestamp(make_request(hashlib.sha256(data.read_bytes()).digest()), scene.now))
    assert "Verification: OK" in run("openssl", "ts", "-verify", "-data", data, "-in", reply, *trust)
    data.write_bytes(b"something else")
    failed = subprocess.run(
        ["openssl", "ts", "-verify", "-data", data, "-in", reply, *trust], capture_output=True, check=False
    )
    assert failed.returncode != 0


def test_openssl_verifies_chain_list_and_status(scene: Scene, tmp_path: Path) -> None:
    certificate = tmp_path / "signer.pem"
    certificate.write_bytes(pem(issue(scene)))
    lists = b"".join(
        x509.load_der_x509_crl(scene.trust.crl(scene.now, name)).public_bytes(ser.Encoding.PEM)
        for name in ("root", "issuing")
    )
    (tmp_path / "lists.pem").write_bytes(lists)
    chain: Words = ["-CAfile", tmp_path / "root.pem", "-untrusted", tmp_path / "issuing.pem", *AT]
    crl: Words = ["-crl_check_all", "-CRLfile", tmp_path / "lists.pem", "-x509_strict"]
    assert "OK" in run("openssl", "verify", *chain, *crl, certificate)
    request, response = tmp_path / "request.der", tmp_path / "response.der"
    asked: Words = ["-issuer", tmp_path / "issuing.pem", "-cert", certificate]
    run("openssl", "ocsp", *asked, "-reqout", request)
    response.write_bytes(scene.trust.ocsp(request.read_bytes(), scene.now))
    told: Words = ["-respin", response, "-no_nonce", "-CAfile", tmp_path / "root.pem"]
    trusted: Words = ["-verify_other", tmp_path / "issuing.pem", *AT, "-validity_period", "1000000000"]
    said = run("openssl", "ocsp", *asked, *told, *trusted)
    assert "Response verify OK" in said
    assert "signer.pem: good" in said


def test_openssl_verifies_the_signature_over_the_files_bytes(scene: Scene, tmp_path: Path) -> None:
    signed = scene.person_signs(document())
    signature = embedded(signed)
    (tmp_path / "signature.der").write_bytes(signature.pkcs7_content)
    start, length, resume, rest = (int(one) for one in signature.byte_range)
    (tmp_path / "content").write_bytes(signed[start : start + length] + signed[resume : resume + rest])
    trust: Words = ["-CAfile", tmp_path / "root.pem", "-certfile", tmp_path / "issuing.pem", "-purpose", "any", *AT]
    given: Words = ["-inform", "DER", "-in", tmp_path / "signature.der", "-content", tmp_path / "content", "-binary"]
    said = run("openssl", "cms", "-verify", "-cades", *given, *trust, "-out", "/dev/null")
    assert "successful" in said


def test_pdfsig_and_qpdf_find_every_signature_in_order(scene: Scene, tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(scene.person_signs(scene.person_signs(document()), "李四", "person-2", "Sig2"))
    said = run("pdfsig", "-nocert", path)
    assert said.count("Signature is Valid") == 2
    assert said.count("ETSI.CAdES.detached") == 2
    assert "李四" in said
    run("qpdf", "--check", path)
    path.write_bytes(scene.certify(document()))
    said = run("pdfsig", "-nocert", path)
    assert "Signature is Valid" in said
    assert AUTHORITY in said
    run("qpdf", "--check", path)


def test_signed_and_sealed_files_stay_pdf_a3u(scene: Scene, tmp_path: Path) -> None:
    signed = scene.person_signs(document())
    made = {
        "plain": document(),
        "signed": signed,
        "twice": scene.person_signs(signed, "李四", "person-2", "Sig2", visible=False),
        "sealed": scene.seal(signed),
        "licence": scene.certify(document()),
    }
    paths = []
    for name, data in made.items():
        paths.append(tmp_path / f"{name}.pdf")
        paths[-1].write_bytes(data)
    verdicts = verapdf(paths)
    assert {path.stem: verdict.problems for path, verdict in verdicts.items() if not verdict.compliant} == {}
    assert len(verdicts) == len(made)
