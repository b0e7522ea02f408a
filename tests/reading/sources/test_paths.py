"""Paths as pdfium holds them: lines, rectangles and what is neither, in drawing order."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.reading.page.geometry import Rule
from pipeline.reading.page.sources.pdfium_source import pdfium_pages
from tests.reading.ink.drawn import drawn

_LEVEL = Rule(True, 100, 50, 150)
_UPRIGHT = Rule(False, 50, 100, 200)


@pytest.mark.parametrize(
    ("content", "rules"),
    [
        (b"50 700 m 150 700 l S", [_LEVEL]),
        (b"1 G 50 700 m 150 700 l S", [_LEVEL]),
        (b"50 700 m 150 700 l n", []),
        (b"50 700 m 150 700 m S", []),
        (b"50 700 m 150 650 l S", []),
        (b"50 700 m 150 700 l 50 700 m 50 600 l S", [_LEVEL, _UPRIGHT]),
        (b"50 700 m 150 700 l S 50 600 m 50 700 l S", [_LEVEL, _UPRIGHT]),
        (b"50 600 m 50 700 l S 49 699 102 2 re f 50 700 m 150 700 l S",
         [_UPRIGHT, Rule(True, 100, 49, 151), _LEVEL]),
        (b"q 2 0 0 2 -50 -700 cm 50 700 m 100 700 l S Q 50 600 m 50 700 l S",
         [_LEVEL, _UPRIGHT]),
        (b"1 g 49 699 102 2 re f", []),
    ],
)  # fmt: skip
def test_lines_become_rules_in_drawing_order(
    tmp_path: Path, content: bytes, rules: list[Rule]
) -> None:
    [page] = pdfium_pages(drawn(tmp_path, content))
    assert list(page.rules) == rules
