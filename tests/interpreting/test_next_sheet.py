"""A table whose columns go on on the next sheet, with the names of its rows and without."""

from __future__ import annotations

import pytest

from pipeline.interpreting import InterpretedIssue
from pipeline.interpreting.tables.next_sheet import with_columns_of_next_sheet
from schemas.bookings import HospitalBookings
from schemas.platform import DistrictPlatform
from tests.interpreting.paper import paragraph, reading, table
from tests.interpreting.test_tables import findings, issue, rows

CAPTION = "2025年2月南京市卫生信息平台数据采集情况（区）"
FIRST = [["接入单位", "定时数据上传量", "实时数据上传天数"]]
FURTHER = [["门急诊信息", "门急诊信息"], ["人次", "收入（千元）"]]
NAMES = ["江宁区", "高淳区", "秦淮区"]
LEFT = [[name, str(10 + i), str(20 + i)] for i, name in enumerate(NAMES)]
RIGHT = [[str(30 + i), f"{40 + i}.5"] for i in range(3)]


def found(
    right: list[list[str]], *, named: bool, caption: str = "", page: int = 2
) -> InterpretedIssue:
    stub = [["接入单位"], ["接入单位"]] if named else [[], []]
    header = [[*a, *b] for a, b in zip(stub, FURTHER, strict=True)]
    body = [[name, *row] for name, row in zip(NAMES, right, strict=False)] if named else right
    return issue(table(CAPTION, FIRST, LEFT), table(caption, header, body, index=1, page=page))


def values(of: InterpretedIssue) -> list[tuple[object, ...]]:
    return [
        (r.name_printed, r.scheduled_records, r.outpatient_visits, r.outpatient_revenue_cny)
        for r in rows(of, DistrictPlatform)
    ]  # fmt: skip


WHOLE = [("江宁区", 10, 30, 40500), ("高淳区", 11, 31, 41500), ("秦淮区", 12, 32, 42500)]


@pytest.mark.parametrize("caption", ["", "续表", "（续表1）", CAPTION, f"{CAPTION}（续）"])
def test_rows_with_names_are_completed(caption: str) -> None:
    whole = found(RIGHT, named=True, caption=caption)
    assert values(whole) == WHOLE and not findings(whole, "duplicate_entity")


@pytest.mark.parametrize("page", [1, 2])
def test_rows_without_names_are_taken_in_order_with_a_doubt(page: int) -> None:
    """On the next sheet, or below on the same."""
    whole = found(RIGHT, named=False, page=page)
    assert values(whole) == WHOLE
    assert any("without names" in f.message for f in findings(whole, "low_confidence"))


@pytest.mark.parametrize("caption", ["", "业务情况"])
def test_other_rows_without_names_stay_a_table_that_is_reported(caption: str) -> None:
    apart = found(RIGHT[:2], named=False, caption=caption)
    assert [v[2:] for v in values(apart)] == [(None, None)] * 3
    assert any("may be its rest" in f.message for f in findings(apart, "low_confidence"))
    assert [t.known for t in apart.raw_tables] == [True, False]


def test_a_row_of_which_a_figure_is_printed_twice_is_no_other_part_of_it() -> None:
    again = [["接入单位", "定时数据上传量", "实时数据上传天数", "门急诊人次"]]
    body = [[name, str(10 + i), "9", "5"] for i, name in enumerate(NAMES)]
    twice = issue(table(CAPTION, FIRST, LEFT), table(CAPTION, again, body, index=1, page=2))
    assert len(findings(twice, "duplicate_entity")) == 3
    assert [r.outpatient_visits for r in rows(twice, DistrictPlatform)] == [None] * 3


def test_names_and_row_numbers_that_are_printed_again_are_no_further_columns() -> None:
    names = ["南京鼓楼医院", "南京市第一医院", "南京市儿童医院"]
    stub = [[str(i), name] for i, name in enumerate(names, 1)]
    left = [[*row, str(10 * i), str(i)] for i, row in enumerate(stub)]
    right = [[*row, "1", str(11 * i + 1)] for i, row in enumerate(stub)]
    whole = issue(
        table("2025年2月12320预约挂号服务统计", [["序号", "单位", "在线预约", "快速预约"]], left),
        table("续表", [["序号", "单位", "诊间预约", "小计"]], right, index=1, page=2),
    )
    assert [(r.online, r.quick, r.in_clinic, r.total) for r in rows(whole, HospitalBookings)] == [
        (0, 0, 1, 1), (10, 1, 1, 12), (20, 2, 1, 23),
    ]  # fmt: skip
    assert len(whole.raw_tables) == 1


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("1.数据上传情况", "2.诊疗业务情况（单位：千元）", True),
        ("（一）数据上传情况", "（二）诊疗业务情况", True),
        ("1.数据上传情况", "3.诊疗业务情况", False),
        ("1.数据上传情况", "2.诊疗业务情况（2025年1月）", False),
    ],
)
def test_numbered_parts_are_one_table(first: str, second: str, joined: bool) -> None:
    body = [[name, *row] for name, row in zip(NAMES, RIGHT, strict=True)]
    header = [["接入单位", *row] for row in FURTHER]
    parts = table(first, FIRST, LEFT), table(second, header, body, index=1)
    assert (len(with_columns_of_next_sheet(reading(*parts)).tables) == 1) is joined
    whole = issue(paragraph(CAPTION, role="title"), *parts)
    assert values(whole) == WHOLE or not joined
