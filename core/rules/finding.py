"""What a check says: findings, and the small words in which rules speak.

A rule yields a `Fault` for each thing that is wrong and a `Seen` for what it looked at and found in order; when it
yields nothing it did not apply. `check` turns these into findings, so that a rule never repeats its own name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from core.catalogue import Limits, Procedure
from core.codes import CodeInvalid, ResidentFacts, check_resident_id
from core.content import Content
from core.i18n import Message, Param
from core.terms import Severity


@dataclass(frozen=True)
class Finding:
    """One result of one rule: how much it weighs, at which place of the content, with evidence and legal basis.

    `place` is a path ("capital.contributions.0.amount"); `basis` and the keys of `evidence` are identifiers of texts.
    """

    rule: str
    severity: Severity
    place: str
    message: Message
    evidence: Mapping[str, Param] = field(default_factory=dict)
    basis: str = ""

    def to_json(self) -> dict[str, object]:
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "place": self.place,
            "message": self.message.to_json(),
            "evidence": dict(self.evidence),
            "basis": self.basis,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> Finding:
        message, evidence = data["message"], data.get("evidence") or {}
        assert isinstance(message, Mapping)
        assert isinstance(evidence, Mapping)
        return cls(
            rule=str(data["rule"]),
            severity=Severity(str(data["severity"])),
            place=str(data["place"]),
            message=Message.from_json(message),
            evidence=dict(evidence),
            basis=str(data.get("basis", "")),
        )


@dataclass(frozen=True)
class RuleFacts:
    """What rules need beside the content: the day, the norm, the authority, what was uploaded, what the register said
    of the enterprise before (`prior`), names to compare with.

    `name_taken` and `names` are left out where nobody looked them up; the rules on them then do not apply.
    """

    today: date
    procedure: Procedure
    authority_id: str
    uploads: frozenset[str] = frozenset()
    prior: Content | None = None
    names: tuple[str, ...] | None = None
    name_taken: bool | None = None


@dataclass(frozen=True)
class Fault:
    """Something is wrong at a place. The message says what, and the way out."""

    place: str
    message: Message
    evidence: Mapping[str, Param] = field(default_factory=dict)
    severity: Severity = Severity.ERROR
    rule: str = ""
    basis: str = ""


@dataclass(frozen=True)
class Seen:
    """What a rule looked at and found in order."""

    evidence: Mapping[str, Param] = field(default_factory=dict)


Said = Iterator[Fault | Seen]


@dataclass(frozen=True)
class Subject:
    """What rules look at. What several of them need is worked out once."""

    content: Content
    facts: RuleFacts

    @property
    def limits(self) -> Limits:
        return self.facts.procedure.type.limits

    @cached_property
    def roles(self) -> Mapping[str, tuple[str, ...]]:
        """Places that refer to a party, by its key."""
        content, found = self.content, dict[str, list[str]]()
        organs, contact = content.organs, content.contact
        references = [
            *((key, f"organs.directors.{number}") for number, key in enumerate(organs.directors)),
            (organs.chair, "organs.chair"),
            *((key, f"organs.supervisors.{number}") for number, key in enumerate(organs.supervisors)),
            (organs.manager, "organs.manager"),
            (organs.legal_representative, "organs.legal_representative"),
            (contact.liaison, "contact.liaison"),
            (contact.finance_officer, "contact.finance_officer"),
            *((one.party, f"capital.contributions.{at}.party") for at, one in enumerate(content.capital.contributions)),
        ]
        for key, place in references:
            if key:
                found.setdefault(key, []).append(place)
        return {key: tuple(places) for key, places in found.items()}

    @cached_property
    def residents(self) -> Mapping[str, ResidentFacts]:
        """What valid identity numbers say, by party."""
        found = {}
        for key, person in self.content.parties.items():
            try:
                found[key] = check_resident_id(person.identity_number, self.facts.today)
            except CodeInvalid:
                continue
        return found

    def name_of(self, key: str) -> str:
        return self.content.name_of(key) or "…"
