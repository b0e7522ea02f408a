"""A row below the header that numbers the columns: it is no row of the table."""

from __future__ import annotations

import pytest

from tests.reading.test_sheet_frame import HEADER, ROWS, printed


@pytest.mark.parametrize(
    "numbers",
    [["1", "2", "3"], ["甲", "乙", "1"], ["甲", "4", "5"], ["（1）", "（2）", "（3）"],
     ["A", "B", "C"], ["甲", "1", "2=1×3"]],
)  # fmt: skip
def test_it_is_no_row_of_the_table(numbers: list[str]) -> None:
    part = printed([HEADER, numbers, *ROWS])
    assert [part.row_texts(r) for r in range(part.rows)] == [HEADER, *ROWS]
    assert part.header_rows == 1


@pytest.mark.parametrize(
    "row", [["1", "甲医院", "3"], ["2", "3", "4"], ["1", "2", "4"], ["甲", "乙", "丙"]]
)
def test_a_row_that_may_hold_figures_stays(row: list[str]) -> None:
    part = printed([HEADER, row, *ROWS])
    assert [part.row_texts(r) for r in range(part.rows)] == [HEADER, row, *ROWS]


def test_a_header_of_numbers_stays() -> None:
    texts = [["1", "2", "3"], *ROWS]
    part = printed(texts)
    assert [part.row_texts(r) for r in range(part.rows)] == texts
