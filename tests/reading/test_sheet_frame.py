"""A sheet printed with the letters of its columns and the numbers of its rows."""

from __future__ import annotations

import pytest

from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import PageGeometry
from pipeline.reading.page_content import read_page
from pipeline.reading.tables.part import Part
from tests.reading.test_geometry import grid_rules, write

HEADER = ["序号", "单位", "小计"]
ROWS = [["1", "甲医院", "10"], ["2", "乙医院", "20"]]


def printed(texts: list[list[str]]) -> Part:
    """A grid of cells with these texts."""
    xs = [20 + 90.0 * i for i in range(len(texts[0]) + 1)]
    ys = [20 + 20.0 * i for i in range(len(texts) + 1)]
    chars: list[Char] = []
    for y, row in zip(ys, texts, strict=False):
        for x, text in zip(xs, row, strict=False):
            chars += write(text, x + 5, y + 5)
    geometry = PageGeometry(1, 600, 600, tuple(chars), rules=tuple(grid_rules(xs, ys)))
    (part,) = read_page(geometry).parts
    return part


def framed(letters: str, first: int) -> list[list[str]]:
    numbered = [[str(first + i), *row] for i, row in enumerate([HEADER, *ROWS])]
    return [["", *letters], *numbered]


@pytest.mark.parametrize(("letters", "first"), [("ABC", 1), ("CDE", 7)])
def test_the_frame_is_no_part_of_the_table(letters: str, first: int) -> None:
    part = printed(framed(letters, first))
    assert [part.row_texts(r) for r in range(part.rows)] == [HEADER, *ROWS]
    assert (part.header_rows, part.cols) == (1, 3)
    assert part.cells[0].box.x0 == 110


def test_a_header_printed_again_keeps_its_number() -> None:
    texts = framed("ABC", 1)
    texts[2][0], texts[3][0] = "41", "42"
    assert [printed(texts).row_texts(r) for r in range(3)] == [HEADER, *ROWS]


@pytest.mark.parametrize(
    "texts",
    [
        [["", "A", "B"], ["1", "5", "6"], ["3", "7", "8"]],
        [["", "A", "C"], ["1", "5", "6"], ["2", "7", "8"]],
        [["组", "A", "B"], ["1", "5", "6"], ["2", "7", "8"]],
    ],
)
def test_letters_and_numbers_that_name_something_stay(texts: list[list[str]]) -> None:
    part = printed(texts)
    assert [part.row_texts(r) for r in range(part.rows)] == texts


def test_columns_beyond_z() -> None:
    texts = framed("ABC", 1)
    texts[0][1:] = ["Z", "AA", "AB"]
    assert printed(texts).row_texts(0) == HEADER
