"""Text in two columns: which lines are read first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from pipeline.reading.page.lines import Line
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.columns

_SMALL = 0.9
"""Lines so much smaller than those of two columns, in their sizes, belong to neither of them."""


@dataclass(frozen=True)
class TextColumn:
    """Lines to be read one after the other; edges where they are not the page's."""

    lines: tuple[Line, ...]
    left: float | None = None
    right: float | None = None


def in_reading_order(
    lines: Sequence[Line], width: float, rules: Sequence[float] = ()
) -> list[TextColumn]:
    """`lines` (top to bottom) as columns in the order in which a person reads them.

    Args:
        lines: of one stretch of a page.
        width: of the page, points.
        rules: heights of horizontal rules; columns end there.
    """
    out: list[TextColumn] = []
    for stretch in _stretches(lines, rules):
        for column in _columns_of(stretch, width):
            if out and out[-1].left is None and column.left is None:
                column = TextColumn((*out.pop().lines, *column.lines))
            out.append(column)
    return out


def _stretches(lines: Sequence[Line], rules: Sequence[float]) -> list[list[Line]]:
    """Lines without a rule or a wide gap between them."""
    out: list[list[Line]] = []
    for line in lines:
        last = out[-1][-1] if out else None
        if (
            last is None
            or line.box.top - last.box.bottom > _T.stretch_gap * line.size
            or any(last.cy < y < line.cy for y in rules)
        ):
            out.append([line])
        else:
            out[-1].append(line)
    return out


def _columns_of(lines: Sequence[Line], width: float) -> list[TextColumn]:
    out: list[TextColumn] = []
    i = 0
    while i < len(lines):
        gutter, end = _two_columns(lines, i, width)
        if end > i:
            out += _parted(lines[i:end], gutter)
            i = end
            continue
        plain = [lines[i]]
        i += 1
        while i < len(lines) and _two_columns(lines, i, width)[1] == i:
            plain.append(lines[i])
            i += 1
        if out and out[-1].left is None:
            plain = [*out.pop().lines, *plain]
        out.append(TextColumn(tuple(plain)))
    return out


def _two_columns(lines: Sequence[Line], first: int, width: float) -> tuple[float, int]:
    """Middle of the gutter and end of the stretch of two columns that begins at `first`.

    A short first line leaves room for a gutter on either side of its last text: the one that
    holds for more lines is taken.
    """
    starts = _holes(lines[first], width, None)
    return max(
        (_columns_from(lines, first, width, hole) for hole in starts),
        key=lambda found: found[1],
        default=(0.0, first),
    )


def _columns_from(
    lines: Sequence[Line], first: int, width: float, gutter: tuple[float, float]
) -> tuple[float, int]:
    both, end = 0, first
    for i in range(first, len(lines)):
        holes = _holes(lines[i], width, gutter)
        if not holes:
            break
        gutter = max(holes, key=lambda h: h[1] - h[0])
        if len(lines[i].segments) > 1:
            both += 1
            end = i + 1
        elif i == end:
            end = i + 1
    end = _without_small_end(lines, first, end, gutter[1])
    enough = both >= _T.lines or _full_lines(lines[first:end]) >= _T.full_lines
    enough = enough or _lines_beside(lines[first:end], gutter) >= _T.lines
    if not enough or not _prose(lines[first:end]):
        return 0.0, first
    middle = (gutter[0] + gutter[1]) / 2
    if _stands_alone(lines, first, end, middle):
        return 0.0, first
    return middle, end


def _without_small_end(lines: Sequence[Line], first: int, end: int, right: float) -> int:
    """End of two columns without smaller lines below them, as an imprint has, on the left side.

    Args:
        right: where the right column begins.
    """
    texts = [line for line in lines[first:end] if len(line.segments) > 1]
    if not texts:
        return end
    size = median(line.size for line in texts)
    while end > first and lines[end - 1].size < _SMALL * size and lines[end - 1].box.x1 < right:
        end -= 1
    return end


def _stands_alone(lines: Sequence[Line], first: int, end: int, gutter: float) -> bool:
    """Is the first line one of its own: its ends at both margins, or far above the rest?

    Such are a publisher and a date above two columns, on one line or on two that are nearly one.
    """
    line = lines[first]
    right = [s for x in lines[first:end] for s in x.segments if s.box.x0 > gutter]
    if not right:
        return False
    left, stop = min(s.box.x0 for s in right), max(s.box.x1 for s in right)
    own = [s for s in line.segments if s.box.x0 > gutter]
    if own:
        centred = abs(own[0].box.x0 + own[-1].box.x1 - left - stop) / 2 < _T.centred * line.size
        return own[0].box.x0 - left > _T.own_line * (stop - left) and not centred
    after = [x for x in lines[first + 1 : end] if x.box.top > line.box.bottom - 2]
    return bool(after) and _stands_alone(lines, first + 1, end, gutter) and first + 1 < end


def _holes(
    line: Line, width: float, gutter: tuple[float, float] | None
) -> list[tuple[float, float]]:
    """What this line leaves of the gutter; nothing where it crosses it."""
    left, right = gutter or (_T.gutter_from * width, _T.gutter_to * width)
    edges = [left]
    for segment in sorted(line.segments, key=lambda s: s.box.x0):
        edges += [segment.box.x0, segment.box.x1]
    edges.append(right)
    holes = [(max(left, a), min(right, b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return [h for h in holes if h[1] - h[0] >= _T.gutter * line.size]


def _prose(lines: Sequence[Line]) -> bool:
    """Are the segments long, as in running text (and not names and values)?"""
    lengths = sorted(len(s.text) for line in lines for s in line.segments)
    return bool(lengths) and lengths[len(lengths) // 2] >= _T.prose


def _full_lines(lines: Sequence[Line]) -> int:
    """On how many lines two texts stand that are as long as lines of running text?"""
    return sum(
        len(line.segments) == 2 and all(len(s.text) >= _T.full_text for s in line.segments)
        for line in lines
    )


def _lines_beside(lines: Sequence[Line], gutter: tuple[float, float]) -> int:
    """How many texts there are on either side where both have some, at whatever heights."""
    left = [s.box for x in lines for s in x.segments if s.box.x1 <= gutter[0]]
    right = [s.box for x in lines for s in x.segments if s.box.x0 >= gutter[1]]
    if min(len(left), len(right)) < _T.lines:
        return 0
    top = max(min(b.top for b in side) for side in (left, right))
    bottom = min(max(b.bottom for b in side) for side in (left, right))
    return min(sum(top <= (b.top + b.bottom) / 2 <= bottom for b in side) for side in (left, right))


def _parted(lines: Sequence[Line], gutter: float) -> list[TextColumn]:
    left = [Line(tuple(s for s in x.segments if s.box.x1 <= gutter)) for x in lines]
    right = [Line(tuple(s for s in x.segments if s.box.x0 >= gutter)) for x in lines]
    out = []
    for side in (left, right):
        kept = tuple(line for line in side if line.segments)
        if kept:
            edges = min(x.box.x0 for x in kept), max(x.box.x1 for x in kept)
            out.append(TextColumn(kept, *edges))
    return out
