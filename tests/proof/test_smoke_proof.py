"""What a smoke leaves, judged by programs that are not ours (R05, R14, R40, R41; design: Trust without us).

pdfsig and OpenSSL judge signatures and timestamps, veraPDF the documents, bagit.py the archive, zbarimg the licence's
code; inclusion proofs are followed here in a few lines of their own, and OpenSSL verifies the checkpoints.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from core.terms import Zone
from tests.smokes import Smoked, run_smoke
from tests.verapdf import verapdf

pytestmark = pytest.mark.proof
Words = list[str | Path]
PROGRAMS = Path(sys.executable).parent
SIGNERS = {
    "application_form": 1, "charter": 2, "appointment": 2, "responsibility": 3, "premises": 1, "manifest": 1,
}  # fmt: skip
"""Signatures of a company of two members, by document."""
HEX, RANGE = rb"/Contents\s*<([0-9a-fA-F]+)>", rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]"


@pytest.fixture(scope="module")
def smoked(tmp_path_factory: pytest.TempPathFactory) -> Smoked:
    made = run_smoke(tmp_path_factory.mktemp("smoke"))
    assert made.status == 0, made.result["checks"]
    return made


def run(*command: str | Path) -> str:
    """Run a program that must succeed; its output."""
    done = subprocess.run([str(one) for one in command], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def kind_of(path: Path) -> str:
    return path.stem.partition("_")[2]


def archived(smoked: Smoked, name: str) -> Path:
    return next(smoked.bag.rglob(name))


def containers(pdf: bytes) -> list[tuple[bytes, bytes]]:
    """Each signature's container and the bytes that it signs, in the order of signing."""
    found = []
    for match in re.finditer(RANGE, pdf):
        start, length, resume, rest = (int(one) for one in match.groups())
        held = re.search(HEX, b"/Contents " + pdf[start + length : resume])
        assert held is not None
        found.append((bytes.fromhex(held.group(1).decode()), pdf[start : start + length] + pdf[resume : resume + rest]))
    return found


def test_pdfsig_finds_every_signature_valid(smoked: Smoked) -> None:
    assert {kind_of(path) for path in smoked.documents} == set(SIGNERS)
    for path in smoked.documents:
        said = run("pdfsig", "-nocert", path)
        assert said.count("Signature is Valid") == said.count("Signature #") == SIGNERS[kind_of(path)], said
        assert said.count("ETSI.CAdES.detached") == SIGNERS[kind_of(path)]
    for path in (smoked.out / "licence.pdf", archived(smoked, "sheet.pdf")):
        said = run("pdfsig", "-nocert", path)
        assert "Signature is Valid" in said
        assert "市场监督管理局" in said


def test_openssl_verifies_every_signature_against_the_anchors(smoked: Smoked, tmp_path: Path) -> None:
    """CAdES over the very bytes of the file; the last container of licence and sheet is a timestamp over the file."""
    anchors = smoked.out / "anchors"
    people: Words = ["-CAfile", anchors / "trust-root.crt", "-certfile", anchors / "trust-issuing.crt"]
    seal: Words = ["-CAfile", anchors / "authority-root.crt"]
    der, data = tmp_path / "signature.der", tmp_path / "data"
    files = [(path, people, 0) for path in smoked.documents]
    files += [(path, seal, 1) for path in (smoked.out / "licence.pdf", archived(smoked, "sheet.pdf"))]
    for path, trust, stamps in files:
        found = containers(path.read_bytes())
        for number, (container, signed) in enumerate(found):
            der.write_bytes(container)
            data.write_bytes(signed)
            if number < len(found) - stamps:
                given: Words = ["-inform", "DER", "-in", der, "-content", data, "-binary", "-purpose", "any"]
                said = run("openssl", "cms", "-verify", "-cades", *given, *trust, "-out", "/dev/null")
                assert "successful" in said
            else:
                said = run("openssl", "ts", "-verify", "-data", data, "-token_in", "-in", der, *seal)
                assert "Verification: OK" in said


def test_openssl_refuses_a_document_in_which_one_byte_changed(smoked: Smoked, tmp_path: Path) -> None:
    anchors = smoked.out / "anchors"
    container, signed = containers(smoked.documents[0].read_bytes())[0]
    der, data = tmp_path / "signature.der", tmp_path / "data"
    der.write_bytes(container)
    data.write_bytes(signed[:500] + bytes([signed[500] ^ 1]) + signed[501:])
    command = ["openssl", "cms", "-verify", "-cades", "-inform", "DER", "-in", der, "-content", data, "-binary"]
    trust: Words = [
        "-CAfile",
        anchors / "trust-root.crt",
        "-certfile",
        anchors / "trust-issuing.crt",
        "-purpose",
        "any",
    ]
    done = subprocess.run([*map(str, [*command, *trust]), "-out", "/dev/null"], capture_output=True, check=False)
    assert done.returncode != 0


def test_verapdf_finds_every_document_to_be_pdf_a_3u(smoked: Smoked) -> None:
    paths = [*smoked.documents, smoked.out / "licence.pdf", *smoked.bag.rglob("*.pdf")]
    verdicts = verapdf(paths)
    assert len(verdicts) == len(paths) > len(SIGNERS) + 1
    assert {path.name: verdict.problems for path, verdict in verdicts.items() if not verdict.compliant} == {}


def test_bagit_validates_the_archive_and_it_holds_the_very_files(smoked: Smoked) -> None:
    run(sys.executable, PROGRAMS / "bagit.py", "--validate", smoked.bag)
    kept = {hashlib.sha256(path.read_bytes()).hexdigest() for path in smoked.bag.rglob("*.pdf")}
    handed_out = [*smoked.documents, smoked.out / "licence.pdf"]
    assert {hashlib.sha256(path.read_bytes()).hexdigest() for path in handed_out} <= kept


def test_zbarimg_reads_the_licence_as_printed(smoked: Smoked, tmp_path: Path) -> None:
    run("pdftoppm", "-r", "150", "-png", "-singlefile", smoked.out / "licence.pdf", tmp_path / "licence")
    said = run("zbarimg", "--quiet", "--raw", tmp_path / "licence.png")
    assert said.splitlines()[0] == smoked.result["licence"]["qr"]


@pytest.mark.parametrize("zone", Zone)
def test_the_case_is_in_the_trace_by_anybodys_arithmetic(zone: Zone, smoked: Smoked, tmp_path: Path) -> None:
    """RFC 6962: each entry leads to the root of the checkpoint, which OpenSSL finds signed by the zone."""
    found = json.loads((smoked.out / f"trace-{zone}.json").read_text())
    body, _, signatures = found["checkpoint"].partition("\n\n")
    origin, size, root, _at = body.split("\n")
    assert origin == f"quancheng/{zone}"
    assert len(found["entries"]) > 5
    for entry in found["entries"]:
        assert led_to(entry, int(size)) == base64.b64decode(root)
        assert led_to({**entry, "leaf": entry["leaf"] + " "}, int(size)) != base64.b64decode(root)
    signature = base64.b64decode(signatures.split()[-1])[4:]  # a signed note's first four bytes name the key
    (tmp_path / "body").write_text(f"{body}\n")
    (tmp_path / "signature").write_bytes(signature)
    key: Words = ["-pubin", "-inkey", smoked.out / "anchors" / f"{zone}-exchange-sign.pem"]
    given: Words = ["-rawin", "-in", tmp_path / "body", "-sigfile", tmp_path / "signature"]
    assert "Verified Successfully" in run("openssl", "pkeyutl", "-verify", *key, *given)


def led_to(entry: dict[str, Any], size: int) -> bytes:
    """The root that an entry's proof leads to (RFC 9162, 2.1.3.2); wrong lengths lead nowhere."""
    node = hashlib.sha256(b"\x00" + entry["leaf"].encode()).digest()
    place, last = entry["index"], size - 1
    for neighbour in map(bytes.fromhex, entry["inclusion"]):
        if last == 0:
            return b""
        if place & 1 or place == last:
            node = hashlib.sha256(b"\x01" + neighbour + node).digest()
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = hashlib.sha256(b"\x01" + node + neighbour).digest()
        place, last = place >> 1, last >> 1
    return node if last == 0 else b""
