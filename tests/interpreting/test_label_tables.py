"""The hotline as a table of labels and figures."""

from __future__ import annotations

import datetime as dt

import pytest

from schemas.hotline import HotlineMonth
from tests.interpreting.paper import paragraph, table
from tests.interpreting.test_tables import findings, issue, observed, rows

CAPTION = "南京12320卫生热线2025年2月数据统计"
LABELS = ["受理咨询电话", "咨询类", "医疗投诉", "电话预约"]
FIGURES = ["10", "5", "3", "2"]


def reported(
    caption: str, header: list[list[str]], body: list[list[str]]
) -> tuple[int | None, ...]:
    found = issue(table(caption, header, body))
    assert [(r.known, r.table_name) for r in found.raw_tables] == [(True, "hotline_monthly")]
    assert not findings(found, "unknown_table")
    [row] = rows(found, HotlineMonth)
    assert row.month == dt.date(2025, 2, 1)
    [seen] = observed(found, "consultations")
    assert (seen.printed, seen.page) == ("5", 1) and seen.x0 is not None
    return row.calls_total, row.consultations, row.complaints, row.phone_bookings


def test_labels_down() -> None:
    body = [list(pair) for pair in zip(LABELS, FIGURES, strict=True)]
    assert reported(CAPTION, [["项目", "数量"]], body) == (10, 5, 3, 2)
    assert reported(CAPTION, [], body) == (10, 5, 3, 2)


def test_labels_down_with_numbers_units_and_pairs_side_by_side() -> None:
    body = [["1", "受理咨询电话（个）", "10", "3", "医疗投诉（个）", "3"],
            ["2", "咨询类（个）", "5", "4", "电话预约（个）", "2"]]  # fmt: skip
    header = [["序号", "项目", "数量", "序号", "项目", "数量"]]
    assert reported(CAPTION, header, body) == (10, 5, 3, 2)


def test_labels_across() -> None:
    assert reported(CAPTION, [LABELS], [FIGURES]) == (10, 5, 3, 2)
    assert reported(CAPTION, [["月份", *LABELS]], [["2月", *FIGURES]]) == (10, 5, 3, 2)


def test_what_is_not_of_the_month_is_kept_apart() -> None:
    body = [[a, f"{b}0", b] for a, b in zip(LABELS, FIGURES, strict=True)]
    assert reported(CAPTION, [["项目", "1-2月累计", "2月"]], body) == (10, 5, 3, 2)
    body = [["本月", *FIGURES], ["累计", "100", "50", "30", "20"]]
    found = issue(table(CAPTION, [["", *LABELS]], body))
    [row] = rows(found, HotlineMonth)
    assert row.calls_total == 10
    assert [o.printed for o in observed(found, "咨询类·累计")] == ["50"]
    assert findings(found, "unknown_column")


def test_rows_of_several_months_are_no_month() -> None:
    body = [["1月", *FIGURES], ["2月", *FIGURES]]
    found = issue(table(CAPTION, [["月份", *LABELS]], body))
    assert not rows(found, HotlineMonth) and findings(found, "unknown_table")


def test_a_figure_that_cannot_be_read_is_reported() -> None:
    body = [[a, b] for a, b in zip(LABELS, ["10", "5l", "3", "2"], strict=True)]
    found = issue(table(CAPTION, [["项目", "数量"]], body))
    [row] = rows(found, HotlineMonth)
    assert (row.calls_total, row.consultations, row.complaints) == (10, None, 3)
    [doubt] = [f for f in findings(found, "low_confidence") if f.measure == "consultations"]
    assert doubt.observed == "5l"


def test_a_table_of_something_else_is_none() -> None:
    body = [[a, b] for a, b in zip(LABELS, FIGURES, strict=True)]
    found = issue(table("2025年2月某市场统计", [["项目", "数量"]], body))
    assert not rows(found, HotlineMonth)


def test_a_sentence_with_more_figures_comes_first() -> None:
    text = (
        "2025年2月，南京12320卫生热线共受理咨询电话10个，其中咨询类5个、",
        "医疗投诉3个、电话预约1个、人工服务1通。",
    )
    found = issue(
        paragraph(*text),
        table(CAPTION, [["项目", "数量"]], [["咨询类", "5"], ["医疗投诉", "3"], ["电话预约", "1"]]),
    )
    [row] = rows(found, HotlineMonth)
    assert (row.calls_total, row.agent_calls) == (10, 1)


@pytest.mark.parametrize("text", ["咨询类 5 个", "咨询类：5", "咨询类5个"])
def test_a_label_and_its_figure_in_one_cell_over_the_row_are_in_doubt(text: str) -> None:
    body = [[a, b] for a, b in zip(LABELS, FIGURES, strict=True)]
    body[1] = [text, "="]
    found = issue(table(CAPTION, [["项目", "数量"]], body))
    [row] = rows(found, HotlineMonth)
    assert (row.calls_total, row.consultations, row.complaints) == (10, 5, 3)
    [doubt] = [f for f in findings(found, "low_confidence") if f.measure == "consultations"]
    assert doubt.observed == text
