"""Digits of a figure that are set smaller: numbers of notes, or its decimals."""

from __future__ import annotations

import re

from pipeline.reading.page.lines import Line
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.cell_texts
_WHOLE = re.compile(r"\d[\d,，]*")
_DECIMALS = re.compile(r"[.．]\d{1,2}")


def is_small_mark(text: str) -> bool:
    """May a small text above or below a line be a mark beside it, or the decimals of a figure?"""
    return len(text) <= _T.mark_glyphs or _DECIMALS.fullmatch(text) is not None


def with_decimals(text: str, marks: str) -> tuple[str, str]:
    """A text and the small marks beside it; those with a decimal point are decimals of a figure."""
    if marks and _WHOLE.fullmatch(text.rstrip(" .．")) and text.strip():
        point = text.rstrip()[-1] in ".．"
        if _DECIMALS.fullmatch("." * point + marks):
            return text.rstrip() + marks, ""
    return text, marks


def may_be_hundredths(text: str, marks: str) -> bool:
    """Are there two small digits behind a whole number?"""
    return marks.isdigit() and len(marks) > 1 and _WHOLE.fullmatch(text.strip()) is not None


def may_be_digits(line: Line, text: str, marks: str) -> bool:
    """May marks that are digits be digits of the figure beside them?

    Numbers of notes are clearly smaller, behind the figure, and rarely of two digits.
    """
    if not (any(c.isdigit() for c in text) and any(c.isdigit() for c in marks)):
        return False
    if may_be_hundredths(text, marks):
        return True
    digits = [c for s in line.segments for c in s.chars if c.text.isdigit()]
    size = max(c.size for c in digits)
    smaller = [c for c in digits if c.size < _T.raised_size * size]
    last = max(c.cx for c in digits if c not in smaller)
    return any(c.size >= _T.small_mark * size or c.cx < last for c in smaller)


def of_two_sizes(line: Line) -> bool:
    """Does a line have a digit that is clearly smaller, perhaps the number of a note?

    Decimals that are smaller from the point on are none.
    """
    digits = [c for s in line.segments for c in s.chars if c.text.isdigit()]
    sizes = [c.size for c in digits]
    if not sizes or min(sizes) >= _T.small_mark * max(sizes):
        return False
    whole, point, decimals = line.text.strip().partition(".")
    if not point or not _WHOLE.fullmatch(whole) or not decimals.isdigit():
        return True
    digits.sort(key=lambda c: c.x0)
    before, after = digits[: -len(decimals)], digits[-len(decimals) :]
    return len({c.size for c in before}) > 1 or len({c.size for c in after}) > 1
