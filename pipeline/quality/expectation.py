"""What the expectations of the checks share: yes/no questions asked of every row of a frame.

Each expectation is a `MulticolumnMapExpectation`, which names the rows that fail. The frames hold
Python objects (int, Decimal, date, str, None), so sums are exact and a null is never a float.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import pandas as pd
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial import (  # noqa: E501
    multicolumn_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_map_metric_provider import (  # noqa: E501
    MulticolumnMapMetricProvider,
)

from pipeline.quality.frames import Frame
from pipeline.quality.rendering import ReadableExpectation

Condition = Callable[..., list[bool]]
"""`holds(frame, **settings)`: gets the columns of `column_list`, answers for each row."""

_DOMAIN = ("batch_id", "table", "column_list", "row_condition", "condition_parser", "ignore_row_if")
_PREFIX = "bulletins."
_CONDITIONS: dict[str, tuple[Condition, tuple[str, ...]]] = {}


class EveryRow(ReadableExpectation):
    """No row is skipped for its nulls: each condition decides about them."""

    ignore_row_if: Literal["all_values_are_missing", "any_value_is_missing", "never"] = "never"


def metric(name: str, holds: Condition, *settings: str) -> str:
    """Register a condition as a metric of Great Expectations and return the metric's name."""
    full = _PREFIX + name

    @multicolumn_condition_partial(engine=PandasExecutionEngine)  # type: ignore[untyped-decorator]
    def condition(cls: type, column_list: pd.DataFrame, **kwargs: Any) -> pd.Series[bool]:
        columns = {name: column_list[name].tolist() for name in column_list.columns}
        frame = Frame(columns, range(len(column_list)))
        answers = holds(frame, **{key: kwargs[key] for key in settings})
        return pd.Series(answers, index=column_list.index, dtype=bool)

    members = {
        "condition_metric_name": full,
        "condition_domain_keys": _DOMAIN,
        "condition_value_keys": settings,
        "_pandas": condition,
    }
    type(f"Metric_{name}", (MulticolumnMapMetricProvider,), members)
    return known_metric(full, holds, *settings)


def known_metric(name: str, holds: Condition, *settings: str) -> str:
    """Name the condition of a metric that Great Expectations has already."""
    _CONDITIONS[name] = holds, settings
    return name


def condition_of(metric_name: str) -> tuple[Condition, tuple[str, ...]]:
    """The condition behind a metric, and the names of its settings."""
    return _CONDITIONS[metric_name]
