"""A company in order, built in one line, and bent where a test wants it."""

from __future__ import annotations

from datetime import date
from typing import Any

from core import catalogue
from core.codes import make_resident_id
from core.content import Content
from core.rules import RuleFacts

TODAY = date(2026, 11, 23)
AUTHORITY = "110108"


def person(number: int, name: str, born: date = date(1985, 6, 1)) -> dict[str, str]:
    """A made-up person as plain data."""
    return {
        "name": name,
        "identity_number": make_resident_id("110108", born, number),
        "phone": f"138{number:08d}",
        "email": f"person{number}@example.cn",
    }


def plain() -> dict[str, Any]:
    """Content of a company with two members in which no rule finds anything wrong, as plain data."""
    return {
        "parties": {"p1": person(1, "王建国"), "p2": person(2, "李秀英"), "p3": person(3, "张伟")},
        "name": {
            "division_code": "110000",
            "trade_name": "青石",
            "industry_term": "科技",
            "industry_code": "6513",
            "legal_form": "有限公司",
        },
        "domicile": {"region_code": "110108", "address": "中关村大街1号2层201室", "postcode": "100080"},
        "scope": {"phrases": [{"code": "6513", "text": "软件开发"}, {"code": "6560", "text": "信息技术咨询服务"}]},
        "capital": {
            "registered": 100_000_000,
            "contributions": [
                {"party": "p1", "amount": 60_000_000, "due": "2030-12-31"},
                {"party": "p2", "amount": 40_000_000, "due": "2031-11-23"},
            ],
        },
        "organs": {"directors": ["p1"], "supervisors": ["p3"], "manager": "p1", "legal_representative": "p1"},
        "contact": {"phone": "010-62345678", "email": "office@example.cn", "liaison": "p2", "finance_officer": "p2"},
        "other": {},
    }


def bend(place: str, value: object, data: dict[str, Any] | None = None) -> dict[str, Any]:
    """Plain data with one place changed; a value of None removes it."""
    data = plain() if data is None else data
    *way, last = place.split(".")
    found: Any = data
    for step in way:
        found = found[int(step)] if isinstance(found, list) else found[step]
    if isinstance(found, list):
        found[int(last)] = value
    elif value is None:
        found.pop(last, None)
    else:
        found[last] = value
    return data


def company(changes: dict[str, object] | None = None) -> Content:
    """A company in order with some places changed."""
    data = plain()
    for place, value in (changes or {}).items():
        bend(place, value, data)
    return Content.model_validate(data)


def rule_facts(**changes: Any) -> RuleFacts:
    facts = {
        "today": TODAY,
        "procedure": catalogue.load().procedure("LLC.SETUP", TODAY),
        "authority_id": AUTHORITY,
        "uploads": frozenset({"premises"}),
    }
    return RuleFacts(**{**facts, **changes})
