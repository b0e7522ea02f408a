"""Figures of two columns that are set closer than a blank, and columns that only a total fills."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.reading.page.char import Char
from pipeline.reading.tables.unruled_table import part_from_lines
from tests.reading.test_close_texts import NAMES, page_of, texts
from tests.reading.test_geometry import write

SPACED = 4.0
"""Points between two texts: less than half a character."""


def to_the_right(text: str, right: float, y: float) -> list[Char]:
    return write(text, right - 5 * len(text), y)


def printed(rows: Sequence[Sequence[str]], rights: Sequence[float]) -> list[Char]:
    """Names that begin at 10, and figures that end at `rights`."""
    chars: list[Char] = []
    for i, (name, *figures) in enumerate(rows):
        chars += write(name, 10, 20.0 * i)
        for figure, right in zip(figures, rights, strict=True):
            chars += to_the_right(figure, right, 20.0 * i)
    return chars


def test_figures_of_two_columns_that_nearly_touch() -> None:
    rows = [
        ["甲医院", "10/12", "154547", "100301003.72"],
        ["乙医院", "5/12", "325497", "142354746.38"],
        ["丙医院", "11/12", "117935", "-"],
        ["丁医院", "9/12", "80719", "54243168.68"],
    ]
    rights = (100.0, 100 + SPACED + 30, 100 + 2 * SPACED + 90)
    assert texts(part_from_lines(printed(rows, rights), page=1)) == rows


def test_thousands_with_commas_are_no_rest_of_the_pair_before_them() -> None:
    rows = [
        ["甲医院", "10/12", "154,547", "31"],
        ["乙医院", "5/12", "325,497", "32"],
        ["丙医院", "11/12", "117,935", "33"],
        ["丁医院", "9/12", "80,719", "34"],
    ]
    rights = (100.0, 100 + SPACED + 35, 200.0)
    assert texts(part_from_lines(printed(rows, rights), page=1)) == rows


def test_a_figure_close_behind_the_name_of_its_row() -> None:
    rows = [[f"南京市{name}", str(12345 + i), str(31 + i)] for i, name in enumerate(NAMES)]
    assert texts(part_from_lines(printed(rows, (70 + SPACED + 25, 140)), page=1)) == rows


@pytest.mark.parametrize("figure", ["1 234", "12 345", "1 234 567"])
def test_a_blank_between_thousands_parts_no_figure(figure: str) -> None:
    rows = [[name, figure, str(31 + i)] for i, name in enumerate(NAMES)]
    assert texts(part_from_lines(printed(rows, (120, 200)), page=1)) == rows


def test_a_figure_within_a_name_stays() -> None:
    rows = [["12320 快速预约", "310"], ["健康 12345 热线", "205"], ["其他", "100"]]
    assert texts(part_from_lines(printed(rows, (200,)), page=1)) == rows


def test_the_number_of_a_note_in_brackets_is_no_figure() -> None:
    rows = [[f"{name}（注 {i}）", "310"] for i, name in enumerate(NAMES)]
    chars = printed(rows, (260,))
    blank = [c for c in chars if c.text != " "]
    assert texts(part_from_lines(blank, page=1)) == rows


def test_a_total_set_aside_is_in_the_column_that_it_leaves_free() -> None:
    rows = [[name, str(310 + i), str(520 + i)] for i, name in enumerate(3 * NAMES)]
    chars = printed(rows, (150, 250)) + write("合计", 10, 240)
    chars += to_the_right("1246", 128, 240) + to_the_right("2086", 250, 240)
    assert texts(part_from_lines(chars, page=1)) == [*rows, ["合计", "1246", "2086"]]


def test_a_column_of_one_figure_stays_where_the_others_are_full() -> None:
    rows = [[name, str(310 + i), str(520 + i)] for i, name in enumerate(NAMES)]
    chars = printed(rows, (150, 250)) + to_the_right("77", 128, 0)
    found = texts(part_from_lines(chars, page=1))
    assert found[0] == ["甲医院", "77", "310", "520"]
    assert found[1] == ["乙医院", "", "311", "521"]


def test_order_numbers_of_a_second_group_of_columns() -> None:
    chars: list[Char] = []
    for i, (name, other) in enumerate((("甲网", "丁网"), ("乙网", "戊网"), ("丙网", ""))):
        y = 20.0 * i
        chars += write(str(i + 1), 5, y) + write(name, 40, y) + to_the_right(str(310 + i), 120, y)
        if other:
            chars += write(f"{i + 4} {other}", 160, y) + to_the_right(str(20 + i), 260, y)
    assert texts(part_from_lines(chars, page=1)) == [
        ["1", "甲网", "310", "4", "丁网", "20"],
        ["2", "乙网", "311", "5", "戊网", "21"],
        ["3", "丙网", "312", "", "", ""],
    ]


def test_a_header_text_may_begin_with_the_number_of_a_hotline() -> None:
    """12320 alone on the first line of a header is a name."""
    header = write("12320", 105, 0) + write("网络", 110, 12) + write("电话", 170, 6)
    rows = [[name, str(310 + i), str(520 + i)] for i, name in enumerate(NAMES)]
    body = [
        Char(c.text, c.x0, c.top + 28, c.x1, c.bottom + 28, c.size)
        for c in printed(rows, (130, 190))
    ]
    (part,) = page_of(header + write("单位", 20, 6) + body, [])
    assert part.header_rows == 1
    assert texts(part)[0] == ["单位", "12320网络", "电话"]


def test_a_name_over_many_lines_between_two_rules_is_one_row() -> None:
    places = ("南京市", "江苏省", "东南区", "泰康区")
    chars = write("单位", 10, 5) + write("电话", 130, 5) + write("网络", 230, 5)
    for i, name in enumerate(places):
        top = 20 + 80.0 * i
        for line, part in enumerate((name, "浦口", "人民", "医院")):
            chars += write(part, 10, top + 5 + 18 * line)
        chars += to_the_right(str(310 + i), 150, top + 32)
        chars += to_the_right(str(520 + i), 250, top + 32)
    floors = [20 + 80.0 * i for i in range(4)]
    assert texts(part_from_lines(chars, page=1, floors=floors)) == [
        ["单位", "电话", "网络"],
        *([f"{n}浦口人民医院", str(310 + i), str(520 + i)] for i, n in enumerate(places)),
    ]


def test_an_order_number_before_a_name_that_is_a_number() -> None:
    rows = [["1", "我的南京客户端", "310"], ["2", "12320快速预约", "205"], ["3", "健康南京", "100"]]
    chars: list[Char] = []
    for i, (rank, name, figure) in enumerate(rows):
        chars += write(rank, 10, 20.0 * i) + write(name, 19, 20.0 * i)
        chars += to_the_right(figure, 200, 20.0 * i)
    assert texts(part_from_lines(chars, page=1)) == rows


def test_an_order_number_close_to_one_name_of_its_column_only() -> None:
    rows = [
        ["甲医院", "310", "4", "健康南京", "31"],
        ["乙医院", "205", "5", "南京卫生网上预约", "32"],
    ]
    rows.append(["丙医院", "100", "6", "客户端", "33"])
    chars: list[Char] = []
    for i, (name, figure, rank, other, last) in enumerate(rows):
        y = 20.0 * i
        chars += write(name, 10, y) + to_the_right(figure, 100, y) + write(rank, 130, y)
        chars += write(other, 180 - 5 * len(other), y) + to_the_right(last, 260, y)
    assert texts(part_from_lines(chars, page=1)) == rows


def test_figures_a_hair_apart_where_all_others_touch() -> None:
    rows = [["甲医院", "12/12", "233649"], ["乙医院", "0/12", "105948"], ["丙医院", "9/12", "6119"]]
    assert texts(part_from_lines(printed(rows, (100, 100 + 2.5 + 30)), page=1)) == rows


@pytest.mark.parametrize(("gap", "pair"), [(3.4, True), (2.9, False)])
def test_the_two_figures_of_a_pair_with_white_space_around_its_stroke(
    gap: float, pair: bool
) -> None:
    """The blanks are not drawn; a stroke for a missing figure is nearer to one of its sides."""
    chars: list[Char] = []
    for i, name in enumerate(NAMES):
        y = 20.0 * i
        chars += write(name, 0, y) + write("9", 100, y) + write("/", 105 + gap, y)
        chars += write("10", 113.4 + gap, y) + write(str(310 + i), 160, y)
    found = texts(part_from_lines(chars, page=1))
    assert ["".join(row[1].split()) == "9/10" for row in found] == [pair] * len(NAMES)
