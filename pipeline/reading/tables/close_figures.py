"""Figures of two columns that are set closer to each other than two texts usually are.

A narrow table leaves a third of a character between the widest figures of two columns, which is no
more than a blank within a text. But no blank is drawn there, and each side is a figure by itself.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from pipeline.reading.page.char import Char
from pipeline.reading.page.lines import Line, Segment
from pipeline.reading.tables.figure_texts import is_figure, is_mark
from pipeline.reading.tables.spread_names import is_spread, with_spread_names
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.unruled_tables
_HEAD = re.compile(r"[^\d/.,]*\d{1,3}")
_STROKES = "/／"
_TAIL = re.compile(r"\d{3}(?:[.．]\d+)?[^\d/,，]*")
"""The beginning of a figure, and what follows a mark of thousands, which may be a blank."""


def parted_figures(lines: Sequence[Line]) -> list[Line]:
    """The lines, each figure that white space sets apart a segment of its own."""
    return [_parted(line) for line in lines]


def _parted(line: Line) -> Line:
    segments = [part for segment in line.segments for part in _figures_apart(segment)]
    return Line(tuple(segments)) if len(segments) > len(line.segments) else line


def _figures_apart(segment: Segment) -> list[Segment]:
    if not any(c.text.isdigit() for c in segment.chars):
        return [segment]
    pieces = _with_pairs(_pieces(segment.chars))
    if len(pieces) < 2:
        return [segment]
    pieces = with_spread_names(pieces)
    if len(pieces) < 2:
        return [segment]
    texts = ["".join(c.text for c in piece if c.text != " ") for piece in pieces]
    spread = [is_spread(piece) for piece in pieces]
    alone = [is_figure(text) or is_mark(text) for text in texts]
    if any(_may_be_one(a, b) for a, b in itertools.pairwise(texts)):
        return [segment]
    if any(spread) and all(figure or name for figure, name in zip(alone, spread, strict=True)):
        return [Segment(tuple(piece)) for piece in pieces]
    # Words may come first, as the name of a row; what follows must be figures, one by one.
    words = next((i for i, figure in enumerate(alone) if figure), len(alone))
    if not all(alone[words:]) or (words and len(texts[0]) < _T.name_before_figure):
        return [segment]
    if _is_open("".join(texts[:words])):
        return [segment]
    name = [c for piece in pieces[:words] for c in piece]
    return [Segment(tuple(piece)) for piece in (name, *pieces[words:]) if piece]


def _is_open(text: str) -> bool:
    """Is a bracket open at the end of the text, as in （注 before the number of a note?"""
    return sum(map(text.count, "（([［【")) > sum(map(text.count, "）)]］】"))


def _pieces(chars: Sequence[Char]) -> list[list[Char]]:
    """Glyphs between which there is white space, and no blank is drawn."""
    apart = _gap_of_columns([c for c in chars if c.text != " "])
    out: list[list[Char]] = [[]]
    seen: Char | None = None
    blank = False
    for char in chars:
        if char.text == " ":
            blank = True
        else:
            if seen and not blank and char.x0 - seen.x1 >= apart * char.size:
                out.append([])
            seen, blank = char, False
        out[-1].append(char)
    return out


def _with_pairs(pieces: list[list[Char]]) -> list[list[Char]]:
    """The pieces, two figures with a stroke in the middle between them as the pair that they are.

    A stroke that stands for a missing figure is not as far from the figures on both sides of it.
    """
    if not any(piece[0].text in _STROKES for piece in pieces):
        return pieces
    out: list[list[Char]] = []
    for piece in pieces:
        if len(out) > 1 and _are_pair(out[-2], out[-1], piece):
            out[-2:] = [[*out[-2], *out[-1], *piece]]
        else:
            out.append(piece)
    return out


def _are_pair(a: list[Char], stroke: list[Char], b: list[Char]) -> bool:
    if len(stroke) != 1 or stroke[0].text not in _STROKES:
        return False
    if not all(c.text.isdigit() for c in (*a, *b)):
        return False
    gaps = stroke[0].x0 - a[-1].x1, b[0].x0 - stroke[0].x1
    return abs(gaps[0] - gaps[1]) < _T.even_gap * stroke[0].size


def _gap_of_columns(glyphs: Sequence[Char]) -> float:
    """White space from which on two figures are apart, in em: less where glyphs touch exactly."""
    gaps = [(b.x0 - a.x1) / b.size for a, b in itertools.pairwise(glyphs)]
    exact = all(abs(gap) <= _T.even_gap or gap >= _T.figures_apart_exact for gap in gaps)
    return _T.figures_apart_exact if exact else _T.figures_apart


def _may_be_one(a: str, b: str) -> bool:
    """May two texts be one figure, with a blank between its thousands?

    Neither has another mark of thousands, and the first is no pair (11/12) or decimal.
    """
    return _HEAD.fullmatch(a) is not None and _TAIL.fullmatch(b) is not None
