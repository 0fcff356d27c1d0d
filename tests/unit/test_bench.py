"""A measurement over its bound fails the run, and so does one that raises."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bench import Ratio, __main__


@pytest.mark.parametrize(
    ("value", "at_most", "met"), [(2, True, True), (3, True, False), (2, False, True), (1, False, False)]
)
def test_a_bound_is_met_up_to_and_including_itself(value: float, at_most: bool, met: bool) -> None:
    ratio = Ratio("work / bare loop", value, 2, at_most)
    assert ratio.met is met
    assert ("NO" in __main__.table([ratio])) is not met


def raising() -> list[Ratio]:
    raise RuntimeError("no such machine")


@pytest.mark.parametrize(
    ("measure", "status"),
    [
        (lambda: [Ratio("a", 1, 2, True)], 0),
        (lambda: [Ratio("a", 1, 2, True), Ratio("b", 3, 2, True)], 1),
        (raising, 1),
    ],
)
def test_the_run_fails_when_a_bound_is_not_met(
    measure: object, status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(__main__, "names", lambda: ["sample"])
    monkeypatch.setattr(__main__, "import_module", lambda name: SimpleNamespace(measure=measure))
    assert __main__.main([]) == status
    assert "measured" in capsys.readouterr().out


def test_an_unknown_measurement_is_named() -> None:
    assert __main__.main(["nonsense"]) == 2
    assert "archive" in __main__.names()
