"""Several issues bound in one file: where the second one begins."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.errors import RejectedFile
from pipeline.interpreting.collect import Collector
from pipeline.interpreting.document.masthead import Masthead, read_masthead
from pipeline.interpreting.text.normalise import folded, tidy
from pipeline.model.message import Message
from pipeline.reading.model import Block, Paragraph, Reading
from schemas.issues import Issue

_HEAD_BLOCKS = 5
"""Blocks from the title of a masthead to its last line."""


def bound_at(reading: Reading) -> int | None:
    """Index of the block with which a second issue begins; None where there is one issue.

    Evidence is the title of the first issue printed again on a later page, with another number
    below it. The same number again is a running head, no other issue.
    """
    try:
        first = read_masthead(reading)
    except RejectedFile:
        return None
    title = folded(first.title)
    if not title or not first.blocks:
        return None
    for index in range(max(first.blocks) + 1, len(reading.blocks)):
        if _is_title(reading.blocks, index, title) and _begins(reading, index, first):
            return index
    return None


def without_bound(reading: Reading) -> Reading:
    """The reading up to where a second issue begins; its pages and doubts stay whole."""
    at = bound_at(reading)
    return reading if at is None else reading.model_copy(update={"blocks": reading.blocks[:at]})


def report_bound(reading: Reading, own: Reading, out: Collector) -> None:
    """A finding where a second issue follows the first: nothing of it counts for the first."""
    if len(own.blocks) == len(reading.blocks):
        return
    rest = reading.blocks[len(own.blocks) :]
    lines = [line for b in rest[:_HEAD_BLOCKS] if isinstance(b, Paragraph) for line in b.lines]
    page = lines[0].place.page
    out.find(
        "conflict", "error",
        Message("second_issue", page=page),
        table=Issue.table.name, observed=" ".join(tidy(line.text) for line in lines[:3]),
        place=lines[0].place,
    )  # fmt: skip


def _is_title(blocks: Sequence[Block], index: int, title: str) -> bool:
    block = blocks[index]
    before = blocks[index - 1]
    if not isinstance(block, Paragraph) or folded(block.text) != title:
        return False
    above = before.lines[-1].place if isinstance(before, Paragraph) else before.places[-1]
    return block.page > above.page


def _begins(reading: Reading, index: int, first: Masthead) -> bool:
    """Do the blocks from `index` on read as the masthead of another issue than the first?"""
    head = reading.blocks[index : index + _HEAD_BLOCKS]
    try:
        found = read_masthead(reading.model_copy(update={"blocks": head, "furniture": ()}))
    except RejectedFile:
        return False
    return (found.year, found.issue_no) != (first.year, first.issue_no)
