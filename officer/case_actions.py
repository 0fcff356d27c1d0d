"""The forms of an officer's steps: one entry for each action says what it asks, what it means, and how it is done.

Every form is filled, then read once more and confirmed. Texts that reach the applicant are in Chinese, the language
of documents: usual reasons are offered in the reader's language and inserted in Chinese.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.i18n import DEFAULT_LANGUAGE, N_
from core.inner import examination
from core.inner.context import Inner
from core.inner.officers import OfficerView
from core.terms import Action, ProposalKind
from officer.case_state import ActionForm
from officer.words import Words

CHINESE = Words(DEFAULT_LANGUAGE)


@dataclass(frozen=True)
class Step:
    """`meaning` is said before confirming, `ask` labels the words that are needed (None: none are asked).

    `direct` steps need no form and no confirmation, because they can be undone or bind nobody.
    """

    button: str
    meaning: str
    done: str
    carry_out: Callable[[Inner, OfficerView, str, ActionForm], None]
    ask: str | None = None
    required: bool = False
    usual: tuple[str, ...] = ()
    danger: bool = False
    main: bool = False
    hotkey: str = ""
    direct: bool = False


def _words(form: ActionForm) -> str:
    return form.values.get("words", "")


def proposed(form: ActionForm) -> ProposalKind:
    return ProposalKind.REFUSE if form.values.get("kind") == ProposalKind.REFUSE else ProposalKind.APPROVE


def _accept(inner: Inner, officer: OfficerView, case_id: str, form: ActionForm) -> None:
    examination.accept(inner, officer, case_id, form.key)


def _not_accept(inner: Inner, officer: OfficerView, case_id: str, form: ActionForm) -> None:
    examination.not_accept(inner, officer, case_id, _words(form), form.key)


def _take(inner: Inner, officer: OfficerView, case_id: str, form: ActionForm) -> None:
    examination.take(inner, officer, case_id, form.key)


def _return(inner: Inner, officer: OfficerView, case_id: str, form: ActionForm) -> None:
    examination.return_for_completion(inner, officer, case_id, form.reasons, form.key)


def _propose(inner: Inner, officer: OfficerView, case_id: str, form: ActionForm) -> None:
    examination.propose(inner, officer, case_id, proposed(form), _words(form), form.key)


def _send_back(inner: Inner, officer: OfficerView, case_id: str, form: ActionForm) -> None:
    examination.send_back(inner, officer, case_id, _words(form), form.key)


def _approve(inner: Inner, officer: OfficerView, case_id: str, form: ActionForm) -> None:
    examination.approve(inner, officer, case_id, _words(form), form.key)


def _refuse(inner: Inner, officer: OfficerView, case_id: str, form: ActionForm) -> None:
    examination.refuse(inner, officer, case_id, _words(form), form.key)


USUAL_REASONS = (
    N_("The text of the document does not agree with what was filled in; please correct it and sign anew."),
    N_("The proof of the domicile does not show the address that was filled in; please upload the complete proof."),
    N_("The proof of the domicile cannot be read; please upload a clear copy."),
    N_("The signature is not that of the person who must sign; please have it signed by that person."),
    N_("The business scope does not fit the business intended; please choose the standard phrases anew."),
    N_("The time by which the capital is to be contributed goes beyond what the law allows; please correct it."),
)
USUAL_GROUNDS = (
    N_("The matter does not fall within the powers of this registration authority."),
    N_("The application does not meet the legal conditions for the establishment of a limited liability company."),
    N_("The name applied for may not be used under the provisions on enterprise names."),
    N_("The material submitted is not true."),
)

STEPS: Mapping[Action, Step] = {
    Action.ACCEPT: Step(
        N_("Accept and examine"),
        N_("The application is accepted, the applicant is told, the time for deciding begins, and you take the case."),
        N_("Accepted. The case is in your hands."),
        _accept,
        main=True,
        hotkey="a",
    ),
    Action.NOT_ACCEPT: Step(
        N_("Do not accept …"),
        N_("The application ends here. The applicant receives a notice with these grounds; the name becomes free."),
        N_("Not accepted. The applicant is told the grounds."),
        _not_accept,
        ask=N_("Grounds (the applicant reads them)"),
        required=True,
        usual=USUAL_GROUNDS,
        danger=True,
    ),
    Action.TAKE: Step(
        N_("Take the case"),
        "",
        N_("The case is in your hands."),
        _take,
        main=True,
        hotkey="a",
        direct=True,
    ),
    Action.PROPOSE: Step(
        N_("Propose a decision …"),
        N_("The case goes to an approver with your proposal."),
        N_("Proposed. The case waits for an approver."),
        _propose,
        ask=N_("Grounds and remarks (for the approver; needed for a refusal)"),
        usual=USUAL_GROUNDS,
        main=True,
        hotkey="p",
    ),
    Action.RETURN: Step(
        N_("Return for completion …"),
        N_(
            "The applicant receives all these reasons beside the fields and documents. Completion can be demanded only "
            "once, so name everything that is missing. The clock stops until the application comes back."
        ),
        N_("Returned. The applicant sees the reasons beside the fields."),
        _return,
        hotkey="r",
    ),
    Action.APPROVE: Step(
        N_("Approve …"),
        N_(
            "The company is registered: it receives its code and its licence under the authority’s seal, the record is "
            "archived and publicised. This cannot be undone."
        ),
        N_("Approved. The licence is being issued."),
        _approve,
        ask=N_("Note for the record (may stay empty)"),
        main=True,
        hotkey="a",
    ),
    Action.SEND_BACK: Step(
        N_("Send back to the examiner …"),
        N_("The examiner receives the case again with your note."),
        N_("Sent back to the examiner."),
        _send_back,
        ask=N_("What the examiner is to look at"),
        required=True,
        hotkey="b",
    ),
    Action.REFUSE: Step(
        N_("Refuse …"),
        N_(
            "The registration is refused. The applicant receives a notice with these grounds and how to appeal; the "
            "name becomes free."
        ),
        N_("Refused. The applicant is told the grounds."),
        _refuse,
        ask=N_("Grounds (the applicant reads them)"),
        required=True,
        usual=USUAL_GROUNDS,
        danger=True,
    ),
}
"""What officers do, in the order in which buttons stand; further actions are the system's own."""
