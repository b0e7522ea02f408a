"""A page may hold thousands of rules; what they cost grows with their number, not its square."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

from pipeline.reading.page.geometry import Rule
from pipeline.reading.tables.grid import grids_of
from pipeline.reading.tables.rules import merge
from pipeline.reading.tolerances import TOLERANCES


def lattice(rows: int, cols: int, step: float = 10.0) -> list[Rule]:
    width, height = cols * step, rows * step
    flats = [Rule(True, step * i, 0, width) for i in range(rows + 1)]
    return flats + [Rule(False, step * i, 0, height) for i in range(cols + 1)]


def steps(call: Callable[[], object]) -> int:
    """Lines of this program that a call runs, those of loops as often as they run."""
    count = 0

    def on_line(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal count
        count += event == "line"
        return on_line

    before = sys.gettrace()
    sys.settrace(on_line)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


def test_two_thousand_rules_are_no_burden() -> None:
    (grid,) = grids_of(lattice(1900, 40))
    assert len(grid.cells) == 1900 * 40
    # Four times the fields cost four times as much, not sixteen times.
    large, small = (steps(partial(grids_of, lattice(rows, 20))) for rows in (400, 100))
    assert small < large < 5 * small


def test_graph_paper_is_no_table() -> None:
    side = int(TOLERANCES.grids.most_fields**0.5) + 1
    assert grids_of(lattice(side, side)) == []


def test_dashes_are_put_together_in_one_pass() -> None:
    across = [Rule(True, 4.0 * i, 0, 500) for i in range(2000)]
    dashes = [Rule(False, 100, 4.0 * i, 4.0 * i + 2.4) for i in range(2000)]
    merged = merge(dashes, across)
    assert [(r.start, r.end) for r in merged] == [(0, 7998.4)]


def test_four_times_as_many_dashes_cost_four_times_as_much() -> None:
    few, many = (
        [Rule(False, 100, 4.0 * i, 4.0 * i + 2.4) for i in range(count)]
        + [Rule(True, 4.0 * i, 0, 500) for i in range(count)]
        for count in (200, 800)
    )
    assert steps(lambda: merge(many[:800], many[800:])) < 5 * steps(
        lambda: merge(few[:200], few[200:])
    )


def test_spans_come_out_as_before() -> None:
    rules = [
        Rule(True, 0, 0, 30), Rule(True, 20, 0, 30), Rule(True, 10, 10, 30),
        Rule(False, 0, 0, 20), Rule(False, 10, 0, 20), Rule(False, 20, 10, 20),
        Rule(False, 30, 0, 20),
    ]  # fmt: skip
    (grid,) = grids_of(rules)
    assert {(c.row, c.col, c.row_span, c.col_span) for c in grid.cells} == {
        (0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1),
    }  # fmt: skip
