"""One registration walked through the real use cases of both zones, without a browser.

Serves the health check (`core.smoke`), the demo's first cases, tests and measurements. People are simulated: each
holds the key that a browser would make, reads the code that was sent by mail, and signs what `prepare` gives.
Nothing here knows a way that a page does not have.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from time import perf_counter

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as ser
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from sqlmodel import col, select

from core.content import (
    CapitalSection,
    ContactSection,
    Content,
    Contribution,
    DomicileSection,
    NameSection,
    OrgansSection,
    OtherSection,
    Person,
    ScopePhrase,
    ScopeSection,
)
from core.ids import new_id
from core.inner import examination, issuing
from core.inner.context import Inner
from core.inner.officers import OfficerView
from core.outer import accounts, confirmation, drafts, notices, packs, signing, submission
from core.outer.accounts import AccountView, Registration
from core.outer.context import Outer
from core.outer.tables import Mail
from core.terms import ProposalKind

PASSWORD_BYTES = 12
CODE = re.compile(r"(?<![\d-])\d{6}(?![\d-])")
"""Six digits alone; those of an application's number stand between hyphens."""


@dataclass(frozen=True)
class Someone:
    """A person as the identity service knows one."""

    name: str
    identity_number: str
    phone: str
    email: str
    portrait: bytes


@dataclass
class Clockwork:
    """How long each named step took, in seconds, in order."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        start = perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - start


@dataclass
class Walker:
    """A simulated person with an account and a session."""

    outer: Outer
    someone: Someone
    password: str
    account: AccountView

    @classmethod
    def register(cls, outer: Outer, someone: Someone, *, drill: bool) -> Walker:
        """Register, and sign in. The identity service must know the person."""
        password = f"Walk-{new_id()[:PASSWORD_BYTES]}"
        accounts.register(
            outer,
            Registration(
                name=someone.name,
                identity_number=someone.identity_number,
                phone=someone.phone,
                email=someone.email,
                password=password,
                portrait=someone.portrait,
                drill=drill,
            ),
        )
        token = accounts.sign_in(outer, someone.phone, password, agent="journey", address="127.0.0.1")
        account = accounts.who(outer, token)
        assert account is not None
        return cls(outer, someone, password, account)

    def sign_everything(self, application_id: str) -> int:
        """Read, declare, confirm, certify a fresh key, and sign every open document; returns how many."""
        outer, account = self.outer, self.account
        for document in signing.task(outer, account, application_id).documents:
            signing.document_pdf(outer, account, document.id)
            signing.mark_read(outer, account, document.id)
        intent = signing.declare_intent(outer, account, application_id, language="zh_CN")
        confirmation.send_code(outer, account, intent.id)
        key = ec.generate_private_key(ec.SECP256R1())
        spki = key.public_key().public_bytes(ser.Encoding.DER, ser.PublicFormat.SubjectPublicKeyInfo)
        proof = {"kind": "password_code", "password": self.password, "code": self._code()}
        signing.obtain_certificate(outer, account, intent.id, proof, base64.b64encode(spki).decode())
        for slot_id, _title in intent.slots:
            to_sign = base64.b64decode(signing.prepare(outer, account, intent.id, slot_id))
            r, s = decode_dss_signature(key.sign(to_sign, ec.ECDSA(hashes.SHA256())))
            raw = r.to_bytes(32, "big") + s.to_bytes(32, "big")
            signing.finish(outer, account, intent.id, slot_id, base64.b64encode(raw).decode())
        return len(intent.slots)

    def _code(self) -> str:
        """The latest code in the person's mail."""
        with self.outer.store.reading() as session:
            rows = session.exec(select(Mail).order_by(col(Mail.created_at).desc()).limit(100))
            mails = [json.loads(self.outer.vault.open(row.message_sealed, notices.MAIL)) for row in rows]
        codes = (CODE.search(mail["body"]) for mail in mails if mail["to"] == self.someone.email)
        return next(found.group() for found in codes if found)


@dataclass(frozen=True)
class Plan:
    """What the company is to be: names differ from walk to walk, everything else is ordinary."""

    trade_name: str
    region: str
    today: date
    paper_licence: bool = False


def company(plan: Plan, people: Sequence[Someone], base: Content) -> Content:
    """Content of a limited company whose members are `people`; the first is director, manager and representative."""
    parties = dict(base.parties)
    known = {person.identity_number: key for key, person in parties.items()}
    keys = []
    for someone in people:
        key = known.get(someone.identity_number) or f"p{len(parties) + 1}"
        parties[key] = Person(
            name=someone.name,
            identity_number=someone.identity_number,
            phone=someone.phone,
            email=someone.email,
            address="北京市海淀区中关村大街1号",
        )
        keys.append(key)
    supervisor = keys[1] if len(keys) > 1 else ""
    due = plan.today + timedelta(days=3 * 365)
    amounts = [60_000_000] + [40_000_000 // max(1, len(keys) - 1)] * (len(keys) - 1)
    return base.model_copy(
        update={
            "parties": parties,
            "name": NameSection(
                division_code=plan.region, trade_name=plan.trade_name, industry_term="科技", industry_code="6513"
            ),
            "domicile": base.domicile.model_copy(
                update={"region_code": plan.region, "address": "中关村大街1号12层1203室", "postcode": "100080"}
            )
            if base.domicile.proof_upload
            else DomicileSection(region_code=plan.region, address="中关村大街1号12层1203室", postcode="100080"),
            "scope": ScopeSection(
                phrases=(
                    ScopePhrase(code="6513", text="软件开发"),
                    ScopePhrase(code="7519", text="技术服务、技术开发、技术咨询、技术交流、技术转让、技术推广"),
                )
            ),
            "capital": CapitalSection(
                registered=sum(amounts),
                contributions=tuple(
                    Contribution(party=key, amount=amount, due=due) for key, amount in zip(keys, amounts, strict=True)
                ),
            ),
            "organs": OrgansSection(
                directors=(keys[0],),
                supervisors=(supervisor,) if supervisor else (),
                manager=keys[0],
                legal_representative=keys[0],
            ),
            "contact": ContactSection(
                phone=people[0].phone, email=people[0].email, postcode="100080", liaison=keys[0],
                finance_officer=keys[0],
            ),
            "other": OtherSection(paper_licence=plan.paper_licence, paper_copies=1 if plan.paper_licence else 0),
        }
    )  # fmt: skip


@dataclass
class Journey:
    """One registration on its way; every method is a stretch of it, timed under its own name."""

    outer: Outer
    inner: Inner
    carry: Callable[[], int]
    plan: Plan
    members: Sequence[Someone]
    premises: bytes
    drill: bool
    clock: Clockwork = field(default_factory=Clockwork)
    walkers: list[Walker] = field(default_factory=list)
    application_id: str = ""

    @property
    def applicant(self) -> Walker:
        return self.walkers[0]

    def register(self) -> None:
        """Every member registers and is confirmed."""
        with self.clock.timed("register"):
            self.walkers = [Walker.register(self.outer, someone, drill=self.drill) for someone in self.members]

    def fill_in(self) -> None:
        """Begin, fill in, attach the proof of premises."""
        outer, account = self.outer, self.applicant.account
        with self.clock.timed("fill_in"):
            self.application_id = self.application_id or drafts.begin(outer, account, drill=self.drill)
            drafts.attach(outer, account, self.application_id, drafts.PREMISES, "租赁合同.png", self.premises)
            view = drafts.view(outer, account, self.application_id)
            content = company(self.plan, self.members, view.content)
            drafts.save(outer, account, self.application_id, content, view.revision)

    def make_pack(self) -> None:
        with self.clock.timed("pack"):
            packs.open_signing(self.outer, self.applicant.account, self.application_id)

    def sign(self) -> None:
        """Everybody signs whatever waits for them."""
        with self.clock.timed("sign"):
            for walker in self.walkers:
                open_slots = signing.task(self.outer, walker.account, self.application_id).open_slots
                if open_slots:
                    walker.sign_everything(self.application_id)

    def submit(self) -> submission.Receipt:
        """The applicant signs the list of documents and submits."""
        account = self.applicant.account
        with self.clock.timed("manifest"):
            submission.prepare_manifest(self.outer, account, self.application_id)
        with self.clock.timed("sign"):
            self.applicant.sign_everything(self.application_id)
        with self.clock.timed("submit"):
            return submission.submit(self.outer, account, self.application_id, new_id())

    def cross(self) -> None:
        """Let the exchange carry whatever waits, both ways, until nothing moves."""
        with self.clock.timed("exchange"):
            while self.carry():
                pass

    def examine(self, examiner: OfficerView) -> None:
        with self.clock.timed("examine"):
            examination.accept(self.inner, examiner, self.application_id, new_id())
            examination.propose(
                self.inner, examiner, self.application_id, ProposalKind.APPROVE, "材料齐全，符合法定形式。", new_id()
            )

    def approve(self, approver: OfficerView) -> None:
        with self.clock.timed("approve"):
            examination.approve(self.inner, approver, self.application_id, "", new_id())

    def complete(self) -> None:
        """Issue, archive, publicise."""
        with self.clock.timed("issue_archive"):
            issuing.complete(self.inner, self.application_id)
