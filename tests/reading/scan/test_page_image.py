"""Pale print is made dark; paper stays paper."""

from __future__ import annotations

import numpy as np

from pipeline.reading.scan.page_image import without_background


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
