"""Paths as pdfium holds them: lines, rectangles and what is neither, in drawing order."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.reading.page.geometry import PageSource, Rule
from pipeline.reading.page.sources.pdfium_source import pdfium_pages
from pipeline.reading.page.sources.pdfplumber_source import pdfplumber_pages
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


_FRAME = [
    Rule(True, 99.0, 48, 152), Rule(True, 151.0, 48, 152),
    Rule(False, 49.0, 98, 152), Rule(False, 151.0, 98, 152),
]  # fmt: skip


@pytest.mark.parametrize("pages", [pdfium_pages, pdfplumber_pages])
@pytest.mark.parametrize(
    ("content", "rules"),
    [
        (b"50 650 100 50 re 48 648 104 54 re f*", _FRAME),
        (b"48 648 104 54 re 50 650 100 50 re f*", _FRAME),
        (b"48 648 104 54 re 50 650 100 50 re f", []),
        (b"48 648 104 54 re 60 660 80 30 re f*", []),
        (b"48 648 104 54 re 200 650 100 50 re f*", []),
    ],
    ids=["inner first", "outer first", "another rule", "a broad band", "side by side"],
)
def test_what_is_filled_between_two_rectangles_is_a_frame(
    tmp_path: Path, content: bytes, rules: list[Rule], pages: PageSource
) -> None:
    """So programs draw a border that is alike on all sides, as of cells that are apart."""
    [page] = pages(drawn(tmp_path, content))
    assert list(page.rules) == rules
