"""One application: the form while it is filled in, the pack while it is signed, its course afterwards."""

from __future__ import annotations

import streamlit as st

from core.outer import drafts
from core.terms import Role, Status
from portal.form import page
from portal.places import go
from portal.services import Services
from portal.views import case, pack


def render(here: Services) -> None:
    account = here.account
    assert account is not None
    application_id = st.query_params.get("id", "")
    view = drafts.view(here.outer, account, application_id, course=False)
    if Role.APPLICANT not in view.roles:
        go("sign", id=application_id)
    if view.status in (Status.DRAFT, Status.RETURNED):
        page.render(here, view)
        return
    whole = drafts.view(here.outer, account, application_id)
    if whole.status is Status.SIGNING:
        pack.render(here, account, whole)
    else:
        case.render(here, account, whole)
