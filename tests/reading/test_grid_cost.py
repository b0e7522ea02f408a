"""A page may hold thousands of rules; what they cost grows with their number, not its square."""

from __future__ import annotations

import time

from pipeline.reading.page.geometry import Rule
from pipeline.reading.tables.grid import grids_of
from pipeline.reading.tables.rules import merge
from pipeline.reading.tolerances import TOLERANCES


def lattice(rows: int, cols: int, step: float = 10.0) -> list[Rule]:
    width, height = cols * step, rows * step
    flats = [Rule(True, step * i, 0, width) for i in range(rows + 1)]
    return flats + [Rule(False, step * i, 0, height) for i in range(cols + 1)]


def costs(*pages: list[Rule]) -> list[float]:
    """Processor seconds of each, the least of five that are measured in turn."""
    found: list[list[float]] = [[] for _ in pages]
    for _ in range(5):
        for rules, of_page in zip(pages, found, strict=True):
            started = time.process_time()
            grids_of(rules)
            of_page.append(time.process_time() - started)
    return list(map(min, found))


def test_two_thousand_rules_are_no_burden() -> None:
    (grid,) = grids_of(lattice(1900, 40))
    assert len(grid.cells) == 1900 * 40
    # Four times the fields may cost four times as much, and a little; not sixteen times.
    large, small = costs(lattice(1600, 40), lattice(400, 40))
    assert large < 8 * max(small, 0.02)


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
