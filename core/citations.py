"""The legal basis that the norm gives for a material, in a reader's language (R22).

The norm cites as jurists write, 《公司法》第九十条, several divided by “；”. Chinese readers see just that; others see
titles translated and articles in figures. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.i18n import DEFAULT_LANGUAGE, N_, translator

LAWS: Mapping[str, str] = {
    "市场主体登记管理条例": N_("Regulations on the Registration of Market Entities"),
    "市场主体登记管理条例实施细则": N_("Rules for Implementing the Regulations on the Registration of Market Entities"),
    "企业法人登记管理条例施行细则": N_(
        "Rules for Implementing the Regulations on the Registration of Enterprise Legal Persons"
    ),
    "公司法": N_("Company Law"),
    "合伙企业法": N_("Partnership Enterprise Law"),
    "个人独资企业法": N_("Sole Proprietorship Enterprise Law"),
    "农民专业合作社法": N_("Farmers' Professional Cooperatives Law"),
    "外商投资法": N_("Foreign Investment Law"),
    "民法典": N_("Civil Code"),
    "证券法": N_("Securities Law"),
    "税收征收管理法": N_("Law on the Administration of Tax Collection"),
    "企业国有资产法": N_("Law on State-Owned Assets of Enterprises"),
    "股权出质登记办法": N_("Measures for the Registration of Pledges of Equity"),
    "外国企业常驻代表机构登记管理条例": N_(
        "Regulations on the Registration of Resident Representative Offices of Foreign Enterprises"
    ),
    "外国（地区）企业在中国境内从事生产经营活动登记管理办法": N_(
        "Measures for the Registration of Foreign Enterprises That Do Business in China"
    ),
    "海关报关单位备案管理规定": N_("Provisions on the Records of Customs Declarants"),
}
"""Titles of the laws that the norm cites."""


@dataclass(frozen=True)
class Style:
    """How a language writes an article, its paragraph and item, what joins them, and a law with none, one, several."""

    article: str
    paragraph: str
    item: str
    between: str
    alone: str
    one: str
    several: str


STYLES: Mapping[str, Style] = {
    "en": Style("{}", " ({})", " {}", ", ", "{law}", "{law}, art. {places}", "{law}, arts. {places}"),
    "ko": Style("제{}조", "제{}항", "제{}호", "·", "「{law}」", "「{law}」 {places}", "「{law}」 {places}"),
}
_CLAUSE = re.compile(r"《([^》]+)》(?:（[^）]*）)?([^；]*)")
_PLACE = re.compile(
    r"第([零一二三四五六七八九十百]+)条(?:第([零一二三四五六七八九十]+)款)?(?:第([零一二三四五六七八九十]+)项)?"
)
_FIGURES = {"零": 0, **{figure: number for number, figure in enumerate("一二三四五六七八九", 1)}}
_UNITS = {"十": 10, "百": 100}


def cite(basis: str, language: str) -> str:
    """The basis for a reader of that language; a law whose title is not known here keeps it."""
    style = STYLES.get(language)
    if language == DEFAULT_LANGUAGE or style is None:
        return basis
    translate = translator(language)
    found = [_clause(style, translate(LAWS.get(title, title)), rest) for title, rest in _CLAUSE.findall(basis)]
    return "; ".join(found) or basis


def _clause(style: Style, law: str, rest: str) -> str:
    places = [_place(style, *parts) for parts in _PLACE.findall(rest)]
    form = (style.alone, style.one, style.several)[min(len(places), 2)]
    return form.format(law=law, places=style.between.join(places))


def _place(style: Style, article: str, paragraph: str, item: str) -> str:
    parts = ((style.article, article), (style.paragraph, paragraph), (style.item, item))
    return "".join(form.format(number_of(text)) for form, text in parts if text)


def number_of(text: str) -> int:
    """A number below a thousand as Chinese writes it: 二百二十四 is 224, 十六 is 16."""
    total, figure = 0, 0
    for sign in text:
        if sign in _UNITS:
            total += (figure or 1) * _UNITS[sign]
            figure = 0
        else:
            figure = _FIGURES[sign]
    return total + figure
