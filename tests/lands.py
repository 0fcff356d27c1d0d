"""Installations in which tests stop on the way of a business with a registered enterprise, and let days pass."""

from __future__ import annotations

from datetime import timedelta

from core import catalogue
from core.ids import new_id
from core.inner import cases, enterprises, examination, issuing
from core.outer import accounts, drafts, inquiry, packs, submission
from core.terms import EnterpriseStatus, ProposalKind, Status
from core.workdays import day_in_china
from tests.matrix.walks import Country

SIMPLE = "LLC.DEREG_SIMPLE"


class Land(Country):
    """A country in which one stops on the way."""

    def hand_in(self, procedure_id: str, uscc: str) -> str:
        """An application about an enterprise as it comes to the inner zone; gives its identifier."""
        outer, applicant = self.town.outer, self.resident(0)
        procedure = catalogue.load().procedure(procedure_id, day_in_china(outer.clock()))
        application = drafts.begin(outer, applicant.account, procedure.id, uscc=uscc)
        self.cross()
        self._fill_in(applicant, application, procedure)
        packs.open_signing(outer, applicant.account, application)
        self._sign(application)
        submission.prepare_manifest(outer, applicant.account, application)
        applicant.sign_everything(application)
        submission.submit(outer, applicant.account, application, new_id())
        self.cross()
        return application

    def established(self) -> str:
        uscc: str = self.walk("LLC.SETUP").case.outputs["uscc"]
        return uscc

    def announced(self, uscc: str = "") -> tuple[str, str]:
        """An enterprise whose simple cancellation is announced, and the case."""
        uscc = uscc or self.established()
        case_id = self.hand_in(SIMPLE, uscc)
        examination.accept(self.town.inner, self.officers[0], case_id, new_id())
        self.cross()
        return uscc, case_id

    def days_pass(self, days: int) -> None:
        """Time goes on, and sessions end; everybody signs in again."""
        self.hands.moved += timedelta(days=days)
        for walker in self.town.accounts.values():
            phone, password = walker.someone.phone, walker.password
            token = accounts.sign_in(walker.outer, phone, password, agent="test", address="127.0.0.1")
            account = accounts.who(walker.outer, token)
            assert account is not None
            walker.account = account

    def status(self, uscc: str) -> tuple[EnterpriseStatus, EnterpriseStatus]:
        """What the register says in the inner and in the outer zone."""
        found = enterprises.view(self.town.inner, self.officers[0], uscc)
        return found.row.status, inquiry.enterprise(self.town.outer, uscc).status

    def case_status(self, case_id: str) -> Status:
        return cases.view(self.town.inner, self.officers[0], case_id).row.status

    def approve(self, case_id: str) -> None:
        inner, (examiner, approver) = self.town.inner, self.officers
        examination.propose(inner, examiner, case_id, ProposalKind.APPROVE, "", new_id())
        examination.approve(inner, approver, case_id, "", new_id())
        issuing.complete(inner, case_id)
        self.cross()
