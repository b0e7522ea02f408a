"""The arithmetic of the relations on plain values."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.quality.checks.never_falls import falling, increases
from pipeline.quality.checks.plausible_ratio import ratio_holds, repeats
from pipeline.quality.checks.printed_order import not_falling_order, out_of_order
from pipeline.quality.checks.row_sum import row_sum_holds


@pytest.mark.parametrize(
    ("total", "parts", "extra", "holds"),
    [
        (6, [1, 2, 3], None, True),
        (7, [1, 2, 3], None, False),
        (6, [6, None, None], None, True),
        (6, [None, None], None, True),
        (None, [1, 2], None, True),
        (0, [None], None, True),
        (0, [5], None, False),
        (31, [1, 2, 3], '{"自助机": "25"}', True),
        (31, [1, 2, 3], '{"自助机": "25", "备注": "无"}', True),
        (31, [1, 2, 3], '{"自助机": "25", "另": "1,000"}', True),
        (1006, [1, 2, 3], '{"另": "1,000"}', True),
        (30, [1, 2, 3], '{"自助机": "25"}', False),
    ],
)
def test_row_sum(total: int, parts: list[int | None], extra: str | None, holds: bool) -> None:
    assert row_sum_holds(total, parts, extra) is holds


def test_sums_are_exact() -> None:
    assert row_sum_holds(Decimal("0.3"), [Decimal("0.1"), Decimal("0.2")])


@given(st.lists(st.integers(0, 10**9), min_size=4, unique=True), st.data())
def test_a_single_figure_out_of_order_is_found(values: list[int], data: st.DataObject) -> None:
    ordered = sorted(values, reverse=True)
    at = data.draw(st.integers(2, len(ordered) - 1))
    ordered[at] = ordered[0] + 1
    found = not_falling_order(ordered)
    assert at in found
    if 2 <= at < len(ordered) - 1:
        assert found == {at}


@given(st.lists(st.integers(0, 9)))
def test_falling_order_with_ties_is_in_order(values: list[int]) -> None:
    assert not_falling_order(sorted(values, reverse=True)) == set()


def test_of_two_swapped_neighbours_both_are_doubtful() -> None:
    assert not_falling_order([9, 8, 6, 7, 5, 4]) == {2, 3}


def test_nulls_have_no_order() -> None:
    assert not_falling_order([9, None, 5, None, 1]) == set()


def test_a_table_in_another_order_blames_no_row() -> None:
    month = dt.date(2030, 1, 1)
    rising = [(month, i + 1, i) for i in range(10)]
    assert out_of_order(rising, 0.2) == set()


def test_a_cumulative_spike_is_blamed_and_not_the_months_after_it() -> None:
    assert falling([1, 2, 30, 4, 5]) == {2: 3}


def test_a_cumulative_dip_is_blamed() -> None:
    assert falling([10, 20, 3, 40, 50]) == {2: 1}


def test_of_two_figures_the_later_one_falls() -> None:
    assert falling([10, 9]) == {1: 0}


@given(st.lists(st.one_of(st.none(), st.integers(0, 99))))
def test_what_is_left_of_a_cumulative_series_never_falls(values: list[int | None]) -> None:
    faults = falling(values)
    left = [v for i, v in enumerate(values) if i not in faults and v is not None]
    assert left == sorted(left)
    for at, witness in faults.items():
        assert (values[at] < values[witness]) == (witness < at)  # type: ignore[operator]


def test_increases_are_per_month_and_skip_what_falls() -> None:
    points = [(dt.date(2030, 1, 1), 10), (dt.date(2030, 3, 1), 30), (dt.date(2030, 4, 1), 5)]
    assert increases(points) == [(dt.date(2030, 3, 1), 10.0)]


@pytest.mark.parametrize(
    ("above", "below", "holds"),
    [
        (100, 10, True),
        (100, 0, False),
        (0, 0, True),
        (None, 5, True),
        (5, None, True),
        (1, 9, False),
    ],
)
def test_ratio(above: int | None, below: int | None, holds: bool) -> None:
    assert ratio_holds(above, below, 1, 20) is holds


def test_a_short_table_is_held_to_its_order_where_the_other_months_keep_it() -> None:
    def months(*columns: list[int]) -> list[tuple[dt.date, int, int]]:
        return [
            (dt.date(2030, n + 1, 1), at, figure)
            for n, column in enumerate(columns)
            for at, figure in enumerate(column)
        ]

    good, moved, mixed = [9, 5, 3, 1], [5, 3, 1, 9], [3, 5, 9, 1]
    assert out_of_order(months(good, good, good, good, moved), 0.2) == {19}
    assert out_of_order(months(good, mixed, moved, good, moved), 0.2) == set()


def test_what_is_always_outside_is_reported_once_at_the_latest() -> None:
    assert repeats([True] * 5, 4) == {0, 1, 2, 3}
    assert repeats([True, False, True, True, True], 4) == {0, 2, 3}
    assert repeats([True, True, True], 4) == set()
    assert repeats([True] * 4 + [False] * 4, 4) == set()
