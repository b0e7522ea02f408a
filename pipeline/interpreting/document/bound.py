"""Several issues bound in one file: where the second one begins.

A second issue begins with a masthead that bears another number. Where its first pages are missing,
it begins behind the imprint of the first: further on, the tables of the first come again for
another month, or another number of copies is printed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from pipeline.errors import RejectedFile
from pipeline.interpreting.collect import Collector
from pipeline.interpreting.document.imprint import Imprint, imprint_ends, read_imprint
from pipeline.interpreting.document.masthead import Masthead, has_issue_number, read_masthead
from pipeline.interpreting.text.months import month_in
from pipeline.interpreting.text.normalise import folded, tidy
from pipeline.model.message import Message
from pipeline.model.place import Place
from pipeline.reading.model import Block, Paragraph, Reading, Table
from schemas.issues import Issue

_HEAD_BLOCKS = 5
"""Blocks from the title of a masthead to its last line."""
_DIGITS = re.compile(r"[\d〇零○一二三四五六七八九十]+")


def bound_at(reading: Reading) -> int | None:
    """Index of the block with which a second issue begins; None where there is one issue.

    The same number as the first's again is a running head, no other issue.
    """
    try:
        first = read_masthead(reading)
    except RejectedFile:
        return None
    if not first.blocks:
        return None
    found = (_with_masthead(reading, first), _behind_imprint(reading.blocks))
    return min((at for at in found if at is not None), default=None)


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
    place = lines[0].place if lines else _start(rest[0])
    out.find(
        "conflict", "error",
        Message("second_issue", page=place.page),
        table=Issue.table.name, observed=" ".join(tidy(line.text) for line in lines[:3]),
        place=place,
    )  # fmt: skip


def _with_masthead(reading: Reading, first: Masthead) -> int | None:
    """Where the masthead of another issue than the first begins."""
    title = folded(first.title)
    for index in range(max(first.blocks) + 1, len(reading.blocks)):
        block = reading.blocks[index]
        if isinstance(block, Paragraph) and any(has_issue_number(x.text) for x in block.lines):
            start = _title_above(reading.blocks, index, title)
            if _begins(reading, start, index, first):
                return start
    return None


def _title_above(blocks: Sequence[Block], index: int, title: str) -> int:
    """The index of the first of the blocks right above that hold the title, or part of it."""
    page = _start(blocks[index]).page
    while (
        title
        and isinstance(above := blocks[index - 1], Paragraph)
        and above.page == page
        and len(folded(above.text)) > 1
        and folded(above.text) in title
    ):
        index -= 1
    return index


def _begins(reading: Reading, start: int, index: int, first: Masthead) -> bool:
    """Do the blocks from `start` on read as the masthead of another issue than the first?

    At the top of a page the number needs one more line of a masthead with it: the title above or
    the publisher or the date below. Within a page it needs two, for an article may speak of
    another issue.
    """
    head = reading.blocks[start : index + _HEAD_BLOCKS]
    try:
        found = read_masthead(reading.model_copy(update={"blocks": head, "furniture": ()}))
    except RejectedFile:
        return False
    if (found.year, found.issue_no) == (first.year, first.issue_no):
        return False
    lines = (start < index, found.publisher is not None, found.published_on is not None)
    return sum(lines) >= (1 if _is_on_top(reading.blocks, start) else 2)


def _is_on_top(blocks: Sequence[Block], index: int) -> bool:
    return _start(blocks[index]).page > _end(blocks[index - 1]).page


def _behind_imprint(blocks: Sequence[Block]) -> int | None:
    """Where a second issue without a first page begins: behind the imprint of the first."""
    for end in imprint_ends(blocks):
        own, further = blocks[: end + 1], blocks[end + 1 :]
        if _come_again(own, further) or _is_another(read_imprint(own), read_imprint(further)):
            return end + 1
    return None


def _is_another(own: Imprint, further: Imprint) -> bool:
    """Do two imprints name other editors, or another number of copies each?"""
    runs = [x.printed["print_run"].value for x in (own, further) if "print_run" in x.printed]
    editors = [folded(x.values["editor"]) for x in (own, further) if "editor" in x.values]
    both = set(own.values) & set(further.values) - {"editor"}
    return len(both) > 1 and (len(set(runs)) > 1 or len(set(editors)) > 1)


def _come_again(own: Sequence[Block], further: Sequence[Block]) -> bool:
    """Does a table come again, its caption the same but for another month than any before?"""
    before = list(_dated(own))
    captions, months = {c for c, _ in before}, {m for _, m in before}
    return any(caption in captions and month not in months for caption, month in _dated(further))


def _dated(blocks: Sequence[Block]) -> Iterator[tuple[str, dt.date]]:
    """Of each table with a month its caption, without numbers, and the month."""
    for block in blocks:
        if isinstance(block, Table) and (named := month_in(block.caption_text)):
            yield _DIGITS.sub("", folded(block.caption_text)), named.month


def _start(block: Block) -> Place:
    return block.lines[0].place if isinstance(block, Paragraph) else block.places[0]


def _end(block: Block) -> Place:
    return block.lines[-1].place if isinstance(block, Paragraph) else block.places[-1]
