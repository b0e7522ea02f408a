"""The bulletin's own relations as Great Expectations classes.

Each is a `MulticolumnMapExpectation`: it asks a yes/no question of every row of one frame and
names the rows that fail. The frames hold Python objects (int, Decimal, date, str, None), so
sums are exact and a null is never a float. The conditions are in `conditions.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Literal

import pandas as pd
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial import (  # noqa: E501
    multicolumn_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_map_metric_provider import (  # noqa: E501
    MulticolumnMapMetricProvider,
)

from pipeline.quality.checks import conditions
from pipeline.quality.data_docs.rendering import ReadableExpectation

_DOMAIN = ("batch_id", "table", "column_list", "row_condition", "condition_parser", "ignore_row_if")
_PREFIX = "bulletins."


def _metric(holds: Callable[..., list[bool]], *settings: str) -> str:
    """Register a condition as a metric of Great Expectations and return the metric's name.

    `holds(frame, **settings)` gets the columns of `column_list` and answers for each row.
    """
    name = _PREFIX + holds.__name__

    @multicolumn_condition_partial(engine=PandasExecutionEngine)  # type: ignore[untyped-decorator]
    def condition(cls: type, column_list: pd.DataFrame, **kwargs: Any) -> pd.Series[bool]:
        answers = holds(column_list, **{key: kwargs[key] for key in settings})
        return pd.Series(answers, index=column_list.index, dtype=bool)

    members = {
        "condition_metric_name": name,
        "condition_domain_keys": _DOMAIN,
        "condition_value_keys": settings,
        "_pandas": condition,
    }
    type(f"Metric_{holds.__name__}", (MulticolumnMapMetricProvider,), members)
    return name


class _EveryRow(ReadableExpectation):
    """What the relations share: no row is skipped for its nulls, each decides about them."""

    ignore_row_if: Literal["all_values_are_missing", "any_value_is_missing", "never"] = "never"


class ExpectDeclaredTypes(_EveryRow):
    """Every value has the Python type that its schema declares, and null only where it may be."""

    types: dict[str, str]
    nullable: list[str]

    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "types", "nullable")
    args_keys: ClassVar[tuple[str, ...]] = ("column_list", "types", "nullable")

    sentence: ClassVar[str] = (
        "各列 $column_list 的类型与声明一致 · values of $column_list have their declared types"
    )
    map_metric: ClassVar[str | None] = _metric(conditions.declared_types, "types", "nullable")


class ExpectFirstDayOfMonth(_EveryRow):
    """The first column is a date that is the first day of its month."""

    sentence: ClassVar[str] = (
        "月份以当月第一天表示 · a month is written as its first day ($column_list)"
    )
    map_metric: ClassVar[str | None] = _metric(conditions.first_day_of_month)


class ExpectKnownRow(_EveryRow):
    """The columns together name one of the `known` rows of another table, or are all null."""

    known: list[str]

    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "known")
    args_keys: ClassVar[tuple[str, ...]] = ("column_list", "known")

    sentence: ClassVar[str] = (
        "$column_list 所指的行存在 · $column_list name a row that is known, or are all null"
    )
    map_metric: ClassVar[str | None] = _metric(conditions.known_row, "known")


class ExpectRowSum(_EveryRow):
    """`total` is the sum of `parts`; a null part adds nothing.

    Figures of the column `extra` may belong to the sum. A row whose column `unreadable` names
    one of these figures fails, for it cannot be checked.
    """

    total: str
    parts: list[str]

    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "total", "parts")
    args_keys: ClassVar[tuple[str, ...]] = ("column_list", "total", "parts")

    sentence: ClassVar[str] = (
        "每行中 $total 等于 $parts 之和 · in every row $total is the sum of $parts"
    )
    map_metric: ClassVar[str | None] = _metric(conditions.row_sum, "total", "parts")


class ExpectPrintedTotal(_EveryRow):
    """Columns (printed, summed, unreadable): what is printed is the sum, where both are known."""

    sentence: ClassVar[str] = (
        "印出的合计等于各数之和 · what is printed is the sum, where both are known ($column_list)"
    )
    map_metric: ClassVar[str | None] = _metric(conditions.printed_total)


class ExpectDaysOfMonth(_EveryRow):
    """Columns (month, days): never more days than the month has."""

    sentence: ClassVar[str] = "天数不超过当月天数 · no more days than the month has ($column_list)"
    map_metric: ClassVar[str | None] = _metric(conditions.days_of_month)


class ExpectAtMost(_EveryRow):
    """Columns (figure, bound): the figure is at most its bound, where both are known."""

    sentence: ClassVar[str] = (
        "前列不超过后列 · the first column is at most the second ($column_list)"
    )
    map_metric: ClassVar[str | None] = _metric(conditions.at_most)


class ExpectNeverFalls(_EveryRow):
    """Columns (month, figure): no figure is smaller than one of a month before."""

    sentence: ClassVar[str] = "累计数逐月不减 · a cumulative figure never falls ($column_list)"
    map_metric: ClassVar[str | None] = _metric(conditions.never_falls)


class ExpectFallingOrder(_EveryRow):
    """Columns (month, position, figure): printed in falling order of the figure.

    Where more than `tolerance` of a month's rows are out of order, the order is another one.
    """

    tolerance: float

    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "tolerance")
    args_keys: ClassVar[tuple[str, ...]] = ("column_list", "tolerance")

    sentence: ClassVar[str] = (
        "各行从大到小排列，至多 $tolerance 的行例外 · "
        "rows stand in falling order, unless more than $tolerance of them do not ($column_list)"
    )
    map_metric: ClassVar[str | None] = _metric(conditions.falling_order, "tolerance")


class ExpectPlausibleRatio(_EveryRow):
    """Columns (numerator, denominator, standing): their ratio lies between `low` and `high`.

    Where `standing` is true it is known to lie outside, and told at another month.
    """

    low: float
    high: float

    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "low", "high")
    args_keys: ClassVar[tuple[str, ...]] = ("column_list", "low", "high")

    sentence: ClassVar[str] = (
        "两列之比在 $low 与 $high 之间 · "
        "the ratio of the columns lies between $low and $high ($column_list)"
    )
    map_metric: ClassVar[str | None] = _metric(conditions.plausible_ratio, "low", "high")


class ExpectUsualFigure(_EveryRow):
    """Columns (jump, scale, usual): the jump is below `factor` times, or within `scales` scales."""

    factor: float
    scales: float
    least: float

    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "factor", "scales", "least")
    args_keys: ClassVar[tuple[str, ...]] = ("column_list", "factor", "scales", "least")

    sentence: ClassVar[str] = (
        "不超过通常值的 $factor 倍，或不超过其离散度的 $scales 倍 · "
        "below $factor times the usual figure, or within $scales times its scatter ($column_list)"
    )
    map_metric: ClassVar[str | None] = _metric(conditions.usual_figure, "factor", "scales", "least")


class ExpectOwnPlace(_EveryRow):
    """Columns (apart, left): the figure does not stand at its neighbour's place.

    It does where both are `scales` scatters off as printed and within `left` if exchanged.
    """

    scales: float
    left: float

    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "scales", "left")
    args_keys: ClassVar[tuple[str, ...]] = ("column_list", "scales", "left")

    sentence: ClassVar[str] = (
        "各数未与相邻数互换 · "
        "no figure stands at the place of its neighbour: as printed off by $scales times the "
        "scatter, exchanged within $left ($column_list)"
    )
    map_metric: ClassVar[str | None] = _metric(conditions.not_exchanged, "scales", "left")
