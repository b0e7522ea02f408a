"""Which paragraphs belong to one sentence of statistics: its heading, and those that go on."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.interpreting.document.labelled_figures import labelled_figures
from pipeline.interpreting.document.matches import match_figures
from pipeline.interpreting.tables.measures import Measure
from pipeline.interpreting.text.characters import stream_of
from pipeline.interpreting.text.months import begins_with_month
from pipeline.interpreting.text.normalise import folded
from pipeline.reading.model import Block, Paragraph

_LONGEST_BODY = 40
"""Paragraphs over which the figures of one month may be spread, a point each."""


def heading_of(blocks: Sequence[Block], index: int) -> int | None:
    """The title right above a paragraph."""
    above = index - 1
    if (
        above >= 0
        and isinstance(blocks[above], Paragraph)
        and paragraph_at(blocks, above).role == "title"
    ):
        return above
    return None


def body_of(blocks: Sequence[Block], index: int, measures: Sequence[Measure]) -> list[int]:
    """A paragraph and those below it that go on with labelled figures.

    One that begins with a month is a sentence of its own. Short lines of a list look like titles;
    they are of the list when their labels are known.
    """
    body = [index]
    first = paragraph_at(blocks, index)
    own = labelled_figures(stream_of(first.lines)) if first.role == "title" else []
    listed = first.role == "title" and not match_figures(own, measures)
    for below in range(index + 1, min(index + _LONGEST_BODY, len(blocks))):
        block = blocks[below]
        if not isinstance(block, Paragraph) or block.role not in ("body", "title"):
            break
        stream = stream_of(block.lines)
        figures = [] if begins_with_month(stream.text) else labelled_figures(stream)
        known = bool(match_figures(figures, measures))
        if not figures or (_looks_like_note(block) and not known):
            break
        if (block.role == "title" and not known) or (listed and block.role == "body"):
            break
        body.append(below)
    return body


def _looks_like_note(block: Paragraph) -> bool:
    key = folded(block.text)
    return key.startswith(("(", "注", "说明", "地址", "邮编", "电话")) or ":" in key[:6]


def paragraph_at(blocks: Sequence[Block], index: int) -> Paragraph:
    block = blocks[index]
    assert isinstance(block, Paragraph)
    return block
