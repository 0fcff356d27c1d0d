"""The running installation as journeys use it: opened in the test's process too, with people who live there."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import httpx
from playwright.sync_api import Locator, Page, ViewportSize, expect

from core.clock import system_clock
from core.demo import FIRST_PEOPLE_ARE_FREE, STAGES
from core.i18n import translator
from core.ids import new_id
from core.inner import examination
from core.inner.tables import CancellationNotice
from core.outer import inquiry
from core.provision import zone_settings
from core.smoke import drill_officers, known_people
from core.terms import Zone
from tests.lands import Land
from tests.towns import Hands, Town
from tests.web.applicant import TIMEOUT, Applicant, Person
from tests.web.applicant import label as called
from tests.web.conftest import DESK, MakePage, System
from tests.web.test_whole_journey import confirm, sign_in_officer, until

zh = translator("zh_CN")
TAKEN = FIRST_PEOPLE_ARE_FREE + 2 * len(STAGES)
"""People whom other tests and the demo's own cases take."""
NEIGHBOURS = 14
PICTURES = os.environ.get("QUANCHENG_PICTURES", "")
"""A folder for screenshots, when somebody wants to look."""


@dataclass
class Village(Land):
    """The running installation, opened in this process too, and those of its people who have accounts."""

    folder: Path = Path()

    def street(self, first: int, count: int) -> Village:
        """The same village with these of its people: journeys of other people leave no tries at their doors."""
        return replace(self, town=replace(self.town, people=self.town.people[first : first + count]))

    def person(self, number: int) -> Person:
        """Somebody with an account, as a browser knows them."""
        walker = self.resident(number)
        portrait = self.folder / f"neighbour-{number}.jpg"
        portrait.write_bytes(walker.someone.portrait)
        one = walker.someone
        return Person(one.name, one.identity_number, one.phone, portrait, walker.password)

    def name(self, uscc: str) -> str:
        """What the register calls an enterprise."""
        return inquiry.enterprise(self.town.outer, uscc).name

    def sign(self, application: str) -> None:
        """Everybody signs what waits for them."""
        self._sign(application)

    def decide(self, case_id: str) -> None:
        """Two officers decide, and what follows is carried through."""
        self.cross()
        examination.accept(self.town.inner, self.officers[0], case_id, new_id())
        self.approve(case_id)

    def notice_began_earlier(self, case_id: str, days: int) -> None:
        """Move the stored days of a public notice back: the running processes go by the clock of the machine."""
        with self.town.inner.store.unit() as session:
            row = session.get_one(CancellationNotice, case_id)
            row.starts, row.ends = (
                (date.fromisoformat(one) - timedelta(days=days)).isoformat() for one in (row.starts, row.ends)
            )


def open_village(system: System, folder: Path) -> Village:
    services = {"trust_address": f"http://127.0.0.1:{system.ports['trust']}", "demo": True}
    settings = {zone: zone_settings(system.var, zone, services) for zone in Zone}
    reference = httpx.Client(base_url=system.reference)
    town = Town.open(system.var, folder, settings=settings, clock=system_clock).among(reference)
    assert isinstance(town, Town)
    town.people = known_people(reference, NEIGHBOURS, skip=TAKEN)
    return Village(town, Hands(), drill_officers(town.inner), folder=folder)


AtPhone = Callable[[Person], Applicant]


def look(page: Page, name: str) -> None:
    """Keep what the page looks like from header to footer, for somebody who wants to look."""
    if not PICTURES:
        return
    size = page.viewport_size
    assert size is not None
    tall = page.evaluate("(document.querySelector('.stMain') || document.documentElement).scrollHeight")
    page.set_viewport_size(ViewportSize(width=size["width"], height=max(tall, size["height"])))
    page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)
    page.set_viewport_size(size)


def wishes(one: Applicant, wish: str) -> None:
    """From the home page: what do you want to do?"""
    one.open("/")
    one.button(zh("What do you want to do?")).click()
    title = one.page.locator("strong").get_by_text(zh(wish), exact=True)
    one.page.get_by_role("button").filter(has=title).click()
    one.settled()


def answers(one: Applicant, *given: str) -> None:
    """Answer the questions that narrow the types, each as soon as it is asked."""
    for answer in given:
        one.fresh().locator('[data-testid="stButtonGroup"] button').filter(has_text=zh(answer)).click()
        one.settled()


def finds(one: Applicant, name: str, label_: str) -> None:
    """Look an enterprise up by its name and touch it."""
    one.field(label_).fill(name)
    one.page.get_by_role("button").filter(has_text=name).first.click()
    one.settled()


def adds(one: Applicant, number: int, other: Person) -> None:
    """Enter a person with no more than what must be known."""
    one.button(zh("Add a person")).click()
    card = one.page.locator(f"[class*=st-key-party_][class*=_p{number}]")
    one.type(called(f"parties.p{number}.name"), other.name, card)
    one.type(called(f"parties.p{number}.identity_number"), other.identity_number, card)
    expect(card.locator(".qc-derived")).to_be_visible()


def shown(page: Page, text: str) -> Locator:
    found = page.get_by_text(text).first
    expect(found).to_be_visible(timeout=TIMEOUT)
    return found


def registered(one: Applicant, application: str, name: str) -> str:
    """The licence is there, and anybody can verify it by its code, which is given back."""
    until(one.page, application, zh("Download the licence"))
    look(one.page, f"{name}-licence")
    code = re.search(r"\b9[0-9A-Z]{17}\b", one.page.locator(".stApp").inner_text())
    assert code
    one.open(f"/verify?code={code.group()}")
    one.sees([zh("Everything that was checked is in order.")])
    return code.group()


def decided_at_the_desks(system: System, desk: MakePage, case_id: str, name: str) -> None:
    """One officer examines and another approves, each at a screen of 1280 px."""
    case = f"{system.officer}/?page=case&id={case_id}"
    examiner = sign_in_officer(desk(), system, "examiner")
    until(examiner, case, name)
    look(examiner, "change-case")
    expect(examiner.locator("table.changes")).to_contain_text("法定代表人")
    assert examiner.evaluate("document.documentElement.scrollWidth") <= DESK["width"]
    confirm(examiner, "受理并审查", "已受理")
    confirm(examiner, "提出审查意见", "等待核准", "继续")
    approver = sign_in_officer(desk(), system, "approver")
    approver.goto(case)
    for step in ("核准…", "继续", "确认"):
        approver.get_by_role("button", name=step).first.click()
    expect(approver.get_by_role("heading", name="登记办结")).to_be_visible(timeout=2 * TIMEOUT)
    look(approver, "change-approved")
