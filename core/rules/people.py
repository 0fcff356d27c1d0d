"""Rules on the people and on how to reach them."""

from __future__ import annotations

import re
from collections import defaultdict

from core.codes import CodeInvalid, check_identity_number
from core.content import IdentityDocument
from core.i18n import M_, N_, Message
from core.names import is_han
from core.rules.finding import Fault, Said, Seen, Subject
from core.rules.name import POSTCODE
from core.rules.registry import rule
from core.terms import Severity

MOBILE = re.compile(r"1[3-9][0-9]{9}")
TELEPHONE = re.compile(r"1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}(-[0-9]{1,6})?|[48]00-?[0-9]{3}-?[0-9]{4}")
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
MIDDLE_DOTS = "·•"
SHORTEST_NAME = 2
REAL_NAME = N_("Regulations on the Registration of Market Entities, arts. 15, 16 (1) 2")
FORMS = N_("National norm of registration forms")


@rule("parties.identity", "parties", holds=N_("All identity numbers are valid."), basis=REAL_NAME)
def identity(subject: Subject) -> Said:
    for key, person in subject.content.parties.items():
        if not person.identity_number or key in subject.residents:
            continue
        try:
            check_identity_number(person.document, person.identity_number, subject.facts.today)
        except CodeInvalid as wrong:
            text = M_(
                "The identity number cannot be right: {reason_text}. Compare it with the document.",
                reason_text=wrong.params["reason_text"],
            )
            yield Fault(f"parties.{key}.identity_number", text)
    if given := [one for one in subject.content.parties.values() if one.identity_number]:
        yield Seen({N_("people"): len(given)})


@rule("parties.once", "parties", holds=N_("Everybody is entered once."), basis=REAL_NAME)
def once(subject: Subject) -> Said:
    seen: dict[str, str] = {}
    for key, person in subject.content.parties.items():
        number = person.identity_number.upper()
        if number and number in seen:
            text = M_(
                "{name} is entered twice, with one identity number. Keep one entry and choose it everywhere.",
                name=subject.name_of(seen[number]),
            )
            yield Fault(f"parties.{key}.identity_number", text)
        elif number:
            seen[number] = key
    if seen:
        yield Seen({N_("people"): len(seen)})


@rule("parties.namesakes", "parties", holds=N_("No two people have the same name."), basis=REAL_NAME)
def namesakes(subject: Subject) -> Said:
    numbers: defaultdict[str, set[str]] = defaultdict(set)
    for key, person in subject.content.parties.items():
        if person.name and person.identity_number:
            if numbers[person.name] - {person.identity_number}:
                text = M_(
                    "Two people are called {name}, with different identity numbers. Make sure both are right.",
                    name=person.name,
                )
                yield Fault(f"parties.{key}.name", text, severity=Severity.WARNING)
            numbers[person.name].add(person.identity_number)
    if numbers:
        yield Seen({N_("people"): len(numbers)})


@rule("parties.names", "parties", holds=N_("All names are written as on the identity card."), basis=REAL_NAME)
def person_names(subject: Subject) -> Said:
    """Names on other documents may be written in any script."""
    named = {
        key: person.name
        for key, person in subject.content.parties.items()
        if person.name and person.document is IdentityDocument.RESIDENT_ID
    }
    for key, name in named.items():
        strange = next((character for character in name if not is_han(character) and character not in MIDDLE_DOTS), "")
        if strange:
            text = M_(
                "“{character}” does not stand in names on identity cards. Write the name as on the card.",
                character=strange,
            )
            yield Fault(f"parties.{key}.name", text)
        elif len(name) < SHORTEST_NAME:
            yield Fault(f"parties.{key}.name", M_("Give family name and given name as on the identity card."))
    if named:
        yield Seen({N_("people"): len(named)})


@rule("parties.phones", "parties", holds=N_("All mobile numbers are well formed."), basis=FORMS)
def phones(subject: Subject) -> Said:
    owners: dict[str, str] = {}
    for key, person in subject.content.parties.items():
        place = f"parties.{key}.phone"
        if not person.phone:
            continue
        if not MOBILE.fullmatch(person.phone):
            yield Fault(place, M_("A mobile number has 11 digits and begins with 13 to 19. Correct it."))
        elif person.phone in owners:
            text = M_(
                "{name} has the same mobile number. Everybody confirms with a phone of their own; make sure.",
                name=subject.name_of(owners[person.phone]),
            )
            yield Fault(place, text, severity=Severity.WARNING)
        owners.setdefault(person.phone, key)
    if owners:
        yield Seen({N_("phones"): len(owners)})


@rule("parties.emails", "parties", holds=N_("All e-mail addresses are well formed."), basis=FORMS)
def emails(subject: Subject) -> Said:
    given = {key: person.email for key, person in subject.content.parties.items() if person.email}
    for key, email in given.items():
        if not EMAIL.fullmatch(email):
            yield Fault(f"parties.{key}.email", _no_email())
    if given:
        yield Seen({N_("addresses"): len(given)})


@rule("contact.reachable", "contact.phone", holds=N_("The enterprise can be reached."), basis=FORMS)
def reachable(subject: Subject) -> Said:
    contact = subject.content.contact
    if contact.phone and not TELEPHONE.fullmatch(contact.phone):
        text = M_("This is no telephone number. Examples: 13812345678, 010-12345678.")
        yield Fault("contact.phone", text)
    if contact.email and not EMAIL.fullmatch(contact.email):
        yield Fault("contact.email", _no_email())
    if contact.postcode and not POSTCODE.fullmatch(contact.postcode):
        yield Fault("contact.postcode", M_("A postcode has six digits, for instance 100080."))
    if contact.phone:
        yield Seen({N_("phone"): contact.phone})


@rule(
    "contact.people",
    "contact.liaison",
    holds=N_("Liaison and finance officer are among the people entered."),
    basis=N_("Regulations on the Registration of Market Entities, art. 9"),
)
def contact_people(subject: Subject) -> Said:
    content, contact = subject.content, subject.content.contact
    for place, key in (("contact.liaison", contact.liaison), ("contact.finance_officer", contact.finance_officer)):
        if key and key not in content.parties:
            yield Fault(place, M_("This person is not among the people entered. Choose again."))
    if contact.liaison:
        yield Seen({N_("liaison"): subject.name_of(contact.liaison)})


@rule(
    "contact.finance",
    "contact.finance_officer",
    holds=N_("A finance officer is named."),
    basis=N_("National norm of registration forms"),
)
def finance(subject: Subject) -> Said:
    contact = subject.content.contact
    if not contact.finance_officer and contact.liaison:
        text = M_("No finance officer is named. The tax authority will ask for one; you may name one now.")
        yield Fault("contact.finance_officer", text, severity=Severity.WARNING)
    if contact.finance_officer:
        yield Seen({N_("finance officer"): subject.name_of(contact.finance_officer)})


@rule(
    "other.paper",
    "other.paper_licence",
    holds=N_("Paper licences are wanted as said."),
    basis=N_("Opinion on full-process electronic enterprise registration, 2 (1) 3"),
)
def paper(subject: Subject) -> Said:
    other = subject.content.other
    if other.paper_copies and not other.paper_licence:
        text = M_("Paper copies are wanted, but no paper licence. Choose the paper licence as well, or no copies.")
        yield Fault("other.paper_copies", text)
    yield Seen({N_("copies"): other.paper_copies if other.paper_licence else 0})


def _no_email() -> Message:
    return M_("This is no e-mail address. Example: name@example.cn")
