"""Rules of a scanned page: long thin strokes of ink, found by opening the picture."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.reading.page.geometry import Rule
from pipeline.reading.scan.arcs import without_arcs
from pipeline.reading.scan.loose_strokes import Stroke, without_loose
from pipeline.reading.scan.page_image import WORKING_DPI, Grey, PageImage

_LONG = round(0.35 * WORKING_DPI)
"""Shortest piece of a horizontal rule, pixels: longer than a stroke of any character of a text."""

_ALONE = round(1.5 * WORKING_DPI)
"""A horizontal stroke that meets no vertical rules is one from this length on, pixels."""

_TALL = round(0.16 * WORKING_DPI)
"""Shortest piece of a vertical rule, pixels; one row of a table is that high."""

_THICK = round(0.045 * WORKING_DPI)
"""A rule is no thicker than this (pixels); a bar or a photograph is."""

_BLOB = 2 * _THICK
"""Ink that is as thick as this in both directions, pixels, is no stroke."""

_LETTERS = (round(1.0 * WORKING_DPI), round(0.6 * WORKING_DPI))
"""Strokes that meet within this width and height (pixels) are of a title; no table is so small."""

_MEETS = 6
"""A vertical rule begins and ends this near (pixels) to horizontal ones."""


def rules_of(image: PageImage) -> tuple[list[Rule], npt.NDArray[np.bool_]]:
    """The rules, in points, and where in the picture they are."""
    ink = ink_of(image.grey)
    thin = _without_blobs(ink)
    flat_mask = _opened(thin, (_LONG, 1))
    tall_mask = _opened(thin, (1, _TALL))
    flats = without_arcs(_strokes(flat_mask, horizontal=True), flat_mask, horizontal=True)
    talls = without_arcs(_strokes(tall_mask, horizontal=False), tall_mask, horizontal=False)
    talls = [t for t in talls if _meets(t, flats)]
    flats = [f for f in flats if f[2] >= _ALONE or _is_met(f, talls)]
    flats, talls = without_loose(flats, talls, ink, flat_mask | tall_mask)
    talls = [t for t in talls if _meets(t, flats)]
    flats, talls = _without_letters(flats, talls, ink.shape)
    mask = np.zeros(ink.shape, np.bool_)
    k = image.scale
    rules = []
    for horizontal, strokes in ((True, flats), (False, talls)):
        for x, y, width, height in strokes:
            mask[y : y + height, x : x + width] |= (flat_mask if horizontal else tall_mask)[
                y : y + height, x : x + width
            ] > 0
            if horizontal:
                rules.append(Rule(True, (y + height / 2) / k, x / k, (x + width) / k))
            else:
                rules.append(Rule(False, (x + width / 2) / k, y / k, (y + height) / k))
    return rules, mask


def _without_blobs(ink: Grey) -> Grey:
    """The ink without what is thick both ways: shadows, punched holes and pictures touch rules."""
    side = np.ones((_BLOB, _BLOB), np.uint8)
    blobs = cv2.dilate(cv2.morphologyEx(ink, cv2.MORPH_OPEN, side), np.ones((5, 5), np.uint8))
    return np.asarray(cv2.subtract(ink, blobs), np.uint8)


def ink_of(grey: Grey) -> npt.NDArray[np.uint8]:
    """255 where there is ink: darker than half-way between ink and paper."""
    return np.asarray((grey < ink_level(grey)) * 255, np.uint8)


def ink_level(grey: Grey) -> float:
    """Half-way between ink and paper, 0 to 255."""
    threshold, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return min(max(float(threshold), 110.0), 190.0)


def without_rules(image: PageImage, mask: npt.NDArray[np.bool_]) -> Grey:
    """The picture with its rules painted over by paper."""
    wide = cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    out = image.grey.copy()
    out[wide] = 255
    return out


def _opened(ink: npt.NDArray[np.uint8], shape: tuple[int, int]) -> npt.NDArray[np.uint8]:
    width, height = shape
    gap = (1, 3) if height > width else (3, 1)  # a rule may be interrupted for a pixel or two
    whole = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((gap[1], gap[0]), np.uint8))
    found = cv2.morphologyEx(whole, cv2.MORPH_OPEN, np.ones((height, width), np.uint8))
    return np.asarray(found, np.uint8)


def _strokes(mask: npt.NDArray[np.uint8], *, horizontal: bool) -> list[Stroke]:
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    out = []
    for x, y, width, height, area in stats[1:count]:
        long, thin = (width, height) if horizontal else (height, width)
        if thin <= 2 * _THICK and area / long <= _THICK + 2:
            out.append((int(x), int(y), int(width), int(height)))
    return out


def _meets(tall: Stroke, flats: list[Stroke]) -> bool:
    """Does a vertical stroke cross or touch two horizontal rules? Else it is part of a glyph."""
    x, y, width, height = tall
    touching = {
        fy
        for fx, fy, fw, fh in flats
        if fx - _MEETS <= x + width / 2 <= fx + fw + _MEETS
        and y - _MEETS <= fy + fh / 2 <= y + height + _MEETS
    }
    return len(touching) >= 2


def _without_letters(
    flats: list[Stroke], talls: list[Stroke], shape: tuple[int, ...]
) -> tuple[list[Stroke], list[Stroke]]:
    """The strokes without those that together are as small as a letter or two: “南” is a frame."""
    drawn = np.zeros(shape, np.uint8)
    for x, y, width, height in (*flats, *talls):
        drawn[max(y - _MEETS, 0) : y + height + _MEETS, max(x - _MEETS, 0) : x + width + _MEETS] = 1
    _, labels, stats, _ = cv2.connectedComponentsWithStats(drawn, connectivity=8)
    small = (stats[:, 2] < _LETTERS[0]) & (stats[:, 3] < _LETTERS[1])
    kept = ([s for s in strokes if not small[labels[s[1], s[0]]]] for strokes in (flats, talls))
    return next(kept), next(kept)


def _is_met(flat: Stroke, talls: list[Stroke]) -> bool:
    """Do two vertical strokes cross or touch a horizontal one?"""
    x, y, width, height = flat
    touching = {
        tx
        for tx, ty, tw, th in talls
        if x - _MEETS <= tx + tw / 2 <= x + width + _MEETS
        and ty - _MEETS <= y + height / 2 <= ty + th + _MEETS
    }
    return len(touching) >= 2
