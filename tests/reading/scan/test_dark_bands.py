"""Light letters on a dark band of a scanned page are made dark letters on a light one."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.reading.scan.dark_bands import with_dark_letters
from pipeline.reading.scan.page_image import Grey, without_background

BAND = 105
LEFT, TOP, RIGHT, BOTTOM = 100, 300, 900, 340


def page() -> Grey:
    paper = np.full((900, 1000), 255, np.uint8)
    for y in range(380, 800, 40):
        written(paper, "1203  456  78  9011", y, 20)
    return paper


def written(paper: Grey, text: str, y: int, tone: int, thickness: int = 2) -> None:
    cv2.putText(paper, text, (130, y), cv2.FONT_HERSHEY_SIMPLEX, 0.8, tone, thickness)


def with_band(letters: int, lean: float = 0) -> Grey:
    paper = page()
    paper[TOP:BOTTOM, LEFT:RIGHT] = BAND
    written(paper, "TOTAL  PHONE  ONLINE  OTHER", TOP + 29, letters)
    turn = cv2.getRotationMatrix2D((500, 450), lean, 1)
    return np.asarray(cv2.warpAffine(paper, turn, (1000, 900), borderValue=255), np.uint8)


@pytest.mark.parametrize("lean", [0.0, 0.9])
def test_a_band_becomes_white_and_its_letters_dark(lean: float) -> None:
    before = with_band(250, lean)
    after = with_dark_letters(before)
    turn = cv2.getRotationMatrix2D((500, 450), -lean, 1)
    upright = cv2.warpAffine(after, turn, (1000, 900), borderValue=255)
    place = upright[TOP + 6 : BOTTOM - 6, LEFT + 6 : RIGHT - 6]
    assert float(np.median(place)) > 240
    assert float(np.percentile(place, 1)) < 60
    edges = upright[TOP - 12 : TOP, LEFT:RIGHT]
    assert edges.min() > 120  # no line is left where the band ended
    assert (after[420:] == before[420:]).all()


def test_a_picture_of_a_page_goes_through_it() -> None:
    colour = np.repeat(with_band(250)[:, :, None], 3, axis=2)
    place = without_background(colour)[TOP + 6 : BOTTOM - 6, LEFT + 6 : RIGHT - 6]
    assert float(np.median(place)) > 240


def test_a_band_with_dark_letters_or_none_stays() -> None:
    for before in (with_band(20), with_band(BAND)):
        assert (with_dark_letters(before) == before).all()


def test_heavy_print_and_thick_lines_stay() -> None:
    paper = page()
    written(paper, "HEAVY HEADING BMWBMWM", 200, 20, thickness=8)
    paper[250:256, 100:900] = 0
    assert (with_dark_letters(paper) == paper).all()


def test_a_photograph_stays() -> None:
    paper = page()
    noise = np.random.default_rng(1).integers(0, 255, (30, 60), dtype=np.uint8)
    paper[100:340, 200:680] = cv2.resize(noise, (480, 240), interpolation=cv2.INTER_LINEAR) // 2
    assert (with_dark_letters(paper) == paper).all()
