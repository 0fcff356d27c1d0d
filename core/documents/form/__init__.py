"""登记（备案）申请书: the application form of every procedure, put together from the sections that it has (R20, R22).

Each section has its tables in one literal table; of an enterprise that is registered already the form names it as
registered, with what changes, before and after. With the lists that ask for them, this is the only document that shows
identity numbers in full: of members, officers, contact people and whoever else the norm's forms ask about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.catalogue import Material, Procedure
from core.content import Content
from core.documents import common
from core.documents.form import businesses, enterprise, tables
from core.documents.layout import Cell, Composer
from core.documents.pack import Data, Family, PackFacts, Template

Part = Callable[[Content, PackFacts], list[Data]]
PARTS: tuple[tuple[str, Part], ...] = (
    ("subject", businesses.subject),
    ("parent", enterprise.parent),
    ("origin", enterprise.origin),
    ("organs", enterprise.legal_representative),
    ("proprietor", enterprise.proprietor),
    ("household", enterprise.household),
    ("representatives", enterprise.representatives),
    ("capital", enterprise.capital),
    ("organs", enterprise.officers),
    ("partnership", enterprise.partnership),
    ("cooperative", enterprise.cooperative),
    ("foreign", enterprise.foreign),
    ("transfer", businesses.transfer),
    ("pledge", businesses.pledge),
    ("reissue", businesses.reissue),
    ("migration", businesses.migration),
    ("merger", businesses.merger),
    ("judgment", businesses.judgment),
    ("liquidation", businesses.liquidation),
    ("contact", enterprise.contact),
    ("agent", businesses.agent),
)
"""The tables of each section, in the form's order. Whoever is not registered yet has the basics before them."""


def collect(content: Content, facts: PackFacts, _: Material) -> Data:
    procedure = facts.procedure
    found = [] if procedure.is_about_existing else enterprise.basics(content, facts)
    for section, part in PARTS:
        if section in procedure.sections:
            found += part(content, facts)
    return {
        "authority": facts.authority_name,
        "name": common.name_now(content, facts),
        "business": procedure.label,
        "tables": found,
        "declaration": declaration(procedure),
    }


def declaration(procedure: Procedure) -> str:
    """What the applicant declares, by the statutes of the procedure."""
    return (
        f"本申请人依照{laws(procedure)}等相关规定申请{procedure.label}，提交材料真实、合法、有效。"
        "通过联络员登录国家企业信用信息公示系统向登记机关报送、向社会公示的本企业信息真实、有效。"
        "复印件、扫描件与原件一致，并对因提交虚假材料所引发的一切后果承担相应的法律责任。"
    )


def laws(procedure: Procedure) -> str:
    """The statutes that a procedure rests on, in one phrase: 《公司法》《市场主体登记管理条例》."""
    between = "" if all(law.endswith("》") for law in procedure.basis) else "、"
    return between.join(procedure.basis)


def draw(composer: Composer, data: Data, assets: Mapping[str, bytes]) -> None:
    composer.title(data["title"])
    composer.paragraph(f"登记机关：{data['authority']}　　　业务类型：{data['business']}", 10.5, indent=0)
    composer.gap(2)
    for table in data["tables"]:
        tables.draw(composer, table)
    closing = [[tables.section("申请人声明", 1)], [Cell("　　" + data["declaration"])]]
    composer.need(composer.table_height([1], closing) + 14 + composer.signatures_height(min(len(data["signers"]), 2)))
    composer.table([1], closing, header=1)
    composer.gap(14)


FAMILY = Family(collect, Template(version=2, draw=draw, side=56.0, intro="申请人签名："))
