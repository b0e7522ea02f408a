"""Characters of articles, masthead and imprint that the reader was not sure of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from pipeline.interpreting.collect import Collector
from pipeline.model.message import Message
from pipeline.model.place import Place
from pipeline.reading.model import Block, Paragraph, TextLine
from schemas.issues import Article, Issue

_TWO_SIZES = Message("figure_of_two_sizes")
"""A small digit is part of the text, whether or not it is the number of a note."""


def report_text_doubts(
    articles: Iterable[Block], imprint: Iterable[TextLine], month: dt.date, out: Collector
) -> None:
    """A finding for each line with such characters, one for each reason.

    Args:
        articles: the paragraphs of all articles.
        imprint: the lines of masthead and imprint.
    """
    for line in _lines_of(articles):
        _report(line, Article.table.name, None, out, besides=_TWO_SIZES)
    for line in imprint:
        _report(line, Issue.table.name, month, out)


def _lines_of(blocks: Iterable[Block]) -> Iterator[TextLine]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from block.lines


def _report(
    line: TextLine, table: str, month: dt.date | None, out: Collector, besides: str = ""
) -> None:
    for reason in dict.fromkeys(doubt.reason for doubt in line.doubts):
        if reason == besides:
            continue
        own = [doubt for doubt in line.doubts if doubt.reason == reason]
        box = line.clear_box_of(own[0].start, own[-1].end)
        out.find(
            "low_confidence", "warning", Message("text_doubtful", doubt=reason),
            table=table, month=month, observed=line.text[:200],
            place=Place(page=line.place.page, box=box),
        )  # fmt: skip
