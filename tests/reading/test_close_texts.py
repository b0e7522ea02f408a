"""Texts of neighbouring cells that nearly touch, and rows that a page break left blank."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import PageGeometry, Rule
from pipeline.reading.page_content import read_page, with_open_tables
from pipeline.reading.tables.part import Part
from pipeline.reading.tables.unruled_table import part_from_lines
from tests.reading.test_geometry import grid_rules, write

NAMES = ("甲医院", "乙医院", "丙医院", "丁医院")


def texts(part: Part | None) -> list[list[str]]:
    assert part is not None
    return [part.row_texts(r) for r in range(part.rows)]


def rows(first: int, rank_to: float | None = None) -> list[Char]:
    """Four rows of a name and three figures, which end at 150, 200 and 250; an order number that
    ends at `rank_to`."""
    chars: list[Char] = []
    for i, name in enumerate(NAMES):
        y = 40.0 + 20 * i
        if rank_to is not None:
            chars += write(rank := str(first + i), rank_to - 5 * len(rank), y)
        chars += write(name, 30, y)
        for right, figure in ((150, 310 + i), (200, 420 + i), (250, 530 + i)):
            chars += write(str(figure), right - 15, y)
    return chars


def cells(drawn: Sequence[tuple[float, Sequence[str]]], by_cell: bool) -> list[Char]:
    """Header texts of two lines, around these middles; drawn cell by cell, or line by line."""
    placed = [
        (line, 10.0 + 12 * i, middle) for middle, lines in drawn for i, line in enumerate(lines)
    ]
    if not by_cell:
        placed.sort(key=lambda x: x[1])
    return [c for line, y, middle in placed for c in write(line, middle - 5 * len(line), y)]


HEADERS = (
    (140.0, ("实时数据", "天数")),
    (181.0, ("定时数据", "上传量")),
    (222.0, ("门急诊人", "次")),
)


def test_header_texts_that_touch_are_parted_as_they_are_drawn() -> None:
    header = write("单位", 35, 10) + cells(HEADERS, by_cell=True)
    assert texts(part_from_lines(header + rows(1), page=1))[0] == [
        "单位", "实时数据天数", "定时数据上传量", "门急诊人次",
    ]  # fmt: skip


def test_header_texts_that_touch_and_are_drawn_line_by_line_are_doubted() -> None:
    part = part_from_lines(write("单位", 35, 10) + cells(HEADERS, by_cell=False) + rows(1), page=1)
    assert part is not None and "not every column is clearly under one header text" in part.doubts


def test_a_word_in_two_fonts_stays_whole() -> None:
    """Its digits are drawn first, but nothing on other lines is drawn between."""
    header = write("12320", 110, 10) + write("单位", 35, 10) + write("在线", 136, 10)
    header += write("快速预约", 165, 10) + write("第三方", 222, 10)
    assert texts(part_from_lines(header + rows(1), page=1))[0] == [
        "单位", "12320在线", "快速预约", "第三方",
    ]  # fmt: skip


def test_header_texts_of_one_line_part_between_the_figures_of_their_columns() -> None:
    header = write("单位", 35, 10) + write("在线预约", 112, 10) + write("快速预约", 155, 10)
    header += write("诊间预约", 198, 10)
    assert texts(part_from_lines(header + rows(1), page=1))[0] == [
        "单位", "在线预约", "快速预约", "诊间预约",
    ]  # fmt: skip


def test_a_parent_stays_whole_over_its_columns() -> None:
    header = write("单位", 35, 16) + write("门急", 132, 10) + write("诊信息", 155, 10)
    header += write("人次", 137, 22) + write("收入", 179, 22) + write("床日", 233, 16)
    part = part_from_lines(header + rows(1), page=1)
    assert texts(part)[0] == ["单位", "门急诊信息", "门急诊信息", "床日"]


@pytest.mark.parametrize("first", [1, 8, 98])
def test_order_numbers_close_to_names_are_a_column(first: int) -> None:
    header = write("序号", 5, 10) + write("单位", 45, 10)
    header += write("在线", 133, 10) + write("快速", 183, 10) + write("小计", 233, 10)
    found = texts(part_from_lines(header + rows(first, rank_to=26), page=1))
    assert [row[:2] for row in found] == [
        ["序号", "单位"], *([str(first + i), name] for i, name in enumerate(NAMES)),
    ]  # fmt: skip


def test_numbers_that_do_not_count_belong_to_their_names() -> None:
    chars = [
        c
        for i, name in enumerate(("12320 热线", "12345 热线", "120 急救", "114 查号"))
        for c in write(name, 10, 20.0 * i) + write(str(310 + i), 120, 20.0 * i)
    ]
    assert [row[0] for row in texts(part_from_lines(chars, page=1))] == [
        "12320 热线", "12345 热线", "120 急救", "114 查号",
    ]  # fmt: skip


def test_numbers_before_latin_words_belong_to_them_even_where_they_count() -> None:
    """A blank is between a number and a Latin word anyway."""
    names = ("1 May", "2 May", "3 May", "4 May")
    chars = [
        c
        for i, name in enumerate(names)
        for c in write(name, 10, 20.0 * i) + write(str(310 + i), 120, 20.0 * i)
    ]
    assert [row[0] for row in texts(part_from_lines(chars, page=1))] == list(names)


def test_latin_words_of_a_header_are_not_parted_at_their_blanks() -> None:
    header = write("Unit", 35, 10) + write("First Half", 137, 10) + write("All", 230, 10)
    assert texts(part_from_lines(header + rows(1), page=1))[0][1:3] == ["First Half", ""]


def page_of(chars: Sequence[Char], rules: Sequence[Rule]) -> tuple[Part, ...]:
    page = read_page(PageGeometry(1, 400, 400, tuple(chars), rules=tuple(rules)))
    return with_open_tables(page, page.lines).parts


@pytest.mark.parametrize("headed", [True, False])
def test_a_blank_rest_of_a_row_is_no_header(headed: bool) -> None:
    """Below the repeated header, or at the top of the page, within full rules."""
    ys = [0.0, 20, 40, 60, 80, 100] if headed else [20.0, 40, 60, 80, 100]
    chars = write("单位", 5, 5) + write("人次", 55, 5) if headed else []
    for i, name in enumerate(NAMES[:3]):
        chars += write(name, 5, 45.0 + 20 * i) + write(str(31 + i), 60, 45.0 + 20 * i)
    (part,) = page_of(chars, grid_rules([0, 50, 100], ys))
    assert part.header_rows == int(headed)
    assert [row[0] for row in texts(part)] == ["单位", *NAMES[:3]][0 if headed else 1 :]


def test_a_blank_rest_of_a_row_keeps_its_header_without_columns_ruled() -> None:
    chars = write("单位", 35, 10) + write("在线", 133, 10) + write("快速", 183, 10)
    chars += write("小计", 233, 10)
    chars += [Char(c.text, c.x0, c.top + 40, c.x1, c.bottom + 40, c.size) for c in rows(1)]
    floors = [Rule(True, y, 20, 260) for y in (25, 75, 95, 115, 135, 155)]
    (part,) = page_of(chars, floors)
    assert texts(part)[0] == ["单位", "在线", "快速", "小计"]
    assert part.header_rows == 1


def _beside_a_rule(second: float) -> dict[tuple[int, int], tuple[str, bool]]:
    """Text and doubt of the last row's cells; its second figure begins at this x, over a rule."""
    chars = [
        c
        for i in range(3)
        for x, t in ((10, "甲"), (60, "31"), (110, "42"))
        for c in write(t, x, 12 + 20 * i)
    ]
    chars += write("乙", 10, 72) + write("2354", 78, 72) + write("18529.2", second, 72)
    rules = grid_rules([0, 50, 100, 150], [10, 30, 50, 70, 90])
    (part,) = read_page(PageGeometry(1, 200, 200, tuple(chars), (), tuple(rules), ())).parts
    return {(c.row, c.col): (c.text, bool(c.content.doubt)) for c in part.cells if c.row == 3}


def test_figures_that_touch_at_a_rule_are_two() -> None:
    found = _beside_a_rule(97)
    assert (found[3, 1][0], found[3, 2]) == ("2354", ("18529.2", True))


def test_a_cell_into_which_the_figure_beside_it_runs_is_doubted() -> None:
    found = _beside_a_rule(98)
    assert found[3, 1] == ("", True)
    assert found[3, 2] == ("235418529.2", True)


@pytest.mark.parametrize(("gap", "tables"), [(3.0, 1), (0.0, 0)])
def test_a_header_of_texts_that_nearly_touch_and_a_row_begin_a_table(
    gap: float, tables: int
) -> None:
    """At the foot of a page, below text; texts that touch are a sentence."""
    chars = write("前文", 20, 0) + write("单位", 30, 60)
    row = write("甲医院", 25, 80)
    for i, text in enumerate(("网上预约", "快捷预约", "诊间预约", "预约总量")):
        chars += write(text, 58 + (40 + gap) * i, 60)
        row += write(f"{i + 3}10", 80 + (40 + gap) * i, 80)
    assert len(page_of([*chars, *row], [])) == tables
