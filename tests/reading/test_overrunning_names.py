"""Names too long for their column, which run up to the first figure of their row, or over it."""

from __future__ import annotations

import pytest

from pipeline.reading.page.char import Char
from pipeline.reading.tables.unruled_table import part_from_lines
from tests.reading.test_close_figures import printed, to_the_right
from tests.reading.test_close_texts import texts
from tests.reading.test_geometry import write

LONG = "南京医科大学第四附属医院"
END = 10.0 + 10 * len(LONG)
ROWS = [["甲医院", "20000710", "31"], ["乙医院", "1700048", "32"], ["丙医院", "405249", "33"]]
"""Figures of a column of which the widest begins left of where a long name ends."""


@pytest.mark.parametrize("figure", ["476311", "47631", "4"])
def test_a_name_that_runs_up_to_its_figure(figure: str) -> None:
    rows = [*ROWS, [LONG, figure, "34"], ["丁医院", "9", "35"]]
    right = END + 5 * len(figure)
    assert texts(part_from_lines(printed(rows, (right, right + 40)), page=1)) == rows


def test_the_number_of_a_note_behind_a_name_is_no_figure() -> None:
    rows = [*ROWS, [f"{LONG}12", "476311", "34"], ["丁医院", "9", "35"]]
    assert texts(part_from_lines(printed(rows, (END + 50, END + 90)), page=1)) == rows


@pytest.mark.parametrize("over", [3.0, 7.0, 12.0])
def test_a_name_that_is_printed_over_its_figure(over: float) -> None:
    rows = [*ROWS, [LONG, "476311", "34"], ["丁医院", "9", "35"]]
    right = END + 5 * 6 - over
    assert texts(part_from_lines(printed(rows, (right, right + 40)), page=1)) == rows


@pytest.mark.parametrize("over", [2.0, 9.0, 17.0])
def test_a_name_over_two_lines_of_which_one_reaches_over_its_figure(over: float) -> None:
    name, right = "中国医学科学院皮肤病研究", END + 5 * 7 - over
    chars: list[Char] = printed(ROWS, (right, right + 40))
    y = 20.0 * len(ROWS)
    chars += write(name, 10, y - 5.5) + write("所", 10, y + 5.5)
    chars += to_the_right("7543750", right, y) + to_the_right("34", right + 40, y)
    last = ["丁医院", "9", "35"]
    chars += write(last[0], 10, y + 20)
    chars += to_the_right(last[1], right, y + 20) + to_the_right(last[2], right + 40, y + 20)
    expected = [*ROWS, [f"{name}所", "7543750", "34"], last]
    assert texts(part_from_lines(chars, page=1)) == expected
