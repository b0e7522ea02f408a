"""Columns of a group of header texts, wherever its own text is set; headers without rules."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.reading.page.char import Char
from pipeline.reading.page.columns import columns_of
from pipeline.reading.page.geometry import Rule
from pipeline.reading.page.lines import lines_of
from pipeline.reading.page.turned_headings import with_level_headings
from pipeline.reading.tables.find_unruled import unruled_stretches
from pipeline.reading.tables.grid import grids_of
from pipeline.reading.tables.part import Part
from pipeline.reading.tables.ruled_table import part_from_grid
from pipeline.reading.tables.unruled_headers import header_texts_of
from pipeline.reading.tables.unruled_table import part_from_lines
from tests.reading.test_close_texts import texts
from tests.reading.test_geometry import write
from tests.reading.test_merged_regions import NAMES

LEAVES = ("人次", "收入", "人次", "收入")
LEFT = (100, 170, 240, 310)
"""Left edges of four columns, 70 points wide, behind one of names at 20."""


def body(top: float, count: int = 4) -> list[Char]:
    chars: list[Char] = []
    for i in range(count):
        y = top + 20 * i
        chars += write("甲乙丙丁戊己"[i] + "区", 20, y)
        for k, x in enumerate(LEFT):
            chars += write(f"{i + 1}{k}21", x + 45, y)
    return chars


def header(groups: Sequence[tuple[str, float]], alone: float = 19) -> list[Char]:
    chars = write("区域", 20, alone)
    for text, x in groups:
        chars += write(text, x, 10)
    for text, x in zip(LEAVES, LEFT, strict=True):
        chars += write(text, x + 25, 28)
    return chars


def spans(part: Part | None) -> list[str]:
    return texts(part)[0]


GROUPED = ["区域", "门急诊", "门急诊", "出院", "出院"]


@pytest.mark.parametrize(
    "groups",
    [
        [("门急诊", 103), ("出院", 243)],
        [("门急诊", 205), ("出院", 355)],
        [("门急诊", 155), ("出院", 300)],
    ],
    ids=["left", "right", "middle"],
)
def test_a_group_set_to_one_side_of_its_columns(groups: list[tuple[str, float]]) -> None:
    part = part_from_lines(header(groups) + body(50), page=1)
    assert spans(part) == GROUPED
    assert texts(part)[1] == ["区域", *LEAVES]


def test_groups_have_the_same_number_of_columns() -> None:
    """Set to the left of two columns, they may be in the middle of one and of three as well."""
    chars = write("区域", 220, 15, 9) + write("天数", 298, 15, 9)
    chars += write("门急诊信息", 335, 6, 9) + write("出院信息", 435.6, 6, 9)
    leaves = (("人次", 348, 28), ("收入（千", 389, 22), ("人次", 449, 28), ("住院收入", 490, 22))
    for text, x, y in (*leaves, ("元）", 398, 33), ("（千元）", 490, 33)):
        chars += write(text, x, y, 9)
    for i in range(4):
        chars += write("甲乙丙丁戊己"[i] + "区", 220, 60 + 20 * i, 9)
        for k, x in enumerate((303, 345, 390, 448, 492)):
            chars += write(("29", "181023", "13576.8", "6092", "92203.1")[k], x, 60 + 20 * i, 9)
    groups = ["区域", "天数", "门急诊信息", "门急诊信息", "出院信息", "出院信息"]
    assert spans(part_from_lines(chars, page=1)) == groups


def test_three_lines_of_one_leading_are_one_text_beside_a_group() -> None:
    chars = header([("门急诊", 155), ("出院", 300)])
    for i, line in enumerate(("实时数据", "表单上传", "情况")):
        chars += write(line, 400, 9 + 12 * i)
    for i in range(4):
        chars += write("4/12", 410, 60 + 20 * i)
    assert spans(part_from_lines(chars + body(60), page=1))[-1] == "实时数据表单上传情况"


@pytest.mark.parametrize("top", [10.0, 4.0])
def test_a_group_whose_text_has_two_lines_is_beside_those_of_one(top: float) -> None:
    """They begin, or have their middles, at one height: each is over its own columns."""
    chars = write("区域", 20, 19)
    chars += write("上传情", 112, top) + write("况", 122, top + 12) + write("门急诊", 225, 10)
    chars += write("出院", 370, 10)
    lefts = (*LEFT, 380, 450)
    for text, x in zip(("已传", "应传", "人次", "收入", "人次", "收入"), lefts, strict=True):
        chars += write(text, x - 15, 34)
    for i in range(4):
        chars += write("甲乙丙丁"[i] + "区", 20, 60 + 20 * i)
        for k, x in enumerate(lefts):
            chars += write(f"{i + 1}{k}21", x, 60 + 20 * i)
    groups = ["上传情况", "上传情况", "门急诊", "门急诊", "出院", "出院"]
    assert spans(part_from_lines(chars, page=1)) == ["区域", *groups]


def test_header_texts_that_nearly_touch_below_a_group() -> None:
    chars = write("区域", 20, 19) + write("预约途径", 200, 10)
    for text, x in zip(("网络预约", "快速预约", "诊间预约"), (91, 134, 177), strict=True):
        chars += write(text, x, 28)
    for i in range(4):
        chars += write("甲乙丙丁戊己"[i] + "区", 20, 50 + 20 * i)
        for k, x in enumerate((105, 148, 191)):
            chars += write(f"{i + 1}{k}2", x, 50 + 20 * i)
    caption = write("某年某月各区预约统计", 60, -20)
    ((start, end),) = unruled_stretches(lines_of(caption + chars))
    assert (start, end) == (1, 8)


def test_a_short_rule_shows_the_columns_of_a_group() -> None:
    chars = write("区域", 20, 28) + write("门急诊", 103, 10) + write("总数", 335, 28)
    for text, x in zip(("人次", "收入", "费用"), LEFT, strict=False):
        chars += write(text, x + 25, 28)
    chars += body(50)
    bar = Rule(True, 24, 98, 305)
    part = part_from_lines(chars, page=1, rules=[bar])
    assert spans(part) == ["区域", "门急诊", "门急诊", "门急诊", "总数"]


def test_a_header_in_one_field_of_a_grid() -> None:
    xs = [10, 90, *(x + 75 for x in LEFT)]
    flats = [Rule(True, y, xs[0], xs[-1]) for y in (5, 45, *(65 + 20 * i for i in range(4)))]
    uprights = [Rule(False, x, 45, 125) for x in xs[1:-1]]
    sides = [Rule(False, x, 5, 125) for x in (xs[0], xs[-1])]
    (grid,) = grids_of([*flats, *uprights, *sides])
    part = part_from_grid(grid, columns_of(header([("门急诊", 155), ("出院", 300)]) + body(50)), 1)
    assert part is not None and part.header_rows == 2
    assert spans(part) == GROUPED
    assert texts(part)[2] == ["甲区", "1021", "1121", "1221", "1321"]


def test_a_caption_in_the_frame_is_no_header() -> None:
    xs = [10, 90, *(x + 75 for x in LEFT)]
    flats = [Rule(True, y, xs[0], xs[-1]) for y in (5, 25, 45, *(65 + 20 * i for i in range(4)))]
    uprights = [Rule(False, x, 25, 125) for x in xs[1:-1]]
    sides = [Rule(False, x, 5, 125) for x in (xs[0], xs[-1])]
    (grid,) = grids_of([*flats, *uprights, *sides])
    chars = write("各区上传", 60, 10) + write("单位：次", 300, 10) + write("区域", 20, 30)
    for text, x in zip(LEAVES, LEFT, strict=True):
        chars += write(text, x + 25, 30)
    part = part_from_grid(grid, columns_of(chars + body(50)), 1)
    assert part is not None and texts(part)[0] == ["区域", *LEAVES]


def test_rows_and_header_between_upright_rules_only() -> None:
    xs = [10, 90, *(x + 75 for x in LEFT)]
    flats = [Rule(True, y, xs[0], xs[-1]) for y in (5, 125)]
    inner = [Rule(False, x, 25 if x == 175 or x == 315 else 5, 125) for x in xs]
    (grid,) = grids_of([*flats, *inner])
    chars = header([("门急诊", 160), ("出院", 305)]) + body(50)
    part = part_from_grid(grid, columns_of(chars), 1)
    assert part is not None and part.rows == 6
    assert spans(part) == GROUPED


def turned(text: str, x: float, foot: float) -> list[Char]:
    return [
        Char(c, x, foot - 10 * (i + 1), x + 10, foot - 10 * i, 10, turn=90)
        for i, c in enumerate(text)
    ]


def test_headings_on_their_side_without_rules() -> None:
    heads = ["门诊人次", "门诊收入", "出院人次", "出院收入"]
    beside = [c for t, x in zip(heads, LEFT, strict=True) for c in turned(t, x + 50, 40)]
    text = columns_of(write("区域", 20, 20) + body(50))
    found, rest = with_level_headings(text, columns_of(beside))
    assert not rest.chars
    part = part_from_lines(found.chars, page=1)
    assert part is not None and texts(part)[0] == ["区域", *heads]


def test_a_note_on_the_margin_stays_turned() -> None:
    note = columns_of(turned("内部资料", 450, 100))
    text = columns_of(body(50))
    assert with_level_headings(text, note) == (text, note)


def test_header_texts_at_the_top_of_their_cells() -> None:
    chars = write("区域", 20, 10) + write("总数", 120, 10)
    chars += write("门急诊", 208, 10) + write("出院信息", 345, 10)
    for text, x in (("人次", 185), ("收入", 235), ("人次", 300)):
        chars += write(text, x, 23)
    chars += write("住院收入", 345, 23) + write("（元）", 350, 35)
    for i in range(4):
        chars += write("甲乙丙丁戊己"[i] + "区", 20, 60 + 20 * i)
        for k, right in enumerate((140, 205, 255, 320, 385)):
            chars += write(f"{i + 1}{k}21", right - 20, 60 + 20 * i)
    part = part_from_lines(chars, page=1)
    assert spans(part) == ["区域", "总数", "门急诊", "门急诊", "出院信息", "出院信息"]
    assert texts(part)[1][2:] == ["人次", "收入", "人次", "住院收入（元）"]


@pytest.mark.parametrize("leading", [13, 17, 19])
def test_lines_of_a_header_text_in_a_font_with_much_leading(leading: float) -> None:
    """Texts of one line and of two, set from the top; the last has nothing below in most rows."""
    columns = ("单位", ""), ("第三方机构", "预约"), ("网上预约", ""), ("医生诊间预", "约")
    chars: list[Char] = []
    for i, (upper, lower) in enumerate((*columns, ("总计", ""), ("备注", ""))):
        middle = 40 + 60 * i
        chars += write(upper, middle - 5 * len(upper), 10)
        chars += write(lower, middle - 5 * len(lower), 10 + leading)
    for i, name in enumerate(NAMES):
        y = 50.0 + 20 * i
        chars += write(name, 40 - 5 * len(name), y) + write("补报" if i == 2 else "", 330, y)
        for k in range(1, 5):
            chars += write(str(310 + i), 40 + 60 * k - 7.5, y)
    part = part_from_lines(chars, page=1)
    assert part is not None and part.header_rows == 1
    assert texts(part)[0] == ["单位", "第三方机构预约", "网上预约", "医生诊间预约", "总计", "备注"]
    assert texts(part)[3] == [NAMES[2], "312", "312", "312", "312", "补报"]


@pytest.mark.parametrize("count", [2, 1])
def test_groups_set_to_the_left_close_above_the_first_text_below_each(count: int) -> None:
    """Texts of one level are at the middle of both lines; a lone such text is one of two lines."""
    chars = write("区域", 20, 15) + write("门急诊信息", LEFT[0] + 20, 10)
    chars += write("出院信息", LEFT[2] + 20, 10) if count == 2 else []
    for text, x in zip(("人次", "收入", "人次", "费用"), LEFT, strict=True):
        chars += write(text, x + 20, 21)
    for i in range(4):
        chars += write("甲乙丙丁"[i] + "区", 20, 50 + 20 * i)
        for k, x in enumerate(LEFT):
            chars += write(f"{i + 1}{k}21", x + 20, 50 + 20 * i)
    part = part_from_lines(chars, page=1)
    if count == 2:
        assert texts(part)[:2] == [
            ["区域", "门急诊信息", "门急诊信息", "出院信息", "出院信息"],
            ["区域", "人次", "收入", "人次", "费用"],
        ]
    else:
        assert texts(part)[0][1] == "门急诊信息人次"


def test_more_texts_than_a_header_has_are_not_compared_with_each_other() -> None:
    lines = lines_of(
        char for row in range(30) for col in range(30) for char in write("甲", 90 * col, 12 * row)
    )
    assert len(header_texts_of(lines)) == 900
    assert len(header_texts_of(lines[:2])) == 30
