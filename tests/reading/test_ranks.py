"""Ranks and arrows behind figures: no part of the figure, and nothing that makes it a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.reading.tables.figure_texts import is_figure
from tests.lab.compare import read
from tests.lab.look import Rules, TableLook
from tests.lab.samples import only, round_trip, sample
from tests.lab.sheets import Cell, Sheet
from tests.lab.single import table

FIGURES = ["24645", "10024", "4373", "4187", "7243", "7109", "4621", "5003"]
RANKS = [1, 2, 7, 8, 3, 4, 6, 5]


def _ranked(ranks: list[int]) -> Sheet:
    sheet = sample(rows=len(FIGURES))
    head, body = sheet.rows[: sheet.header_rows], sheet.rows[sheet.header_rows :]
    return sheet.with_rows(
        [
            *head,
            *(
                (row[0], Cell(f"{figure}({rank})"), *row[2:])
                for row, figure, rank in zip(body, FIGURES, ranks, strict=True)
            ),
        ]
    )


@pytest.mark.parametrize("rules", ["stroke", "booktabs"])
def test_a_rank_is_the_mark_of_its_figure(rules: Rules, tmp_path: Path) -> None:
    drawing = table(_ranked(RANKS), TableLook(rules=rules))
    found = only(read(drawing.pdf, tmp_path))
    column = [c for c in found.cells if c.col == 1 and c.row >= found.header_rows]
    assert [c.text for c in column] == FIGURES
    assert [c.superscript for c in column] == [f"({rank})" for rank in RANKS]


def test_figures_in_brackets_in_another_order_stay_with_their_figures(tmp_path: Path) -> None:
    sheet = _ranked([3, 1, 7, 8, 2, 4, 6, 5])
    found = only(round_trip(sheet, tmp_path, TableLook(rules="stroke")))
    column = [c.text for c in found.cells if c.col == 1 and c.row >= found.header_rows]
    assert column[0] == "24645(3)"


@pytest.mark.parametrize("text", ["12345↑", "12345▲", "↓12", "9,314→", "12345（1）", "12345①"])
def test_a_figure_with_a_mark_is_a_figure(text: str) -> None:
    assert is_figure(text)
