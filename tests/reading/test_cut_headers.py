"""Headers without a grid whose upper lines are at the foot of the page before."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.reading.cut_headers import with_cut_headers
from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import PageGeometry, Rule
from pipeline.reading.page_content import PageContent, read_page, with_open_tables
from pipeline.reading.tables.page_breaks import continues, join, whole_head
from tests.reading.test_close_texts import NAMES
from tests.reading.test_geometry import write

RIGHTS = (150, 200, 250, 300, 350)
LEAVES = ("天数", "人次", "收入", "人次", "费用")


def page_of(number: int, chars: Sequence[Char], rules: Sequence[Rule] = ()) -> PageContent:
    page = read_page(PageGeometry(number, 400, 400, tuple(chars), rules=tuple(rules)))
    return with_open_tables(page, page.lines)


def body(top: float) -> list[Char]:
    chars: list[Char] = []
    for i, name in enumerate(NAMES):
        chars += write(name, 20, top + 20 * i)
        for k, right in enumerate(RIGHTS):
            chars += write(f"{i + 1}{k}21", right - 20, top + 20 * i)
    return chars


def leaves(y: float, first: int = 0) -> list[Char]:
    pairs = list(zip(LEAVES, RIGHTS, strict=True))[first:]
    return [c for text, right in pairs for c in write(text, right - 20, y)]


def groups(y: float) -> list[Char]:
    return write("门急诊", 190, y) + write("出院", 297, y)


CAPTION = write("某月份各单位报送数据的情况统计", 100, 300)
WHOLE = ["单位", "天数", "门急诊人次", "门急诊收入", "出院人次", "出院费用"]


def over_columns(pages: Sequence[PageContent]) -> list[str]:
    """What the header of the table that begins on the first page says of each column."""
    parts = [(page.parts[-1], page) for page in pages]
    joined = join(parts)
    texts = [""] * joined.cols
    for cell in joined.cells:
        if cell.row < joined.header_rows:
            for col in range(cell.col, cell.col + cell.col_span):
                texts[col] += cell.text
    return texts


def test_a_header_that_names_months_is_no_remark() -> None:
    upper = [*CAPTION, *write("单位", 20, 325), *write("1-2月", 130, 325), *groups(325)]
    found = with_cut_headers([page_of(1, upper), page_of(2, [*leaves(15, 1), *body(35)])])
    assert over_columns(found) == ["单位", "1-2月", *WHOLE[2:]]


def test_a_header_above_a_first_row_that_is_set_in() -> None:
    """The label of the totals is in the middle of the column of names, their header to its left."""
    upper = [*CAPTION, *write("单位", 20, 325), *write("天数", 130, 325), *groups(325)]
    total = write("合计", 44, 35)
    for k, right in enumerate(RIGHTS):
        total += write(f"9{k}21", right - 20, 35)
    found = with_cut_headers([page_of(1, upper), page_of(2, [*leaves(15, 1), *total, *body(55)])])
    assert over_columns(found) == WHOLE


@pytest.mark.parametrize("ruled", [False, True])
@pytest.mark.parametrize("above", [False, True])
def test_groups_at_the_foot_of_the_page_before(ruled: bool, above: bool) -> None:
    """Header texts of one level are on either side of the break."""
    tall = write("单位", 30, 325) + write("天数", 130, 325) if above else []
    upper = [*CAPTION, *tall, *groups(325)]
    low = leaves(15, 1) if above else write("单位", 30, 15) + leaves(15)
    rules = [Rule(True, y, 10, 360) for y in (10, 30, 50, 70, 90, 110)] if ruled else []
    found = with_cut_headers([page_of(1, upper), page_of(2, [*low, *body(35)], rules)])
    assert [x.text for x in found[0].lines] == ["某月份各单位报送数据的情况统计"]
    first, rest = found[0].parts[0], found[1].parts[0]
    assert continues(first, rest) and first.page == 1 and first.box.top > 320
    assert over_columns(found) == WHOLE
    assert not rest.doubts and first.header_rows == first.rows


def test_the_whole_header_printed_again_below_a_cut_one() -> None:
    again = write("单位", 30, 20) + write("天数", 130, 20) + groups(15) + leaves(28, 1)
    pages = with_cut_headers(
        [
            page_of(1, [*CAPTION, *groups(325)]),
            page_of(2, [*write("单位", 30, 15), *leaves(15), *body(35)]),
            page_of(3, [*again, *body(50)]),
        ]
    )
    parts = [page.parts[0] for page in pages]
    assert continues(parts[1], parts[2], whole_head(parts))
    joined = join([(page.parts[0], page) for page in pages])
    assert (joined.rows, joined.header_rows) == (10, 2)


@pytest.mark.parametrize(
    "foot",
    [write("制表：某科", 150, 325) + write("某某", 297, 325), write("某某某", 100, 325), []],
)
def test_other_lines_at_the_foot_are_no_header(foot: list[Char]) -> None:
    pages = [
        page_of(1, [*CAPTION, *foot]),
        page_of(2, [*write("单位", 30, 15), *leaves(15), *body(35)]),
    ]
    assert with_cut_headers(pages) == pages


def test_a_table_that_goes_on_with_its_header_takes_nothing_from_below_it() -> None:
    head = write("单位", 30, 15) + leaves(15)
    pages = [page_of(1, [*head, *body(35), *groups(200)]), page_of(2, [*head, *body(35)])]
    assert with_cut_headers(pages) == pages


def test_a_ruled_header_alone_at_the_foot_of_a_page_has_all_its_levels() -> None:
    """Two of its four texts in the first row are over several columns, with others below them."""
    outer = [Rule(True, y, 0, 300) for y in (0.0, 40)]
    outer += [Rule(False, x, 0, 40) for x in (0.0, 50, 100, 200, 300)]
    inner = [Rule(True, 20, 100, 300), Rule(False, 150, 20, 40), Rule(False, 250, 20, 40)]
    chars = write("序号", 5, 15) + write("区", 60, 15)
    chars += write("门急诊", 120, 5) + write("出院", 240, 5)
    for text, x in (("人次", 110), ("收入", 160), ("人次", 210), ("收入", 260)):
        chars += write(text, x, 25)
    part = page_of(1, chars, [*outer, *inner]).parts[0]
    assert (part.rows, part.header_rows) == (2, 2)


def test_texts_over_two_lines_of_which_each_page_has_one() -> None:
    """The upper lines head every column; below some of them is the next line of their text."""
    upper = [*CAPTION, *write("单位名", 20, 325), *write("上传", 130, 325), *groups(325)]
    low = [*write("称", 20, 28), *write("天数", 130, 28), *leaves(20, 1)]
    found = with_cut_headers([page_of(1, upper), page_of(2, [*low, *body(45)])])
    assert over_columns(found) == ["单位名称", "上传天数", *WHOLE[2:]]


@pytest.mark.parametrize("note", ["单位：千元", "医院一览"])
def test_a_row_below_a_note_of_the_unit_is_a_header_that_a_page_break_cuts(note: str) -> None:
    rules = [Rule(True, y, 0, 300) for y in (0.0, 20, 40)]
    rules += [Rule(False, x, 20, 40) for x in (100.0, 200)]
    rules += [Rule(False, x, 0, 40) for x in (0.0, 300)]
    chars = [*write(note, 200, 5), *write("单位", 5, 25), *write("上传", 110, 25)]
    part = page_of(1, [*chars, *write("收入", 210, 25)], rules).parts[0]
    assert (part.rows, part.header_rows) == (2, 2 if "单位" in note else 1)
