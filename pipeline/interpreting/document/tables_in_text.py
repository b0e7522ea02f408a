"""Tables that an issue prints as a sentence: 其中健康南京10163人次、我的南京客户端4100人次.

Below the caption of a table with one measure, a paragraph that says a figure of each known name is
the table. It is made one, so that all that holds for tables holds for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from pipeline.interpreting.names.entities import known_names
from pipeline.interpreting.names.registry import Registry
from pipeline.interpreting.tables.measures import measures_of
from pipeline.interpreting.text.characters import Stream, stream_of
from pipeline.interpreting.text.normalise import folded
from pipeline.model.message import Message
from pipeline.reading.model import Block, Cell, Paragraph, Reading, Table
from schemas.base import EntityKind, PrintedTable, fields_of
from schemas.catalog import tables

_FEWEST = 3
"""Names with figures that make a paragraph a table."""
_FIGURE = r"(?P<figure>\d+(?:,\d{3})*)(?:人次|[人次个条件])?(?=[，,、；;。和及]|$)"
_TOTAL = re.compile(rf"[共合总]计?(?:预约|完成|受理|有)?{_FIGURE}")
_DATE = re.compile(r"(?:(?:19|20)\d{2}年)?\d{1,2}月(?:份|底|末)?(?:\d{1,2}日)?")
_OTHER = re.compile(r"上个?月|上年|去年|同期|同比|环比|累计|计划|占比|%")
"""Words of a sentence whose figures may be of another time, or no counts."""


def with_tables_of_text(reading: Reading, registry: Registry) -> Reading:
    """The reading, each sentence that is a table as one, numbered anew."""
    blocks: list[Block] = []
    for block in reading.blocks:
        above = blocks[-1] if blocks else None
        table = None
        if isinstance(block, Paragraph) and isinstance(above, Paragraph):
            table = _table(above, block, registry)
        if table is not None:
            blocks.pop()
        blocks.append(table or block)
    return reading if len(blocks) == len(reading.blocks) else reading.with_blocks(blocks)


def _table(caption: Paragraph, text: Paragraph, registry: Registry) -> Table | None:
    title = folded(caption.text)
    source = next((s for s, _, _ in _sources() if any(c in title for c in s.captions)), None)
    if source is None:
        return None
    stream = stream_of(text.lines)
    rows = _rows(stream, source.entity, registry)
    if rows is None:
        return None
    labels = next((name, figure) for s, name, figure in _sources() if s is source)
    return _of_rows(caption, text, labels, rows, stream)


@cache
def _sources() -> tuple[tuple[PrintedTable, str, str], ...]:
    """Tables of names with one measure: their source, and headers of both columns."""
    out = []
    for model in tables().values():
        source = model.table.source
        if not isinstance(source, PrintedTable) or len(measures_of(model)) != 1:
            continue
        heads = {f.column.role: f.column.headers[0] for f in fields_of(model) if f.column.headers}
        out.append((source, heads["entity"], heads["measure"]))
    return tuple(out)


class _Row(NamedTuple):
    """Where the name and the figure of a row are in the sentence, and what the cell says.

    Attributes:
        label: instead of the name, for the total.
    """

    name: slice
    figure: slice
    label: str | None = None


def _rows(stream: Stream, kind: EntityKind, registry: Registry) -> list[_Row] | None:
    """Names and their figures, the total last; None where a number is of none of them."""
    text = stream.text
    if _OTHER.search(text):
        return None
    names = sorted(map(re.escape, known_names(registry, kind)), key=len, reverse=True)
    pattern = re.compile(rf"(?P<name>{'|'.join(names)})[为:：]?{_FIGURE}", re.IGNORECASE)
    found = [_Row(slice(*m.span("name")), slice(*m.span("figure"))) for m in pattern.finditer(text)]
    if len({text[row.name].lower() for row in found}) < max(_FEWEST, len(found)):
        return None
    totals = [
        _Row(slice(m.start(), m.start() + 1), slice(*m.span("figure")), "合计")
        for m in _TOTAL.finditer(text)
    ]
    known = [at for row in (*found, *totals) for at in (row.name, row.figure)]
    known += [slice(*m.span()) for m in _DATE.finditer(text)]
    told = all(any(s.start <= i < s.stop for s in known) for i, c in enumerate(text) if c.isdigit())
    return [*found, *totals] if told and len(totals) <= 1 else None


def _of_rows(
    caption: Paragraph, text: Paragraph, labels: tuple[str, str],
    rows: Sequence[_Row], stream: Stream,
) -> Table:  # fmt: skip
    top = text.lines[0].place
    cells = [Cell(row=0, col=i, text=x, places=(top,)) for i, x in enumerate(labels)]
    for number, row in enumerate(rows, 1):
        cells += [
            _cell(number, 0, row.name, stream, row.label),
            _cell(number, 1, row.figure, stream, None),
        ]
    return Table(
        index=0,
        caption=(caption.model_copy(update={"role": "caption"}),),
        places=(top,),
        rows=len(rows) + 1, cols=2, header_rows=1, cells=tuple(cells), method="lines",
        doubts=(Message("table_in_text"),),
    )  # fmt: skip


def _cell(row: int, col: int, at: slice, stream: Stream, text: str | None) -> Cell:
    broken = col == 1 and stream.broken(at.start, at.stop) == "line"
    return Cell(
        row=row,
        col=col,
        text=stream.printed(at.start, at.stop) if text is None else text,
        places=(stream.place(at.start, at.stop),),
        doubt=stream.doubt(at.start, at.stop) or (Message("figure_broken") if broken else ""),
    )
