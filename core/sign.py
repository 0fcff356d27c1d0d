"""PAdES signatures over PDF files, made by pyHanko; P-256 throughout, no network, no clock of its own.

For people, in two steps: `prepare` gives the bytes that the signer's own device signs, `finish` embeds its
answer with an RFC 3161 timestamp and all that later proves the certificate to have held (PAdES B-LT). The
signer's private key never comes here. For the authority, `certify` (licence: no change allowed after it) and
`seal` (examination sheet) sign at once and add an archive timestamp (PAdES B-LTA). Several people sign the same
file one after another: each signature is an incremental update that leaves the earlier ones whole. A file that
was PDF/A-3u stays so. `verify` (core/sign_verify.py) judges.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import cms, crl, tsp
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from PIL import Image
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, InnerScaling, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.sign.attributes import CMSAttributeProvider, SignedAttributeProviderSpec, SigningCertificateV2Provider
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.signers.pdf_cms import ExternalSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfTimeStamper
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from core.blocking import wait_for
from core.der import written
from core.errors import ServiceUnavailable, SignatureInvalid
from core.i18n import N_
from core.sign_verify import SignatureReport, all_accepted, verify
from core.timestamping import Timestamper
from core.trust import Revocation

__all__ = [
    "Prepared", "Revocation", "RevocationSource", "SignatureReport", "add_archive_timestamp", "all_accepted", "certify",
    "finish", "prepare", "seal", "verify",
]  # fmt: skip

Box = tuple[float, float, float, float]
RevocationSource = Revocation | Callable[[bytes], Revocation]
"""Proof in hand, or what fetches it for a certificate (DER), such as `TrustClient.revocation`."""

ROOM, ROOM_FOR_TOKEN = 4_096, 12_288
"""Hex digits kept free in a file: for attributes and values beside the certificates, and for a timestamp of the file.
Every verification reads what is kept free digit by digit, so that plenty would cost a good part of its time.
"""
SHA256 = "sha256"
SIGNATURE_LENGTH = 64
MAGIC = b"QCP1"


class _Writer(IncrementalPdfFileWriter):
    """Adds to a file and leaves its metadata alone: no clock is read, and PDF/A's two metadata places agree."""

    def _update_meta(self) -> None:
        return


class _Rfc3161(TimeStamper):
    """pyHanko's view of a `Timestamper`; refuses a token over anything but the digest asked."""

    def __init__(self, timestamper: Timestamper) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # pyHanko types parts of itself only
        self._ask = timestamper

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        try:
            response = tsp.TimeStampResp.load(self._ask(req.dump()))
            info = response["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
            fits = info["message_imprint"].dump() == req["message_imprint"].dump()
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ServiceUnavailable(service_text=N_("The timestamp service")) from error
        if not fits:
            raise ServiceUnavailable(service_text=N_("The timestamp service"))
        return response


class _SigningCertificate(SigningCertificateV2Provider):
    """Names the signer's certificate in what is signed (RFC 5035), read back so that it is written out once only."""

    async def build_attr_value(self, dry_run: bool = False) -> tsp.SigningCertificateV2:
        return written(await super().build_attr_value(dry_run))


class _SignedAttributes(SignedAttributeProviderSpec):
    """What a PAdES baseline signature signs beside type and digest of the content (EN 319 142-1)."""

    def __init__(self, certificate: asn1_x509.Certificate) -> None:
        self._certificate = certificate

    def signed_attr_providers(self, data_digest: bytes, digest_algorithm: str) -> Iterable[CMSAttributeProvider]:
        yield _SigningCertificate(self._certificate)


@dataclass(frozen=True)
class Prepared:
    """A file with room for a signature, and what is to be signed; survives between two requests by `dump`."""

    pdf: bytes
    to_sign: bytes
    digest: bytes
    room: tuple[int, int]
    certificate: bytes
    chain: tuple[bytes, ...]
    base_sha256: str

    def dump(self) -> bytes:
        head = json.dumps(
            {
                "to_sign": self.to_sign.hex(),
                "digest": self.digest.hex(),
                "room": self.room,
                "certificate": self.certificate.hex(),
                "chain": [one.hex() for one in self.chain],
                "base_sha256": self.base_sha256,
            }
        ).encode()
        return MAGIC + len(head).to_bytes(4) + head + self.pdf

    @classmethod
    def load(cls, data: bytes) -> Prepared:
        """What `dump` gave. Raises SignatureInvalid for anything else."""
        try:
            if not data.startswith(MAGIC):
                raise ValueError
            end = len(MAGIC) + 4 + int.from_bytes(data[len(MAGIC) : len(MAGIC) + 4])
            head = json.loads(data[len(MAGIC) + 4 : end])
            begin, finish_at = head["room"]
            return cls(
                pdf=data[end:],
                to_sign=bytes.fromhex(head["to_sign"]),
                digest=bytes.fromhex(head["digest"]),
                room=(int(begin), int(finish_at)),
                certificate=bytes.fromhex(head["certificate"]),
                chain=tuple(bytes.fromhex(one) for one in head["chain"]),
                base_sha256=str(head["base_sha256"]),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise SignatureInvalid(reason_text=N_("what was prepared for signing could not be read")) from error


def prepare(
    pdf: bytes,
    *,
    field: str,
    page: int,
    box: Box | None,
    certificate: bytes,
    chain: Sequence[bytes],
    reason: str,
    stamp_png: bytes | None,
    now: datetime,
    certifying: bool = False,
) -> Prepared:
    """Add a signature field to a file and give what is to be signed: `Prepared.to_sign`, CMS attributes (DER).

    `page` counts from 0; `box` is (x1, y1, x2, y2) in PDF points from the lower left corner, None or no stamp for
    an invisible signature. Certificate and chain are DER, issuer first. With `certifying`, nothing may be changed
    after it. Raises SignatureInvalid when the file cannot be signed (field taken, certified, unreadable).
    """
    try:
        return wait_for(
            _prepare(pdf, field, page, box, certificate, tuple(chain), reason, stamp_png, now, certifying=certifying)
        )
    except (SigningError, PdfReadError, ValueError, KeyError, IndexError, OSError) as error:
        raise SignatureInvalid(reason_text=N_("the file cannot take this signature")) from error


def finish(
    prepared: Prepared, raw_signature: bytes, *, timestamper: Timestamper, revocation: RevocationSource
) -> bytes:
    """Embed the device's signature (r‖s, 64 bytes) with timestamp and validation data; returns the PDF (B-LT).

    Raises SignatureInvalid when it does not verify against the certificate or the certificate was not valid at the
    time stamped; ServiceUnavailable when there is no timestamp.
    """
    signature = _checked(prepared, raw_signature)
    output = io.BytesIO(prepared.pdf)
    try:
        content = wait_for(_make_cms(prepared, signature, timestamper))
    except TimestampRequestError as error:
        raise ServiceUnavailable(service_text=N_("The timestamp service")) from error
    _require_valid_at_stamp(prepared.certificate, content)
    room = PreparedByteRangeDigest(prepared.digest, *prepared.room)
    embedded = room.fill_with_cms(output, content)
    proof = revocation if isinstance(revocation, Revocation) else revocation(prepared.certificate)
    return _add_proof(output, proof, prepared.chain, embedded)


def certify(
    pdf: bytes,
    *,
    key: ec.EllipticCurvePrivateKey,
    certificate: bytes,
    chain: Sequence[bytes],
    timestamper: Timestamper,
    revocation: RevocationSource,
    reason: str,
    stamp_png: bytes | None,
    now: datetime,
    field: str = "Seal",
    page: int = 0,
    box: Box | None = None,
) -> bytes:
    """Certify a file with the authority's seal (B-LTA, DocMDP: no changes). Must be the first signature."""
    prepared = prepare(
        pdf, field=field, page=page, box=box, certificate=certificate, chain=chain, reason=reason,
        stamp_png=stamp_png, now=now, certifying=True,
    )  # fmt: skip
    return _sign_at_once(prepared, key, timestamper, revocation)


def seal(
    pdf: bytes,
    *,
    key: ec.EllipticCurvePrivateKey,
    certificate: bytes,
    chain: Sequence[bytes],
    timestamper: Timestamper,
    revocation: RevocationSource,
    reason: str,
    stamp_png: bytes | None,
    now: datetime,
    field: str = "Seal",
    page: int = 0,
    box: Box | None = None,
) -> bytes:
    """Sign a file with the authority's seal as approval (B-LTA); further signatures may follow."""
    prepared = prepare(
        pdf, field=field, page=page, box=box, certificate=certificate, chain=chain, reason=reason,
        stamp_png=stamp_png, now=now,
    )  # fmt: skip
    return _sign_at_once(prepared, key, timestamper, revocation)


def add_archive_timestamp(pdf: bytes, *, timestamper: Timestamper, revocation: Revocation | None = None) -> bytes:
    """Timestamp a whole file (B-LTA); archives repeat it before algorithms or certificates age."""
    source = io.BytesIO(pdf if revocation is None else _add_proof(io.BytesIO(pdf), revocation, (), None))
    output = io.BytesIO()
    stamp = PdfTimeStamper(_Rfc3161(timestamper))
    try:
        wait_for(stamp.async_timestamp_pdf(_Writer(source), SHA256, bytes_reserved=ROOM_FOR_TOKEN, output=output))
    except TimestampRequestError as error:
        raise ServiceUnavailable(service_text=N_("The timestamp service")) from error
    return output.getvalue()


async def _prepare(
    pdf: bytes,
    field: str,
    page: int,
    box: Box | None,
    certificate: bytes,
    chain: tuple[bytes, ...],
    reason: str,
    stamp_png: bytes | None,
    now: datetime,
    *,
    certifying: bool,
) -> Prepared:
    visible = box is not None and stamp_png is not None
    place = (round(box[0]), round(box[1]), round(box[2]), round(box[3])) if box is not None and visible else None
    signer = _external_signer(certificate, chain, bytes(80))
    metadata = PdfSignatureMetadata(
        field_name=field,
        md_algorithm=SHA256,
        reason=reason,
        subfilter=SigSeedSubFilter.PADES,
        embed_validation_info=False,
        certify=certifying,
        docmdp_permissions=MDPPerm.NO_CHANGES if certifying else MDPPerm.FILL_FORMS,
    )
    pdf_signer = PdfSigner(
        metadata,
        signer,
        stamp_style=_stamp_style(stamp_png) if stamp_png is not None and visible else None,
        new_field_spec=SigFieldSpec(field, on_page=page, box=place),
    )
    session = pdf_signer.init_signing_session(_Writer(io.BytesIO(pdf)))
    session.system_time = now.replace(microsecond=0)
    room_needed = ROOM + 4 * sum(map(len, (certificate, *chain)))  # as much again for those in the timestamp
    document = session.prepare_tbs_document(validation_info=None, bytes_reserved=room_needed)
    output = io.BytesIO()
    room, _ = document.digest_tbs_document(output=output)
    attributes = await signer.signed_attrs(room.document_digest, SHA256, use_pades=True)
    return Prepared(
        pdf=output.getvalue(),
        to_sign=attributes.dump(),
        digest=room.document_digest,
        room=(room.reserved_region_start, room.reserved_region_end),
        certificate=certificate,
        chain=chain,
        base_sha256=hashlib.sha256(pdf).hexdigest(),
    )


async def _make_cms(prepared: Prepared, signature: bytes, timestamper: Timestamper) -> cms.ContentInfo:
    signer = _external_signer(prepared.certificate, prepared.chain, signature)
    attributes = cms.CMSAttributes.load(prepared.to_sign)
    return await signer.async_sign_prescribed_attributes(SHA256, attributes, timestamper=_Rfc3161(timestamper))


def _sign_at_once(
    prepared: Prepared, key: ec.EllipticCurvePrivateKey, timestamper: Timestamper, revocation: RevocationSource
) -> bytes:
    r, s = decode_dss_signature(key.sign(prepared.to_sign, ec.ECDSA(hashes.SHA256())))
    signed = finish(prepared, r.to_bytes(32) + s.to_bytes(32), timestamper=timestamper, revocation=revocation)
    return add_archive_timestamp(signed, timestamper=timestamper)


def _checked(prepared: Prepared, raw: bytes) -> bytes:
    """The signature as DER, once it is known to fit the attributes, the certificate and the file."""
    if len(raw) != SIGNATURE_LENGTH:
        raise SignatureInvalid(reason_text=N_("it does not have the right length"))
    half = SIGNATURE_LENGTH // 2
    signature = encode_dss_signature(int.from_bytes(raw[:half]), int.from_bytes(raw[half:]))
    key = x509.load_der_x509_certificate(prepared.certificate).public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise SignatureInvalid(reason_text=N_("the certificate is of another kind"))
    try:
        key.verify(signature, prepared.to_sign, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise SignatureInvalid(reason_text=N_("it does not belong to the certificate")) from error
    begin, end = prepared.room
    digest = hashlib.sha256(prepared.pdf[:begin])
    digest.update(prepared.pdf[end:])
    attributes = cms.CMSAttributes.load(prepared.to_sign).native
    claimed = [one["values"] for one in attributes if one["type"] == "message_digest"]
    if digest.digest() != prepared.digest or claimed != [[prepared.digest]]:
        raise SignatureInvalid(reason_text=N_("the file was changed while it was being signed"))
    return signature


def _require_valid_at_stamp(certificate: bytes, content: cms.ContentInfo) -> None:
    parsed = x509.load_der_x509_certificate(certificate)
    (signer,) = content["content"]["signer_infos"]
    (token,) = next(one for one in signer["unsigned_attrs"] if one["type"].native == "signature_time_stamp_token")[
        "values"
    ]
    stamped: datetime = token["content"]["encap_content_info"]["content"].parsed["gen_time"].native
    if not parsed.not_valid_before_utc <= stamped <= parsed.not_valid_after_utc:
        raise SignatureInvalid(reason_text=N_("the certificate has expired; it lasts for minutes only"))


def _add_proof(output: io.BytesIO, proof: Revocation, chain: Sequence[bytes], embedded: bytes | None) -> bytes:
    """Append the document security store with chain and status, so that the file proves itself later."""
    output.seek(0)
    writer = _Writer(output)
    DocumentSecurityStore.supply_dss_in_writer(
        writer,
        embedded,
        certs=[asn1_x509.Certificate.load(one) for one in (*chain, *proof.certificates)],
        ocsps=[asn1_ocsp.OCSPResponse.load(one) for one in proof.ocsps],
        crls=[crl.CertificateList.load(one) for one in proof.crls],
    )
    writer.write_in_place()  # type: ignore[no-untyped-call]  # see above
    return output.getvalue()


def _external_signer(certificate: bytes, chain: Sequence[bytes], value: bytes) -> Any:
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # see above
    store.register_multiple([asn1_x509.Certificate.load(one) for one in chain])
    parsed = asn1_x509.Certificate.load(certificate)
    made = ExternalSigner(signing_cert=parsed, cert_registry=store, signature_value=value, embed_roots=False)
    made.signed_attr_prov_spec = _SignedAttributes(parsed)
    return made


def _stamp_style(png: bytes) -> StaticStampStyle:
    """The picture alone. Where it is clear, what lies below stays readable; the output intent of PDF/A-3 covers it."""
    with Image.open(io.BytesIO(png)) as opened:
        picture = opened.convert("RGBA" if "A" in opened.getbands() else "RGB")
    layout = SimpleBoxLayoutRule(
        AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, Margins(), InnerScaling.STRETCH_TO_FIT
    )
    background = PdfImage(picture, name=hashlib.sha256(png).hexdigest()[:16])
    return StaticStampStyle(border_width=0, background=background, background_opacity=1.0, background_layout=layout)
