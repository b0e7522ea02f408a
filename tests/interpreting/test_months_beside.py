"""Several months beside each other in one table are as many tables."""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.interpreting import InterpretedIssue
from pipeline.interpreting.tables.months_beside import with_one_month_a_table
from schemas.bookings import ChannelBookings, HospitalBookings
from schemas.quality import RawTable
from tests.interpreting.paper import reading, table
from tests.interpreting.test_tables import findings, issue, observed, rows

JANUARY, FEBRUARY = dt.date(2025, 1, 1), dt.date(2025, 2, 1)
BODY = [["1", "南京鼓楼医院", "10", "20", "11", "21"], ["2", "南京市儿童医院", "1", "2", "3", "4"]]
BOOKINGS = "2025年1-2月12320预约挂号服务统计"
CHANNELS = "2025年1-2月线上预约情况统计"


def bookings(found: InterpretedIssue) -> set[tuple[dt.date, str, int | None, int | None]]:
    return {
        (r.month, r.name_printed, r.quick, r.total) for r in rows(found, HospitalBookings)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("caption", "first", "second"),
    [
        (BOOKINGS, "1月", "2月"),
        (BOOKINGS, "一月份", "二月份"),
        ("12320预约挂号服务统计", "2025年1月", "2025年2月"),
        ("2025年2月12320预约挂号服务统计", "上月", "本月"),
    ],
)
@pytest.mark.parametrize("below", [False, True])
def test_each_month_is_a_table(caption: str, first: str, second: str, below: bool) -> None:
    stub = ["序号", "单位"]
    months = [*stub, first, first, second, second]
    measures = [*stub, "快速预约", "小计", "快速预约", "小计"]
    header = [measures, months] if below else [months, measures]
    assert bookings(issue(table(caption, header, BODY))) == {
        (JANUARY, "南京鼓楼医院", 10, 20), (JANUARY, "南京市儿童医院", 1, 2),
        (FEBRUARY, "南京鼓楼医院", 11, 21), (FEBRUARY, "南京市儿童医院", 3, 4),
    }  # fmt: skip


def test_december_before_january_is_that_of_the_year_before() -> None:
    header = [["名称", "12月", "1月"]]
    found = issue(table("2025年1月线上预约情况统计", header, [["健康南京", "5", "6"]]))
    months = {r.month: r.bookings for r in rows(found, ChannelBookings)}
    assert months == {dt.date(2024, 12, 1): 5, JANUARY: 6}


def test_the_column_of_all_months_together_is_that_of_none() -> None:
    header = [["名称", "1月", "2月", "合计"]]
    body = [["健康南京", "10", "20", "30"], ["我的南京客户端", "1", "2", "3"]]
    found = issue(table(CHANNELS, header, body))
    assert {(r.month, r.bookings) for r in rows(found, ChannelBookings)} == {
        (JANUARY, 10), (JANUARY, 1), (FEBRUARY, 20), (FEBRUARY, 2),
    }  # fmt: skip
    assert {o.printed for o in observed(found, "合计")} | {
        o.printed for o in observed(found, "bookings")
    } >= {"30", "3"}


def test_a_figure_below_two_months_belongs_to_none() -> None:
    header = [["名称", "1月", "2月"]]
    found = issue(table(CHANNELS, header, [["健康南京", "10", "20"], ["我的南京客户端", "9", "="]]))
    doubtful = [f for f in findings(found, "low_confidence") if f.observed == "9"]
    assert {f.month for f in doubtful} == {JANUARY, FEBRUARY}


def test_a_survey_of_the_year_stays_one_table() -> None:
    months = [f"{n}月" for n in range(1, 5)]
    header, body = [["名称", *months]], [["健康南京", "1", "2", "3", "4"]]
    found = issue(table("2025年1-4月线上预约情况统计", header, body))
    assert not rows(found, ChannelBookings)
    assert [t.known for t in found.raw_tables if isinstance(t, RawTable)] == [False]


def test_months_that_reach_over_their_middle_column_only() -> None:
    """Where no rule shows how far a month reaches, the columns printed again show it."""
    leaves = ["快速预约", "诊间预约", "小计"]
    header = [["单位", "", "1月", "", "", "2月", ""], ["单位", *leaves, *leaves]]
    body = [["南京鼓楼医院", "1", "2", "3", "4", "5", "9"], ["南京脑科医院", *"123459"]]
    found = with_one_month_a_table(reading(table("2025年1-2月12320预约挂号服务统计", header, body)))
    assert [[c.text for c in t.cells if c.row == 2] for t in found.tables] == [
        ["南京鼓楼医院", "1", "2", "3"], ["南京鼓楼医院", "4", "5", "9"],
    ]  # fmt: skip


@pytest.mark.parametrize("measure", ["预约数量", "份预约人次"])
def test_a_month_and_its_measure_in_one_header_text(measure: str) -> None:
    header = [["序号", "名称", f"1月{measure}", f"2月{measure}"]]
    body = [["1", "健康南京", "10", "20"], ["2", "我的南京客户端", "30", "40"]]
    found = with_one_month_a_table(reading(table("2025年1-2月线上预约情况统计", header, body)))
    assert [[c.text for c in t.cells if c.col == 2] for t in found.tables] == [
        [measure.removeprefix("份"), "10", "30"], [measure.removeprefix("份"), "20", "40"],
    ]  # fmt: skip


def test_a_month_in_one_header_text_of_several_says_nothing_of_the_others() -> None:
    header = [["单位", "快速预约", "1月诊间预约", "小计", "快约", "2月诊间预约", "小计"]]
    body = [["南京鼓楼医院", "1", "2", "3", "4", "5", "9"]] * 2
    whole = reading(table("2025年1-2月12320预约挂号服务统计", header, body))
    assert with_one_month_a_table(whole).tables == whole.tables


def test_months_below_each_measure_are_no_part_of_its_header() -> None:
    measures = ["序号", "单位", "快速预约", "快速预约", "小计", "小计"]
    months = ["序号", "单位", "1月", "2月", "1月", "2月"]
    body = [[*row[:2], row[2], row[4], row[3], row[5]] for row in BODY]
    found = issue(table(BOOKINGS, [measures, months], body))
    assert bookings(found) == {
        (JANUARY, "南京鼓楼医院", 10, 20), (JANUARY, "南京市儿童医院", 1, 2),
        (FEBRUARY, "南京鼓楼医院", 11, 21), (FEBRUARY, "南京市儿童医院", 3, 4),
    }  # fmt: skip
    assert not [f for f in findings(found, "low_confidence") if f.measure in ("quick", "total")]
