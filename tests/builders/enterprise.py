"""One builder for every section about an enterprise; `ENTERPRISE` is their table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.content import (
    Assets,
    CapitalSection,
    Composition,
    ContactSection,
    Contribution,
    CooperativeSection,
    DomicileSection,
    ForeignSection,
    HouseholdSection,
    NameSection,
    NatureSection,
    OrgansSection,
    OriginSection,
    OtherSection,
    ParentSection,
    PartnershipSection,
    ProprietorSection,
    RepresentativesSection,
    ScopePhrase,
    ScopeSection,
    Section,
)
from core.rules.asked import has_members
from tests.builders.setting import Setting

SHARE = 30_000_000
FUND = 20_000_000
SOFTWARE = ScopePhrase(code="6513", text="软件开发")
ADVICE = ScopePhrase(code="6560", text="信息技术咨询服务")


def name(it: Setting) -> Section:
    if it.has("parent") and not it.has("origin"):
        return NameSection(owner=parent(it).name, trade_name=it.word(), legal_form=it.legal_form)
    if it.has("origin"):
        owner = origin(it)
        front = owner.country + owner.name if it.has("representatives") else owner.name
        trade = "北京" if it.has("representatives") else it.word()
        return NameSection(owner=front, trade_name=trade, legal_form=it.legal_form)
    return NameSection(
        division_code="110000",
        trade_name=it.word(),
        industry_term="科技",
        industry_code="6513",
        legal_form=it.legal_form,
    )


def domicile(it: Setting) -> Section:
    return DomicileSection(
        region_code=it.authority, address=f"中关村大街{it.seed % 900 + 1}号2层201室", postcode="100080"
    )


def scope(it: Setting) -> Section:
    return ScopeSection(phrases=(SOFTWARE, ADVICE))


def capital(it: Setting) -> Section:
    if not has_members(it.procedure):
        return CapitalSection(registered=FUND)
    due = it.day(1400)
    shares = tuple(Contribution(party=key, amount=SHARE, due=due) for key in it.members)
    return CapitalSection(registered=SHARE * len(shares), contributions=shares)


def organs(it: Setting) -> Section:
    head = it.directors[0] if it.directors else "p1"
    return OrgansSection(
        directors=it.directors,
        chair=head if len(it.directors) >= it.limits.board_min else "",
        supervisors=(it.supervisor,) if it.directors else (),
        manager=head,
        legal_representative=head,
    )


def contact(it: Setting) -> Section:
    return ContactSection(phone="010-62345678", email="office@example.cn", liaison="p1", finance_officer="p1")


def other(it: Setting) -> Section:
    return OtherSection(term_years=20, employees=3)


def partnership(it: Setting) -> Section:
    limited = it.members[it.limits.general_partners_min :] if "有限合伙" in it.legal_form else ()
    general = tuple(key for key in it.members if key not in limited)
    delegates = {key: "p1" for key in general[:1] if key[0] == "o"}
    return PartnershipSection(limited=limited, executives=general[:1], delegates=delegates)


def proprietor(it: Setting) -> Section:
    return ProprietorSection(investor="p1", assets=Assets.PERSONAL)


def household(it: Setting) -> Section:
    return HouseholdSection(operator="p1", composition=Composition.PERSONAL)


def cooperative(it: Setting) -> Section:
    return CooperativeSection(farmers=it.members)


def nature(it: Setting) -> Section:
    return NatureSection()


def parent(it: Setting) -> ParentSection:
    if it.has("origin"):
        return ParentSection(head="p2")
    return ParentSection(
        uscc=it.code(it.procedure.type.uscc_department, 7),
        name=f"北京{it.word(7)}科技有限公司",
        entity_type="有限责任公司",
        address="北京市海淀区学院路7号",
        representative="p1",
        head="p2",
    )


def foreign(it: Setting) -> Section:
    if it.has("origin"):
        return ForeignSection(recipient="p2")
    return ForeignSection(
        total_investment=2 * SHARE * max(1, len(it.members)), investors=(it.members[-1],), recipient="p2"
    )


def origin(it: Setting) -> OriginSection:
    return OriginSection(
        name=f"海蓝{it.word(6)}国际有限公司",
        country="新加坡",
        address="新加坡滨海湾1号",
        liability="有限责任",
        capital="500万美元",
        scope="软件开发与技术咨询",
        signatory="p1",
    )


def representatives(it: Setting) -> Section:
    return RepresentativesSection(chief="p2", others=("p3",), until=it.day(700))


Build = Callable[[Setting], Section]

ENTERPRISE: Mapping[str, Build] = {
    "name": name,
    "domicile": domicile,
    "scope": scope,
    "capital": capital,
    "organs": organs,
    "contact": contact,
    "other": other,
    "partnership": partnership,
    "proprietor": proprietor,
    "household": household,
    "cooperative": cooperative,
    "nature": nature,
    "parent": parent,
    "foreign": foreign,
    "origin": origin,
    "representatives": representatives,
}
