"""The electronic archive: records kept for ever, each in two copies, as authentic as on the first day (R40, R41).

Guarantees:
- nothing is kept that fails one of the four properties of DA/T 70-2018; the report is made before keeping and
  stored within the object;
- `keep` returns only when both copies are on their media and every digest has been read back and compared; the same
  package again gives the same receipt, and a kill at any moment is made good by calling it again;
- nothing kept is ever deleted: a changed record is a new version, what does not belong is set aside;
- every flipped bit is found by `check` and mended by `repair` as long as one copy of each file is intact (A41).

The objects are OCFL 1.1, which any later system can read without this one. They are plain, not encrypted, by a rule
of usability: a record that needs a key is lost with the key. Folders are 0700, files 0600, and the medium guards them.
No archive can show by itself that both copies were replaced together: the receipt's digest belongs in the trace.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import ClassVar

import rfc8785
from pydantic import ValidationError

from core import bags
from core.archive_root import INVENTORY, Damage, History, Root, history, locked, sha512
from core.bags import REPORT, BagRefused
from core.errors import Conflict, NotFound, QuanchengError, ServiceUnavailable
from core.i18n import M_, N_, Translate
from core.properties import CHECK_LABELS, Checkers, examine
from core.records import (
    OBJECT_ID,
    ArchiveItem,
    ArchivePackage,
    Outcome,
    Property,
    PropertyCheck,
    PropertyReport,
    RecordAgent,
    RecordEvent,
    RecordItem,
    RecordMetadata,
    RecordRelation,
    object_id,
)

__all__ = [
    "ArchiveDamaged",
    "ArchiveItem",
    "ArchivePackage",
    "ArchiveReceipt",
    "ArchiveStore",
    "BagRefused",
    "Checkers",
    "PackageRefused",
    "PropertyReport",
    "RecordAgent",
    "RecordEvent",
    "RecordItem",
    "RecordMetadata",
    "RecordRelation",
    "RepairReport",
    "import_bag",
    "object_id",
]

_DAMAGE = {
    "missing": N_("Copy {copy}: the file is missing."),
    "altered": N_("Copy {copy}: the file is not the one that was kept."),
    "unexpected": N_("Copy {copy}: the file does not belong here."),
}


class PackageRefused(QuanchengError):
    """The package fails one of the four properties; `report` lists every failing item."""

    code: ClassVar[str] = "archive_package_refused"
    text = N_("The record cannot be archived as it is:")
    remedy = N_("Put these right and archive again; nothing was kept.")

    def __init__(self, report: PropertyReport) -> None:
        self.report = report
        super().__init__(failures=len(report.failures))

    def message(self, translate: Translate) -> str:
        lines = [
            f"{check.item or self.report.object_id}: {translate(CHECK_LABELS[check.check])}"
            + (f" – {check.detail.render(translate)}" if check.detail else "")
            for _, check in self.report.failures
        ]
        return "\n".join((translate(self.text), *lines, translate(self.remedy)))


class ArchiveDamaged(QuanchengError):
    """Files that are intact in neither copy, by their path within the object."""

    code: ClassVar[str] = "archive_damaged"
    text = N_("The archive {identifier} is damaged in both copies: {files}")
    remedy = N_("Restore these files from a backup or from the archives department, then repair again.")

    def __init__(self, identifier: str, files: tuple[str, ...]) -> None:
        self.files = files
        super().__init__(identifier=identifier, files=", ".join(files))


class ArchiveWriteFailed(QuanchengError):
    """What was read back from the medium is not what was written."""

    code: ClassVar[str] = "archive_write_failed"
    text = N_("Copy {copy} of the archive {identifier} could not be verified after writing.")
    remedy = N_("Check the medium of that copy, then archive again.")


@dataclass(frozen=True)
class ArchiveReceipt:
    """Proof of keeping: `digest` is the SHA-512 of the version's inventory, which names every file's digest."""

    object_id: str
    version: int
    digest: str
    kept_at: datetime
    report: PropertyReport


@dataclass(frozen=True)
class RepairReport:
    """What `repair` found and made good; `found` empty means that both copies were intact."""

    object_id: str
    found: tuple[Damage, ...]


class ArchiveStore:
    """The archive in two roots, best on two media. Safe for several threads and processes; one writes at a time."""

    def __init__(self, root_a: Path, root_b: Path, checkers: Checkers | None = None) -> None:
        self._checkers = checkers or Checkers()
        self._roots = (Root("a", root_a), Root("b", root_b))
        with self._held(exclusive=True):
            for root in self._roots:
                root.prepare()

    def keep(self, package: ArchivePackage, now: datetime) -> ArchiveReceipt:
        """Check a package, keep it in both roots, verify both; a record kept before gets a new version.

        Raises PackageRefused (its report lists every failure), ArchiveDamaged when what is there already cannot be
        mended, ArchiveWriteFailed when a medium gives back other bytes than it was given.
        """
        found = self._settled(package)
        if isinstance(found, ArchiveReceipt):
            return found
        report = examine(package, checkers=self._checkers, now=now, earlier=_items(found))
        if not report.passed:
            raise PackageRefused(report)
        contents = bags.layout(package, RecordMetadata.model_validate(package.metadata))
        contents[REPORT] = rfc8785.dumps(json.loads(json.dumps(report.to_json())))
        with self._held(exclusive=True):
            before = self._settle(package.object_id)
            if before is not None and (kept := self._receipt_of(package, before)):
                return kept
            if (before.head if before else 0) != (found.head if found else 0):
                raise Conflict  # somebody kept another version meanwhile; the report would not speak of it
            after = self._write(package.object_id, contents, before, now)
            return self._receipt(after, after.head)

    def read(self, object_id: str, version: int | None = None) -> ArchivePackage:
        """The record as kept (head version by default), every byte verified, from whichever copy is intact."""
        with self._held(exclusive=False):
            past = self._history(object_id)
            return bags.package_of(object_id, self._contents(past, version or past.head))

    def receipt(self, object_id: str, version: int | None = None) -> ArchiveReceipt:
        """The receipt that `keep` gave for a version (head by default)."""
        with self._held(exclusive=False):
            past = self._history(object_id)
            return self._receipt(past, version or past.head)

    def object_ids(self) -> tuple[str, ...]:
        """The names of all records that either root holds, sorted."""
        return tuple(sorted({name for root in self._roots for name in root.object_ids()}))

    def check(self, object_id: str, now: datetime) -> PropertyReport:
        """The four properties while being kept: the record's own, and both copies by full digests and OCFL's rules.

        A damaged file is reported for its copy; the record is judged by whichever copy is intact.
        """
        with self._held(exclusive=False):
            past = self._history(object_id)
            contents = {
                path: data
                for path, digest in past.state(past.head).items()
                if (data := self._intact(past, digest)) is not None
            }
            damage = [found for root in self._roots for found in root.damage(past)]
            judged = {root.name: root.judge(object_id) for root in self._roots if not damage}
        earlier = frozenset().union(*(_items(past, number) for number in range(1, past.head)))
        report = examine(
            bags.package_of(object_id, contents), checkers=self._checkers, now=now, earlier=frozenset(earlier)
        )
        rows = [PropertyCheck("copies", Outcome.FAILED, d.path, M_(_DAMAGE[d.what], copy=d.root)) for d in damage]
        rows += [
            PropertyCheck("copies", Outcome.FAILED, path, M_("The inventory of a version is lost in both copies."))
            for path in past.lost_inventories
        ]
        rows += [
            PropertyCheck("copies", Outcome.FAILED, None, M_("Copy {copy}: {problem}", copy=name, problem=problem))
            for name, problem in judged.items()
            if problem
        ]
        rows = rows or [PropertyCheck("copies", Outcome.PASSED)]
        return replace(report, checks={**report.checks, Property.SAFETY: (*report.checks[Property.SAFETY], *rows)})

    def repair(self, object_id: str) -> RepairReport:
        """Compare both copies by full digests and mend each file from an intact one (A41).

        All that can be mended is, even when something cannot: then ArchiveDamaged names the files. What does not
        belong is set aside, outside the storage root.
        """
        with self._held(exclusive=True):
            self._clear_staging()
            return self._mend(self._history(object_id))

    def export_bag(self, object_id: str, folder: Path, *, organization: str, bagged_on: date) -> Path:
        """Write the head version as a BagIt 1.0 bag into `folder`, fully validated; gives the bag's folder.

        Asked again for the same version, it validates the bag that is there; raises Conflict when that place is
        taken by something else. The archive keeps its copy (R43).
        """
        with self._held(exclusive=False):
            past = self._history(object_id)
            contents = self._contents(past, past.head)
        bag = folder / f"{object_id.removeprefix('urn:').replace(':', '_')}_v{past.head}"
        if bag.exists():
            if bags.open_bag(bag) != bags.package_of(object_id, contents):
                raise Conflict
            return bag
        bags.make_bag(
            bag,
            contents,
            external_id=object_id,
            version=past.head,
            organization=organization,
            bagged_on=bagged_on,
        )
        return bag

    @contextmanager
    def _held(self, *, exclusive: bool) -> Iterator[None]:
        """The lock; what the media refuse meanwhile (full, gone, read-only) becomes one clear sentence (A06)."""
        try:
            with locked(self._roots, exclusive=exclusive):
                yield
        except OSError as error:
            raise ServiceUnavailable(service_text=N_("The archive")) from error

    # Under the lock

    def _settled(self, package: ArchivePackage) -> ArchiveReceipt | History | None:
        """The receipt when this package is kept already, else what is there before it."""
        if not OBJECT_ID.fullmatch(package.object_id):
            return None
        with self._held(exclusive=True):
            before = self._settle(package.object_id)
            return before and (self._receipt_of(package, before) or before)

    def _settle(self, object_id: str) -> History | None:
        """Make good what a kill interrupted: clear staging, bring both copies to the same whole state."""
        self._clear_staging()
        past = history(object_id, self._roots)
        if past is not None:
            self._mend(past)
            return past
        places = [root.path(object_id) for root in self._roots]
        told = [path for place in places for path in place.rglob(INVENTORY)]
        if told:  # it was a record once: never take its place
            raise ArchiveDamaged(object_id, tuple(sorted({path.name for path in told})))
        for root, place in zip(self._roots, places, strict=True):
            if place.exists():
                root.set_aside(place)
        return None

    def _clear_staging(self) -> None:
        for root in self._roots:
            root.clear_staging()

    def _history(self, object_id: str) -> History:
        if not OBJECT_ID.fullmatch(object_id) or not any(root.path(object_id).exists() for root in self._roots):
            raise NotFound
        past = history(object_id, self._roots)
        if past is None:
            raise ArchiveDamaged(object_id, (INVENTORY,))
        return past

    def _write(self, object_id: str, contents: Mapping[str, bytes], before: History | None, now: datetime) -> History:
        first, second = self._roots
        version = before.head + 1 if before else 1
        first.install(first.build(object_id, contents, before, now), object_id, version)
        self._verify(first, object_id)
        second.install(second.copy_version(first, object_id, version), object_id, version)
        self._verify(second, object_id)
        return self._history(object_id)

    def _verify(self, root: Root, object_id: str) -> None:
        problem = root.judge(object_id)
        if problem:
            raise ArchiveWriteFailed(copy=root.name, identifier=object_id, problem=problem)

    def _mend(self, past: History) -> RepairReport:
        if past.untold:  # a later version was here: mending by the earlier one would wipe its remains
            raise ArchiveDamaged(past.object_id, past.lost_inventories)
        found = tuple(damage for root in self._roots for damage in root.damage(past))
        lost = list(past.lost_inventories)
        for damage in found:
            root = self._roots[0] if damage.root == self._roots[0].name else self._roots[1]
            if damage.what == "unexpected":
                root.set_aside(root.path(past.object_id) / damage.path)
                continue
            data = past.known.get(damage.path) or self._intact(past, past.expected[damage.path])
            if data is None:
                lost.append(damage.path)
            else:
                root.restore(past.object_id, damage.path, data)
        if lost:
            raise ArchiveDamaged(past.object_id, tuple(sorted(set(lost))))
        if found:
            for root in self._roots:
                root.remove_empty_folders(past.object_id)
                self._verify(root, past.object_id)
        return RepairReport(past.object_id, found)

    def _intact(self, past: History, digest: str) -> bytes | None:
        """Bytes of that digest from any file of any copy."""
        for path, named in past.content.items():
            for root in self._roots:
                if named == digest and (data := root.read(past.object_id, path)) is not None and sha512(data) == digest:
                    return data
        return None

    def _contents(self, past: History, version: int) -> dict[str, bytes]:
        if not 1 <= version <= past.head:
            raise NotFound
        found = {path: self._intact(past, digest) for path, digest in past.state(version).items()}
        lost = tuple(sorted(path for path, data in found.items() if data is None))
        if lost or past.untold:
            raise ArchiveDamaged(past.object_id, lost or past.lost_inventories)
        return {path: data for path, data in found.items() if data is not None}

    def _receipt(self, past: History, version: int) -> ArchiveReceipt:
        if version not in past.inventories:
            raise NotFound
        report = self._contents(past, version)[REPORT]
        return ArchiveReceipt(
            object_id=past.object_id,
            version=version,
            digest=sha512(past.inventories[version]),
            kept_at=past.created(version),
            report=PropertyReport.from_json(json.loads(report)),
        )

    def _receipt_of(self, package: ArchivePackage, past: History) -> ArchiveReceipt | None:
        """The receipt of the version that holds exactly this package, if there is one."""
        try:
            metadata = RecordMetadata.model_validate(package.metadata)
        except ValidationError:
            return None
        wanted = {path: sha512(data) for path, data in bags.layout(package, metadata).items()}
        for version in range(past.head, 0, -1):
            if {p: digest for p, digest in past.state(version).items() if p != REPORT} == wanted:
                return self._receipt(past, version)
        return None


def import_bag(folder: Path) -> ArchivePackage:
    """The receiving side of a transfer: validate a bag in full and give its package, to be given to `keep` (R43).

    Raises BagRefused. The sender's report stays in the bag; the receiver's `keep` makes its own.
    """
    return bags.open_bag(folder)


def _items(past: History | None, version: int | None = None) -> frozenset[str]:
    """Paths of the items that a version (head by default) holds."""
    if past is None:
        return frozenset()
    names: Iterator[str] = iter(past.state(version or past.head))
    return frozenset(name.removeprefix(bags.ITEMS) for name in names if name.startswith(bags.ITEMS))
