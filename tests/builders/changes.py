"""How a content differs from what the register says: by item where an item has its own way, else by what it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core.content import (
    Assets,
    Content,
    Contribution,
    ContributionForm,
    EconomicNature,
    ScopePhrase,
    Tenure,
)
from tests.builders.enterprise import SHARE
from tests.builders.setting import ELSEWHERE, Setting

Updates = Mapping[str, Any]
Alter = Callable[[Setting, Content], Updates]


def _section(section: str, /, **changes: Any) -> Alter:
    return lambda it, prior: _with(prior, section, **changes)


def _with(prior: Content, section: str, /, **changes: Any) -> Updates:
    return {section: getattr(prior, section).model_copy(update=changes)}


def name(it: Setting, prior: Content) -> Updates:
    office = prior.representatives.chief
    return _with(prior, "name", trade_name="北京市" if office else it.word(3))


OTHER_FORMS: Mapping[str, str] = {
    "（普通合伙）": "（特殊普通合伙）",
    "（特殊普通合伙）": "（普通合伙）",
    "（有限合伙）": "（普通合伙）",
}


def legal_form(it: Setting, prior: Content) -> Updates:
    """Partnerships change into another kind, of which all are general partners; others into another form."""
    own = prior.name.legal_form
    changed = _with(prior, "name", legal_form=OTHER_FORMS.get(own) or it.procedure.type.legal_forms[-1])
    return {**changed, **_with(prior, "partnership", limited=())}


def domicile(it: Setting, prior: Content) -> Updates:
    region = ELSEWHERE if "migration" in it.procedure.sections else prior.domicile.region_code
    return _with(
        prior, "domicile", region_code=region, address="学清路8号3层301室", postcode="100192", tenure=Tenure.OWNED
    )


def scope(it: Setting, prior: Content) -> Updates:
    return _with(prior, "scope", phrases=(*prior.scope.phrases, ScopePhrase(code="6550", text="数据处理服务")))


def organs(it: Setting, prior: Content) -> Updates:
    """Somebody new runs the enterprise in place of the first."""
    new, old = f"p{it.free}", prior.organs.legal_representative
    directors = tuple(new if key == old else key for key in prior.organs.directors)
    chair = new if prior.organs.chair == old else prior.organs.chair
    return _with(prior, "organs", directors=directors, chair=chair, manager=new, legal_representative=new)


def other_officers(it: Setting, prior: Content) -> Updates:
    return _with(prior, "organs", supervisors=(f"p{it.free}",))


def contact(it: Setting, prior: Content) -> Updates:
    return _with(prior, "contact", phone="010-82345678", email="new@example.cn")


def capital_to(percent: int) -> Alter:
    """Every share, and so the whole, in percent of what it was."""

    def alter(it: Setting, prior: Content) -> Updates:
        shares = tuple(
            one.model_copy(update={"amount": one.amount * percent // 100}) for one in prior.capital.contributions
        )
        whole = prior.capital.registered * percent // 100
        changed = dict(_with(prior, "capital", registered=whole, contributions=shares))
        if prior.foreign.total_investment:
            total = prior.foreign.total_investment * percent // 100
            changed |= _with(prior, "foreign", total_investment=total)
        return changed

    return alter


def handed_over(it: Setting, prior: Content) -> Updates:
    """The last member's share goes to somebody new of the same sort."""
    giver, last = it.members[-1], it.members[-1]
    taker = f"p{it.free}" if giver.startswith("p") else it.next_member
    swap = {giver: taker}

    def put(keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(swap.get(key, key) for key in keys)

    shares = tuple(
        one.model_copy(update={"party": swap.get(one.party, one.party)}) for one in prior.capital.contributions
    )
    changed = dict(_with(prior, "capital", contributions=shares))
    if last in prior.foreign.investors:
        changed |= _with(prior, "foreign", investors=put(prior.foreign.investors))
    if prior.cooperative.farmers:
        changed |= _with(prior, "cooperative", farmers=put(prior.cooperative.farmers))
    if prior.partnership.executives:
        partnership = prior.partnership
        executives = put(partnership.executives)
        delegates = {swap.get(key, key): person for key, person in partnership.delegates.items()}
        changed |= _with(
            prior, "partnership", limited=put(partnership.limited), executives=executives, delegates=delegates
        )
    return changed


def executives(it: Setting, prior: Content) -> Updates:
    """Another general partner executes the business; of a single one, another delegate or a new partner beside it."""
    general = [key for key in it.members if key not in prior.partnership.limited]
    others = [key for key in general if key not in prior.partnership.executives]
    if others:
        delegates = {key: "p1" for key in others[:1] if key[0] == "o"}
        return _with(prior, "partnership", executives=tuple(others[:1]), delegates=delegates)
    new = f"p{it.free}"
    share = Contribution(party=new, amount=SHARE, due=it.day(1400))
    capital = _with(
        prior,
        "capital",
        registered=prior.capital.registered + SHARE,
        contributions=(*prior.capital.contributions, share),
    )
    return {**capital, **_with(prior, "partnership", executives=(new,))}


def liability(it: Setting, prior: Content) -> Updates:
    """A limited partner joins where there may be some; otherwise shares move between general partners."""
    if prior.partnership.limited:
        new = f"p{it.free}"
        share = Contribution(party=new, amount=SHARE, due=it.day(1400))
        capital = _with(
            prior,
            "capital",
            registered=prior.capital.registered + SHARE,
            contributions=(*prior.capital.contributions, share),
        )
        return {**capital, **_with(prior, "partnership", limited=(*prior.partnership.limited, new))}
    delegates = {key: "p1" for key in it.members if key[0] == "o"}
    return _with(prior, "partnership", executives=it.members, delegates=delegates)


def contribution(it: Setting, prior: Content) -> Updates:
    """Later, and more of it."""
    shares = tuple(one.model_copy(update={"due": it.day(1500)}) for one in prior.capital.contributions)
    if shares:
        return _with(prior, "capital", contributions=shares)
    return _with(prior, "capital", registered=prior.capital.registered + SHARE)


def paid(it: Setting, prior: Content) -> Updates:
    shares = tuple(
        one.model_copy(update={"paid": one.amount, "form": ContributionForm.MONEY})
        for one in prior.capital.contributions
    )
    return _with(prior, "capital", contributions=shares)


def renamed(it: Setting, prior: Content) -> Updates:
    """The last member, or whoever runs it alone, has another name."""
    key = prior.proprietor.investor or prior.household.operator or it.members[-1]
    if key in prior.organisations:
        one = prior.organisations[key]
        new = one.model_copy(update={"name": one.name[:2] + "新" + one.name[2:]})
        return {"organisations": {**prior.organisations, key: new}}
    person = prior.parties[key]
    renamed_ = person.model_copy(update={"name": person.name + "安", "address": "北京市海淀区清华东路35号"})
    return {"parties": {**prior.parties, key: renamed_}}


def parent(it: Setting, prior: Content) -> Updates:
    """The parent has another name, and so the branch."""
    new = f"北京{it.word(9)}科技有限公司"
    return {**_with(prior, "parent", name=new), **_with(prior, "name", owner=new)}


def origin_named(it: Setting, prior: Content) -> Updates:
    new = f"海蓝{it.word(9)}国际有限公司"
    owner = prior.name.owner.replace(prior.origin.name, new)
    return {**_with(prior, "origin", name=new, address="新加坡乌节路8号"), **_with(prior, "name", owner=owner)}


def family(it: Setting, prior: Content) -> Updates:
    if prior.household.operator:
        return _with(prior, "household", composition=Assets.FAMILY, family=(f"p{it.free}",))
    return _with(prior, "proprietor", assets=Assets.FAMILY, family=(f"p{it.free}",))


def chief(it: Setting, prior: Content) -> Updates:
    return _with(prior, "representatives", chief=f"p{it.free + 1}")


def own(section: str, field: str) -> Alter:
    """Somebody new stands in a field."""
    return lambda it, prior: _with(prior, section, **{field: f"p{it.free}"})


def everybody(it: Setting, prior: Content) -> Updates:
    return _with(prior, "representatives", others=(f"p{it.free + 1}",))


def remarked(it: Setting, prior: Content) -> Updates:
    return _with(prior, "other", remarks="本次修改章程（协议）有关条款")


def total(it: Setting, prior: Content) -> Updates:
    return _with(prior, "foreign", total_investment=prior.foreign.total_investment + SHARE)


def until(it: Setting, prior: Content) -> Updates:
    return _with(prior, "representatives", until=it.day(1000))


BY_ITEM: Mapping[str, Alter] = {
    "CAPITAL_INC": capital_to(150),
    "CAPITAL_DEC": capital_to(50),
    "FUND": capital_to(150),
    "SOLE_CAPITAL": capital_to(150),
    "COOP_TOTAL": capital_to(150),
    "TYPE": legal_form,
    "SHAREHOLDER": handed_over,
    "CONTRIB": handed_over,
    "PARTNERS": handed_over,
    "COOP_MEMBERS": handed_over,
    "SH_NAME": renamed,
    "PARTNER_NAME": renamed,
    "INVESTOR_NAME": renamed,
    "OPERATOR_NAME": renamed,
    "CONTRIB_INFO": paid,
    "CONTRIBUTION": contribution,
    "EXEC_PARTNER": executives,
    "LIABILITY": liability,
    "DSM": other_officers,
    "HEAD": own("parent", "head"),
    "PARENT": parent,
    "PARENT_INFO": parent,
    "INVESTOR": own("proprietor", "investor"),
    "OPERATOR": own("household", "operator"),
    "COMPOSITION": family,
    "FAMILY": family,
    "FR_CHIEF": chief,
    "FR_REP": everybody,
    "FR_TERM": until,
    "FR_PARENT_NAME": origin_named,
    "FR_SIGNATORY": own("origin", "signatory"),
    "FR_PARENT": _section("origin", capital="800万美元"),
    "FIE_TOTAL": total,
    "SERVICE": own("foreign", "recipient"),
}

BY_PLACE: Mapping[str, Alter] = {
    "name": name,
    "domicile": domicile,
    "scope": scope,
    "organs": organs,
    "contact": contact,
    "capital": capital_to(150),
    "other.term_years": _section("other", term_years=30),
    "other": remarked,
    "nature": _section("nature", economic=EconomicNature.STATE),
    "partnership": executives,
    "parent": own("parent", "head"),
    "representatives": chief,
    "origin": origin_named,
    "foreign": total,
    "proprietor": family,
    "household": family,
}


def alterations(it: Setting) -> list[Alter]:
    """What must be altered for a procedure: for every item its own way, or the ways of the places that it changes."""
    procedure = it.procedure
    items = procedure.item.split("+") if procedure.item else []
    if items and all(item in BY_ITEM for item in items):
        return [BY_ITEM[item] for item in items]
    special = [BY_ITEM[item] for item in items if item in BY_ITEM]
    places = [place for place in procedure.changes if place in BY_PLACE or place.partition(".")[0] in BY_PLACE]
    return [*special, *(BY_PLACE.get(place) or BY_PLACE[place.partition(".")[0]] for place in places)]
