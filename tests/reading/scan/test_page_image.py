"""Pale print is made dark; paper stays paper."""

from __future__ import annotations

import numpy as np
import pypdfium2 as pdfium
import pytest

from pipeline.reading.scan.page_image import draw, without_background


def page(ink: int, grain: float = 2.0) -> np.ndarray:
    grey = np.full((600, 400), 250.0)
    grey[100:500:20, 50:350] = ink
    grey += np.random.default_rng(1).normal(0, grain, grey.shape)
    return np.repeat(np.clip(grey, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)


def test_pale_print_is_stretched() -> None:
    found = without_background(page(200))
    assert found[100, 60:340].mean() < 60
    assert found[110, 60:340].mean() > 235


def test_dark_print_and_blank_paper_stay_as_they_are() -> None:
    assert without_background(page(40))[100, 60:340].mean() > 30
    assert without_background(page(250))[100, 60:340].mean() > 235


@pytest.mark.parametrize(
    ("width", "height", "dpi"),
    [(595, 842, 200), (1654, 2339, 72), (4960, 7016, 72), (298, 421, 400)],
)
def test_a_page_is_drawn_at_the_size_of_its_paper(width: int, height: int, dpi: float) -> None:
    with pdfium.PdfDocument.new() as document:
        drawn = draw(document.new_page(width, height), dpi)
    assert drawn.shape[0] == pytest.approx(2339, abs=4)
