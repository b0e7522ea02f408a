"""A column without a figure is not silently a column of missing figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lab.compare import read
from tests.lab.look import Rules, TableLook
from tests.lab.samples import only, sample
from tests.lab.sheets import Cell
from tests.lab.single import table


@pytest.mark.parametrize("rules", ["stroke", "cell_rect"])
@pytest.mark.parametrize("mark", ["", "/"])
def test_a_blank_column_below_a_header_is_doubted(rules: Rules, mark: str, tmp_path: Path) -> None:
    sheet = sample(rows=6)
    head, body = sheet.rows[: sheet.header_rows], sheet.rows[sheet.header_rows :]
    printed = sheet.with_rows([*head, *((*row[:2], Cell(mark), *row[3:]) for row in body)])
    found = only(read(table(printed, TableLook(rules=rules)).pdf, tmp_path))
    doubted = {c.col for c in found.cells if c.doubt}
    assert doubted == (set() if mark else {2})
