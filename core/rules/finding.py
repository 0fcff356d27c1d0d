"""What a check says: findings, and the small words in which rules speak.

A rule yields a `Fault` for each thing that is wrong and a `Seen` for what it looked at and found in order; when it
yields nothing it did not apply. `check` turns these into findings, so that a rule never repeats its own name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypedDict

from core.catalogue import EntityType, Limits, Material, Procedure
from core.catalogue.groups import Group, group_of
from core.catalogue.kinds import type_after
from core.codes import CodeInvalid, ResidentFacts, check_resident_id
from core.content import Content, IdentityDocument
from core.i18n import Message, Param
from core.organisations import Confirmation
from core.rules.references import references
from core.situation import asked, authority_afterwards
from core.terms import EnterpriseStatus, Severity


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
class Pledged:
    """A pledge that is registered and not released: the names of pledgor and pledgee, and who they are
    (`core.effects.identity`), empty where only the public facts are known."""

    pledgor: str
    pledgee: str
    pledgor_identity: str = ""
    pledgee_identity: str = ""


class Standing(TypedDict):
    """What the register says now of the enterprise spoken of, its pledges by number among it, and of a branch's parent;
    None where it says nothing."""

    status: EnterpriseStatus | None
    current_version: int | None
    parent_status: EnterpriseStatus | None
    pledges: Mapping[str, Pledged] | None


@dataclass(frozen=True)
class RuleFacts:
    """What rules need beside the content: the day, the norm, the authority, what was uploaded, what the register said
    of the enterprise before (`prior`), names to compare with.

    `status` and `current_version` are what the register says now of the enterprise spoken of, `parent_status` what it
    says of a branch's parent, `pledges` those of its equity, by number, `organisations` (by key) what is known of those
    that take part. What nobody looked up is
    left out; the rules on it then do not apply.
    """

    today: date
    procedure: Procedure
    authority_id: str
    uploads: frozenset[str] = frozenset()
    prior: Content | None = None
    names: tuple[str, ...] | None = None
    name_taken: bool | None = None
    status: EnterpriseStatus | None = None
    current_version: int | None = None
    parent_status: EnterpriseStatus | None = None
    pledges: Mapping[str, Pledged] | None = None
    organisations: Mapping[str, Confirmation] | None = None


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

    @cached_property
    def kind(self) -> EntityType:
        """The type of the enterprise afterwards, should it change its type."""
        return type_after(self.facts.procedure, self.content.name.legal_form, len(self.content.members))

    @cached_property
    def group(self) -> Group:
        """The group of types in whose words the enterprise is spoken of."""
        return group_of(self.kind)

    @cached_property
    def materials(self) -> tuple[Material, ...]:
        """The materials that apply in this situation."""
        return asked(self.facts.procedure, self.content, self.facts.prior)

    @property
    def limits(self) -> Limits:
        return self.kind.limits

    @cached_property
    def roles(self) -> Mapping[str, tuple[str, ...]]:
        """Places that refer to a party, by its key."""
        found = defaultdict[str, list[str]](list)
        for one in references(self.content):
            found[one.key].append(one.place)
        return {key: tuple(places) for key, places in found.items()}

    @property
    def before(self) -> Content:
        """What the register says beforehand; an empty content where there is nothing."""
        return self.facts.prior or Content()

    @property
    def authority(self) -> str:
        """The authority in whose area the enterprise will be: after a move, that of the new domicile."""
        return authority_afterwards(self.facts.procedure, self.content, self.facts.authority_id)

    def is_known(self, key: str, *, organisations: bool = True) -> bool:
        """Whether somebody with that key was entered."""
        return key in self.content.parties or (organisations and key in self.content.organisations)

    @cached_property
    def residents(self) -> Mapping[str, ResidentFacts]:
        """What valid identity numbers say, by party."""
        found = {}
        for key, person in self.content.parties.items():
            if person.document is not IdentityDocument.RESIDENT_ID:
                continue
            try:
                found[key] = check_resident_id(person.identity_number, self.facts.today)
            except CodeInvalid:
                continue
        return found

    def name_of(self, key: str) -> str:
        return self.content.name_of(key) or "…"
