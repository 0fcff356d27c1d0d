"""The four properties of DA/T 70-2018 (R41, A44): every seeded defect is caught, nothing good is."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import formats
from core.archive import PackageRefused
from core.i18n import LANGUAGES, M_, translator
from core.properties import CHECK_LABELS, Checkers, examine, is_safe_path
from core.records import ArchivePackage, Outcome, Property, PropertyReport, RecordMetadata
from tests.archives import CHECKERS, NOW, OBJECT, image, package, pdf, with_item, with_row, without

CHARTER, TRACE = "02-charter.pdf", "05-trace.json"


def zipped() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.txt", "a")
    return made.getvalue()


def renamed(path: str) -> ArchivePackage:
    return with_item(package(), TRACE, path=path)


def metadata_without(key: str) -> ArchivePackage:
    made = package()
    return replace(made, metadata={name: value for name, value in made.metadata.items() if name != key})


def events_backwards() -> ArchivePackage:
    made = package()
    return replace(made, metadata={**made.metadata, "events": list(reversed(made.metadata["events"]))})  # type: ignore[call-overload] # our own JSON


def twice() -> ArchivePackage:
    made = package()
    return replace(made, items=(*made.items, made.items[0]))


DEFECTS: dict[str, tuple[Callable[[], ArchivePackage], Property, str, str | None]] = {
    "agents missing": (lambda: metadata_without("agents"), Property.AUTHENTICITY, "metadata_form", "metadata.json"),
    "retention not permanent": (
        lambda: package(retention="ten years"), Property.AUTHENTICITY, "metadata_form", "metadata.json",
    ),
    "unknown key": (lambda: package(colour="red"), Property.AUTHENTICITY, "metadata_form", "metadata.json"),
    "another record's metadata": (
        lambda: package(identifiers={"object": OBJECT + "9"}), Property.AUTHENTICITY, "identifier", None,
    ),
    "not a name": (lambda: package("beijing:1"), Property.AUTHENTICITY, "identifier", None),
    "content changed": (
        lambda: with_item(package(), CHARTER, told=False, data=pdf("other")),
        Property.AUTHENTICITY, "content_equals_metadata", CHARTER,
    ),
    "one kind for another": (
        lambda: with_item(package(), CHARTER, kind="premises"),
        Property.AUTHENTICITY, "content_equals_metadata", CHARTER,
    ),
    "signature broken": (
        lambda: with_item(package(), CHARTER, data=pdf("forged")), Property.AUTHENTICITY, "signatures", CHARTER,
    ),
    "events backwards": (events_backwards, Property.AUTHENTICITY, "event_order", "metadata.json"),
    "item missing": (lambda: without(package(), CHARTER), Property.COMPLETENESS, "mandatory", CHARTER),
    "described but not there": (
        lambda: without(package(), "04-portrait.jpg"), Property.COMPLETENESS, "described", "04-portrait.jpg",
    ),
    "item twice": (twice, Property.COMPLETENESS, "described", "01-application-form.pdf"),
    "mandatory item empty": (
        lambda: with_item(package(), TRACE, data=b""), Property.COMPLETENESS, "mandatory", TRACE,
    ),
    "required kind missing": (
        lambda: package(required=["appointment"]), Property.COMPLETENESS, "required_kinds", None,
    ),
    "gap in numbering": (lambda: with_row(package(), CHARTER, number=9), Property.COMPLETENESS, "numbering", None),
    "number twice": (lambda: with_row(package(), CHARTER, number=1), Property.COMPLETENESS, "numbering", None),
    "step not recorded": (lambda: package(required_events=["issued"]), Property.COMPLETENESS, "process", None),
    "format not permitted": (
        lambda: with_item(package(), TRACE, data=b"MZ program"), Property.USABILITY, "format", TRACE,
    ),
    "format not the one stated": (
        lambda: with_item(package(), "04-portrait.jpg", data=image("PNG")),
        Property.USABILITY, "format", "04-portrait.jpg",
    ),
    "PDF cut off": (
        lambda: with_item(package(), CHARTER, data=pdf()[:-300]), Property.USABILITY, "opens", CHARTER,
    ),
    "image cut off": (
        lambda: with_item(package(), "04-portrait.jpg", data=image("JPEG")[:-100]),
        Property.USABILITY, "opens", "04-portrait.jpg",
    ),
    "JSON broken": (lambda: with_item(package(), TRACE, data=b'{"a": 1'), Property.USABILITY, "opens", TRACE),
    "JSON ambiguous": (
        lambda: with_item(package(), TRACE, data=b'{"a": 1, "a": 2}'), Property.USABILITY, "opens", TRACE,
    ),
    "JSON with NaN": (lambda: with_item(package(), TRACE, data=b'{"a": NaN}'), Property.USABILITY, "opens", TRACE),
    "PDF not PDF/A": (
        lambda: with_item(package(), CHARTER, data=pdf(lasting=False)), Property.USABILITY, "lasting", CHARTER,
    ),
    "PDF encrypted": (
        lambda: with_item(package(), CHARTER, data=pdf(password="secret")),
        Property.USABILITY, "not_encrypted", CHARTER,
    ),
    "packed": (lambda: with_item(package(), TRACE, data=zipped()), Property.USABILITY, "open_compression", TRACE),
    "script in a PDF": (
        lambda: with_item(package(), CHARTER, data=pdf(script=True)), Property.SAFETY, "no_active_content", CHARTER,
    ),
    "path climbing": (lambda: renamed("../trace.json"), Property.SAFETY, "safe_name", "../trace.json"),
    "absolute path": (lambda: renamed("/etc/passwd"), Property.SAFETY, "safe_name", "/etc/passwd"),
    "reserved name": (lambda: renamed("nul.json"), Property.SAFETY, "safe_name", "nul.json"),
    "names that fold into one": (
        lambda: renamed("02-CHARTER.pdf"), Property.SAFETY, "safe_name", "02-CHARTER.pdf",
    ),
}  # fmt: skip


def test_a_good_package_passes_every_check_and_says_what_did_not_apply() -> None:
    report = examine(package(), checkers=CHECKERS, now=NOW)
    assert report.passed, report.failures
    assert all(report.holds(which) for which in Property)
    not_applicable = {
        (check.check, check.item)
        for checks in report.checks.values()
        for check in checks
        if check.outcome is Outcome.NOT_APPLICABLE
    }
    assert ("malware", None) in not_applicable
    assert ("signatures", "03-premises.pdf") in not_applicable


@pytest.mark.parametrize("defect", DEFECTS)
def test_a44_a_seeded_defect_is_caught_under_its_property_and_item(defect: str) -> None:
    spoilt, which, check, item = DEFECTS[defect]
    report = examine(spoilt(), checkers=CHECKERS, now=NOW)
    assert not report.passed
    assert not report.holds(which)
    assert (which, check, item) in {(prop, failed.check, failed.item) for prop, failed in report.failures}


def test_all_defects_are_listed_at_once() -> None:
    made = with_item(without(package(), "03-premises.pdf"), CHARTER, told=False, data=pdf(script=True))
    failed = {check.check for _, check in examine(made, checkers=CHECKERS, now=NOW).failures}
    assert {"described", "mandatory", "content_equals_metadata", "no_active_content"} <= failed


def test_a_signed_item_is_not_passed_when_nothing_can_verify_it() -> None:
    report = examine(package(), checkers=Checkers(), now=NOW)
    assert {check.check for _, check in report.failures} == {"signatures"}


def test_a_scanner_is_asked_about_every_item_and_heard() -> None:
    seen: list[bytes] = []

    def scan(data: bytes) -> list[object]:
        seen.append(data)
        return [M_("The signature does not verify.")] if data == image() else []

    report = examine(package(), checkers=replace(CHECKERS, scan=scan), now=NOW)  # type: ignore[arg-type] # list of messages
    assert len(seen) == len(package().items)
    assert [(check.check, check.item) for _, check in report.failures] == [("malware", "process/06-stamp.png")]


def test_an_enriched_record_may_not_drop_what_it_held() -> None:
    report = examine(package(), checkers=CHECKERS, now=NOW, earlier=frozenset({CHARTER, "00-older.pdf"}))
    assert [(check.check, check.item) for _, check in report.failures] == [("nothing_dropped", "00-older.pdf")]


def test_the_report_survives_being_stored() -> None:
    report = examine(without(package(), CHARTER), checkers=CHECKERS, now=NOW)
    assert PropertyReport.from_json(json.loads(json.dumps(report.to_json()))) == report


def test_metadata_have_one_canonical_form() -> None:
    metadata = RecordMetadata.model_validate(package().metadata)
    assert RecordMetadata.model_validate_json(metadata.canonical()).canonical() == metadata.canonical()
    assert (
        RecordMetadata.model_validate(dict(reversed(list(package().metadata.items())))).canonical()
        == metadata.canonical()
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_refusal_names_every_failing_item_in_every_language(language: str) -> None:
    refused = PackageRefused(examine(without(package(), CHARTER), checkers=CHECKERS, now=NOW))
    text = refused.message(translator(language))
    assert CHARTER in text
    assert "{" not in text
    if language != "en":
        assert translator(language)(CHECK_LABELS["mandatory"]) != CHECK_LABELS["mandatory"]


@pytest.mark.endure
@settings(max_examples=10_000 if os.environ.get("QUANCHENG_FULL_COUNTS") else 50, deadline=None)
@given(st.lists(st.dictionaries(st.text(max_size=5), st.integers(), max_size=3), max_size=4))
def test_a44_no_false_alarm_on_good_json(content: list[dict[str, int]]) -> None:
    made = with_item(package(), TRACE, data=json.dumps(content).encode())
    assert examine(made, checkers=CHECKERS, now=NOW).passed


@given(st.binary(max_size=300), st.sampled_from([b"", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"{"]))
def test_reading_through_any_bytes_never_raises(data: bytes, magic: bytes) -> None:
    formats.read_through(magic + data, formats.media_type(magic + data))


@given(st.text(max_size=20))
def test_a_safe_path_stays_below_its_folder(path: str) -> None:
    if is_safe_path(path):
        assert not path.startswith("/")
        assert ".." not in path.split("/")
        assert path.isascii()
