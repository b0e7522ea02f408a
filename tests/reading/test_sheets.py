"""Sheets printed with letters, numbers and lines around all cells: text and tables in one grid."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import PageGeometry
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
