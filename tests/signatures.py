"""Builders for tests of signatures: authorities, a document, people who sign it, and ways to spoil the result."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path

import pikepdf
from asn1crypto import cms
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from fpdf import FPDF
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from core import sign, stamps
from core.blocking import wait_for
from core.pki import create_authority_pki, create_trust_pki, spki_der
from core.trust import SealAuthority, TrustAuthority

NOW = datetime(2026, 11, 23, 8, 30, 15, tzinfo=UTC)
SECRET = b"secret of a test"
AUTHORITY = "海淀区市场监督管理局"


@lru_cache
def document(text: str = "股东会决议：同意设立公司。") -> bytes:
    """Two pages of PDF/A-3u in Chinese."""
    pdf = FPDF(enforce_compliance="PDFA_3U")
    pdf.set_creation_date(NOW)
    with as_file(files("noto_cjk_sans_otc") / "NotoSansCJK-Regular.ttc") as path:
        pdf.add_font("Noto", fname=path, collection_font_number=2)
        pdf.set_font("Noto", size=12)
        for number in (1, 2):
            pdf.add_page()
            pdf.cell(text=f"{text} 第{number}页")
        return bytes(pdf.output())


def device_signs(key: ec.EllipticCurvePrivateKey, data: bytes) -> bytes:
    """What WebCrypto returns: r‖s, 64 bytes."""
    r, s = decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32) + s.to_bytes(32)


@dataclass
class Scene:
    """A trust service and an authority in one place, with a clock that tests move."""

    trust: TrustAuthority
    authority: SealAuthority
    now: datetime = NOW
    anchors: tuple[bytes, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.anchors = (self.trust.anchor, self.authority.anchor)

    @classmethod
    def make(cls, folder: Path, made: datetime = NOW - timedelta(days=1)) -> Scene:
        create_trust_pki(folder / "trust", SECRET, made, AUTHORITY)
        create_authority_pki(folder / "authority", SECRET, made, AUTHORITY)
        return cls(TrustAuthority.open(folder / "trust", SECRET), SealAuthority.open(folder / "authority", SECRET))

    def at(self, moment: datetime) -> Scene:
        return Scene(self.trust, self.authority, moment)

    def prepare(
        self, pdf: bytes, name: str = "张三", ref: str = "person-1", place: str = "Sig1", *, visible: bool = True
    ) -> tuple[sign.Prepared, ec.EllipticCurvePrivateKey]:
        key = ec.generate_private_key(ec.SECP256R1())
        issued = self.trust.issue(name, ref, spki_der(key.public_key()), self.now)
        row = int(place[-1]) if place[-1].isdigit() else 0
        prepared = sign.prepare(
            pdf,
            field=place,
            page=1,
            box=(50, 700 - 60 * row, 190, 750 - 60 * row) if visible else None,
            certificate=issued.certificate,
            chain=issued.chain,
            reason="有限责任公司设立登记",
            stamp_png=stamps.signer_stamp(name, self.now) if visible else None,
            now=self.now,
        )
        return prepared, key

    def person_signs(
        self, pdf: bytes, name: str = "张三", ref: str = "person-1", place: str = "Sig1", *, visible: bool = True
    ) -> bytes:
        prepared, key = self.prepare(pdf, name, ref, place, visible=visible)
        return self.finish(prepared, key)

    def finish(self, prepared: sign.Prepared, key: ec.EllipticCurvePrivateKey) -> bytes:
        return sign.finish(
            prepared,
            device_signs(key, prepared.to_sign),
            timestamper=self.trust.timestamper(lambda: self.now),
            revocation=lambda certificate: self.trust.revocation(certificate, self.now),
        )

    def sign_without_timestamp(self, pdf: bytes) -> bytes:
        """A signature with all proof but the time."""
        prepared, key = self.prepare(pdf)
        value = key.sign(prepared.to_sign, ec.ECDSA(hashes.SHA256()))
        signer = sign._external_signer(prepared.certificate, prepared.chain, value)
        attributes = cms.CMSAttributes.load(prepared.to_sign)
        content = wait_for(signer.async_sign_prescribed_attributes("sha256", attributes, timestamper=None))
        output = io.BytesIO(prepared.pdf)
        embedded = PreparedByteRangeDigest(prepared.digest, *prepared.room).fill_with_cms(output, content)
        proof = self.trust.revocation(prepared.certificate, self.now)
        return sign._add_proof(output, proof, prepared.chain, embedded)

    def certify(self, pdf: bytes) -> bytes:
        return sign.certify(
            pdf,
            key=self.authority.key,
            certificate=self.authority.certificate,
            chain=self.authority.chain,
            timestamper=self.authority.timestamper(lambda: self.now),
            revocation=self.authority.revocation(self.now),
            reason="核发营业执照",
            stamp_png=stamps.authority_seal(AUTHORITY),
            now=self.now,
            box=(400, 60, 513, 173),
        )

    def seal(self, pdf: bytes) -> bytes:
        return sign.seal(
            pdf,
            key=self.authority.key,
            certificate=self.authority.certificate,
            chain=self.authority.chain,
            timestamper=self.authority.timestamper(lambda: self.now),
            revocation=self.authority.revocation(self.now),
            reason="审查表",
            stamp_png=None,
            now=self.now,
        )

    def verify(self, pdf: bytes, anchors: Sequence[bytes] | None = None) -> tuple[sign.SignatureReport, ...]:
        return sign.verify(pdf, anchors=self.anchors if anchors is None else anchors, now=self.now)


def embedded(pdf: bytes, number: int = 0) -> EmbeddedPdfSignature:
    found: list[EmbeddedPdfSignature] = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    return found[number]


def container(pdf: bytes, number: int = 0) -> tuple[int, int]:
    """Where the hexadecimal digits of a signature's container begin and end."""
    start, length, resume, _ = (int(one) for one in embedded(pdf, number).byte_range)
    assert start == 0
    return length + 1, resume - 1


def flip_bit(data: bytes, place: int, bit: int) -> bytes:
    changed = bytearray(data)
    changed[place] ^= 1 << bit
    return bytes(changed)


def rewrite(pdf: bytes) -> bytes:
    """The same document saved anew by another program."""
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(output)
    return output.getvalue()
