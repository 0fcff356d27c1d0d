"""How a content differs from what the register says: by item where an item has its own way, else by what it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core.content import (
    Assets,
    Composition,
    Content,
    Contribution,
    EconomicNature,
    ScopePhrase,
    Tenure,
)
from tests.builders.enterprise import SHARE
from tests.builders.setting import ELSEWHERE, Setting, newcomer, of_the_same_sort

Updates = Mapping[str, Any]
Alter = Callable[[Setting, Content], Updates]


def _with(prior: Content, section: str, /, **changes: Any) -> Updates:
    return {section: getattr(prior, section).model_copy(update=changes)}


def _other(now: Any, *choices: Any) -> Any:
    """The first of some choices that is not what stands there now."""
    return next(one for one in choices if one != now)


def name(it: Setting, prior: Content) -> Updates:
    words = ("北京市", "北京") if prior.representatives.chief else (it.word(3), it.word(5))
    return _with(prior, "name", trade_name=_other(prior.name.trade_name, *words))


OTHER_FORMS: Mapping[str, str] = {
    "（普通合伙）": "（特殊普通合伙）",
    "（特殊普通合伙）": "（普通合伙）",
    "（有限合伙）": "（普通合伙）",
}


def legal_form(it: Setting, prior: Content) -> Updates:
    """Partnerships change into another kind, of which all are general partners; others into another form."""
    own, forms = prior.name.legal_form, it.procedure.type.legal_forms
    changed = _with(prior, "name", legal_form=OTHER_FORMS.get(own) or _other(own, forms[-1], forms[0]))
    return {**changed, **_with(prior, "partnership", limited=())}


def domicile(it: Setting, prior: Content) -> Updates:
    region = ELSEWHERE if "migration" in it.procedure.sections else prior.domicile.region_code
    address = _other(prior.domicile.address, "学清路8号3层301室", "学清路9号5层501室")
    return _with(prior, "domicile", region_code=region, address=address, postcode="100192", tenure=Tenure.OWNED)


def scope(it: Setting, prior: Content) -> Updates:
    """One more business, or one less where it is there already."""
    more = ScopePhrase(code="6550", text="数据处理服务")
    phrases = prior.scope.phrases
    less = tuple(one for one in phrases if one != more)
    return _with(prior, "scope", phrases=less if more in phrases else (*phrases, more))


def organs(it: Setting, prior: Content) -> Updates:
    """Somebody new runs the enterprise in place of the first."""
    new, old = newcomer(prior), prior.organs.legal_representative
    directors = tuple(new if key == old else key for key in prior.organs.directors)
    chair = new if prior.organs.chair == old else prior.organs.chair
    return _with(prior, "organs", directors=directors, chair=chair, manager=new, legal_representative=new)


def other_officers(it: Setting, prior: Content) -> Updates:
    return _with(prior, "organs", supervisors=(newcomer(prior),))


def contact(it: Setting, prior: Content) -> Updates:
    return _with(prior, "contact", phone=_other(prior.contact.phone, "010-82345678", "010-72345678"))


def _totalled(prior: Content, shares: tuple[Contribution, ...]) -> Updates:
    return _with(prior, "capital", registered=sum(one.amount for one in shares), contributions=shares)


def capital_to(percent: int) -> Alter:
    """Every share, and so the whole, in percent of what it was."""

    def alter(it: Setting, prior: Content) -> Updates:
        shares = tuple(
            one.model_copy(update={"amount": one.amount * percent // 100, "paid": 0})
            for one in prior.capital.contributions
        )
        changed = dict(
            _totalled(prior, shares)
            if shares
            else _with(prior, "capital", registered=prior.capital.registered * percent // 100)
        )
        if prior.foreign.total_investment:
            changed |= _with(prior, "foreign", total_investment=prior.foreign.total_investment * percent // 100 + 100)
        return changed

    return alter


def handed_over(it: Setting, prior: Content) -> Updates:
    """The last member's share goes to somebody new of the same sort."""
    giver = prior.members[-1]
    swap = {giver: of_the_same_sort(prior, giver)}

    def put(keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(swap.get(key, key) for key in keys)

    shares = tuple(
        one.model_copy(update={"party": swap.get(one.party, one.party), "due": it.day(1400)})
        for one in prior.capital.contributions
    )
    changed = dict(_with(prior, "capital", contributions=shares))
    if giver in prior.foreign.investors:
        changed |= _with(prior, "foreign", investors=put(prior.foreign.investors))
    if prior.cooperative.farmers:
        changed |= _with(prior, "cooperative", farmers=put(prior.cooperative.farmers))
    if prior.partnership.executives:
        partnership = prior.partnership
        delegates = {swap.get(key, key): person for key, person in partnership.delegates.items()}
        changed |= _with(
            prior,
            "partnership",
            limited=put(partnership.limited),
            executives=put(partnership.executives),
            delegates=delegates,
        )
    return changed


def executives(it: Setting, prior: Content) -> Updates:
    """Other general partners execute the business; a single one changes places with a limited partner."""
    partnership = prior.partnership
    general = tuple(key for key in prior.members if key not in partnership.limited)
    others = tuple(key for key in general if key not in partnership.executives)
    if len(general) == 1 and partnership.limited:
        first, *rest = partnership.limited
        return _execution(prior, (first,), (*general, *rest))
    return _execution(prior, others[:1] or general[:1], partnership.limited)


def liability(it: Setting, prior: Content) -> Updates:
    """A general and a limited partner change places; where there is none, all execute the business, or one alone."""
    partnership = prior.partnership
    if partnership.limited:
        general = [key for key in prior.members if key not in partnership.limited]
        first, *rest = partnership.limited
        return _execution(prior, (first,), (general[0], *rest))
    every = tuple(prior.members)
    return _execution(prior, every[:1] if set(partnership.executives) == set(every) else every, ())


def _execution(prior: Content, executive: tuple[str, ...], limited: tuple[str, ...]) -> Updates:
    delegates = {key: prior.organisations[key].representative for key in executive if key in prior.organisations}
    return _with(prior, "partnership", executives=executive, limited=limited, delegates=delegates)


def contribution(it: Setting, prior: Content) -> Updates:
    """All is to be paid on another day."""
    now = prior.capital.contributions[0].due
    due = _other(now, it.day(1500), it.day(1501))
    shares = tuple(one.model_copy(update={"due": due}) for one in prior.capital.contributions)
    return _with(prior, "capital", contributions=shares)


def paid(it: Setting, prior: Content) -> Updates:
    """All is paid, or half of it where all was."""
    shares = tuple(
        one.model_copy(update={"paid": _other(one.paid, one.amount, one.amount // 2), "due": it.day(1400)})
        for one in prior.capital.contributions
    )
    return _with(prior, "capital", contributions=shares)


def _bearer(prior: Content) -> str:
    """Whose name the register has: whoever runs the enterprise alone, or the last member."""
    return prior.proprietor.investor or prior.household.operator or prior.members[-1]


def called_before(it: Setting, content: Content) -> Updates:
    """How the register calls somebody before a change of name, of whom a content has the name of today."""
    key = _bearer(content)
    if key in content.organisations:
        return renamed(it, content)
    person = content.parties[key]
    former = person.model_copy(update={"name": person.name + "安", "address": "北京市海淀区清华东路35号"})
    return {"parties": {**content.parties, key: former}}


def renamed(it: Setting, prior: Content) -> Updates:
    """An organisation has another name; a person, whose name the identity service knows, another residence."""
    key = _bearer(prior)
    if key in prior.organisations:
        one = prior.organisations[key]
        called = one.model_copy(update={"name": one.name[:2] + "新" + one.name[2:]})
        return {"organisations": {**prior.organisations, key: called}}
    person = prior.parties[key]
    address = _other(person.address, "北京市海淀区清华东路35号", "北京市海淀区双清路30号")
    return {"parties": {**prior.parties, key: person.model_copy(update={"address": address})}}


def parent(it: Setting, prior: Content) -> Updates:
    """The parent has another name, and so the branch."""
    new = _other(prior.parent.name, *(f"北京{it.word(number)}科技有限公司" for number in (9, 11)))
    return {**_with(prior, "parent", name=new), **_with(prior, "name", owner=new)}


def parent_moved(it: Setting, prior: Content) -> Updates:
    addresses = ("北京市海淀区学院路8号", "北京市海淀区学院路9号")
    return _with(prior, "parent", address=_other(prior.parent.address, *addresses))


def origin_named(it: Setting, prior: Content) -> Updates:
    new = _other(prior.origin.name, *(f"海蓝{it.word(number)}国际有限公司" for number in (9, 11)))
    owner = prior.name.owner.replace(prior.origin.name, new)
    return {**_with(prior, "origin", name=new), **_with(prior, "name", owner=owner)}


def family(it: Setting, prior: Content) -> Updates:
    """The family joins, or leaves where it was in."""
    if prior.household.operator:
        run_by = _other(prior.household.composition, Composition.FAMILY, Composition.PERSONAL)
        members = (newcomer(prior),) if run_by is Composition.FAMILY else ()
        return _with(prior, "household", composition=run_by, family=members)
    assets = _other(prior.proprietor.assets, Assets.FAMILY, Assets.PERSONAL)
    members = (newcomer(prior),) if assets is Assets.FAMILY else ()
    return _with(prior, "proprietor", assets=assets, family=members)


def own(section: str, field: str) -> Alter:
    """Somebody new stands in a field."""
    return lambda it, prior: _with(prior, section, **{field: newcomer(prior)})


def representatives(it: Setting, prior: Content) -> Updates:
    return _with(prior, "representatives", others=(newcomer(prior),))


def remarked(it: Setting, prior: Content) -> Updates:
    texts = ("本次修改章程（协议）有关条款", "本次增设分支机构一处")
    return _with(prior, "other", remarks=_other(prior.other.remarks, *texts))


def term(it: Setting, prior: Content) -> Updates:
    return _with(prior, "other", term_years=_other(prior.other.term_years, 30, 20))


def nature(it: Setting, prior: Content) -> Updates:
    return _with(prior, "nature", economic=_other(prior.nature.economic, EconomicNature.STATE, EconomicNature.JOINT))


def origin_capital(it: Setting, prior: Content) -> Updates:
    return _with(prior, "origin", capital=_other(prior.origin.capital, "800万美元", "900万美元"))


def total(it: Setting, prior: Content) -> Updates:
    return _with(prior, "foreign", total_investment=prior.foreign.total_investment + SHARE)


def until(it: Setting, prior: Content) -> Updates:
    return _with(prior, "representatives", until=_other(prior.representatives.until, it.day(1000), it.day(1001)))


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
    "PARENT_INFO": parent_moved,
    "INVESTOR": own("proprietor", "investor"),
    "OPERATOR": own("household", "operator"),
    "COMPOSITION": family,
    "FAMILY": family,
    "FR_CHIEF": own("representatives", "chief"),
    "FR_REP": representatives,
    "FR_TERM": until,
    "FR_PARENT_NAME": origin_named,
    "FR_SIGNATORY": own("origin", "signatory"),
    "FR_PARENT": origin_capital,
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
    "other.term_years": term,
    "other": remarked,
    "nature": nature,
    "partnership": executives,
    "parent": own("parent", "head"),
    "representatives": representatives,
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
