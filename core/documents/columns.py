"""Tables that documents in prose call for, each made of the rows in their data."""

from __future__ import annotations

from collections.abc import Sequence

from core.documents.amounts import day, share, wan
from core.documents.layout import Cell, centre, label
from core.documents.pack import Data
from core.documents.prose import Table
from core.documents.values import iso_day


def table(head: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[str]], *closing: Cell) -> Table:
    """A table with numbered rows under its headings; `closing` cells, if any, end it."""
    body: list[Sequence[Cell]] = [[label("序号"), *map(label, head)]]
    body += [[centre(str(number)), *map(centre, row)] for number, row in enumerate(rows, 1)]
    return Table([8, *widths], [*body, closing] if closing else body, total=bool(closing))


def contributions(data: Data) -> Table:
    """Who contributes how much, in which form, until when."""
    words, rows = data["words"], data["contributions"]
    total = sum(row["amount"] for row in rows)
    head = [f"{words['member']}姓名或者名称", f"{words['contributed']}\n（万元）", "比例", "出资方式", "出资日期"]
    shown = [
        [row["name"], wan(row["amount"]), share(row["amount"], total), row["form"], day(iso_day(row["due"]))]
        for row in rows
    ]
    return table(head, [27, 17, 12, 14, 22], shown, label("合计", 2), centre(wan(total)), centre("", 3))


def liquidators(data: Data) -> Table:
    """Who winds an enterprise up, and who heads them."""
    return table(["姓　名", "职　务"], [46, 46], [[row["name"], row["office"]] for row in data["group"]])


def transfers(data: Data) -> Table:
    """Who hands over how much to whom, at which price."""
    rows = [[row["giver"], row["taker"], wan(row["amount"]), wan(row["price"])] for row in data["transfers"]]
    return table(["转让方", "受让方", "转让的出资额\n（万元）", "转让价款\n（万元）"], [28, 28, 18, 18], rows)


def delegates(data: Data) -> Table:
    """Which organisation executes a partnership's business through whom."""
    return table(
        ["执行事务合伙人（委派人）", "委派代表"],
        [56, 36],
        [[row["partner"], row["delegate"]] for row in data["delegates"]],
    )


def roster(data: Data) -> Table:
    """Members with their documents and addresses."""
    keys = ("name", "class", "document", "identity_number", "address")
    rows = [[row[key] for key in keys] for row in data["roster"]]
    return table(["姓名或者名称", "成员类型", "证件类型", "证件号码", "住　所"], [16, 13, 14, 27, 22], rows)


def items(data: Data) -> Table:
    """What changes: before and after."""
    head = [label("事　项"), label("原条款内容"), label("修改后的条款内容")]
    rows = [[label(row["label"]), Cell(row["before"] or "—"), Cell(row["after"] or "—")] for row in data["changes"]]
    return Table([18, 41, 41], [head, *rows])
