"""登记审核表: the authority's electronic examination sheet, part of the archive (R40; 二(三)1).

It records who examined and who approved, when, with which opinion, what the automatic checks found and what the
verification of signatures said, and whether one officer did both. Times are shown in Beijing time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta, timezone

from core.documents.amounts import day
from core.documents.layout import Cell, Composer, SealPlace, centre, label
from core.documents.pack import Data, PackDocument, Template, make
from core.documents.values import iso_day

TITLE = "企业登记审核表"
BEIJING = timezone(timedelta(hours=8))  # no summer time since 1991
ONE_OFFICER = "本件按登记机关设定的独任审核方式办理，审查与核准由同一人作出。"
TWO_OFFICERS = "本件的审查与核准由不同人员分别作出。"


@dataclass(frozen=True)
class SheetStep:
    """One step of the authority: what it was (受理、审查、核准 …), who did it, when (aware), with which opinion."""

    label: str
    officer: str
    at: datetime
    opinion: str


@dataclass(frozen=True)
class SheetFinding:
    """A result of the automatic checks, in Chinese: how much it weighs, what was found, by which rule and article."""

    severity: str
    text: str
    rule: str
    basis: str


@dataclass(frozen=True)
class SheetSignature:
    """A signature and its verification: `result` in Chinese; `signed_at` from the timestamp, None without one."""

    document: str
    signer: str
    capacity: str
    signed_at: datetime | None
    result: str


@dataclass(frozen=True)
class SheetFacts:
    """What the sheet records. `decision` is the authority's in one sentence, `decided` its day."""

    application_no: str
    edition: str
    authority_name: str
    company_name: str
    uscc: str
    entity_type_label: str
    business_label: str
    channel_label: str
    received: datetime
    one_officer_mode: bool
    steps: Sequence[SheetStep]
    findings: Sequence[SheetFinding]
    signatures: Sequence[SheetSignature]
    decision: str
    decided: date


def moment(value: datetime | None) -> str:
    """2026年5月6日 14:03 in Beijing time."""
    if value is None:
        return "—"
    local = value.astimezone(BEIJING)
    return f"{day(local.date())} {local:%H:%M}"


def build_examination_sheet(facts: SheetFacts) -> PackDocument:
    """The sheet, to be sealed by the authority at `seal`."""
    data = {
        "company_name": facts.company_name,
        "uscc": facts.uscc,
        "entity_type": facts.entity_type_label,
        "business": facts.business_label,
        "channel": facts.channel_label,
        "authority": facts.authority_name,
        "received": moment(facts.received),
        "one_officer_mode": facts.one_officer_mode,
        "steps": [{**asdict(step), "at": moment(step.at)} for step in facts.steps],
        "findings": [asdict(finding) for finding in facts.findings],
        "signatures": [{**asdict(row), "signed_at": moment(row.signed_at)} for row in facts.signatures],
        "decision": facts.decision,
        "decided": facts.decided.isoformat(),
    }
    pinned = (facts.application_no, facts.edition, facts.decided)
    return make("examination_sheet", "审核表", TITLE, TEMPLATE, pinned, data, [], {})


def draw(composer: Composer, data: Data, assets: Mapping[str, bytes]) -> SealPlace:
    composer.title(TITLE)
    composer.table(
        [17, 33, 17, 33],
        [
            [label("企业名称"), Cell(data["company_name"], 3, bold=True)],
            [label("统一社会\n信用代码"), Cell(data["uscc"] or "—"), label("企业类型"), Cell(data["entity_type"])],
            [label("业务类型"), Cell(data["business"]), label("申请方式"), Cell(data["channel"])],
            [label("登记机关"), Cell(data["authority"]), label("收件时间"), Cell(data["received"])],
        ],
    )
    for row in data["steps"]:
        composer.table(
            [17, 33, 17, 33],
            [
                [_section(f"{row['label']}意见", 4)],
                [Cell(row["opinion"] or "无补充意见。", 4)],
                [label("经办人员"), Cell(row["officer"]), label("时　间"), Cell(row["at"])],
            ],
            header=1,
        )
    _listing(
        composer,
        "电子签名查验情况",
        [24, 17, 13, 24, 22],
        ["文　件", "签署人", "身　份", "签署时间", "查验结果"],
        [[row[key] for key in ("document", "signer", "capacity", "signed_at", "result")] for row in data["signatures"]],
    )
    _listing(
        composer,
        "自动检查结果",
        [12, 46, 18, 24],
        ["结　果", "内　容", "规　则", "依　据"],
        [[row[key] for key in ("severity", "text", "rule", "basis")] for row in data["findings"]],
    )
    mode = ONE_OFFICER if data["one_officer_mode"] else TWO_OFFICERS
    composer.table([1], [[_section("审核结论", 1)], [Cell(f"{data['decision']}\n{mode}")]], header=1)
    composer.gap(10)
    return composer.sealed(data["authority"], day(iso_day(data["decided"])))


def _section(text: str, span: int) -> Cell:
    return Cell(text, span, "centre", label=True, bold=True)


def _listing(
    composer: Composer, title: str, widths: Sequence[float], head: Sequence[str], rows: Sequence[Sequence[str]]
) -> None:
    body: list[list[Cell]] = [[Cell(text) if len(text) > 10 else centre(text) for text in row] for row in rows]
    body = body or [[centre("（无）", len(widths))]]
    composer.table(widths, [[_section(title, len(widths))], [label(text) for text in head], *body], header=2, size=9)


TEMPLATE = Template(version=1, draw=draw, side=56.0, attached_as="Data")
