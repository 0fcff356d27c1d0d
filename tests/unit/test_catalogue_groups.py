"""Types that are spoken of in the same words, worked out from what the norm says of each (R03, R22)."""

from __future__ import annotations

from collections.abc import Mapping

from core.catalogue.groups import Group, group_of
from core.catalogue.kinds import entity_types

GROUPS: Mapping[Group, frozenset[str]] = {
    Group.COMPANY: frozenset({"LLC", "LLC_ONE", "LLC_STATE", "JSC", "FIE_LLC", "FIE_JSC"}),
    Group.LEGAL_PERSON: frozenset({"NCO", "FIE_NC"}),
    Group.PARTNERSHIP: frozenset({"GP", "LP", "SGP", "FIP"}),
    Group.PROPRIETOR: frozenset({"SOLE"}),
    Group.HOUSEHOLD: frozenset({"HOUSEHOLD"}),
    Group.COOPERATIVE: frozenset({"COOP"}),
    Group.BRANCH: frozenset({"BRANCH_CO", "BRANCH_NCO", "BRANCH_P", "BRANCH_S", "BRANCH_COOP", "BRANCH_FIE"}),
    Group.FROM_ABROAD: frozenset({"FOREIGN_OPS", "FOREIGN_BRANCH"}),
    Group.OFFICE: frozenset({"REP_OFFICE"}),
}


def test_r22_every_type_is_spoken_of_as_its_law_speaks_of_it() -> None:
    found = {group: {name for name, one in entity_types().items() if group_of(one) is group} for group in Group}
    assert found == {**GROUPS, Group.OTHER: frozenset()}
    assert sum(len(names) for names in GROUPS.values()) == 24


def test_r03_a_new_type_is_spoken_of_by_what_the_norm_says_of_it_whatever_it_is_called() -> None:
    for one in entity_types().values():
        assert group_of(one.model_copy(update={"id": "NEW"})) is group_of(one)
    unheard_of = entity_types()["LLC"].model_copy(update={"representative": "nobody.knows"})
    assert group_of(unheard_of) is Group.OTHER
