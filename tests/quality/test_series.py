"""What history tells: faults of one digit are found, ordinary life is not reported."""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.quality import Thresholds, validate
from pipeline.quality.history.series import Series, SeriesKey
from pipeline.quality.history.usual import usual_values
from schemas.base import Row
from schemas.quality import Finding
from tests.quality.handmade import dataset, issue, row
from tests.quality.plain_history import Point, Usual
from tests.quality.plain_history import usual_values as plain_values

LIMITS = Thresholds()
SERIES = SeriesKey("t", "e", "m")
BEFORE = {"cumulative": {"records_validated": 10**9 - 9 * 10**6}}


def series_of(points: Mapping[SeriesKey, Sequence[Point]]) -> Series:
    """Points of several series in columns."""
    flat = [(key, point) for key, them in points.items() for point in them]
    keys, months = sorted(points), sorted({point.month for _, point in flat})
    counts = [math.nan if point.count is None else point.count for _, point in flat]
    return Series.in_order(
        keys, months,
        np.array([keys.index(key) for key, _ in flat], np.int64),
        np.array([months.index(point.month) for _, point in flat], np.int64),
        np.array([point.value for _, point in flat], np.float64),
        np.array(counts, np.float64),
    )  # fmt: skip


def judged_of(
    points: Mapping[SeriesKey, Sequence[Point]], limits: Thresholds
) -> dict[SeriesKey, list[Usual]]:
    """What `usual_values` says of each series, in the form of the plain definition."""
    judged = usual_values(series_of(points), limits)
    found: dict[SeriesKey, list[Usual]] = {key: [] for key in points}
    for number, (of, month) in enumerate(zip(judged.points.of, judged.points.month, strict=True)):
        usual = Usual(judged.points.months[month], *judged.at(number))
        found[judged.points.keys[of]].append(usual)
    return found


def months(count: int) -> list[dt.date]:
    return [dt.date(2031 + n // 12, n % 12 + 1, 1) for n in range(count)]


def series(level: float, spread: float, count: int = 24, seed: int = 1) -> list[Point]:
    chance = random.Random(seed)
    return [
        Point(m, round(level * math.exp(chance.gauss(0, spread) + 0.2 * math.sin(m.month / 2))))
        for m in months(count)
    ]


def leaping(points: list[Point]) -> list[dt.date]:
    judged = judged_of({SERIES: points}, LIMITS)[SERIES]
    limit = math.log(LIMITS.jump_factor)
    return [u.month for u in judged
            if abs(u.jump) >= limit and abs(u.jump) >= LIMITS.jump_scales * u.scale]  # fmt: skip


@pytest.mark.parametrize("factor", [10, 0.1])
@pytest.mark.parametrize("at", [0, 5, 12, 23])
def test_a_digit_too_many_or_too_few_is_found_anywhere(factor: float, at: int) -> None:
    points = series(20_000, 0.15)
    points[at] = Point(points[at].month, points[at].value * factor)
    assert leaping(points) == [points[at].month]


def test_ordinary_scatter_and_growth_are_no_leaps() -> None:
    growing = [Point(p.month, p.value * 1.05**n) for n, p in enumerate(series(500, 0.25, 60))]
    assert leaping(growing) == []


def test_a_series_that_always_leaps_is_not_reported_every_month() -> None:
    assert len(leaping(series(1000, 1.5, 60))) <= 1


def test_too_few_neighbours_judge_nothing() -> None:
    assert leaping([Point(m, v) for m, v in zip(months(4), [10, 10, 10, 1000], strict=True)]) == []


def test_a_movement_shared_by_all_is_not_one_figure_out_of_line() -> None:
    shocked = {}
    for entity in range(8):
        points = series(10_000, 0.05, seed=entity)
        points[10] = Point(points[10].month, points[10].value / 8)
        shocked[SeriesKey("t", f"e{entity}", "m")] = points
    judged = judged_of(shocked, LIMITS)
    assert all(abs(u.jump) < math.log(2) for us in judged.values() for u in us)


def test_a_month_that_is_always_low_is_low_by_season_and_a_leap_where_it_is_not() -> None:
    def low_in_february(point: Point) -> Point:
        return Point(point.month, point.value * (0.2 if point.month.month == 2 else 1))

    yearly = [low_in_february(p) for p in series(20_000, 0.1, 84)]
    assert leaping(yearly) == []
    usual = yearly[37]
    assert usual.month.month == 2
    yearly[37] = Point(usual.month, usual.value * 6)
    assert leaping(yearly) == [usual.month], "as much as in any other month, six times a February"
    judged = judged_of({SERIES: yearly}, LIMITS)[SERIES][37]
    assert (judged.years, round(math.exp(judged.season), 1)) == (6, 0.3)


def test_two_years_tell_no_season() -> None:
    judged = judged_of({SERIES: series(20_000, 0.1, 36)}, LIMITS)[SERIES]
    assert {u.years for u in judged} == {0}


def test_a_lone_zero_leaps_and_one_of_several_does_not() -> None:
    points = series(20_000, 0.1)
    points[9] = Point(points[9].month, 0)
    assert leaping(points) == [points[9].month]
    points[12] = Point(points[12].month, 0)
    assert leaping(points) == []


def test_a_column_of_zeros_is_no_rows_fault() -> None:
    rows = {SeriesKey("t", f"e{n}", "m"): series(20_000, 0.1, seed=n) for n in range(8)}
    for points in rows.values():
        points[9] = Point(points[9].month, 0)
    judged = judged_of(rows, LIMITS)
    assert all(u.value > 0 for us in judged.values() for u in us)


def test_a_ratio_of_few_cases_scatters_by_chance() -> None:
    def scale(count: float) -> float:
        points = [Point(m, 15_000.0, count) for m in months(12)]
        return judged_of({SERIES: points}, LIMITS)[SERIES][6].scale

    assert scale(9) > 0.3 > 0.1 > scale(10_000)


def test_zeros_and_nothing_else_have_no_history() -> None:
    assert judged_of({SERIES: [Point(m, 0) for m in months(12)]}, LIMITS) == {SERIES: []}


@st.composite
def any_series(draw: st.DrawFn) -> dict[SeriesKey, list[Point]]:
    """A few tables with holes, zeros, figures that agree, and ratios with a count."""
    chance = random.Random(draw(st.integers(0, 10_000)))
    length, found = draw(st.integers(0, 60)), {}
    for table, entity, measure in [(t, e, m) for t in "tu" for e in ["", *"abcdefg"] for m in "xy"]:
        if chance.random() < 0.2:
            continue
        level, empty = 10 ** chance.uniform(0, 5), chance.random() * 0.4
        found[SeriesKey(table, entity, measure)] = [
            Point(
                month,
                0 if chance.random() < empty**3 else round(level * math.exp(chance.gauss(0, 0.3))),
                round(level) if table == "u" else None,
            )
            for month in months(length)
            if chance.random() > empty
        ]
    return found


@given(any_series(), st.integers(4, 9), st.integers(2, 4))
@settings(max_examples=40, deadline=None)
def test_all_at_once_is_what_each_is_by_itself(
    points: dict[SeriesKey, list[Point]], neighbours: int, years: int
) -> None:
    limits = Thresholds(neighbours=neighbours, min_neighbours=3, min_entities=3, min_years=years)
    assert judged_of(points, limits) == plain_values(points, limits)


def panel(fault: dict[str, Any]) -> Iterator[Row]:
    """Two years of one hospital, the last month with a fault."""
    for n, month in enumerate(months(24)):
        issue_id = f"{month.year}-{month.month:02d}"
        yield issue(issue_id, month)
        chance = random.Random(n)
        visits = chance.randrange(9_000, 11_000)
        values: dict[str, Any] = {
            "outpatient_visits": visits,
            "outpatient_revenue_cny": Decimal(visits * chance.randrange(290, 310)),
        }
        faults = fault if n == 23 else {}
        total = {"records_validated": faults.pop("records_validated", 10**9 + n * 10**6)}
        yield row("platform_by_hospital", month=month, issue_id=issue_id, hospital_id="yi",
                  **(values | faults))  # fmt: skip
        yield row("cumulative_totals", month=month, issue_id=issue_id, **total)


def warned(fault: dict[str, Any]) -> list[Finding]:
    rows = [*dataset().rows["issues"], *panel(fault)]
    found = validate(dataset(BEFORE, *rows)).of_type(Finding)
    return [f for f in found if f.severity == "warning"]


def test_a_panel_without_faults_raises_no_warning() -> None:
    assert warned({}) == []


def test_a_leap_is_explained_in_words_and_names_the_cell() -> None:
    (found,) = warned({"outpatient_visits": 101_230})
    assert (found.kind, found.entity, found.measure) == ("outlier", "乙医院", "outpatient_visits")
    assert (
        "is 101,230. That is 9.9 times 10,226, the median of the 6 reports around it."
        in found.message
    )
    assert "门急诊人次" in found.message
    assert found.message.endswith("Perhaps there is a 0 too many at its end; 10,123 would fit.")
    assert found.page == 3


def test_revenue_per_visit_finds_a_smaller_fault_and_its_cell() -> None:
    (found,) = warned({"outpatient_revenue_cny": Decimal(1_300_000)})
    assert found.measure == "outpatient_revenue_cny"
    assert "The ratio with 门急诊人次 is 0.406 times its usual value." in found.message


def test_a_row_of_zeros_is_one_finding() -> None:
    (found,) = warned({"outpatient_visits": 0, "outpatient_revenue_cny": Decimal(0)})
    assert (found.measure, found.observed) == ("outpatient_visits", "0")
    assert "Usual is 10,226, the median of the" in found.message
    assert found.message.endswith("perhaps nothing was reported that month.")


def test_a_cumulative_figure_is_judged_by_what_it_adds() -> None:
    (found,) = warned({"records_validated": 1_123_000_000})
    assert found.measure == "records_validated"
    assert found.message.startswith("Monthly increase of 累计校验入库数据")


def test_thresholds_are_settings() -> None:
    rows = [*dataset().rows["issues"], *panel({"outpatient_visits": 16_000})]
    made = dataset(BEFORE, *rows)
    strict = Thresholds(jump_factor=1.5, ratio_factor=1.5, jump_scales=2)
    assert not [f for f in validate(made).of_type(Finding) if f.severity == "warning"]
    assert [f for f in validate(made, limits=strict).of_type(Finding) if f.severity == "warning"]
