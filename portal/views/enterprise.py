"""One enterprise as the public register shows it: now or on a day, its history, licences, pledges, notices (R50)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape

import streamlit as st

from core.i18n import N_, Translate
from core.outer import inquiry, objections
from core.outer.inquiry import PublicEnterprise, PublicLicence, PublicVersion
from core.outer.objections import NoticeView
from core.terms import EnterpriseStatus, LicenceStatus, label
from portal import facts, ui
from portal.places import link
from portal.services import Services
from portal.words import day, moment, yuan

SENTENCES: Mapping[EnterpriseStatus, tuple[str, str]] = {
    EnterpriseStatus.IN_LIQUIDATION: (N_("The enterprise is being wound up and does no other business."), "warning"),
    EnterpriseStatus.MIGRATED: (N_("The enterprise has moved to another registration authority."), "note"),
    EnterpriseStatus.CANCELLED: (N_("The enterprise was cancelled. Its licences are void."), "warning"),
    EnterpriseStatus.REVOKED: (N_("The registration of the enterprise was revoked."), "warning"),
}
"""What a status means, and how it looks; one that exists needs no sentence."""


def render(here: Services) -> None:
    _ = here.translate
    found = inquiry.enterprise(here.outer, st.query_params.get("code", ""))
    ui.heading(found.name, found.uscc)
    tone = "good" if found.status is EnterpriseStatus.EXISTING else "ended"
    ui.html(f'<p class="qc">{ui.chip(_(label(found.status)), tone)}</p>')
    _status(found, objections.of_enterprise(here.outer, found.uscc), _)
    _facts(found, _)
    _history(found, _)
    _licences(found.licences, _)
    _pledges(found, _)
    ui.paragraph(_("As of {at}").format(at=moment(found.as_of)), "qc-help")
    if found.status is not EnterpriseStatus.CANCELLED:
        link("choose", _("Change, file or close something for it"), code=found.uscc)
    link("verify", _("Verify a licence"), code=found.uscc)
    link("register", _("Search again"))


def _status(found: PublicEnterprise, notices: list[NoticeView], _: Translate) -> None:
    if found.former_names:
        ui.paragraph(_("Formerly: {names}").format(names="、".join(found.former_names)), "qc-help")
    if found.status in SENTENCES:
        text, tone = SENTENCES[found.status]
        ui.note(_(text), tone)
    running = next((one for one in notices if one.status in objections.OPEN), None)
    if found.status is EnterpriseStatus.CANCELLING and running is not None:
        text = _("The enterprise wants to be cancelled in the simple way. Until {day} anyone concerned may object.")
        ui.note(text.format(day=running.ends), "warning")
        link("notices", _("Read the notice or object"), case=running.case_id)


def _facts(found: PublicEnterprise, _: Translate) -> None:
    """The facts of today, or of the day that was asked for."""
    ui.section(_("What the register says"))
    typed = st.text_input(
        _("As it stood on (for instance 2026-05-01)"),
        key="register_day",
        value=st.query_params.get("on", ""),
        placeholder=_("today"),
        max_chars=10,
    )
    wanted = _day(typed)
    if typed.strip() and wanted is None:
        ui.note(_("Write the day as 2026-05-01."), "bad")
    if wanted is None:
        ui.facts(facts.listed(found.facts, _))
        return
    then = inquiry.as_of(found, wanted)
    if then is None:
        ui.note(_("The enterprise was not registered yet on that day."))
        return
    since = _("Version {version}, valid since {day}").format(version=then.version, day=day(then.valid_from))
    ui.paragraph(since, "qc-help")
    ui.facts([(_("Name of the enterprise"), str(then.facts["name"])), *facts.listed(then.facts, _)])


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None


def _history(found: PublicEnterprise, _: Translate) -> None:
    if found.versions:
        ui.section(_("History"), _("Every business that was approved, with what it changed for all to see."))
        ui.html('<ol class="qc qc-timeline">' + "".join(_version(one, _) for one in found.versions) + "</ol>")


def _version(one: PublicVersion, _: Translate) -> str:
    business = one.business.render(_) if one.business else _("Version {version}").format(version=one.version)
    changes = "".join(f'<p lang="zh">{escape(facts.change(each, one.facts, _))}</p>' for each in one.changes)
    return (
        f'<li class="qc-done"><strong>{escape(business)}</strong>'
        f'<span class="qc-time">{escape(day(one.valid_from))}</span>{changes}</li>'
    )


def _licences(licences: tuple[PublicLicence, ...], _: Translate) -> None:
    if licences:
        ui.section(_("Licences"))
    for licence in licences:
        index = licence.trace.get("index")
        tone = "good" if licence.status is LicenceStatus.VALID else "ended"
        ui.html(f'<p class="qc">{ui.chip(_(label(licence.status)), tone)}</p>')
        ui.facts(
            (
                (_("Serial"), licence.serial),
                (_("Version"), str(licence.version)),
                (_("SHA-256 of the file"), licence.sha256),
                (_("Entry in the trace"), "" if index is None else str(index)),
            )
        )


def _pledges(found: PublicEnterprise, _: Translate) -> None:
    pledges = found.facts.get("pledges") or ()
    if pledges:
        ui.section(_("Pledges of equity"))
    for one in pledges:
        ui.facts(
            (
                (_("Number"), str(one["number"])),
                (_("Pledgor"), str(one["pledgor"])),
                (_("Pledgee"), str(one["pledgee"])),
                (_("Amount pledged (yuan)"), yuan(one["amount"])),
                (_("Registered on"), str(one["since"])),
            )
        )
