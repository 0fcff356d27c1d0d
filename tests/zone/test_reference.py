"""The reference services: identity check (R10), publicity (R50), mailbox, and the people they make up."""

from __future__ import annotations

import base64
import io
import smtplib
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path
from random import Random

import httpx
import pytest
from fastapi import FastAPI
from PIL import Image

from core.codes import is_uscc
from core.i18n import LANGUAGES, translator
from core.local_transport import LocalTransport
from reference.app import create_app
from reference.mail_sink import make_controller
from reference.organisations import Organisation
from reference.pages import with_links
from reference.people import RARE_NAMES, Person, check_digit, draw_people

NOW = datetime(2026, 6, 1, 8, 30, tzinfo=UTC)
Check = Callable[..., dict[str, object]]


def client_of(app: FastAPI) -> httpx.Client:
    return httpx.Client(base_url="http://reference", transport=LocalTransport(app))


@pytest.fixture
def app(tmp_path: Path) -> Iterator[FastAPI]:
    app = create_app(tmp_path / "reference", clock=lambda: NOW)
    yield app
    app.state.records.close()


@pytest.fixture
def client(app: FastAPI) -> Iterator[httpx.Client]:
    with client_of(app) as client:
        yield client


@pytest.fixture
def person(app: FastAPI) -> Person:
    people: tuple[Person, ...] = app.state.records.people()
    return people[0]


@pytest.fixture
def check(client: httpx.Client, person: Person) -> Check:
    def ask(**changes: str) -> dict[str, object]:
        claim = {"name": person.name, "identity_number": person.identity_number, "phone": person.phone}
        response = client.post("/identity/check", json={**claim, "portrait": picture(200, 260), **changes})
        assert response.status_code == 200
        answer: dict[str, object] = response.json()
        return answer

    return ask


def picture(width: int, height: int) -> str:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, "JPEG")
    return base64.b64encode(out.getvalue()).decode()


def test_right_details_are_confirmed_with_a_reference(check: Check) -> None:
    answer = check()
    assert answer["matched"] is True
    assert answer["reference"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "王某某"),
        ("identity_number", "110108199001011239"),
        ("phone", "13900000000"),
        ("portrait", picture(99, 400)),
        ("portrait", base64.b64encode(b"no picture").decode()),
        ("portrait", "not base64!"),
    ],
)
def test_a_mismatch_says_which_field_and_only_that_one(check: Check, field: str, value: str) -> None:
    answer = check(**{field: value})
    assert answer["matched"] is False
    fields = answer["fields"]
    assert isinstance(fields, dict)
    assert [name for name, matches in fields.items() if not matches] == [field]


def test_a_stranger_matches_in_nothing_but_the_picture(check: Check) -> None:
    answer = check(name="无名氏", identity_number="110108199001011239", phone="13900000000")
    assert answer["fields"] == {"name": False, "identity_number": False, "phone": False, "portrait": True}


def test_the_answer_never_tells_what_the_service_knows(check: Check, person: Person) -> None:
    assert person.name not in str(check(name="王某某"))
    assert person.phone not in str(check(phone="13900000000"))


@pytest.fixture
def organisation(app: FastAPI) -> Organisation:
    organisations: tuple[Organisation, ...] = app.state.records.organisations()
    return organisations[0]


@pytest.fixture
def check_organisation(client: httpx.Client, organisation: Organisation) -> Check:
    def ask(**changes: str) -> dict[str, object]:
        names = ("name", "code", "representative", "phone")
        response = client.post(
            "/organisations/check", json={**{name: getattr(organisation, name) for name in names}, **changes}
        )
        assert response.status_code == 200
        answer: dict[str, object] = response.json()
        return answer

    return ask


def test_r11_a_legal_person_is_confirmed_field_by_field_and_nothing_is_handed_out(
    check_organisation: Check, organisation: Organisation
) -> None:
    assert check_organisation()["matched"] is True
    wrong = {
        "name": "北京另一投资有限公司",
        "code": "91110108MA00000000",
        "representative": "王某某",
        "phone": "13900000000",
    }
    for field, value in wrong.items():
        answer = check_organisation(**{field: value})
        fields = answer["fields"]
        assert isinstance(fields, dict)
        assert [name for name, matches in fields.items() if not matches] == [field]
        assert getattr(organisation, field) not in str(answer)


def test_an_organisation_that_is_not_on_record_matches_in_nothing(check_organisation: Check) -> None:
    answer = check_organisation(name="海蓝国际有限公司", code="SG2026001", representative="王某某", phone="13900000000")
    assert set(dict(answer["fields"]).values()) == {False}  # type: ignore[call-overload]


def test_the_demo_s_organisations_are_of_several_kinds_and_each_is_represented_by_one_of_its_people(
    app: FastAPI, client: httpx.Client
) -> None:
    shown = client.get("/organisations").json()
    assert {one["kind"] for one in shown} == {"enterprise", "institution", "collective", "state_body"}
    people = {(one.name, one.phone) for one in app.state.records.people()}
    assert {(one["representative"], one["phone"]) for one in shown} <= people
    assert all(is_uscc(one["code"]) for one in shown)


def test_people_are_kept_over_a_restart_and_differ_between_installations(tmp_path: Path) -> None:
    first, again, other = (create_app(tmp_path / name).state.records for name in ("a", "a", "b"))
    assert first.people() == again.people() != other.people()
    for records in (first, again, other):
        records.close()


def test_without_the_demo_nobody_is_made_up_and_nothing_is_shown(tmp_path: Path) -> None:
    app = create_app(tmp_path, demo=False)
    with client_of(app) as client:
        assert client.get("/health").json() == {"status": "ok"}
        assert [client.get(path).status_code for path in ("/people", "/organisations", "/mailbox", "/mails")] == [
            404
        ] * 4
    app.state.records.close()


@pytest.mark.parametrize("seed", range(5))
def test_made_up_people_are_adults_with_numbers_that_hold(seed: int) -> None:
    people = draw_people(40, Random(seed), NOW.date())
    assert {person.name for person in people} >= set(RARE_NAMES)
    for person in people:
        number = person.identity_number
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
        assert check_digit(number[:17]) == number[17]
        assert 18 <= (NOW.date() - born).days / 365.25 < 65
        assert len(person.phone) == 11
        assert person.sex == ("male" if int(number[16]) % 2 else "female")


def test_the_check_digit_follows_the_standards_own_example() -> None:
    assert check_digit("11010519491231002") == "X"


def test_the_same_publicity_gets_the_same_receipt(client: httpx.Client) -> None:
    told = {"key": "case-1", "record": {"name": "北京星河科技有限公司"}}
    first, second = client.post("/publicity", json=told).json(), client.post("/publicity", json=told).json()
    assert first == second
    assert first["receipt"] == "GS20260601000001"
    assert client.get("/publicity/case-1").json() == first
    assert client.get("/publicity").json() == [first]
    assert client.get("/publicity/case-2").status_code == 404


def test_other_publicity_gets_another_receipt(client: httpx.Client) -> None:
    receipts = {client.post("/publicity", json={"key": key, "record": {}}).json()["receipt"] for key in "abc"}
    assert len(receipts) == 3


def send(port: int, address: str, subject: str, text: str) -> None:
    message = EmailMessage()
    message["To"], message["From"], message["Subject"] = address, "no-reply@quancheng.invalid", subject
    message.set_content(text)
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        smtp.send_message(message)


@pytest.fixture
def smtp_port(app: FastAPI) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    controller = make_controller(app.state.records, port)
    controller.start()
    yield port
    controller.stop()


def test_mails_land_in_the_mailbox_newest_first(client: httpx.Client, smtp_port: int) -> None:
    send(smtp_port, "Wang@example.org", "请签署", "请打开 https://localhost:8501/i/abc?x=1。")
    send(smtp_port, "li@example.org", "验证码", "123456")
    assert [mail["subject"] for mail in client.get("/mails").json()] == ["验证码", "请签署"]
    assert [mail["subject"] for mail in client.get("/mails", params={"address": "wang@"}).json()] == ["请签署"]
    page = client.get("/mailbox", params={"address": "wang@example.org"}).text
    assert '<a href="https://localhost:8501/i/abc?x=1">' in page
    assert "123456" not in page


def test_what_a_mail_says_stays_text() -> None:
    assert with_links("<b>x</b> http://a.example/?a=1&b=2.") == (
        '&lt;b&gt;x&lt;/b&gt; <a href="http://a.example/?a=1&amp;b=2">http://a.example/?a=1&amp;b=2</a>.'
    )
    assert with_links("javascript:alert(1)") == "javascript:alert(1)"


def test_a_wildcard_in_the_search_is_an_ordinary_character(client: httpx.Client, app: FastAPI) -> None:
    app.state.records.keep_mail(["a@example.org"], b"Subject: x\r\n\r\ny")
    assert client.get("/mails", params={"address": "%"}).json() == []


@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/mailbox", "Mailbox of this demo"),
        ("/people", "People the identity service knows"),
        ("/organisations", "Organisations the legal-person database knows"),
        ("/publicity", "Publicised enterprises"),
    ],
)
def test_pages_speak_every_language(client: httpx.Client, path: str, title: str, language: str) -> None:
    response = client.get(path, params={"language": language}, headers={"accept": "text/html"})
    assert translator(language)(title) in response.text
    assert response.headers["content-security-policy"].startswith("default-src 'none'")


def test_an_unknown_language_is_answered_in_the_default(client: httpx.Client) -> None:
    assert '<html lang="zh-CN">' in client.get("/mailbox?language=<x>").text


def test_every_person_comes_with_a_portrait_that_the_check_takes(client: httpx.Client, check: Check) -> None:
    drawn = client.get("/people/0/portrait.jpg")
    assert drawn.headers["content-type"] == "image/jpeg"
    assert check(portrait=base64.b64encode(drawn.content).decode())["matched"] is True
    assert client.get("/people/999/portrait.jpg").status_code == 404
