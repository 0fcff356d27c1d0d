"""The rules of formal examination, each registered once, and `check`, which asks them all (R22, R23).

Order of the findings: as the sections stand in the procedure, then as the rules were written. The decision stays
the officer's: rules find, they do not decide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.content import Content
from core.i18n import Message, Param
from core.rules.finding import Fault, Finding, RuleFacts, Said, Subject
from core.rules.wording import BASES, SAID
from core.terms import Severity

Check = Callable[[Subject], Said]


@dataclass(frozen=True)
class Rule:
    """One check: its name, section and place, the text of what it holds when all is in order, and its legal basis."""

    id: str
    section: str
    place: str
    holds: str
    basis: str
    check: Check

    def apply(self, subject: Subject) -> list[Finding]:
        """What the rule finds, in the words and by the law of the group to which the type belongs."""
        group = subject.group
        basis = BASES.get((group, self.id), self.basis)

        def worded(message: Message) -> Message:
            return Message(SAID.get((group, message.text), message.text), message.params)

        def named(evidence: Mapping[str, Param]) -> Mapping[str, Param]:
            return {SAID.get((group, name), name): value for name, value in evidence.items()}

        found = [
            Finding(
                said.rule or self.id, said.severity, said.place, worded(said.message), named(said.evidence),
                said.basis or basis,
            )
            if isinstance(said, Fault)
            else Finding(self.id, Severity.PASSED, self.place, worded(Message(self.holds)), named(said.evidence), basis)
            for said in self.check(subject)
        ]  # fmt: skip
        wrong = [one for one in found if one.severity is not Severity.PASSED]
        return wrong or found[:1]


RULES: dict[str, Rule] = {}
ALWAYS = ("uploads", "application")
"""Sections whose rules are asked whatever a procedure's form holds: material, and the application as a whole."""


def rule(id_: str, place: str, *, holds: str, basis: str) -> Callable[[Check], Check]:
    """Register a rule. Its section is the first part of `place`."""

    def register(check: Check) -> Check:
        if id_ in RULES:
            raise ValueError(f"two rules are called {id_}")
        RULES[id_] = Rule(id_, place.partition(".")[0], place, holds, basis, check)
        return check

    return register


def check(content: Content, facts: RuleFacts) -> tuple[Finding, ...]:
    """What all rules of the procedure's sections say of the content; pure, without I/O."""
    subject = Subject(content, facts)
    order = {section: number for number, section in enumerate(dict.fromkeys((*facts.procedure.sections, *ALWAYS)))}
    asked = sorted((one for one in RULES.values() if one.section in order), key=lambda one: order[one.section])
    return tuple(finding for one in asked for finding in one.apply(subject))
