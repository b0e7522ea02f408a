"""Figures that are like those of the month, and are not; and those that are all the same."""

from __future__ import annotations

from decimal import Decimal

import pytest

from schemas.bookings import HospitalBookings
from schemas.hotline import HotlineMonth
from schemas.issues import Article
from schemas.platform import DistrictPlatform
from schemas.totals import CumulativeTotals, ReportedTotal
from tests.interpreting.paper import paragraph, table
from tests.interpreting.test_tables import (
    BOOKINGS,
    CHILDREN,
    GULOU,
    HEADER,
    JIANGNING,
    PLATFORM,
    TWO_ROWS,
    findings,
    issue,
    observed,
    rows,
)

NOTE = "（截止2025年2月，区及医院累计校验入库数据300.48亿条）"


@pytest.mark.parametrize(
    "months",
    ["2024年全年", "2024年上半年", "2024年第四季度", "2024年三季度", "2024年前三季度",
     "2024年1-12月", "2024年1月至6月", "截至2025年2月累计"],
)  # fmt: skip
def test_a_period_is_no_month(months: str) -> None:
    caption = f"{months}12320预约挂号服务统计"
    monthly = table(BOOKINGS, HEADER, [CHILDREN])
    found = issue(table(caption, HEADER, [GULOU, CHILDREN]), monthly)
    assert [(r.hospital_id, r.total) for r in rows(found, HospitalBookings)] == [
        ("nanjing-childrens", 1469)
    ]
    assert [t.known for t in found.raw_tables] == [False, True]
    [reported] = findings(found, "unknown_table")
    assert reported.observed == caption
    assert not findings(found, "duplicate_entity")


def test_two_months_of_a_combined_issue_are_no_period() -> None:
    found = issue(table(BOOKINGS.replace("2月", "1-2月"), HEADER, [GULOU]))
    assert len(rows(found, HospitalBookings)) == 1


def test_the_month_before_is_another_figure() -> None:
    text = (
        "2025年2月，南京12320卫生热线共受理咨询电话30个，其中咨询类20个、医疗投诉10个，",
        "上月受理市12345工单5767件，本月受理市12345工单6078件。",
    )
    [row] = rows(found := issue(paragraph(*text)), HotlineMonth)
    assert row.city_tickets == 6078
    assert [f.observed for f in findings(found, "unknown_column")] == ["5767"]


@pytest.mark.parametrize(
    ("column", "is_online"),
    [("12320在线预约（本月）", True), ("12320在线预约累计", False),
     ("12320在线预约（上月）", False), ("日均在线预约", False), ("12320在线爽约", False),
     ("在线取消预约", False)],
)  # fmt: skip
def test_a_word_that_makes_another_figure_of_it(column: str, is_online: bool) -> None:
    header = [["序号", "单位", column, "快速预约", "诊间预约", "第三方", "小计"]]
    [row] = rows(found := issue(table(BOOKINGS, header, [GULOU])), HospitalBookings)
    assert row.online == (6167 if is_online else None)
    assert bool(findings(found, "unknown_column")) is not is_online
    [seen] = [o for o in found.observations if o.printed == "6167"]
    assert (seen.measure == "online") is is_online


def test_this_month_and_the_total_so_far_in_two_rows_of_header() -> None:
    header = [["序号", "单位", "小计", "小计", "快速预约", "快速预约"],
              ["序号", "单位", "本月", "累计", "本月", "累计"]]  # fmt: skip
    body = [["1", "南京鼓楼医院", "9314", "20000", "1266", "3000"]]
    [row] = rows(issue(table(BOOKINGS, header, body)), HospitalBookings)
    assert (row.total, row.quick) == (9314, 1266)


def test_another_kind_of_visit_is_not_taken() -> None:
    header = [[text.replace("人次", "急诊人次") for text in line] for line in TWO_ROWS]
    header[0] = [text.replace("门急诊信息", "诊疗情况") for text in header[0]]
    found = issue(table(PLATFORM, header, [JIANGNING]))
    assert all(row.outpatient_visits is None for row in rows(found, DistrictPlatform))


@pytest.mark.parametrize("label", ["全市", "汇总", "全市汇总", "全市合计"])
def test_totals_of_the_whole_city(label: str) -> None:
    last = [label, "11/12", "522841", "121380.84", "7643", "106764.75"]
    found = issue(table(PLATFORM, TWO_ROWS, [JIANGNING, last]))
    assert [r.name_printed for r in rows(found, DistrictPlatform)] == ["江宁区"]
    totals = {r.measure: r.value for r in rows(found, ReportedTotal)}
    assert totals["discharges"] == 7643
    assert totals["inpatient_revenue_cny"] == Decimal("106764750")


@pytest.mark.parametrize("name", ["1.南京鼓楼医院", "12、南京鼓楼医院", "3) 南京鼓楼医院"])
def test_the_number_of_a_name_in_a_list_is_none_of_it(name: str) -> None:
    [row] = rows(
        found := issue(table(BOOKINGS, HEADER, [["1", name, *GULOU[2:]]])), HospitalBookings
    )
    assert (row.hospital_id, row.name_printed) == ("gulou", name)
    assert not findings(found, "unknown_entity")


def test_a_note_within_the_frame_of_a_table() -> None:
    across = [NOTE, *["="] * (len(JIANGNING) - 1)]
    found = issue(table(PLATFORM, TWO_ROWS, [JIANGNING, across]))
    [row] = rows(found, CumulativeTotals)
    assert row.records_validated == 30_048_000_000
    [seen] = observed(found, "records_validated")
    assert seen.x0 is not None and seen.top is not None and seen.top >= 50
    assert len(rows(found, DistrictPlatform)) == 1


def test_a_line_beside_a_table_that_tells_a_cumulative_figure() -> None:
    text = "自开通以来至2025年2月底，累计预约挂号37,335,046人次"
    found = issue(table(BOOKINGS, HEADER, [GULOU]), paragraph(text))
    [row] = rows(found, CumulativeTotals)
    assert row.bookings_cumulative == 37_335_046
    reported = [f for f in findings(found, "low_confidence") if f.measure == "records_validated"]
    assert [f.severity for f in reported] == ["info"]


def test_an_article_that_speaks_of_it_is_no_note() -> None:
    text = "截至2025年2月底，累计预约挂号37,335,046人次，" + "各单位认真做好信息化工作" * 12
    found = issue(table(BOOKINGS, HEADER, [GULOU]), paragraph("又一项工作", role="title"),
                  paragraph(text))  # fmt: skip
    assert not rows(found, CumulativeTotals)


@pytest.mark.parametrize("numbers", ["123456", "132456", "123123"])
def test_a_column_that_counts_the_rows_needs_no_known_header(numbers: str) -> None:
    names = [
        "南京鼓楼医院",
        "南京市第一医院",
        "南京市儿童医院",
        "南京市中医院",
        "南京脑科医院",
        "南京明基医院",
    ]
    body = [[n, name, "1", "0", "1"] for n, name in zip(numbers, names, strict=True)]
    header = [["次序", "单位", "在线预约", "快速预约", "小计"]]
    found = rows(issue(table("2025年2月12320预约挂号服务统计", header, body)), HospitalBookings)
    assert [str(r.position) for r in found] == list(numbers)


def test_a_total_that_cannot_be_read_is_reported_with_the_totals() -> None:
    header = [["序号", "单位", "在线预约", "小计"]]
    body = [
        ["1", "南京鼓楼医院", "1", "1"],
        ["2", "南京市第一医院", "2", "2"],
        ["合计", "合计", "3(39)x", "3"],
    ]
    found = issue(table("2025年2月12320预约挂号服务统计", header, body))
    assert any(
        f.table_name == "reported_totals" and f.measure is None and "no value" in f.message
        for f in found.findings
    )


def test_a_title_of_figures_without_their_table_is_reported_whatever_the_month_prints() -> None:
    title = paragraph("2013年4月各医院卫生信息平台数据上传情况", role="title")
    found = issue(table(BOOKINGS, HEADER, [GULOU, CHILDREN]), title)
    assert "platform_by_hospital" in {f.table_name for f in findings(found, "missing_table")}


def test_captions_beside_each_other_announce_each_its_table() -> None:
    caption = "2013年4月12320预约挂号服务统计 2013年4月各医院卫生信息平台数据上传情况"
    found = issue(table(caption, HEADER, [GULOU, CHILDREN]))
    assert "platform_by_hospital" in {f.table_name for f in findings(found, "missing_table")}


def test_a_note_of_the_unit_is_the_title_of_no_article() -> None:
    found = issue(paragraph("（金额单位：元）", role="title"), paragraph("门急诊病人住院收入总量"))
    assert rows(found, Article) == []
    news = issue(paragraph("各单位：注意防汛", role="title"), paragraph("近期雨水偏多。"))
    assert len(rows(news, Article)) == 1


def test_an_article_that_quotes_the_hotline_is_not_its_month_whose_figures_are_lost() -> None:
    article = (
        paragraph("12320热线开展“无烟日”主题咨询活动", role="title"),
        paragraph("活动当日，热线受理咨询电话60个，其中咨询类57个、医疗投诉1个，并发放资料。"),
    )
    statistics = (
        paragraph("2025年2月南京12320卫生热线数据统计", role="title"),
        paragraph("2025年2月，12320热线受理咨询电话 个，其中咨询类14546个，医疗投诉 个，"),
        paragraph("电话预约28629个。"),
    )
    [row] = rows(found := issue(*article, *statistics), HotlineMonth)
    assert (row.consultations, row.phone_bookings) == (14546, 28629)
    assert (row.calls_total, row.complaints) == (None, None)
    assert {f.measure for f in findings(found, "low_confidence")} >= {"calls_total", "complaints"}


@pytest.mark.parametrize(
    "note",
    [
        "（截止2025年2月，总预约挂号量为37314248次，去年同期总预约挂号量为1234567次）",
        "（截止2025年1月，总预约挂号量为1234567次；截止2025年2月，总预约挂号量为37314248次）",
        "（截止2025年2月，南京鼓楼医院总预约挂号量为1234567次，全市总预约挂号量为37314248次）",
        "（截止2025年2月，苏州12320总预约挂号量为1234567次，南京总预约挂号量为37314248次）",
        "（预计年底总预约挂号量将达50000000次。截止2025年2月，总预约挂号量为37314248次）",
        "（2024年总预约挂号量为1234567次，截止2025年2月，总预约挂号量为37314248次）",
    ],
)
def test_a_note_may_tell_a_figure_of_another_time_or_place(note: str) -> None:
    found = issue(table(BOOKINGS, HEADER, [GULOU], notes=[note]))
    [row] = rows(found, CumulativeTotals)
    assert (row.month.month, row.bookings_cumulative) == (2, 37314248)
    assert not findings(found, "conflict") and not findings(found, "title_month_mismatch")


def test_two_figures_of_one_name_in_notes_are_a_conflict() -> None:
    note = "（截止2025年2月，总预约挂号量为37314248次，总预约挂号量为37314249次）"
    found = issue(table(BOOKINGS, HEADER, [GULOU], notes=[note]))
    assert [f.observed for f in findings(found, "conflict")] == ["37314249"]


def test_a_caption_with_a_year_and_no_month_is_doubted() -> None:
    found = issue(table(BOOKINGS.replace("2月", ""), HEADER, [GULOU]), table(
        PLATFORM, TWO_ROWS, [JIANGNING], index=1))  # fmt: skip
    assert "bookings_by_hospital" in {f.table_name for f in findings(found, "low_confidence")}
    yearly = issue(table(BOOKINGS.replace("2月", "度"), HEADER, [GULOU]))
    assert not rows(yearly, HospitalBookings)


def test_a_month_that_is_not_due_is_a_doubt_about_each_table() -> None:
    found = issue(table(BOOKINGS.replace("2025年2月", "2024年2月"), HEADER, [GULOU]))
    tables = {f.table_name for f in findings(found, "title_month_mismatch")}
    assert tables == {"issues", "bookings_by_hospital", "reported_totals"}


def test_two_tables_of_one_month_with_other_figures_are_a_doubt_about_the_table() -> None:
    first = table(BOOKINGS, HEADER, [GULOU])
    second = table(BOOKINGS, HEADER, [["1", *GULOU[1:-1], "1"], CHILDREN], index=1)
    found = issue(first, second)
    assert [f.entity_id for f in findings(found, "duplicate_entity")] == ["gulou"]
    doubts = [f for f in findings(found, "low_confidence") if f.entity_id is None]
    assert "bookings_by_hospital" in {f.table_name for f in doubts if f.measure is None}


def test_a_figure_of_a_year_is_not_the_cumulative_one() -> None:
    note = "（2024年总预约挂号量为1234567次，累计总预约挂号量为37314248次）"
    found = issue(table(BOOKINGS, HEADER, [GULOU], notes=[note]))
    assert all(r.bookings_cumulative != 1234567 for r in rows(found, CumulativeTotals))
    assert "1234567" in {o.printed for o in found.observations}
