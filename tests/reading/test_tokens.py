"""What a rule never parts: a figure is one, though one of its digits cannot be read."""

from __future__ import annotations

import pytest

from pipeline.model.vocabulary import UNREADABLE
from pipeline.reading.page.char import Char
from pipeline.reading.page.columns import columns_of
from pipeline.reading.tables.tokens import tokens_of


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        (f"1{UNREADABLE}9.5", [f"1{UNREADABLE}9.5"]),
        (f"{UNREADABLE}95", [f"{UNREADABLE}95"]),
        ("1O9", ["1O9"]),
        ("人次15", ["人次", "15"]),
        ("APP", ["APP"]),
    ],
)
def test_a_digit_that_lies_parts_no_figure(text: str, tokens: list[str]) -> None:
    chars = [Char(c, 5.0 * i, 0, 5.0 * i + 5, 10, 10) for i, c in enumerate(text)]
    found = tokens_of(columns_of(chars))
    assert ["".join(c.text for c in token) for token in found] == tokens
