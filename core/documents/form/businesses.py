"""The form's tables about a business with an enterprise that is registered already, one function for each section."""

from __future__ import annotations

from core.content import Content, DissolutionReason, MergerForm, ReissueReason
from core.documents import changes, common
from core.documents.amounts import capital, day, share, wan
from core.documents.form import tables
from core.documents.form.tables import Pair, half, whole
from core.documents.pack import Data, PackFacts
from core.documents.voices import voice_of

REASONS = {
    DissolutionReason.TERM_ENDED: "营业期限届满或者章程（协议）规定的其他解散事由出现",
    DissolutionReason.RESOLVED: "决议（决定）解散",
    DissolutionReason.MERGED: "因合并或者分立需要解散",
    DissolutionReason.ORDERED: "依法被吊销营业执照、责令关闭或者被撤销",
    DissolutionReason.COURT: "人民法院依法予以解散",
    DissolutionReason.BANKRUPT: "被人民法院依法宣告破产",
}
REISSUES = {
    ReissueReason.LOST: "执照遗失，申请补领",
    ReissueReason.DAMAGED: "执照毁坏，申请换领",
    ReissueReason.COPIES: "申请增加（减少）执照副本",
}
MERGERS = {
    MergerForm.ABSORPTION: "吸收合并",
    MergerForm.NEW_COMPANY: "新设合并",
    MergerForm.DIVISION: "解散分立",
    MergerForm.SPIN_OFF: "存续分立",
}


def subject(content: Content, facts: PackFacts) -> list[Data]:
    """The enterprise as it is registered, and what the business changes, before and after."""
    registered = facts.prior or content
    voice = voice_of(facts.procedure.type)
    rows = [
        whole("名　称", common.name_now(content, facts)),
        half("统一社会\n信用代码", content.subject.uscc),
        half(voice.kind, changes.kind(registered, facts)),
        whole(voice.domicile, common.domicile(registered, facts)),
    ]
    found = [tables.pairs("企业基本信息（已登记）", rows, strong="名　称")]
    rows_changed = [
        [one["label"], one["before"] or "—", one["after"] or "—"] for one in changes.changed(content, facts)
    ]
    if rows_changed:
        head = ["事　项", "原登记（备案）事项", "变更（备案）后登记事项"]
        found.append(tables.listing("变更（备案）事项", head, [18, 41, 41], rows_changed, flush=[1, 2], led=True))
    return found


def agent(content: Content, facts: PackFacts) -> list[Data]:
    """Whom the applicant lets act for it."""
    held = content.agent
    if not held.agent:
        return []
    until = f"至{day(held.until)}" if held.until else "至本次业务办结"
    one = common.party(content, held.agent)
    rows = [
        half("姓　名", one["name"]),
        half("移动电话", one["phone"]),
        half("证件类型", one["document"]),
        half("证件号码", one["identity_number"]),
        whole("委托权限", held.powers),
        whole("委托期限", until),
    ]
    return [tables.pairs("指定代表或者委托代理人信息", rows)]


def transfer(content: Content, facts: PackFacts) -> list[Data]:
    """Who hands over how much to whom."""
    voice = voice_of(facts.procedure.type)
    rows = [
        [str(number), content.name_of(one.giver), content.name_of(one.taker), wan(one.amount), wan(one.price)]
        for number, one in enumerate(content.transfer.transfers, 1)
    ]
    head = ["序号", "转让方", "受让方", "转让的出资额\n（万元）", "转让价款\n（万元）"]
    return [tables.listing(f"{voice.share}转让情况", head, [7, 30, 30, 16, 17], rows)] if rows else []


def liquidation(content: Content, facts: PackFacts) -> list[Data]:
    """Why an enterprise ends and who winds it up."""
    held, voice = content.liquidation, voice_of(facts.procedure.type)
    rows: list[Pair] = [whole("解散（注销）\n原因", REASONS[held.reason])]
    if held.since:
        rows.append(half(f"{voice.group}\n成立日期", day(held.since)))
    if held.noticed:
        rows.append(half("债权人\n公告日期", day(held.noticed)))
    if held.finished:
        rows.append(half("清算终结日期", day(held.finished)))
    if held.debts:
        rows.append(whole("债权债务\n清理情况", held.debts))
    found = [tables.pairs("清算（注销）情况", rows)]
    people = [(key, f"{voice.group}负责人" if key == held.head else f"{voice.group}成员") for key in held.members]
    return [*found, tables.people(f"{voice.group}信息", content, people)] if people else found


def _money(fen: int) -> str:
    return f"{wan(fen)} 万元（{capital(fen)}）"


def pledge(content: Content, facts: PackFacts) -> list[Data]:
    """The pledge of equity (股权出质登记办法)."""
    held = content.pledge
    registered = content.capital.registered
    rows = [
        half("质权登记编号", held.number or "（新设）"),
        half("质权合同编号", held.contract),
        whole("出质股权\n所在公司", common.name_now(content, facts)),
        whole("出质股权数额", f"{_money(held.amount)}，占注册资本 {share(held.amount, registered)}"),
        whole("被担保债权\n数额", _money(held.claim)),
    ]
    if held.reason:
        rows.append(whole("变更、注销或者\n撤销的原因", held.reason))
    parties = []
    for title, key in (("出质人", held.pledgor), ("质权人", held.pledgee)):
        one = common.party(content, key)
        parties.append([title, *(one[name] for name in ("name", "document", "identity_number", "phone", "address"))])
    head = ["", "姓名或者名称", "证件类型", "证件号码", "联系电话", "住　所"]
    return [
        tables.pairs("股权出质登记事项", rows),
        tables.listing("出质人和质权人信息", head, [8, 17, 14, 23, 16, 22], parties, led=True),
    ]


def reissue(content: Content, facts: PackFacts) -> list[Data]:
    """Why a licence is made anew."""
    held, other = content.reissue, content.other
    rows: list[Pair] = [whole("申请事由", REISSUES[held.reason])]
    if held.announced:
        rows.append(half("遗失声明日期", day(held.announced)))
    rows.append(half("申领纸质副本", f"{other.paper_copies} 份" if other.paper_licence else "不申领"))
    return [tables.pairs("增、减、补、换发证照", rows)]


def migration(content: Content, facts: PackFacts) -> list[Data]:
    """From one authority to another."""
    held = content.migration
    rows: list[Pair] = [
        half("迁出地", facts.division_name(held.from_authority) if held.from_authority else "—"),
        half("迁入地", facts.division_name(held.to_authority) if held.to_authority else "—"),
        whole("迁入后的住所", common.domicile(content, facts)),
    ]
    return [tables.pairs("迁移信息", [*rows, half("准予迁入\n（调档）文号", held.consent)] if held.consent else rows)]


def merger(content: Content, facts: PackFacts) -> list[Data]:
    """A merger or division."""
    held = content.merger
    rows: list[Pair] = [half("合并（分立）\n形式", MERGERS[held.form])]
    if held.decided:
        rows.append(half("决议日期", day(held.decided)))
    if held.noticed:
        rows.append(half("公告日期", day(held.noticed)))
    if held.debts:
        rows.append(whole("债务清偿\n或者担保", held.debts))
    others = []
    for number, key in enumerate(held.others, 1):
        one = common.party(content, key)
        others.append([str(number), one["name"], one["document"], one["identity_number"], one["address"]])
    head = ["序号", "名　称", "证照类型", "号　码", "住　所"]
    found = [tables.pairs("合并（分立）情况", rows)]
    return [*found, tables.listing("其他各方", head, [7, 28, 15, 24, 26], others, flush=[4])] if others else found


def judgment(content: Content, facts: PackFacts) -> list[Data]:
    """The judgment by which a change is revoked."""
    held = content.judgment
    rows = [
        half("人民法院", held.court),
        half("裁判文书文号", held.number),
        half("生效日期", day(held.day)),
        half("撤销的登记", f"第 {held.version} 版登记" if held.version else "—"),
    ]
    return [tables.pairs("撤销变更登记的依据", rows)]
