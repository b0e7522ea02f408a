"""Tables whose beginning or end may be lost with a page.

Where a page is missing from a file, or what it shows is cut off, the next one goes on with the rest
of a table, its header repeated, but without its caption; the one before ends with rows, without the
totals. Either part alone looks like a whole table.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.interpreting.collect import Collector
from pipeline.interpreting.document.table_months import TableMonths
from pipeline.interpreting.tables.recognise import Claim
from pipeline.model.message import Message
from pipeline.model.place import Place
from pipeline.reading.model import Block, Reading
from schemas.base import whole_measure
from schemas.totals import ReportedTotal

_FOOT = 0.75
"""Share of a page's height from which on a table that ends there may have been broken there."""


def report_beginnings(
    reading: Reading, claims: Mapping[int, Claim], table_months: TableMonths, out: Collector
) -> None:
    """A finding for each table, and for its totals, that may lack its first rows."""
    firsts: dict[int, Place] = {}
    for block in reading.blocks:
        for place in _places(block):
            firsts.setdefault(place.page, place)
    begun = set()
    for index, claim in sorted(claims.items()):
        month = table_months.tables[index]
        key = claim.model.table.name, month
        top = claim.table.places[0]
        if key not in begun and claim.caption_score < 0 and firsts.get(top.page) == top:
            for name in (claim.model.table.name, ReportedTotal.table.name):
                out.find(
                    "low_confidence", "warning", Message("begins_without_caption"),
                    table=name, month=month, place=top,
                )  # fmt: skip
        begun.add(key)


def report_endings(
    reading: Reading, claims: Mapping[int, Claim], table_months: TableMonths, out: Collector
) -> None:
    """A finding for each table that should have totals, has none, and fills its page to the end.

    Tables that print the sums of their rows print those of their columns; others may.
    """
    lasts: dict[int, Place] = {}
    for block in reading.blocks:
        for place in _places(block):
            lasts[place.page] = place
    heights = {page.number: page.height for page in reading.pages}
    given = {(r.table_name, r.month) for r in out.rows if isinstance(r, ReportedTotal)}
    ends = {
        (claim.model.table.name, table_months.tables[index]): claim
        for index, claim in sorted(claims.items())
    }
    for (name, month), claim in ends.items():
        last = claim.table.places[-1]
        summed = whole_measure(claim.model) is not None
        at_end = lasts.get(last.page) == last and last.page < max(heights, default=0)
        low = last.box.bottom > _FOOT * heights.get(last.page, last.box.bottom)
        if summed and at_end and low and (name, month) not in given:
            out.find(
                "low_confidence", "warning", Message("ends_without_total"),
                table=name, month=month, place=last,
            )  # fmt: skip


def _places(block: Block) -> list[Place]:
    """Where a block lies, first what is above it."""
    if block.kind != "table":
        return [line.place for line in block.lines]
    above = [line.place for paragraph in block.caption for line in paragraph.lines]
    return [*above, *block.places]
