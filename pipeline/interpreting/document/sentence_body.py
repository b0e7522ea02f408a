"""Which paragraphs belong to one sentence of statistics: its heading, and those that go on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from pipeline.interpreting.document.labelled_figures import LabelledFigure, labelled_figures
from pipeline.interpreting.document.matches import match_figures
from pipeline.interpreting.tables.measures import Measure
from pipeline.interpreting.text.characters import Stream, stream_of
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


class Texts:
    """The paragraphs among some blocks, each read once: that goes on may be asked of it often.

    Attributes:
        stream: the characters of the paragraph at an index.
        figures: its figures, whatever month is named above it.
    """

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.stream = cache(self._stream)
        self.figures = cache(self._figures)

    def _stream(self, index: int) -> Stream:
        return stream_of(paragraph_at(self.blocks, index).lines)

    def _figures(self, index: int) -> Sequence[LabelledFigure]:
        return labelled_figures(self.stream(index))

    def stream_of_body(self, body: Sequence[int]) -> Stream:
        """Some paragraphs as one."""
        if len(body) == 1:
            return self.stream(body[0])
        return stream_of(line for i in body for line in paragraph_at(self.blocks, i).lines)


def body_of(texts: Texts, index: int, measures: Sequence[Measure]) -> list[int]:
    """A paragraph and those below it that go on with labelled figures.

    One that begins with a month is a sentence of its own. Short lines of a list look like titles;
    they are of the list when their labels are known.
    """
    body = [index]
    blocks, first = texts.blocks, paragraph_at(texts.blocks, index)
    own = texts.figures(index) if first.role == "title" else []
    listed = first.role == "title" and not match_figures(own, measures)
    for below in range(index + 1, min(index + _LONGEST_BODY, len(blocks))):
        block = blocks[below]
        if not isinstance(block, Paragraph) or block.role not in ("body", "title"):
            break
        figures = [] if begins_with_month(texts.stream(below).text) else texts.figures(below)
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
