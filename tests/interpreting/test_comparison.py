"""Two readings compared: what is a difference, and what is none."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.interpreting.second_engine.comparison import ComparedCell, compare_readings
from pipeline.model.place import Box
from pipeline.reading.model import Reading
from pipeline.reading.second_engine.model import PageFailure, SecondCell, SecondReading, SecondTable
from tests.interpreting.paper import line, reading, table

HEADER = ["医院", "电话预约", "小计"]
ROWS = [["第一医院", "101", "55"], ["第二医院", "202", "66"], ["第三医院", "303", "77"]]


def ours(rows: Sequence[Sequence[str]] = ROWS) -> Reading:
    return reading(table("2025年2月预约挂号", [HEADER], rows))


def grid(rows: Sequence[Sequence[str]], at: float = 0.0, page: int = 1) -> SecondTable:
    """A table of the second engine in the places of `paper.table`, one header row above."""
    return SecondTable(
        page=page,
        cells=tuple(
            SecondCell(
                row=r, col=c, text=text,
                box=Box(50 * c + 1, 20 * r + 21 + at, 50 * c + 51, 20 * r + 41 + at),
            )
            for r, row in enumerate(rows)
            for c, text in enumerate(row)
            if text
        ),
    )  # fmt: skip


def theirs(*tables: SecondTable, failures: Sequence[PageFailure] = ()) -> SecondReading:
    return SecondReading(
        key="1/test", sha256="0" * 64, engine="camelot 2", flavor="hybrid", pages=(1,),
        tables=tables, failures=tuple(failures),
    )  # fmt: skip


def cells(first: Reading, second: SecondReading) -> dict[str, ComparedCell]:
    [compared] = compare_readings(first, second)
    return {cell.ours: cell for cell in compared.cells}


def changed(row: int, col: int, text: str) -> list[list[str]]:
    rows = [list(texts) for texts in ROWS]
    rows[row][col] = text
    return rows


def test_equal_figures_agree() -> None:
    found = cells(ours(), theirs(grid(ROWS)))
    assert {cell.verdict for cell in found.values()} == {"agreed"} and len(found) == 6


@given(st.integers(0, 2), st.integers(1, 2), st.integers(0, 10**9))
def test_any_other_figure_is_found_at_its_cell_and_only_there(row: int, col: int, n: int) -> None:
    other = str(n)
    found = cells(ours(), theirs(grid(changed(row, col, other))))
    differing = {text: c.theirs for text, c in found.items() if c.verdict == "differs"}
    same = other == ROWS[row][col]
    assert differing == ({} if same else {ROWS[row][col]: other})


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("1234", "1,234"), ("1234", "１２３４"), ("12 34", "1234"), ("1234", "1 234"),
        ("1234", "1234①"), ("1234*", "1234"), ("11/12", "11 / 12"), ("-5", "－5"),
    ],
)  # fmt: skip
def test_typography_is_no_difference(here: str, there: str) -> None:
    found = cells(ours(changed(1, 1, here)), theirs(grid(changed(1, 1, there))))
    assert found[here].verdict == "agreed"


@pytest.mark.parametrize("there", ["1234", "12.34", "12/34", "-1234.5", "1234.50"])
def test_what_is_not_typography_is_one(there: str) -> None:
    found = cells(ours(changed(1, 1, "1234.5")), theirs(grid(changed(1, 1, there))))
    assert found["1234.5"].verdict == "differs"


def test_glyphs_of_a_watermark_are_no_difference() -> None:
    first = ours().model_copy(update={"furniture": (line("内部资料"),)})
    assert cells(first, theirs(grid(changed(0, 1, "1内01\n部"))))["101"].verdict == "agreed"
    assert cells(first, theirs(grid(changed(0, 1, "1外01"))))["101"].verdict == "apart"
    assert cells(first, theirs(grid(changed(0, 1, "1内021"))))["101"].verdict == "differs"


def test_neighbours_in_one_cell_were_not_read_apart() -> None:
    rows = [["第一医院", "", "101 55"], *ROWS[1:]]
    found = cells(ours(), theirs(grid(rows)))
    assert (found["101"].verdict, found["55"].verdict) == ("apart", "apart")
    assert found["202"].verdict == "agreed"


def test_a_figure_that_stands_at_its_own_place_too_is_a_difference() -> None:
    found = cells(ours(changed(0, 1, "")), theirs(grid(changed(0, 1, "55"))))
    assert (found[""].verdict, found[""].theirs) == ("differs", "55")


def test_a_cell_that_the_second_engine_leaves_out_is_none() -> None:
    assert cells(ours(), theirs(grid(changed(0, 1, ""))))["101"].verdict == "apart"


@pytest.mark.parametrize("mark", ["", "/", "—"])
def test_a_figure_where_we_read_none_is_a_difference(mark: str) -> None:
    first = ours(changed(0, 1, mark))
    assert cells(first, theirs(grid(ROWS)))[mark].verdict == "differs"
    assert mark not in cells(first, theirs(grid(changed(0, 1, "-"))))


def test_two_columns_taken_for_each_other_are_found() -> None:
    found = cells(ours(), theirs(grid([["第一医院", "55", "101"], *ROWS[1:]])))
    assert {c.ours for c in found.values() if c.verdict == "differs"} == {"101", "55"}


def test_a_header_that_stands_above_a_row_does_not_belong_to_it() -> None:
    header = grid([["医院", "电话预约", "小计"]], at=-18.0)
    found = cells(ours(), theirs(header, grid(ROWS)))
    assert {cell.verdict for cell in found.values()} == {"agreed"}


def test_of_two_tables_at_one_place_the_better_one_counts() -> None:
    found = cells(ours(), theirs(grid(changed(0, 1, "101 电话")), grid(ROWS)))
    assert {cell.verdict for cell in found.values()} == {"agreed"}


def test_a_table_that_was_not_read_says_why() -> None:
    [compared] = compare_readings(
        ours(), theirs(failures=[PageFailure(page=1, reason="ValueError: x")])
    )
    assert not compared.is_compared and compared.failures == ("ValueError: x",)
    assert compared.count("apart") == 6


def test_pages_that_it_was_not_given_are_not_compared() -> None:
    second = theirs(grid(ROWS)).model_copy(update={"pages": (2,)})
    assert compare_readings(ours(), second) == ()


@pytest.mark.parametrize("there", ["（截止2025年2月，总量为9次）", "注1：101", "预约 101"])
def test_words_are_no_other_figure(there: str) -> None:
    assert cells(ours(), theirs(grid(changed(0, 1, there))))["101"].verdict == "apart"


def test_a_figure_beside_ours_that_nobody_else_prints_is_a_difference() -> None:
    assert cells(ours(), theirs(grid(changed(0, 1, "101 9"))))["101"].verdict == "differs"


def test_a_column_in_one_cell_was_not_read_apart() -> None:
    tall = SecondCell(row=0, col=1, text="101\n202\n303", box=Box(50, 20, 100, 80))
    found = cells(ours(), theirs(SecondTable(page=1, cells=(tall,))))
    assert {cell.verdict for cell in found.values()} == {"apart"}


def test_two_columns_that_we_took_for_one_figure_are_a_difference() -> None:
    parts = (
        SecondCell(row=0, col=1, text="10", box=Box(50, 20, 75, 40)),
        SecondCell(row=0, col=2, text="1", box=Box(75, 20, 100, 40)),
    )
    found = cells(ours(), theirs(SecondTable(page=1, cells=parts)))
    assert (found["101"].verdict, found["101"].theirs) == ("differs", "10 1")
