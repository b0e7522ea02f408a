"""Rows that have passed ahead are not asked again, and nothing of the results differs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.model.dataset import Dataset
from pipeline.quality import Thresholds, passed_rows
from pipeline.quality.cells import cells_of
from pipeline.quality.engine import run_suites
from pipeline.quality.locate.suspects import Suspects
from pipeline.quality.passed_rows import Frames, pass_ahead
from pipeline.quality.rules import Suite
from pipeline.quality.suites import suite_of
from schemas.base import Row
from schemas.quality import Observation
from tests.quality.handmade import dataset
from tests.quality.test_fixed import as_text

_FAULTS: tuple[dict[str, Any], ...] = (
    {"printed": 5}, {"page": -1}, {"status": "guessed"}, {"status": None}, {"occurrence": 0},
    {"measure": "phone", "entity_id": "jia"}, {},
)  # fmt: skip


@pytest.fixture(autouse=True)
def _ahead(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(passed_rows, "_MANY_ROWS", 1)
    yield
    passed_rows.forget()


def _suite(rows: tuple[Row, ...]) -> Suite:
    made = Dataset({**dataset().rows, "observations": rows})
    return suite_of(Observation, made, cells_of(made), Thresholds(), Suspects())


def _judged(rows: tuple[Row, ...]) -> tuple[Any, ...]:
    [run] = run_suites([_suite(rows)])
    return as_text(run.result), [(rule.id, record) for rule, record in run.failures]


_GOOD = dataset().rows["observations"]
_ROWS = st.lists(
    st.tuples(st.integers(0, len(_GOOD) - 1), st.sampled_from(_FAULTS)), max_size=6
).map(lambda chosen: [_GOOD[at].model_copy(update=fault) for at, fault in chosen])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(ahead=_ROWS, new=_ROWS, gone=st.sets(st.integers(0, len(_GOOD) + 5)))
def test_the_results_are_those_of_asking_about_all(
    ahead: list[Row], new: list[Row], gone: set[int]
) -> None:
    known = [*_GOOD, *ahead]
    left = [row for number, row in enumerate(known) if number not in gone]
    rows = (*left[:5], *new, *left[5:])
    if not rows:
        return
    passed_rows.forget()
    expected = _judged(rows)
    pass_ahead(known)
    assert _judged(rows) == expected


def test_only_new_rows_are_asked() -> None:
    pass_ahead(_GOOD)
    new = _GOOD[0].model_copy(update={"occurrence": 2})
    suite = _suite((*_GOOD, new))
    frames = Frames(suite)
    assert {len(frames.of(rule)) for rule in suite.rules} == {1}
    again = _suite((*_GOOD, new, _GOOD[1].model_copy()))
    key = next(rule for rule in again.rules if rule.id == "observations.key")
    assert len(Frames(again).of(key)) == len(_GOOD) + 2
