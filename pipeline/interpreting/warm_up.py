"""What interpreting computes once for a process: patterns, labels of columns, names.

A file is interpreted in a fork of a process that serves many. What the fork computes is gone with
it, so that each would do it again, which takes longer than the file itself.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path

from pipeline.interpreting.interpreted import InterpretedIssue
from pipeline.interpreting.issue import interpret
from pipeline.interpreting.names.registry import Registry, load_registry
from pipeline.interpreting.store import code_key
from pipeline.model.place import Box, Place
from pipeline.reading.model import Cell, PageInfo, Paragraph, Reading, Table, TextLine
from schemas.base import PrintedSentence, PrintedTable, Row, measure_fields
from schemas.catalog import tables

_ROWS = 8
_PLACE = Place(page=1, box=Box(50.0, 50.0, 550.0, 60.0))
_MASTHEAD = (
    "南京卫生信息化简报",
    "2020年第2期（总第98期）",
    "南京市卫生信息中心编印 2020年2月28日",
)
_LATER = (
    "pipeline.interpreting.second_engine.confidence", "pipeline.reading.audits",
    "pipeline.reading.second_engine.store",
)  # fmt: skip
"""Modules that are imported when a file is interpreted."""


def warm_up(registry: Path) -> InterpretedIssue:
    """Interpret an issue that is made of the schemas, which no file has a part in.

    Args:
        registry: folder of the registry.
    """
    for name in _LATER:
        importlib.import_module(name)
    code_key()
    names = load_registry(registry)
    return interpret(_issue(names), names)


def _issue(registry: Registry) -> Reading:
    blocks: list[Paragraph | Table] = [_paragraph(text) for text in _MASTHEAD]
    printed = 0
    for model in tables().values():
        source = model.table.source
        if isinstance(source, PrintedTable):
            blocks.append(_table(printed, model, source, registry))
            printed += 1
        elif isinstance(source, PrintedSentence):
            labels = [field.column.zh for field in measure_fields(model)]
            counts = "，".join(f"{label}{n + 10}个" for n, label in enumerate(labels))
            blocks.append(_paragraph(f"{source.titles[0]}：1月{counts}。"))
    page = PageInfo(number=1, width=595.0, height=842.0, kind="text")
    return Reading(reader_version="", sha256="0" * 64, pages=(page,), blocks=tuple(blocks))


def _table(index: int, model: type[Row], source: PrintedTable, registry: Registry) -> Table:
    measures = measure_fields(model)
    entities = [one.name for one in registry.entities if one.kind == source.entity][:_ROWS]
    header = ["序号", "名称", *(field.column.zh for field in measures)]
    rows = [[str(n + 1), name, *["1"] * len(measures)] for n, name in enumerate(entities)]
    total = ["", source.totals[0], *[str(len(rows))] * len(measures)]
    texts = [header, *rows, total]
    return Table(
        index=index, caption=(_paragraph("".join(source.captions[:1])),), places=(_PLACE,),
        rows=len(texts), cols=len(header), header_rows=1, method="lines",
        cells=tuple(_cells(texts)),
    )  # fmt: skip


def _cells(texts: Sequence[Sequence[str]]) -> list[Cell]:
    return [
        Cell(row=row, col=col, text=text, places=(_PLACE,))
        for row, line in enumerate(texts)
        for col, text in enumerate(line)
    ]


def _paragraph(text: str) -> Paragraph:
    xs = tuple(float(50 + 10 * ((n + 1) // 2)) for n in range(2 * len(text)))
    line = TextLine(text=text, place=_PLACE, xs=xs)
    return Paragraph(role="title", lines=(line,), size=12.0, bold=False, align="center")
