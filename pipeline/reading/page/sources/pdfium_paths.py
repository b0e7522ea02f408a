"""The paths of a page as pdfium holds them, as strokes in the space of the page as displayed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeline.reading.page.sources import pdfium_calls as pdfium
from pipeline.reading.page.sources.display import Matrix, product
from pipeline.reading.page.sources.strokes import Point, Stroke, closed_path, on_paper

_BLOCK = 1000
"""Paths of which pdfium is asked at once; a map has a hundred thousand."""


def brightness(color: pdfium.Color | None) -> float:
    """Brightness as seen on white paper; a pattern counts as black."""
    if color is None:
        return 0.0
    red, green, blue, opacity = color
    return on_paper((0.299 * red + 0.587 * green + 0.114 * blue) / 255, opacity / 255)


def strokes_of(paths: Sequence[int], around: Sequence[Matrix]) -> Iterator[list[Stroke]]:
    """The painted subpaths of each path; none of one that is neither filled nor stroked.

    Args:
        paths: addresses.
        around: of each path, the matrix of the forms around it.
    """
    for start in range(0, len(paths), _BLOCK):
        block = slice(start, start + _BLOCK)
        yield from _strokes(paths[block], around[block])


def _strokes(paths: Sequence[int], around: Sequence[Matrix]) -> Iterator[list[Stroke]]:
    looks = zip(
        pdfium.draw_modes(paths), pdfium.fill_colors(paths), pdfium.stroke_colors(paths),
        pdfium.object_matrices(paths), around, pdfium.segments_of(paths), strict=True,
    )  # fmt: skip
    for (filled, stroked), fill, stroke, matrix, forms, segments in looks:
        if not filled and not stroked:
            yield []
            continue
        dark = brightness(stroke) if stroked else None
        shade = brightness(fill) if filled else None
        subpaths = _subpaths(segments, product(matrix, forms), not stroked)
        yield [Stroke(points, curved, dark, shade) for points, curved in subpaths]


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
