"""What the register has for an application to pick from: a pledge in force, and changes that can be revoked."""

from __future__ import annotations

from datetime import date

from core import catalogue
from core.choices import HeldPledge, MadeChange
from core.content import Content, Person, PledgeSection
from tests.builders import TODAY

EDITION = next(one.edition for one in catalogue.load().open_on(TODAY))
PARTNER = Person(name="秦质权", identity_number="11010519800101123X", document=Person().document)
CHANGES = (
    MadeChange(version=4, day=date(2026, 5, 2), procedure="LLC.CHANGE.NAME+SCOPE", edition=EDITION),
    MadeChange(version=2, day=date(2026, 3, 1), procedure="LLC.CHANGE.SCOPE", edition=EDITION),
)


def held_by(content: Content, pledgee: Person = PARTNER) -> HeldPledge:
    """A pledge of the first member's equity to somebody, as the register has it."""
    key = content.members[0]
    parties = {"a": content.parties[key]} if key in content.parties else {}
    organisations = {"a": content.organisations[key]} if key in content.organisations else {}
    pledge = PledgeSection(number="1101082026Z000007", pledgor="a", pledgee="b", amount=300, claim=200, contract="质1")
    return HeldPledge(
        since=date(2026, 2, 3), pledge=pledge, parties={**parties, "b": pledgee}, organisations=organisations
    )
