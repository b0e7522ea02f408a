"""Figures with a note that they were corrected are kept, and doubted."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipeline.interpreting.text.numbers import read_number


@pytest.mark.parametrize(
    ("text", "value"),
    [("1200（修正）", 1200), ("1,200(更正数)", 1200), ("1200（原1100）", 1200),
     ("（原 1100）1200", 1200), ("原1100，现1200", 1200)],
)  # fmt: skip
def test_the_figure_is_kept_with_a_doubt(text: str, value: int) -> None:
    number = read_number(text)
    assert (number.kind, number.value) == ("number", Decimal(value))
    assert number.doubt


@pytest.mark.parametrize(
    "text", ["1200（1300）", "（1200）", "1200-1300", "1200→1300", "约", "原1100", "1200（河西）"]
)
def test_what_may_be_two_figures_is_none(text: str) -> None:
    assert read_number(text).kind == "unreadable"
