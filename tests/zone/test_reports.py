"""The nation's counts: signed reports of installations, added up, none altered, none twice (R07, R64)."""

from __future__ import annotations

import base64
import csv
import io
import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from cryptography.hazmat.primitives import serialization as ser
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import nation, reports
from analytics.__main__ import main
from analytics.nation import ReportersUnreadable, addressee, reporters_of, take
from analytics.refresh import Counting
from analytics.reports import ReportRefused
from analytics.snapshot import KEYS, Snapshot, create, current, fill, stage
from core.store import Store
from core.terms import Channel, Zone
from tests.conftest import MakeStore
from tests.counted import COMPLETED, NOW, START, Walk, contents, naive, number, settle

HOUR = timedelta(hours=1)
FULL = bool(os.environ.get("QUANCHENG_FULL_COUNTS"))
INSTALLATIONS = {"zhejiang": "330000", "ningbo": "330200", "beijing": "110000", "gansu": "620000"}
KEYS_OF = {name: Ed25519PrivateKey.from_private_bytes(name.encode().ljust(32)) for name in (*INSTALLATIONS, "nobody")}
Row = tuple[str, str, str, int, int]
"""Region, channel, status, hours before 1 April that it was received, corrections."""


def lay_list(analytics: Path, installations: Mapping[str, str] = INSTALLATIONS) -> None:
    analytics.mkdir(exist_ok=True, parents=True)
    with (analytics / nation.REPORTERS).open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(nation.COLUMNS)
        for name, authority in installations.items():
            lines.writerow([name, f"{name}局", authority, line_of(name)])


def line_of(name: str) -> str:
    """The middle line of a public key's PEM."""
    public = KEYS_OF[name].public_key()
    return base64.b64encode(public.public_bytes(ser.Encoding.DER, ser.PublicFormat.SubjectPublicKeyInfo)).decode()


def snapshot_of(path: Path, rows: Sequence[Row], as_of: datetime) -> Snapshot:
    """A snapshot that counts these applications."""
    with duckdb.connect(str(path)) as connection:
        create(connection)
        stage(connection)
        for at, (region, channel, status, hours, corrections) in enumerate(rows):
            received = naive(START) - hours * HOUR
            decided = received + 50 * HOUR if status == "approved" else None
            connection.execute(
                "INSERT INTO application "
                "VALUES (1, ?, ?, 'LLC', 'establishment', ?, ?, ?, ?, ?, ?, ?, true, ?, 0)",
                [f"case{at}", region, channel, status, received, received + hours * timedelta(minutes=7), decided,
                 decided, received + 72 * HOUR, corrections],
            )  # fmt: skip
        fill(connection)
        connection.execute("INSERT INTO state VALUES (?, ?, 'own')", [len(rows), naive(as_of)])
    return Snapshot(path, len(rows), as_of)


def report(
    folder: Path, name: str, rows: Sequence[Row], as_of: datetime = NOW, signer: str = "", file: str = ""
) -> Path:
    folder.mkdir(exist_ok=True, parents=True)
    made = snapshot_of(folder / f"{file or name}-{as_of.timestamp()}.duckdb", rows, as_of)
    path = folder / f"{file or name}-{as_of.timestamp()}.zip"
    authority = INSTALLATIONS.get(name, "110000")
    reports.write(made, path, installation=name, authority=authority, signer=KEYS_OF[signer or name])
    return path


def key_of(name: str) -> Ed25519PublicKey | None:
    return KEYS_OF[name].public_key() if name in KEYS_OF else None


PAPERLESS: Row = ("330106", "paperless", "approved", 3, 0)
OPEN: Row = ("330106", "counter", "examining", 5, 1)


@pytest.fixture
def analytics(tmp_path: Path) -> Path:
    lay_list(tmp_path / "analytics")
    return tmp_path / "analytics"


def test_a_report_goes_up_and_counts_there(make_store: MakeStore, analytics: Path, tmp_path: Path) -> None:
    """From the steps in an inner database to the nation's snapshot, the same counts."""
    store: Store = make_store(Zone.INNER)
    settle(store)
    Walk("secretcase1", way=COMPLETED).go(store, 7)
    Walk("secretcase2", region="110105", channel=Channel.COUNTER).go(store, 3)
    with Counting() as counting:
        own = counting.count(store.url, tmp_path / "own", NOW)
    path = tmp_path / "report.zip"
    reports.write(own, path, installation="beijing", authority="110000", signer=KEYS_OF["beijing"])
    made = take([path], analytics, NOW + HOUR)
    assert current(analytics / "nation") == made
    assert made.made_at == NOW
    for table in KEYS:
        assert _over_all_regions(made, table) == _over_all_regions(own, table)
    waiting = "SELECT id, region, received_at, due_at, applications FROM open WHERE status = 'examining'"
    assert number(made, waiting) == ("", "110000", naive(START), naive(START + timedelta(days=3)), 1)


def _over_all_regions(snapshot: Snapshot, table: str) -> object:
    with snapshot.open() as connection:
        rows = connection.table(table).project("* EXCLUDE (region)")
        keys = [key for key in KEYS[table] if key != "region"]
        counts = [f"sum({column})" for column in rows.columns if column not in keys]
        return rows.aggregate(", ".join([*keys, *counts])).order(", ".join(keys)).fetchall()


def test_a_report_holds_no_personal_data_and_no_case(analytics: Path, tmp_path: Path) -> None:
    path = report(tmp_path / "r", "zhejiang", [OPEN, OPEN, PAPERLESS])
    with zipfile.ZipFile(path) as archive:
        assert set(archive.namelist()) == {
            "manifest.json", "manifest.sig", "cell.parquet", "daily.parquet", "duration.parquet", "standing.parquet",
            "open.parquet", "region.parquet",
        }  # fmt: skip
        (tmp_path / "open.parquet").write_bytes(archive.read("open.parquet"))
    with duckdb.connect() as connection:
        found = connection.read_parquet(str(tmp_path / "open.parquet")).filter("status = 'examining'")
        rows = found.project("id, since, applications").fetchall()
    since = naive(START) - 5 * HOUR + timedelta(minutes=35)
    assert rows == [("", since.replace(minute=0), 2)]


def test_regions_count_for_their_province_or_the_city_that_reports_for_itself() -> None:
    assert addressee("330106", {"330000"}) == "330000"
    assert addressee("330206", {"330000"}) == "330000"
    assert addressee("330206", {"330000", "330200"}) == "330200"
    assert addressee("330306", {"330000", "330300"}) == "330000", "not one of the 46"
    assert addressee("110108", set()) == "110000"


def test_a_newer_report_takes_the_place_of_the_older(analytics: Path, tmp_path: Path) -> None:
    take([report(tmp_path / "r", "zhejiang", [PAPERLESS, OPEN])], analytics, NOW)
    take([report(tmp_path / "r", "gansu", [("620000", "paperless", "approved", 1, 0)])], analytics, NOW)
    made = take([report(tmp_path / "r", "zhejiang", [PAPERLESS] * 3, NOW + HOUR)], analytics, NOW + HOUR)
    assert number(made, "SELECT sum(received) FROM cell WHERE region = '330000'") == (3,)
    assert number(made, "SELECT count(*) FROM open WHERE status = 'examining'") == (0,)
    assert number(made, "SELECT sum(received) FROM cell") == (4,)


def test_the_same_report_twice_changes_nothing(analytics: Path, tmp_path: Path) -> None:
    path = report(tmp_path / "r", "zhejiang", [PAPERLESS])
    once = contents(take([path], analytics, NOW))
    assert contents(take([path, path], analytics, NOW + HOUR)) == once


@pytest.mark.parametrize("ago", [timedelta(), HOUR])
def test_a_report_that_is_not_newer_is_refused(analytics: Path, tmp_path: Path, ago: timedelta) -> None:
    take([report(tmp_path / "r", "zhejiang", [PAPERLESS])], analytics, NOW)
    with pytest.raises(ReportRefused, match="it is not newer than the one that is held"):
        take([report(tmp_path / "r", "zhejiang", [OPEN], NOW - ago, file="older")], analytics, NOW)


def test_unknown_forged_and_foreign_reports_are_refused(analytics: Path, tmp_path: Path) -> None:
    folder = tmp_path / "r"
    refused = {
        "no installation of that name is known here": report(folder, "nobody", [PAPERLESS]),
        "it was not signed by the installation that it names": report(folder, "beijing", [], signer="nobody"),
        "it speaks of regions that are not its own": report(folder, "ningbo", [PAPERLESS]),
        "it comes from the future": report(folder, "zhejiang", [PAPERLESS], NOW + 3 * HOUR),
        "perhaps one of the two is out of date": report(folder, "gansu", [("620000", "by pigeon", "approved", 1, 0)]),
    }
    for reason, path in refused.items():
        with pytest.raises(ReportRefused, match=reason):
            take([path], analytics, NOW)
    assert current(analytics / "nation") is None


def altered(path: Path) -> Iterator[tuple[str, bytes]]:
    """The report with each of its parts changed, left out, or put in the place of another, and with bits turned."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, data in parts.items():
        turned = bytes([data[0] ^ 1]) + data[1:]
        yield f"{name} changed", zipped({**parts, name: turned})
        yield f"{name} cut", zipped({**parts, name: data[:-1]})
        yield f"{name} missing", zipped({one: held for one, held in parts.items() if one != name})
    yield "a part more", zipped({**parts, "more.parquet": b""})
    manifest = parts["manifest.json"].replace(b"zhejiang", b"gansu")
    yield "another's name", zipped({**parts, "manifest.json": manifest})
    yield "swapped", zipped({**parts, "cell.parquet": parts["daily.parquet"], "daily.parquet": parts["cell.parquet"]})
    whole = path.read_bytes()
    yield "torn", whole[: len(whole) // 2]
    yield "no zip", b"counts"


def zipped(parts: Mapping[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return whole.getvalue()


def test_no_altered_report_is_taken(analytics: Path, tmp_path: Path) -> None:
    path = report(tmp_path / "r", "zhejiang", [PAPERLESS, OPEN])
    for how, data in altered(path):
        (tmp_path / "altered.zip").write_bytes(data)
        with pytest.raises(ReportRefused):
            take([tmp_path / "altered.zip"], analytics, NOW)
        assert current(analytics / "nation") is None, how


def test_a_file_that_would_unpack_without_end_is_refused(analytics: Path, tmp_path: Path) -> None:
    (tmp_path / "bomb.zip").write_bytes(zipped({"manifest.json": b" " * 50_000_000}))
    with pytest.raises(ReportRefused):
        take([tmp_path / "bomb.zip"], analytics, NOW)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return report(tmp_path_factory.mktemp("good"), "zhejiang", [PAPERLESS, OPEN])


@settings(max_examples=10_000 if FULL else 300, deadline=None)
@given(changes=st.lists(st.tuples(st.integers(0, 100_000), st.integers(0, 255)), min_size=1, max_size=8))
def test_whatever_comes_instead_of_a_report_is_refused(good: Path, changes: list[tuple[int, int]]) -> None:
    """Or it is the report: a zip's own times and the like are not signed."""
    data = bytearray(good.read_bytes())
    for at, byte in changes:
        data[-1 - at % len(data)] = byte
    path = good.with_name("changed.zip")
    path.write_bytes(data)
    with suppress(ReportRefused):
        assert reports.read(path, key_of).tables == reports.read(good, key_of).tables


def test_one_bad_report_among_good_ones_and_none_is_taken(analytics: Path, tmp_path: Path) -> None:
    good = report(tmp_path / "r", "zhejiang", [PAPERLESS])
    with pytest.raises(ReportRefused):
        take([good, report(tmp_path / "r", "nobody", [])], analytics, NOW)
    assert current(analytics / "nation") is None
    assert not (analytics / "nation" / "reports").exists()


def test_whose_report_is_late_is_said(analytics: Path, tmp_path: Path) -> None:
    take([report(tmp_path / "r", "zhejiang", [PAPERLESS], NOW - timedelta(hours=25))], analytics, NOW)
    made = take([report(tmp_path / "r", "gansu", [])], analytics, NOW)
    late = {one.installation: (one.is_late(NOW), one.as_of) for one in reporters_of(made)}
    assert late == {
        "zhejiang": (True, NOW - timedelta(hours=25)),
        "gansu": (False, NOW),
        "ningbo": (True, None),
        "beijing": (True, None),
    }
    assert {one.taken_at for one in reporters_of(made)} == {NOW, None}


def test_who_is_struck_off_the_list_no_longer_counts(analytics: Path, tmp_path: Path) -> None:
    files = [report(tmp_path / "r", "zhejiang", [PAPERLESS]), report(tmp_path / "r", "beijing", [])]
    take(files, analytics, NOW)
    lay_list(analytics, {"beijing": "110000"})
    made = take([], analytics, NOW)
    assert number(made, "SELECT count(*) FROM cell") == (0,)
    assert [one.installation for one in reporters_of(made)] == ["beijing"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("x,,110000,{key}", "the installation or its name is missing"),
        ("x,甲,11,{key}", "the authority is no code of GB/T 2260"),
        ("x,甲,990000,{key}", "the authority is no code of GB/T 2260"),
        ("x,甲,110000,AAAA", "the public key cannot be read"),
        ("x,甲,110000", "the public key cannot be read"),
        ("beijing,甲,110000,{key}", "the installation is named twice"),
    ],
)
def test_a_bad_line_of_the_list_is_named(analytics: Path, line: str, reason: str) -> None:
    lay_list(analytics, {"beijing": "110000"})
    with (analytics / nation.REPORTERS).open("a", encoding="utf-8") as file:
        file.write(line.format(key=line_of("nobody")) + "\n")
    with pytest.raises(ReportersUnreadable, match=f"line 3: {reason}"):
        take([], analytics, NOW)


def test_the_commands_say_what_was_made_and_whose_is_late(
    make_store: MakeStore, provided: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """As docs/how-to/report-to-the-nation.md has it: the middle line of the public key goes into the list."""
    store = make_store(Zone.INNER)
    settle(store)
    Walk("a").go(store, 5)
    data = tmp_path / "inner"
    for name in ("keys", "anchors"):
        shutil.copytree(provided / "inner" / name, data / name)
    told = {
        "ZONE": "inner", "DATA": str(data), "SECRET_FILE": str(provided / "inner" / "secret"),
        "DATABASE_URL": store.url.render_as_string(hide_password=False), "INSTALLATION": "haidian", "LANGUAGE": "zh",
    }  # fmt: skip
    for name, value in told.items():
        monkeypatch.setenv(f"QUANCHENG_{name}", value)
    line = (data / "anchors" / "inner-exchange-sign.pem").read_text().splitlines()[1]
    (data / "analytics").mkdir()
    (data / "analytics" / nation.REPORTERS).write_text(
        f"installation,name,authority,public_key\nhaidian,海淀,110108,{line}\nother,某局,620000,{line}\n"
    )
    report_file = tmp_path / "report.zip"
    assert main(["report", "--out", str(report_file)]) == 0
    assert "“haidian”截至" in capsys.readouterr().out
    assert main(["take", str(report_file)]) == 0
    assert capsys.readouterr().out == "2 个上报单位中已有 1 个上报。\n某局：尚未上报。\n"
    assert main(["take", str(tmp_path / "nothing.zip")]) == 1
    assert "未接收报表“nothing.zip”" in capsys.readouterr().err


REGIONS = {"zhejiang": ["330106", "330206", "330000"], "ningbo": ["330206", "330200"], "beijing": ["110108"]}
ROWS = {
    name: st.lists(
        st.tuples(
            st.sampled_from(regions),
            st.sampled_from([channel.value for channel in Channel]),
            st.sampled_from(["approved", "examining", "refused"]),
            st.integers(0, 2000),
            st.integers(0, 1),
        ),
        max_size=4,
    )
    for name, regions in REGIONS.items()
}


@settings(max_examples=100 if FULL else 3, deadline=None)
@given(counts=st.fixed_dictionaries(ROWS), order=st.permutations(list(REGIONS)), cut=st.integers(0, 3))
def test_reports_add_up_in_any_order_and_grouping(
    tmp_path_factory: pytest.TempPathFactory, counts: dict[str, list[Row]], order: list[str], cut: int
) -> None:
    folder = tmp_path_factory.mktemp("any")
    lay_list(folder / "one")
    lay_list(folder / "other")
    files = {name: report(folder / "r", name, rows) for name, rows in counts.items()}
    together = take(list(files.values()), folder / "one", NOW)
    for group in (order[:cut], order[cut:]):
        made = take([files[name] for name in group], folder / "other", NOW)
    assert contents(made) == contents(together)
    assert number(made, "SELECT coalesce(sum(received), 0), coalesce(sum(corrections), 0) FROM cell") == (
        sum(map(len, counts.values())), sum(row[4] for rows in counts.values() for row in rows),
    )  # fmt: skip
