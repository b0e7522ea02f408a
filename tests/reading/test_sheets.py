"""Sheets printed with letters, numbers and lines around all cells: text and tables in one grid."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import PageGeometry, Rule
from pipeline.reading.page_content import PageContent, read_page
from tests.reading.test_close_texts import texts
from tests.reading.test_geometry import grid_rules, write

HEADER = ["序号", "单位", "小计"]
ROWS = [["1", "甲医院", "10"], ["2", "乙医院", "20"]]
LETTER = [["某某简报"], ["某月份的数据统计"], HEADER, *ROWS, ["（截止某月的数据）"], ["某某中心"]]


def sheet(
    rows: Sequence[Sequence[str]], letters: str = "ABC", numbers: Sequence[int] = range(1, 99)
) -> PageContent:
    """A sheet with these rows."""
    xs = [20 + 90.0 * i for i in range(len(letters) + 2)]
    ys = [20 + 20.0 * i for i in range(len(rows) + 2)]
    chars: list[Char] = [
        c for x, text in zip(xs[1:], letters, strict=False) for c in write(text, x + 40, 25)
    ]
    for y, number, row in zip(ys[1:], numbers, rows, strict=False):
        chars += write(str(number), 40, y + 5)
        for x, text in zip(xs[1:], row, strict=False):
            chars += write(text, x + 5, y + 5)
    return read_page(PageGeometry(1, 600, 600, tuple(chars), rules=tuple(grid_rules(xs, ys))))


@pytest.mark.parametrize(
    ("letters", "numbers"),
    [("ABC", range(1, 9)), ("BDF", range(1, 9)), ("ABC", (1, 2, 5, 6, 7, 9, 10))],
    ids=["whole", "columns hidden", "rows hidden"],
)
def test_text_and_tables_of_a_sheet(letters: str, numbers: Sequence[int]) -> None:
    page = sheet(LETTER, letters, numbers)
    (part,) = page.parts
    assert texts(part) == [HEADER, *ROWS]
    assert [x.text for x in page.lines] == [row[0] for row in LETTER if len(row) == 1]


def test_two_tables_of_a_sheet_and_a_total_in_one_text() -> None:
    total = ["", "合计: 30"]
    page = sheet([HEADER, *ROWS, total, ["某月份的数据统计"], HEADER, *ROWS])
    assert [len(texts(part)) for part in page.parts] == [4, 3]


def test_a_table_of_which_the_header_alone_is_on_the_sheet() -> None:
    header = [*HEADER, "合计"]
    page = sheet([["某某简报"], ["某月份的数据统计"], header], "ABCD")
    (part,) = page.parts
    assert texts(part) == [header]


def test_a_name_without_figures_is_in_its_table() -> None:
    rows = [["某某简报"], HEADER, ROWS[0], ["丙医院"], ROWS[1], ["某某中心"]]
    (part,) = sheet(rows).parts
    assert [row[0] for row in texts(part)] == ["序号", "1", "丙医院", "2"]


def bare(rows: Sequence[Sequence[str]], across: bool = False) -> PageContent:
    """A sheet without letters and numbers; a long text hides the lines that it runs over.

    Args:
        across: a text alone in its row is in a cell over all columns.
    """
    xs = [20 + 90.0 * i for i in range(5)]
    ys = [20 + 20.0 * i for i in range(len(rows) + 1)]
    chars: list[Char] = []
    rules = [Rule(True, y, xs[0], xs[-1]) for y in ys]
    for y, row in zip(ys, rows, strict=False):
        end = 0.0
        for x, text in zip(xs, row, strict=False):
            chars += write(text, x + 5, y + 5)
            end = xs[-1] if across else chars[-1].x1
        rules += [Rule(False, x, y, y + 20) for x in xs if len(row) > 1 or x >= end or x == xs[0]]
    return read_page(PageGeometry(1, 600, 600, tuple(chars), rules=tuple(rules)))


WIDE = [*HEADER, "合计"]
FIGURES = [["1", "甲医院", "10", "10"], ["2", "乙医院", "20", "20"]]


@pytest.mark.parametrize(
    "above", [["南京市卫生信息中心编印", "2024年5月各医院数据统计"], ["2024年5月各医院数据统计"]]
)
def test_a_sheet_without_letters_and_numbers(above: list[str]) -> None:
    page = bare([*([text] for text in above), WIDE, *FIGURES, ["责编某某"]])
    (part,) = page.parts
    assert texts(part) == [WIDE, *FIGURES]
    assert [x.text for x in page.lines][: len(above)] == above


OTHER = ["编号", "渠道", "数量", "占比"]


@pytest.mark.parametrize("between", [["2024年5月各渠道统计"], ["2024年5月各渠道统计", "单位：人"]])
def test_a_caption_over_all_columns_below_a_table_parts_the_sheet(between: list[str]) -> None:
    lines = [[text] for text in between]
    page = bare([WIDE, *FIGURES, *lines, OTHER, *FIGURES], across=True)
    assert [texts(part) for part in page.parts] == [[WIDE, *FIGURES], [OTHER, *FIGURES]]
    assert [x.text for x in page.lines] == between


def test_lines_over_all_columns_at_the_end_are_text() -> None:
    lines = ["某某中心", "地址：某某路3号", "电话：83626620", "责任编辑：某某"]
    page = bare([WIDE, *FIGURES, *([text] for text in lines)], across=True)
    (part,) = page.parts
    assert texts(part) == [WIDE, *FIGURES]
    assert [x.text for x in page.lines] == lines


@pytest.mark.parametrize("heading", ["二、省属医院", "省属医院"])
def test_the_heading_of_a_group_over_all_columns_stays(heading: str) -> None:
    """Also where the header is printed again below it."""
    page = bare([WIDE, *FIGURES, [heading], WIDE, *FIGURES], across=True)
    (part,) = page.parts
    assert texts(part)[3][0] == heading


def test_a_label_over_two_cells_of_a_table_stays() -> None:
    page = bare([WIDE, *FIGURES, ["各医院的数据总计"]])
    (part,) = page.parts
    assert len(texts(part)) == 4


@pytest.mark.parametrize(
    ("rows", "letters", "numbers"),
    [
        ([["3", "4", "5"], ["6", "7", "8"], ["9", "1", "2"]], "ABD", range(1, 4)),
        (LETTER, "ACB", range(1, 9)),
        (LETTER, "ABC", (1, 2, 2, 3, 4, 5, 6)),
    ],
    ids=["figures below letters", "letters in no order", "numbers in no order"],
)
def test_letters_and_numbers_of_a_table_stay(
    rows: list[list[str]], letters: str, numbers: Sequence[int]
) -> None:
    page = sheet(rows, letters, numbers)
    assert texts(page.parts[0])[0] == ["", *letters]
