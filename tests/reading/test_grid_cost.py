"""A page may hold thousands of rules; what they cost grows with their number, not its square."""

from __future__ import annotations

import time

from pipeline.reading.page.geometry import Rule
from pipeline.reading.tables.grid import grids_of, merge
from pipeline.reading.tolerances import TOLERANCES


def lattice(rows: int, cols: int, step: float = 10.0) -> list[Rule]:
    width, height = cols * step, rows * step
    flats = [Rule(True, step * i, 0, width) for i in range(rows + 1)]
    return flats + [Rule(False, step * i, 0, height) for i in range(cols + 1)]


def cost(rules: list[Rule]) -> float:
    """Processor seconds, the least of three."""
    found = []
    for _ in range(3):
        started = time.process_time()
        grids_of(rules)
        found.append(time.process_time() - started)
    return min(found)


def test_two_thousand_rules_are_no_burden() -> None:
    (grid,) = grids_of(lattice(1900, 40))
    assert len(grid.cells) == 1900 * 40
    # Four times the fields may cost four times as much, and a little; not sixteen times.
    assert cost(lattice(1600, 40)) < 8 * max(cost(lattice(400, 40)), 0.02)


def test_graph_paper_is_no_table() -> None:
    side = int(TOLERANCES.grids.most_fields**0.5) + 1
    assert grids_of(lattice(side, side)) == []


def test_dashes_are_put_together_in_one_pass() -> None:
    across = [Rule(True, 4.0 * i, 0, 500) for i in range(2000)]
    dashes = [Rule(False, 100, 4.0 * i, 4.0 * i + 2.4) for i in range(2000)]
    started = time.process_time()
    merged = merge(dashes, across)
    assert time.process_time() - started < 2
    assert [(r.start, r.end) for r in merged] == [(0, 7998.4)]


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
