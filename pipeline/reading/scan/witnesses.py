"""Two readings of one line of print, weighed: what is taken, and what is doubted about it.

Agreement proves little (a lone “/” is read as “1” by both, at up to 0.98), so marks are judged by
their shape as well, and whatever is not certain carries a doubt that sums and people resolve.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pipeline.model.message import Message
from pipeline.reading.scan.confidence import CERTAIN, DIFFERENT, MARK, of_unsure
from pipeline.reading.scan.evenness import is_uneven
from pipeline.reading.scan.lone_marks import Stroke, has_size_of_zero, is_ring, stroke_of
from pipeline.reading.scan.recogniser import Glyph, PrintedLine

SURE = 0.9
"""Probability of a character below which a figure is doubted: 0.8 left 2 of 3,366 silent."""

_STROKE = "1/|lI丨丿ノ\\／ｌ!"
_RING = "0oOｏＯ〇○"
_DASH = "-—–―－一ー_"
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+")
"""Print that is out of focus makes a point of a comma, for both recognisers and with certainty."""

_ALIKE = {
    char: group.replace(char, "")
    for group in ("入人", "天大", "门内", "未末", "干于", "土士")
    for char in group
}
"""Characters that differ by the length of a stroke, or in its end."""

_LETTER = re.compile("[a-z]")
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"[\d.,]{2,}")
_PARTED = re.compile(r"\d\s+\d")
_SHAPE = re.compile(r"[+-]?\d{1,3}(?:,\d{3})*(?:\.\d+)?%?|[+-]?\d+(?:\.\d+)?%?|\d+/\d+|[/—-]+")


@dataclass(frozen=True)
class Reading:
    """What is taken for a line.

    Attributes:
        line: the characters taken.
        other: what the second recogniser read; '' where it was not asked.
        doubt: why it is not certain; '' where it is.
        differs: do the two recognisers read different figures?
        sure: how often such a figure is right, 0 to 1.
    """

    line: PrintedLine
    other: str = ""
    doubt: str = ""
    differs: bool = False
    sure: float = CERTAIN

    @property
    def letters(self) -> tuple[str, ...]:
        """For each character of a word what it may be, the one taken first; () if all are sure.

        One of `_ALIKE` never is: both recognisers read 收入 as 收人 with certainty.
        """
        shown = [glyph for glyph in self.line.glyphs if glyph.text.strip()]
        others = [glyph.others + _ALIKE.get(glyph.text, "") for glyph in shown]
        if not any(others) or not _has_han(self.line.text):
            return ()
        return tuple(
            "".join(dict.fromkeys(glyph.text + more))
            for glyph, more in zip(shown, others, strict=True)
        )

    @property
    def otherwise(self) -> str:
        """What the second recogniser read where that is not what is taken."""
        return self.other if plain(self.other) != plain(self.line.text) else ""


def weighed(
    first: PrintedLine,
    second: PrintedLine | None,
    ink: npt.NDArray[np.uint8],
    *,
    in_table: bool,
    usual: float = 0.0,
    faint: npt.NDArray[np.uint8] | None = None,
) -> Reading:
    """The reading of a line from both recognisers and the shape of its ink.

    Args:
        second: None where the line can be no figure.
        ink: 255 where there is ink, the line alone.
        usual: height of most characters, pixels; 0 where it is not known.
        faint: the same with strokes that are too pale to be ink, such as the top of a thin zero.
    """
    ring = _as_ring(first, second, ink, usual, faint) if in_table and second else None
    if ring is not None:
        return ring
    mark = stroke_of(ink)
    if mark is not None and (not first.text or first.text.strip() in _STROKE + _DASH):
        return _as_mark(mark, first, second)
    if second is None:
        return Reading(first)
    if in_table and not first.text.strip() and not second.text.strip():
        return Reading(first, "", "there is ink, in which nothing is read", sure=MARK)
    ours, theirs = plain(first.text), plain(second.text)
    if in_table and _are_words(ours) and _are_words(theirs):
        return _surer(first, second, ink.shape[1] / ink.shape[0])
    bare = in_table and not _has_han(ours)
    if (ours != theirs) if bare else (figures(ours) != figures(theirs)):
        doubt = Message("read_as", first=first.text, second=second.text)
        return Reading(first, second.text, doubt, differs=True, sure=DIFFERENT)
    sure = min(_least_of_figures(first), _least_of_figures(second))
    if sure < SURE:
        doubt = Message("digit_unsure", text=first.text, sure=f"{sure:.2f}")
        return Reading(first, second.text, doubt, sure=of_unsure(sure))
    if any(_THOUSANDS.fullmatch(figure) for figure in figures(ours)):
        doubt = Message("point_or_comma", text=first.text)
        return Reading(first, second.text, doubt, sure=DIFFERENT)
    if bare and _DIGIT.search(ours) and not (_SHAPE.fullmatch(ours) and _is_one(first, second)):
        doubt = Message("no_figure_form", text=first.text)
        return Reading(first, second.text, doubt, sure=MARK)
    if bare and _NUMBER.fullmatch(ours) and is_uneven(ink, ours.count(",")):
        doubt = Message("uneven_figure", text=first.text)
        return Reading(first, second.text, doubt, sure=DIFFERENT)
    return Reading(first, second.text)


def with_ones(line: PrintedLine) -> PrintedLine:
    """The line of a text in which an l or I beside a digit is the digit 1: www.njl2320.org."""
    glyphs = line.glyphs
    around = zip((None, *glyphs), glyphs, (*glyphs[1:], None), strict=False)
    return PrintedLine(
        tuple(
            replace(one, text="1")
            if one.text in ("l", "I")
            and any(near and _DIGIT.fullmatch(near.text) for near in (before, after))
            else one
            for before, one, after in around
        )
    )


def _is_one(first: PrintedLine, second: PrintedLine) -> bool:
    """Does neither recogniser see a space inside of the figure?

    None did in 5,959 figures of good scans; on worn ones it parts two columns, or print from pen.
    """
    return not any(_PARTED.search(line.text) for line in (first, second))


def _are_words(text: str) -> bool:
    return _has_han(text) and not _DIGIT.search(text)


def _surer(first: PrintedLine, second: PrintedLine, wide: float) -> Reading:
    """Of two readings of words the surer one; names and headers are then compared with known ones.

    Where they differ, it is doubted. A character that falls to pieces is read as letters (“小计” as
    “小it”), and of “合” and “合计” the ink has the width of one only.

    Args:
        wide: width of the ink, in heights of it.
    """
    better, other = (first, second) if first.sure >= second.sure else (second, first)
    if _misfit(other.text, wide) < _misfit(better.text, wide):
        better, other = other, better
    better = _with_others(better, other)
    same = plain(first.text) == plain(second.text)
    doubt = "" if same else Message("read_as", first=first.text, second=second.text)
    return Reading(better, other.text, doubt, sure=CERTAIN if same else DIFFERENT)


def _with_others(taken: PrintedLine, other: PrintedLine) -> PrintedLine:
    """The line taken; each of its characters may also be what the other reading has or doubts."""
    if len(taken.glyphs) != len(other.glyphs):
        return taken
    return PrintedLine(
        tuple(
            replace(one, others=_alternatives(one, two))
            for one, two in zip(taken.glyphs, other.glyphs, strict=True)
        )
    )


def _alternatives(one: Glyph, two: Glyph) -> str:
    return "".join(dict.fromkeys(one.others + two.text + two.others)).replace(one.text, "")


def _misfit(text: str, wide: float) -> tuple[bool, int]:
    """Are there letters in a Chinese word; how many characters has it more or less than its ink?"""
    whole = all(_has_han(char) for char in text)
    return mixes_letters(text), abs(len(text) - round(wide)) if whole else 0


def mixes_letters(text: str) -> bool:
    """Are there both Chinese characters and small Latin letters?"""
    return _has_han(text) and _LETTER.search(text) is not None


def plain(text: str) -> str:
    """Text in which marks that mean the same are the same."""
    folded = unicodedata.normalize("NFKC", text).replace(" ", "")
    return re.sub(f"[{_DASH}]", "-", folded)


def figures(text: str) -> list[str]:
    """All that makes figures in a text: runs of digits with their marks; no comma that ends one."""
    found = re.findall(r"[\d.,/%+-]*\d[\d.,/%+-]*|^[/-]+$", text)
    return [figure.strip(",.") for figure in found]


def _has_han(text: str) -> bool:
    return any("\u3400" <= char <= "\u9fff" for char in text)


def _least_of_figures(line: PrintedLine) -> float:
    return min((g.sure for g in line.glyphs if g.text in "0123456789.,/-%"), default=1.0)


def _reads_ring(line: PrintedLine) -> bool:
    """Is it read as a lone zero, or as a letter that has its shape?"""
    text = line.text.strip()
    return len(line.glyphs) == 1 and len(text) == 1 and text in _RING


def _as_ring(
    first: PrintedLine,
    second: PrintedLine,
    ink: npt.NDArray[np.uint8],
    usual: float,
    faint: npt.NDArray[np.uint8] | None,
) -> Reading | None:
    """A lone zero by the shape of its ink, or the doubt whether it is one; None of another text."""
    ringed = is_ring(ink) or (faint is not None and is_ring(faint))
    if _reads_ring(first) and _reads_ring(second):
        if not has_size_of_zero(ink, usual):
            doubt = Message("ring_no_zero", first=first.text, second=second.text)
            return Reading(first, second.text, doubt, sure=MARK)
        zero: Glyph | None = replace(first.glyphs[0], text="0")
    else:
        zero = _lone_zero(first, second) if has_size_of_zero(ink, usual) else None
    return Reading(PrintedLine((zero,)), second.text) if ringed and zero else None


def _lone_zero(first: PrintedLine, second: PrintedLine) -> Glyph | None:
    """The zero that only one of the two reads, where the other reads nothing.

    A single small glyph on clean paper is often nothing to a recogniser. The shape of the ink is
    then the other witness.
    """
    read, unread = (first, second) if first.text.strip() else (second, first)
    zero = plain(read.text) == "0" and len(read.glyphs) == 1
    return replace(read.glyphs[0], text="0") if zero and not unread.text.strip() else None


def _as_mark(mark: Stroke, first: PrintedLine, second: PrintedLine | None) -> Reading:
    other = second.text if second else ""
    if mark == "/ or 1":
        doubt = Message("lone_stroke", first=first.text, second=other)
        return Reading(first, other, doubt, sure=MARK)
    at = first.glyphs[0].at if first.glyphs else 0.5
    sure = first.sure if first.glyphs else 0.5
    line = (
        PrintedLine((replace(first.glyphs[0], text=mark),))
        if first.glyphs
        else PrintedLine((Glyph(mark, sure, at),))
    )
    same = plain(first.text) == mark and plain(other) in (mark, "")
    if same or mark == "/" or (mark == "-" and plain(first.text) in ("-", "")):
        return Reading(line, other)
    doubt = Message("lone_stroke", first=first.text, second=other)
    return Reading(line, other, doubt, sure=MARK)
