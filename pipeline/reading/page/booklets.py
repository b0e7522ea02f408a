"""Sheets that show two pages beside each other, as a printed booklet or two pages a sheet have.

Such a sheet is read as two leaves, each like a page of its own; what is found there keeps its place
on the sheet. Evidence is a gutter that nothing crosses, and a page number of its own at the foot or
head of either half; a further sheet of the same size needs the gutter only. So do all sheets of a
file of two and more that are all alike: a title, a caption or a table across a page has a middle.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipeline.model.place import Box
from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import PageGeometry, Rule
from pipeline.reading.page.leaf_order import order_of
from pipeline.reading.page.page_number import page_number
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.booklets


@dataclass(frozen=True)
class Leaf:
    """A page as it is read: a whole page of the PDF, or a half of a sheet.

    Attributes:
        geometry: of the leaf; measured from its own left edge.
        left: where the leaf begins on the sheet, points.
        sheet: width of the sheet; 0 where the leaf is a whole page.
    """

    geometry: PageGeometry
    left: float = 0.0
    sheet: float = 0.0


def leaves_of(pages: Iterable[PageGeometry]) -> list[Leaf]:
    """The leaves of a document in the order in which they are read (`leaf_order.py`)."""
    whole = list(pages)
    gutters = [_has_gutter(page) for page in whole]
    everywhere = len(whole) > 1 and all(gutters)
    out: list[Leaf] = []
    numbers: list[int | None] = []
    sizes: set[tuple[float, float]] = set()
    for page, gutter in zip(whole, gutters, strict=True):
        found = [_number(page, *half) for half in _halves(page)] if gutter else []
        size = (page.width, page.height)
        if not found or not (everywhere or None not in found or size in sizes):
            out.append(Leaf(page))
            numbers.append(None)
            continue
        sizes.add(size)
        out += [Leaf(_half(page, *half), half[0], page.width) for half in _halves(page)]
        numbers += found
    order = order_of([leaf.geometry for leaf in out], numbers, sheets=everywhere)
    return [out[i] for i in order]


def _halves(page: PageGeometry) -> tuple[tuple[float, float], tuple[float, float]]:
    middle = page.width / 2
    return (0.0, middle), (middle, page.width)


def _has_gutter(page: PageGeometry) -> bool:
    """Is the sheet wide, with nothing in its middle that is printed or ruled across it?

    A line along the fold is no table's: no rule comes to it from the side.
    """
    turned = sum(c.turn != 0 for c in page.chars)  # all, or a watermark
    if page.width < _T.wide * page.height or turned > _T.turned * len(page.chars):
        return False
    left, right = _gutter(page)
    if any(c.x0 < right and c.x1 > left and c.text != " " for c in page.chars):
        return False
    return not any(r.horizontal and r.start < right and r.end > left for r in page.rules)


def _gutter(page: PageGeometry) -> tuple[float, float]:
    return (0.5 - _T.gutter / 2) * page.width, (0.5 + _T.gutter / 2) * page.width


def _number(page: PageGeometry, left: float, right: float) -> int | None:
    found = page_number(page, left, right)
    return found.value if found else None


def _half(page: PageGeometry, left: float, right: float) -> PageGeometry:
    fold = _gutter(page)

    def holds(x0: float, x1: float) -> bool:
        return left <= (x0 + x1) / 2 < right

    def is_own(rule: Rule) -> bool:
        in_fold = not rule.horizontal and fold[0] < rule.at < fold[1]
        return _is_in(rule, left, right) and not in_fold

    return replace(
        page,
        width=right - left,
        chars=tuple(_moved(c, left) for c in page.chars if holds(c.x0, c.x1)),
        hidden=tuple(_moved(c, left) for c in page.hidden if holds(c.x0, c.x1)),
        rules=tuple(_moved_rule(r, left) for r in page.rules if is_own(r)),
        pictures=tuple(_cut(b, left, right) for b in page.pictures if b.x0 < right and b.x1 > left),
        marks=tuple(_moved(c, left) for c in page.marks if holds(c.x0, c.x1)),
        spots=tuple(
            replace(s, box=_cut(s.box, left, right))
            for s in page.spots
            if s.box.x0 < right and s.box.x1 > left
        ),
    )


def _is_in(rule: Rule, left: float, right: float) -> bool:
    middle = (rule.start + rule.end) / 2 if rule.horizontal else rule.at
    return left <= middle < right


def _moved(char: Char, left: float) -> Char:
    return char._replace(x0=char.x0 - left, x1=char.x1 - left)


def _moved_rule(rule: Rule, left: float) -> Rule:
    if rule.horizontal:
        return rule._replace(start=rule.start - left, end=rule.end - left)
    return rule._replace(at=rule.at - left)


def _cut(box: Box, left: float, right: float) -> Box:
    return Box(max(box.x0, left) - left, box.top, min(box.x1, right) - left, box.bottom)
