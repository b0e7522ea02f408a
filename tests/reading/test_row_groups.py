"""Groups of rows below one header, set apart by blank rows or headings, are one table."""

from __future__ import annotations

import pytest

from pipeline.reading.page.char import Char
from pipeline.reading.page.lines import lines_of
from pipeline.reading.tables.find_unruled import unruled_stretches
from pipeline.reading.tables.part import Part
from pipeline.reading.tables.row_headings import headings_in
from pipeline.reading.tables.unruled_table import part_from_lines
from tests.reading.test_close_texts import texts
from tests.reading.test_geometry import write

GROUPS = (
    ("", ("全市合计",)),
    ("按地区分", ("玄武区", "秦淮区", "鼓楼区")),
    ("按等级分", ("三级医院", "二级医院", "一级医院")),
)


def rows(names: tuple[str, ...], y: float, left: float) -> tuple[list[Char], float]:
    """Rows of a name and three figures; the height of the last."""
    chars: list[Char] = []
    for name in names:
        y += 16
        chars += write(name, left, y)
        for x, figure in ((150, 1203), (210, 3304), (270, 4507)):
            chars += write(str(figure + int(y)), x, y)
    return chars, y


def page(blank: float, indent: float, between: str = "", header: bool = True) -> list[Char]:
    """The groups, each behind `blank` points; `between` stands above the last one instead."""
    chars: list[Char] = []
    for text, x in (("单位", 10), ("快速", 150), ("诊间", 210), ("小计", 270)):
        chars += write(text, x, 10) if header else []
    y = 10.0
    for i, (heading, names) in enumerate(GROUPS):
        heading = between or heading if i == len(GROUPS) - 1 else heading
        if i:
            y += blank + 16
            chars += write(heading, 10, y)
        more, y = rows(names, y, 10 + indent * (i > 0))
        chars += more
    return chars


def only(chars: list[Char]) -> Part:
    """The one table that the glyphs form."""
    assert len(unruled_stretches(lines_of(chars))) == 1
    part = part_from_lines(chars, page=1)
    assert part is not None
    return part


@pytest.mark.parametrize(("blank", "indent"), [(16, 0), (16, 10), (28, 0), (28, 10), (0, 10)])
def test_groups_are_one_table(blank: float, indent: float) -> None:
    part = only(page(blank, indent))
    assert (part.header_rows, part.cols) == (1, 4)
    read = texts(part)
    assert [row[0] for row in read[1:]] == [
        name for heading, names in GROUPS for name in (heading, *names) if name
    ]
    assert [i for i, row in enumerate(read) if not any(row[1:])] == [2, 6]


def test_groups_without_headings_are_one_table() -> None:
    chars, y = rows(("2019年", "2020年", "2021年"), 10, 10)
    more, _ = rows(("2022年", "2023年"), y + 30, 10)
    header = [c for text, x in (("年份", 10), ("快速", 150), ("诊间", 210), ("小计", 270))
              for c in write(text, x, 10)]  # fmt: skip
    part = only(header + chars + more)
    assert (part.header_rows, part.rows) == (1, 6)


@pytest.mark.parametrize(
    "between", ["表2 各等级医院情况", "注：按等级", "2024年3月各院情况表", "单位：万人次"]
)
def test_a_caption_or_note_parts_two_tables(between: str) -> None:
    assert len(unruled_stretches(lines_of(page(28, 0, between)))) == 2


def test_other_columns_are_another_table() -> None:
    chars, y = rows(GROUPS[1][1], 10, 10)
    for name in GROUPS[2][1]:
        y += 16 if name != GROUPS[2][1][0] else 40
        chars += write(name, 10, y)
        for x in (120, 190, 250, 310):
            chars += write("1203", x, y)
    assert len(unruled_stretches(lines_of(chars))) == 2


@pytest.mark.parametrize("step", [24, 30])
def test_the_first_line_of_a_wrapped_name_is_no_heading(step: int) -> None:
    chars: list[Char] = []
    for i in range(4):
        y = 40.0 + i * step
        chars += write("南京市第一人民", 10, y) + write("医院东院", 16, y + 12)
        chars += write("1203", 150, y + 12) + write("3304", 210, y + 12)
    assert headings_in(lines_of(chars)) == set()
