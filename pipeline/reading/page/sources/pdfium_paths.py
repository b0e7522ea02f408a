"""The paths of a page as pdfium holds them, drawn in the space of the page as displayed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from pipeline.reading.page.geometry import Rule
from pipeline.reading.page.sources import pdfium_calls as pdfium
from pipeline.reading.page.sources.display import Matrix, product
from pipeline.reading.page.sources.drawn_frames import with_sides
from pipeline.reading.page.sources.glyph_faces import Point
from pipeline.reading.page.sources.strokes import (
    THIN_RULE,
    Found,
    Stroke,
    closed_path,
    on_paper,
    rules_in,
)

_BLOCK = 1000
"""Paths of which pdfium is asked at once; a map has a hundred thousand."""

_LINE = 2
"""Segments of a path that may be one straight line, as most paths are."""


@lru_cache(maxsize=256)
def brightness(color: pdfium.Color | None) -> float:
    """Brightness as seen on white paper; a pattern counts as black."""
    if color is None:
        return 0.0
    red, green, blue, opacity = color
    return on_paper((0.299 * red + 0.587 * green + 0.114 * blue) / 255, opacity / 255)


def draw_paths(found: Found, paths: Sequence[int], around: Sequence[Matrix]) -> None:
    """Draw the painted subpaths of each path; nothing of one that is neither filled nor stroked.

    Args:
        found: takes them, in drawing order.
        paths: addresses.
        around: of each path, the matrix of the forms around it.
    """
    for start in range(0, len(paths), _BLOCK):
        block = slice(start, start + _BLOCK)
        _draw(found, paths[block], around[block])


def _draw(found: Found, paths: Sequence[int], around: Sequence[Matrix]) -> None:
    counts = np.array(pdfium.segment_counts(paths))
    fills = np.array(pdfium.draw_modes(paths)).reshape(-1, 2)
    modes = fills != 0
    matrices = _matrices(paths, around)
    painted = modes.any(axis=1)
    pairs = np.flatnonzero(painted & (counts == _LINE)).tolist()
    lines = _lines([paths[k] for k in pairs], matrices[pairs])
    rules = {k: line for k, line in zip(pairs, lines, strict=True) if line is not None}
    others = [k for k in np.flatnonzero(painted).tolist() if k not in rules]
    found.only_rules &= not others and all(rules.values())
    if found.only_rules:
        found.only_rules = _thickest([paths[k] for k in pairs], matrices[pairs]) <= THIN_RULE
    if not others:
        found.rules += [rule for rule in rules.values() if rule]
        return
    strokes = _strokes([paths[k] for k in others], fills[others].tolist(), matrices[others])
    for k in sorted([*rules, *others]):
        if k not in rules:
            for stroke in next(strokes):
                found.draw(stroke)
        elif rule := rules[k]:
            found.rules.append(rule)


def _thickest(paths: Sequence[int], matrices: Any) -> float:
    """The thickness (points) of the thickest stroke of some paths; 0 of none."""
    a, b, c, d, _, _ = matrices.T
    widths = np.array(pdfium.stroke_widths(paths)) * np.maximum(np.hypot(a, b), np.hypot(c, d))
    return float(widths.max(initial=0.0))


def _matrices(paths: Sequence[int], around: Sequence[Matrix]) -> Any:
    """How each path lies on the page as displayed, a row of six numbers each."""
    own: Any = np.array(pdfium.object_matrices(paths), np.float64).reshape(-1, 6).T
    forms = set(around)
    form: Any = forms.pop() if len(forms) == 1 else np.array(around).T
    return np.array(product(own, form)).T


def _lines(paths: Sequence[int], matrices: Any) -> list[Rule | tuple[()] | None]:
    """Each path of two segments as a rule; () where it is too thick, None where it is curved."""
    points, kinds = pdfium.ends_of(paths)
    a, b, c, d, e, f = matrices.T
    x, y = np.array(points).reshape(-1, 2, 2).T
    x, y = a * x + c * y + e, b * x + d * y + f
    return [
        rule if kind == pdfium.LINE_TO else None
        for rule, kind in zip(
            rules_in(x.min(axis=0), y.min(axis=0), x.max(axis=0), y.max(axis=0)), kinds, strict=True
        )
    ]


def _strokes(
    paths: Sequence[int], modes: Sequence[Sequence[int]], matrices: Any
) -> Iterator[list[Stroke]]:
    fills = _lights(pdfium.fill_colors, paths, [filled != 0 for filled, _ in modes])
    strokes = _lights(pdfium.stroke_colors, paths, [stroked != 0 for _, stroked in modes])
    segments = pdfium.segments_of(paths)
    looks = zip(fills, strokes, modes, matrices.tolist(), segments, strict=True)
    for fill, stroke, (rule, _), matrix, found in looks:
        subpaths = [
            Stroke(points, curved, stroke, fill)
            for points, curved in _subpaths(found, matrix, stroke is None)
        ]
        even_odd = rule == pdfium.EVEN_ODD and len(subpaths) > 1
        yield list(with_sides(subpaths)) if even_odd else subpaths


def _lights(
    ask: Callable[[Sequence[int]], list[pdfium.Color | None]],
    paths: Sequence[int],
    painted: Sequence[bool],
) -> list[float | None]:
    """The brightness of the fill, or the stroke, of each path; None where there is none."""
    colors = iter(ask([path for path, paint in zip(paths, painted, strict=True) if paint]))
    return [brightness(next(colors)) if paint else None for paint in painted]


def _subpaths(
    segments: Iterable[pdfium.Segment], matrix: Matrix, closed: bool
) -> Iterator[tuple[list[Point], bool]]:
    """Points of each subpath, and whether it is curved. What is only filled is always `closed`."""
    a, b, c, d, e, f = matrix
    points: list[Point] = []
    curved = False
    controls = 0  # Each Bézier segment is two control points and its end.
    for kind, x, y, closes in segments:
        if kind == pdfium.MOVE_TO and points:
            yield closed_path(points, closed), curved
            points, curved = [], False
        if kind == pdfium.BEZIER_TO:
            curved, controls = True, (controls + 1) % 3
            if controls:
                continue
        points.append((a * x + c * y + e, b * x + d * y + f))
        if closes:
            points = closed_path(points, True)
    if points:
        yield closed_path(points, closed), curved
