"""The authority's notices to the applicant, one for each decision, with reasons and the ways of redress.

Grounds are mandatory wherever the applicant does not get what was applied for; a notice without them is refused.
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
        "未涉及的文件保持原有签名有效，不需要重新签署；内容变更的文件需要由签署人重新签署。",
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
}
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
class NoticeFacts:
    """What a notice says. `number` is its reference (文号); `grounds` free text, `reasons` item by item."""

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


def build_notice(facts: NoticeFacts) -> PackDocument:
    """The notice, to be sealed by the authority at `seal`. Raises DocumentNotPossible without mandatory grounds."""
    wording = WORDINGS[facts.kind]
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
    }
    pinned = (facts.application_no, facts.edition, facts.issued)
    return make("notice", "通知书", wording.title, TEMPLATE, pinned, data, [], {})


def draw(composer: Composer, data: Data, assets: Mapping[str, bytes]) -> SealPlace:
    wording = WORDINGS[NoticeKind(data["notice"])]
    composer.title(data["authority"], 18)
    composer.title(wording.title, 22)
    composer.paragraph(data["reference"], align="centre")
    composer.gap(10)
    composer.paragraph(f"{data['applicant']}：", indent=0)
    composer.paragraph(
        wording.opening.format(
            received=day(iso_day(data["received"])),
            company=data["company_name"],
            business=data["business"],
            application_no=data["application_no"],
        )
    )
    if data["uscc"]:
        composer.paragraph(f"企业名称：{data['company_name']}")
        composer.paragraph(f"统一社会信用代码：{data['uscc']}")
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
            composer.paragraph(text)
    composer.gap(24)
    return composer.sealed(data["authority"], day(iso_day(data["issued"])))


TEMPLATE = Template(version=1, draw=draw, attached_as="Data")
