"""The expectations that a table's declaration asks for: types, nulls, keys, bounds, links.

One expectation asks the same question of all columns of a table, for Great Expectations costs by
the expectation, not by the value. A list of columns has two at least, so it may hold others than
those that the settings name; these are ignored.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, ClassVar

from great_expectations.expectations.core.expect_column_values_to_be_unique import (
    ExpectColumnValuesToBeUnique,
)
from great_expectations.expectations.core.expect_compound_columns_to_be_unique import (
    ExpectCompoundColumnsToBeUnique,
)

from pipeline.quality.expectation import EveryRow, known_metric, metric
from pipeline.quality.fixed import FixedExpectation
from pipeline.quality.frames import Frame

Bounds = tuple[int | float | None, int | float | None]
"""The least and the most that a value may be; None = any."""


def _have_declared_types(frame: Frame, types: dict[str, str], nullable: list[str]) -> list[bool]:
    good = [True] * len(frame)
    for column in frame.names:
        values = frame[column]
        allowed = {types[column], *(["NoneType"] if column in nullable else [])}
        if not {one.__name__ for one in set(map(type, values))} <= allowed:
            good = [g and type(v).__name__ in allowed for g, v in zip(good, values, strict=True)]
    return good


class ExpectUniqueValue(FixedExpectation, ExpectColumnValuesToBeUnique):
    """No value of the column is there twice."""


def _are_unique(frame: Frame) -> list[bool]:
    rows = list(frame.rows())
    if len({*rows}) == len(rows):
        return [True] * len(rows)
    times = Counter(rows)
    return [times[row] == 1 for row in rows]


class ExpectUniqueKey(FixedExpectation, ExpectCompoundColumnsToBeUnique):
    """No combination of values of the columns is there twice."""

    map_metric: ClassVar[str] = known_metric("compound_columns.unique", _are_unique)


class ExpectDeclaredTypes(EveryRow):
    """Every value has the Python type that its schema declares, and null only where it may be."""

    types: dict[str, str]
    nullable: list[str]

    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "types", "nullable")
    args_keys: ClassVar[tuple[str, ...]] = ("column_list", "types", "nullable")

    sentence: ClassVar[str] = (
        "各列 $column_list 的类型与声明一致 · values of $column_list have their declared types"
    )
    map_metric: ClassVar[str | None] = metric(
        "declared_types", _have_declared_types, "types", "nullable"
    )


def _are_first_days(frame: Frame) -> list[bool]:
    days = frame[frame.names[0]]
    good = {day: day is None or day.day == 1 for day in {*days}}
    return [good[day] for day in days]


class ExpectFirstDayOfMonth(EveryRow):
    """The first column is a date that is the first day of its month."""

    sentence: ClassVar[str] = (
        "月份以当月第一天表示 · a month is written as its first day ($column_list)"
    )
    map_metric: ClassVar[str | None] = metric("first_day_of_month", _are_first_days)


def _are_given(frame: Frame, needed: list[str]) -> list[bool]:
    return [None not in row for row in frame.of(needed).rows()]


class ExpectGiven(EveryRow):
    """No value of the `needed` columns is null."""

    needed: list[str]

    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "needed")
    args_keys: ClassVar[tuple[str, ...]] = ("column_list", "needed")

    sentence: ClassVar[str] = "$needed 不为空 · no value of $needed is null"
    map_metric: ClassVar[str | None] = metric("given", _are_given, "needed")


def is_within(value: Any, bounds: Bounds) -> bool:
    """Is a value within its bounds? Null is within any."""
    low, high = bounds
    return value is None or ((low is None or value >= low) and (high is None or value <= high))


def _are_within(frame: Frame, bounds: dict[str, Bounds]) -> list[bool]:
    good = [True] * len(frame)
    for column, span in bounds.items():
        values = frame[column]
        within = {value: is_within(value, span) for value in {*values}}
        if all(within.values()):
            continue
        good = [g and within[value] for g, value in zip(good, values, strict=True)]
    return good


class ExpectWithinBounds(EveryRow):
    """Every value of a column is within the `bounds` of the column, or null."""

    bounds: dict[str, Bounds]

    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "bounds")
    args_keys: ClassVar[tuple[str, ...]] = ("column_list", "bounds")

    sentence: ClassVar[str] = "各列在允许范围内 · every column is within its bounds ($bounds)"
    map_metric: ClassVar[str | None] = metric("within_bounds", _are_within, "bounds")


def _are_allowed(frame: Frame, allowed: dict[str, list[str]]) -> list[bool]:
    good = [True] * len(frame)
    for column, choices in allowed.items():
        known, values = {None, *choices}, frame[column]
        if not known.issuperset(values):
            good = [g and v in known for g, v in zip(good, values, strict=True)]
    return good


class ExpectAllowedValues(EveryRow):
    """Every value of a column is one of those `allowed` for the column, or null."""

    allowed: dict[str, list[str]]

    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "allowed")
    args_keys: ClassVar[tuple[str, ...]] = ("column_list", "allowed")

    sentence: ClassVar[str] = "各列取自固定值 · every column has allowed values ($allowed)"
    map_metric: ClassVar[str | None] = metric("allowed_values", _are_allowed, "allowed")


COMMA = ", "
"""Between the columns of a link, and in its name."""


def names_known_row(values: tuple[Any, ...], known: set[str]) -> bool:
    """Do the columns of a link name a known row, or none at all?"""
    return set(values) == {None} or joined(values) in known


def joined(key: tuple[Any, ...]) -> str:
    """A key of several columns as one text."""
    return " | ".join(str(part) for part in key)


def _name_known_rows(frame: Frame, known: dict[str, list[str]]) -> list[bool]:
    good = [True] * len(frame)
    for columns, keys in known.items():
        targets = set(keys)
        link = frame.of(columns.split(COMMA))
        names_one = {row: names_known_row(row, targets) for row in {*link.rows()}}
        if not all(names_one.values()):
            good = [g and names_one[row] for g, row in zip(good, link.rows(), strict=True)]
    return good


class ExpectKnownRows(EveryRow):
    """Columns name rows of other tables that are `known`, or are null.

    The keys of `known` are the columns of a link, separated by commas.
    """

    known: dict[str, list[str]]

    success_keys: ClassVar[tuple[str, ...]] = ("mostly", "known")
    args_keys: ClassVar[tuple[str, ...]] = ("column_list", "known")

    sentence: ClassVar[str] = (
        "$column_list 所指的行存在 · $column_list name rows that are known, or are null"
    )
    map_metric: ClassVar[str | None] = metric("known_rows", _name_known_rows, "known")
