"""Cells on a scan that no rules close are doubted: what is in them may be another's."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model.place import Box
from pipeline.reading.page.geometry import Spot
from pipeline.reading.scan.unproven import NO_RULES, unproven
from pipeline.reading.tables.part import Part, PartCell, doubted

CELLS = tuple(
    PartCell(0, col, 1, 1, Box(col * 50.0, 0, col * 50.0 + 50, 20), doubt="unsure" * (col == 2))
    for col in range(3)
)
PART = Part(1, Box(0, 0, 150, 20), (0, 50, 100, 150), 1, 0, CELLS, "lines")


def test_rules_around_every_cell_prove_where_it_belongs() -> None:
    assert unproven(PART) is PART


def test_without_rules_every_cell_is_doubted_blank_ones_too() -> None:
    cells = unproven(replace(PART, method="whitespace")).cells
    assert [c.doubt for c in cells] == [NO_RULES, NO_RULES, "unsure"]
    assert cells[0].sure > cells[2].sure


def test_a_doubt_about_the_grid_concerns_every_cell() -> None:
    cells = unproven(replace(PART, doubts=("rules are open",))).cells
    assert [c.doubt for c in cells] == ["rules are open", "rules are open", "unsure"]


def test_of_several_doubts_at_a_cell_the_worst_counts() -> None:
    spots = [
        Spot(Box(0, 0, 50, 20), why, sure=sure) for why, sure in (("page", 0.98), ("cut", 0.3))
    ]
    cell = doubted(PART, spots).cells[0]
    assert (cell.doubt, cell.sure) == ("cut", 0.3)
    page = doubted(PART, spots[:1])
    assert unproven(replace(page, method="whitespace")).cells[0].doubt == NO_RULES
