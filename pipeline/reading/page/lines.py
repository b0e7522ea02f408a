"""Characters to segments and lines.

A segment is a run of glyphs on one line without a wide gap: a word, a figure, the text of a
table cell. A line is all segments at one height.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from pipeline.model.place import Box
from pipeline.reading.page.geometry import Char
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.lines


@dataclass(frozen=True)
class Segment:
    """Glyphs side by side; spaces between them are kept as characters of `text`."""

    chars: tuple[Char, ...]

    @cached_property
    def box(self) -> Box:
        return bounds(self.chars)

    @cached_property
    def spaced(self) -> list[tuple[str, float, float]]:
        """(character, left edge, right edge) of the text, spaces included."""
        out: list[tuple[str, float, float]] = []
        for char in self.chars:
            if char.text == " ":
                continue
            if out and char.x0 - out[-1][2] > _T.space_gap * char.size:
                out.append((" ", out[-1][2], char.x0))
            elif out and self._space_between(out[-1][2], char.x0):
                out.append((" ", out[-1][2], max(char.x0, out[-1][2])))
            for text in char.text:
                out.append((text, char.x0, char.x1))
        return out

    @cached_property
    def _spaces(self) -> list[float]:
        return [c.cx for c in self.chars if c.text == " "]

    def _space_between(self, left: float, right: float) -> bool:
        return any(left - _T.space_slack <= x <= right + _T.space_slack for x in self._spaces)

    @cached_property
    def text(self) -> str:
        return "".join(t for t, _, _ in self.spaced)

    @cached_property
    def size(self) -> float:
        return median(c.size for c in self.chars)

    @cached_property
    def bold(self) -> bool:
        return sum(c.bold for c in self.chars) * 2 > len(self.chars)

    @property
    def cy(self) -> float:
        return (self.box.top + self.box.bottom) / 2


@dataclass(frozen=True)
class Line:
    """Segments at one height, left to right."""

    segments: tuple[Segment, ...]

    @cached_property
    def box(self) -> Box:
        return union(s.box for s in self.segments)

    @cached_property
    def text(self) -> str:
        return " ".join(s.text for s in self.segments)

    @cached_property
    def size(self) -> float:
        return median(c.size for s in self.segments for c in s.chars)

    @cached_property
    def bold(self) -> bool:
        chars = [c for s in self.segments for c in s.chars]
        return sum(c.bold for c in chars) * 2 > len(chars)

    @property
    def cy(self) -> float:
        return (self.box.top + self.box.bottom) / 2


def lines_of(chars: Iterable[Char], gap: float = _T.column_gap) -> list[Line]:
    """Lines from top to bottom, each with its segments from left to right."""
    out = []
    for row in _rows(chars):
        segments = _segments(row, gap)
        if segments:
            out.append(Line(tuple(segments)))
    return out


def _rows(chars: Iterable[Char]) -> list[list[Char]]:
    rows: list[list[Char]] = []
    middle = 0.0
    for char in sorted(chars, key=lambda c: c.cy):
        if rows and char.cy - middle < _T.same_line * max(char.size, rows[-1][0].size):
            rows[-1].append(char)
            middle += (char.cy - middle) / len(rows[-1])
        else:
            rows.append([char])
            middle = char.cy
    return rows


def _segments(row: Sequence[Char], gap: float) -> list[Segment]:
    out: list[list[Char]] = []
    spaces: list[Char] = []
    right = 0.0
    for char in sorted(row, key=lambda c: (c.x0, c.x1)):
        if char.text == " ":
            spaces.append(char)
            continue
        both = bool(out) and char.text.isdigit() and out[-1][-1].text.isdigit()
        if out and char.x0 - right <= (min(gap, _T.figure_gap) if both else gap) * char.size:
            out[-1].extend(spaces)
            out[-1].append(char)
        else:
            out.append([char])
        spaces = []
        right = max(right, char.x1) if len(out[-1]) > 1 else char.x1
    return _unspread([Segment(tuple(part)) for part in out])


def _unspread(segments: list[Segment]) -> list[Segment]:
    """Put together words spread over their cell by letter spacing (江　宁　区)."""
    out: list[Segment] = []
    for segment in segments:
        if (
            out
            and _single(segment.chars[-1:])
            and len(segment.text) == 1
            and _single(out[-1].chars)
            and segment.box.x0 - out[-1].box.x1 < _T.spread_gap * segment.size
        ):
            out[-1] = Segment((*out[-1].chars, *segment.chars))
        else:
            out.append(segment)
    return out


def _single(chars: Sequence[Char]) -> bool:
    """Chinese characters each for itself: no mark for a missing figure, no two side by side."""
    ideographs = all("\u4e00" <= c.text <= "\u9fff" and c.text not in "无缺" for c in chars)
    pairs = itertools.pairwise(chars)
    return ideographs and all(b.x0 - a.x1 > _T.spread_apart * a.size for a, b in pairs)


def resegmented(line: Line, gap: float) -> Line:
    """The line parted at gaps wider than `gap` font sizes."""
    parts = [_segments(s.chars, gap) if len(s.text) > _T.one_text else [s] for s in line.segments]
    return Line(tuple(s for part in parts for s in part))


def bounds(chars: Iterable[Char]) -> Box:
    """Smallest box around glyphs (at least one)."""
    seen = list(chars)
    return Box(
        min(c.x0 for c in seen), min(c.top for c in seen),
        max(c.x1 for c in seen), max(c.bottom for c in seen),
    )  # fmt: skip


def union(boxes: Iterable[Box]) -> Box:
    """Smallest box around boxes (at least one)."""
    seen = list(boxes)
    return Box(
        min(b.x0 for b in seen), min(b.top for b in seen),
        max(b.x1 for b in seen), max(b.bottom for b in seen),
    )  # fmt: skip
