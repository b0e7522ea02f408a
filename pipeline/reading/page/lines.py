"""Characters to segments and lines.

A segment is a run of glyphs on one line without a wide gap: a word, a figure, the text of a
table cell. A line is all segments at one height.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from pipeline.model.place import Box
from pipeline.reading.lazy import lazy
from pipeline.reading.page.char import Char
from pipeline.reading.page.spread_words import unspread
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.lines
_SPACE_GAP = _T.space_gap
"""Asked of every glyph."""


@dataclass(frozen=True)
class Segment:
    """Glyphs side by side; spaces between them are kept as characters of `text`."""

    chars: tuple[Char, ...]

    @lazy
    def box(self) -> Box:
        return bounds(self.chars)

    @lazy
    def spaced(self) -> list[tuple[str, float, float]]:
        """(character, left edge, right edge) of the text, spaces included."""
        out: list[tuple[str, float, float]] = []
        wide, spaces = _SPACE_GAP, self._spaces
        right = 0.0
        for char in self.chars:
            if char.text == " ":
                continue
            left = char.x0
            if out:
                if left - right > wide * char.size:
                    out.append((" ", right, left))
                elif (
                    spaces
                    and self._space_between(right, left)
                    and not _whole_figure(out[-1][0], char, left - right)
                ):
                    out.append((" ", right, max(left, right)))
            right = char.x1
            for text in char.text:
                out.append((text, left, right))
        return out

    @lazy
    def _spaces(self) -> list[float]:
        return [c.cx for c in self.chars if c.text == " "]

    def _space_between(self, left: float, right: float) -> bool:
        return any(left - _T.space_slack <= x <= right + _T.space_slack for x in self._spaces)

    @lazy
    def text(self) -> str:
        chars = self.chars
        if self._spaces:
            return "".join([t for t, _, _ in self.spaced])
        out = chars[0].text if chars else ""
        for before, char in itertools.pairwise(chars):
            wide = out and char.x0 - before.x1 > _SPACE_GAP * char.size
            out += f" {char.text}" if wide else char.text
        return out

    @lazy
    def size(self) -> float:
        return _median([c.size for c in self.chars])

    @lazy
    def bold(self) -> bool:
        return sum([c.bold for c in self.chars]) * 2 > len(self.chars)

    @property
    def cy(self) -> float:
        return (self.box.top + self.box.bottom) / 2


@dataclass(frozen=True)
class Line:
    """Segments at one height, left to right."""

    segments: tuple[Segment, ...]

    @lazy
    def box(self) -> Box:
        segments = self.segments
        return segments[0].box if len(segments) == 1 else union(s.box for s in segments)

    @lazy
    def text(self) -> str:
        return " ".join([s.text for s in self.segments])

    @lazy
    def even(self) -> bool:
        """Are all its glyphs of one size?"""
        return len({c.size for s in self.segments for c in s.chars}) == 1

    @lazy
    def size(self) -> float:
        if len(self.segments) == 1:
            return self.segments[0].size
        return _median([c.size for s in self.segments for c in s.chars])

    @lazy
    def bold(self) -> bool:
        if len(self.segments) == 1:
            return self.segments[0].bold
        chars = [c for s in self.segments for c in s.chars]
        return sum([c.bold for c in chars]) * 2 > len(chars)

    @property
    def cy(self) -> float:
        return (self.box.top + self.box.bottom) / 2


def lines_of(chars: Iterable[Char], gap: float = _T.column_gap) -> list[Line]:
    """Lines from top to bottom, each with its segments from left to right."""
    found = tuple(chars)
    plain = _plain(found, gap)
    if plain:
        return [plain]
    out = []
    for row in _rows(found):
        segments = _segments(row, gap)
        if segments:
            out.append(Line(tuple(segments)))
    return out


def _plain(chars: tuple[Char, ...], gap: float) -> Line | None:
    """The line of glyphs that are alike and each close behind the one before, as in most cells.

    None of other glyphs. What is known of it then need not be asked of its glyphs again.
    """
    if not chars:
        return None
    _, left, top, right, bottom, size, bold, _, _, _ = chars[0]
    most = min(gap, _SPACE_GAP, _T.figure_gap) * size
    start, end, texts = left, right, []
    for text, x0, over, x1, under, em, is_bold, _, _, _ in chars:
        if (
            over != top or under != bottom or em != size or is_bold != bold or text == " "
            or x0 - end > most or x0 < start or (x0 == start and x1 < end)
        ):  # fmt: skip
            return None
        start, end = x0, x1
        if x1 > right:
            right = x1
        texts.append(text)
    if size <= 0:
        return None
    segment = Segment(chars)
    box, whole = Box(left, top, right, bottom), "".join(texts)
    known = {"box": box, "text": whole, "size": size, "bold": bold}
    segment.__dict__.update(known)
    line = Line((segment,))
    line.__dict__.update(known, even=True)
    return line


def _rows(chars: Iterable[Char]) -> list[list[Char]]:
    found = list(chars)
    if not found:
        return []
    if len({(c.top, c.bottom) for c in found}) == 1 and found[0].size:
        return [found]  # Most cells hold one line.
    found.sort(key=attrgetter("cy"))
    if found[-1].cy - found[0].cy < _T.same_line * found[0].size:
        return [found]
    rows: list[list[Char]] = []
    middle = 0.0
    for char in found:
        cy = (char.top + char.bottom) / 2
        if rows and cy - middle < _T.same_line * max(char.size, rows[-1][0].size):
            rows[-1].append(char)
            middle += (cy - middle) / len(rows[-1])
        else:
            rows.append([char])
            middle = cy
    return rows


def _segments(row: Sequence[Char], gap: float) -> list[Segment]:
    out: list[list[Char]] = []
    current: list[Char] = []
    spaces: list[Char] = []
    narrow = min(gap, _T.figure_gap)
    right = 0.0
    for char in sorted(row, key=_LEFT_TO_RIGHT):
        if char.text == " ":
            spaces.append(char)
            continue
        space, size, end = char.x0 - right, char.size, char.x1
        if current and (
            space <= narrow * size or (space <= gap * size and not _both_digits(current[-1], char))
        ):
            if spaces:
                current += spaces
            current.append(char)
            right = max(right, end)
        else:
            current = [char]
            out.append(current)
            right = end
        if spaces:
            spaces = []
    return [Segment(tuple(run)) for run in unspread(out)]


_LEFT_TO_RIGHT = attrgetter("x0", "x1")


def _both_digits(a: Char, b: Char) -> bool:
    return a.text.isdigit() and b.text.isdigit()


def _whole_figure(before: str, char: Char, gap: float) -> bool:
    """Do two characters of a figure touch, so that a space at their place is not seen?

    Spaces of the page lie below figures that are drawn over it, as fields of a form are.
    """
    both = before in _FIGURES and char.text in _FIGURES
    return both and gap < _T.touching * char.size


_FIGURES = frozenset("0123456789.,")


def resegmented(line: Line, gap: float) -> Line:
    """The line parted at gaps wider than `gap` font sizes."""
    parts = [_segments(s.chars, gap) if len(s.text) > _T.one_text else [s] for s in line.segments]
    return Line(tuple(s for part in parts for s in part))


def bounds(chars: Iterable[Char]) -> Box:
    """Smallest box around glyphs (at least one)."""
    seen = list(chars)
    return Box(
        min([c.x0 for c in seen]), min([c.top for c in seen]),
        max([c.x1 for c in seen]), max([c.bottom for c in seen]),
    )  # fmt: skip


def _median(values: list[float]) -> float:
    """The middle value, or the mean of the two in the middle."""
    values.sort()
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def union(boxes: Iterable[Box]) -> Box:
    """Smallest box around boxes (at least one)."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))
