"""Judges the signatures of a PDF. pyHanko is the judge; here its verdict becomes separate facts with a reason.

A signature counts (`SignatureReport.accepted`) only when all hold: the signed bytes are unchanged; nothing but
later signatures and their proofs was added; the signature fits the certificate; at the time that a trusted
authority stamped, the certificate led to one of the anchors handed in and the file itself proves it was not
revoked. So a certificate of minutes stays good for ever, and nothing is fetched from anywhere. A file that holds
an unsigned visible signature field is taken as changed: such a field could cover text. Whatever cannot be read
counts as broken, never as an exception, except a file that is no PDF at all.
"""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.x509 import ocsp
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate, AdESSubIndic
from pyhanko.sign.fields import MDPPerm, enumerate_sig_fields
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from core.blocking import wait_for
from core.errors import SignatureInvalid
from core.i18n import M_, N_, Message
from core.trust import Revocation

# What pyHanko logs of a signature that fails names the person; our reports say it to those who may know.
for _library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)

CLOCK_DIFFERENCE = timedelta(minutes=5)

UNREADABLE = M_("The signature could not be read.")
CHANGED = M_("The document was changed after this signature.")
OTHER_CONTENT = M_("The signature does not belong to this content.")
BROKEN = M_("The signature was tampered with.")
NO_TIME = M_("Nothing trusted proves when this was signed.")
UNKNOWN_ISSUER = M_("The certificate does not lead to an authority that is trusted here.")
REVOKED = M_("The certificate had been revoked.")
OUT_OF_TIME = M_("The certificate was not valid at the time of signing.")
NO_STATUS = M_("Nothing proves that the certificate held at the time of signing.")
UNFIT = M_("The certificate may not be used for such a signature.")

TRUST_PROBLEMS: dict[AdESSubIndic, Message] = {
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: UNKNOWN_ISSUER,
    AdESIndeterminate.NO_SIGNING_CERTIFICATE_FOUND: UNKNOWN_ISSUER,
    AdESIndeterminate.CERTIFICATE_CHAIN_GENERAL_FAILURE: NO_STATUS,
    AdESIndeterminate.REVOKED_NO_POE: REVOKED,
    AdESIndeterminate.REVOKED_CA_NO_POE: REVOKED,
    AdESFailure.REVOKED: REVOKED,
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: OUT_OF_TIME,
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: OUT_OF_TIME,
    AdESIndeterminate.EXPIRED: OUT_OF_TIME,
    AdESIndeterminate.NOT_YET_VALID: OUT_OF_TIME,
    AdESIndeterminate.TRY_LATER: NO_STATUS,
    AdESIndeterminate.REVOCATION_OUT_OF_BOUNDS_NO_POE: NO_STATUS,
}


@dataclass(frozen=True)
class SignatureReport:
    """What is known of one signature. Names are worth something only when `trusted`.

    `signed_at` is the time stamped by a trusted authority, None without one. `level` is the PAdES level reached:
    B-B, B-T, B-LT or B-LTA. `certified` means that the signer allowed no change at all. `anchor` is the SHA-256
    (hex) of the root the certificate led to.
    """

    field: str
    intact: bool = False
    covers_whole: bool = False
    valid: bool = False
    trusted: bool = False
    timestamped: bool = False
    certified: bool = False
    signer_name: str = ""
    signer_ref: str = ""
    signed_at: datetime | None = None
    level: str = ""
    reason: str = ""
    serial: str = ""
    certificate_sha256: str = ""
    anchor: str = ""
    problem: Message | None = None

    @property
    def accepted(self) -> bool:
        """All facts hold."""
        return self.intact and self.covers_whole and self.valid and self.trusted and self.timestamped


@dataclass(frozen=True)
class _Knowledge:
    """What validation may use: anchors from the caller, certificates and status from the file or the caller."""

    anchors: tuple[asn1_x509.Certificate, ...]
    certificates: tuple[asn1_x509.Certificate, ...]
    crls: tuple[bytes, ...]
    ocsps: tuple[bytes, ...]

    def context(self, moment: datetime, *, strict: bool) -> ValidationContext:
        """`strict`: every certificate's status must be proven; else only revocations known at `moment` count.

        Status goes stale within days while timestamps must hold for years: what is stale at `moment` is left
        out when not strict, or it would count against the certificate.
        """
        crls = [one for one in self.crls if strict or _crl_lasts(one) >= moment]
        ocsps = [one for one in self.ocsps if strict or _ocsp_lasts(one) >= moment]
        return ValidationContext(
            trust_roots=list(self.anchors),
            other_certs=list(self.certificates),
            moment=moment,
            crls=crls,
            ocsps=ocsps,
            revocation_mode="require" if strict else "soft-fail",
            retroactive_revinfo=True,
            allow_fetching=False,
        )


def verify(
    pdf: bytes, *, anchors: Sequence[bytes], now: datetime, revocation: Revocation | None = None
) -> tuple[SignatureReport, ...]:
    """Report on every signature in a file, in the order of signing; none for an unsigned file.

    `anchors` are the trusted roots (DER); `revocation` may add status that the file does not hold. Raises
    SignatureInvalid when the file cannot be read as a PDF.
    """
    return wait_for(_verify(pdf, tuple(anchors), now, revocation or Revocation()))


def all_accepted(reports: Iterable[SignatureReport]) -> bool:
    """Whether there is at least one signature and every one is accepted."""
    found = tuple(reports)
    return bool(found) and all(report.accepted for report in found)


async def _verify(
    pdf: bytes, anchors: tuple[bytes, ...], now: datetime, extra: Revocation
) -> tuple[SignatureReport, ...]:
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        signatures = list(reader.embedded_regular_signatures)
        stamps = list(reader.embedded_timestamp_signatures)
        unsigned = any(True for _ in enumerate_sig_fields(reader, filled_status=False))
        knowledge = _knowledge(reader, anchors, extra)
    except Exception as error:  # a hostile file may break the parser in any way
        raise SignatureInvalid(reason_text=N_("the file could not be read as a PDF")) from error
    archive = await _archive_times(stamps, knowledge, now)
    return tuple([await _report(pdf, one, knowledge, archive, now, unsigned=unsigned) for one in signatures])


async def _archive_times(
    stamps: list[EmbeddedPdfSignature], knowledge: _Knowledge, now: datetime
) -> list[tuple[int, datetime]]:
    """Revision and time of each trusted document timestamp, newest first; each vouches for the one before."""
    trusted: list[tuple[int, datetime]] = []
    moment = now
    for stamp in reversed(stamps):
        at = await _archive_time(stamp, knowledge.context(moment, strict=False))
        if at is not None and at <= moment + CLOCK_DIFFERENCE:
            trusted.append((stamp.signed_revision, at))
            moment = at
    return trusted


async def _archive_time(stamp: EmbeddedPdfSignature, context: ValidationContext) -> datetime | None:
    try:
        status = await async_validate_pdf_timestamp(stamp, context)
        good = status.intact and status.valid and status.trusted and _unpadded(stamp)
        whole = status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION
    except Exception:  # hostile bytes may break the parsers in any way; such a timestamp vouches for nothing
        return None
    return status.timestamp if good and whole else None


async def _report(
    pdf: bytes,
    signature: EmbeddedPdfSignature,
    knowledge: _Knowledge,
    archive: list[tuple[int, datetime]],
    now: datetime,
    *,
    unsigned: bool,
) -> SignatureReport:
    name = str(signature.field_name)
    try:
        later = [at for revision, at in archive if revision > signature.signed_revision]
        stamped = _claimed_time(signature)
        status = await async_validate_pdf_signature(
            signature,
            signer_validation_context=knowledge.context(stamped or now, strict=True),
            ts_validation_context=knowledge.context(min(later, default=now), strict=False),
        )
        return _conclude(pdf, signature, status, stamped, now, archived=bool(later), unsigned=unsigned)
    except Exception:  # hostile bytes may break the parsers in any way; what cannot be read is broken
        return SignatureReport(field=name, problem=UNREADABLE)


def _conclude(
    pdf: bytes,
    signature: EmbeddedPdfSignature,
    status: PdfSignatureStatus,
    stamped: datetime | None,
    now: datetime,
    *,
    archived: bool,
    unsigned: bool,
) -> SignatureReport:
    stamp = status.timestamp_validity
    timestamped = (
        stamp is not None and stamp.intact and stamp.valid and stamp.trusted
        and stamp.timestamp == stamped and stamped <= now + CLOCK_DIFFERENCE
    )  # fmt: skip
    intact = bool(status.intact) and _exact_gap(pdf, signature) and _unpadded(signature)
    covers = bool(status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION and status.docmdp_ok) and not unsigned
    valid, trusted = bool(status.valid), bool(status.trusted)
    certificate = status.signing_cert
    root = status.validation_path.first if status.validation_path is not None else None
    subject = certificate.subject.native
    return SignatureReport(
        field=str(signature.field_name),
        intact=intact,
        covers_whole=covers,
        valid=valid,
        trusted=trusted,
        timestamped=timestamped,
        certified=signature.docmdp_level == MDPPerm.NO_CHANGES,
        signer_name=_single(subject.get("common_name")),
        signer_ref=_single(subject.get("serial_number")),
        signed_at=stamped if timestamped else None,
        level=_level(timestamped=timestamped, proven=trusted, archived=archived),
        reason=str(signature.sig_object.get("/Reason", "")),
        serial=f"{certificate.serial_number:x}",
        certificate_sha256=hashlib.sha256(certificate.dump()).hexdigest(),
        anchor=hashlib.sha256(root.dump()).hexdigest() if trusted and root is not None else "",
        problem=_problem(status, intact=intact, covers=covers, valid=valid, trusted=trusted, timestamped=timestamped),
    )


def _problem(
    status: PdfSignatureStatus, *, intact: bool, covers: bool, valid: bool, trusted: bool, timestamped: bool
) -> Message | None:
    """The first thing that is wrong, gravest first."""
    if not valid:
        return BROKEN
    if not intact:
        return OTHER_CONTENT
    if not covers:
        return CHANGED
    if not trusted:
        cause = status.trust_problem_indic
        return UNFIT if cause is None else TRUST_PROBLEMS.get(cause, UNFIT)
    return None if timestamped else NO_TIME


def _level(*, timestamped: bool, proven: bool, archived: bool) -> str:
    if not timestamped:
        return "B-B"
    if not proven:
        return "B-T"
    return "B-LTA" if archived else "B-LT"


def _knowledge(reader: PdfFileReader, anchors: tuple[bytes, ...], extra: Revocation) -> _Knowledge:
    certificates = [asn1_x509.Certificate.load(one) for one in extra.certificates]
    crls, ocsps = list(extra.crls), list(extra.ocsps)
    try:
        store = DocumentSecurityStore.read_dss(reader)
        certificates += list(store.load_certs())
        crls += [one.get_object().data for one in store.crls]
        ocsps += [one.get_object().data for one in store.ocsps]
    except NoDSSFoundError:
        pass
    roots = tuple(asn1_x509.Certificate.load(one) for one in anchors)
    return _Knowledge(roots, tuple(certificates), tuple(crls), tuple(ocsps))


def _crl_lasts(status: bytes) -> datetime:
    until = x509.load_der_x509_crl(status).next_update_utc
    return until or datetime.min.replace(tzinfo=UTC)


def _ocsp_lasts(status: bytes) -> datetime:
    try:
        until = ocsp.load_der_ocsp_response(status).next_update_utc
    except ValueError:  # an answer that only says that there is none
        until = None
    return until or datetime.min.replace(tzinfo=UTC)


def _claimed_time(signature: EmbeddedPdfSignature) -> datetime | None:
    """The time in the signature's one timestamp token, not yet believed."""
    tokens = list(extract_tst_data_iter(signature.signer_info, signed=False))
    if len(tokens) != 1:
        return None
    claimed: datetime = tokens[0]["encap_content_info"]["content"].parsed["gen_time"].native
    return claimed


def _unpadded(signature: EmbeddedPdfSignature) -> bool:
    """Nothing but zeros follows the signature in its container."""
    length = len(cms.ContentInfo.load(signature.pkcs7_content).dump())
    return not any(signature.pkcs7_content[length:])


def _exact_gap(pdf: bytes, signature: EmbeddedPdfSignature) -> bool:
    """The only bytes that the signature leaves out are its own container in hexadecimal."""
    start, length, resume, _rest = (int(number) for number in signature.byte_range)
    text = signature.pkcs7_content.hex().encode()
    return start == 0 and pdf[length:resume] in (b"<" + text + b">", b"<" + text.upper() + b">")


def _single(value: object) -> str:
    return value if isinstance(value, str) else ""
