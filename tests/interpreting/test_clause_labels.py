"""What the figures of a sentence are figures of."""

from __future__ import annotations

import pytest

from pipeline.interpreting.document.labelled_figures import labelled_figures
from pipeline.interpreting.text.characters import stream_of
from pipeline.model.place import Box, Place
from pipeline.reading.model import TextLine
from schemas.hotline import HotlineMonth
from schemas.totals import CumulativeTotals
from tests.interpreting.paper import paragraph, table
from tests.interpreting.test_tables import BOOKINGS, GULOU, HEADER, findings, issue, rows


def labels(text: str) -> dict[str, str]:
    """Printed figure → its label; `~` before that of a figure that is not the month's."""
    place = Place(page=1, box=Box(0, 0, 10 * len(text), 10))
    xs = tuple(10.0 * i for i in range(len(text)) for i in (i, i + 1))
    line = TextLine(text=text, place=place, xs=xs)
    return {
        f.printed: f"{'~' if f.role else ''}{f.label}" for f in labelled_figures(stream_of([line]))
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("医疗投诉、咨询类和自接工单分别为31个、52个和73件。",
         {"31": "医疗投诉", "52": "咨询类", "73": "自接工单"}),
        ("其中，投诉、咨询依次是31个、52个，电话预约9个。",
         {"31": "投诉", "52": "咨询", "9": "电话预约"}),
        ("咨询类由上月129个增至132个。", {"129": "~咨询类由上月", "132": "咨询类"}),
        ("咨询类从129个下降到112个。", {"129": "~咨询类从", "112": "咨询类"}),
        ("咨询类较上月增加3个，达132个。", {"3": "~咨询类较上月增加", "132": "咨询类"}),
        ("共受理30个咨询类、12个投诉、18件自接工单。",
         {"30": "咨询类", "12": "投诉", "18": "自接工单"}),
        ("咨询类增加2个，达106个。", {"2": "~咨询类增加", "106": "咨询类"}),
        ("咨询类下降9%至106个。", {"9": "~咨询类下降", "106": "咨询类"}),
        ("电话预约最多，为146个，其次是咨询类78个。", {"146": "电话预约", "78": "咨询类"}),
        ("1-11月累计受理市12345工单43件、自接工单9件，本月受理自接工单2件。",
         {"43": "~市12345工单", "9": "~自接工单", "2": "自接工单"}),
        ("1-10月，南京12320卫生热线累计受理电话43个；10月，受理电话5个。",
         {"43": "~受理电话", "5": "受理电话"}),
        ("咨询类（个）：43；投诉（个）：5。", {"43": "咨询类", "5": "投诉"}),
        ("今年以来咨询类43个。本月咨询类5个。", {"43": "~以来咨询类", "5": "咨询类"}),
        ("咨询类（含网络）43个，投诉(不含表扬)为5个。", {"43": "咨询类", "5": "投诉"}),
        ("电话预约（12320）43个，投诉5个。", {"43": "电话预约", "5": "投诉"}),
        ("共受理咨询类43个，投诉逾5个。", {"43": "咨询类", "5": "投诉"}),
    ],
)  # fmt: skip
def test_a_label_may_be_told_before(text: str, expected: dict[str, str]) -> None:
    assert labels(text) == expected


def test_names_and_figures_that_do_not_go_together_name_none() -> None:
    found = labels("投诉、咨询、工单分别为31个、52个。")
    assert set(found.values()) == {"投诉、咨询、工单分别"}


def test_a_measure_that_is_named_without_its_figure_is_told() -> None:
    text = "2025年2月，南京12320卫生热线共受理咨询电话30个，其中咨询类20个、医疗投诉10个，"
    more = "人工服务量与上月持平，受理市12345工单78件。"
    found = issue(paragraph(text + more))
    [row] = rows(found, HotlineMonth)
    assert (row.agent_calls, row.city_tickets) == (None, 78)
    assert [f.measure for f in findings(found, "low_confidence")] == ["agent_calls", None]


def test_a_note_does_not_take_the_difference_for_the_total() -> None:
    note = "（截止2025年2月，总预约挂号量较上月增加1248次，达到37314248次）"
    [row] = rows(issue(table(BOOKINGS, HEADER, [GULOU], notes=[note])), CumulativeTotals)
    assert row.bookings_cumulative == 37314248


def test_the_lines_of_a_list_may_look_like_titles() -> None:
    head = "2025年2月，南京12320卫生热线运行情况如下："
    lines = (head, "1. 受理咨询电话：30个", "2. 咨询类：20个", "3. 自接工单：7件")
    found = issue(*(paragraph(line, role="title") for line in lines))
    [row] = rows(found, HotlineMonth)
    assert (row.calls_total, row.consultations, row.own_tickets) == (30, 20, 7)


def test_a_sentence_on_the_month_before_is_not_taken_for_the_month_of_its_heading() -> None:
    heading = paragraph("南京12320卫生热线2025年2月数据统计", role="title")
    text = "南京12320卫生热线共受理咨询电话{}个，其中咨询类{}个、医疗投诉10个。"
    found = issue(
        heading,
        paragraph("上月，" + text.format(40, 30)),
        paragraph("2025年2月，" + text.format(30, 20)),
    )
    assert {r.month.month: r.calls_total for r in rows(found, HotlineMonth)} == {1: 40, 2: 30}


def test_a_sentence_on_a_quarter_is_not_taken_for_the_month_of_its_heading() -> None:
    heading = paragraph("南京12320卫生热线2025年2月数据统计", role="title")
    text = "南京12320卫生热线共受理咨询电话{}个，其中咨询类{}个、医疗投诉10个。"
    found = issue(
        heading,
        paragraph("第一季度，" + text.format(90, 70)),
        paragraph("2025年2月，" + text.format(30, 20)),
    )
    assert [(r.month.month, r.calls_total) for r in rows(found, HotlineMonth)] == [(2, 30)]


MONTH = "2025年2月，南京12320卫生热线共受理咨询电话30个，其中咨询类20个、医疗投诉10个。"


@pytest.mark.parametrize(
    "other",
    [
        "上月共受理咨询电话{}个，咨询类{}个、医疗投诉{}个。",
        "去年2月受理咨询电话{}个；咨询类{}个；医疗投诉{}个。",
        "2024年2月，受理咨询电话{}个，咨询类{}个，医疗投诉{}个。",
        "2024年，12320卫生热线共受理咨询电话{}个，咨询类{}个，医疗投诉{}个。",
        "今年上半年受理咨询电话{}个，咨询类{}个，医疗投诉{}个。",
        "2月，苏州12320卫生热线受理咨询电话{}个，咨询类{}个，医疗投诉{}个。",
        "计划受理咨询电话{}个，咨询类{}个，医疗投诉{}个。",
        "上期简报显示，受理咨询电话{}个，咨询类{}个，医疗投诉{}个。",
        "据《2015年12月简报》，当月受理咨询电话{}个，咨询类{}个，医疗投诉{}个。",
        "更正：2月咨询电话应为{}个，咨询类{}个，医疗投诉{}个。",
        "其中江宁区受理咨询电话{}个，咨询类{}个，医疗投诉{}个。",
        "其中夜间（18:00—8:00）受理咨询电话{}个，咨询类{}个，医疗投诉{}个。",
    ],
)
@pytest.mark.parametrize("ahead", [True, False])
def test_figures_of_another_time_or_place_are_not_the_months(other: str, ahead: bool) -> None:
    told = other.format(7, 5, 2)
    found = issue(paragraph(told + MONTH if ahead else MONTH + told))
    [row] = rows(found, HotlineMonth)
    assert (row.calls_total, row.consultations, row.complaints) == (30, 20, 10)
    assert row.month.month == 2
    assert not findings(found, "conflict")
    assert {o.printed for o in found.observations if o.measure not in HotlineMonth.model_fields}


def test_a_measure_that_is_told_twice_with_two_values_is_a_conflict() -> None:
    found = issue(paragraph(MONTH + "咨询类20个，医疗投诉12个。"))
    [conflict] = findings(found, "conflict")
    assert (conflict.measure, conflict.observed) == ("complaints", "12")


def test_a_figure_that_is_corrected_in_brackets_is_doubted() -> None:
    found = issue(paragraph(MONTH.replace("投诉10个", "投诉12个（应为10个）")))
    assert "complaints" in {f.measure for f in findings(found, "low_confidence")}


def test_a_figure_with_an_unknown_label_may_be_that_of_a_measure_without_one() -> None:
    found = issue(paragraph(MONTH + "坐席接待40个。"))
    doubts = [f for f in findings(found, "low_confidence") if f.severity == "info"]
    assert "agent_calls" in {f.measure for f in doubts}
    assert "complaints" not in {f.measure for f in doubts}


@pytest.mark.parametrize("label", ["其他", "其它类", "其余来电"])
def test_the_rest_is_no_other_measure(label: str) -> None:
    found = issue(paragraph(MONTH + f"{label}40个。"))
    assert not [f for f in findings(found, "low_confidence") if f.measure == "agent_calls"]
    assert label in findings(found, "unknown_column")[0].message


def test_a_duration_is_no_count() -> None:
    found = issue(paragraph(MONTH + "人工服务400分钟。"))
    [row] = rows(found, HotlineMonth)
    assert row.agent_calls is None
    assert "agent_calls" in {f.measure for f in findings(found, "low_confidence")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("同期受理市12345工单90件，自接工单8件。", {"90": "市12345工单", "8": "自接工单"}),
        ("同时办理市12345工单90件。", {"90": "市12345工单"}),
        ("2023年同期受理市12345工单90件。", {"90": "同期受理市12345工单"}),
    ],
)
def test_the_same_month_at_the_head_of_a_clause(text: str, expected: dict[str, str]) -> None:
    assert labels(text) == expected
