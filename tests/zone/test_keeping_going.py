"""One thing that is broken does not stop the others: mails, cases, doors."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete
from sqlmodel import select

from core.inner import issuing
from core.inner import worker as inner_worker
from core.outer import notices
from core.outer import worker as outer_worker
from core.outer.tables import Attempt, Mail
from core.terms import Status
from tests.towns import Town


def test_a_silent_mail_server_is_asked_once_and_everything_waits_for_it(site: Town) -> None:
    """Or each mail in turn would wait for it, and with them the exchange between the zones."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))  # nobody listens there
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        outer = replace(site.outer, settings=site.outer.settings.model_copy(update={"smtp_address": address}))
        with outer.store.unit() as session:
            session.exec(delete(Mail))
            for _ in range(3):
                account = notices.Recipient(language="en", email="good@mail.invalid")
                notices.tell(session, outer, account, notices.new_code_letter("1", "2"), outer.clock())
        assert notices.send_mails(outer) == 0
        assert notices.send_mails(outer) == 0  # nothing is due
    with outer.store.reading() as session:
        assert [one.tries for one in session.exec(select(Mail))] == [1, 1, 1]


def test_one_broken_mail_does_not_stop_the_others(site: Town) -> None:
    """An address that nobody can write to is tried later and later, beside those that go."""
    outer = replace(site.outer, settings=site.outer.settings.model_copy(update={"smtp_address": "127.0.0.1:1"}))
    ids = []
    with outer.store.unit() as session:
        for old in session.exec(select(Mail)):
            session.delete(old)
        for to in ("a@[b.c", "=?utf-8?q?=0a?=@x.y", "good@mail.invalid"):
            account = notices.Recipient(language="en", email=to)
            notices.tell(session, outer, account, notices.new_code_letter("1", "2"), outer.clock())
        session.flush()
        ids = [row.id for row in session.exec(select(Mail))]
    assert notices.send_mails(outer) == 0
    with outer.store.reading() as session:
        assert [session.get_one(Mail, one).tries for one in ids] == [1, 1, 1]


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
