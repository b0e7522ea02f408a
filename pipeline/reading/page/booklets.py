"""Sheets that show two pages beside each other, as a printed booklet or two pages a sheet have.

Such a sheet is read as two leaves, each like a page of its own; what is found there keeps its place
on the sheet. Evidence is a page number of its own at the foot or head of either half and a gutter
that nothing crosses; a further sheet of the same size needs the gutter only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.model.place import Box
from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import PageGeometry, Rule
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.booklets
_NUMBER = re.compile(r"[-—–―·.~\s第]*(\d{1,4})[-—–―·.~\s页]*")


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
    """The leaves of a document in the order in which they are read.

    Sheets are folded to a booklet with the last page beside the first: where every leaf has a
    number, the numbers give the order.
    """
    out: list[Leaf] = []
    numbers: list[int | None] = []
    sizes: set[tuple[float, float]] = set()
    for page in pages:
        found = [_number(page, *half) for half in _halves(page)] if _has_gutter(page) else []
        size = (page.width, page.height)
        if not found or (None in found and size not in sizes):
            out.append(Leaf(page))
            numbers.append(None)
            continue
        sizes.add(size)
        out += [Leaf(_half(page, *half), half[0], page.width) for half in _halves(page)]
        numbers += found
    return _in_order(out, numbers)


def _in_order(leaves: list[Leaf], numbers: Sequence[int | None]) -> list[Leaf]:
    known = [n for n in numbers if n is not None]
    if len(known) < len(leaves) or len(set(known)) < len(known):
        return leaves
    return [leaf for _, leaf in sorted(zip(known, leaves, strict=True), key=lambda x: x[0])]


def _halves(page: PageGeometry) -> tuple[tuple[float, float], tuple[float, float]]:
    middle = page.width / 2
    return (0.0, middle), (middle, page.width)


def _has_gutter(page: PageGeometry) -> bool:
    """Is the sheet wide, with nothing in its middle that is printed or ruled?"""
    if page.width < _T.wide * page.height or any(c.turn != 0 for c in page.chars):
        return False
    left, right = (0.5 - _T.gutter / 2) * page.width, (0.5 + _T.gutter / 2) * page.width
    if any(c.x0 < right and c.x1 > left and c.text != " " for c in page.chars):
        return False
    return not any(_crosses(rule, left, right) for rule in page.rules)


def _crosses(rule: Rule, left: float, right: float) -> bool:
    return rule.start < right and rule.end > left if rule.horizontal else left < rule.at < right


def _number(page: PageGeometry, left: float, right: float) -> int | None:
    """The page number at the foot or the head of a half."""
    chars = [c for c in page.chars if left <= c.cx < right and c.text != " "]
    for edge in (max, min):
        if chars:
            at = edge(c.cy for c in chars)
            line = [c for c in chars if abs(c.cy - at) < c.size / 2]
            text = "".join(c.text for c in sorted(line, key=lambda c: c.x0))
            if (match := _NUMBER.fullmatch(text)) and _in_margin(line, page):
                return int(match[1])
    return None


def _in_margin(line: Sequence[Char], page: PageGeometry) -> bool:
    margin = TOLERANCES.furniture.margin * page.height
    return all(c.cy < margin or c.cy > page.height - margin for c in line)


def _half(page: PageGeometry, left: float, right: float) -> PageGeometry:
    def holds(x0: float, x1: float) -> bool:
        return left <= (x0 + x1) / 2 < right

    return replace(
        page,
        width=right - left,
        chars=tuple(_moved(c, left) for c in page.chars if holds(c.x0, c.x1)),
        hidden=tuple(_moved(c, left) for c in page.hidden if holds(c.x0, c.x1)),
        rules=tuple(_moved_rule(r, left) for r in page.rules if _is_in(r, left, right)),
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
