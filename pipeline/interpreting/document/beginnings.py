"""Tables whose beginning may be lost: without a caption, first on their page.

Where a page is missing from a file, or what it shows is cut off, the next one goes on with the rest
of a table, its header repeated. The rest alone looks like a whole table.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.interpreting.collect import Collector
from pipeline.interpreting.document.table_months import TableMonths
from pipeline.interpreting.tables.recognise import Claim
from pipeline.model.message import Message
from pipeline.model.place import Place
from pipeline.reading.model import Block, Reading
from schemas.totals import ReportedTotal


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


def _places(block: Block) -> list[Place]:
    """Where a block lies, first what is above it."""
    if block.kind != "table":
        return [line.place for line in block.lines]
    above = [line.place for paragraph in block.caption for line in paragraph.lines]
    return [*above, *block.places]
