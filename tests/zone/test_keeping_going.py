"""One thing that is broken does not stop the others: mails, cases, doors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import delete
from sqlmodel import col, select

from bench._portal import free_port
from core.inner import issuing
from core.inner import worker as inner_worker
from core.outer import notices
from core.outer import worker as outer_worker
from core.outer.context import Outer
from core.outer.tables import Attempt, Mail
from core.terms import Status
from tests.towns import Town


@pytest.fixture
def mails(site: Town) -> Callable[..., list[str]]:
    """Lays mails to addresses into the empty queue; gives their identifiers in the order of sending."""

    def lay(*addresses: str) -> list[str]:
        with site.outer.store.unit() as session:
            session.exec(delete(Mail))
            for number, to in enumerate(addresses):
                account = notices.Recipient(language="en", email=to)
                at = site.outer.clock() - timedelta(minutes=len(addresses) - number)
                notices.tell(session, site.outer, account, notices.new_code_letter("1", "2"), at)
            session.flush()
            return [row.id for row in session.exec(select(Mail).order_by(col(Mail.created_at)))]

    return lay


def asking(site: Town, address: str) -> Outer:
    return replace(site.outer, settings=site.outer.settings.model_copy(update={"smtp_address": address}))


def test_a_mail_server_that_is_not_there_is_asked_once_and_everything_waits_for_it(
    site: Town, mails: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or each mail in turn would wait for it, and with them the exchange between the zones."""
    asked, hand_over = list[str](), notices._hand_over

    def counted(outer: Outer, mail_id: str, mail: Mapping[str, str]) -> bool:
        asked.append(mail_id)
        return hand_over(outer, mail_id, mail)

    monkeypatch.setattr(notices, "_hand_over", counted)
    ids = mails("a@mail.invalid", "b@mail.invalid", "c@mail.invalid")
    assert notices.send_mails(asking(site, "127.0.0.1:1")) == 0
    assert notices.send_mails(asking(site, "127.0.0.1:1")) == 0  # nothing is due
    assert asked == ids[:1]
    with site.outer.store.reading() as session:
        assert [session.get_one(Mail, one).tries for one in ids] == [0, 0, 0]


def test_one_broken_mail_does_not_stop_the_others(site: Town, mails: Callable[..., list[str]]) -> None:
    """An address that nobody can write to is tried later and later, beside those that go."""
    taken = list[str]()

    class Taking:
        async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:
            taken.extend(envelope.rcpt_tos)
            return "250 taken"

    ids = mails("a@[b.c", "=?utf-8?q?=0a?=@x.y", "good@mail.invalid")
    controller = Controller(Taking(), hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        assert notices.send_mails(asking(site, f"127.0.0.1:{controller.port}")) == 1
    finally:
        controller.stop()
    assert taken == ["good@mail.invalid"]
    with site.outer.store.reading() as session:
        rows = [session.get_one(Mail, one) for one in ids]
        assert [(row.tries, row.sent_at is not None) for row in rows] == [(1, False), (1, False), (1, True)]


def test_one_broken_case_does_not_stop_the_others(site: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def complete(_: object, case_id: str) -> Status:
        if case_id == "broken":
            raise RuntimeError("what nobody foresaw")
        done.append(case_id)
        return Status.PUBLICISED

    monkeypatch.setattr(issuing, "unfinished", lambda _: ["broken", "whole"])
    monkeypatch.setattr(issuing, "complete", complete)
    assert inner_worker.work(site.inner) >= 1
    assert done == ["whole"]


def test_a_case_that_fails_again_and_again_is_tried_ever_more_seldom() -> None:
    patience, now = inner_worker.Patience(), datetime(2026, 11, 26, tzinfo=UTC)
    waits = []
    for _ in range(20):
        patience.failed("broken", now)
        wait = next(one for one in range(1, 3601) if not patience.holds_back("broken", now + timedelta(seconds=one)))
        waits.append(wait)
        now += timedelta(seconds=wait)
    assert waits == sorted(waits)
    assert waits[-1] == 3600
    assert not patience.holds_back("another", now)
    patience.done("broken")
    assert not patience.holds_back("broken", now)


def test_tries_that_no_longer_count_are_forgotten(site: Town) -> None:
    now = site.outer.clock()
    with site.outer.store.unit() as session:
        session.add_all([Attempt(door="old", at=now - timedelta(hours=1)), Attempt(door="new", at=now)])
    outer_worker.tidy(site.outer)
    inner_worker.tidy(site.inner)
    with site.outer.store.reading() as session:
        doors = set(session.exec(select(Attempt.door)))
    assert "old" not in doors
    assert "new" in doors
