"""Every way of wear spoils a page, alike for the same seed, and leaves it a page."""

from __future__ import annotations

import numpy as np
import pytest

from tests.lab.scans import WAYS
from tests.lab.wear import clean


@pytest.mark.parametrize("name", WAYS)
def test_a_way_of_wear_is_seeded_and_keeps_the_size(name: str) -> None:
    wear = WAYS[name]
    page = np.full((4 * wear.dpi, 3 * wear.dpi, 3), 255, np.uint8)
    page[wear.dpi : 3 * wear.dpi : 12, wear.dpi // 4 : -wear.dpi // 4] = 0
    first, second = (wear.spoil(page, wear.dpi, np.random.default_rng(5)) for _ in range(2))
    assert np.array_equal(first, second)
    assert first.shape == page.shape
    assert first.dtype == np.uint8
    assert wear.spoil is clean or not np.array_equal(first, page)
