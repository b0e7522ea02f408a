import datetime as dt
import json

import pytest

from pipeline.errors import RejectedFile
from pipeline.interpreting import interpret
from pipeline.interpreting.document.imprint import read_imprint
from pipeline.interpreting.document.masthead import read_masthead
from pipeline.interpreting.document.masthead_forms import publisher_of
from pipeline.reading.model import Block
from schemas.hotline import HotlineMonth
from schemas.issues import Article
from schemas.totals import CumulativeTotals
from tests.interpreting.paper import REGISTRY, masthead, paragraph, reading, table

HOTLINE = (
    "2025 年 2 月，南京 12320 卫生热线共受理咨询电话 21690 个，其中咨询类 5019 个、",
    "医疗投诉 1242 个、电话预约 8311 个，受理市 12345 工单 2371 件。",
)
TABLE = table(
    "2025年2月12320预约挂号服务统计",
    [["序号", "单位", "在线预约", "小计"]],
    [["1", "南京鼓楼医院", "3", "3"]],
)


@pytest.mark.parametrize(
    ("printed", "issue_id", "last", "serial", "serial_last"),
    [
        ("2025 年第 3 期（总第 157 期）", "2025-03", 3, 157, 157),
        ("2025年第12期　　总第166期", "2025-12", 12, 166, 166),
        ("2025年第1-2期（总第155-156期）", "2025-01", 2, 155, 156),
        ("2025年第5、6合期（总第159、160期）", "2025-05", 6, 159, 160),
        ("2025年第1、2期(总第155、156期)", "2025-01", 2, 155, 156),
        ("2025年第 11—12 期 总第 165—166 期", "2025-11", 12, 165, 166),
        ("2025年第11期、第12期（总第165期、第166期）", "2025-11", 12, 165, 166),
        ("2025年第11+12期（总第165+166期）", "2025-11", 12, 165, 166),
        ("2025年第11·12期（总第165·166期）", "2025-11", 12, 165, 166),
        ("2025年第11＆12期（总第165&166期）", "2025-11", 12, 165, 166),
        ("二〇二五年第三期（总第157期）", "2025-03", 3, 157, 157),
        ("2025年第3期", "2025-03", 3, None, None),
        ("第3期（总第157期）", "2025-03", 3, 157, 157),
        ("总第157期 2025年第3期", "2025-03", 3, 157, 157),
        ("（2025年第3期，总第157期）", "2025-03", 3, 157, 157),
    ],
)
def test_numbers_of_an_issue(
    printed: str, issue_id: str, last: int, serial: int | None, serial_last: int | None
) -> None:
    found = read_masthead(reading(*masthead(printed)))
    assert (found.issue_id, found.issue_no_last) == (issue_id, last)
    assert (found.serial_no, found.serial_no_last) == (serial, serial_last)
    assert found.title == "南京卫生信息化简报"
    assert found.publisher == "南京市卫生信息中心"
    assert found.published_on == dt.date(2025, 3, 25)


def test_a_title_set_wide_and_a_corrected_edition() -> None:
    head = masthead()
    head[0] = paragraph("南 京 卫 生 信 息 化 简 报", role="title", size=30)
    head.insert(1, paragraph("（更正版）", role="title", size=12))
    found = read_masthead(reading(*head))
    assert (found.title, found.corrected) == ("南京卫生信息化简报", True)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("2025年3月1日—31日", None),
        ("统计日期：2025年2月28日", None),
        ("2025年2月1日至28日　编印日期：2025年3月25日", "2025-03-25"),
        ("发放日期：2025年3月28日　出版日期：2025年3月25日", "2025-03-25"),
        ("2025年3月25日（截至2025年2月28日）", "2025-03-25"),
    ],
)
def test_the_date_of_an_issue_is_no_other_day_of_its_masthead(
    printed: str, expected: str | None
) -> None:
    found = interpret(reading(*masthead(date=printed)), REGISTRY)
    assert found.issue.published_on == (expected and dt.date.fromisoformat(expected))
    assert not [f for f in found.findings if f.measure == "published_on"]


def test_two_dates_of_an_issue_are_doubtful() -> None:
    found = interpret(reading(*masthead(date="2025年3月25日　2025年3月28日")), REGISTRY)
    assert found.issue.published_on == dt.date(2025, 3, 25)
    assert [f.kind for f in found.findings if f.measure == "published_on"] == ["low_confidence"]


@pytest.mark.parametrize(
    "lines",
    [
        ("2025年第3期（总第157期）", "南京市卫生信息中心　2025年3月25日"),
        ("2025年第3期（总第157期）　南京市卫生信息中心　2025年3月25日",),
    ],
)
def test_a_publisher_that_is_named_without_a_word(lines: tuple[str, ...]) -> None:
    """Its name alone beside the number or the date: no 编印 and no 主办."""
    title = paragraph("南京卫生信息化简报", role="title", size=30)
    article = paragraph("南京市卫生信息中心2025年工作会", role="title", size=15)
    found = read_masthead(reading(title, *(paragraph(x) for x in lines), article))
    assert found.publisher == "南京市卫生信息中心"
    assert found.published_on == dt.date(2025, 3, 25)
    assert 3 not in found.blocks or len(lines) == 2


def test_numbers_of_the_masthead_have_their_places() -> None:
    found = interpret(reading(*masthead()), REGISTRY)
    seen = {o.measure: o.printed for o in found.observations}
    assert seen["serial_no"] == "157" and seen["year"] == "2025" and seen["issue_no"] == "3"


def test_attached_files_are_named_once() -> None:
    """By one note for the issue, however many tables it has."""
    names = tuple(f"{n}月.xlsx" for n in range(1, 8))
    document = reading(*masthead(), TABLE, TABLE).model_copy(update={"attachments": names})
    notes = [f for f in interpret(document, REGISTRY).findings if f.kind == "attached_file"]
    assert [f.table_name for f in notes] == [None] and notes[0].severity == "info"
    assert notes[0].message.startswith("7 file(s)") and "“5月.xlsx”, …" in notes[0].message
    assert "“4月.xlsx”、“5月.xlsx”" in (notes[0].message_zh or "")


def test_no_masthead() -> None:
    with pytest.raises(RejectedFile, match="masthead"):
        interpret(reading(paragraph("关于开展培训的通知", role="title")), REGISTRY)


def test_another_city() -> None:
    head = masthead()
    head[0] = paragraph("苏州卫生健康信息化月报", role="title", size=30)
    with pytest.raises(RejectedFile, match="苏州"):
        interpret(reading(*head), REGISTRY)


def test_a_misread_title_of_a_scan_does_not_refuse_the_issue() -> None:
    head = masthead()
    head[0] = paragraph("室米京卫生信息化简报", role="title", size=30)
    with pytest.raises(RejectedFile, match="another bulletin"):
        interpret(reading(*head), REGISTRY)
    found = interpret(reading(*head, recognised=[1]), REGISTRY)
    assert found.issue_id == "2025-03"
    doubted = {f.table_name for f in found.findings if "recognised" in f.message}
    assert doubted == {"articles", "issues"}


def test_another_citys_scan_is_refused() -> None:
    head = [
        paragraph("苏州卫生健康信息化月报", role="title", size=30),
        paragraph("2025年第3期（总第157期）", role="title", size=14),
    ]
    with pytest.raises(RejectedFile, match="苏州"):
        interpret(reading(*head, recognised=[1]), REGISTRY)


def test_a_figure_of_a_scan_is_a_little_less_certain_than_text() -> None:
    caption = "2025年2月南京市卫生信息平台数据采集情况（区）"
    body = table(caption, [["接入单位", "定时数据上传量"]], [["江宁区", "1"], ["六合区", "2"]])
    found = interpret(reading(*masthead(), body, recognised=[1]), REGISTRY)
    sure = {(o.method, o.confidence) for o in found.observations if o.entity_id}
    assert sure == {("ocr", 0.99)}


def test_a_misread_header_of_a_scan_names_the_measures_without_a_column() -> None:
    caption = "2025年2月南京市卫生信息平台数据采集情况（区）"
    body = table(caption, [["接入单位", "定时数据上传量", "鼠天"]], [["江宁区", "1", "28"]])
    found = interpret(reading(*masthead(), body, recognised=[1]), REGISTRY)
    named = {f.measure for f in found.findings if f.table_name == "platform_by_district"}
    assert "realtime_days" in named


def test_scans_that_could_not_be_read_are_refused() -> None:
    with pytest.raises(RejectedFile, match="scanned"):
        interpret(reading(scans=[1, 2], pages=2), REGISTRY)


def test_a_scanned_page_is_reported_for_every_table() -> None:
    found = interpret(reading(*masthead(), TABLE, scans=[2], pages=2), REGISTRY)
    reported = {f.table_name for f in found.findings}
    assert {
        "articles", "issues", "bookings_by_hospital", "platform_by_district", "reported_totals",
        "hotline_monthly", "cumulative_totals",
    } <= reported  # fmt: skip


def test_a_scanned_page_may_hold_a_table_before_it_is_usual() -> None:
    head = masthead("2015年第3期（总第37期）", "2015年3月25日")
    found = interpret(reading(*head, TABLE, scans=[2], pages=2), REGISTRY)
    assert "bookings_by_channel" in {f.table_name for f in found.findings}


def test_an_issue_whose_first_page_is_a_picture() -> None:
    caption = "2025年2月南京市卫生信息平台数据采集情况（区）"
    body = table(caption, [["接入单位", "定时数据上传量"]], [["江宁区", "1"], ["六合区", "2"]])
    found = interpret(reading(body, scans=[1], pages=2), REGISTRY)
    assert (found.issue_id, found.inferred, found.issue.serial_no) == ("2025-03", True, None)
    assert any(f.severity == "error" and f.table_name == "issues" for f in found.findings)


def test_imprint() -> None:
    found = read_imprint(
        [
            paragraph("与会单位请联系。", "联系电话：025-83620000。", "未尽事宜另行通知。"),
            paragraph("南京市卫生信息中心"),
            paragraph("地  址：南京市紫竹林 3 号"),
            paragraph("邮编：210003  电话：025-83626620"),
            paragraph("传真：025-83626621"),
            paragraph("E-mail: njwsxx@163.com"),
            paragraph("网址: www.nj12320.org"),
            paragraph("责任编辑：陈颖"),
            paragraph("本期共印 510 份"),
        ]
    )
    assert found.values == {
        "address": "南京市紫竹林3号", "postcode": "210003", "phone": "025-83626620",
        "fax": "025-83626621", "email": "njwsxx@163.com", "website": "www.nj12320.org",
        "editor": "陈颖",
    }  # fmt: skip
    assert found.printed["print_run"].value == 510


@pytest.mark.parametrize("printed", ["印数：510份", "印数:510 册", "本期共印510份", "印量 510 份"])
def test_the_print_run(printed: str) -> None:
    assert read_imprint([paragraph(printed)]).printed["print_run"].value == 510


def article(*blocks: Block) -> list[tuple[str, str]]:
    found = interpret(reading(*masthead(), *blocks), REGISTRY)
    return [(r.title, r.body) for r in found.rows if isinstance(r, Article)]


def test_articles_headings_and_statistics() -> None:
    found = article(
        paragraph("工作动态", role="title", size=20),
        paragraph("关于进一步加强网络与信息安全工作、落实等级", "保护要求的通知", role="title"),
        paragraph("通知要求，各单位核对台账。"),
        paragraph("截至上月末，全市累计发放居民健康卡 12 张。"),
        paragraph("信息中心开展演练", role="title"),
        paragraph("活动当日，热线受理咨询电话 60 个，其中咨询类 57 个、投诉 1 个。"),
        paragraph("统计数据", role="title", size=20),
        paragraph("南京 12320 卫生热线 2025 年 2 月数据统计", role="title"),
        paragraph(*HOTLINE),
        TABLE,
        paragraph("地址：南京市紫竹林 3 号"),
        paragraph("电话：025-83626620"),
        paragraph("健康南京 APP", role="title", size=9),
        paragraph("本期共印 510 份"),
    )
    assert [t for t, _ in found] == [
        "关于进一步加强网络与信息安全工作、落实等级保护要求的通知", "信息中心开展演练",
    ]  # fmt: skip
    assert found[0][1] == "通知要求，各单位核对台账。\n截至上月末，全市累计发放居民健康卡 12 张。"


def test_the_hotline_paragraph_and_not_an_article_about_it() -> None:
    found = interpret(
        reading(
            *masthead(),
            paragraph("12320热线开展主题咨询活动", role="title"),
            paragraph(
                "活动当日，热线受理咨询电话 60 个，其中咨询类 57 个、投诉 1 个、电话预约 2 个。"
            ),
            paragraph("南京 12320 卫生热线 2025 年 2 月数据统计", role="title"),
            paragraph(*HOTLINE, "其他 18 个，占 0.1%。"),
        ),
        REGISTRY,
    )
    (row,) = [r for r in found.rows if isinstance(r, HotlineMonth)]
    assert (row.calls_total, row.consultations, row.city_tickets) == (21690, 5019, 2371)
    assert row.province_tickets is None
    assert json.loads(row.extra or "") == {"其他": "18", "其他·占": "0.1"}
    assert [f.measure for f in found.findings if f.kind == "unknown_column"] == ["其他", "其他·占"]
    seen = {o.measure: o.value for o in found.observations if o.table_name == "hotline_monthly"}
    assert seen["其他"] == 18 and seen["calls_total"] == 21690


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("三千件", "三千件"), ("三百二十次", "三百二十次"), ("3.5W人次", "3.5W人次"),
        ("为三千件", "三千件"), ("若干件", "若干件"), ("", "医疗投诉"), ("：三千件", "医疗投诉"),
    ],
)  # fmt: skip
def test_a_label_in_a_sentence_without_a_figure_that_can_be_read(printed: str, shown: str) -> None:
    text = "".join(HOTLINE).replace("医疗投诉 1242 个", f"医疗投诉{printed}")
    heading = paragraph("南京 12320 卫生热线 2025 年 2 月数据统计", role="title")
    found = interpret(reading(*masthead(), heading, paragraph(text)), REGISTRY)
    (row,) = [r for r in found.rows if isinstance(r, HotlineMonth)]
    assert (row.calls_total, row.complaints, row.phone_bookings) == (21690, None, 8311)
    (seen,) = [o for o in found.observations if o.measure == "complaints"]
    assert (seen.status, seen.value, seen.printed) == ("flagged", None, shown)
    (doubt,) = [f for f in found.findings if f.measure == "complaints"]
    assert (doubt.kind, doubt.severity, doubt.observed) == ("low_confidence", "warning", shown)
    assert doubt.page == seen.page and doubt.x0 == seen.x0


def test_a_label_that_holds_a_numeral_and_has_no_figure() -> None:
    text = "".join(HOTLINE).replace("受理市 12345 工单 2371 件", "心理危机干预、受理市 12345 工单")
    heading = paragraph("南京 12320 卫生热线 2025 年 2 月数据统计", role="title")
    found = interpret(reading(*masthead(), heading, paragraph(text)), REGISTRY)
    flagged = {o.measure for o in found.observations if o.status == "flagged"}
    assert flagged == {"crisis_interventions", "city_tickets"}
    assert flagged <= {f.measure for f in found.findings if f.kind == "low_confidence"}


def test_cumulative_figures_in_notes() -> None:
    noted = TABLE.model_copy(
        update={
            "notes": (
                paragraph("（截止 2025 年 2 月，总预约挂号量为 37,314,248 次）", role="note"),
                paragraph("（截止2025年2月，区及医院累计校验入库数据304.91亿条）", role="note"),
                paragraph("注：* 该院数据含分院（院区）预约量。", role="note"),
            )
        }
    )
    found = interpret(reading(*masthead(), noted), REGISTRY)
    (row,) = [r for r in found.rows if isinstance(r, CumulativeTotals)]
    assert (row.bookings_cumulative, row.records_validated) == (37314248, 30491000000)
    seen = [o for o in found.observations if o.measure == "records_validated"]
    assert (seen[0].printed, seen[0].unit_printed) == ("304.91", "亿条")


def months(*captions: str, issue: str = "2025年第3期（总第157期）") -> tuple[list[str], list[str]]:
    """Months of the rows, and the kinds of finding about months."""
    header, body = [["接入单位", "定时数据上传量"]], [["江宁区", "1"], ["六合区", "2"]]
    names = ("12320预约挂号服务统计", "南京市卫生信息平台数据采集情况（区）")
    blocks = [TABLE.model_copy(update={"caption": (paragraph(captions[0] + names[0], role="caption"),)})]  # fmt: skip # noqa: E501
    blocks += [table(c + names[1], header, body) for c in captions[1:]]
    found = interpret(reading(*masthead(issue), *blocks), REGISTRY)
    kinds = {f.kind for f in found.findings} & {"title_month_mismatch", "conflict"}
    dated = sorted({str(getattr(r, "month", "")) for r in found.rows})
    return dated, sorted(kinds)


def test_the_month_comes_from_the_caption() -> None:
    assert months("2025年2月", "2025年2月") == (["2025-02-01"], [])
    assert months("2024年12月", "2024年12月", issue="2025年第1期") == (["2024-12-01"], [])
    assert months("2月", "2月份") == (["2025-02-01"], [])


def test_one_caption_that_contradicts_the_issue() -> None:
    dated, kinds = months("2025年2月", "2025年1月")
    assert (dated, kinds) == (["2025-02-01"], ["title_month_mismatch"])


def test_all_captions_contradict_the_number() -> None:
    dated, kinds = months("2025年1月", "2025年1月")
    assert (dated, kinds) == (["2025-01-01"], ["title_month_mismatch"])


def test_a_combined_issue_has_two_months() -> None:
    dated, kinds = months("2024年12月", "2024年12月", "2025年1月", issue="2025年第1-2期")
    assert (dated, kinds) == (["2024-12-01", "2025-01-01"], [])


def test_missing_tables_are_reported() -> None:
    found = interpret(reading(*masthead(), TABLE), REGISTRY)
    reported = {f.table_name for f in found.findings if f.kind == "missing_table"}
    assert reported == {
        "articles", "bookings_by_channel", "cumulative_totals", "hotline_monthly",
        "platform_by_district", "platform_by_hospital", "reported_totals",
    }  # fmt: skip


def test_a_table_whose_caption_is_above_another_one_is_missing() -> None:
    below = table("2018年3月线上预约情况统计", [["区域", "出院人次", "定时数据上传量"]],
                  [["江宁区", "3", "3"], ["高淳区", "1", "2"]])  # fmt: skip
    head = masthead("2018年第4期（总第76期）", "2018年4月25日")
    found = interpret(reading(*head, below), REGISTRY)
    reported = {f.table_name for f in found.findings if f.kind == "missing_table"}
    assert "bookings_by_channel" in reported


def test_a_caption_that_fits_two_tables_announces_its_own_only() -> None:
    """Districts were printed alone, under 卫生信息平台, years before hospitals were."""
    own = table("2014年1月各区卫生信息平台数据上传情况", [["接入单位", "数据上传量", "上传天数"]],
                [["江宁区", "2186188", "31"], ["高淳区", "2348501", "23"]])  # fmt: skip
    head = masthead("2014年第2期（总第26期）", "2014年2月25日")
    found = interpret(reading(*head, own), REGISTRY)
    reported = {f.table_name for f in found.findings if f.kind == "missing_table"}
    assert "platform_by_hospital" not in reported


def test_an_imprint_may_be_a_line_behind_its_publisher_or_a_table() -> None:
    line = "南京市卫生信息中心 地址：南京市紫竹林 3 号 邮编：210003 电话：025-83626620"
    found = read_imprint([paragraph(line)])
    assert found.values["address"] == "南京市紫竹林3号"
    assert found.values["postcode"] == "210003"
    cells = [["责任编辑：周南", "本期共印 600 份"]]
    found = read_imprint([table("", [["邮编：210003", "电话：025-83626620"]], cells)])
    run = found.printed["print_run"]
    assert run.value == 600 and 40 < run.place.box.x0 < 60


def test_the_number_of_copies_in_another_table_is_none() -> None:
    assert not read_imprint([table("", [["项目", "数量"]], [["本期共印", "600 份"]])]).printed


def test_a_serial_number_cut_in_its_cell_is_no_part_of_the_publisher() -> None:
    assert publisher_of("2020年第2期(总第98南京市卫生信息中心编印") == "南京市卫生信息中心"


def test_the_last_letters_of_a_value_may_be_in_the_next_line_of_a_paragraph() -> None:
    lines = "传真：025-83626621 网址：www.nj12320.org 责任编辑：周", "南"
    assert read_imprint([paragraph(*lines)]).values["editor"] == "周南"


def test_an_issue_without_a_title_is_told() -> None:
    head = paragraph("2025年第3期（总第157期）南京市卫生信息中心编印 2025年3月20日")
    found = interpret(reading(head, paragraph("全市卫生信息化培训班开班。")), REGISTRY)
    told = [str(f.message) for f in found.findings if f.table_name == "issues"]
    assert any("do not say" in x and "title" in x for x in told)
