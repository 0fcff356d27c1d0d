"""Signing: who signed what and when can be proven for ever, and nothing changed afterwards passes (R15, A16-A19)."""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from core import sign
from core.errors import ServiceUnavailable, SignatureInvalid
from core.sign_verify import BROKEN, CHANGED, NO_STATUS, NO_TIME, OTHER_CONTENT, OUT_OF_TIME, REVOKED, UNKNOWN_ISSUER
from tests.signatures import AUTHORITY, NOW, Scene, container, device_signs, document, embedded, flip_bit, rewrite

NUMBER: Any = generic.NumberObject
FULL = os.environ.get("QUANCHENG_FULL_COUNTS") == "1"
SAMPLE = settings(max_examples=3_400 if FULL else 25, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return Scene.make(tmp_path_factory.mktemp("scene"))


@pytest.fixture(scope="module")
def signed(scene: Scene) -> bytes:
    return scene.person_signs(document())


def only(reports: tuple[sign.SignatureReport, ...]) -> sign.SignatureReport:
    (report,) = reports
    return report


def test_r15_a_signature_says_who_signed_and_when_and_proves_itself(scene: Scene, signed: bytes) -> None:
    report = only(scene.verify(signed))
    assert report.accepted
    assert report.problem is None
    assert (report.signer_name, report.signer_ref) == ("张三", "person-1")
    assert report.signed_at == NOW
    assert report.level == "B-LT"
    assert report.reason == "有限责任公司设立登记"
    assert not report.certified


def test_an_expired_certificate_with_a_trusted_timestamp_stays_valid_for_years(scene: Scene, signed: bytes) -> None:
    for later in (timedelta(minutes=11), timedelta(days=30), timedelta(days=9 * 365)):
        assert sign.all_accepted(scene.at(NOW + later).verify(signed))


def test_several_people_sign_one_after_another_and_all_stay_valid(scene: Scene) -> None:
    pdf = document()
    people = ["张三", "李四", "欧阳龘", "김철수"]
    for number, name in enumerate(people):
        later = scene.at(NOW + timedelta(minutes=20 * number))
        pdf = later.person_signs(pdf, name, f"person-{number}", f"Sig{number}", visible=number != 2)
        reports = later.verify(pdf)
        assert [report.signer_name for report in reports] == people[: number + 1]
        assert sign.all_accepted(reports)
        assert [report.signed_at for report in reports][-1] == later.now


def test_what_was_signed_is_found_again_inside_the_signed_file(scene: Scene, signed: bytes) -> None:
    assert signed.startswith(document())


def test_a_prepared_signature_survives_between_two_requests(scene: Scene) -> None:
    prepared, key = scene.prepare(document())
    assert sign.Prepared.load(prepared.dump()) == prepared
    assert sign.all_accepted(scene.verify(scene.finish(sign.Prepared.load(prepared.dump()), key)))


@given(st.binary(max_size=200))
def test_what_was_never_prepared_is_not_loaded(junk: bytes) -> None:
    with pytest.raises(SignatureInvalid):
        sign.Prepared.load(junk)


def test_a_signature_of_another_key_or_length_is_refused(scene: Scene) -> None:
    prepared, key = scene.prepare(document())
    other = ec.generate_private_key(ec.SECP256R1())
    right = device_signs(key, prepared.to_sign)
    for raw in (device_signs(other, prepared.to_sign), right[:-1], right + b"\0", b"", bytes(64), b"\xff" * 64):
        with pytest.raises(SignatureInvalid):
            sign.finish(
                prepared,
                raw,
                timestamper=scene.trust.timestamper(lambda: NOW),
                revocation=scene.authority.revocation(NOW),
            )


def test_a_prepared_file_changed_in_between_is_refused(scene: Scene) -> None:
    prepared, key = scene.prepare(document())
    for place in (100, len(prepared.pdf) - 100):
        data = prepared.dump()
        changed = flip_bit(data, len(data) - len(prepared.pdf) + place, 0)
        with pytest.raises(SignatureInvalid):
            scene.finish(sign.Prepared.load(changed), key)


def test_a19_a_certificate_that_expired_before_the_timestamp_signs_nothing(scene: Scene) -> None:
    prepared, key = scene.prepare(document())
    with pytest.raises(SignatureInvalid):
        scene.at(NOW + timedelta(minutes=11)).finish(prepared, key)


def test_without_a_timestamp_authority_nothing_is_signed(scene: Scene) -> None:
    prepared, key = scene.prepare(document())
    for answer in (b"", b"junk", scene.trust.timestamp(b"junk", NOW)):
        with pytest.raises(ServiceUnavailable):
            sign.finish(
                prepared,
                device_signs(key, prepared.to_sign),
                timestamper=partial(always, answer),
                revocation=scene.authority.revocation(NOW),
            )


def always(answer: bytes, request: bytes) -> bytes:
    return answer


def test_a_field_is_signed_once_only(scene: Scene, signed: bytes) -> None:
    with pytest.raises(SignatureInvalid):
        scene.prepare(signed, place="Sig1")


def test_files_that_are_no_pdf_are_refused(scene: Scene) -> None:
    for junk in (b"", b"junk", b"%PDF-1.7\n", document()[:2000]):
        with pytest.raises(SignatureInvalid):
            scene.prepare(junk)
        with pytest.raises(SignatureInvalid):
            scene.verify(junk)


def test_an_unsigned_file_has_no_signatures(scene: Scene) -> None:
    assert scene.verify(document()) == ()
    assert not sign.all_accepted(())


def test_it_works_inside_a_running_event_loop(scene: Scene) -> None:
    async def page() -> tuple[sign.SignatureReport, ...]:
        return scene.verify(scene.person_signs(document()))

    # In a thread of its own: where browser tests went before, this one has a loop already.
    with ThreadPoolExecutor(1) as aside:
        assert sign.all_accepted(aside.submit(asyncio.run, page()).result())


def test_a_licence_is_certified_for_the_long_term_and_may_not_be_changed(scene: Scene) -> None:
    licence = scene.certify(document())
    report = only(scene.verify(licence))
    assert report.accepted
    assert report.certified
    assert (report.signer_name, report.level) == (AUTHORITY, "B-LTA")
    with pytest.raises(SignatureInvalid):
        scene.prepare(licence)


def test_a_certification_comes_first(scene: Scene, signed: bytes) -> None:
    with pytest.raises(SignatureInvalid):
        scene.certify(signed)


def test_an_examination_sheet_is_sealed_after_its_signatures(scene: Scene, signed: bytes) -> None:
    person, authority = scene.verify(scene.seal(signed))
    assert person.accepted
    assert authority.accepted
    assert authority.level == "B-LTA"
    assert not authority.certified
    assert person.anchor != authority.anchor


def test_renewed_archive_timestamps_outlive_the_first_authority(
    scene: Scene, tmp_path_factory: pytest.TempPathFactory
) -> None:
    licence = scene.certify(document())
    renewal, long_after = NOW + timedelta(days=9 * 365), NOW + timedelta(days=12 * 365)
    successor = Scene.make(tmp_path_factory.mktemp("successor"), renewal - timedelta(days=1)).at(renewal)
    renewed = sign.add_archive_timestamp(licence, timestamper=successor.authority.timestamper(lambda: renewal))
    anchors = (*scene.anchors, *successor.anchors)
    assert only(successor.at(long_after).verify(renewed, anchors)).accepted
    assert not only(successor.at(long_after).verify(licence, anchors)).accepted


def test_a_signature_from_an_unknown_root_is_intact_but_not_trusted(scene: Scene, signed: bytes) -> None:
    report = only(scene.verify(signed, [scene.authority.anchor]))
    assert (report.intact, report.covers_whole, report.valid) == (True, True, True)
    assert not report.trusted
    assert report.problem == UNKNOWN_ISSUER
    assert not report.accepted


def test_a_signature_without_timestamp_is_told_apart(scene: Scene) -> None:
    pdf = scene.sign_without_timestamp(document())
    report = only(scene.verify(pdf))
    assert (report.intact, report.valid, report.trusted) == (True, True, True)
    assert (report.timestamped, report.signed_at, report.level) == (False, None, "B-B")
    assert report.problem == NO_TIME
    later = only(scene.at(NOW + timedelta(minutes=11)).verify(pdf))
    assert not later.trusted
    assert later.problem == OUT_OF_TIME


def test_a_timestamp_of_an_unknown_authority_proves_nothing(
    scene: Scene, tmp_path_factory: pytest.TempPathFactory
) -> None:
    stranger = Scene.make(tmp_path_factory.mktemp("stranger"))
    prepared, key = scene.prepare(document())
    pdf = sign.finish(
        prepared,
        device_signs(key, prepared.to_sign),
        timestamper=stranger.trust.timestamper(lambda: NOW),
        revocation=scene.trust.revocation(prepared.certificate, NOW),
    )
    report = only(scene.verify(pdf))
    assert (report.timestamped, report.signed_at, report.accepted) == (False, None, False)


def test_a_timestamp_from_the_future_proves_nothing(scene: Scene, signed: bytes) -> None:
    report = only(scene.at(NOW - timedelta(hours=1)).verify(signed))
    assert not report.timestamped
    assert not report.accepted


def test_a19_a_revoked_certificate_is_refused_and_earlier_signatures_stay(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    scene = Scene.make(tmp_path_factory.mktemp("revoking"))
    before = scene.person_signs(document())
    prepared, key = scene.prepare(document())
    report = only(scene.verify(before))
    scene.trust.revoke(f"{x509.load_der_x509_certificate(prepared.certificate).serial_number:x}", NOW)
    after = scene.finish(prepared, key)
    refused = only(scene.verify(after))
    assert not refused.trusted
    assert refused.problem == REVOKED
    scene.trust.revoke(report.serial, NOW + timedelta(minutes=5))
    assert only(scene.at(NOW + timedelta(minutes=6)).verify(before)).accepted


def test_without_proof_of_status_a_signature_is_not_trusted(scene: Scene, signed: bytes) -> None:
    ends = [place for place in range(len(signed)) if signed.startswith(b"%%EOF", place)]
    stripped = signed[: ends[-2] + 6]
    report = only(scene.verify(stripped))
    assert (report.intact, report.trusted, report.problem) == (True, False, NO_STATUS)


def append_page(pdf: bytes) -> bytes:
    writer: Any = IncrementalPdfFileWriter(io.BytesIO(pdf))
    tree = writer.root["/Pages"]
    tree["/Kids"].append(writer.add_object(writer.import_object(tree["/Kids"][0])))
    tree["/Count"] = NUMBER(int(tree["/Count"]) + 1)
    writer.update_container(tree)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def replace_page(pdf: bytes) -> bytes:
    """A later revision shows the second page where the first was."""
    writer: Any = IncrementalPdfFileWriter(io.BytesIO(pdf))
    kids = writer.root["/Pages"]["/Kids"]
    first = kids[0]
    first["/Contents"] = kids[1].raw_get("/Contents")
    writer.update_container(first)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def add_unsigned_field(pdf: bytes) -> bytes:
    """An empty visible field could cover text."""
    writer: Any = IncrementalPdfFileWriter(io.BytesIO(pdf))
    append_signature_field(writer, SigFieldSpec("Cover", on_page=0, box=(0, 0, 500, 800)))
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


@pytest.mark.parametrize("spoil", [append_page, replace_page, add_unsigned_field])
def test_a17_a_later_revision_that_changes_anything_is_seen(
    scene: Scene, signed: bytes, spoil: Callable[[bytes], bytes]
) -> None:
    report = only(scene.verify(spoil(signed)))
    assert (report.intact, report.covers_whole) == (True, False)
    assert report.problem == CHANGED
    assert not report.accepted


@pytest.mark.parametrize("spoil", [append_page, replace_page, add_unsigned_field])
def test_a17_a_certified_licence_changed_afterwards_is_seen(scene: Scene, spoil: Callable[[bytes], bytes]) -> None:
    assert not sign.all_accepted(scene.verify(spoil(scene.certify(document()))))


def test_a_file_written_anew_is_refused(scene: Scene, signed: bytes) -> None:
    assert not accepted(scene, rewrite(signed))


def test_a17_a_signature_moved_to_another_document_is_refused(scene: Scene, signed: bytes) -> None:
    begin, end = container(signed)
    # Certificates differ in length by a few bytes, and only a container of the same length fits.
    others = (scene.person_signs(document("另一份文件：章程修正案。")) for _ in range(100))
    places = ((other, *container(other)) for other in others)
    other, there, there_end = next(found for found in places if found[2] - found[1] == end - begin)
    swapped = other[:there] + signed[begin:end] + other[there_end:]
    report = only(scene.verify(swapped))
    assert not report.intact
    assert report.problem == OTHER_CONTENT


def test_nothing_hides_in_the_signatures_own_container(scene: Scene, signed: bytes) -> None:
    begin, end = container(signed)
    for spoiled in (signed[: end - 4] + b"41" + signed[end - 2 :], signed[: end - 4] + b"  " + signed[end - 2 :]):
        assert not sign.all_accepted(scene.verify(spoiled))
    lower = signed[begin:end].lower()
    mixed = signed[:begin] + lower[:100] + signed[begin + 100 :]
    assert not sign.all_accepted(scene.verify(mixed))


@pytest.mark.endure
@SAMPLE
@given(st.data())
def test_a16_no_change_of_the_signed_content_is_accepted(scene: Scene, signed: bytes, data: st.DataObject) -> None:
    begin, end = container(signed)
    revision = signed.find(b"%%EOF", end) + 5
    inside = st.one_of(st.integers(0, begin - 1), st.integers(end, revision - 1))
    changed = flip_bit(signed, data.draw(inside), data.draw(st.integers(0, 7)))
    assert not accepted(scene, changed)


@pytest.mark.endure
@SAMPLE
@given(st.data())
def test_a16_no_change_of_signature_attributes_or_certificate_is_accepted(
    scene: Scene, signed: bytes, data: st.DataObject
) -> None:
    signature = embedded(signed)
    content = signature.pkcs7_content
    parts = [
        signature.signer_info["signature"].native,
        signature.signer_info["signed_attrs"].contents,
        signature.signer_cert.dump(),
    ]
    part = data.draw(st.sampled_from(parts))
    place = content.index(part) + data.draw(st.integers(0, len(part) - 1))
    spoiled = flip_bit(content, place, data.draw(st.integers(0, 7))).hex().upper().encode()
    begin, end = container(signed)
    changed = signed[:begin] + spoiled + signed[end:]
    assert len(changed) == len(signed)
    assert not accepted(scene, changed)


@pytest.mark.endure
@SAMPLE
@given(st.data())
def test_a16_no_change_anywhere_alters_what_is_believed(scene: Scene, signed: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(signed) - 1))
    changed = flip_bit(signed, place, data.draw(st.integers(0, 7)))
    try:
        reports = scene.verify(changed)
    except SignatureInvalid:
        return
    if sign.all_accepted(reports):
        assert reports == scene.verify(signed)
        assert PdfFileReader(io.BytesIO(changed)).embedded_regular_signatures[0].compute_digest() == (
            embedded(signed).compute_digest()
        )


def accepted(scene: Scene, pdf: bytes) -> bool:
    try:
        return sign.all_accepted(scene.verify(pdf))
    except SignatureInvalid:
        return False


def test_broken_signatures_are_named_broken(scene: Scene, signed: bytes) -> None:
    content = embedded(signed).pkcs7_content
    value = embedded(signed).signer_info["signature"].native
    place = content.index(value) + len(value) - 1
    begin, end = container(signed)
    report = only(scene.verify(signed[:begin] + flip_bit(content, place, 0).hex().upper().encode() + signed[end:]))
    assert not report.valid
    assert report.problem == BROKEN
