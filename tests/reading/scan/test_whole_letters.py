"""Lines of text around whole letters, and their digits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from pipeline.reading.scan import scan_page
from pipeline.reading.scan.detector import Pixels
from pipeline.reading.scan.recogniser import Glyph, PrintedLine
from pipeline.reading.scan.whole_letters import digits_in, whole_letters


def page(*letters: tuple[int, int]) -> np.ndarray:
    """A picture with a letter of 20 by 20 pixels from each corner, left and top."""
    out = np.zeros((200, 200), np.uint8)
    for left, top in letters:
        out[top : top + 20, left : left + 20] = 255
    return out


def test_a_line_grows_to_the_letters_that_its_box_cuts() -> None:
    (found,) = whole_letters([Pixels(18, 13, 72, 27)], page((10, 10), (35, 10), (60, 10)))
    assert found == Pixels(10, 10, 80, 30)


def test_a_line_shrinks_to_its_letters() -> None:
    (found,) = whole_letters([Pixels(2, 5, 95, 35)], page((10, 10), (60, 10)))
    assert found == Pixels(10, 10, 80, 30)


def test_letters_of_the_next_line_and_large_ink_are_not_its_own() -> None:
    ink = page((10, 10), (10, 32))
    ink[0:150, 40:100] = 255
    (found,) = whole_letters([Pixels(8, 8, 60, 36)], ink)
    assert found == Pixels(10, 10, 30, 30)


def test_a_line_without_ink_stays() -> None:
    assert list(whole_letters([Pixels(1, 2, 30, 40)], page())) == [Pixels(1, 2, 30, 40)]


def line(text: str) -> PrintedLine:
    return PrintedLine(tuple(Glyph(c, 0.99, (i + 0.5) / len(text)) for i, c in enumerate(text)))


@pytest.mark.parametrize(
    ("text", "piece"), [("共受理123次其中", (20, 70)), ("12次其中", (0, 30)), ("共计12", (10, 40))]
)
def test_the_digits_of_a_line_have_a_character_at_each_side(
    text: str, piece: tuple[int, int]
) -> None:
    crop = np.arange(10 * len(text), dtype=np.uint8)[None]
    found = digits_in(line(text), crop)
    assert found is not None
    assert (int(found[0, 0]), int(found[0, -1]) + 1) == piece


def test_a_line_without_digits_has_no_piece() -> None:
    assert digits_in(line("其中"), np.zeros((1, 20), np.uint8)) is None


def test_paper_without_ink_is_not_searched_and_places_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    searched = []

    def lines_in(grey: np.ndarray) -> Sequence[Pixels]:
        searched.append(len(grey))
        rows = np.flatnonzero((grey < 128).any(axis=1))
        return [Pixels(0, int(rows[-20]), 90, int(rows[-1]) + 1)]

    monkeypatch.setattr(scan_page, "lines_in", lines_in)
    ink = np.zeros((900, 100), np.uint8)
    for top in (100, 400, 700):
        ink[top : top + 20, 10:30] = 255
    clean = np.asarray(255 - ink, np.uint8)
    (found,) = scan_page._outside(clean, ink, [Pixels(0, 380, 100, 450)])
    assert found == Pixels(10, 700, 30, 720)
    assert searched == [2 * (24 + 2 * scan_page._PAPER)]
