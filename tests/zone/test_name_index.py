"""Names near to one are found by the index on both databases, whatever else is in it (R22)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from core import migrations, name_index, names
from core.content import NameSection
from core.store import Store
from core.terms import Zone

HERE, THERE = "110108", "310115"
COMMON = 1000
"""More names than one question to the index gives."""


def named(trade: str, industry: str = "科技") -> NameSection:
    return NameSection(division_code="110000", trade_name=trade, industry_term=industry)


def filled(store: Store, wanted: Iterable[tuple[str, str]], scope: str = HERE) -> Store:
    with store.unit() as session:
        entries = [
            name_index.entry(f"{scope}:{trade}:{industry}", scope, named(trade, industry)) for trade, industry in wanted
        ]
        name_index.add(session.connection(), entries)
    return store


def near(store: Store, trade: str, industry: str = "科技", scope: str = HERE) -> list[str]:
    with store.reading() as session:
        return [one.name for one in name_index.near(session, named(trade, industry), scope)]


def full(trade: str, industry: str = "科技") -> str:
    return names.compose(named(trade, industry))


@pytest.mark.parametrize(
    ("other", "industry"),
    [
        ("青石", "科技"),
        ("青石", "技术"),
        ("青石", ""),
        ("清石", "科技"),
        ("大青石", "科技"),
        ("青石云", "科技"),
        ("大清石", "科技"),
    ],
)
def test_what_the_rules_forbid_or_warn_of_is_found_among_names_with_the_same_pairs(
    store: Store, other: str, industry: str
) -> None:
    """However many names of other industries hold the same pair: the forbidden ones are asked for by themselves."""
    crowd = ((f"万青石{chr(0x4E00 + number)}", "餐饮") for number in range(COMMON))
    filled(store, [*crowd, (other, industry)])
    found = near(store, "青石")
    verdict = names.compare(named("青石"), full(other, industry))
    assert verdict.likeness is not names.Likeness.DISTINCT
    assert full(other, industry) in found[: name_index.NEAREST]
    assert len(found) <= name_index.CANDIDATES


@pytest.mark.parametrize("part", ["云杉", "杉行", "行舟", "云杉行", "杉行舟", "云山", "行周"])
def test_a_name_that_is_a_part_of_ours_is_found_also_by_its_sound(store: Store, part: str) -> None:
    filled(store, [(part, "科技"), ("别的", "科技")])
    assert near(store, "云杉行舟") == [full(part)]


def test_the_nearest_come_first_those_of_the_same_industry_before_others(store: Store) -> None:
    filled(store, [("青石", "餐饮"), ("青石云海", "科技"), ("青石", "科技"), ("清石", "科技")])
    assert near(store, "青石")[:3] == [full("青石"), full("清石"), full("青石云海")]


def test_a_name_altered_in_one_character_is_found_by_what_is_left(store: Store) -> None:
    filled(store, [("云杉行舟", "科技")])
    filled(store, [("青石", "科技")])
    for altered in ("青云", "白石"):
        assert near(store, altered) == [full("青石")]
    for altered in ("云杉行船", "云山行舟", "云杉大行舟"):
        assert near(store, altered) == [full("云杉行舟")]


def test_names_of_another_authority_do_not_count_unless_all_are_asked_for(store: Store) -> None:
    filled(filled(store, [("青石", "科技")], THERE), [("清石", "科技")])
    assert near(store, "青石") == [full("清石")]
    assert near(store, "青石", scope="") == [full("青石")]


def test_rare_characters_and_stray_signs_are_found_like_others(store: Store) -> None:
    odd = ["𠮷祥", "䶮龘", "𫠠𮯠", "A1", "青'石\"云"]
    filled(store, [(trade, "科技") for trade in odd])
    for trade in odd:
        assert near(store, trade)[0] == full(trade)


@pytest.mark.parametrize("trade", ["", "　", "(", '"', "青", "青" * 4000])
@pytest.mark.parametrize("industry", ["", "科技", '"'])
def test_no_input_breaks_the_question(store: Store, trade: str, industry: str) -> None:
    filled(store, [("青石", "科技")])
    assert len(near(store, trade, industry)) <= 1
    assert len(near(store, trade, scope="")) <= 1


def test_an_owner_has_one_name_and_a_removed_one_is_not_found(store: Store) -> None:
    for trade in ("青石", "白鹭"):
        with store.unit() as session:
            name_index.put(session, name_index.entry("me", HERE, named(trade)))
    assert near(store, "青石") == []
    assert near(store, "白鹭") == [full("白鹭")]
    with store.unit() as session:
        name_index.remove(session, ["me", "nobody"])
    assert near(store, "白鹭") == []


def test_a_place_that_became_free_is_used_again_without_traces_of_what_was_there(store: Store) -> None:
    with store.unit() as session:
        name_index.put(session, name_index.entry("first", HERE, named("青石")))
    with store.unit() as session:
        name_index.remove(session, ["first"])
        name_index.put(session, name_index.entry("second", HERE, named("白鹭")))
    assert near(store, "青石") == []
    assert near(store, "白鹭") == [full("白鹭")]


def test_a_unit_that_fails_leaves_the_index_as_it_was(store: Store) -> None:
    def fail() -> None:
        with store.unit() as session:
            name_index.put(session, name_index.entry("me", HERE, named("青石")))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert near(store, "青石") == []


BEFORE = "0001"
EARLIER: dict[Zone, list[tuple[str, dict[str, str]]]] = {
    Zone.OUTER: [
        (
            "INSERT INTO replica_enterprise (uscc, name, name_key, status, facts, as_of) "
            "VALUES (:code, :name, '', 'existing', :facts, '2026-05-04 09:30:00')",
            {"code": f"91{HERE}MA00000001", "name": full("青石"), "facts": '{"trade_name": "青石"}'},
        ),
        (
            "INSERT INTO name_gram VALUES (:gram, 'queue:gone', :name)",
            {"gram": "白鹭", "name": full("白鹭")},
        ),
    ],
    Zone.INNER: [
        (
            "INSERT INTO name_reservation (key, name) VALUES (:key, :name)",
            {"key": f"{HERE}:{trade}:科技", "name": full(trade)},
        )
        for trade in ("青石", "白鹭")
    ],
}


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    cluster = request.getfixturevalue("postgresql")
    url = cluster.make()
    yield url
    cluster.drop(url)


@pytest.mark.parametrize("zone", Zone)
def test_names_that_were_there_before_the_index_are_in_it(empty_database: str, zone: Zone) -> None:
    store = Store(empty_database, zone)
    with store.connection() as connection:
        migrations.upgrade(connection, zone, BEFORE)
        for statement, values in EARLIER[zone]:
            connection.execute(text(statement), values)
    store.migrate()
    assert near(store, "青石") == [full("青石")]
    assert near(store, "白鹭", scope="") == [full("白鹭")]
    store.close()
