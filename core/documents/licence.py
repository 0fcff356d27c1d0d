"""营业执照: what a licence of every kind of enterprise says (R05), as facts, labelled fields and published data.

The data are an allow-list of what the law makes public (市场主体登记管理条例 第二十二条); no identity number can get
in. Which fields a licence has and what they are called stands in one table, by the voice of the kind of enterprise.
`licence_sheet` draws them, as the electronic licence and on paper.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date

from core.catalogue import Procedure
from core.content import Content
from core.documents import changes
from core.documents.amounts import capital, day, wan
from core.documents.voices import voice_of
from core.names import title_of
from core.signatories import heads

TITLE = "营业执照"


@dataclass(frozen=True)
class LicenceFacts:
    """What a licence says. `registered_capital` in fen; `term` as text (长期, 30年); `qr_text` from `qr.encode`.

    `legal_representative` names whoever represents the enterprise, by whatever title. `layout` says which fields it has
    (a key of `LAYOUTS`); `composition` is a household's, `owner` the enterprise that an office or a branch belongs to.
    `mark` is printed across the sheet, for drills and specimens that must never pass as real.
    """

    uscc: str
    name: str
    entity_type_label: str
    legal_representative: str
    registered_capital: int
    established: date
    term: str
    domicile: str
    scope: str
    authority_name: str
    issued: date
    serial: str
    version: int
    qr_text: str = ""
    mark: str = ""
    layout: str = "company"
    composition: str = ""
    owner: str = ""


@dataclass(frozen=True)
class Layout:
    """A kind of licence: its title (in one or two lines), and the fields at the left and at the right as (label, key of
    `VALUES`). The last one at the left has all the room that is left. Annual reports are due from `reports_from` on."""

    left: tuple[tuple[str, str], ...]
    right: tuple[tuple[str, str], ...]
    title: str = TITLE
    reports_from: str = "1月1日"


@dataclass(frozen=True)
class Field:
    label: str
    value: str


VALUES: Mapping[str, Callable[[LicenceFacts], str]] = {
    "name": lambda facts: facts.name,
    "type": lambda facts: facts.entity_type_label,
    "representative": lambda facts: facts.legal_representative,
    "capital": lambda facts: f"{wan(facts.registered_capital)}万元人民币\n（{capital(facts.registered_capital)}）",
    "established": lambda facts: day(facts.established),
    "term": lambda facts: facts.term,
    "domicile": lambda facts: facts.domicile,
    "scope": lambda facts: facts.scope,
    "composition": lambda facts: facts.composition,
    "owner": lambda facts: facts.owner,
}
_NAME, _TYPE, _SCOPE = ("名　　称", "name"), ("类　　型", "type"), ("经营范围", "scope")
_FOUNDED, _DOMICILE, _PREMISES = ("成立日期", "established"), ("住　　所", "domicile"), ("经营场所", "domicile")
LAYOUTS: Mapping[str, Layout] = {
    "company": Layout(
        (_NAME, _TYPE, ("法定代表人", "representative"), _SCOPE),
        (("注册资本", "capital"), _FOUNDED, ("营业期限", "term"), _DOMICILE),
    ),
    "joint": Layout(
        (_NAME, _TYPE, ("负责人", "representative"), _SCOPE),
        (("注册资本", "capital"), _FOUNDED, ("经营期限", "term"), _DOMICILE),
    ),
    "enterprise": Layout(
        (_NAME, _TYPE, ("法定代表人", "representative"), _SCOPE),
        (("注册资金", "capital"), _FOUNDED, ("经营期限", "term"), _DOMICILE),
    ),
    "cooperative": Layout(
        (_NAME, _TYPE, ("法定代表人", "representative"), ("业务范围", "scope")),
        (("成员出资\n总额", "capital"), _FOUNDED, _DOMICILE),
    ),
    "partnership": Layout(
        (_NAME, _TYPE, ("执行事务\n合伙人", "representative"), _SCOPE),
        (("出资额", "capital"), _FOUNDED, ("合伙期限", "term"), ("主要经营\n场所", "domicile")),
    ),
    "sole": Layout((_NAME, _TYPE, ("投资人", "representative"), _SCOPE), (_FOUNDED, _DOMICILE)),
    "household": Layout(
        (_NAME, _TYPE, ("经营者", "representative"), _SCOPE),
        (("组成形式", "composition"), ("注册日期", "established"), _PREMISES),
    ),
    "branch": Layout(
        (_NAME, _TYPE, ("负责人", "representative"), _SCOPE),
        (_FOUNDED, ("经营期限", "term"), _PREMISES),
    ),
    "foreign": Layout(
        (_NAME, _TYPE, ("负责人", "representative"), _SCOPE),
        (("资金数额", "capital"), _FOUNDED, ("经营期限", "term"), _PREMISES),
    ),
    "office": Layout(
        (_NAME, ("首席代表", "representative"), ("业务范围", "scope")),
        (("派出企业", "owner"), ("驻在期限", "term"), _FOUNDED, ("驻在场所", "domicile")),
        "外国（地区）企业\n常驻代表机构登记证",
        "3月1日",
    ),
}
"""Which fields a licence has, by the key of the voice (市场主体登记管理条例 第二十二条)."""


def fields_of(facts: LicenceFacts) -> tuple[tuple[Field, ...], tuple[Field, ...]]:
    """The fields at the left and at the right of a licence, each with its label."""
    layout = LAYOUTS[facts.layout]
    left, right = (
        tuple(Field(label, VALUES[key](facts)) for label, key in side) for side in (layout.left, layout.right)
    )
    return left, right


def licence_data(facts: LicenceFacts) -> dict[str, object]:
    """The allow-listed data that travel inside the licence, and nothing else; `fields` as the licence shows them."""
    left, right = fields_of(facts)
    return {
        "unified_social_credit_code": facts.uscc,
        "name": facts.name,
        "type": facts.entity_type_label,
        "legal_representative": facts.legal_representative,
        "registered_capital_fen": facts.registered_capital,
        "established": facts.established.isoformat(),
        "term": facts.term,
        "domicile": facts.domicile,
        "scope": facts.scope,
        "authority": facts.authority_name,
        "issued": facts.issued.isoformat(),
        "serial": facts.serial,
        "version": facts.version,
        "code": facts.qr_text,
        "title": LAYOUTS[facts.layout].title.replace("\n", ""),
        "fields": [
            {"label": one.label.replace("　", "").replace("\n", ""), "value": one.value} for one in (*left, *right)
        ],
    }


def licence_facts(
    content: Content,
    procedure: Procedure,
    *,
    uscc: str,
    serial: str,
    version: int,
    established: date,
    issued: date,
    authority_name: str,
    division_name: Callable[[str], str],
    qr_text: str = "",
    mark: str = "",
) -> LicenceFacts:
    """What the licence of an enterprise says, from the register's content. `division_name` as in `PackFacts`."""
    voice = voice_of(procedure.type)
    household = voice.key == "household"
    return LicenceFacts(
        uscc=uscc,
        name=title_of(content),
        entity_type_label=procedure.kind_for(len(content.members)).label,
        legal_representative="、".join(heads(content, procedure.type)),
        registered_capital=content.capital.registered,
        established=established,
        term=_term(content, established),
        domicile=_domicile(content, division_name),
        scope="；".join(phrase.text.rstrip("；。") for phrase in content.scope.phrases),
        authority_name=authority_name,
        issued=issued,
        serial=serial,
        version=version,
        qr_text=qr_text,
        mark=mark,
        layout=voice.key,
        composition=changes.COMPOSITIONS[content.household.composition] if household else "",
        owner=content.origin.name or content.parent.name or content.name.owner,
    )


def _term(content: Content, established: date) -> str:
    """How long the enterprise goes on; of an office, from when until when it may stay."""
    if content.representatives.until:
        return f"{day(established)}至{day(content.representatives.until)}"
    years = content.other.term_years
    return f"{years}年" if years else "长期"


def _domicile(content: Content, division_name: Callable[[str], str]) -> str:
    region = division_name(content.domicile.region_code) if content.domicile.region_code else ""
    address = content.domicile.address
    return address if region and address.startswith(region) else f"{region}{address}"


def whole(facts: LicenceFacts) -> Mapping[str, object]:
    """Everything that a licence shows, for its identifier."""
    return {**asdict(facts), "established": facts.established.isoformat(), "issued": facts.issued.isoformat()}
