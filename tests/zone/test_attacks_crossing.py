"""What an outer zone in wrong hands sends, and the inner zone finds (A13, A17, A18)."""

from __future__ import annotations

import copy
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pikepdf
import pytest
from pyhanko.pdf_utils.generic import StreamObject as PdfStream
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from sqlmodel import Session, select

from core.catalogue import Material
from core.catalogue import load as load_catalogue
from core.content import Content
from core.documents import build_document
from core.errors import (
    EnvelopeRejected,
)
from core.exchange import Envelope
from core.ids import new_id
from core.inner import intake, verification
from core.inner.steps import findings_of
from core.inner.tables import Case
from core.journey import Journey
from core.outer import results
from core.packing import pack_facts
from core.rules import Finding
from core.terms import Severity, Status, Zone
from tests.towns import TO_SUBMIT, Town


@pytest.fixture(scope="module")
def crossing(standing: tuple[Town, object]) -> tuple[Journey, dict[str, Any]]:
    """A submission that crossed, and what it said."""
    site, kept = standing[0], []
    taken = intake.receive_submission

    def spy(session: Session, inner: Any, payload: Any) -> dict[str, Any]:
        kept.append(payload)
        return taken(session, inner, payload)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intake, "receive_submission", spy)
        journey = site.walk("越界之舟", *TO_SUBMIT)
    return journey, kept[-1]


@contextmanager
def received(site: Town, payload: dict[str, Any]) -> Iterator[list[Finding]]:
    """The findings of a submission that is received as a new case, and forgotten again."""

    class Forget(Exception):
        pass

    try:
        with site.inner.store.unit() as session:
            payload = {**payload, "application": new_id(), "number": payload["number"]}
            session.get_one(Case, known(session, payload)).number += "x"
            session.flush()
            intake.receive_submission(session, site.inner, payload)
            session.flush()
            yield findings_of(session, site.inner, session.get_one(Case, payload["application"]))
            raise Forget
    except Forget:
        pass


def known(session: Session, payload: dict[str, Any]) -> str:
    return session.exec(select(Case.id).where(Case.number == payload["number"])).one()


def require(material: Material | None) -> Material:
    assert material is not None
    return material


def errors_at(findings: list[Finding], place: str) -> list[str]:
    return [one.message.text for one in findings if one.place == place and one.severity is Severity.ERROR]


def test_an_unsigned_list_of_documents_is_found(site: Town, crossing: tuple[Journey, dict[str, Any]]) -> None:
    """A18: the list without its signature, and signed by somebody else than the applicant."""
    payload = copy.deepcopy(crossing[1])
    with received(site, payload) as findings:
        assert errors_at(findings, "documents.manifest") == []
    manifest = next(one for one in payload["documents"] if one["kind"] == "manifest")
    signatures, manifest["signatures"] = manifest["signatures"], []
    with received(site, payload) as findings:
        assert errors_at(findings, "documents.manifest")
    manifest["signatures"] = signatures
    payload["applicant"]["ref"] = new_id()
    with received(site, payload) as findings:
        assert errors_at(findings, "documents.manifest")


def test_two_documents_of_one_kind_are_rejected(site: Town, crossing: tuple[Journey, dict[str, Any]]) -> None:
    """The second would be verified and the first shown."""
    payload = copy.deepcopy(crossing[1])
    payload["documents"].append(payload["documents"][0])
    with pytest.raises(EnvelopeRejected), received(site, payload):
        pass


def test_a_case_keeps_its_applicant_and_number(
    site: Town, crossing: tuple[Journey, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A13: the next round of one case cannot be somebody else's."""
    journey, payload = crossing
    monkeypatch.setattr(intake, "_check_manifest", lambda *_: None)
    applicant = {**payload["applicant"], "ref": new_id()}
    for strange in ({"applicant": applicant}, {"number": "110000-20260101-000000"}):
        with site.inner.store.unit() as session:
            case = session.get_one(Case, journey.application_id)
            before, case.status = case.status, Status.RETURNED
            with pytest.raises(EnvelopeRejected) as refused:
                intake.receive_submission(session, site.inner, {**payload, "round": 2, **strange})
            case.status = before
        assert "another applicant" in str(refused.value.params["reason_text"])


def test_the_name_of_a_case_is_the_one_in_its_content(site: Town, crossing: tuple[Journey, dict[str, Any]]) -> None:
    payload = {**crossing[1], "title": "另一家公司"}
    with received(site, payload) as findings:
        assert findings
    with site.inner.store.reading() as session:
        assert not session.exec(select(Case).where(Case.title == "另一家公司")).all()


def test_a_message_speaks_of_the_case_of_its_stream(site: Town, crossing: tuple[Journey, dict[str, Any]]) -> None:
    """A13: both ways."""
    journey, payload = crossing

    def envelope(kind: str, stream: str, said: dict[str, Any], sender: Zone) -> Envelope:
        return Envelope(
            installation="x", sender=sender, receiver=sender.other, incarnation="x", number=1,
            made_at=site.outer.clock(), stream=stream, kind=kind, payload=said,
        )  # fmt: skip

    ours = {"application": journey.application_id}
    to_inner = {
        "withdrawal": ours, "lapse": ours, "submission": payload, "prefill": ours,
        "objection": {"objection": "one"}, "identity": {"request": "one"},
    }  # fmt: skip
    for kind, said in to_inner.items():
        stray = envelope(kind, "registration.other", said, Zone.OUTER)
        with pytest.raises(EnvelopeRejected), site.inner.store.unit() as session:
            intake.handlers(site.inner)[kind](session, stray)
    said = {"application": journey.application_id, "action": "issue", "status": "issued"}
    stray = envelope("progress", "registration.other", said, Zone.INNER)
    with pytest.raises(EnvelopeRejected), site.outer.store.unit() as session:
        results.handlers(site.outer)["progress"](session, stray)


def test_signatures_stand_for_their_own_file_and_place_only(
    site: Town, crossing: tuple[Journey, dict[str, Any]]
) -> None:
    """A17, A18: another file of the same intent, one signature claimed twice, one claimed by nobody."""
    payload = crossing[1]
    content = intake._content(payload)
    documents = {one["kind"]: one for one in payload["documents"]}
    charter, form = documents["charter"], documents["application_form"]
    assert len(charter["signatures"]) == 2

    def facts(document: dict[str, Any]) -> tuple[verification.SignatureFacts, ...]:
        return verification.verify_signatures(
            site.inner.files.get(document["file"]), document, content, site.inner.signer_anchors, site.inner.clock(),
            applicant_ref=payload["applicant"]["ref"],
        )  # fmt: skip

    assert all(one.good for one in facts(charter))
    assert not any(one.good for one in facts({**form, "content_hash": charter["content_hash"]}))
    first, second = charter["signatures"]
    assert [one.good for one in facts({**charter, "signatures": [first]})] == [True, False]
    assert [one.good for one in facts({**charter, "signatures": [first, first, second]})] == [True, False, True]


def test_a_document_drawn_from_other_data_is_found(site: Town, crossing: tuple[Journey, dict[str, Any]]) -> None:
    """A17: the hash that is claimed is right, the pages say something else, or the same but drawn elsewhere."""
    payload = crossing[1]
    content = Content.model_validate(payload["content"])
    procedure = load_catalogue().procedure(payload["procedure"], date.fromisoformat(payload["drawn_up"]))
    facts = pack_facts(payload["number"], payload["authority"], procedure, payload["drawn_up"])
    data = {one["kind"]: site.inner.files.get(one["file"]) for one in payload["documents"]}

    def findings(charter: bytes) -> list[tuple[str, Severity]]:
        sent = {**data, "charter": charter}
        found = verification.derived_findings(procedure, content, facts, payload["documents"], sent)
        return [(one.place, one.severity) for one in found]

    assert findings(data["charter"]) == []
    other = content.model_copy(update={"capital": content.capital.model_copy(update={"registered": 200_000_000})})
    richer = build_document(other, facts, require(procedure.material("charter")), {}).pdf
    assert findings(richer) == [("documents.charter", Severity.ERROR)]
    assert findings(b"no PDF") == [("documents.charter", Severity.ERROR)]
    drawn = build_document(content, facts, require(procedure.material("charter")), {}).pdf
    assert data["charter"].startswith(drawn)
    assert findings(drawn) == []
    assert findings(with_another_page_over_it(drawn)) == [("documents.charter", Severity.ERROR)]
    rewritten = io.BytesIO()
    with pikepdf.open(io.BytesIO(data["charter"])) as pdf:
        pdf.save(rewritten)
    assert findings(rewritten.getvalue()) == [("documents.charter", Severity.ERROR)]


def with_another_page_over_it(pdf: bytes) -> bytes:
    """The same file with an update that draws the first page anew, as an outer zone in wrong hands could append it
    before everybody signs."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(PdfStream(stream_data=b"0 0 600 900 re f"))
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]  # pyHanko types parts of itself only
    return out.getvalue()
