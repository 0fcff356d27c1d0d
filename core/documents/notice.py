"""The authority's notices to the applicant, one for each decision, with reasons and the ways of redress.

Grounds are mandatory wherever the applicant does not get what was applied for; a notice without them is refused. What
is granted, and how the notice is called then, stands in one table by the business; beside decisions there is the public
notice before a simple cancellation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum

from core.documents import prose
from core.documents.amounts import day
from core.documents.layout import Cell, Composer, SealPlace, centre, label
from core.documents.pack import Data, DocumentNotPossible, PackDocument, Template, make
from core.documents.values import iso_day
from core.i18n import N_

NO_GROUNDS = N_("a notice of this kind must give its grounds")


class NoticeKind(StrEnum):
    """Values are kept for ever."""

    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    RETURNED = "returned"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ANNOUNCED = "announced"


@dataclass(frozen=True)
class Wording:
    """How one kind of notice reads: its title, its sentences, whether it must give grounds and name redress."""

    title: str
    opening: str
    closing: str = ""
    needs_grounds: bool = False
    redress: bool = False


_LAW = "依照《中华人民共和国市场主体登记管理条例》"
_APPLIED = "你（单位）于{received}提交的{company}{business}申请（申请编号：{application_no}）收悉。"
WORDINGS: Mapping[NoticeKind, Wording] = {
    NoticeKind.ACCEPTED: Wording(
        "受理通知书",
        _APPLIED + "经审查，申请材料齐全，符合法定形式，" + _LAW + "第十九条的规定，决定予以受理。",
        "本机关将在规定的时限内作出是否准予登记的决定，并通过企业登记全程电子化系统告知办理结果。",
    ),
    NoticeKind.NOT_ACCEPTED: Wording(
        "不予受理通知书", _APPLIED + "经审查，决定不予受理。理由如下：", "", needs_grounds=True, redress=True
    ),
    NoticeKind.RETURNED: Wording(
        "补正材料通知书",
        _APPLIED + "经审查，申请材料不齐全或者不符合法定形式，" + _LAW + "第十九条的规定，"
        "现将需要补正的全部内容一次性告知如下：",
        "请登录企业登记全程电子化系统，按照上述内容补正后重新提交。"
        "未涉及的文件保持原有签名有效，不需要重新签署；内容变更的文件需要由签署人重新签署。"
        "请在{complete_by}前（含当日）重新提交；逾期未提交的，本次申请的办理程序终止，可以重新提出申请。",
        needs_grounds=True,
    ),
    NoticeKind.APPROVED: Wording(
        "准予登记通知书",
        _APPLIED + "经审查，申请材料齐全，符合法定形式，" + _LAW + "第十九条的规定，决定准予登记。",
        "电子营业执照已经签发，与纸质营业执照具有同等法律效力，可以通过企业登记全程电子化系统领取。"
        "请依法履行信息公示义务，于每年1月1日至6月30日报送公示年度报告。",
    ),
    NoticeKind.REFUSED: Wording(
        "不予登记通知书",
        _APPLIED + "经审查，" + _LAW + "第二十条的规定，决定不予登记。理由如下：",
        "",
        needs_grounds=True,
        redress=True,
    ),
    NoticeKind.WITHDRAWN: Wording(
        "准予撤回登记申请通知书",
        _APPLIED + "根据你（单位）的请求，准予撤回登记申请，本次申请的办理程序终止。",
        "撤回后可以重新提出申请。",
    ),
    NoticeKind.ANNOUNCED: Wording(
        "简易注销公告",
        "{company}已向本机关申请简易注销登记（申请编号：{application_no}），全体投资人承诺未发生债权债务或者已将债权债务"
        "清偿完结，不存在法律、行政法规规定的不适用简易注销登记的情形。" + _LAW + "第三十三条的规定，现予公告。",
        "公告期内，有关利害关系人及相关政府部门可以通过国家企业信用信息公示系统或者企业登记全程电子化系统提出异议并说明理由。"
        "公告期满无异议的，本机关依法办理注销登记。",
    ),
}
_LICENCE = "电子营业执照已经签发，与纸质营业执照具有同等法律效力，可以通过企业登记全程电子化系统领取。"
_REPORT = "请依法履行信息公示义务，按时报送公示年度报告。"
_EXAMINED = "经审查，申请材料齐全，符合法定形式，"
_REPLACED = "原营业执照自变更登记之日起失效。"
_PLEDGE = "依照《股权出质登记办法》的规定，"


def _granted(title: str, decision: str, closing: str = "", law: str = f"{_LAW}第十九条的规定，") -> Wording:
    return Wording(title, f"{_APPLIED}{_EXAMINED}{law}{decision}", closing)


GRANTED: Mapping[str, Wording] = {
    "SETUP": _granted("准予设立登记通知书", "决定准予设立登记。", _LICENCE + _REPORT),
    "CHANGE": _granted("准予变更登记通知书", "决定准予变更登记。", "变更登记的事项自登记之日起生效。"),
    "RECORD": _granted("备案通知书", "决定予以备案。", "备案事项自备案之日起生效。"),
    "DEREG": _granted(
        "准予注销登记通知书", "决定准予注销登记。", "该市场主体自注销登记之日起终止，其营业执照同时失效。"
    ),
    "DEREG_SIMPLE": _granted(
        "准予简易注销登记通知书",
        "决定准予简易注销登记。",
        "该市场主体自注销登记之日起终止，其营业执照同时失效。",
        f"公告期内未发现不适用简易注销登记的情形，{_LAW}第三十三条的规定，",
    ),
    "NAME_PRE": _granted(
        "企业名称预先核准通知书",
        "决定核准下列企业名称。",
        "名称在保留期内不得用于经营活动，不得转让；设立登记后名称方可使用。",
        "依照《企业名称登记管理规定》，",
    ),
    "NAME_SELF": _granted(
        "企业名称自主申报告知书",
        "下列企业名称予以保留。",
        "请在保留期内办理设立登记。名称在保留期内不得用于经营活动，不得转让。申请人对自主申报的名称依法承担责任。",
        "依照《企业名称登记管理规定》第十六条、第十八条的规定，",
    ),
    "LICENCE": _granted(
        "准予换发（补发）营业执照通知书",
        "决定准予换发（补发）营业执照。",
        f"{_LICENCE}原营业执照自换发（补发）之日起失效。",
    ),
    "MIGRATE": _granted(
        "准予迁移登记通知书",
        "决定准予迁移登记，由迁入地登记机关管辖。",
        f"{_LICENCE}{_REPLACED}",
        f"{_LAW}第二十七条的规定，",
    ),
    "MERGE_SPLIT": _granted(
        "准予合并（分立）登记通知书", "决定准予就合并（分立）办理登记。", "合并、分立各方应当依法一并办理有关登记。"
    ),
    "REVOKE_CHANGE": _granted(
        "撤销变更登记通知书",
        "根据人民法院生效的裁判文书，决定撤销有关的变更登记，恢复变更前的登记事项。",
        f"{_LICENCE}{_REPLACED}",
        "依照《中华人民共和国公司法》第二十八条的规定，",
    ),
    "PLEDGE.SETUP": _granted(
        "股权出质设立登记通知书",
        "决定准予股权出质设立登记。",
        "质权自出质登记之日起设立（《民法典》第四百四十三条）。",
        _PLEDGE,
    ),
    "PLEDGE.CHANGE": _granted("股权出质变更登记通知书", "决定准予股权出质变更登记。", "", _PLEDGE),
    "PLEDGE.CANCEL": _granted(
        "股权出质注销登记通知书", "决定准予股权出质注销登记。", "质权自注销登记之日起消灭。", _PLEDGE
    ),
    "PLEDGE.REVOKE": _granted(
        "股权出质撤销登记通知书", "决定准予股权出质撤销登记。", "该股权出质登记自始无效。", _PLEDGE
    ),
}
"""How an approval reads, by the row of the norm (SETUP, PLEDGE.SETUP …); CHANGE stands for CHANGE.NAME as well."""


def wording_of(kind: NoticeKind, procedure: str = "") -> Wording:
    """How a notice reads. `procedure` is the procedure's identifier (LLC.CHANGE.NAME); it matters to approvals only."""
    if kind is not NoticeKind.APPROVED:
        return WORDINGS[kind]
    row = procedure.partition(".")[2]
    return GRANTED.get(row) or GRANTED.get(row.partition(".")[0]) or WORDINGS[kind]


REDRESS = (
    "对本决定不服的，可以自收到本通知书之日起六十日内依法申请行政复议，"
    "也可以自收到本通知书之日起六个月内依法向人民法院提起行政诉讼。"
)


@dataclass(frozen=True)
class NoticeReason:
    """One thing to be mended: in which document, at which item, what is to be done."""

    document: str
    place: str
    text: str


@dataclass(frozen=True)
class NoticeChange:
    """An item of the register that changes: what it was and what it is now."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class NoticeFacts:
    """What a notice says. `number` is its reference (文号); `grounds` free text, `reasons` item by item.

    `procedure` is the identifier of what was applied for. `changes` shows an approved change; `pledge` is the number
    of a pledge; `since` and `until` say how long a name is kept or a public notice runs; `complete_by` is the last day
    for a completion that is demanded.
    """

    kind: NoticeKind
    number: str
    application_no: str
    edition: str
    authority_name: str
    applicant_name: str
    company_name: str
    business_label: str
    received: date
    issued: date
    uscc: str = ""
    grounds: str = ""
    reasons: Sequence[NoticeReason] = ()
    procedure: str = ""
    changes: Sequence[NoticeChange] = ()
    pledge: str = ""
    since: date | None = None
    until: date | None = None
    complete_by: date | None = None


def build_notice(facts: NoticeFacts) -> PackDocument:
    """The notice, to be sealed by the authority at `seal`. Raises DocumentNotPossible without mandatory grounds."""
    wording = wording_of(facts.kind, facts.procedure)
    if wording.needs_grounds and not (facts.grounds.strip() or facts.reasons):
        raise DocumentNotPossible(title=wording.title, reason_text=NO_GROUNDS)
    data = {
        "notice": str(facts.kind),
        "reference": facts.number,
        "authority": facts.authority_name,
        "applicant": facts.applicant_name,
        "company_name": facts.company_name,
        "business": facts.business_label,
        "uscc": facts.uscc,
        "grounds": facts.grounds,
        "reasons": [asdict(reason) for reason in facts.reasons],
        "received": facts.received.isoformat(),
        "issued": facts.issued.isoformat(),
        "application_no": facts.application_no,
        "procedure": facts.procedure,
        "changes": [asdict(change) for change in facts.changes],
        "pledge": facts.pledge,
        "since": facts.since.isoformat() if facts.since else "",
        "until": facts.until.isoformat() if facts.until else "",
        "complete_by": facts.complete_by.isoformat() if facts.complete_by else "",
    }
    pinned = (facts.application_no, facts.edition, facts.issued)
    return make("notice", "通知书", wording.title, TEMPLATE, pinned, data, [], {})


def draw(composer: Composer, data: Data, assets: Mapping[str, bytes]) -> SealPlace:
    wording = wording_of(NoticeKind(data["notice"]), data["procedure"])
    composer.title(data["authority"], 18)
    composer.title(wording.title, 22)
    composer.paragraph(data["reference"], align="centre")
    composer.gap(10)
    if data["notice"] != NoticeKind.ANNOUNCED:
        composer.paragraph(f"{data['applicant']}：", indent=0)
    composer.paragraph(
        wording.opening.format(
            received=day(iso_day(data["received"])),
            company=data["company_name"],
            business=data["business"],
            application_no=data["application_no"],
        )
    )
    for text in _particulars(data):
        composer.paragraph(text)
    if data["changes"]:
        head = [label("事　项"), label("原登记（备案）事项"), label("变更（备案）后的事项")]
        shown = [
            [label(row["label"]), Cell(row["before"] or "—"), Cell(row["after"] or "—")] for row in data["changes"]
        ]
        composer.gap(4)
        composer.table([18, 41, 41], [head, *shown], header=1)
        composer.gap(8)
    prose.draw_plain(composer, data["grounds"])
    if data["reasons"]:
        rows = [[label("序号"), label("文　件"), label("项　目"), label("需要补正的内容和理由")]]
        for number, row in enumerate(data["reasons"], 1):
            rows.append([centre(str(number)), Cell(row["document"]), Cell(row["place"]), Cell(row["text"])])
        composer.gap(4)
        composer.table([8, 24, 22, 46], rows, header=1)
        composer.gap(8)
    for text in (wording.closing, REDRESS if wording.redress else ""):
        if text:
            composer.paragraph(
                text.format(complete_by=day(iso_day(data["complete_by"])) if data["complete_by"] else "")
            )
    composer.gap(24)
    return composer.sealed(data["authority"], day(iso_day(data["issued"])))


def _particulars(data: Data) -> list[str]:
    """What the notice is about, line by line."""
    found = []
    if data["uscc"] or data["until"]:
        found.append(f"企业名称：{data['company_name']}")
    if data["uscc"]:
        found.append(f"统一社会信用代码：{data['uscc']}")
    if data["pledge"]:
        found.append(f"质权登记编号：{data['pledge']}")
    if data["until"] and data["since"]:
        found.append(f"公告期：{day(iso_day(data['since']))}至{day(iso_day(data['until']))}")
    elif data["until"]:
        found.append(f"保留期：至{day(iso_day(data['until']))}")
    return found


TEMPLATE = Template(version=2, draw=draw, attached_as="Data")
