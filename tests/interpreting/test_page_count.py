"""Pages that are missing, there twice, or of another issue: the number of pages has a finding."""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.interpreting import interpret
from pipeline.interpreting.collect import Collector
from pipeline.interpreting.document.page_count import report_page_count
from pipeline.model.message import Message
from pipeline.reading.model import Doubt, Reading, Table
from schemas.issues import Issue
from tests.interpreting.paper import REGISTRY, masthead, reading, table

_HEADER = [["序号", "名称", "预约数量"]]


def _channels(month: str, page: int = 1) -> Table:
    rows = [["1", "健康南京", "93"], ["2", "南京卫生12320网", "41"]]
    return table(f"2025年{month}线上预约情况统计", _HEADER, rows, page=page)


def _issue() -> Issue:
    return Issue(
        issue_id="2025-03", year=2025, issue_no=3, issue_no_last=3, serial_no=None,
        serial_no_last=None, title="南京卫生信息化简报", publisher=None, published_on=None,
        editor=None, print_run=None, address=None, postcode=None, phone=None, fax=None, email=None,
        website=None, month=dt.date(2025, 2, 1), page_count=2, revision=1, source_sha256="0" * 64,
        source_file="",
    )  # fmt: skip


def _counted(paper: Reading, *messages: Message) -> list[str | None]:
    out = Collector("2025-03", paper.sha256)
    for message in messages:
        out.find("low_confidence", "warning", message)
    report_page_count(paper, _issue(), out)
    return [f.observed for f in out.findings if f.measure == "page_count"]


def test_a_page_that_is_there_twice_is_counted_with_doubt() -> None:
    paper = reading(*masthead(), pages=2)
    assert _counted(paper) == []
    doubt = Doubt(message=Message("page_repeated", page=1), page=2)
    assert _counted(paper.model_copy(update={"doubts": (doubt,)})) == ["2"]


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        ([Message("begins_without_caption")], ["2"]),
        ([Message("entity_again", name="南京市中医院")], []),
        ([Message("entity_again", name=name) for name in ("甲", "乙", "丙")], ["2"]),
        ([Message("caption_absent")], []),
    ],
)
def test_what_tells_of_other_pages_makes_their_number_doubtful(
    messages: list[Message], expected: list[str]
) -> None:
    assert _counted(reading(*masthead(), pages=2), *messages) == expected


@pytest.mark.parametrize("other", ["3月", "1月"])
def test_a_table_that_comes_again_for_another_month_is_doubted(other: str) -> None:
    found = interpret(
        reading(*masthead(), _channels("2月"), _channels(other, 2), pages=2), REGISTRY
    )
    month = dt.date(2025, int(other[0]), 1)
    assert {(f.table_name, f.month) for f in found.findings if f.message_code == "comes_again"} == {
        ("bookings_by_channel", month), ("reported_totals", month),
    }  # fmt: skip
    assert {r["month"] for r in found.rows if r.table.name == "bookings_by_channel"} == {
        dt.date(2025, 2, 1), month,
    }  # fmt: skip


def test_the_months_of_a_combined_issue_do_not_come_again() -> None:
    blocks = [*masthead("2025年第2-3期（总第156-157期）"), _channels("1月"), _channels("2月")]
    found = interpret(reading(*blocks), REGISTRY)
    assert "comes_again" not in {f.message_code for f in found.findings}


def test_the_months_of_one_table_do_not_come_again() -> None:
    header = [["名称", "1月", "2月"], ["名称", "预约数量", "预约数量"]]
    rows = [["健康南京", "93", "95"], ["南京卫生12320网", "41", "44"]]
    both = table("2025年线上预约情况统计", header, rows)
    found = interpret(reading(*masthead(), _channels("2月"), both), REGISTRY)
    codes = [f.message_code for f in found.findings if f.month == dt.date(2025, 1, 1)]
    assert "comes_again" not in codes
