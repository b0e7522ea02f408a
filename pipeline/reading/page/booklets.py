"""Sheets that show two pages beside each other, as a printed booklet or two pages a sheet have.

Such a sheet is read as two leaves, each like a page of its own; what is found there keeps its place
on the sheet. Evidence is a gutter that nothing crosses, and a page number of its own at the foot or
head of either half; a further sheet of the same size needs the gutter only. So do all sheets of a
file of two and more that are all alike: a title, a caption or a table across a page has a middle.
Sheets of four pages are divided in the same way (`quarters.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipeline.model.message import Message
from pipeline.model.place import Box
from pipeline.reading.page.geometry import PageGeometry
from pipeline.reading.page.leaf_cuts import has_gutter, is_turned, leaf_in
from pipeline.reading.page.leaf_order import order_of
from pipeline.reading.page.page_number import page_number
from pipeline.reading.page.quarters import quarters_of
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.booklets

ORDER = Message("leaf_order")
"""A page's `unsure` where nothing shows in which order its leaves are read."""


@dataclass(frozen=True)
class Leaf:
    """A page as it is read: a whole page of the PDF, or a part of a sheet.

    Attributes:
        geometry: of the leaf; measured from its own top left corner.
        left, top: where the leaf begins on the sheet, points.
        sheet: width and height of the sheet; None where the leaf is a whole page.
    """

    geometry: PageGeometry
    left: float = 0.0
    top: float = 0.0
    sheet: tuple[float, float] | None = None


def leaves_of(pages: Iterable[PageGeometry]) -> list[Leaf]:
    """The leaves of a document in the order in which they are read (`leaf_order.py`)."""
    whole = list(pages)
    quarters = quarters_of(whole)
    halved = [i not in quarters and _is_open(page) for i, page in enumerate(whole)]
    everywhere = len(whole) > 1 and all(halved)
    out: list[Leaf] = []
    numbers: list[int | None] = []
    sizes: set[tuple[float, float]] = set()
    for i, page in enumerate(whole):
        four = quarters.get(i)
        areas = _halves(page) if halved[i] else four.areas if four else []
        if four and not four.is_sure:
            page = replace(page, unsure=(*page.unsure, ORDER))
        leaves = [_leaf(page, area) for area in areas]
        found = [_number(leaf) for leaf in leaves]
        size = (page.width, page.height)
        if halved[i] and not (everywhere or None not in found or size in sizes):
            leaves = []
        if not leaves:
            out.append(Leaf(page))
            numbers.append(None)
            continue
        if halved[i]:
            sizes.add(size)
        out += leaves
        numbers += found
    order = order_of([leaf.geometry for leaf in out], numbers, sheets=everywhere)
    return [out[i] for i in order]


def _halves(page: PageGeometry) -> list[Box]:
    middle = page.width / 2
    return [Box(0, 0, middle, page.height), Box(middle, 0, page.width, page.height)]


def _is_open(page: PageGeometry) -> bool:
    """Is the sheet wide, with nothing in its middle that is printed or ruled across it?"""
    return page.width >= _T.wide * page.height and not is_turned(page) and has_gutter(page)


def _leaf(page: PageGeometry, area: Box) -> Leaf:
    return Leaf(leaf_in(page, area), area.x0, area.top, (page.width, page.height))


def _number(leaf: Leaf) -> int | None:
    found = page_number(leaf.geometry)
    return found.value if found else None
