"""Frames that are filled: what lies between two rectangles in each other, by the even-odd rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.reading.page.sources.strokes import THIN, Stroke, bounds, is_rectangle


def with_sides(strokes: Iterable[Stroke]) -> Iterator[Stroke]:
    """The subpaths of a path that is filled by the even-odd rule; frames as their four sides.

    A frame is a rectangle with one within it, or around it, that is a rule's thickness away on
    all sides.
    """
    last: Stroke | None = None
    for stroke in strokes:
        sides = _sides(last, stroke) if last is not None else []
        if sides:
            yield from sides
            last = None
            continue
        if last is not None:
            yield last
        last = stroke
    if last is not None:
        yield last


def _sides(a: Stroke, b: Stroke) -> list[Stroke]:
    """The sides between two rectangles; none where they are no frame."""
    if any(s.stroke is not None or s.curved or len(s.points) != 5 for s in (a, b)):
        return []
    if not is_rectangle(a.points) or not is_rectangle(b.points):
        return []
    one, other = bounds(a.points), bounds(b.points)
    outer, inner = (one, other) if one.width > other.width else (other, one)
    x = [outer.x0, inner.x0, inner.x1, outer.x1]
    y = [outer.top, inner.top, inner.bottom, outer.bottom]
    thick = (x[1] - x[0], x[3] - x[2], y[1] - y[0], y[3] - y[2])
    if not all(0 < t <= THIN for t in thick):
        return []
    boxes = [(x[0], y[0], x[3], y[1]), (x[0], y[2], x[3], y[3]),
             (x[0], y[0], x[1], y[3]), (x[2], y[0], x[3], y[3])]  # fmt: skip
    return [
        a._replace(points=[(x0, top), (x1, top), (x1, bottom), (x0, bottom), (x0, top)])
        for x0, top, x1, bottom in boxes
    ]
