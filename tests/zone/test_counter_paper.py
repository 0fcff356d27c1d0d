"""A licence on paper, and paper brought for an online application (R05, R07)."""

from __future__ import annotations

import pytest
from sqlmodel import select

from core import trace
from core.content import IdentityDocument
from core.errors import BadInput, Conflict, NotPossibleNow
from core.ids import new_id
from core.inner import (
    cases,
    counter_brought,
    counter_licences,
    counter_submission,
)
from core.inner.officers import OfficerView
from core.inner.tables import Licence
from core.terms import Channel, Status
from tests.counted import received_by_channel
from tests.counters import (
    Officers,
    attached,
    decide,
    page,
    taken,
)
from tests.towns import Town

DATABASE = "sqlite"


def test_a_paper_licence_is_printed_from_the_same_data_registered_and_handed_over(
    site: Town, clerk: OfficerView, officers: Officers
) -> None:
    """R05: beside the electronic licence, never in its place; every step is traced."""
    draft_id = taken(site, clerk, "窗口纸香", paper=True)
    counter_submission.submit(site.inner, clerk, draft_id, new_id())
    decide(site, officers, draft_id)
    wanted = counter_licences.of_case(site.inner, clerk, draft_id)
    assert wanted is not None
    assert [one.copy_no for one in wanted.sheets] == [0, 1]
    assert draft_id in {one.case_id for one in counter_licences.waiting(site.inner, clerk)}
    spoilt = counter_licences.print_sheet(site.inner, clerk, draft_id, 0, "A0001")
    counter_licences.spoil(site.inner, clerk, spoilt)
    with pytest.raises(BadInput):
        counter_licences.print_sheet(site.inner, clerk, draft_id, 0, "a0001")
    original = counter_licences.print_sheet(site.inner, clerk, draft_id, 0, "A0002")
    with pytest.raises(Conflict):
        counter_licences.print_sheet(site.inner, clerk, draft_id, 0, "A0003")
    copy = counter_licences.print_sheet(site.inner, clerk, draft_id, 1, "B0001")
    with pytest.raises(BadInput):
        counter_licences.print_sheet(site.inner, clerk, draft_id, 2, "B0002")
    _, pdf = counter_licences.sheet_pdf(site.inner, clerk, original)
    with site.inner.store.reading() as session:
        licence = session.exec(select(Licence).where(Licence.case_id == draft_id)).one()
    assert attached(pdf) == attached(site.inner.files.get(licence.file))
    for sheet in (original, copy):
        counter_licences.hand_over(
            site.inner, clerk, sheet, "王建国", IdentityDocument.RESIDENT_ID, "110108198506010017"
        )
    with pytest.raises(Conflict):
        counter_licences.hand_over(
            site.inner, clerk, copy, "李秀英", IdentityDocument.RESIDENT_ID, "110108198506010025"
        )
    done = counter_licences.of_case(site.inner, clerk, draft_id)
    assert done is not None
    assert done.done
    assert draft_id not in {one.case_id for one in counter_licences.waiting(site.inner, clerk)}
    with site.inner.store.reading() as session:
        kinds = [record.kind for record in trace.entries_for(session, original)]
    assert kinds == ["paper_licence.printed", "paper_licence.handed"]


def test_a_licence_without_the_wish_for_paper_has_none(site: Town, clerk: OfficerView, officers: Officers) -> None:
    draft_id = taken(site, clerk, "窗口无纸")
    counter_submission.submit(site.inner, clerk, draft_id, new_id())
    decide(site, officers, draft_id)
    assert counter_licences.of_case(site.inner, clerk, draft_id) is None
    with pytest.raises(BadInput):
        counter_licences.print_sheet(site.inner, clerk, draft_id, 0, "C0001")


def test_paper_brought_for_an_online_application_makes_it_online_with_paper(
    site: Town, clerk: OfficerView, officers: Officers
) -> None:
    """R07: what was brought is a document of the case, in its archive; the channel is told apart and measured."""
    before = received_by_channel(site.inner)
    journey = site.walk("线上携纸", "register", "fill_in", "make_pack", "sign", "submit", "cross")
    case_id = journey.application_id
    assert cases.view(site.inner, officers[0], case_id).channel is Channel.PAPERLESS
    counter_brought.add_paper(site.inner, clerk, case_id, "租赁合同原件", "原件.png", page())
    view = cases.view(site.inner, officers[0], case_id)
    assert view.channel is Channel.ONLINE_WITH_PAPER
    assert "租赁合同原件" in [one.title for one in view.documents]
    assert decide(site, officers, case_id) is Status.PUBLICISED
    assert received_by_channel(site.inner) - before == {Channel.ONLINE_WITH_PAPER.value: 1}
    with pytest.raises(NotPossibleNow):
        counter_brought.add_paper(site.inner, clerk, case_id, "迟到", "迟.png", page())


def test_an_identity_confirmed_by_its_document_makes_an_application_online_with_paper(
    site: Town, clerk: OfficerView, officers: Officers
) -> None:
    """R07, R12."""
    journey = site.walk("线上验身", "register", "fill_in", "make_pack", "sign", "submit", "cross")
    case_id = journey.application_id
    counter_brought.identify(site.inner, clerk, case_id, IdentityDocument.RESIDENT_ID, "本人到场")
    view = cases.view(site.inner, officers[0], case_id)
    assert (view.channel, view.applicant.identity) == (Channel.ONLINE_WITH_PAPER, "confirmed")
