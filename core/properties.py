"""The four-property checks of DA/T 70-2018, made before a package is kept, at transfer, and while it is kept.

Guarantees: every check names the item it is about; a check that does not apply, or for which nothing is
configured, says so instead of passing silently; nothing stops at the first failure, so one report lists all that
is wrong. Pure: what needs keys or another process (signatures, a malware scanner) is passed in as a callable.

Each check is one function registered under its property; a check yields one `PropertyCheck` for each item it
looked at. The reports are kept for ever: never rename a check, only add.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from core import formats
from core.formats import Reading
from core.i18n import M_, N_, Message
from core.records import (
    OBJECT_ID,
    ArchiveItem,
    ArchivePackage,
    Outcome,
    Property,
    PropertyCheck,
    PropertyReport,
    RecordItem,
    RecordMetadata,
    sha256,
)

Verifier = Callable[[bytes], Sequence[Message]]

SAFE_SEGMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))})
MAX_PATH = 200
MAX_SEGMENTS = 4


@dataclass(frozen=True)
class Checkers:
    """What the checks need from outside; None means not configured, and the report says so.

    `verify_pdf` gets a signed PDF and gives the problems of its signatures; `scan` gets any item and gives what a
    malware scanner found. Both give nothing when all is well, and raise only when they could not do their work.
    """

    verify_pdf: Verifier | None = None
    scan: Verifier | None = None


@dataclass(frozen=True)
class Subject:
    """A package being checked: metadata as a model (None when it is not well formed) and each item read through.

    `earlier` are the paths that an earlier version of the same record holds.
    """

    package: ArchivePackage
    metadata: RecordMetadata | None
    metadata_problems: tuple[Message, ...]
    readings: Mapping[str, Reading]
    checkers: Checkers
    earlier: frozenset[str]

    @property
    def described(self) -> Mapping[str, RecordItem]:
        return {item.path: item for item in self.metadata.items} if self.metadata else {}

    @property
    def items(self) -> Sequence[ArchiveItem]:
        return self.package.items


Check = Callable[[Subject], Iterator[PropertyCheck]]
_CHECKS: dict[Property, list[Check]] = {which: [] for which in Property}

CHECK_LABELS: Mapping[str, str] = {
    "metadata_form": N_("Metadata are complete and well formed"),
    "identifier": N_("The record's identifier is the archive's"),
    "content_equals_metadata": N_("Content equals metadata"),
    "signatures": N_("Signatures verify"),
    "event_order": N_("Events are in order of time"),
    "described": N_("Each item is described, each description has its item"),
    "mandatory": N_("Mandatory items are present and not empty"),
    "required_kinds": N_("The kinds of items that the norm asks for are present"),
    "numbering": N_("Items are numbered without gap"),
    "process": N_("The process is recorded"),
    "nothing_dropped": N_("Nothing that was kept before is missing"),
    "format": N_("The format is permitted and is the one stated"),
    "opens": N_("The file opens"),
    "lasting": N_("PDF files are PDF/A"),
    "not_encrypted": N_("Nothing is encrypted"),
    "open_compression": N_("No closed compression is used"),
    "safe_name": N_("File names are safe"),
    "no_active_content": N_("There is no active content"),
    "malware": N_("Scan for malware"),
    "copies": N_("Both copies are intact"),
}


def examine(
    package: ArchivePackage, *, checkers: Checkers, now: datetime, earlier: frozenset[str] = frozenset()
) -> PropertyReport:
    """Check a package for the four properties; raises nothing for what the package holds."""
    metadata, problems = _read_metadata(package.metadata)
    readings = {item.path: formats.read_through(item.data, formats.media_type(item.data)) for item in package.items}
    subject = Subject(package, metadata, problems, readings, checkers, earlier)
    return PropertyReport(
        object_id=package.object_id,
        made_at=now,
        checks={which: tuple(row for check in checks for row in check(subject)) for which, checks in _CHECKS.items()},
    )


def _read_metadata(mapping: Mapping[str, object]) -> tuple[RecordMetadata | None, tuple[Message, ...]]:
    try:
        return RecordMetadata.model_validate(mapping), ()
    except ValidationError as error:
        return None, tuple(
            M_("“{place}” is missing or wrong: {problem}", place=".".join(map(str, row["loc"])), problem=row["type"])
            for row in error.errors()
        )


def _register(which: Property) -> Callable[[Check], Check]:
    def keep(check: Check) -> Check:
        _CHECKS[which].append(check)
        return check

    return keep


def _row(check: str, problem: Message | None, item: str | None = None) -> PropertyCheck:
    return PropertyCheck(check, Outcome.FAILED if problem else Outcome.PASSED, item, problem)


def _rows(check: str, problems: Sequence[Message], item: str | None = None) -> Iterator[PropertyCheck]:
    if not problems:
        yield _row(check, None, item)
    for problem in problems:
        yield _row(check, problem, item)


def _not_applicable(check: str, why: Message, item: str | None = None) -> PropertyCheck:
    return PropertyCheck(check, Outcome.NOT_APPLICABLE, item, why)


# Authenticity


@_register(Property.AUTHENTICITY)
def _metadata_form(subject: Subject) -> Iterator[PropertyCheck]:
    yield from _rows("metadata_form", subject.metadata_problems, "metadata.json")


@_register(Property.AUTHENTICITY)
def _identifier(subject: Subject) -> Iterator[PropertyCheck]:
    ours = subject.package.object_id
    stated = subject.metadata.identifiers.get("object") if subject.metadata else None
    if not OBJECT_ID.fullmatch(ours):
        yield _row("identifier", M_("“{identifier}” is not a name of an archive.", identifier=ours))
    elif stated != ours:
        yield _row("identifier", M_("The metadata name another record: {identifier}.", identifier=stated or "–"))
    else:
        yield _row("identifier", None)


@_register(Property.AUTHENTICITY)
def _content_equals_metadata(subject: Subject) -> Iterator[PropertyCheck]:
    for item in subject.items:
        stated = subject.described.get(item.path)
        if stated is None:
            problem: Message | None = M_("The metadata do not describe this item.")
        elif (stated.sha256, stated.size) != (sha256(item.data), len(item.data)):
            problem = M_("The content is not the one that the metadata record.")
        elif stated.kind != item.kind or stated.mandatory != item.mandatory:
            problem = M_("The kind of the item is not the one that the metadata record.")
        else:
            problem = None
        yield _row("content_equals_metadata", problem, item.path)


@_register(Property.AUTHENTICITY)
def _signatures(subject: Subject) -> Iterator[PropertyCheck]:
    for item in subject.items:
        stated = subject.described.get(item.path)
        if stated is None or not stated.signed:
            yield _not_applicable("signatures", M_("The item is not a signed one."), item.path)
        elif subject.checkers.verify_pdf is None:
            yield _row("signatures", M_("There is nothing configured that verifies signatures."), item.path)
        else:
            yield from _rows("signatures", subject.checkers.verify_pdf(item.data), item.path)


@_register(Property.AUTHENTICITY)
def _event_order(subject: Subject) -> Iterator[PropertyCheck]:
    times = [event.at for event in subject.metadata.events] if subject.metadata else []
    problem = None if times == sorted(times) else M_("An event is recorded before the one that preceded it.")
    yield _row("event_order", problem, "metadata.json")


# Completeness


@_register(Property.COMPLETENESS)
def _described(subject: Subject) -> Iterator[PropertyCheck]:
    present = Counter(item.path for item in subject.items)
    rows = Counter(item.path for item in subject.metadata.items) if subject.metadata else Counter[str]()
    for path in sorted(present.keys() | rows.keys()):
        if not present[path]:
            problem: Message | None = M_("The metadata describe this item, but it is not there.")
        elif not rows[path]:
            problem = M_("The metadata do not describe this item.")
        elif present[path] > 1 or rows[path] > 1:
            problem = M_("There is more than one item of this name.")
        else:
            problem = None
        yield _row("described", problem, path)


@_register(Property.COMPLETENESS)
def _mandatory(subject: Subject) -> Iterator[PropertyCheck]:
    sizes = {item.path: len(item.data) for item in subject.items}
    wanted = {path for path, item in subject.described.items() if item.mandatory}
    wanted |= {item.path for item in subject.items if item.mandatory}
    for path in sorted(wanted):
        problem = None if sizes.get(path) else M_("The item is mandatory, and is missing or empty.")
        yield _row("mandatory", problem, path)


@_register(Property.COMPLETENESS)
def _required_kinds(subject: Subject) -> Iterator[PropertyCheck]:
    required = subject.metadata.required if subject.metadata else ()
    if not required:
        yield _not_applicable("required_kinds", M_("The metadata name no kinds that must be there."))
    present = {item.kind for item in subject.items if item.data}
    for kind in required:
        yield _row("required_kinds", None if kind in present else M_("There is no item of kind “{kind}”.", kind=kind))


@_register(Property.COMPLETENESS)
def _numbering(subject: Subject) -> Iterator[PropertyCheck]:
    numbers = Counter(item.number for item in subject.metadata.items) if subject.metadata else Counter[int]()
    missing = [n for n in range(1, max(numbers, default=0) + 1) if not numbers[n]]
    twice = sorted(n for n, count in numbers.items() if count > 1)
    # The highest number may be far off when it is wrong; naming the first missing ones is enough.
    problems = [M_("Number {number} is missing.", number=number) for number in missing[:20]]
    problems += [M_("Number {number} occurs more than once.", number=number) for number in twice]
    yield from _rows("numbering", problems)


@_register(Property.COMPLETENESS)
def _process(subject: Subject) -> Iterator[PropertyCheck]:
    required = subject.metadata.required_events if subject.metadata else ()
    if not required:
        yield _not_applicable("process", M_("The metadata name no steps that must be recorded."))
    recorded = {event.kind for event in subject.metadata.events} if subject.metadata else set()
    for kind in required:
        yield _row("process", None if kind in recorded else M_("The step “{kind}” is not recorded.", kind=kind))


@_register(Property.COMPLETENESS)
def _nothing_dropped(subject: Subject) -> Iterator[PropertyCheck]:
    if not subject.earlier:
        yield _not_applicable("nothing_dropped", M_("There is no earlier version."))
    present = {item.path for item in subject.items}
    for path in sorted(subject.earlier):
        problem = None if path in present else M_("An earlier version holds this item; it may not be left out.")
        yield _row("nothing_dropped", problem, path)


# Usability


@_register(Property.USABILITY)
def _format(subject: Subject) -> Iterator[PropertyCheck]:
    for item in subject.items:
        found = formats.media_type(item.data)
        stated = subject.described.get(item.path)
        if found not in formats.PERMITTED:
            problem: Message | None = M_("The format {media_type} is not a permitted one.", media_type=found)
        elif stated is not None and stated.media_type != found:
            problem = M_("The content is {media_type}, not what the metadata state.", media_type=found)
        else:
            problem = None
        yield _row("format", problem, item.path)


def _of_reading(check: str, part: Callable[[Reading], Sequence[Message]]) -> Check:
    def look(subject: Subject) -> Iterator[PropertyCheck]:
        for path, reading in subject.readings.items():
            yield from _rows(check, part(reading), path)

    return look


_register(Property.USABILITY)(_of_reading("opens", lambda reading: reading.unreadable))
_register(Property.USABILITY)(_of_reading("lasting", lambda reading: reading.not_lasting))
_register(Property.USABILITY)(_of_reading("not_encrypted", lambda reading: reading.encrypted))
_register(Property.USABILITY)(_of_reading("open_compression", lambda reading: reading.closed))


# Safety


@_register(Property.SAFETY)
def _safe_name(subject: Subject) -> Iterator[PropertyCheck]:
    # Two names that differ in case only become one on some media.
    folded = Counter(item.path.casefold() for item in subject.items)
    for item in subject.items:
        safe = is_safe_path(item.path) and folded[item.path.casefold()] == 1
        yield _row("safe_name", None if safe else M_("The name could harm or get lost on another system."), item.path)


def is_safe_path(path: str) -> bool:
    """Relative, plain ASCII, short, without parts that some system reserves: a name that every medium can hold."""
    parts = path.split("/")
    return (
        len(path) <= MAX_PATH
        and len(parts) <= MAX_SEGMENTS
        and all(SAFE_SEGMENT.fullmatch(part) and not part.endswith(".") for part in parts)
        and not any(part.split(".")[0].casefold() in RESERVED for part in parts)
    )


_register(Property.SAFETY)(_of_reading("no_active_content", lambda reading: reading.active))


@_register(Property.SAFETY)
def _malware(subject: Subject) -> Iterator[PropertyCheck]:
    if subject.checkers.scan is None:
        yield _not_applicable("malware", M_("No malware scanner is configured."))
        return
    for item in subject.items:
        yield from _rows("malware", subject.checkers.scan(item.data), item.path)
