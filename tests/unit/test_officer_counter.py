"""The form that an officer fills in at the counter, and how what was typed comes back (R04, R06, R22)."""

from __future__ import annotations

import pytest

from core import catalogue
from core.choices import Choices
from core.content import Content
from core.i18n import LANGUAGES
from officer.counter_form import Fields
from officer.counter_reading import read
from officer.surface import Did
from officer.words import Words
from tests.builders import AUTHORITY, TODAY, content_for
from tests.builders.held import CHANGES, held_by

NUMBER = "1101082026Z000007"


def about(procedure_id: str) -> Content:
    """What is filled in of a procedure of that kind."""
    return content_for(catalogue.load().procedure(procedure_id, TODAY))[0]


def drawn(
    procedure_id: str,
    section: str,
    choices: Choices | None = None,
    language: str = "en",
    content: Content | None = None,
) -> str:
    procedure = catalogue.load().procedure(procedure_id, TODAY)
    content = content or about(procedure_id)
    return str(Fields(Words(language), content, procedure, AUTHORITY, (), {}, 0, choices or Choices()).section(section))


@pytest.mark.parametrize("item", ["CHANGE", "CANCEL", "REVOKE"])
def test_r22_the_pledge_spoken_of_is_picked_by_number_parties_and_amount(item: str) -> None:
    content = about(f"LLC.PLEDGE.{item}")
    page = drawn(f"LLC.PLEDGE.{item}", "pledge", Choices(pledges=(held_by(content),)))
    line = f"{NUMBER} · {content.name_of(content.members[0])} → 秦质权 · 3 yuan"
    assert f'<option value="{NUMBER}">{line}</option>' in page
    assert '<input id="in-pledge-number"' not in page


def test_r22_a_new_pledge_is_not_asked_for_a_number() -> None:
    assert "pledge.number" not in drawn("LLC.PLEDGE.SETUP", "pledge")


def test_r22_the_change_to_be_revoked_is_picked_by_version_day_and_business_the_newest_first() -> None:
    page = drawn("LLC.REVOKE_CHANGE", "judgment", Choices(changes=CHANGES))
    assert page.index("Version 4 · 2026-05-02 · ") < page.index("Version 2 · 2026-03-01 · ")
    assert '<input id="in-judgment-version"' not in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("procedure", "section", "field"),
    [("LLC.PLEDGE.CANCEL", "pledge", "number"), ("LLC.REVOKE_CHANGE", "judgment", "version")],
)
def test_r22_when_there_is_nothing_to_pick_a_sentence_says_so(
    procedure: str, section: str, field: str, language: str
) -> None:
    page = drawn(procedure, section, Choices(pledges=(), changes=()), language, Content())
    sentence = {
        ("pledge", "en"): "No pledge of this enterprise&#39;s equity is in force",
        ("pledge", "zh_CN"): "本企业没有现行有效的股权出质登记",
        ("pledge", "ko"): "효력이 있는 질권 등기가 없으므로",
        ("judgment", "en"): "The register holds no change of this enterprise that could be revoked.",
        ("judgment", "zh_CN"): "登记簿中没有本企业可以撤销的变更登记。",
        ("judgment", "ko"): "등기부에 이 기업의 취소할 수 있는 변경등기가 없습니다.",
    }[section, language]
    assert sentence in page
    assert f'name="{section}.{field}"' not in page


def test_r22_what_was_picked_stays_to_be_seen_when_the_register_has_it_no_longer() -> None:
    """As of a pledge that this very case ended."""
    content = about("LLC.PLEDGE.CANCEL")
    content = content.model_copy(update={"pledge": content.pledge.model_copy(update={"number": NUMBER})})
    page = drawn("LLC.PLEDGE.CANCEL", "pledge", Choices(pledges=()), content=content)
    assert f'<option value="{NUMBER}" selected>{NUMBER}</option>' in page


def pick(content: Content, number: str, **typed: str) -> Content:
    form = {"section": "pledge", "pledge.number": number, **{f"pledge.{name}": text for name, text in typed.items()}}
    return read(content, Did("typed", form=form), Choices(pledges=(held_by(content),))).content


def test_r22_picking_a_pledge_fills_in_what_the_register_has_of_it_and_what_is_typed_afterwards_stands() -> None:
    content = about("LLC.PLEDGE.CHANGE")
    picked = pick(content, NUMBER, amount="9", reason="主合同变更")
    found = picked.pledge
    assert (found.number, found.amount, found.claim, found.contract) == (NUMBER, 300, 200, "质1")
    assert (found.pledgor, picked.name_of(found.pledgee)) == (content.members[0], "秦质权")
    assert found.reason == "主合同变更"
    assert pick(picked, NUMBER, amount="2.50").pledge.amount == 250
    assert pick(picked, "").pledge.number == ""


def test_r22_picking_a_version_keeps_its_number() -> None:
    form = {"section": "judgment", "judgment.version": "4"}
    assert read(Content(), Did("typed", form=form), Choices(changes=CHANGES)).content.judgment.version == 4


def shown(page: str, place: str) -> str:
    """What stands at a place that nobody types."""
    box = f"in-{place.replace('.', '-')}"
    assert f'<label for="{box}">' in page
    assert f'name="{place}"' not in page
    return page.partition(f'<output id="{box}"')[2].partition("</output>")[0].partition(">")[2]


@pytest.mark.parametrize("procedure", ["COOP.SETUP", "GP.SETUP"])
def test_r22_what_members_contribute_adds_up_and_is_never_typed(procedure: str) -> None:
    content = about(procedure)
    content = content.model_copy(update={"capital": content.capital.model_copy(update={"registered": 1_234_500})})
    assert shown(drawn(procedure, "capital", content=content), "capital.registered") == "12,345 yuan"


def test_r22_who_leads_a_cooperative_chairs_its_council_and_its_form_is_not_typed() -> None:
    content = about("COOP.SETUP")
    chair = content.organs.legal_representative
    council = content.model_copy(update={"organs": content.organs.model_copy(update={"chair": chair})})
    assert shown(drawn("COOP.SETUP", "organs", content=council), "organs.chair") == content.name_of(chair)
    alone = content.model_copy(update={"organs": content.organs.model_copy(update={"chair": ""})})
    assert shown(drawn("COOP.SETUP", "organs", content=alone), "organs.chair") == "—"
    assert shown(drawn("COOP.SETUP", "name"), "name.legal_form") == "专业合作社"


@pytest.mark.parametrize("procedure", ["BRANCH_CO.SETUP", "REP_OFFICE.SETUP"])
def test_r22_the_name_of_the_enterprise_that_opens_it_stands_in_front_and_is_never_typed(procedure: str) -> None:
    assert shown(drawn(procedure, "name"), "name.owner") == about(procedure).name.owner != ""


def test_r22_a_companys_capital_and_form_are_typed() -> None:
    assert 'name="capital.registered"' in drawn("LLC.SETUP", "capital")
    assert 'name="organs.chair"' in drawn("LLC.SETUP", "organs")
    assert 'name="name.legal_form"' in drawn("LLC.SETUP", "name")
