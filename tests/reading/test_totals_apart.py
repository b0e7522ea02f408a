"""A row of totals far below a table without a grid."""

from __future__ import annotations

import pytest

from pipeline.reading.page.char import Char
from tests.reading.test_close_texts import NAMES, page_of, texts
from tests.reading.test_geometry import write


def table(last: list[str], gap: float) -> list[Char]:
    chars = write("单位", 20, 5) + write("人次", 130, 5) + write("天数", 200, 5)
    rows = [[name, f"1{i}21", f"{i + 1}1"] for i, name in enumerate(NAMES)]
    for i, row in enumerate([*rows, last]):
        y = 25.0 + 17 * i + gap * (i == len(rows))
        for text, right in zip(row, (50, 150, 220), strict=True):
            chars += write(text, right - 5 * len(text) - 15 * (text not in row[1:]), y)
    return chars


@pytest.mark.parametrize("gap", [0, 22, 35])
def test_a_total_set_off_is_a_row_of_its_table(gap: float) -> None:
    (part,) = page_of(table(["合计", "4144", "104"], gap), [])
    assert texts(part)[-1] == ["合计", "4144", "104"] and part.rows == 6


@pytest.mark.parametrize("last", [["丁院", "1121", "104"], ["合计", "4144", "3"]])
def test_a_row_with_smaller_figures_is_none_of_it(last: list[str]) -> None:
    parts = page_of(table(last, 35), [])
    assert parts[0].rows == 5
