"""The supervisor's decisions: who is told what, when to start again, what is said to whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.preflight import DemoNeedsLoopback, check_host, language_of
from core.processes import PROCESSES, Layout, Ports, Process
from core.settings import Settings
from core.supervisor import RestartPolicy
from core.terms import Zone

DEMO = Layout(Path("/data"), demo=True)
GIVEN = {
    "PATH": "/usr/bin",
    "SOME_PASSWORD": "x",
    "QUANCHENG_INSTALLATION": "haidian",
    "QUANCHENG_DATABASE_URL": "sqlite://",
    "QUANCHENG_OUTER_DATABASE_URL": "postgresql+psycopg://outer",
    "QUANCHENG_INNER_DATABASE_URL": "postgresql+psycopg://inner",
}


def process(name: str) -> Process:
    return next(each for each in PROCESSES if each.name == name)


@pytest.mark.parametrize("each", PROCESSES, ids=lambda each: each.name)
def test_a_process_is_told_its_own_zones_settings_only(each: Process) -> None:
    told = DEMO.environment(each, GIVEN)
    assert "SOME_PASSWORD" not in told
    text = " ".join(f"{name}={value}" for name, value in told.items())
    for zone in Zone:
        is_own = zone is each.zone
        assert (f"psycopg://{zone}" in text) == is_own
        assert (f"/data/{zone}" in text) == is_own
    assert ("QUANCHENG_INSTALLATION" in told) == (each.zone is not None)


def test_what_is_told_are_settings_that_exist() -> None:
    known = {f"QUANCHENG_{name.upper()}" for name in Settings.model_fields}
    for zone in Zone:
        assert set(DEMO.zone_settings(zone, GIVEN)) <= known


def test_programs_for_the_whole_installation_are_told_both_zones_apart() -> None:
    told = DEMO.installation_environment(GIVEN)
    assert told["QUANCHENG_OUTER_DATA"] == "/data/outer"
    assert told["QUANCHENG_INNER_DATA"] == "/data/inner"
    assert told["QUANCHENG_INNER_DATABASE_URL"] == "postgresql+psycopg://inner"
    assert "SOME_PASSWORD" not in told


def test_names_and_ports_of_processes_are_unique() -> None:
    assert len({each.name for each in PROCESSES}) == len(PROCESSES)
    ports = [Ports()[name] for each in PROCESSES for name in each.listens]
    assert sorted(ports) == [8501, 8502, 8601, 8701, 8702]


def test_the_reference_service_runs_in_a_demo_only() -> None:
    assert process("reference") in DEMO.processes()
    assert process("reference") not in Layout(Path("/data")).processes()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org"])  # noqa: S104 - refused, that is the point
def test_a_demo_is_refused_beyond_loopback(host: str) -> None:
    with pytest.raises(DemoNeedsLoopback):
        check_host(Layout(Path("/data"), demo=True, host=host))
    check_host(Layout(Path("/data"), demo=False, host=host))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_a_demo_listens_on_loopback(host: str) -> None:
    check_host(Layout(Path("/data"), demo=True, host=host))


def test_pauses_grow_with_each_death_and_end() -> None:
    policy = RestartPolicy(delays=(1, 4, 9), window=100)
    assert [policy.delay(range(count), now=count) for count in (1, 2, 3, 4)] == [1, 4, 9, None]


def test_deaths_long_ago_are_forgiven() -> None:
    policy = RestartPolicy(delays=(1, 4), window=100)
    assert policy.delay([0, 1, 2, 500], now=500) == 1


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({}, "en"),
        ({"LANG": "en_GB", "QUANCHENG_LANGUAGE": "zh"}, "zh_CN"),
    ],
)
def test_the_terminal_is_answered_in_its_language(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language
