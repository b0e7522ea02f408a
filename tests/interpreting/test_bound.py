"""Several issues bound in one file: the second counts for nothing, and a finding names it."""

import pytest

from pipeline.interpreting import interpret
from pipeline.interpreting.interpreted import InterpretedIssue
from pipeline.reading.model import Paragraph, Table
from tests.interpreting.paper import REGISTRY, masthead, paragraph, reading, table

_SECOND = [
    paragraph("南京卫生信息化简报", role="title", size=30, page=2),
    paragraph("2025年第4期（总第158期）", role="title", size=14, page=2),
    paragraph("南京市卫生信息中心 编印 2025年4月25日", role="title", size=14, page=2),
]
_IMPRINT = ("地址：南京市紫竹林3号", "邮编：210003", "责任编辑：王晓宁", "本期共印480份")


def _bookings(month: int, page: int) -> Table:
    rows = [["1", "南京鼓楼医院", "3", "3"]]
    heads = [["序号", "单位", "在线预约", "小计"]]
    return table(f"2025年{month}月12320预约挂号服务统计", heads, rows, page=page)


def _months(found: InterpretedIssue) -> set[str]:
    return {str(r["month"]) for r in found.rows if r.table.name == "bookings_by_hospital"}


def test_of_two_issues_in_one_file_the_second_is_named_and_counts_for_nothing() -> None:
    own = table("2025年2月12320预约挂号服务统计", [["序号", "单位", "在线预约", "小计"]],
                [["1", "南京鼓楼医院", "3", "3"]])  # fmt: skip
    other = table("2025年3月12320预约挂号服务统计", [["序号", "单位", "在线预约", "小计"]],
                  [["1", "南京市第一医院", "8", "8"]], page=2)  # fmt: skip
    found = interpret(reading(*masthead(), own, *_SECOND, other, pages=2), REGISTRY)
    names = [r["name_printed"] for r in found.rows if r.table.name == "bookings_by_hospital"]
    assert (found.issue_id, names) == ("2025-03", ["南京鼓楼医院"])
    assert len(found.raw_tables) == 2
    [reported] = [f for f in found.findings if f.kind == "conflict"]
    assert (reported.page, reported.severity) == (2, "error")


@pytest.mark.parametrize("head", [_SECOND, _SECOND[1:]])
def test_a_second_issue_may_begin_within_a_page(head: list[Paragraph]) -> None:
    own = [paragraph(text, page=2) for text in _IMPRINT]
    blocks = (*masthead(), _bookings(2, 1), *own, *head, _bookings(3, 2))
    found = interpret(reading(*blocks, pages=2), REGISTRY)
    assert _months(found) == {"2025-02-01"}
    assert [f.page for f in found.findings if f.kind == "conflict"] == [2]


def test_an_article_that_speaks_of_another_issue_is_no_second_issue() -> None:
    spoken = [
        paragraph("更正", role="title", page=1),
        paragraph("2025年第2期（总第156期）", role="title", page=1),
        paragraph("第3页的表有误，已更正。", page=1),
    ]
    found = interpret(reading(*masthead(), *spoken, _bookings(2, 2), pages=2), REGISTRY)
    assert _months(found) == {"2025-02-01"}
    assert not [f for f in found.findings if f.kind == "conflict"]


def test_a_second_issue_without_a_first_page_begins_behind_the_imprint() -> None:
    own = [paragraph(text, page=2) for text in _IMPRINT]
    other = [paragraph(text.replace("480", "510"), page=3) for text in _IMPRINT]
    article = [paragraph("会议要求各单位做好数据质量工作。", page=3)] * 3
    for further in ([_bookings(1, 3)], [*article, *other], [_bookings(2, 3), *other]):
        found = interpret(reading(*masthead(), _bookings(2, 1), *own, *further, pages=3), REGISTRY)
        assert _months(found) == {"2025-02-01"}
        assert [f.page for f in found.findings if f.kind == "conflict"] == [3]
    same = interpret(reading(*masthead(), _bookings(2, 1), *own, *own, pages=3), REGISTRY)
    assert not [f for f in same.findings if f.kind == "conflict"]


def test_a_masthead_printed_again_is_no_second_issue() -> None:
    again = [
        paragraph("南京卫生信息化简报", role="title", size=30, page=2),
        paragraph("2025年第3期（总第157期）", role="title", size=14, page=2),
    ]
    found = interpret(reading(*masthead(), *again, _bookings(2, 2), pages=2), REGISTRY)
    assert not [f for f in found.findings if f.kind == "conflict"]
    assert [r for r in found.rows if r.table.name == "bookings_by_hospital"]
