"""A way out for an applicant whose trade name is taken or too like another (R22)."""

from __future__ import annotations

from core.content import NameSection
from core.outer.accounts import AccountView
from core.outer.applications import load
from core.outer.context import Outer
from core.outer.replica import free_names


def suggest(
    outer: Outer, account: AccountView, application_id: str, name: NameSection, count: int = 3
) -> tuple[str, ...]:
    """Trade names like this one that are composed as prescribed and free as far as is known here; perhaps none.

    A look at register and queue for each idea: for a name that is taken, not for every key pressed. Raises NotFound.
    """
    with outer.store.reading() as session:
        load(session, account, application_id)
        return free_names(session, name, application_id, count)
