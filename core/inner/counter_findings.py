"""What is printed, scanned and still missing of an application at the counter, as findings of the checks (R23)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core import situation
from core.catalogue import Material, Procedure
from core.content import SUBJECT_PROOF, Content, Person
from core.documents import DocumentNotPossible, PackFacts, content_hashes
from core.i18n import M_, N_, Message
from core.inner.context import Inner
from core.inner.tables import CounterScan
from core.organisations import Confirmation, holds_all
from core.rules import Finding
from core.signatories import Signatory, signatories
from core.terms import MaterialSource, Severity

PAPER, IDENTITY, REGISTER = "counter.paper", "counter.identity", "counter.register"
SIGNED = N_("Regulations on the Registration of Market Entities, arts. 16, 17")
REAL_NAME = N_("Regulations on the Registration of Market Entities, arts. 15, 16 (1) 2")


@dataclass(frozen=True)
class PaperState:
    """What documents follow from, and what there is of them on paper: the content hashes as printed last, the scans,
    the names of the officers, and where the organisations stand."""

    content: Content
    procedure: Procedure
    facts: PackFacts
    printed: Mapping[str, str]
    scans: Sequence[CounterScan]
    officers: Mapping[str, str]
    organisations: Mapping[str, Confirmation]

    @property
    def held(self) -> frozenset[str]:
        """Kinds of material that nobody needs to bring, because the register holds what they show (R06)."""
        return frozenset({SUBJECT_PROOF} if holds_all(self.content, self.organisations) else ())

    @property
    def pack(self) -> tuple[Material, ...]:
        """The materials that become documents: generated, or brought on paper."""
        return tuple(
            one
            for one in situation.asked(self.procedure, self.content, self.facts.prior)
            if one.source is not MaterialSource.HELD and (one.kind not in self.held or self.scans_of(one.kind))
        )

    def scans_of(self, kind: str) -> list[CounterScan]:
        return [one for one in self.scans if one.kind == kind]


@dataclass(frozen=True)
class ScanView:
    """Pages that were scanned; `outdated` says that the document has changed since it was printed and signed."""

    id: str
    filename: str
    media_type: str
    pages: int
    at: datetime
    officer: str
    outdated: bool


@dataclass(frozen=True)
class MaterialView:
    """A material that the situation asks for; `printed` says that the last print is of what the form says now.

    `content_hash` is empty while the document cannot be made yet.
    """

    material: Material
    signers: tuple[tuple[Signatory, str], ...]
    content_hash: str
    printed: bool
    scans: tuple[ScanView, ...]
    held: bool = False

    @property
    def to_sign(self) -> bool:
        return self.material.source is MaterialSource.GENERATED and bool(self.material.signers)

    @property
    def complete(self) -> bool:
        """Whether nothing is missing of it on paper."""
        if self.material.source is MaterialSource.HELD or not (self.to_sign or self._is_brought):
            return True
        return (bool(self.scans) or self.held) and not any(one.outdated for one in self.scans)

    @property
    def _is_brought(self) -> bool:
        return self.material.source is MaterialSource.UPLOADED


def hashes(paper: PaperState) -> Mapping[str, str]:
    """The content hash of every document that can be made now."""
    found: dict[str, str] = {}
    for material in paper.pack:
        try:
            found |= content_hashes(paper.content, paper.facts, [material])
        except (DocumentNotPossible, ValueError, KeyError, IndexError, AttributeError):
            continue  # a form half filled in; the rules say what is missing
    return found


def materials(paper: PaperState) -> tuple[MaterialView, ...]:
    """Every material that the situation asks for, in the norm's order, what is held among them."""
    now_is = hashes(paper)
    return tuple(
        _material(paper, material, now_is.get(material.kind, ""))
        for material in situation.asked(paper.procedure, paper.content, paper.facts.prior)
    )


def _material(paper: PaperState, material: Material, digest: str) -> MaterialView:
    signers = signatories(material, paper.content, paper.procedure)
    return MaterialView(
        material=material,
        signers=tuple((one, paper.content.party(one.person).name) for one in signers),
        content_hash=digest,
        printed=bool(digest) and paper.printed.get(material.kind) == digest,
        scans=tuple(
            ScanView(
                id=one.id,
                filename=one.filename,
                media_type=one.media_type,
                pages=one.pages,
                at=one.at,
                officer=paper.officers.get(one.officer_id, ""),
                outdated=bool(one.content_hash) and one.content_hash != digest,
            )
            for one in paper.scans_of(material.kind)
        ),
        held=material.kind in paper.held,
    )


def of_papers(paper: PaperState) -> list[Finding]:
    """An error for each document that was not signed on paper and scanned as it is now; what was brought is the
    rules' matter, but they may know only some of it."""
    return [_of_paper(one) for one in materials(paper) if one.to_sign or one.material.source is MaterialSource.UPLOADED]


def _of_paper(one: MaterialView) -> Finding:
    title = one.material.label
    if one.held and not one.scans:
        message = M_("“{title}” is not needed: the register holds what it would show.", title=title)
        return _finding(PAPER, Severity.PASSED, f"documents.{one.material.kind}", message, SIGNED)
    if one.complete:
        message = M_("“{title}” was scanned; pages: {count}.", title=title, count=sum(scan.pages for scan in one.scans))
        return _finding(PAPER, Severity.PASSED, f"documents.{one.material.kind}", message, SIGNED)
    if not one.to_sign:
        message = M_("“{title}” has not been scanned yet. Scan what was brought.", title=title)
    elif not one.scans:
        message = M_("“{title}” has not been scanned yet. Print it, have it signed, and scan it.", title=title)
    else:
        message = M_("“{title}” was signed before the form was changed. Print it anew and have it signed.", title=title)
    return _finding(PAPER, Severity.ERROR, f"documents.{one.material.kind}", message, SIGNED)


def of_register(version: int, now: int) -> list[Finding]:
    """An error when the register has moved on since the draft was begun: it would be refused at approval."""
    if version == now:
        return []
    message = M_("The register has changed since this draft was begun. Give it up or hand it back, and begin anew.")
    return [_finding(REGISTER, Severity.ERROR, "subject", message, SIGNED)]


def printable(found: Iterable[Finding]) -> bool:
    """Whether the documents may be printed: what is brought and seen may still be missing, what the form says may not
    be wrong, or people would sign in vain."""
    later = ("documents.", "uploads", "domicile.proof_upload")
    return not any(
        one.severity is Severity.ERROR and one.rule not in (PAPER, IDENTITY) and not one.place.startswith(later)
        for one in found
    )


def of_people(
    inner: Inner, applicant: Person, content: Content, paper: PaperState, seen: frozenset[str]
) -> list[Finding]:
    """The identity document of whoever stands at the counter must have been seen; of others who sign it may be."""
    index = inner.vault.index(applicant.identity_number.upper(), "identity")
    if index in seen:
        message = M_("The identity document of {name} was seen.", name=applicant.name)
        found = [_finding(IDENTITY, Severity.PASSED, "parties", message, REAL_NAME)]
    else:
        message = M_("No identity document of {name}, who applies, has been seen yet.", name=applicant.name)
        found = [_finding(IDENTITY, Severity.ERROR, "parties", message, REAL_NAME)]
    keys = {one.person for material in paper.pack for one in signatories(material, content, paper.procedure)}
    for key in sorted(keys):
        person = content.party(key)
        own = inner.vault.index(person.identity_number.upper(), "identity")
        if person.identity_number and own not in seen and own != index:
            message = M_("No identity document of {name}, who signs, has been seen.", name=person.name)
            found.append(_finding(IDENTITY, Severity.WARNING, f"parties.{key}", message, REAL_NAME))
    return found


def _finding(rule: str, severity: Severity, place: str, message: Message, basis: str) -> Finding:
    return Finding(rule=rule, severity=severity, place=place, message=message, basis=basis)
