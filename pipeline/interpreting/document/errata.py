"""Corrections of earlier issues that an issue prints: 更正：上期…应为…."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.interpreting.collect import Collector
from pipeline.interpreting.text.characters import stream_of
from pipeline.interpreting.text.normalise import folded
from pipeline.model.message import Message
from pipeline.reading.model import Block, Paragraph

_EARLIER = r"上[一]?期|前期|往期|第\d{1,3}期|\d{4}年|\d{1,2}月"
_WORDS = ("更正", "勘误", "订正")
_ERRATUM = re.compile(
    rf"(?:{'|'.join(_WORDS)})(?:启事|说明)?[：:，,。].{{0,80}}?(?:{_EARLIER}).{{0,80}}?(?:应为|应是|改为|更正为)"
    rf"|(?:{_EARLIER}).{{0,80}}?(?:应为|更正为|订正为).{{0,40}}?(?:{'|'.join(_WORDS)})"
)


def report_errata(blocks: Sequence[Block], out: Collector) -> None:
    """A finding for each paragraph that says that a figure of an earlier issue is wrong.

    Which one is for a person to decide: the text names page, place and figure in its own words.
    """
    texts = (b for b in blocks if isinstance(b, Paragraph))
    notes = (note for b in blocks if not isinstance(b, Paragraph) for note in b.notes)
    for paragraph in (*texts, *notes):
        if not any(word in folded(paragraph.text) for word in _WORDS):
            continue
        found = _ERRATUM.search(stream_of(paragraph.lines).text)
        if found:
            out.find(
                "low_confidence", "warning", Message("erratum"),
                observed=found.group()[:200], place=paragraph.lines[0].place,
            )  # fmt: skip
