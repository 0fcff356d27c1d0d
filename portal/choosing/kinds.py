"""The types of enterprises as people compare them, and the questions that narrow them (R03, R22).

One row for each type, in plain words; numbers (how many founders, documents, days) come from the catalogue. A type of
the catalogue without a row is compared by its numbers alone, so that a new type needs no code. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.i18n import N_


@dataclass(frozen=True)
class Question:
    """A plain question and its answers, by the word that stands in the address."""

    text: str
    answers: Mapping[str, str]


WHAT, WHO, FOREIGN, LIABILITY, SMALL, PARENT, ACTIVITY = (
    "what", "who", "foreign", "liability", "small", "parent", "activity",
)  # fmt: skip

QUESTIONS: Mapping[str, Question] = {
    WHAT: Question(
        N_("What is it to be?"),
        {
            "new": N_("A new enterprise"),
            "branch": N_("A branch of an enterprise in China"),
            "abroad": N_("A place of an enterprise abroad"),
        },
    ),
    WHO: Question(
        N_("Who founds it?"),
        {
            "alone": N_("I alone"),
            "together": N_("Several together"),
            "farmers": N_("Mostly farmers"),
            "public": N_("The state or a collective"),
        },
    ),
    FOREIGN: Question(
        N_("Does money come from abroad?"),
        {"no": N_("No foreign investment"), "yes": N_("With foreign investment")},
    ),
    LIABILITY: Question(
        N_("Who answers for its debts?"),
        {
            "limited": N_("Only what was put in"),
            "unlimited": N_("The founders with all they own"),
        },
    ),
    SMALL: Question(
        N_("Is it a small trade that you run yourself or with your family?"),
        {"yes": N_("Yes, a small trade"), "no": N_("No, a larger business")},
    ),
    PARENT: Question(
        N_("What is the enterprise that opens the branch?"),
        {
            "company": N_("A company"),
            "partnership": N_("A partnership"),
            "proprietor": N_("A sole proprietor"),
            "cooperative": N_("A farmers' cooperative"),
            "other": N_("Another legal person"),
            "foreign": N_("One with foreign investment"),
        },
    ),
    ACTIVITY: Question(
        N_("What will it do in China?"),
        {"liaison": N_("Liaison only, no earning"), "business": N_("Do business and earn")},
    ),
}


@dataclass(frozen=True)
class Kind:
    """What a person wants to know of a type. `fits`: the answers that lead to it; a question not named does not part
    it from others. Texts may name {min} and {max}, how many may found it."""

    lead: str
    founders: str
    liability: str
    capital: str
    organs: str
    fits: Mapping[str, frozenset[str]]


def _fits(**answers: str) -> Mapping[str, frozenset[str]]:
    return {question: frozenset(given.split()) for question, given in answers.items()}


UP_TO = N_("{min} to {max} people or organisations")
AT_LEAST = N_("{min} or more people or organisations")
ONE = N_("One person or one organisation")
ONE_PERSON = N_("One person")
LIMITED = N_("The enterprise with all it owns; founders only with their contribution")
UNLIMITED = N_("The founders, without limit, with all they own")
PROMISED = N_("No minimum; to be paid in within five years")
NO_MINIMUM = N_("No minimum")
BOARD = N_("Members' meeting, directors, supervisors, manager")
NO_OWN_ORGANS = N_("A person in charge, appointed by the parent enterprise")
OF_THE_PARENT = N_("The parent enterprise")
NONE_OF_ITS_OWN = N_("None of its own")

KINDS: Mapping[str, Kind] = {
    "LLC": Kind(
        N_("What most people choose who do business together."), UP_TO, LIMITED, PROMISED, BOARD,
        _fits(what="new", who="together", foreign="no", liability="limited", small="no"),
    ),
    "LLC_ONE": Kind(
        N_("A company of one's own: private property stays apart."), ONE, LIMITED, PROMISED,
        N_("The sole member decides; a director; a supervisor may be left out"),
        _fits(what="new", who="alone", foreign="no", liability="limited", small="no"),
    ),
    "HOUSEHOLD": Kind(
        N_("A shop, a stall, a workshop: the quickest and simplest way."),
        N_("One person, or a family"), N_("The operator, with personal or family property"), NO_MINIMUM,
        N_("The operator decides"),
        _fits(what="new", who="alone", foreign="no", liability="unlimited", small="yes"),
    ),
    "SOLE": Kind(
        N_("One's own enterprise with a name, simple to run."), ONE_PERSON,
        N_("The investor, with personal or family property"), NO_MINIMUM, N_("The investor decides"),
        _fits(what="new", who="alone", foreign="no", liability="unlimited", small="no"),
    ),
    "GP": Kind(
        N_("Partners who trust one another and run it themselves."),
        AT_LEAST, UNLIMITED, N_("No minimum; work counts as a contribution, too"),
        N_("All partners, or those whom they entrust"),
        _fits(what="new", who="together", foreign="no", liability="unlimited", small="no"),
    ),
    "LP": Kind(
        N_("Some lead and answer for all, others only put money in; usual for funds."),
        N_("{min} to {max}, at least one of them a general partner"),
        N_("General partners without limit, limited partners with their contribution"),
        N_("No minimum; limited partners cannot contribute work"), N_("General partners run it"),
        _fits(what="new", who="together", foreign="no", liability="limited unlimited", small="no"),
    ),
    "SGP": Kind(
        N_("For professions such as accountants or lawyers' advisers."),
        AT_LEAST, N_("Whoever is at fault without limit, the others with their share"),
        N_("No minimum; work counts as a contribution, too"), N_("All partners, or those whom they entrust"),
        _fits(what="new", who="together", foreign="no", liability="unlimited", small="no"),
    ),
    "COOP": Kind(
        N_("Farmers help one another to buy, process and sell."),
        N_("{min} members or more, four fifths of them farmers"), LIMITED, NO_MINIMUM,
        N_("Meeting of members, a chair, a council if wished"),
        _fits(what="new", who="farmers", foreign="no", liability="limited", small="no"),
    ),
    "JSC": Kind(
        N_("Capital in shares; the way to many shareholders or the stock exchange."),
        N_("{min} to {max} promoters, more than half of them resident in China"), LIMITED,
        N_("In shares, paid in before registration"), N_("General meeting, board of directors, supervisors, manager"),
        _fits(what="new", who="together", foreign="no", liability="limited", small="no"),
    ),
    "LLC_STATE": Kind(
        N_("A company that belongs to the state alone."),
        N_("The state, through the body that acts for it"), LIMITED, PROMISED,
        N_("A board of directors, more than half from outside, and its audit committee"),
        _fits(what="new", who="public", foreign="no", liability="limited", small="no"),
    ),
    "NCO": Kind(
        N_("State-owned, collective or joint enterprises under the older law."),
        N_("A state body, a collective or another organisation"), LIMITED,
        N_("A registered fund"), N_("A legal representative, appointed by the founder"),
        _fits(what="new", who="public", foreign="no", liability="limited", small="no"),
    ),
    "FIE_LLC": Kind(
        N_("A limited company with investors from abroad."), UP_TO, LIMITED, PROMISED, BOARD,
        _fits(what="new", who="alone together", foreign="yes", liability="limited", small="no"),
    ),
    "FIE_JSC": Kind(
        N_("A company limited by shares with investors from abroad."),
        N_("{min} to {max} promoters, more than half of them resident in China"), LIMITED,
        N_("In shares, paid in before registration"), N_("General meeting, board of directors, supervisors, manager"),
        _fits(what="new", who="together", foreign="yes", liability="limited", small="no"),
    ),
    "FIP": Kind(
        N_("A partnership with partners from abroad."), AT_LEAST,
        N_("General partners without limit, limited partners with their contribution"),
        N_("No minimum; limited partners cannot contribute work"), N_("General partners run it"),
        _fits(what="new", who="together", foreign="yes", liability="limited unlimited", small="no"),
    ),
    "FIE_NC": Kind(
        N_("A joint venture by contract that is no company."), AT_LEAST,
        N_("As the contract between the partners says"), N_("As the contract says"),
        N_("A joint management committee"),
        _fits(what="new", who="together", foreign="yes", liability="unlimited", small="no"),
    ),
    "BRANCH_CO": Kind(
        N_("A place of business of a company, under its name."), OF_THE_PARENT, OF_THE_PARENT,
        NONE_OF_ITS_OWN, NO_OWN_ORGANS, _fits(what="branch", parent="company"),
    ),
    "BRANCH_NCO": Kind(
        N_("A business unit of another legal person."), OF_THE_PARENT, OF_THE_PARENT,
        N_("A fund given by the parent"), NO_OWN_ORGANS, _fits(what="branch", parent="other"),
    ),
    "BRANCH_P": Kind(
        N_("A branch of a partnership."), OF_THE_PARENT, OF_THE_PARENT,
        NONE_OF_ITS_OWN, NO_OWN_ORGANS, _fits(what="branch", parent="partnership"),
    ),
    "BRANCH_S": Kind(
        N_("A branch of a sole proprietor's enterprise."), OF_THE_PARENT, OF_THE_PARENT,
        NONE_OF_ITS_OWN, NO_OWN_ORGANS, _fits(what="branch", parent="proprietor"),
    ),
    "BRANCH_COOP": Kind(
        N_("A branch of a farmers' cooperative."), OF_THE_PARENT, OF_THE_PARENT,
        NONE_OF_ITS_OWN, NO_OWN_ORGANS, _fits(what="branch", parent="cooperative"),
    ),
    "BRANCH_FIE": Kind(
        N_("A branch of an enterprise with foreign investment."), OF_THE_PARENT, OF_THE_PARENT,
        NONE_OF_ITS_OWN, NO_OWN_ORGANS, _fits(what="branch", parent="foreign"),
    ),
    "FOREIGN_OPS": Kind(
        N_("An enterprise abroad carries out a contract or a project in China."),
        N_("The enterprise abroad"), N_("The enterprise abroad"), N_("A fund given by the enterprise abroad"),
        N_("A person in charge, appointed by the enterprise abroad"), _fits(what="abroad", activity="business"),
    ),
    "FOREIGN_BRANCH": Kind(
        N_("A branch in China of a company abroad, such as a bank."),
        N_("The enterprise abroad"), N_("The enterprise abroad"), N_("A fund given by the enterprise abroad"),
        N_("A person in charge, appointed by the enterprise abroad"), _fits(what="abroad", activity="business"),
    ),
    "REP_OFFICE": Kind(
        N_("Represents an enterprise abroad; it does not earn."),
        N_("An enterprise abroad, two years old or more"), N_("The enterprise abroad"), NONE_OF_ITS_OWN,
        N_("A chief representative and up to three others"), _fits(what="abroad", activity="liaison"),
    ),
}  # fmt: skip

Answers = Mapping[str, str]


def ordered(types: Iterable[str]) -> list[str]:
    """Types in the order of the table, what most people look for first; those without a row last."""
    places = {entity_type: number for number, entity_type in enumerate(KINDS)}
    return sorted(types, key=lambda one: places.get(one, len(places)))


def narrowed(types: Iterable[str], answers: Answers) -> tuple[str, ...]:
    """The types that fit all answers, in the order given. A type without a row fits only where nothing is asked."""
    return tuple(one for one in types if all(_fitting(one, question, given) for question, given in answers.items()))


def _fitting(entity_type: str, question: str, given: str) -> bool:
    kind = KINDS.get(entity_type)
    return kind is None or given in kind.fits.get(question, (given,))


def open_questions(types: Iterable[str], answers: Answers) -> Mapping[str, tuple[str, ...]]:
    """The questions worth asking, each with the answers that leave at least one type, given what was answered before
    it; a question that would part nothing is left out."""
    asked: dict[str, tuple[str, ...]] = {}
    left, before = tuple(types), dict[str, str]()
    for name, question in QUESTIONS.items():
        offered = [one for one in question.answers if any(_leads(kind, name, one) for kind in left)]
        if len(offered) > 1:
            asked[name] = tuple(offered)
            if answers.get(name) in offered:
                before[name] = answers[name]
                left = narrowed(left, before)
    return asked


def _leads(entity_type: str, question: str, answer: str) -> bool:
    kind = KINDS.get(entity_type)
    return kind is not None and answer in kind.fits.get(question, ())
