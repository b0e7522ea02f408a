"""What the reader was not sure of in articles, masthead and imprint, and on whole pages."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.interpreting import interpret
from pipeline.interpreting.interpreted import InterpretedIssue
from pipeline.model.message import Message
from pipeline.model.vocabulary import UNREADABLE
from pipeline.reading.model import Doubt, LineDoubt, Paragraph
from schemas.issues import Article, Issue
from tests.interpreting.paper import REGISTRY, line, paragraph, reading

_HIDDEN = Message("ink_hidden")
_HEAD = (
    paragraph("南京卫生信息化简报", role="title", size=20),
    paragraph("2025年第3期（总第157期）"),
    paragraph("南京市卫生信息中心 2025年3月20日"),
)
_TITLE = paragraph("信息化工作会议召开", role="title", size=14)
_BODY = paragraph("本次培训共有120人参加，各单位信息部门负责人到会。")
_HOTLINE = (
    paragraph("南京12320卫生热线2025年2月数据统计", role="title"),
    paragraph(
        "2025年2月，南京12320卫生热线共受理咨询电话21690个，其中咨询类5019个、医疗投诉1242个、",
        "电话预约8311个。",
    ),
)
_IMPRINT = paragraph("责任编辑：王小明", "电话：025-12345678", "本期共印300份")


def _doubted(block: Paragraph, reason: str = _HIDDEN, line: int = 0) -> Paragraph:
    """The paragraph with a doubt about the first digit of a line."""
    lines = list(block.lines)
    at = next(i for i, c in enumerate(lines[line].text) if c.isdigit())
    doubt = LineDoubt(start=at, end=at + 1, reason=reason)
    lines[line] = lines[line].model_copy(update={"doubts": (doubt,)})
    return block.model_copy(update={"lines": tuple(lines)})


def _tables(found: InterpretedIssue, code: str) -> set[str | None]:
    start = str(Message(code, page="", doubt="")).rstrip(". :")
    return {f.table_name for f in found.findings if f.message.startswith(start)}


def _issue(*blocks: Paragraph, doubts: Sequence[Doubt] = ()) -> InterpretedIssue:
    document = reading(*blocks, pages=1).model_copy(update={"doubts": tuple(doubts)})
    return interpret(document, REGISTRY)


@pytest.mark.parametrize(
    ("at", "line", "table"),
    [(1, 0, Issue), (4, 0, Article), (5, 1, Issue), (5, 2, Issue)],
    ids=["number of the issue", "article", "telephone", "number of copies"],
)
def test_a_doubtful_digit_outside_of_tables_is_reported(
    at: int, line: int, table: type[Issue] | type[Article]
) -> None:
    blocks = [*_HEAD, _TITLE, _BODY, _IMPRINT]
    assert not _tables(_issue(*blocks), "text_doubtful")
    blocks[at] = _doubted(blocks[at], line=line)
    assert _tables(_issue(*blocks), "text_doubtful") == {table.table.name}


def test_a_small_digit_in_an_article_is_no_doubt() -> None:
    body = _doubted(_BODY, Message("figure_of_two_sizes"))
    assert not _tables(_issue(*_HEAD, _TITLE, body, _IMPRINT), "text_doubtful")


@pytest.mark.parametrize(
    ("text", "gap", "doubted"),
    [
        ("市信息中心赴溧水区调研基层 条，主要集中在重复录入", 20, True),
        ("市信息中心赴溧水区调研基层 条，主要集中在重复录入", 4, False),
        ("玄武区 353人 20项", 20, False),
    ],
)
def test_a_gap_in_a_line_of_an_article_may_be_one_of_columns(
    text: str, gap: float, doubted: bool
) -> None:
    (line,) = paragraph(text).lines
    xs, x = [], 0.0
    for char in text:
        step = gap if char == " " else 12.0
        xs += [x, x + step]
        x += step
    line = line.model_copy(update={"xs": tuple(xs)})
    body = _BODY.model_copy(update={"lines": (line,)})
    found = _tables(_issue(*_HEAD, _TITLE, body, _BODY, _IMPRINT), "text_doubtful")
    assert found == ({Article.table.name} if doubted else set())


def test_text_of_a_scan_is_doubted_as_a_whole_only() -> None:
    document = reading(*_HEAD, _TITLE, _doubted(_BODY), _IMPRINT, recognised=[1])
    found = interpret(document, REGISTRY)
    whole = str(Message("text_recognised", pages="1"))
    assert whole in {f.message for f in found.findings} and not _tables(found, "text_doubtful")


@pytest.mark.parametrize("page", [1, None])
def test_a_doubt_about_a_page_reaches_all_that_is_on_it(page: int | None) -> None:
    doubt = Doubt(message=Message("ink_fontless"), page=page)
    found = _issue(*_HEAD, _TITLE, _BODY, *_HOTLINE, _IMPRINT, doubts=[doubt])
    unsure = {f.table_name for f in found.findings if str(Message("ink_fontless")) in f.message}
    assert {Article.table.name, Issue.table.name, "hotline_monthly"} <= unsure


def test_a_doubt_about_another_page_does_not() -> None:
    doubt = Doubt(message=Message("ink_fontless"), page=2)
    found = _issue(*_HEAD, _TITLE, _BODY, *_HOTLINE, _IMPRINT, doubts=[doubt])
    unsure = {f.table_name for f in found.findings if str(Message("ink_fontless")) in f.message}
    assert not unsure & {Article.table.name, Issue.table.name, "hotline_monthly"}


@pytest.mark.parametrize(("at", "table"), [(4, Article), (5, Issue)], ids=["article", "imprint"])
def test_a_character_that_cannot_be_read_is_reported(
    at: int, table: type[Issue] | type[Article]
) -> None:
    blocks = [*_HEAD, _TITLE, _BODY, _IMPRINT]
    first, *others = blocks[at].lines
    unread = first.model_copy(update={"text": UNREADABLE + first.text[1:]})
    blocks[at] = blocks[at].model_copy(update={"lines": (unread, *others)})
    assert _tables(_issue(*blocks), "text_doubtful") == {table.table.name}


@pytest.mark.parametrize(("left", "top", "doubted"), [(20.0, 108.0, True), (20.0, 130.0, False)])
def test_a_line_that_is_read_after_the_one_on_its_right_is_doubted(
    left: float, top: float, doubted: bool
) -> None:
    title = _TITLE.model_copy(update={"lines": (line(_TITLE.text, 100.0, left=300.0),)})
    body = _BODY.model_copy(update={"lines": (line(_BODY.text, top, left=left - 240),)})
    found = interpret(reading(*_HEAD, title, body), REGISTRY)
    said = [f for f in found.findings if f.table_name == "articles" and f.observed == _BODY.text]
    assert bool(said) == doubted
