"""The calls that one registration needs, made by themselves: pyHanko, timestamps, Argon2, AES, files, commits.

What a journey asked of these libraries is written down while it runs (`Calls`), with the very bytes; `replay` asks
them the same again, each library used plainly as its own documentation does, with nothing of ours around it. Left out,
so that the bound is the stricter: certificates, revocation lists and answers, envelopes, the trace, rules, queries.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pysqlite3.dbapi2 as sqlite
from argon2 import PasswordHasher
from asn1crypto import cms, crl, ocsp, tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from PIL import Image
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.signers.pdf_cms import ExternalSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfTimeStamper
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore
from sqlalchemy.engine.default import DefaultDialect

from core import files, sign, spool
from core.blocking import wait_for
from core.files import FileStore
from core.timestamping import TimestampAuthority
from core.trust import Revocation

ROW = b"x" * 700  # an entry of the trace with its opening, about
ROOM = 10_240


@dataclass
class Calls:
    """What was asked, in order of kind."""

    prepared: list[dict[str, Any]] = field(default_factory=list)
    finished: list[tuple[sign.Prepared, bytes, Revocation]] = field(default_factory=list)
    stamped: list[bytes] = field(default_factory=list)
    verified: list[tuple[bytes, tuple[bytes, ...], datetime]] = field(default_factory=list)
    passwords_hashed: list[str] = field(default_factory=list)
    passwords_verified: list[tuple[str, str]] = field(default_factory=list)
    written: list[bytes] = field(default_factory=list)
    read: list[int] = field(default_factory=list)
    commits: int = 0
    flushes: int = 0

    def __str__(self) -> str:
        return (
            f"{len(self.prepared)} signatures, {len(self.finished) + len(self.stamped)} timestamps, "
            f"{len(self.verified)} files verified, {len(self.passwords_hashed) + len(self.passwords_verified)} Argon2, "
            f"{self.commits} commits, {len(self.written)} files written, {len(self.read)} read, {self.flushes} flushes"
        )

    @contextmanager
    def written_down(self) -> Iterator[None]:
        """Write down what is asked while the block runs."""
        notes: list[tuple[Any, str, Callable[..., object]]] = [
            (sign, "prepare", lambda pdf, **asked: self.prepared.append({"pdf": pdf, **asked})),
            (sign, "finish", self._finish),
            (sign, "add_archive_timestamp", lambda pdf, **asked: self.stamped.append(pdf)),
            (sign, "verify", lambda pdf, *, anchors, now: self.verified.append((pdf, tuple(anchors), now))),
            (PasswordHasher, "hash", lambda hasher, given: self.passwords_hashed.append(given)),
            (PasswordHasher, "verify", lambda hasher, kept, given: self.passwords_verified.append((kept, given))),
            (files, "write_durably", lambda path, data: self.written.append(data)),
            (spool, "write_durably", lambda path, data: self.written.append(data)),
            (FileStore, "get", lambda store, digest: self.read.append(store._path(digest).stat().st_size)),
            (os, "fsync", lambda descriptor: self._count("flushes")),
            (DefaultDialect, "do_commit", lambda dialect, connection: self._count("commits")),
        ]
        with ExitStack() as stack:
            for owner, name, note in notes:
                stack.enter_context(patch.object(owner, name, _telling(getattr(owner, name), note)))
            yield

    def _finish(self, prepared: sign.Prepared, raw: bytes, *, revocation: object, **_: object) -> None:
        assert isinstance(revocation, Revocation)
        self.finished.append((prepared, raw, revocation))

    def _count(self, name: str) -> None:
        setattr(self, name, getattr(self, name) + 1)


def _telling(function: Callable[..., Any], note: Callable[..., object]) -> Callable[..., Any]:
    def telling(*arguments: Any, **options: Any) -> Any:
        note(*arguments, **options)
        return function(*arguments, **options)

    return telling


class _Stamper(TimeStamper):
    """Asks an authority in this process; pyHanko's own one knows RSA only."""

    def __init__(self, authority: TimestampAuthority) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # pyHanko types parts of itself only
        self._authority = authority

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return tsp.TimeStampResp.load(self._authority.respond(req.dump(), datetime.now(UTC)))


@dataclass
class Bare:
    """Makes the calls anew, on the same disk. The timestamp key and certificates are the installation's."""

    folder: Path
    stamp_key: ec.EllipticCurvePrivateKey
    stamp_certificates: tuple[bytes, ...]

    def __post_init__(self) -> None:
        self.folder.mkdir()
        self._database = sqlite.connect(self.folder / "bare.db", isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=FULL")
        self._database.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, data BLOB)")
        self._cipher, self._hasher, self._number = AESGCM(bytes(32)), PasswordHasher(), 0
        first, *others = self.stamp_certificates
        self._stamper = _Stamper(TimestampAuthority(self.stamp_key, first, others))

    def close(self) -> None:
        self._database.close()

    def replay(self, calls: Calls) -> None:
        for asked in calls.prepared:
            wait_for(self._prepare(**asked))
        for prepared, raw, revocation in calls.finished:
            wait_for(self._finish(prepared, raw, revocation))
        for pdf in calls.stamped:
            wait_for(self._stamp(pdf))
        for pdf, anchors, now in calls.verified:
            wait_for(_verify(pdf, anchors, now))
        for password in calls.passwords_hashed:
            self._hasher.hash(password)
        for kept, password in calls.passwords_verified:
            self._hasher.verify(kept, password)
        for data in calls.written:
            self._write(data)
        self._flush(calls.flushes - 2 * len(calls.written))  # a durable write flushes the file and its folder
        for size in calls.read:
            self._read(size)
        for _ in range(calls.commits):
            self._database.execute("BEGIN IMMEDIATE")
            self._database.execute("INSERT INTO entry (data) VALUES (?)", (ROW,))
            self._database.execute("COMMIT")

    async def _prepare(
        self, *, pdf: bytes, field: str, page: int, box: tuple[float, ...] | None, certificate: bytes,
        chain: tuple[bytes, ...], reason: str, stamp_png: bytes | None, now: datetime, certifying: bool = False,
    ) -> None:  # fmt: skip
        signer = _signer(certificate, chain, bytes(80))
        metadata = PdfSignatureMetadata(
            field_name=field, md_algorithm="sha256", reason=reason, subfilter=SigSeedSubFilter.PADES,
            certify=certifying, docmdp_permissions=MDPPerm.NO_CHANGES if certifying else MDPPerm.FILL_FORMS,
        )  # fmt: skip
        style = None
        if stamp_png is not None:
            with Image.open(io.BytesIO(stamp_png)) as picture:
                background = PdfImage(picture.convert("RGB"))
            style = StaticStampStyle(border_width=0, background=background, background_opacity=1.0)
        place = SigFieldSpec(field, on_page=page, box=tuple(map(round, box)) if box else None)  # type: ignore[arg-type]  # four of them
        pdf_signer = PdfSigner(metadata, signer, stamp_style=style, new_field_spec=place)
        digest, _, _ = await pdf_signer.async_digest_doc_for_signing(
            IncrementalPdfFileWriter(io.BytesIO(pdf)), bytes_reserved=ROOM, output=io.BytesIO()
        )
        attributes = await signer.signed_attrs(digest.document_digest, "sha256", use_pades=True)
        attributes.dump()

    async def _finish(self, prepared: sign.Prepared, raw: bytes, revocation: Revocation) -> None:
        half = len(raw) // 2
        value = encode_dss_signature(int.from_bytes(raw[:half]), int.from_bytes(raw[half:]))
        signer = _signer(prepared.certificate, prepared.chain, value)
        attributes = cms.CMSAttributes.load(prepared.to_sign)
        made = await signer.async_sign_prescribed_attributes("sha256", attributes, timestamper=self._stamper)
        output = io.BytesIO(prepared.pdf)
        PreparedByteRangeDigest(prepared.digest, *prepared.room).fill_with_cms(output, made)
        writer = IncrementalPdfFileWriter(output)
        DocumentSecurityStore.supply_dss_in_writer(
            writer,
            None,
            certs=[asn1_x509.Certificate.load(one) for one in (*prepared.chain, *revocation.certificates)],
            ocsps=[ocsp.OCSPResponse.load(one) for one in revocation.ocsps],
            crls=[crl.CertificateList.load(one) for one in revocation.crls],
        )
        writer.write_in_place()  # type: ignore[no-untyped-call]  # see above

    async def _stamp(self, pdf: bytes) -> None:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        await PdfTimeStamper(self._stamper).async_timestamp_pdf(
            writer, "sha256", bytes_reserved=ROOM, output=io.BytesIO()
        )

    def _write(self, data: bytes) -> None:
        self._number += 1
        digest, nonce = sha256(data).hexdigest(), os.urandom(12)
        part = self.folder / f"{digest}.{self._number}.part"
        with part.open("wb") as file:
            file.write(nonce + self._cipher.encrypt(nonce, data, digest.encode()))
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.folder / f"{digest}.{self._number}")
        self._flush_folder()

    def _flush(self, count: int) -> None:
        path = self.folder / "flushed"
        for _ in range(count):
            with path.open("ab") as file:
                file.write(ROW)
                file.flush()
                os.fsync(file.fileno())

    def _flush_folder(self) -> None:
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _read(self, size: int) -> None:
        nonce = bytes(12)
        path = self.folder / f"read-{size}"
        if not path.exists():
            path.write_bytes(self._cipher.encrypt(nonce, bytes(max(0, size - 28)), None))
        sha256(self._cipher.decrypt(nonce, path.read_bytes(), None)).hexdigest()


def _signer(certificate: bytes, chain: tuple[bytes, ...], value: bytes) -> ExternalSigner:
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # see above
    store.register_multiple([asn1_x509.Certificate.load(one) for one in chain])
    return ExternalSigner(
        signing_cert=asn1_x509.Certificate.load(certificate), cert_registry=store, signature_value=value
    )


async def _verify(pdf: bytes, anchors: tuple[bytes, ...], now: datetime) -> None:
    """Each signature of a file with what the file itself proves."""
    reader = PdfFileReader(io.BytesIO(pdf))
    store = DocumentSecurityStore.read_dss(reader)
    for signature in reader.embedded_regular_signatures:
        strict, lenient = (
            store.as_validation_context(
                {
                    "trust_roots": [asn1_x509.Certificate.load(one) for one in anchors],
                    "moment": now,
                    "revocation_mode": mode,
                    "retroactive_revinfo": True,
                }
            )
            for mode in ("require", "soft-fail")
        )
        status = await async_validate_pdf_signature(signature, strict, lenient)
        assert status.intact
        assert status.valid
        assert status.trusted
