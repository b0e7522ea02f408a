import datetime as dt
import json
from decimal import Decimal
from typing import TypeVar

import pytest

from pipeline.interpreting import InterpretedIssue, interpret
from pipeline.reading.model import Block, Table
from schemas.base import Row
from schemas.bookings import ChannelBookings, HospitalBookings
from schemas.issues import Article
from schemas.platform import DistrictPlatform, HospitalPlatform
from schemas.quality import Finding, Observation
from schemas.totals import ReportedTotal
from tests.interpreting.paper import REGISTRY, masthead, paragraph, reading, table

R = TypeVar("R", bound=Row)
BOOKINGS = "2025年2月12320预约挂号服务统计"
HEADER = [["序号", "单位", "12320在线预约", "快速预约", "诊间预约", "第三方", "小计"]]
GULOU = ["1", "南京鼓楼医院（含分院）", "6167", "1266", "0", "1881", "9314"]
CHILDREN = ["2", "南京市儿童医院", "1222", "247", "0", "/", "1469"]
PLATFORM = "2025年2月南京市卫生信息平台数据采集情况（区）"
TWO_ROWS = [
    ["接入单位", "实时数据表单上传情况", "门急诊信息", "门急诊信息", "出院信息", "出院信息"],
    ["接入单位", "实时数据表单上传情况", "人次", "收入（千元）", "人次", "住院收入（千元）"],
]
JIANGNING = ["江宁区", "11/12", "522841", "121380.84", "7643", "106764.75"]


def issue(*blocks: Block) -> InterpretedIssue:
    return interpret(reading(*masthead(), *blocks), REGISTRY)


def rows(found: InterpretedIssue, model: type[R]) -> list[R]:
    return [r for r in found.rows if isinstance(r, model)]


def findings(found: InterpretedIssue, kind: str) -> list[Finding]:
    return [f for f in found.findings if f.kind == kind]


def observed(found: InterpretedIssue, measure: str) -> list[Observation]:
    return [o for o in found.observations if o.measure == measure]


@pytest.mark.parametrize(
    "last",
    [
        ["", "合计 7389", "1513", "0", "1881", "10783"],
        ["合计 7389", "", "1513", "0", "1881", "10783"],
    ],
)
def test_a_total_in_one_cell_with_its_label_is_that_of_its_column(last: list[str]) -> None:
    header = [HEADER[0][1:]]
    found = issue(table(BOOKINGS, header, [GULOU[1:], CHILDREN[1:], last]))
    totals = {r.measure: r.value for r in rows(found, ReportedTotal)}
    assert totals == {
        "online": 7389, "quick": 1513, "in_clinic": 0, "third_party": 1881, "total": 10783,
    }  # fmt: skip
    said = [f for f in findings(found, "low_confidence") if f.table_name == "reported_totals"]
    [doubt] = [f for f in said if f.measure]
    assert [f.severity for f in said if not f.measure] == ["info"]  # names all doubtful totals
    assert doubt.measure == "online" and len(rows(found, HospitalBookings)) == 2


def test_a_plain_table() -> None:
    found = issue(table(BOOKINGS, HEADER, [GULOU, CHILDREN]))
    first, second = rows(found, HospitalBookings)
    assert (first.hospital_id, first.position, first.online, first.total) == (
        "gulou",
        1,
        6167,
        9314,
    )
    assert first.name_printed == "南京鼓楼医院（含分院）"
    assert first.month == dt.date(2025, 2, 1)
    assert (second.third_party, second.in_clinic, second.phone) == (None, 0, None)
    assert [o.status for o in observed(found, "third_party")] == ["reported", "missing"]
    assert not findings(found, "low_confidence")[1:] and not findings(found, "unknown_column")


def test_two_header_rows_pairs_and_units() -> None:
    found = issue(table(PLATFORM, TWO_ROWS, [JIANGNING]))
    (row,) = rows(found, DistrictPlatform)
    assert (row.realtime_forms, row.realtime_forms_required) == (11, 12)
    assert (row.outpatient_visits, row.discharges) == (522841, 7643)
    assert row.outpatient_revenue_cny == Decimal("121380840")
    seen = observed(found, "outpatient_revenue_cny")[0]
    assert (seen.printed, seen.unit, seen.unit_printed) == ("121380.84", "CNY", "千元")


@pytest.mark.parametrize(
    ("caption", "notes"), [(f"{PLATFORM}（单位：万元）", []), (PLATFORM, ["注：收入单位为万元。"])]
)
def test_units_from_caption_and_note(caption: str, notes: list[str]) -> None:
    header = [[t.replace("（千元）", "") for t in row] for row in TWO_ROWS]
    found = issue(table(caption, header, [JIANGNING], notes=notes))
    assert rows(found, DistrictPlatform)[0].outpatient_revenue_cny == Decimal("1213808400")


def test_money_without_a_unit_is_not_guessed() -> None:
    header = [[t.replace("（千元）", "") for t in row] for row in TWO_ROWS]
    found = issue(table(PLATFORM, header, [JIANGNING]))
    assert rows(found, DistrictPlatform)[0].outpatient_revenue_cny is None
    seen = observed(found, "outpatient_revenue_cny")[0]
    assert (seen.value, seen.printed, seen.status) == (None, "121380.84", "flagged")
    reported = {f.measure for f in findings(found, "low_confidence")}
    assert {"outpatient_revenue_cny", "inpatient_revenue_cny"} <= reported


def test_a_table_printed_lying_down() -> None:
    header = [["指标", "江宁区", "高淳区", "溧水区"]]
    body = [
        ["定时数据上传量", "1", "2", "3"],
        ["门急诊收入（万元）", "1.5", "2.25", "/"],
        ["出院人次", "5", "6", "7"],
    ]
    found = issue(table(PLATFORM, header, body))
    by_district = {r.district_id: r for r in rows(found, DistrictPlatform)}
    assert by_district["320118"].outpatient_revenue_cny == 22500
    assert by_district["320117"].outpatient_revenue_cny is None
    assert by_district["320115"].discharges == 5


def test_column_groups_side_by_side_are_read_in_printed_order() -> None:
    header = [["序号", "名称", "预约数量", "序号", "名称", "预约数量"]]
    body = [
        ["1", "健康南京", "7253", "3", "12320 快速预约", "1993"],
        ["2", "我的南京客户端", "4401", "", "", ""],
        ["合计: 13647", "=", "=", "=", "=", "="],
    ]
    found = issue(table("2025年2月线上预约情况统计", header, body))
    assert [(r.channel_id, r.position, r.bookings) for r in rows(found, ChannelBookings)] == [
        ("jiankang-nanjing", 1, 7253),
        ("my-nanjing", 2, 4401),
        ("12320-quick", 3, 1993),
    ]
    (total,) = rows(found, ReportedTotal)
    assert (total.measure, total.value) == ("bookings", 13647)
    (seen,) = [o for o in found.observations if o.table_name == "reported_totals"]
    assert (seen.entity_id, seen.printed) == ("bookings_by_channel", "合计: 13647")


@pytest.mark.parametrize("parted", [("合", "计: 2100"), ("合计:", "2100"), ("总", "计2100")])
def test_a_total_parted_over_two_columns_is_one(parted: tuple[str, str]) -> None:
    header = [["序号", "名称", "预约数量", "序号", "名称", "预约数量"]]
    body = [["1", "健康南京", "1200", "2", "12320 快速预约", "900"], ["", "", *parted, "", ""]]
    found = issue(table("2025年2月线上预约情况统计", header, body))
    assert [r.bookings for r in rows(found, ChannelBookings)] == [1200, 900]
    assert [r.value for r in rows(found, ReportedTotal)] == [2100]


def test_total_rows_are_no_hospitals() -> None:
    part = ["", "小计", "6167", "1266", "0", "1881", "9314"]
    whole = ["总  计", "=", "7389", "1513", "0", "1881", "10783"]
    found = issue(table(BOOKINGS, HEADER, [GULOU, part, CHILDREN, whole]))
    assert len(rows(found, HospitalBookings)) == 2
    totals = {r.measure: r.value for r in rows(found, ReportedTotal)}
    assert (totals["total"], totals["online"]) == (10783, 7389)
    assert [o.value for o in observed(found, "total") if o.table_name == "reported_totals"] == [
        9314, 10783,
    ]  # fmt: skip


def test_the_total_of_a_group_is_not_that_of_all_groups() -> None:
    first = table(
        BOOKINGS, HEADER, [GULOU, ["", "小计", "6167", "1266", "0", "1881", "9314"]]
    )  # fmt: skip
    rest = [CHILDREN, ["", "小计", "1222", "247", "0", "0", "1469"]]
    whole = ["", "合计", "7389", "1513", "0", "1881", "10783"]
    found = issue(first, table(f"{BOOKINGS}（二）", HEADER, [*rest, whole]))
    assert {r.value for r in rows(found, ReportedTotal)} == {7389, 1513, 0, 1881, 10783}
    assert {o.value for o in observed(found, "total") if o.table_name == "reported_totals"} == {
        9314, 1469, 10783,
    }  # fmt: skip


def test_a_label_of_a_total_spread_over_two_columns() -> None:
    whole = ["合", "计", "7389", "1513", "0", "1881", "10783"]
    found = issue(table(BOOKINGS, HEADER, [GULOU, CHILDREN, whole]))
    assert len(rows(found, HospitalBookings)) == 2 and not findings(found, "unknown_entity")
    assert {r.value for r in rows(found, ReportedTotal)} == {7389, 1513, 0, 1881, 10783}


@pytest.mark.parametrize("label", ["本页合计", "过次页", "承前页"])
def test_the_sum_of_a_page_is_neither_a_total_nor_a_hospital(label: str) -> None:
    page = ["", label, "7389", "1513", "0", "1881", "10783"]
    found = issue(table(BOOKINGS, HEADER, [GULOU, CHILDREN, page]))
    assert len(rows(found, HospitalBookings)) == 2 and not rows(found, ReportedTotal)


@pytest.mark.parametrize("printed", ["121380.84元", "¥121380.84"])
def test_another_unit_in_the_cell_than_above_it_is_a_doubt(printed: str) -> None:
    row = [printed if text == "121380.84" else text for text in JIANGNING]
    found = issue(table(PLATFORM, TWO_ROWS, [row]))
    seen = observed(found, "outpatient_revenue_cny")[0]
    assert (seen.status, seen.value) == ("flagged", Decimal("121380840"))


def test_a_multiple_in_the_cell_goes_before_the_unit_above_it() -> None:
    row = ["1.2亿元" if text == "121380.84" else text for text in JIANGNING]
    found = issue(table(PLATFORM, TWO_ROWS, [row]))
    seen = observed(found, "outpatient_revenue_cny")[0]
    assert (seen.status, seen.value) == ("flagged", Decimal("120000000"))


def test_an_unknown_column_is_kept_and_reported() -> None:
    header = [[*HEADER[0], "自助机预约"]]
    found = issue(table(BOOKINGS, header, [[*GULOU, "629"], ["合计", "=", *["1"] * 5, "629"]]))
    (row,) = rows(found, HospitalBookings)
    assert json.loads(row.extra or "") == {"自助机预约": "629"}
    assert observed(found, "自助机预约")[0].value == 629
    tables_reported = {f.table_name for f in findings(found, "unknown_column")}
    assert tables_reported == {"bookings_by_hospital", "reported_totals"}


def test_a_reworded_header_is_taken_with_a_finding() -> None:
    header = [["序号", "医院名称", "12320网络预约", "快速预约", "诊间预约", "第三方", "小计"]]
    found = issue(table(BOOKINGS, header, [GULOU]))
    assert rows(found, HospitalBookings)[0].online == 6167
    reported = [f for f in findings(found, "low_confidence") if f.measure == "online"]
    assert reported and reported[0].observed == "12320网络预约"


def test_two_columns_that_fit_one_field_are_none_of_both() -> None:
    header = [["序号", "单位", "在线预约", "网上预约", "诊间预约", "第三方", "小计"]]
    found = issue(table(BOOKINGS, header, [GULOU]))
    assert rows(found, HospitalBookings)[0].online is None
    assert {f.measure for f in findings(found, "unknown_column")} == {"在线预约", "网上预约"}


def test_the_total_column_is_found_by_its_sums() -> None:
    header = [["序号", "单位", "电话预约", "网上预约", "全部途径"]]
    names = ["南京鼓楼医院", "南京市儿童医院", "南京脑科医院", "江苏省中医院", "南京市中医院"]
    body = [[str(i), n, str(i), str(10 * i), str(11 * i)] for i, n in enumerate(names, 1)]
    found = issue(table(BOOKINGS, header, body))
    assert [r.total for r in rows(found, HospitalBookings)] == [11, 22, 33, 44, 55]
    assert any(f.measure == "total" for f in findings(found, "low_confidence"))


def test_a_figure_that_cannot_be_read_costs_no_other_its_total() -> None:
    header = [["序号", "单位", "电话预约", "网上预约", "全部途径"]]
    names = ["南京鼓楼医院", "南京市儿童医院", "南京脑科医院", "江苏省中医院", "南京市中医院"]
    body = [[str(i), n, str(i), str(10 * i), str(11 * i)] for i, n in enumerate(names, 1)]
    found = issue(table(BOOKINGS, header, [*body, ["6", "东部战区总医院", "6", "6、0", "66"]]))
    assert [r.total for r in rows(found, HospitalBookings)] == [11, 22, 33, 44, 55, 66]


def _sums(wrong: int, *, doubtful: bool) -> Table:
    """Seven rows, of which the totals of some are wrong, in a column whose header is misread."""
    header = [["序号", "单位", "电话预约", "网上预约", "小it"]]
    names = ["南京鼓楼医院", "南京市儿童医院", "南京脑科医院", "江苏省中医院", "南京市中医院"]
    names += ["南京市第一医院", "南京市第二医院"]
    body = [[str(i), n, str(i), str(10 * i), str(11 * i)] for i, n in enumerate(names, 1)]
    for row in body[:wrong]:
        row[-1] = "71" + row[-1]
    sheet = table(BOOKINGS, header, body)
    doubt = "read as “7” and as “1”" if doubtful else ""
    cells = [
        cell.model_copy(update={"doubt": doubt}) if cell.text.startswith("71") else cell
        for cell in sheet.cells
    ]
    return sheet.model_copy(update={"cells": type(sheet.cells)(cells)})


@pytest.mark.parametrize(
    ("wrong", "doubtful", "is_found"), [(1, True, True), (1, False, False), (3, True, False)]
)
def test_a_row_with_a_doubtful_figure_does_not_disprove_a_sum(
    wrong: int, doubtful: bool, is_found: bool
) -> None:
    found = issue(_sums(wrong, doubtful=doubtful))
    totals = [r.total for r in rows(found, HospitalBookings)]
    assert (totals[-2:] == [66, 77]) == is_found


@pytest.mark.parametrize("printed", ["1,23,4", "12.345.6", "l266", "126?"])
def test_an_unreadable_figure_is_null_and_reported(printed: str) -> None:
    body = [[*GULOU[:3], printed, *GULOU[4:]]]
    found = issue(table(BOOKINGS, HEADER, body))
    assert rows(found, HospitalBookings)[0].quick is None
    (seen,) = observed(found, "quick")
    assert (seen.value, seen.printed, seen.status) == (None, printed, "flagged")
    (reported,) = [f for f in findings(found, "low_confidence") if f.measure == "quick"]
    assert (reported.entity, reported.observed) == ("南京鼓楼医院", printed)


def test_a_negative_or_broken_count_is_not_in_the_facts() -> None:
    found = issue(table(BOOKINGS, HEADER, [[*GULOU[:3], "-5", "1.5", *GULOU[5:]]]))
    row = rows(found, HospitalBookings)[0]
    assert (row.quick, row.in_clinic) == (None, None)
    assert [f.measure for f in findings(found, "out_of_range")] == ["quick"]
    assert "in_clinic" in {f.measure for f in findings(found, "low_confidence")}


def test_a_name_printed_twice() -> None:
    again = ["3", "南京市儿童医院", "1", "2", "3", "4", "10"]
    found = issue(table(BOOKINGS, HEADER, [GULOU, CHILDREN, again]))
    assert [r.online for r in rows(found, HospitalBookings)] == [6167, 1222]
    assert [(o.occurrence, o.value) for o in observed(found, "online")][1:] == [(1, 1222), (2, 1)]
    (reported,) = findings(found, "duplicate_entity")
    assert (reported.entity, reported.table_name) == ("南京市儿童医院", "bookings_by_hospital")


def test_an_unknown_name_gets_a_provisional_entity() -> None:
    found = issue(table(BOOKINGS, HEADER, [["1", "南京江心洲国际医院", *GULOU[2:]]]))
    (row,) = rows(found, HospitalBookings)
    assert row.hospital_id.startswith("x-") and row.online == 6167
    (reported,) = findings(found, "unknown_entity")
    assert reported.entity == "南京江心洲国际医院" and reported.expected


@pytest.mark.parametrize("recognised", [True, False])
def test_an_entity_whose_name_may_be_misread_in_a_picture_is_named(recognised: bool) -> None:
    blocks = [
        *masthead(),
        table(
            BOOKINGS,
            HEADER,
            [["1", "南京鼓楼區院", *GULOU[2:]], ["2", "南京市第二服院", *CHILDREN[2:]]],
        ),
    ]
    found = interpret(reading(*blocks, recognised=[1] if recognised else []), REGISTRY)
    missing = [f for f in findings(found, "low_confidence") if "has no row of" in f.message]
    assert [(f.entity, f.observed) for f in missing] == [
        ("南京鼓楼医院", "南京鼓楼區院"), ("南京市第二医院", "南京市第二服院"),
    ] * recognised  # fmt: skip


def test_an_entity_with_a_row_of_its_own_is_not_missing() -> None:
    rows_ = [["1", "南京市儿童區院", *GULOU[2:]], CHILDREN]
    found = interpret(
        reading(*masthead(), table(BOOKINGS, HEADER, rows_), recognised=[1]), REGISTRY
    )
    missing = [f for f in findings(found, "low_confidence") if "has no row of" in f.message]
    assert "南京市儿童医院" not in {f.entity for f in missing}


def test_a_campus_beside_its_hospital_is_an_entity_of_its_own() -> None:
    campus = ["3", "南京市儿童医院（江北院区）", "1", "2", "3", "4", "10"]
    found = issue(table(BOOKINGS, HEADER, [GULOU, CHILDREN, campus]))
    assert len({r.hospital_id for r in rows(found, HospitalBookings)}) == 3
    assert not findings(found, "duplicate_entity")


def test_figures_without_a_name_are_not_lost() -> None:
    found = issue(table(BOOKINGS, HEADER, [GULOU, ["", "", "1", "2", "3", "4", "10"]]))
    assert len(rows(found, HospitalBookings)) == 1
    assert [o.value for o in observed(found, "online")] == [6167, 1]
    assert any("no name" in f.message for f in findings(found, "low_confidence"))


def test_an_unknown_table_stays_raw_with_its_figures() -> None:
    found = issue(
        table(BOOKINGS, HEADER, [GULOU]),
        table(
            "2025年2月居民电子健康档案开放情况",
            [["区", "建档数（份）", "开放数（份）", "开放率"]],
            [["江宁区", "707538", "405990", "57.38%"]],
        ),
    )
    known = {r.position: r.known for r in found.raw_tables}
    assert known == {1: True, 2: False}
    assert findings(found, "unknown_table")[0].table_name == "raw_tables"
    seen = {o.measure: o.value for o in found.observations if o.table_name == "raw_tables"}
    assert (
        seen["开放数（份）"] == 405990 if "开放数（份）" in seen else seen["开放数(份)"] == 405990
    )


def test_another_table_of_hospitals_is_not_taken_for_the_bookings() -> None:
    other = table(
        "2025年2月远程医疗会诊统计",
        [["邀请单位", "影像会诊", "心电会诊", "小计"]],
        [["南京鼓楼医院", "1", "2", "3"]],
    )
    found = issue(table(BOOKINGS, HEADER, [GULOU]), other)
    assert len(rows(found, HospitalBookings)) == 1
    assert len(findings(found, "unknown_table")) == 1


def test_doubts_of_the_reader_become_findings() -> None:
    found = issue(table(BOOKINGS, HEADER, [GULOU], doubts=["a rule is missing"]))
    assert any("a rule is missing" in f.message for f in findings(found, "low_confidence"))


def test_two_printed_columns_read_as_one_give_no_figures() -> None:
    header = [["序号", "单位", "在线预约", "小计"]]
    body = [
        [str(i), name, f"{i}234 5{i}.5", "7"]
        for i, name in enumerate(
            ["南京鼓楼医院", "南京市儿童医院", "南京脑科医院", "江苏省中医院"], 1
        )
    ]
    found = issue(table(BOOKINGS, header, body))
    assert [r.online for r in rows(found, HospitalBookings)] == [None] * 4
    assert len([f for f in findings(found, "low_confidence") if f.measure == "online"]) == 4


def test_a_column_is_known_by_the_channels_that_feed_it() -> None:
    header = [["序号", "单位", "在线预约", "其他平台", "小计"]]
    names = ["南京鼓楼医院", "南京市儿童医院", "南京脑科医院", "江苏省中医院", "南京市中医院"]
    body = [[str(i), n, "10", str(i), str(10 + i)] for i, n in enumerate(names, 1)]
    channels = [["1", "健康南京", "50"], ["2", "我的南京客户端", "15"]]
    found = issue(
        table(BOOKINGS, header, body),
        table("2025年2月线上预约情况统计", [["序号", "名称", "预约数量"]], channels),
    )
    assert [r.third_party for r in rows(found, HospitalBookings)] == [1, 2, 3, 4, 5]
    reported = [f for f in findings(found, "low_confidence") if f.measure == "third_party"]
    assert reported and "channels" in (reported[0].expected or "")


def test_a_header_that_could_mean_more_is_taken_for_the_column_that_is_left() -> None:
    header = [["序号", "单位", "12320在线预约", "其他平台预约", "小计"]]
    body = [["1", "南京鼓楼医院", "10", "7", "/"], ["2", "南京市儿童医院", "20", "5", "/"]]
    found = issue(table(BOOKINGS, header, body))
    assert [r.third_party for r in rows(found, HospitalBookings)] == [7, 5]
    assert any(f.measure == "third_party" for f in findings(found, "low_confidence"))


def test_a_header_that_could_mean_more_yields_to_the_usual_one() -> None:
    header = [["序号", "单位", "第三方", "其他平台", "小计"]]
    body = [["1", "南京鼓楼医院", "10", "7", "17"], ["2", "南京市儿童医院", "20", "5", "25"]]
    found = issue(table(BOOKINGS, header, body))
    assert [r.third_party for r in rows(found, HospitalBookings)] == [10, 20]
    assert [f.observed for f in findings(found, "unknown_column")] == ["其他平台"]


def test_a_doubtful_total_is_named_among_the_totals_of_its_table() -> None:
    made = table(BOOKINGS, HEADER, [GULOU, ["合计", "=", *GULOU[2:]]])
    cells = tuple(
        c.model_copy(update={"doubt": "it is crossed out"}) if (c.row, c.col) == (2, 6) else c
        for c in made.cells
    )
    found = issue(made.model_copy(update={"cells": cells}))
    said = [
        f for f in findings(found, "low_confidence") if f.table_name == ReportedTotal.table.name
    ]
    assert [(f.measure, f.severity) for f in said] == [("total", "warning"), (None, "info")]
    assert "小计" in said[1].message


def test_a_total_below_its_table_is_not_lost() -> None:
    channels = table(
        "2025年2月线上预约情况统计",
        [["序号", "名称", "预约数量"]],
        [["1", "健康南京", "50"], ["2", "我的南京客户端", "15"]],
    )
    found = issue(channels, paragraph("总数: 65", role="title"))
    assert [r.value for r in rows(found, ReportedTotal)] == [65]
    assert any(f.table_name == "reported_totals" for f in findings(found, "low_confidence"))


def test_row_numbers_that_are_left_out_are_reported() -> None:
    late = ["5", *CHILDREN[1:]]
    found = issue(table(BOOKINGS, HEADER, [GULOU, late]))
    reported = [f for f in findings(found, "low_confidence") if f.measure == "position"]
    assert [f.observed for f in reported] == ["2, 3, 4"]


@pytest.mark.parametrize("numbers", [("1", "3", "2", "4"), ("1", "2", "4", "3")])
def test_row_numbers_exchanged_between_neighbours_are_out_of_order(numbers: list[str]) -> None:
    names = ("南京鼓楼医院", "南京市儿童医院", "南京市第一医院", "南京市第二医院")
    body = [[n, name, *GULOU[2:]] for n, name in zip(numbers, names, strict=True)]
    (told,) = findings(issue(table(BOOKINGS, HEADER, body)), "order")
    assert (told.measure, told.observed) == ("position", min(numbers[2:]))


def test_row_numbers_of_groups_side_by_side_are_in_order() -> None:
    header = [["序号", "名称", "预约数量"] * 2]
    body = [
        ["1", "健康南京", "5", "2", "我的南京客户端", "4"],
        ["3", "南京卫生12320网", "3", "4", "12320快速预约", "2"],
    ]
    found = issue(table("2025年2月线上预约情况统计", header, body))
    assert len(rows(found, ChannelBookings)) == 4 and not findings(found, "order")


@pytest.mark.parametrize("places", [("鼓楼区", "鼓楼区", "秦淮区"), ("鼓楼区", "玄武区", "秦淮区")])
def test_the_regions_in_which_hospitals_lie_are_not_the_rows(places: list[str]) -> None:
    header = ["所在区", "机构名称", "定时数据量", "实时上传天数", "门急诊量", "出院人数"]
    names = ("南京鼓楼医院", "南京市儿童医院", "南京市第一医院")
    body = [[place, name, "300", "20", "5", "6"] for place, name in zip(places, names, strict=True)]
    found = issue(table(PLATFORM.replace("区", "医院"), [header], body))
    assert [r.name_printed for r in rows(found, HospitalPlatform)] == list(names)
    assert not rows(found, DistrictPlatform)
    assert [o.printed for o in observed(found, "所在区")] == list(places)


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        ("南京鼓楼医院（江北国际院区）", True),
        ("南京鼓楼医院（含分院）", False),
        ("南京市第一医院（原市立医院）", False),
        ("南京市第一医院（含 南院）", False),
    ],
)
def test_a_bracket_that_may_name_another_place_is_reported(printed: str, told: bool) -> None:
    found = issue(table(BOOKINGS, HEADER, [["1", printed, *GULOU[2:]]]))
    assert len(rows(found, HospitalBookings)) == 1
    assert [f.observed for f in findings(found, "unknown_entity")] == [printed] * told


@pytest.mark.parametrize("above", ["出院患者", "住院信息"])
def test_a_header_under_another_parent_is_not_taken_for_that_field(above: str) -> None:
    header = [
        ["接入单位", "实时数据表单上传情况", "门急诊信息", "门急诊信息", above, above],
        ["接入单位", "实时数据表单上传情况", "人次", "费用（千元）", "人次", "医疗收入（千元）"],
    ]
    (row,) = rows(issue(table(PLATFORM, header, [JIANGNING])), DistrictPlatform)
    assert row.outpatient_revenue_cny == Decimal("121380840")
    assert row.inpatient_revenue_cny == Decimal("106764750")
    assert (row.outpatient_visits, row.discharges) == (522841, 7643)


def test_a_parent_with_other_characters_in_between() -> None:
    header = [[c.replace("门急诊信息", "门（急）诊情况") for c in line] for line in TWO_ROWS]
    found = issue(table(PLATFORM, header, [JIANGNING]))
    (row,) = rows(found, DistrictPlatform)
    assert (row.outpatient_visits, row.outpatient_revenue_cny) == (522841, Decimal("121380840"))
    assert not any(f.measure == "outpatient_visits" for f in findings(found, "low_confidence"))


def test_the_only_figure_beside_channels_is_their_bookings_in_every_group() -> None:
    header = [["No.", "预约方式", "办理笔数", "No.", "预约方式", "办理笔数"]]
    body = [
        ["1", "健康南京", "80", "3", "我的南京客户端", "5"],
        ["2", "12320快速预约", "7", "", "", ""],
    ]
    found = issue(table("2025年2月线上预约情况统计", header, body))
    assert [r.bookings for r in rows(found, ChannelBookings)] == [80, 7, 5]
    assert findings(found, "low_confidence")


def test_a_table_near_a_known_caption_with_known_names_is_claimed_and_reported() -> None:
    header = [["序号", "平台名称", "预约总数"]]
    body = [["1", "健康南京", "80"], ["2", "12320快速预约", "7"]]
    found = issue(table("2025年2月各渠道预约量统计表", header, body))
    assert [r.bookings for r in rows(found, ChannelBookings)] == [80, 7]
    assert findings(found, "low_confidence")


@pytest.mark.parametrize(
    "last",
    [
        ["", "", "合计:", "87", "", ""],
        ["全", "市", "", "合计", "：", "87"],
        ["合计", "=", "87", "=", "=", "="],  # no colon: in a cell over all other columns
        ["", "合计", "", "", "87", ""],  # no rules: the only figure below the column groups
    ],
)
def test_a_total_across_the_columns_may_be_parted_behind_its_colon(last: list[str]) -> None:
    header = [["序号", "名称", "预约数量", "序号", "名称", "预约数量"]]
    body = [["1", "健康南京", "80", "2", "12320快速预约", "7"], last]
    found = issue(table("2025年2月线上预约情况统计", header, body))
    assert [r.value for r in rows(found, ReportedTotal)] == [87]


def test_a_figure_over_several_columns_beside_another_is_no_total_of_all() -> None:
    body = [GULOU, CHILDREN, ["合计", "=", "8902", "=", "0", "1881", "10783"]]
    found = issue(table(BOOKINGS, HEADER, body))
    totals = {r.measure: r.value for r in rows(found, ReportedTotal)}
    assert totals == {"in_clinic": 0, "third_party": 1881, "total": 10783}
    assert "online" in {f.measure for f in findings(found, "low_confidence")}


def test_figures_below_a_title_are_no_news() -> None:
    title = paragraph("人次 收入 上传天数", role="title", size=16.0)
    found = issue(
        title,
        paragraph("117,393.7 20,000,56 南京市栖霞区医院 176,045 80,628.73"),
        table(BOOKINGS, HEADER, [GULOU]),
    )
    assert not rows(found, Article)
    assert any("117,393.7" in (f.observed or "") for f in findings(found, "low_confidence"))


@pytest.mark.parametrize("rows_above", [["业务情况"], []])
def test_count_and_money_under_a_parent_are_known_by_what_is_left(rows_above: list[str]) -> None:
    """Their own words are in no list, but say that something is counted, or that it is money."""
    caption = "2025年2月南京市卫生信息平台数据采集情况（区）"
    parents = ["接入单位", "定时数据上传量", "门急诊", "门急诊"]
    words = ["接入单位", "定时数据上传量", "就诊量", "业务收入（万元）"]
    above = [["接入单位", "定时数据上传量", "业务情况", "业务情况"]] if rows_above else []
    found = issue(table(caption, [*above, parents, words], [["江宁区", "7", "8", "9.5"]]))
    [row] = rows(found, DistrictPlatform)
    assert (row.outpatient_visits, row.outpatient_revenue_cny) == (8, 95000)
    doubted = {f.measure for f in findings(found, "low_confidence")}
    assert {"outpatient_visits", "outpatient_revenue_cny"} <= doubted
