"""What is cut off at an edge: names, sentences, tables whose columns are lost."""

from __future__ import annotations

import pytest

from schemas.bookings import HospitalBookings
from schemas.totals import ReportedTotal
from tests.interpreting.paper import paragraph, table
from tests.interpreting.test_tables import (
    BOOKINGS,
    GULOU,
    HEADER,
    JIANGNING,
    PLATFORM,
    TWO_ROWS,
    findings,
    issue,
    rows,
)

HOTLINE = (
    "2025 年 2 月，南京 12320 卫生热线共受理咨询电话 21690 个，其中咨询类 5019 个、",
    "医疗投诉 1242 个、电话预约 8311 个",
)


def test_a_name_with_one_known_ending_is_completed_with_a_finding() -> None:
    found = issue(table(BOOKINGS, HEADER, [GULOU, ["2", "江苏省口腔医", *GULOU[2:]]]))
    assert [r.hospital_id for r in rows(found, HospitalBookings)] == [
        "gulou",
        "jiangsu-stomatological",
    ]
    (reported,) = findings(found, "unknown_entity")
    assert (reported.expected, reported.severity) == ("江苏省口腔医院", "warning")


def test_a_name_whose_bracket_is_open_is_completed_with_a_finding() -> None:
    found = issue(table(BOOKINGS, HEADER, [["1", "南京鼓楼医院（含分院", *GULOU[2:]]]))
    assert [r.hospital_id for r in rows(found, HospitalBookings)] == ["gulou"]
    (reported,) = findings(found, "unknown_entity")
    assert reported.severity == "warning"


def test_a_name_with_several_known_endings_is_a_doubt_about_each_that_has_no_row() -> None:
    whole = ["2", "南京医科大学附属眼科医院", *GULOU[2:]]
    found = issue(table(BOOKINGS, HEADER, [GULOU, whole, ["3", "南京医科大学附", *GULOU[2:]]]))
    missing = {f.expected for f in findings(found, "low_confidence") if "cut off" in f.message}
    assert missing and all(name.startswith("南京医科大学附") for name in missing if name)
    assert "南京医科大学附属眼科医院" not in missing


@pytest.mark.parametrize(
    "printed", ["江苏省口腔医院南京市溧", "二、江苏省口腔医院", "江苏省口腔医54院505.6"]
)
def test_a_name_joined_to_another_text_is_a_doubt_about_its_own_row(printed: str) -> None:
    found = issue(table(BOOKINGS, HEADER, [GULOU, ["2", printed, *GULOU[2:]]]))
    doubted = {f.entity_id for f in findings(found, "low_confidence") if "joined" in f.message}
    assert doubted == {"jiangsu-stomatological"}


def test_short_names_one_after_the_other_are_a_doubt_about_the_row_of_each() -> None:
    found = issue(table(PLATFORM, TWO_ROWS, [JIANGNING, ["六合区鼓楼区", *JIANGNING[1:]]]))
    doubted = {f.entity for f in findings(found, "low_confidence") if "joined" in f.message}
    assert doubted == {"六合区", "鼓楼区"}


@pytest.mark.parametrize("printed", ["省口腔医院", "水区人民医院", "二医院南京市第"])
def test_a_part_of_a_name_is_a_doubt_about_all_rows(printed: str) -> None:
    found = issue(table(BOOKINGS, HEADER, [GULOU, ["2", printed, *GULOU[2:]]]))
    assert any("several rows" in f.message for f in findings(found, "low_confidence"))


def test_a_new_name_is_none() -> None:
    found = issue(table(BOOKINGS, HEADER, [GULOU, ["2", "南京北湖康复医院", *GULOU[2:]]]))
    said = [f.message for f in findings(found, "low_confidence")]
    assert not any("several rows" in text or "joined" in text for text in said)


def test_a_numbered_heading_alone_in_its_row_is_no_row() -> None:
    heading = ["一、省属医院", *[""] * (len(GULOU) - 1)]
    found = issue(table(BOOKINGS, HEADER, [heading, GULOU]))
    assert [r.hospital_id for r in rows(found, HospitalBookings)] == ["gulou"]


@pytest.mark.parametrize(("end", "reported"), [("、", True), ("。", False)])
def test_a_sentence_that_lacks_figures_and_its_full_stop(end: str, reported: bool) -> None:
    heading = paragraph("南京 12320 卫生热线 2025 年 2 月数据统计", role="title")
    found = issue(heading, paragraph(HOTLINE[0], HOTLINE[1] + end))
    doubts = [f.table_name for f in found.findings if "cut off" in f.message]
    assert doubts == (["hotline_monthly"] if reported else [])


def test_a_sentence_that_lacks_its_beginning_with_the_sum() -> None:
    heading = paragraph("南京 12320 卫生热线 2025 年 2 月数据统计", role="title")
    found = issue(heading, paragraph("、咨询类 5019 个、" + HOTLINE[1] + "。"))
    doubts = [f.table_name for f in found.findings if "cut off" in f.message]
    assert doubts == ["hotline_monthly"]


def test_an_unknown_table_with_the_caption_of_a_known_one_is_a_doubt_about_that_one() -> None:
    found = issue(table(BOOKINGS, [["甲", "乙"]], [["1鼓楼医", "312"], ["2口腔医", "417"]]))
    doubted = {
        f.table_name for f in findings(found, "low_confidence") if "not understood" in f.message
    }
    assert doubted == {"bookings_by_hospital", "reported_totals"}


def test_a_total_beside_an_unknown_column_of_ranks_is_the_sum_of_the_others() -> None:
    header = [["排位", "单位", "平台", *HEADER[0][3:-1], "全部"]]
    names = [f"南京市第{i}医院" for i in "一二三四五六七八九"]
    body = [[str(i), name, str(i), "2", "3", "4", str(9 + i)] for i, name in enumerate(names, 5)]
    found = issue(table(BOOKINGS, header, body))
    assert [r.total for r in rows(found, HospitalBookings)] == list(range(14, 23))


def test_the_total_of_an_unknown_column_is_a_doubt_about_the_measure_without_one() -> None:
    header = [[*HEADER[0][:-1], "甲乙"]]
    body = [[*GULOU[:-1], "7"], ["", "合计", "6167", "1266", "0", "1881", "7"]]
    found = issue(table(BOOKINGS, header, body))
    assert "total" not in {r.measure for r in rows(found, ReportedTotal)}
    doubted = {f.measure for f in found.findings if f.table_name == "reported_totals"}
    assert "total" in doubted


def test_a_piece_below_a_scrap_of_its_header_is_a_doubt_about_the_table_above() -> None:
    body = [["2", "江苏口腔", *GULOU[2:]], ["3", "第二院", *GULOU[2:]]]
    found = issue(table(BOOKINGS, HEADER, [GULOU]), table("次 约 约 约 计", [], body, index=1))
    doubted = {f.table_name for f in findings(found, "low_confidence") if "its rest" in f.message}
    assert "bookings_by_hospital" in doubted


def test_a_header_right_below_a_table_is_a_doubt_about_its_total() -> None:
    rest = paragraph("序号 名称 预约数量 合计: 155776", role="title")
    found = issue(table(BOOKINGS, HEADER, [GULOU]), rest)
    doubted = {f.table_name for f in findings(found, "low_confidence") if "its rest" in f.message}
    assert doubted == {"bookings_by_hospital", "reported_totals"}
