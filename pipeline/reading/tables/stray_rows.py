"""Lines of figures that no table took: reported as a doubt about the tables beside them.

Nothing that looks like a row of a table may pass as text in silence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model.message import Message
from pipeline.reading.model import Doubt, Paragraph, Table
from pipeline.reading.tables.figure_texts import is_figure, is_mark
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.stray_rows

_SPREAD = re.compile(r"(?<!\S)[\u4e00-\u9fff](?:\s[\u4e00-\u9fff])+(?!\S)")
"""A name whose characters are set apart: it is one word."""
_SHOWN = 40
"""Characters of a line that a doubt about it quotes."""


def is_stray_row(paragraph: Paragraph) -> bool:
    """Does a line of the paragraph look like a row of a table?"""
    return any(_row_like(line.text) for line in paragraph.lines)


def _row_like(text: str) -> bool:
    words = _SPREAD.sub(lambda name: "".join(name[0].split()), text).split()
    figures = sum(is_figure(word) for word in words)
    marks = sum(is_mark(word) for word in words)
    if len(text) > _T.longest and figures < _T.figures:
        return False
    least = max(_T.fewest, _T.figure_share * len(words))
    return figures >= 1 and len(words) >= 2 and figures + marks >= least


def with_stray_rows(
    blocks: Sequence[Paragraph | Table],
) -> tuple[list[Paragraph | Table], list[Doubt]]:
    """The blocks with a doubt added to tables next to a stray line, and the doubts themselves."""
    out = list(blocks)
    doubts: list[Doubt] = []
    for i, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or not is_stray_row(block):
            continue
        shown = block.text[:_SHOWN]
        message = Message("stray_row", text=shown, page=block.page)
        doubts.append(Doubt(message=message, page=block.page, box=block.lines[0].place.box))
        for k in _tables_beside(blocks, i, block.page):
            table = out[k]
            assert isinstance(table, Table)
            out[k] = table.model_copy(update={"doubts": (*table.doubts, message)})
    return out, doubts


def _tables_beside(blocks: Sequence[Paragraph | Table], i: int, page: int) -> list[int]:
    """The table before and the table after block `i`, on its page or the next to it."""
    found = []
    for way in (range(i - 1, -1, -1), range(i + 1, len(blocks))):
        for k in way:
            block = blocks[k]
            if isinstance(block, Table):
                if min(abs(place.page - page) for place in block.places) <= 1:
                    found.append(k)
                break
    return found
