"""Frames side by side that hold groups of columns of one table, and groups above a frame."""

from __future__ import annotations

import pytest

from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import Rule
from tests.reading.test_close_texts import NAMES, page_of, texts
from tests.reading.test_geometry import grid_rules, write

YS = [40.0, 60, 80, 100, 120, 140]
LEAVES = ("人次", "收入", "人次", "费用")


def figures(lefts: tuple[float, ...], names: float | None = None) -> list[Char]:
    chars: list[Char] = []
    for i in range(4):
        y = 65.0 + 20 * i
        if names is not None:
            chars += write(NAMES[i], names, y)
        for k, x in enumerate(lefts):
            chars += write("/" if (i, k) == (2, 1) else f"{i + 1}{k}21", x, y)
    return chars


def leaves(lefts: tuple[float, ...]) -> list[Char]:
    return [c for t, x in zip(LEAVES, lefts, strict=False) for c in write(t, x, 45)]


@pytest.mark.parametrize("gap", [4.0, 12.0])
def test_groups_above_frames_with_columns_of_one_table(gap: float) -> None:
    second, third = 80 + gap, 180 + 2 * gap
    rules = grid_rules([10, 80], YS)
    rules += grid_rules([second, second + 50, second + 100], YS)
    rules += grid_rules([third, third + 50, third + 100], YS)
    lefts = (second + 5, second + 55, third + 5, third + 55)
    chars = write("单位", 30, 45) + leaves(lefts) + figures(lefts, names=15)
    chars += write("门急诊", second + 35, 27) + write("出院", third + 40, 27)
    (part,) = page_of(chars, rules)
    assert texts(part)[:2] == [
        ["单位", "门急诊", "门急诊", "出院", "出院"],
        ["单位", *LEAVES],
    ]
    assert (part.rows, part.header_rows) == (6, 2)
    assert texts(part)[4] == ["丙医院", "3021", "/", "3221", "3321"]


def test_a_frame_with_names_of_its_own_is_another_table() -> None:
    rules = grid_rules([10, 80, 130], YS) + grid_rules([140, 210, 260], YS)
    chars = write("单位", 30, 45) + write("人次", 85, 45) + figures((85,), names=15)
    chars += write("单位", 160, 45) + write("收入", 215, 45) + figures((215,), names=145)
    assert [texts(p)[0] for p in page_of(chars, rules)] == [["单位", "人次"], ["单位", "收入"]]


def test_frames_with_other_rows_are_apart() -> None:
    rules = grid_rules([10, 80, 130], YS)
    rules += grid_rules([140, 190, 240], [41.0, 70, 93, 117, 140])
    chars = write("单位", 30, 45) + write("人次", 85, 45) + figures((85,), names=15)
    chars += write("收入", 145, 50) + write("费用", 195, 50)
    for i, y in enumerate((75.0, 100, 122)):
        chars += write(f"4{i}", 145, y) + write(f"5{i}", 195, y)
    assert len(page_of(chars, rules)) == 2


GRID = [10.0, 80, 130, 180, 230, 280]
LEFTS = (85.0, 135.0, 185.0, 235.0)


def test_groups_above_a_frame_with_all_rules() -> None:
    chars = write("单位", 30, 45) + leaves(LEFTS) + figures(LEFTS, names=15)
    chars += write("门急诊", 115, 27) + write("出院", 220, 27)
    (part,) = page_of(chars, grid_rules(GRID, YS))
    assert texts(part)[0] == ["单位", "门急诊", "门急诊", "出院", "出院"]
    assert part.header_rows == 2


@pytest.mark.parametrize("remarks", [("制表：信息中心", "5月6日"), ("一区", "二区")])
def test_remarks_above_a_frame_are_no_groups(remarks: tuple[str, str]) -> None:
    """They hold a colon or a date, or are not in the middle of columns."""
    chars = write("单位", 30, 45) + leaves(LEFTS) + figures(LEFTS, names=15)
    chars += write(remarks[0], 95, 27) + write(remarks[1], 238, 27)
    (part,) = page_of(chars, grid_rules(GRID, YS))
    assert part.header_rows == 1


def test_a_whole_header_above_a_frame_with_all_rules() -> None:
    chars = write("单位", 30, 45) + leaves(LEFTS) + figures(LEFTS, names=15)
    (part,) = page_of(chars, grid_rules(GRID, YS[1:]))
    assert (texts(part)[0], part.header_rows) == (["单位", *LEAVES], 1)


def test_a_line_above_the_rest_of_a_table_is_no_header() -> None:
    chars = write("内部资料", 30, 45) + write("第三期", 230, 45) + figures(LEFTS, names=15)
    (part,) = page_of(chars, [*grid_rules(GRID, YS[1:]), Rule(True, 30, 10, 280)])
    assert part.header_rows == 0
