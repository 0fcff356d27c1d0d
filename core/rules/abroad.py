"""Rules on branches and their parents, on foreign investment, and on offices and branches of foreign enterprises."""

from __future__ import annotations

from core.codes import parents
from core.content import Circumstance, OrganisationKind
from core.i18n import M_, N_
from core.rules.capital import is_domestic, yuan
from core.rules.credit_code import GB_32100, wrong_code
from core.rules.finding import Fault, Said, Seen, Subject
from core.rules.registry import rule
from core.situation import circumstances
from core.terms import Business, EnterpriseStatus, label

GONE = frozenset({EnterpriseStatus.CANCELLED, EnterpriseStatus.REVOKED})
HOME = "中国"


@rule(
    "name.owner",
    "name.owner",
    holds=N_("The name begins with that of the enterprise to which it belongs."),
    basis=N_("Provisions on the Administration of Enterprise Name Registration, art. 13"),
)
def owner(subject: Subject) -> Said:
    content = subject.content
    expected = content.parent.name or content.origin.name
    if not expected or not content.name.owner:
        return
    if subject.limits.representatives_max:
        expected = content.origin.country + content.origin.name
    if content.name.owner != expected:
        yield Fault("name.owner", M_("The name must begin with “{owner}”. Take it over as it is.", owner=expected))
    yield Seen({N_("begins with"): expected})


@rule(
    "name.office",
    "name.trade_name",
    holds=N_("The office's name says in which city it is."),
    basis=N_("Regulations on the Registration of Resident Representative Offices of Foreign Enterprises, art. 10"),
)
def office(subject: Subject) -> Said:
    """Country, enterprise, city, 代表处: of a resident representative office only."""
    own = subject.content.name.trade_name
    if not subject.limits.representatives_max or not subject.content.name.owner:
        return
    cities = [one.short for one in parents(subject.facts.authority_id)] + [
        one.name for one in parents(subject.facts.authority_id)
    ]
    if own not in cities:
        text = M_("After the foreign enterprise's name comes the city, for instance “{city}”.", city=cities[0])
        yield Fault("name.trade_name", text)
    yield Seen({N_("city"): own})


@rule(
    "name.reserved_words",
    "name.legal_form",
    holds=N_("The name claims no form that the enterprise does not have."),
    basis=N_("Sole Proprietorship Enterprise Law, art. 11; Partnership Enterprise Law, arts. 15, 62"),
)
def reserved_words(subject: Subject) -> Said:
    """有限 and 公司 only where the type's own forms have them."""
    name, forms = subject.content.name, subject.kind.legal_forms
    own = name.trade_name + name.industry_term + name.legal_form
    if not name.trade_name:
        return
    for word in ("有限", "公司"):
        if word in own and not any(word in form for form in forms):
            text = M_("Such an enterprise must not be called “{word}”. Choose other words.", word=word)
            place = "legal_form" if word in name.legal_form else "trade_name"
            yield Fault(f"name.{place}", text)
    yield Seen({N_("legal form"): name.legal_form})


@rule(
    "parent.code",
    "parent.uscc",
    holds=N_("The parent's code is valid."),
    basis=GB_32100,
)
def parent_code(subject: Subject) -> Said:
    own = subject.content.parent.uscc
    if not own:
        return
    yield from wrong_code("parent.uscc", own)
    yield Seen({N_("code"): own})


@rule(
    "parent.status",
    "parent.uscc",
    holds=N_("The parent exists."),
    basis=N_("Company Law, art. 13; Regulations on the Registration of Market Entities, art. 23"),
)
def parent_status(subject: Subject) -> Said:
    """A branch of a parent that is gone can only be cancelled."""
    status, procedure = subject.facts.parent_status, subject.facts.procedure
    if status is None:
        return
    if status in GONE and procedure.business is not Business.CANCELLATION:
        text = M_(
            "The parent is no longer there ({status_text}). Its branch can only be cancelled.",
            status_text=label(status),
        )
        yield Fault("parent.uscc", text)
    elif status is EnterpriseStatus.IN_LIQUIDATION and procedure.business is Business.ESTABLISHMENT:
        text = M_("The parent is being wound up and cannot open branches.")
        yield Fault("parent.uscc", text)
    yield Seen({N_("code"): subject.content.parent.uscc})


@rule(
    "foreign.investors",
    "foreign.investors",
    holds=N_("The foreign investors are members from abroad."),
    basis=N_("Foreign Investment Law, art. 2"),
)
def investors(subject: Subject) -> Said:
    content = subject.content
    for key in content.foreign.investors:
        if not subject.is_known(key):
            continue
        if content.members and key not in content.members:
            text = M_("{name} is no member. Choose among the members.", name=subject.name_of(key))
            yield Fault("foreign.investors", text)
        elif is_domestic(content, key):
            text = M_(
                "{name} does not come from abroad. Choose the foreign investors, or correct the kind or document.",
                name=subject.name_of(key),
            )
            yield Fault("foreign.investors", text)
    if content.foreign.investors:
        yield Seen({N_("foreign investors"): len(content.foreign.investors)})


@rule(
    "foreign.total",
    "foreign.total_investment",
    holds=N_("The total investment is no less than the registered capital."),
    basis=N_("National norm of registration forms"),
)
def total(subject: Subject) -> Said:
    own, registered = subject.content.foreign.total_investment, subject.content.capital.registered
    if not own:
        return
    if own < registered:
        text = M_(
            "The total investment is {total} yuan, less than the registered capital of {registered} yuan.",
            total=yuan(own),
            registered=yuan(registered),
        )
        yield Fault("foreign.total_investment", text)
    yield Seen({N_("total investment"): yuan(own)})


@rule(
    "foreign.recipient",
    "foreign.recipient",
    holds=N_("Legal documents can be delivered in China."),
    basis=N_("Regulations on the Registration of Market Entities, art. 9"),
)
def recipient(subject: Subject) -> Said:
    own = subject.content.foreign.recipient
    if not own or not subject.is_known(own):
        return
    one = subject.content.organisations.get(own)
    if one is not None and one.kind is OrganisationKind.FOREIGN:
        text = M_("{name} is abroad. Choose a person or an enterprise in China.", name=subject.name_of(own))
        yield Fault("foreign.recipient", text)
    yield Seen({N_("recipient"): subject.name_of(own)})


@rule(
    "foreign.negative_list",
    "foreign.restricted",
    holds=N_("What stands on the negative list was approved."),
    basis=N_("Foreign Investment Law, arts. 28, 30"),
)
def negative_list(subject: Subject) -> Said:
    """Where the approval is among the material of that situation, the rule on uploads asks for it."""
    content, procedure = subject.content, subject.facts.procedure
    asked_for = any("restricted" in material.when for material in procedure.materials)
    if not content.foreign.restricted or asked_for or Circumstance.APPROVAL_NEEDED not in circumstances(procedure):
        return
    if Circumstance.APPROVAL_NEEDED not in content.situation.circumstances:
        text = M_(
            "A business on the negative list needs approval first. Choose under “Your situation” that approval is "
            "needed, and upload it."
        )
        yield Fault("foreign.restricted", text)
    yield Seen({N_("on the negative list"): 1})


@rule(
    "origin.abroad",
    "origin.country",
    holds=N_("The foreign enterprise is registered abroad."),
    basis=N_("Regulations on the Registration of Resident Representative Offices of Foreign Enterprises, art. 2"),
)
def abroad(subject: Subject) -> Said:
    own = subject.content.origin.country
    if not own:
        return
    if own in (HOME, HOME + "大陆"):
        text = M_("This is for enterprises from abroad. Say in which country or region it is registered.")
        yield Fault("origin.country", text)
    yield Seen({N_("country"): own})


@rule(
    "representatives.number",
    "representatives.others",
    holds=N_("There is one chief, and not too many other representatives, each once."),
    basis=N_("Regulations on the Registration of Resident Representative Offices of Foreign Enterprises, art. 11"),
)
def number(subject: Subject) -> Said:
    own, most = subject.content.representatives, subject.limits.representatives_max
    if most and 1 + len(own.others) > most:
        text = M_(
            "There are {count} representatives with the chief; at most {most} may be.",
            count=1 + len(own.others),
            most=most,
        )
        yield Fault("representatives.others", text)
    for place, keys in enumerate(own.others):
        if keys == own.chief or keys in own.others[:place]:
            text = M_("{name} stands here twice. Remove one.", name=subject.name_of(keys))
            yield Fault("representatives.others", text)
    if own.chief:
        yield Seen({N_("representatives"): 1 + len(own.others)})


@rule(
    "representatives.until",
    "representatives.until",
    holds=N_("The office may still stay."),
    basis=N_("Regulations on the Registration of Resident Representative Offices of Foreign Enterprises, art. 8"),
)
def until(subject: Subject) -> Said:
    """Whoever cancels an office may do so after its term."""
    own = subject.content.representatives.until
    if own is None or subject.facts.procedure.business is Business.CANCELLATION:
        return
    if own <= subject.facts.today:
        yield Fault("representatives.until", M_("This day is past. Choose a day to come."))
    yield Seen({N_("until"): own.isoformat()})
