"""Tables whose beginning or end may be lost with a page.

Where a page is missing from a file, or what it shows is cut off, the next one goes on with the rest
of a table, its header repeated, but without its caption; the one before ends with rows, without the
totals. Either part alone looks like a whole table.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.interpreting.collect import Collector
from pipeline.interpreting.document.imprint import read_imprint
from pipeline.interpreting.document.notes import note_models
from pipeline.interpreting.document.page_gaps import is_followed
from pipeline.interpreting.document.table_months import TableMonths
from pipeline.interpreting.tables.measures import measures_of
from pipeline.interpreting.tables.recognise import Claim, printed_models
from pipeline.interpreting.text.normalise import folded
from pipeline.model.message import Message
from pipeline.model.place import Place
from pipeline.reading.model import Block, Reading
from schemas.base import PrintedTable, whole_measure
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
    begun: dict[tuple[str, dt.date], Claim] = {}
    for index, claim in sorted(claims.items()):
        month = table_months.tables[index]
        key = claim.model.table.name, month
        top = claim.table.places[0]
        message = _lost_above(claim, begun.get(key), firsts.get(top.page) == top)
        if message is not None:
            for name in (claim.model.table.name, ReportedTotal.table.name):
                out.find("low_confidence", "warning", message, table=name, month=month, place=top)
        begun[key] = claim


def _lost_above(claim: Claim, before: Claim | None, on_top: bool) -> Message | None:
    """Why a table may lack its first rows; None where nothing says so.

    Args:
        before: the table before of the same rows and month, of which this one may be the rest.
        on_top: is the table, or its caption, the first on its page?
    """
    if claim.caption_score < 0 and on_top and before is None:
        return Message("begins_without_caption")
    if claim.caption_score < 0 and on_top and before is not None and before.table.notes:
        return Message("begins_below_notes")
    other = _kind_in_caption(claim)
    return Message("begins_below_other", caption=claim.table.caption_text) if other else None


def _kind_in_caption(claim: Claim) -> bool:
    """Does a caption that fits several tables say that it is about the rows of another one?"""
    caption = folded(claim.table.caption_text)
    if any(word in caption for word in claim.source.about):
        return False
    others = [s for m in printed_models() if (s := m.table.source) and isinstance(s, PrintedTable)]
    return any(
        other.captions == claim.source.captions and any(word in caption for word in other.about)
        for other in others
    )


def report_endings(
    reading: Reading, claims: Mapping[int, Claim], table_months: TableMonths, out: Collector
) -> None:
    """A finding for each table whose last rows may be on a page that is missing, with their totals.

    Tables that print the sums of their rows print those of their columns; without them, the end is
    lost if the table ends low on its page. Others may end there; where they leave no room for one
    more row, what was below them, such as a note, may be lost as well, unless the numbers of the
    pages show that the next one is there.
    """
    ends = {
        (claim.model.table.name, table_months.tables[index]): claim
        for index, claim in sorted(claims.items())
    }
    given = {(r.table_name, r.month) for r in out.rows if isinstance(r, ReportedTotal)}
    feet = _feet(reading)
    for (name, month), claim in ends.items():
        last = claim.table.places[-1]
        if not _ends_page(last, feet, reading):
            continue
        if whole_measure(claim.model) is None:
            full = _is_full(claim, feet) and not is_followed(reading, last.page)
            lost = [name, *_notes_not_found(month, out)] if full else []
            message = Message("ends_at_foot")
        else:
            lost = [] if (name, month) in given else [name, ReportedTotal.table.name]
            message = Message("ends_without_total")
        for table in lost:
            out.find("low_confidence", "warning", message, table=table, month=month, place=last)


@dataclass(frozen=True)
class _Foot:
    """The last block of a page, and how far its bottom is from that of the page (points)."""

    place: Place
    margin: float


def _feet(reading: Reading) -> dict[int, _Foot]:
    heights = {page.number: page.height for page in reading.pages}
    lasts = {place.page: place for block in reading.blocks for place in _places(block)}
    return {n: _Foot(p, heights.get(n, p.box.bottom) - p.box.bottom) for n, p in lasts.items()}


def _ends_page(last: Place, feet: Mapping[int, _Foot], reading: Reading) -> bool:
    """Is a table the last that is on its page, low down, and may something have followed?

    The last page of a file ends as it may, unless what ends an issue, its imprint, is not there.
    """
    foot = feet[last.page]
    height = foot.margin + foot.place.box.bottom
    at_end = foot.place == last and last.box.bottom > _FOOT * height
    behind = last.page < max((page.number for page in reading.pages), default=0)
    return at_end and (behind or not read_imprint(reading.blocks).values)


def _is_full(claim: Claim, feet: Mapping[int, _Foot]) -> bool:
    """Does a table end where the fullest of the other pages does, but for less than a row?

    Where no other page is as full, nothing shows where the foot of a page is.
    """
    last = claim.table.places[-1]
    rows = {c.row for c in claim.table.cells if any(p.page == last.page for p in c.places)}
    row = (last.box.bottom - last.box.top) / max(1, len(rows))
    others = [foot.margin for page, foot in feet.items() if page != last.page]
    return bool(others) and abs(feet[last.page].margin - min(others)) < row


def _notes_not_found(month: dt.date, out: Collector) -> list[str]:
    """The tables that notes feed of which not all figures of the month are there."""
    found = {(o.table_name, o.measure) for o in out.observations if o.month == month}
    return [
        model.table.name
        for model in note_models()
        if any((model.table.name, m.name) not in found for m in measures_of(model))
    ]


def _places(block: Block) -> list[Place]:
    """Where a block lies, first what is above it."""
    if block.kind != "table":
        return [line.place for line in block.lines]
    above = [line.place for paragraph in block.caption for line in paragraph.lines]
    return [*above, *block.places]
