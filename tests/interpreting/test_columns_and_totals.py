"""Columns found in several groups, order numbers between headings, and totals with odd labels."""

from __future__ import annotations

import pytest

from pipeline.interpreting.tables.columns_by_header import match_columns
from pipeline.interpreting.tables.headers import Header
from pipeline.interpreting.text.units import units_stated
from pipeline.reading.model import Method
from schemas.bookings import HospitalBookings
from schemas.platform import DistrictPlatform
from schemas.totals import ReportedTotal
from tests.interpreting.paper import table
from tests.interpreting.test_tables import (
    BOOKINGS,
    JIANGNING,
    PLATFORM,
    TWO_ROWS,
    findings,
    issue,
    rows,
)

NAMES = (
    "南京鼓楼医院", "南京市儿童医院", "南京市口腔医院", "南京市第一医院", "南京市妇幼保健院",
    "南京市中医院", "南京明基医院", "南京同仁医院", "南京脑科医院", "南京梅山医院",
)  # fmt: skip


def row(number: int, step: int = 1) -> list[str]:
    a, b, c = 100 + 7 * number, 60 + 3 * number, 40 + number * step
    return [str(number), NAMES[number - 1], str(a), str(b), str(c), str(a + b + c)]


def test_a_column_is_known_by_its_sums_in_groups_side_by_side() -> None:
    header = ["序号", "单位", "在线预约", "快速预约", "候诊时约", "所有"]
    body = [[*row(i), *row(i + 5)] for i in range(1, 6)]
    found = issue(table(BOOKINGS, [[*header, *header]], body))
    assert [r.total for r in rows(found, HospitalBookings)] == [200 + 11 * i for i in range(1, 11)]


def test_order_numbers_go_on_below_a_heading_of_rows() -> None:
    header = ["顺位", "单位", "在线预约", "快速预约", "诊间预约", "小计"]
    body = [*(row(i) for i in range(4, 7)), ["二、区属医院", *["="] * 5], row(7), row(8)]
    found = issue(table(BOOKINGS, [header], body))
    assert [r.position for r in rows(found, HospitalBookings)] == [4, 5, 6, 7, 8]


@pytest.mark.parametrize("again", ["", f"{BOOKINGS}（续）", f"续表{BOOKINGS}", f"{BOOKINGS}(续1)"])
def test_rows_of_a_piece_without_numbers_are_counted_on(again: str) -> None:
    header = ["单位", "在线预约", "快速预约", "诊间预约", "小计"]
    first = table(BOOKINGS, [header], [row(i)[1:] for i in range(1, 4)])
    second = table(again, [header], [row(i)[1:] for i in range(4, 6)])
    assert [r.position for r in rows(issue(first, second), HospitalBookings)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("label", ["合计", "总 计"])
def test_the_label_of_a_total_may_be_in_the_column_of_regions(label: str) -> None:
    header = ["序号", "所在区", "单位", "在线预约", "快速预约", "诊间预约", "小计"]
    body = [[r[0], "鼓楼区" if i == 1 else "", *r[1:]] for i, r in enumerate(map(row, (1, 2)), 1)]
    found = issue(table(BOOKINGS, [header], [*body, ["", label, "", "221", "129", "83", "433"]]))
    totals = {r.measure: r.value for r in rows(found, ReportedTotal)}
    assert totals == {"online": 221, "quick": 129, "in_clinic": 83, "total": 433}


def test_a_text_without_number_and_figures_heads_the_rows_below_it() -> None:
    header = ["序号", "单位", "在线预约", "快速预约", "诊间预约", "小计"]
    body = [row(1), row(2), ["", "市属医院", "", "", "", ""], row(3)]
    found = issue(table(BOOKINGS, [header], body))
    assert [r.name_printed for r in rows(found, HospitalBookings)] == list(NAMES[:3])


def test_two_columns_are_never_one_field_under_its_two_parents() -> None:
    yuan = units_stated("（元）")[0]
    headers = [
        Header(0, ("单位",), "单位", None),
        Header(1, ("出院信息", "收入"), "出院信息/收入（元）", yuan),
        Header(2, ("出院信息", "人次"), "出院信息/人次", None),
        Header(3, ("出院信息", "住院收入"), "出院信息/住院收入（元）", yuan),
    ]
    layout = match_columns(headers, DistrictPlatform)
    measures = {c: field.measures[0].name for c, field in layout.fields.items() if field.measures}
    assert measures == {2: "discharges", 3: "inpatient_revenue_cny"}
    assert layout.unknown == (1,)


@pytest.mark.parametrize(
    ("method", "doubted"), [("whitespace", {"outpatient_visits"}), ("lines", set())]
)
def test_equal_texts_below_a_known_and_an_unknown_parent_are_a_doubt(
    method: Method, doubted: set[str]
) -> None:
    header = [list(line) for line in TWO_ROWS]
    header[0][1:] = ["实时数据", "实时数据", "门急诊信息", "门急诊信息", "业务情况"]
    header[1][1:] = ["表单上传情况", "人次", "收入（千元）", "人次", "住院收入（千元）"]
    body = [[name, *JIANGNING[1:]] for name in ("江宁区", "高淳区", "溧水区", "浦口区")]
    printed = table(PLATFORM, header, body).model_copy(update={"method": method})
    doubts = findings(issue(printed), "low_confidence")
    found = [f for f in doubts if f.message_code == "column_by_parent"]
    assert {f.measure for f in found} == doubted


def test_a_text_over_two_columns_may_be_that_of_either_measure() -> None:
    """Whatever unit is in it: the other measure may be a count."""
    header = [list(line) for line in TWO_ROWS]
    header[0][2:4] = header[1][2:4] = ["门急诊信息人次 收入（千元）"] * 2
    body = [[name, *JIANGNING[1:]] for name in ("江宁区", "高淳区", "溧水区", "浦口区")]
    found = findings(issue(table(PLATFORM, header, body)), "low_confidence")
    unfound = {f.measure for f in found if f.message_code == "column_unfound"}
    assert {"outpatient_visits", "outpatient_revenue_cny"} <= unfound


def test_counts_with_fractions_cast_doubt_on_the_amounts_beside_them() -> None:
    header = [list(line) for line in TWO_ROWS]
    header[1][2:] = ["收入（千元）", "人次", "住院收入（千元）", "人次"]
    names = ("江宁区", "高淳区", "溧水区", "浦口区")
    found = issue(table(PLATFORM, header, [[n, *JIANGNING[1:]] for n in names]))
    doubts = [f for f in findings(found, "low_confidence") if f.entity_id is None]
    amounts = {"outpatient_revenue_cny", "inpatient_revenue_cny"}
    assert {*amounts, "outpatient_visits", "discharges"} <= {f.measure for f in doubts}


def test_the_total_of_a_column_that_is_only_likely_has_a_finding() -> None:
    header = [["序号", "单位", "在线预药", "小计"]]
    body = [
        ["1", "南京鼓楼医院", "1", "1"],
        ["2", "南京市第一医院", "2", "2"],
        ["合计", "合计", "3", "3"],
    ]
    found = issue(table(BOOKINGS, header, body))
    doubts = [f for f in findings(found, "low_confidence") if f.table_name == "reported_totals"]
    assert [f.message_code for f in doubts] == ["total_likely"]


@pytest.mark.parametrize("label", ["总和", "Total", "Grand Total"])
def test_a_total_with_an_unknown_label_is_known_by_its_sums(label: str) -> None:
    header = [["序号", "单位", "在线预约", "快速预约", "小计"]]
    names = ("南京鼓楼医院", "南京市第一医院", "南京市儿童医院")
    body = [[str(i), name, "1", str(i), str(i + 1)] for i, name in enumerate(names, 1)]
    found = issue(table(BOOKINGS, header, [*body, [label, label, "3", "6", "9"]]))
    assert len(rows(found, HospitalBookings)) == 3
    assert {r.measure: r.value for r in rows(found, ReportedTotal)} == {
        "online": 3, "quick": 6, "total": 9
    }  # fmt: skip
    assert label in {f.observed for f in findings(found, "low_confidence")}


def test_a_row_of_a_place_is_no_total_whatever_its_sums() -> None:
    header = [["序号", "单位", "在线预约", "快速预约", "小计"]]
    names = ("南京鼓楼医院", "南京市第一医院", "南京市儿童医院")
    body = [[str(i), name, "1", str(i), str(i + 1)] for i, name in enumerate(names, 1)]
    found = issue(table(BOOKINGS, header, [*body, ["4", "南京新建医院", "3", "6", "9"]]))
    assert len(rows(found, HospitalBookings)) == 4


@pytest.mark.parametrize("blank", [True, False])
def test_a_blank_total_beside_figures_without_a_name_is_doubtful(blank: bool) -> None:
    """A figure too long for its cell runs over two lines, which look like rows of their own."""
    header = ["序号", "单位", "在线预约", "快速预约", "诊间预约", "小计"]
    total = ["", "合计", "" if blank else "321", "189", "126", "636"]
    halves = [["", "", "32", "", "", ""], total, ["", "", "1", "", "", ""]]
    found = issue(table(BOOKINGS, [header], [row(1), row(2), row(3), *halves]))
    doubted = [f.measure for f in findings(found, "low_confidence") if f.measure]
    assert doubted == (["online"] if blank else [])


@pytest.mark.parametrize(("name", "doubted"), [(NAMES[3], True), ("区属医院", False)])
def test_a_known_name_without_figures_is_no_mere_heading(name: str, doubted: bool) -> None:
    """Its figures may have come into the row above or below."""
    header = ["序号", "单位", "在线预约", "快速预约", "诊间预约", "小计"]
    body = [row(1), row(2), ["", name, "", "", "", ""], row(5), row(6)]
    found = issue(table(BOOKINGS, [header], body))
    told = [f for f in findings(found, "low_confidence") if f.observed == name]
    assert [f.entity_id is not None for f in told] == [True] * doubted


@pytest.mark.parametrize(
    "label", ["小计", "市属小计", "市属及其他医院小计", "江苏省省属及部属医院合计"]
)
def test_the_total_of_a_group_is_no_hospital_however_its_group_is_called(label: str) -> None:
    header = ["单位", "在线预约", "快速预约", "诊间预约", "小计"]
    body = [row(1)[1:], row(2)[1:], [label, "221", "129", "83", "433"], row(3)[1:]]
    found = issue(table(BOOKINGS, [header], body))
    assert [r.position for r in rows(found, HospitalBookings)] == [1, 2, 3]
    assert not findings(found, "unknown_entity")


@pytest.mark.parametrize(("sent", "due"), [("已上传", "应上传"), ("实传数", "应传数")])
def test_the_two_numbers_of_a_pair_may_have_a_column_each(sent: str, due: str) -> None:
    forms, days = "实时数据表单上传情况", "实时数据上传天数"
    header = [["接入单位", days, forms, forms], ["接入单位", days, sent, due]]
    found = issue(table(PLATFORM, header, [["江宁区", "28", "11", "12"]]))
    [district] = rows(found, DistrictPlatform)
    assert (district.realtime_forms, district.realtime_forms_required) == (11, 12)
    assert not findings(found, "unknown_column")


def test_one_number_of_a_pair_alone_is_not_taken_for_both() -> None:
    forms = "实时数据表单上传情况"
    header = [["接入单位", forms, forms], ["接入单位", "已上传", "备注"]]
    found = issue(table(PLATFORM, header, [["江宁区", "11", "12"]]))
    [district] = rows(found, DistrictPlatform)
    assert district.realtime_forms_required is None and findings(found, "low_confidence")


@pytest.mark.parametrize("label", ["平均值", "平　均", "环比增长", "去年同期"])
def test_a_row_that_compares_the_others_is_nobody(label: str) -> None:
    header = ["序号", "单位", "在线预约", "快速预约", "诊间预约", "小计"]
    found = issue(
        table(BOOKINGS, [header], [*map(row, range(1, 6)), ["", label, "9", "8", "7", "24"]])
    )
    assert len(rows(found, HospitalBookings)) == 5
    assert any("no name" in str(f.message) for f in findings(found, "low_confidence"))
    kept = {str(x.printed) for x in found.observations if not x.entity_id}
    assert {"9", "8", "7", "24"} <= kept
