"""Where articles and mastheads begin and end: headings of sections, imprints, wrapped titles."""

from __future__ import annotations

import pytest

from pipeline.interpreting.document.imprint import read_imprint
from pipeline.interpreting.document.masthead import read_masthead
from pipeline.reading.model import Paragraph
from schemas.issues import Article
from tests.interpreting.paper import line, masthead, paragraph, reading
from tests.interpreting.test_tables import findings, issue, rows

_BODY = "机房切换历时两小时，核心业务没有中断，各单位随后复核了数据。"


@pytest.mark.parametrize("heading", ["工作动态", "简讯"])
def test_the_heading_of_a_section_is_no_part_of_the_title_below(heading: str) -> None:
    titles = (paragraph(heading, role="title"), paragraph("信息中心开展应急演练", role="title"))
    [article] = rows(issue(*titles, paragraph(_BODY)), Article)
    assert article.title == "信息中心开展应急演练"


def test_who_publishes_in_the_imprint_is_no_text_of_the_article_above() -> None:
    imprint = [
        paragraph(x) for x in ("编印单位：南京市卫生信息中心", "邮编：210003", "电话：025-1234567")
    ]
    [article] = rows(
        issue(paragraph("信息中心开展应急演练", role="title"), paragraph(_BODY), *imprint), Article
    )
    assert article.body == _BODY


def test_prose_that_belongs_to_no_article_is_a_doubt_about_the_articles() -> None:
    said = findings(issue(paragraph(_BODY)), "low_confidence")
    assert [f.table_name for f in said if f.observed == _BODY] == ["articles"]
    said = findings(issue(paragraph("本表含分院")), "low_confidence")
    assert not [f for f in said if f.observed == "本表含分院"]


def test_a_title_of_the_masthead_may_go_on_in_a_second_line() -> None:
    head = [paragraph("南京卫生信息化简", "报", role="title", size=30), *masthead()[1:]]
    assert read_masthead(reading(*head)).title == "南京卫生信息化简报"


@pytest.mark.parametrize(
    ("first", "rest", "website", "editor"),
    [
        ("网址：www.nj12320.", "org 责任编辑：周南", "www.nj12320.org", "周南"),
        ("网址：www.nj12320.org 责任编辑：周小", "南", "www.nj12320.org", "周小南"),
        ("网址：www.nj12320.org 责任编辑：周南", "本期共印500份", "www.nj12320.org", "周南"),
        ("网址：www.nj12320.org 责任编辑：周南", "南京市卫生信息中心", "www.nj12320.org", "周南"),
    ],
)
def test_a_value_of_the_imprint_may_go_on_in_the_next_line(
    first: str, rest: str, website: str, editor: str
) -> None:
    lines = [paragraph(first), paragraph_at(rest, 115.0)]
    values = read_imprint([paragraph("邮编：210003"), *lines]).values
    assert (values["website"], values["editor"]) == (website, editor)


def paragraph_at(text: str, top: float) -> Paragraph:
    """A paragraph of one line at a height."""
    made = paragraph(text)
    return made.model_copy(update={"lines": (line(text, top),)})


def test_an_article_below_the_imprint_is_no_part_of_it() -> None:
    imprint = [paragraph("邮编：210003"), paragraph("责任编辑：周南")]
    below = [paragraph("信息中心开展应急演练", role="title"), paragraph(_BODY)]
    [article] = rows(issue(*imprint, *below, paragraph("本期共印500份")), Article)
    assert article.body == _BODY


def test_lines_of_an_imprint_within_an_article_are_doubted() -> None:
    labels = ("邮编：210003", "网址：www.nj12320.org")
    first = [paragraph("信息中心开展应急演练", role="title"), paragraph(_BODY)]
    more = [paragraph("各区召开会议", role="title"), *(paragraph(_BODY) for _ in range(4))]
    last = [paragraph("电话：025-1234567"), paragraph("责任编辑：周南")]
    found = issue(*first, *map(paragraph, labels), *more, *last)
    said = {f.observed for f in found.findings if f.table_name == "articles"}
    assert set(labels) <= said
