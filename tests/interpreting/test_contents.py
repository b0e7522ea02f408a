"""A list of contents names the articles; it is none."""

from __future__ import annotations

import pytest

from pipeline.interpreting.document.contents import contents_of
from schemas.issues import Article
from tests.interpreting.paper import paragraph
from tests.interpreting.test_tables import issue, rows

TITLE = "全市卫生信息化专题培训班开班"
NEWS = [paragraph(TITLE, role="title"), paragraph("培训为期八天，七十二名学员参加。")]


@pytest.mark.parametrize(
    "entries",
    [
        [f"{TITLE}………………1", "统计数据………………3"],
        [f"1. {TITLE} ...... 1", f"1. {TITLE} ...... 1", "2. 统计数据 ...... 3"],
        [f"{TITLE}1", f"{TITLE}1", "统计数据———3"],
        [f"一、{TITLE}"],
    ],
    ids=["leaders", "twice", "without leaders", "titles"],
)
@pytest.mark.parametrize("heading", ["目　录", "本期要目"])
def test_what_the_contents_list_is_no_article(heading: str, entries: list[str]) -> None:
    listed = [paragraph(heading, role="title"), *map(paragraph, entries)]
    found = rows(issue(*listed, *NEWS), Article)
    assert [(a.title, a.body) for a in found] == [(TITLE, "培训为期八天，七十二名学员参加。")]


def test_two_lines_with_leaders_are_contents_without_a_heading_too() -> None:
    listed = [paragraph("本期"), paragraph(f"{TITLE}…………1"), paragraph("统计数据…………3")]
    assert [a.title for a in rows(issue(*NEWS, *listed), Article)] == [TITLE]
    assert "………" not in rows(issue(*NEWS, *listed), Article)[0].body


def test_an_article_on_contents_is_an_article() -> None:
    news = [paragraph("目录", role="title"), paragraph("各单位应当编制数据资源目录。")]
    assert [a.title for a in rows(issue(*news), Article)] == ["目录"]


@pytest.mark.parametrize("bullet", ["●", "◆ ", "★"])
def test_entries_may_have_bullets(bullet: str) -> None:
    entries = [bullet + TITLE, bullet + "下期预告"]
    listed = [paragraph("本期导读", role="title"), *map(paragraph, entries)]
    assert contents_of([*listed, *NEWS]) == {0, 1, 2}
