"""Walking one procedure of the norm from filling to publicity, through the use cases that pages call (R03).

A walk begins a draft, takes what the register says of the enterprise, fills in a content in order, uploads what is
asked for, has everybody sign, submits, crosses to the inner zone, is examined by one officer and approved by another,
and is carried as far as it goes. Enterprises are established by walks of their own and used by later ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from sqlmodel import col, select

from core import catalogue
from core.carrier import Carrier
from core.catalogue import Procedure
from core.choices import MadeChange
from core.content import AgentSection, Content, Person
from core.ids import new_id
from core.inner import announcing, choosing, examination, issuing, organisations
from core.inner.officers import OfficerView
from core.inner.tables import Case, Enterprise, EnterpriseVersion, Licence, Pledge
from core.journey import Someone, Walker
from core.outer import accounts, attachments, drafts, packs, signing, submission
from core.outer.views import ApplicationView
from core.smoke import premises_picture
from core.terms import Business, Effect, EnterpriseStatus, MaterialSource, Prefill, ProposalKind, Status
from core.workdays import day_in_china
from core.workers import cross
from tests.builders import content_for, unlike
from tests.towns import Hands, Town

NAMES = "青禾云图竹影清泉沧海浮光星罗棋布白鹭横江雁过留声暖阳初照鸿雁传书明月松间石上长流空山新雨晚来秋意"
BETWEEN = timedelta(minutes=30)


@dataclass
class Walked:
    """What a walk led to: the application as its applicant sees it, and the case."""

    procedure: Procedure
    view: ApplicationView
    case: Case
    before: Content | None


@dataclass
class Country:
    """An installation in which procedures are walked, with its people, officers and enterprises."""

    town: Town
    hands: Hands
    officers: tuple[OfficerView, OfficerView]
    enterprises: dict[str, list[str]] = field(default_factory=dict)
    premises: bytes = field(default_factory=premises_picture)
    _seeds: Callable[[], int] = field(default_factory=lambda: count(1).__next__)

    def __post_init__(self) -> None:
        self._carrier = Carrier(self.town.outer.settings.spool, self.town.inner.settings.spool)

    @property
    def today_procedures(self) -> dict[str, Procedure]:
        on = day_in_china(self.town.outer.clock())
        return {one.id: one for one in catalogue.load().open_on(on)}

    def people(self) -> list[Person]:
        return [
            Person(name=one.name, identity_number=one.identity_number, phone=one.phone, email=one.email)
            for one in self.town.people
        ]

    def walk(self, procedure_id: str) -> Walked:
        """The whole way of one procedure."""
        self.hands.moved += BETWEEN
        day = day_in_china(self.town.outer.clock())
        procedure = catalogue.load().procedure(procedure_id, day)
        applicant = self.resident(0)
        uscc = self.enterprise(procedure) if procedure.is_about_existing else ""
        application = drafts.begin(self.town.outer, applicant.account, procedure.id, uscc=uscc)
        self.cross()
        before = self._fill_in(applicant, application, procedure)
        packs.open_signing(self.town.outer, applicant.account, application)
        self._sign(application)
        submission.prepare_manifest(self.town.outer, applicant.account, application)
        applicant.sign_everything(application)
        submission.submit(self.town.outer, applicant.account, application, new_id())
        self.cross()
        self._decide(application)
        self.cross()
        view = drafts.view(self.town.outer, applicant.account, application)
        with self.town.inner.store.reading() as session:
            case = session.get_one(Case, application)
        if procedure.effect is Effect.ESTABLISH:
            self.enterprises.setdefault(procedure.entity_type, []).append(case.outputs["uscc"])
        return Walked(procedure, view, case, before)

    def enterprise(self, procedure: Procedure) -> str:
        """An enterprise that the procedure is open to; established, and brought into its state, where there is none."""
        for uscc in self.enterprises.get(procedure.entity_type, []):
            if self._fits(uscc, procedure):
                return uscc
        if EnterpriseStatus.EXISTING in procedure.statuses:
            self.walk(f"{procedure.entity_type}.SETUP")
        else:
            self.walk(f"{procedure.entity_type}.RECORD.LIQ")
        return next(one for one in self.enterprises[procedure.entity_type] if self._fits(one, procedure))

    def _fits(self, uscc: str, procedure: Procedure) -> bool:
        with self.town.inner.store.reading() as session:
            row = session.get_one(Enterprise, uscc)
            pledged = session.exec(select(Pledge).where(Pledge.uscc == uscc, col(Pledge.released_by).is_(None))).first()
        if row.entity_type != procedure.entity_type or EnterpriseStatus(row.status) not in procedure.statuses:
            return False
        needs_pledge = "pledge" in procedure.sections and procedure.item != "SETUP"
        if needs_pledge and pledged is None:
            return self._fits_once_walked(f"{procedure.entity_type}.PLEDGE.SETUP", uscc, procedure)
        if procedure.effect is Effect.RESTORE and not self._changes(uscc, procedure):  # to be taken back
            return self._fits_once_walked(f"{procedure.entity_type}.CHANGE.SCOPE", uscc, procedure)
        return True

    def _fits_once_walked(self, needed: str, uscc: str, procedure: Procedure) -> bool:
        """Whether walking another procedure first made it fit: that takes the first enterprise open to it, as we do."""
        self.walk(needed)
        return self._fits(uscc, procedure)

    def resident(self, number: int) -> Walker:
        return self.town.resident(self.town.people[number])

    def _fill_in(self, applicant: Walker, application: str, procedure: Procedure) -> Content | None:
        outer, account = self.town.outer, applicant.account
        view = drafts.view(outer, account, application)
        seed, people = self._seeds(), self.people()
        if procedure.is_about_existing:
            assert view.prefill is Prefill.THERE, view.prefill
            assert view.prior is not None
            content = unlike(view.prior, procedure, seed=seed, people=people, today=day_in_china(outer.clock()))
            content = content.model_copy(update={"subject": view.content.subject})
            content = self._about(content, procedure)
        else:
            content, _ = content_for(procedure, seed=seed, people=people, today=day_in_china(outer.clock()))
        if procedure.business is not Business.FILING:  # an agent's papers are the same everywhere: filings show them
            content = content.model_copy(update={"agent": AgentSection()})
        drafts.save(outer, account, application, content, view.revision)
        for one in drafts.view(outer, account, application).materials:
            if one.source is MaterialSource.UPLOADED:
                attachments.attach(outer, account, application, one.kind, "scan.png", self.premises)
        return view.prior

    def _about(self, content: Content, procedure: Procedure) -> Content:
        """What only the register gives: the pledge that is spoken of, the version to be taken back."""
        uscc = content.subject.uscc
        with self.town.inner.store.reading() as session:
            pledge = session.exec(select(Pledge).where(Pledge.uscc == uscc, col(Pledge.released_by).is_(None))).first()
        if "pledge" in procedure.sections and procedure.item != "SETUP":
            assert pledge is not None
            named = content.pledge.model_copy(update={"number": pledge.number})
            content = content.model_copy(update={"pledge": named})
        if procedure.effect is Effect.RESTORE:
            against = content.judgment.model_copy(update={"version": self._changes(uscc, procedure)[0].version})
            content = content.model_copy(update={"judgment": against})
        return content

    def _changes(self, uscc: str, procedure: Procedure) -> tuple[MadeChange, ...]:
        """What the register would let an application revoke, the newest first."""
        inner = self.town.inner
        with inner.store.reading() as session:
            return choosing.choices(session, inner, session.get_one(Enterprise, uscc), procedure.id).changes or ()

    def _sign(self, application: str) -> None:
        for someone in self._signers(application):
            walker = self.town.resident(someone)
            if signing.task(self.town.outer, walker.account, application).open_slots:
                walker.sign_everything(application)

    def _signers(self, application: str) -> Sequence[Someone]:
        view = drafts.view(self.town.outer, self.resident(0).account, application)
        numbers = {view.content.party(one.party).identity_number for one in view.signatories}
        return [one for one in self.town.people if one.identity_number in numbers]

    def _decide(self, application: str) -> None:
        inner, (examiner, approver) = self.town.inner, self.officers
        examination.accept(inner, examiner, application, new_id())
        with inner.store.reading() as session:
            waits = session.get_one(Case, application).status == Status.ANNOUNCED
        if waits:
            self.hands.moved += timedelta(days=50)
            self.sign_in_anew()
            announcing.close_due(inner)
            examination.take(inner, examiner, application, new_id())
        for one in organisations.of_case(inner, examiner, application):
            if not one.found.settled:
                organisations.confirm(inner, examiner, application, one.key, "与所附证明一致。", new_id())
        examination.propose(inner, examiner, application, ProposalKind.APPROVE, "材料齐全，符合法定形式。", new_id())
        examination.approve(inner, approver, application, "", new_id())
        issuing.complete(inner, application)

    def sign_in_anew(self) -> None:
        """After days nobody's session stands any more."""
        outer = self.town.outer
        for walker in self.town.accounts.values():
            token = accounts.sign_in(outer, walker.someone.phone, walker.password, agent="matrix", address="127.0.0.1")
            account = accounts.who(outer, token)
            assert account is not None
            walker.account = account

    def cross(self) -> None:
        """Let the exchange carry whatever waits, both ways, until nothing moves."""
        town = self.town
        while cross(town.outer, town.inner, self._carrier, town.root):
            pass

    def licences(self, uscc: str) -> list[Licence]:
        with self.town.inner.store.reading() as session:
            return list(session.exec(select(Licence).where(Licence.uscc == uscc).order_by(Licence.serial)))

    def versions(self, uscc: str) -> list[EnterpriseVersion]:
        with self.town.inner.store.reading() as session:
            rows = session.exec(select(EnterpriseVersion).where(EnterpriseVersion.uscc == uscc))
            return sorted(rows, key=lambda row: row.version)
