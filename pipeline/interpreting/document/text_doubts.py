"""Characters of articles, masthead and imprint that the reader was not sure of."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from pipeline.interpreting.collect import Collector
from pipeline.interpreting.document.imprint import is_imprint_line
from pipeline.model.message import Message
from pipeline.model.place import Place
from pipeline.model.vocabulary import UNREADABLE
from pipeline.reading.model import Block, LineDoubt, Paragraph, TextLine
from schemas.issues import Article, Issue

_UNREAD = Message("character_unread")

_COLUMNS = Message("texts_beside")
_WORD = re.compile(r"\S+")
_WORDS = 10
"""Characters of a text that is no entry of a list; beside it may be a column of its own."""

_TWO_SIZES = Message("figure_of_two_sizes")
"""A small digit is part of the text, whether or not it is the number of a note."""


def report_text_doubts(
    articles: Iterable[Block], imprint: Iterable[TextLine], month: dt.date, out: Collector
) -> None:
    """A finding for each line with such characters, one for each reason.

    All text that was recognised in pictures is doubted as a whole elsewhere.

    Args:
        articles: the paragraphs of all articles.
        imprint: the lines of masthead and imprint.
    """
    lines = [_with_gap(line) for line in _lines_of(articles)]
    labelled = {id(line) for line in lines if is_imprint_line(line.text)}
    for before, line in zip([None, *lines], lines, strict=False):
        mixed = id(line) in labelled and len(labelled) > 1
        if mixed or (before is not None and _is_left_of(line, before)):
            gap = LineDoubt(start=0, end=len(line.text), reason=_COLUMNS)
            line = line.model_copy(update={"doubts": (*line.doubts, gap)})
        _report(line, Article.table.name, None, out, besides=_TWO_SIZES)
    for line in imprint:
        _report(line, Issue.table.name, month, out)


def _lines_of(blocks: Iterable[Block]) -> Iterator[TextLine]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from block.lines


def _is_left_of(line: TextLine, before: TextLine) -> bool:
    """Is a line beside the one that is read before it, on its left? They may be of two columns."""
    one, other = before.place.box, line.place.box
    level = min(one.bottom, other.bottom) - max(one.top, other.top)
    return level > 0 and other.x1 < one.x0 and before.place.page == line.place.page


def _with_gap(line: TextLine) -> TextLine:
    """The line with a doubt at a gap between texts that may be of two columns."""
    if line.sideways or " " not in line.text:
        return line
    words = list(_WORD.finditer(line.text))
    for before, after in pairwise(words):
        gap = line.xs[2 * after.start()] - line.xs[2 * before.end() - 1]
        long = max(before.end() - words[0].start(), words[-1].end() - after.start()) >= _WORDS
        if gap > line.place.box.height and long:
            doubt = LineDoubt(start=before.end() - 1, end=after.start() + 1, reason=_COLUMNS)
            return line.model_copy(update={"doubts": (*line.doubts, doubt)})
    return line


def _report(
    line: TextLine, table: str, month: dt.date | None, out: Collector, besides: str = ""
) -> None:
    if line.place.page in out.recognised:
        return
    for reason, (first, last) in _doubts(line).items():
        if reason == besides:
            continue
        out.find(
            "low_confidence", "warning", Message("text_doubtful", doubt=reason),
            table=table, month=month, observed=line.text[:200],
            place=Place(page=line.place.page, box=line.clear_box_of(first, last)),
        )  # fmt: skip


def _doubts(line: TextLine) -> dict[str, tuple[int, int]]:
    """Why characters of a line may be wrong, and from where to where the first to the last is."""
    doubts = [(d.reason, d.start, d.end) for d in line.doubts]
    doubts += [(_UNREAD, i, i + 1) for i, c in enumerate(line.text) if c == UNREADABLE]
    out: dict[str, tuple[int, int]] = {}
    for reason, start, end in doubts:
        first, last = out.get(reason, (start, end))
        out[reason] = min(first, start), max(last, end)
    return out
