"""Rules on the name, the domicile and the scope."""

from __future__ import annotations

import re

from core import names
from core.catalogue import industries
from core.catalogue.kinds import forms_after
from core.codes import Permit, children, is_within, parents, phrase, region, region_name
from core.i18n import M_, N_
from core.rules.finding import Fault, Said, Seen, Subject
from core.rules.registry import rule
from core.terms import Severity

POSTCODE = re.compile(r"[0-9]{6}")
OF_ITS_OWN = frozenset({"name.trade.short", "name.trade.place", "name.trade.industry"})
NUMBERED = re.compile(r"[0-9０-９一二三四五六七八九十百]")


@rule(
    "name.words",
    "name.trade_name",
    holds=N_("The name is composed as prescribed and holds no forbidden or restricted word."),
    basis=N_("Provisions on the Administration of Enterprise Name Registration, arts. 5, 6, 8, 11, 12"),
)
def words(subject: Subject) -> Said:
    name = subject.content.name
    for one in names.check_words(name):
        if name.owner and one.rule in OF_ITS_OWN:
            continue  # what follows the owner's name need not tell an enterprise apart
        yield Fault(f"name.{one.field}", one.message, {}, one.severity, one.rule, one.basis)
    if name.trade_name:
        yield Seen({N_("name"): names.compose(name)})


@rule(
    "name.division",
    "name.division_code",
    holds=N_("The division in the name is the authority's own or one above it."),
    basis=N_("Provisions on the Administration of Enterprise Name Registration, art. 7"),
)
def division(subject: Subject) -> Said:
    code = subject.content.name.division_code
    if not code:
        return
    if not is_within(subject.facts.authority_id, code):
        text = M_(
            "The name must carry the division of this authority, {place}, or one above it.",
            place=region_name(subject.facts.authority_id),
        )
        yield Fault("name.division_code", text)
    yield Seen({N_("division"): region_name(code)})


@rule(
    "name.form",
    "name.legal_form",
    holds=N_("The legal form in the name fits the type of enterprise."),
    basis=N_("Company Law, art. 7; Provisions on the Administration of Enterprise Name Registration, art. 10"),
)
def form(subject: Subject) -> Said:
    forms, own = forms_after(subject.facts.procedure), subject.content.name.legal_form
    if not own:
        return
    if own not in forms:
        text = M_("This type of enterprise is called {forms}. Choose one of them.", forms=" / ".join(forms))
        yield Fault("name.legal_form", text)
    yield Seen({N_("legal form"): own})


@rule(
    "name.industry",
    "name.industry_term",
    holds=N_("The industry in the name fits the main business."),
    basis=N_("Provisions on the Administration of Enterprise Name Registration, art. 9"),
)
def industry(subject: Subject) -> Said:
    own, phrases = subject.content.name.industry_term, subject.content.scope.phrases
    if not own or not phrases:
        return
    row, main = industries.term(own), phrases[0]
    if row is None:
        yield Fault(
            "name.industry_term",
            M_("“{term}” is not in the list of industry terms; the officer will look at it.", term=own),
            severity=Severity.WARNING,
        )
    elif not any(row.fits(one.code) for one in phrases[:1]):
        fitting = industries.suggest_terms((main.code,), 3)
        yield Fault(
            "name.industry_term",
            M_(
                "“{term}” does not fit the main business “{business}”. Put the fitting business first, or choose "
                "another term, for instance {fitting}.",
                term=own,
                business=main.text,
                fitting="、".join(fitting) or "—",
            ),
            severity=Severity.WARNING,
        )
    yield Seen({N_("term"): own, N_("main business"): main.text})


@rule(
    "name.distinct",
    "name.trade_name",
    holds=N_("No identical or similar name was found."),
    basis=N_("Provisions on the Administration of Enterprise Name Registration, art. 17"),
)
def distinct(subject: Subject) -> Said:
    facts, name = subject.facts, subject.content.name
    if not name.trade_name or name.owner or (facts.names is None and facts.name_taken is None):
        return  # a branch's or an office's name belongs to its owner
    if facts.name_taken:
        yield Fault("name.trade_name", M_("This name is taken. Choose another trade name."), rule="name.taken")
    found = names.check(name, facts.names or ())
    for verdict in found.verdicts:
        severity = Severity.ERROR if verdict.blocks else Severity.WARNING
        yield Fault("name.trade_name", verdict.message, {}, severity, verdict.rule, verdict.basis)
    yield Seen({N_("name"): found.full, N_("compared with"): len(facts.names or ())})


@rule(
    "domicile.region",
    "domicile.region_code",
    holds=N_("The domicile lies within the authority's area."),
    basis=N_("Rules for Implementing the Regulations on the Registration of Market Entities, art. 4"),
)
def jurisdiction(subject: Subject) -> Said:
    code, authority = subject.content.domicile.region_code, subject.authority
    if not code:
        return
    if not is_within(code, authority):
        text = M_(
            "{place} is not in the area of this authority, {area}. Apply to the authority there.",
            place=region_name(code) or code,
            area=region_name(authority),
        )
        yield Fault("domicile.region_code", text)
    elif region(code) is not None and children(code):
        yield Fault("domicile.region_code", M_("Choose the county or district, not the whole city or province."))
    yield Seen({N_("region"): region_name(code), N_("authority"): region_name(authority)})


@rule(
    "domicile.address",
    "domicile.address",
    holds=N_("The address is precise."),
    basis=N_("Regulations on the Registration of Market Entities, art. 11"),
)
def address(subject: Subject) -> Said:
    own = subject.content.domicile.address
    if not own:
        return
    if not NUMBERED.search(own):
        text = M_("The address has no number. Give street, number, floor and room as on the proof.")
        yield Fault("domicile.address", text, severity=Severity.WARNING)
    repeated = [one.name for one in parents(subject.content.domicile.region_code) if own.startswith(one.name)]
    if repeated:
        text = M_(
            "“{place}” stands in the region already. Leave it out here, or it will appear twice.", place=repeated[0]
        )
        yield Fault("domicile.address", text, severity=Severity.WARNING)
    yield Seen({N_("address"): own})


@rule(
    "domicile.postcode",
    "domicile.postcode",
    holds=N_("The postcode has six digits."),
    basis=N_("National norm of registration forms"),
)
def postcode(subject: Subject) -> Said:
    own = subject.content.domicile.postcode
    if own and not POSTCODE.fullmatch(own):
        yield Fault("domicile.postcode", M_("A postcode has six digits, for instance 100080."))
    if own:
        yield Seen({N_("postcode"): own})


@rule(
    "scope.standard",
    "scope.phrases",
    holds=N_("All businesses are standard phrases with their class."),
    basis=N_("Regulations on the Registration of Market Entities, art. 14"),
)
def standard(subject: Subject) -> Said:
    phrases = subject.content.scope.phrases
    for number, one in enumerate(phrases):
        known = phrase(one.text)
        if known is None:
            text = M_(
                "“{business}” is not a standard phrase; the officer will look at it. Better: choose one.",
                business=one.text,
            )
            yield Fault(f"scope.phrases.{number}.text", text, severity=Severity.WARNING)
        elif known.code != one.code:
            text = M_(
                "“{business}” belongs to class {right}, not {wrong}. Choose the phrase again.",
                business=one.text,
                right=known.code,
                wrong=one.code or "—",
            )
            yield Fault(f"scope.phrases.{number}.code", text)
    if phrases:
        yield Seen({N_("businesses"): len(phrases)})


@rule(
    "scope.number",
    "scope.phrases",
    holds=N_("The scope is not too long, and nothing stands in it twice."),
    basis=N_("Regulations on the Registration of Market Entities, art. 14"),
)
def number_of_phrases(subject: Subject) -> Said:
    texts, most = [one.text for one in subject.content.scope.phrases], subject.limits.scope_phrases_max
    if len(texts) > most:
        text = M_(
            "There are {count} businesses; at most {most} are possible. Leave some out.", count=len(texts), most=most
        )
        yield Fault("scope.phrases", text)
    for number, one in enumerate(texts):
        if one in texts[:number]:
            yield Fault(f"scope.phrases.{number}.text", M_("“{business}” is there twice. Remove one.", business=one))
    if texts:
        yield Seen({N_("businesses"): len(texts)})


@rule(
    "scope.permit_before",
    "scope.phrases",
    holds=N_("No business needs a licence before registration."),
    basis=N_("Regulations on the Registration of Market Entities, art. 14; Company Law, art. 9"),
)
def permit_before(subject: Subject) -> Said:
    """Where the licence is among the material that a procedure takes, the rule on uploads asks for it."""
    phrases = subject.content.scope.phrases
    if any("permit_before" in material.when for material in subject.facts.procedure.materials):
        return
    for number, one in enumerate(phrases):
        if (known := phrase(one.text)) and known.permit is Permit.BEFORE:
            text = M_(
                "“{business}” needs a licence before registration, which cannot be handed in here yet. Leave it out "
                "and add it by a change once you hold the licence, or apply at the counter.",
                business=one.text,
            )
            yield Fault(f"scope.phrases.{number}.text", text)
    if phrases:
        yield Seen({N_("businesses"): len(phrases)})


@rule(
    "scope.permit_after",
    "scope.phrases",
    holds=N_("No business needs a licence before operating."),
    basis=N_("Regulations on the Registration of Market Entities, art. 14; Company Law, art. 9"),
)
def permit_after(subject: Subject) -> Said:
    phrases = subject.content.scope.phrases
    for number, one in enumerate(phrases):
        if (known := phrase(one.text)) and known.permit is Permit.AFTER:
            text = M_(
                "“{business}” may begin only when its licence has been obtained after registration.", business=one.text
            )
            yield Fault(f"scope.phrases.{number}.text", text, severity=Severity.WARNING)
    if phrases:
        yield Seen({N_("businesses"): len(phrases)})
