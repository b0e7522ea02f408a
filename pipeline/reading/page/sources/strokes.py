"""What a source finds on a page, in drawing order, and what of it is seen.

Both sources put glyphs, paths and pictures in here in the coordinates of the page as displayed;
what counts as a rule, a ground or a hidden glyph is decided here for both.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.model.place import Box
from pipeline.reading.page.char import Char
from pipeline.reading.page.columns import Columns, Mask, columns_of
from pipeline.reading.page.geometry import Rule
from pipeline.reading.page.sources.drawn_twice import once
from pipeline.reading.page.sources.glyph_faces import Point

Edges = npt.NDArray[np.float64]

THIN = 3.0
"""A filled shape up to this thick (points) is a rule, not a shade."""

THIN_RULE = 2.0
"""Up to this thick (points) a rule leaves no ink that is further from it than a point."""

_LONG = 20.0
"""A filled curve is a rule from this length on (points); strokes of characters are shorter."""

_DOT, _ROUND = 2.0, 0.8
"""A round dot is no wider (points), and as high as wide up to this share: the point of a figure
has a tenth of its size."""

_SLANTED = 0.1
"""A piece of a curve is as much as this aside, in shares of its length; a rule is less."""

_WHITE = 0.97
"""Brightness from which a colour cannot be seen on paper."""

_DARK = 0.6
"""Brightness below which a ground lets white text be read."""

_SQUARE = 0.01
"""Coordinates that differ by less (points) are equal: more than pdfium's rounding."""


class Stroke(NamedTuple):
    """A subpath: its points, whether curved, and the brightness of its stroke and fill if any."""

    points: Sequence[Point]
    curved: bool
    stroke: float | None
    fill: float | None


def on_paper(light: float, opacity: float) -> float:
    """Brightness of a colour that lets white paper shine through."""
    return 1 - opacity * (1 - light)


@dataclass
class Found:
    """A page's glyphs and lines as they come.

    Attributes:
        chars: glyphs that may be seen.
        hidden: glyphs that nobody sees.
        rules, pictures: as in `PageGeometry`.
        dark: boxes on which white text can be read.
        fills: filled rectangles of any colour that are no rules.
        only_rules: is every path a line that is a rule, and no thicker than `THIN_RULE`?
    """

    chars: list[Char] = field(default_factory=list)
    hidden: list[Char] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    dark: list[Box] = field(default_factory=list)
    fills: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    only_rules: bool = True

    def covered_by(self, box: Box) -> list[Char]:
        """Glyphs drawn so far whose middles a picture covers."""
        return [char for char in self.chars if char.text != " " and _holds(box, char)]

    def cover(self, box: Box) -> None:
        """An opaque picture hides the text under it (a scan over its text layer)."""
        covered = [char for char in self.chars if _holds(box, char)]
        if covered:
            self.hidden += covered
            self.chars = [char for char in self.chars if not _holds(box, char)]

    def draw(self, stroke: Stroke) -> None:
        """Take a subpath for a rule, several rules, a ground, or nothing."""
        points = stroke.points
        if len(points) < 2:
            return
        box = bounds(points)
        if stroke.curved:
            self._draw_curve(stroke, box)
        elif len(points) == 2 or (len(points) == 3 and points[0] == points[2]):
            self.draw_line(*box)
        elif is_rectangle(points):
            self._draw_rectangle(stroke, box)
        else:
            self._draw_curve(stroke, box)

    def draw_line(self, x0: float, top: float, x1: float, bottom: float) -> None:
        """Take what lies in a box for a rule if it is thin, whatever its colour."""
        width, height = x1 - x0, bottom - top
        if height <= THIN and width > height:
            self.rules.append(Rule(True, (top + bottom) / 2, x0, x1))
        elif width <= THIN and height > width:
            self.rules.append(Rule(False, (x0 + x1) / 2, top, bottom))

    def _draw_rectangle(self, stroke: Stroke, box: Box) -> None:
        fill = stroke.fill
        if min(box.width, box.height) <= THIN:
            if stroke.stroke is not None or (fill is not None and fill < _WHITE):
                self._draw_thin(box)
            return
        if fill is not None:
            self.fills.append(box)
            if fill < _DARK:
                self.dark.append(box)
        if stroke.stroke is not None and stroke.stroke < _WHITE:
            self.rules += [
                Rule(True, box.top, box.x0, box.x1), Rule(True, box.bottom, box.x0, box.x1),
                Rule(False, box.x0, box.top, box.bottom), Rule(False, box.x1, box.top, box.bottom),
            ]  # fmt: skip

    def _draw_thin(self, box: Box) -> None:
        """A rule, or a square dot, which may be one of a dotted rule across or down the page."""
        if abs(box.width - box.height) < _SQUARE:
            self._draw_dot(box)
        else:
            self.draw_line(*box)

    def _draw_dot(self, box: Box) -> None:
        self.rules += [
            Rule(True, (box.top + box.bottom) / 2, box.x0, box.x1),
            Rule(False, (box.x0 + box.x1) / 2, box.top, box.bottom),
        ]

    def _draw_curve(self, stroke: Stroke, box: Box) -> None:
        """Straight strokes drawn in one go, or a thin shape with round or slanted ends."""
        if stroke.stroke is not None:
            for a, b in itertools.pairwise(stroke.points):
                piece = bounds((a, b))
                if not stroke.curved or _is_straight(piece):
                    self.draw_line(*piece)
        elif stroke.fill is not None and stroke.fill < _WHITE:
            if _is_long(stroke, box):
                self.draw_line(*box)
            elif _is_dot(box):
                self._draw_dot(box)

    def seen(self, width: float, height: float) -> tuple[list[Char], list[Char]]:
        """Glyphs that are seen, and those that nobody sees."""
        glyphs = columns_of(self.chars)
        shown = visible(glyphs, self.dark, width, height)
        hidden = [*self.hidden, *compress(self.chars, ~shown)]
        # A glyph that nobody sees stands for none that is seen.
        return list(once(glyphs.taken(shown)).chars), hidden


def rules_in(x0: Edges, top: Edges, x1: Edges, bottom: Edges) -> list[Rule | tuple[()]]:
    """What lies in each of some boxes as a rule, as `Found.draw_line` has it; () where it is none.

    Args:
        x0, top, x1, bottom: one edge of each box, points.
    """
    width, height = x1 - x0, bottom - top
    level = (height <= THIN) & (width > height)
    thin = level | ((width <= THIN) & (height > width))
    at = np.where(level, top + bottom, x0 + x1) / 2
    start, end = np.where(level, x0, top), np.where(level, x1, bottom)
    rules = map(Rule, *(values.tolist() for values in (level, at, start, end)))
    return [rule if is_rule else () for rule, is_rule in zip(rules, thin.tolist(), strict=True)]


def visible(glyphs: Columns, dark: Sequence[Box], width: float, height: float) -> Mask:
    """Which glyphs are seen on a page of this size, with these dark grounds?

    Nobody sees what is off the page, white without a dark ground, or below a point in size.
    """
    x, y = glyphs.middles
    shown: Mask = (x >= 0) & (x <= width) & (y >= 0) & (y <= height) & (glyphs.size >= 1)
    white = glyphs.light > _WHITE
    if white.any():
        grounds = np.zeros(len(white), np.bool_)
        for box in dark:
            grounds |= glyphs.within(box)
        shown &= ~white | grounds
    return shown


def _is_straight(piece: Box) -> bool:
    """Is a piece of a curved path level or upright, as the sides between round corners are?"""
    return min(piece.width, piece.height) < _SLANTED * max(piece.width, piece.height)


def _is_long(stroke: Stroke, box: Box) -> bool:
    return not stroke.curved or max(box.width, box.height) >= _LONG


def _is_dot(box: Box) -> bool:
    """Is a filled curve a round dot, such as a point within a figure, or one of a dotted rule?"""
    least, most = sorted((box.width, box.height))
    return 0 < most <= _DOT and least > _ROUND * most


def bounds(points: Iterable[Point]) -> Box:
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def is_rectangle(points: Sequence[Point]) -> bool:
    """Is it closed, with four sides along the axes?"""
    if len(points) != 5 or not _near(points[0], points[4]):
        return False
    (xa, ya), (xb, yb), (xc, yc), (xd, yd), last = points
    sides = xa, yb, xc, yd
    if last == (xa, ya) and sides in ((xd, ya, xb, yc), (xb, yc, xd, ya)):
        return True  # Most are so exactly.
    ways = [
        "x" if abs(ya - yb) < _SQUARE else "y" if abs(xa - xb) < _SQUARE else "?"
        for (xa, ya), (xb, yb) in itertools.pairwise(points)
    ]
    (xa, ya), (xb, yb) = points[0], points[2]
    flat = abs(xa - xb) < _SQUARE or abs(ya - yb) < _SQUARE
    return "?" not in ways and (flat or ways in (["x", "y"] * 2, ["y", "x"] * 2))


def _near(a: Point, b: Point) -> bool:
    return abs(a[0] - b[0]) < _SQUARE and abs(a[1] - b[1]) < _SQUARE


def _holds(box: Box, char: Char) -> bool:
    return box.x0 <= char.cx <= box.x1 and box.top <= char.cy <= box.bottom


def closed_path(points: list[Point], close: bool) -> list[Point]:
    """The points of a subpath, back at its first one where it is to be closed."""
    if close and len(points) > 1 and points[0] != points[-1]:
        points.append(points[0])
    return points
