"""The font of last resort is what its script makes."""

from __future__ import annotations

from pathlib import Path

from pipeline.reading.page.sources import last_resort
from tests.lab.last_resort_font import last_resort_font


def test_the_font_that_is_kept_is_the_one_that_is_made() -> None:
    kept = Path(last_resort.__file__).with_name("last_resort.ttf")
    assert kept.read_bytes() == last_resort_font()
