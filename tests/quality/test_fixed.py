"""Expectations that are configured once give the results of Great Expectations as it comes."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from great_expectations.expectations.expectation import Expectation

from pipeline.quality import Thresholds
from pipeline.quality.cells import cells_of
from pipeline.quality.checks.at_most import ExpectAtMost
from pipeline.quality.engine import run_suites
from pipeline.quality.fixed import FixedExpectation
from pipeline.quality.locate.suspects import Suspects
from pipeline.quality.suites import suites_of
from tests.quality.handmade import dataset, row

CHANGING = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\dT[\d:.+]+|<RunIdentifier.*?>|0x\w+"
)


def results() -> list[tuple[str, str, list[str]]]:
    """Of each suite the whole result, without times and random ids, and its failed rows."""
    wrong: dict[str, dict[str, Any]] = {
        "total": {"value": Decimal(1)}, "platform": {"realtime_days": 31, "realtime_forms": 13},
        "bing": {"total": -6},
    }  # fmt: skip
    more = row("cumulative_totals", month=dt.date(2030, 5, 2), bookings_cumulative=2000)
    made = dataset(wrong, row("districts", district_id="d", name="又", provisional=False), more)
    suites = suites_of(made, cells_of(made), Thresholds(), Suspects())
    return [
        (
            run.suite.title,
            CHANGING.sub("", str([one.to_json_dict() for one in run.result.results])),
            [rule.id for rule, _ in run.failures],
        )
        for run in run_suites(suites)
    ]


def test_the_results_are_those_of_great_expectations(monkeypatch: pytest.MonkeyPatch) -> None:
    fixed = results()
    monkeypatch.setattr(FixedExpectation, "configuration", Expectation.configuration)
    assert fixed == results()
    assert sum(len(failed) for _, _, failed in fixed) >= 5


def test_a_configuration_is_built_again_only_where_a_field_was_set() -> None:
    made = ExpectAtMost(column_list=["a", "b"])
    assert made.configuration is made.configuration
    before = made.configuration
    made.id = "1"
    assert made.configuration.id == "1" and made.configuration is not before
    copied = made.copy(update={"id": None})
    assert copied.configuration.id is None and made.configuration.id == "1"
