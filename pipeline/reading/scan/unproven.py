"""Cells on a scan whose place in their table no rules prove."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model.message import Message, together
from pipeline.reading.scan.confidence import OPEN
from pipeline.reading.tables.part import Part, PartCell

NO_RULES = Message("no_rules_around")


def unproven(part: Part) -> Part:
    """The part, each of its cells in doubt where its rules do not close every one.

    Broken or pale rules part columns where there are none, and join others.
    """
    if part.method == "lines" and not part.doubts:
        return part
    reason = together(part.doubts) if part.method == "lines" else NO_RULES
    return replace(part, cells=tuple(_in_doubt(cell, reason) for cell in part.cells))


def _in_doubt(cell: PartCell, reason: str) -> PartCell:
    worse = cell.doubt and cell.sure <= OPEN
    return cell if worse else replace(cell, doubt=reason, sure=OPEN)
