"""Light letters on dark bands, as in the header of a table, made dark letters on a light band.

The recognisers and all that looks for ink know dark letters on white paper only.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.uint8]

_QUARTER = 4
"""Bands are looked for in a picture reduced by this."""

_ALONG = 15
"""Pixels along a line over which letters and the band behind them are taken together."""

_DARKISH = 190
"""Mean grey of a place of a band at most, with the letters in it."""

_LEAST = (32, 5)
"""Width and height of a band at least, in the reduced picture at 200 dpi: 46 by 7 points."""

_DARK = 150
"""A band is as dark as this."""

_LIGHT = 200
"""Letters of a band are as light as this; a band without such is left as it is."""

_EVEN, _MOST = 30, 0.6
"""Tones by which the band itself differs at most, and the share of it in the place."""

_EDGE = 24
"""Pixels around what was found in which the edges of the band are."""

_FULL = 0.8
"""Share of its frame that a band fills at least, so that it is a rectangle and no picture."""


def with_dark_letters(grey: Grey) -> Grey:
    """The page with what is on dark bands turned into its negative."""
    k = 1 / _QUARTER
    small = cv2.resize(grey, None, fx=k, fy=k, interpolation=cv2.INTER_AREA)
    darkish = (cv2.blur(small, (_ALONG, 1)) < _DARKISH).astype(np.uint8)
    found = cv2.morphologyEx(darkish, cv2.MORPH_OPEN, np.ones(_LEAST[::-1], np.uint8))
    if not found.any():
        return grey
    out = grey.copy()
    boxes = cv2.connectedComponentsWithStats(found)[2][1:]
    for left, top, width, height in boxes[:, :4] * _QUARTER:
        rows = slice(max(top - _EDGE, 0), top + height + _EDGE)
        cols = slice(max(left - _EDGE, 0), left + width + _EDGE)
        out[rows, cols] = _turned(out[rows, cols])
    return out


def _turned(place: Grey) -> Grey:
    """The place with its band white and the letters on it dark; as it is where it has no band."""
    dark = place[place < _DARK]
    if not dark.size:
        return place
    band = float(np.median(dark))
    inside = _band(place, band)
    if inside is None:
        return place
    tones = place[inside > 0]
    letters = float(np.percentile(tones, 98))
    even = float(np.mean(np.abs(tones - band) < _EVEN))
    if letters < _LIGHT or even < _MOST:
        return place
    negative = 255 - (place.astype(np.float32) - band) * 255 / (letters - band)
    square = np.ones((5, 5), np.uint8)
    edge = cv2.dilate(inside, square) > cv2.erode(inside, square)
    turned = np.where(inside > 0, np.clip(negative, 0, 255), place)
    return np.where(edge, 255, turned).astype(np.uint8)


def _band(place: Grey, band: float) -> Grey | None:
    """Where the largest dark thing is, its holes filled; None where it is no rectangle."""
    dark = (place < (band + 255) / 2).astype(np.uint8)
    contours = cv2.findContours(dark, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0]
    largest = max(contours, key=cv2.contourArea)
    width, height = cv2.minAreaRect(largest)[1]
    if cv2.contourArea(largest) < _FULL * width * height:
        return None
    out = np.zeros_like(place)
    cv2.drawContours(out, [largest], 0, 255, cv2.FILLED)
    return out
