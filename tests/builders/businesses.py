"""One builder for every section about a business with a registered enterprise; `BUSINESSES` is their table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.codes import full_region_name
from core.content import (
    AgentSection,
    Content,
    JudgmentSection,
    LiquidationSection,
    MergerSection,
    MigrationSection,
    PledgeSection,
    ReissueReason,
    ReissueSection,
    ResolutionSection,
    Section,
    SituationSection,
    SubjectSection,
    Transfer,
    TransferSection,
)
from core.names import compose
from core.rules.decisions import shares
from core.terms import Effect
from tests.builders.setting import ELSEWHERE, Setting, newcomer

TOLD, DECIDED = -60, -6
"""Days before the application: when creditors were told, when the resolution was taken."""


def subject(it: Setting, content: Content, prior: Content) -> Section:
    return SubjectSection(uscc=it.code(it.procedure.type.uscc_department, 0), name=compose(prior.name), version=1)


def agent(it: Setting, content: Content, prior: Content) -> Section:
    return AgentSection(agent=newcomer(content), powers="提交申请、领取文书", until=it.day(90))


def situation(it: Setting, content: Content, prior: Content) -> Section:
    return SituationSection(circumstances=it.circumstances)


def resolution(it: Setting, content: Content, prior: Content) -> Section:
    organs = prior.organs
    return ResolutionSection(
        decided=it.day(TOLD - 5 if it.procedure.creditor_days else DECIDED),
        place="本企业会议室",
        chair=organs.chair or organs.legal_representative or "p1",
        directors_present=organs.directors,
    )


def transfer(it: Setting, content: Content, prior: Content) -> Section:
    """From those who have less afterwards to those who have more, as much as that is."""
    if prior.proprietor.investor:
        whole = prior.capital.registered
        moved = [
            Transfer(giver=prior.proprietor.investor, taker=content.proprietor.investor, amount=whole, price=whole)
        ]
    else:
        before, after = shares(prior), shares(content)
        less = [key for key in before if after[key] < before[key]]
        more = [key for key in after if after[key] > before[key]]
        moved = [
            Transfer(giver=giver, taker=taker, amount=before[giver] - after[giver], price=before[giver] - after[giver])
            for giver, taker in zip(less, more, strict=True)
        ]
    return TransferSection(transfers=tuple(moved), agreed=it.day(DECIDED))


def liquidation(it: Setting, content: Content, prior: Content) -> Section:
    ended = it.procedure.effect is Effect.CANCEL
    return LiquidationSection(
        members=("p1",),
        head="p1",
        since=it.day(TOLD - 5),
        noticed=it.day(TOLD),
        finished=it.day(-3) if ended else None,
        debts="债权债务已清理完毕",
    )


def pledge(it: Setting, content: Content, prior: Content) -> Section:
    pledgor = prior.members[0]
    amount = next((one.amount for one in prior.capital.contributions if one.party == pledgor), 0)
    return PledgeSection(
        number="" if it.procedure.item == "SETUP" else f"1101{it.seed:08d}",
        pledgor=pledgor,
        pledgee=newcomer(prior),
        amount=amount // 2,
        claim=amount // 3,
        contract="质字第1号",
        reason="" if it.procedure.item == "SETUP" else "主债权变更",
    )


def reissue(it: Setting, content: Content, prior: Content) -> Section:
    return ReissueSection(reason=ReissueReason.LOST, announced=it.day(-10))


def migration(it: Setting, content: Content, prior: Content) -> Section:
    return MigrationSection(from_authority=it.authority, to_authority=ELSEWHERE, consent="京朝迁字第1号")


def merger(it: Setting, content: Content, prior: Content) -> Section:
    return MergerSection(
        others=("o8",), decided=it.day(TOLD - 5), noticed=it.day(TOLD), debts="由存续公司承继全部债权债务"
    )


def judgment(it: Setting, content: Content, prior: Content) -> Section:
    return JudgmentSection(
        court=f"{full_region_name(it.authority)}人民法院", number="（2026）京0108行初1号", day=it.day(-30), version=1
    )


Build = Callable[[Setting, Content, Content], Section]

BUSINESSES: Mapping[str, Build] = {
    "subject": subject,
    "agent": agent,
    "situation": situation,
    "resolution": resolution,
    "transfer": transfer,
    "liquidation": liquidation,
    "pledge": pledge,
    "reissue": reissue,
    "migration": migration,
    "merger": merger,
    "judgment": judgment,
}
