"""Lines of text on a sheet that is printed with its grid are no table."""

from __future__ import annotations

import pytest

from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import PageGeometry, Rule
from pipeline.reading.page_content import PageContent, read_page
from pipeline.reading.text.paragraphs import drafts_of
from tests.reading.test_geometry import grid_rules, write

XS = [20.0, 120, 220, 320]
TEXTS = ("南京市卫生信息中心", "地址：南京市紫竹林3号", "邮编：210003", "责任编辑：周南")


def sheet(texts: tuple[str, ...], *, beside: str = "") -> PageContent:
    """A blank row of three cells, and a row across all of them for each text."""
    ys = [20.0 + 20 * i for i in range(len(texts) + 2)]
    rules = [Rule(True, y, XS[0], XS[-1]) for y in ys]
    rules += [Rule(False, x, ys[0], ys[1] if 20 < x < 320 else ys[-1]) for x in XS]
    chars: list[Char] = write(beside, 230, 25) + write(beside, 30, 25)
    for y, text in zip(ys[1:], texts, strict=False):
        chars += write(text, 25, y + 5)
    return read_page(PageGeometry(1, 600, 600, tuple(chars), rules=tuple(rules)))


def test_rows_of_one_text_are_lines_of_text() -> None:
    page = sheet(TEXTS)
    assert not page.parts
    assert [line.text for line in page.lines] == list(TEXTS)


def test_a_row_of_two_texts_makes_a_table() -> None:
    assert len(sheet(TEXTS, beside="单位").parts) == 1


@pytest.mark.parametrize("title", ["2025年2月统计表", "统计表"])
def test_a_title_within_a_frame_may_be_the_only_text_beside_a_table(title: str) -> None:
    ys = [20.0, 40, 60, 80]
    rules = [r for r in grid_rules(XS, ys[1:]) if r.horizontal] + [Rule(True, 20, 20, 320)]
    rules += [Rule(False, x, 40 if 20 < x < 320 else 20, 80) for x in XS]
    chars = write(title, 100, 25)
    for y, row in zip(ys[1:], (("单位", "快速", "小计"), ("甲医院", "5", "6")), strict=False):
        for x, text in zip(XS, row, strict=False):
            chars += write(text, x + 5, y + 5)
    page = read_page(PageGeometry(1, 600, 600, tuple(chars), rules=tuple(rules)))
    (part,) = page.parts
    assert not page.lines
    assert [d.text for line in part.titles for d in drafts_of(page, [line])] == [title]
