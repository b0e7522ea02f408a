"""Expectations give the results of the engine of Great Expectations, without its engine."""

from __future__ import annotations

import datetime as dt
import difflib
import json
import re
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import great_expectations as gx
import great_expectations.datasource.fluent.pandas_datasource
import great_expectations.expectations.metrics.column_map_metrics
import great_expectations.expectations.metrics.multicolumn_map_metrics
import great_expectations.expectations.metrics.table_metrics
import pandas as pd
import pytest
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.expectations.expectation import Expectation

from pipeline.model.dataset import Dataset
from pipeline.quality import Thresholds
from pipeline.quality.cells import cells_of
from pipeline.quality.checks.at_most import ExpectAtMost
from pipeline.quality.engine import expectation_suite, run_suites
from pipeline.quality.evaluate import RESULT_FORMAT
from pipeline.quality.fixed import FixedExpectation
from pipeline.quality.frames import ROW
from pipeline.quality.locate.suspects import Suspects
from pipeline.quality.rules import Suite
from pipeline.quality.suites import suites_of
from tests.quality.handmade import dataset, row

CHANGING = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\dT[\d:.+]+|<RunIdentifier.*?>|0x\w+"
)


def checked_suites() -> list[Suite]:
    """The suites of a dataset with faults of several kinds."""
    wrong: dict[str, dict[str, Any]] = {
        "total": {"value": Decimal(1)}, "platform": {"realtime_days": 31, "realtime_forms": 13},
        "bing": {"total": -6},
    }  # fmt: skip
    made = dataset(
        wrong,
        row("districts", district_id="d", name="又", provisional=False),
        row("cumulative_totals", month=dt.date(2030, 5, 2), bookings_cumulative=2000),
    )
    twice = {
        name: (*made.rows[name], *made.rows[name][:1])
        for name in ("hospitals", "bookings_by_hospital", "hotline_monthly")
    }
    made = Dataset({**made.rows, **twice})
    return suites_of(made, cells_of(made), Thresholds(), Suspects())


def frame_of_pandas(suite: Suite) -> pd.DataFrame:
    """The sheet of a suite, with the numbers of its rows."""
    columns = {
        name: pd.Series(v, dtype=object)
        for name, v in suite.sheet.by_column(suite.sheet.columns).items()
    }
    return pd.DataFrame({**columns, ROW: pd.RangeIndex(len(suite.sheet.records))})


def as_text(result: Any) -> tuple[Any, ...]:
    """A whole result without times and random ids."""
    # Great Expectations looks through all callers for each decimal, which takes long in a process
    # that has loaded as much as the tests have.
    with patch("great_expectations.util.stack", list):
        results = [one.to_json_dict() for one in result.results]
    results.sort(key=lambda one: str(one["expectation_config"]["meta"]["rule"]))
    for one in results:
        one["expectation_config"]["kwargs"].pop("batch_id", None)
        one["expectation_config"].pop("id", None)
    assert all(type(one.success) is bool for one in result.results)
    text = json.dumps(results, ensure_ascii=False, sort_keys=True, indent=1)
    return result.suite_name, result.success, result.statistics, CHANGING.sub("", text).split("\n")


@pytest.mark.slow
def test_the_results_are_those_of_the_engine_of_great_expectations(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    suites = checked_suites()
    found = [as_text(run.result) for run in run_suites(suites)]
    monkeypatch.setattr(FixedExpectation, "configuration", Expectation.configuration)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("reference")
    batches = source.add_dataframe_asset("sheet").add_batch_definition_whole_dataframe("whole")
    expected = [
        as_text(
            batches.get_batch({"dataframe": frame_of_pandas(suite)}).validate(
                expectation_suite(suite), result_format=RESULT_FORMAT
            )
        )
        for suite in suites if suite.sheet.records and suite.rules
    ]  # fmt: skip
    for mine, theirs in zip(found, expected, strict=True):
        assert mine[:3] == theirs[:3]
        assert "\n".join(difflib.unified_diff(mine[3], theirs[3])) == ""
    kinds = {
        type(rule.expectation).__name__ for run in run_suites(suites) for rule, _ in run.failures
    }
    assert {"ExpectUniqueValue", "ExpectUniqueKey"} <= kinds and len(kinds) >= 6


def test_a_configuration_is_built_again_only_where_a_field_was_set() -> None:
    made = ExpectAtMost(column_list=["a", "b"])
    assert made.configuration is made.configuration
    before = made.configuration
    made.id = "1"
    assert made.configuration.id == "1" and made.configuration is not before
    copied = made.copy(update={"id": None})
    assert copied.configuration.id is None and made.configuration.id == "1"
