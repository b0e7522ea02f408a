"""Headers printed again on the next page, cut off by their cells or by the page break."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import PageGeometry, Rule
from pipeline.reading.page_content import PageContent, read_page
from pipeline.reading.tables.page_breaks import JoinedTable, continues, join
from tests.reading.test_geometry import grid_rules, write

XS = [20.0, 120.0, 180.0, 240.0, 300.0, 360.0]
HEADER = ("单位", "上传量", "上传天数", "人次", "收入")
FIGURES = ("甲医院", "7311", "28", "8122", "954.6"), ("乙医院", "6405", "30", "772", "81.35")


def page_of(number: int, rows: Sequence[Sequence[str]], xs: Sequence[float] = XS) -> PageContent:
    ys = [40.0 + 20 * i for i in range(len(rows) + 1)]
    chars = [
        c
        for row, y in zip(rows, ys, strict=False)
        for text, x in zip(row, xs, strict=False)
        for c in write(text, x + 4, y + 5)
    ]
    return laid_out(number, chars, grid_rules(list(xs), ys))


def laid_out(number: int, chars: Sequence[Char], rules: Sequence[Rule]) -> PageContent:
    return read_page(PageGeometry(number, 400, 400, tuple(chars), rules=tuple(rules)))


def joined(*pages: PageContent) -> JoinedTable:
    return join([(page.parts[-1], page) for page in pages])


def row_of(table: JoinedTable, row: int) -> list[str]:
    return [cell.text for cell in table.cells if cell.row == row]


CUT = ("单位", "上传", "上传天", "人次", "收入")


def test_a_header_of_which_two_texts_are_cut_off_is_the_same_header() -> None:
    first, after = page_of(1, [HEADER, *FIGURES]), page_of(2, [CUT, *FIGURES])
    assert continues(first.parts[0], after.parts[0])
    table = joined(first, after)
    assert table.header_rows == 1 and table.rows == 1 + 2 * len(FIGURES)


@pytest.mark.parametrize(
    "header",
    [
        ("单位", "上传", "上传天", "人", "收入"),  # one character is too little to tell
        ("单位", "上传率", "上传天", "人次", "收入"),  # another text
        ("单位", "上传", "上传天", "人次", "收入", "备注"),
    ],
)
def test_another_header_is_another_table(header: Sequence[str]) -> None:
    first = page_of(1, [HEADER, *FIGURES])
    xs = XS if len(header) == len(HEADER) else [*XS, 390.0]
    rows = [(*row, "1")[: len(header)] for row in FIGURES]
    assert not continues(first.parts[0], page_of(2, [header, *rows], xs).parts[0])


def test_two_cut_texts_in_columns_elsewhere_are_another_table() -> None:
    first = page_of(1, [HEADER, *FIGURES])
    xs = [20.0, 150.0, 200.0, 250.0, 300.0, 360.0]
    assert not continues(first.parts[0], page_of(2, [CUT, *FIGURES], xs).parts[0])


def test_what_runs_over_from_a_cut_header_is_no_part_of_the_first_row() -> None:
    first = page_of(1, [HEADER, *FIGURES])
    rows = [("丙医院", "量503", "数29", "61", "7.5"), FIGURES[1]]
    table = joined(first, page_of(2, [CUT, *rows]))
    assert row_of(table, 3) == ["丙医院", "503", "29", "61", "7.5"]
    doubts = [bool(cell.doubt) for cell in table.cells if cell.row == 3]
    assert doubts == [False, True, True, False, False]


def test_a_header_alone_above_a_page_break_goes_on_below_it() -> None:
    """Its texts reach down to its last row; the rest of two of them is on the next page."""
    chars = write("单位", 60, 50) + write("上传量", 130, 50) + write("上传", 200, 50)
    chars += write("门急诊", 280, 45) + write("人次", 255, 65) + write("收入", 315, 65)
    rules = grid_rules([x for x in XS if x != 300], [40, 80])
    rules += [Rule(True, 60, 240, 360), Rule(False, 300, 60, 80)]
    first = laid_out(1, chars, rules)
    assert first.parts[0].header_rows == first.parts[0].rows == 2
    after = page_of(2, [("", "", "天数", "", ""), *FIGURES])
    assert continues(first.parts[0], after.parts[0])
    table = joined(first, after)
    assert table.header_rows == 3
    assert row_of(table, 3) == list(FIGURES[0])


@pytest.mark.parametrize(
    ("heading", "goes_on"),
    [("二、省属医院", True), ("省属医院", True), ("2021年3月各区统计", False)],
)
def test_a_page_that_begins_with_the_heading_of_a_group_goes_on(
    heading: str, goes_on: bool
) -> None:
    first = page_of(1, [HEADER, *FIGURES])
    ys = [40.0, 60.0, 80.0]
    chars = write(heading, 24, 45)
    for text, x in zip(FIGURES[0], XS, strict=False):
        chars += write(text, x + 4, 65)
    inner = [Rule(False, x, 60, 80) for x in XS[1:-1]]
    after = laid_out(2, chars, [*grid_rules([XS[0], XS[-1]], ys), *inner])
    assert continues(first.parts[0], after.parts[0]) is goes_on
