"""The figures of a small table of labels (咨询类 | 5019), as if they were printed in a sentence.

What the bulletin prints in a sentence in most years it may print as a table in others: labels down
and a figure beside each, or labels across and the figures in one row below.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.interpreting.document.labelled_figures import LabelledFigure, core_label
from pipeline.interpreting.tables.cells import place_of
from pipeline.interpreting.tables.headers import Header, header_key, headers_in
from pipeline.interpreting.tables.made_cell import printed_cell
from pipeline.interpreting.text.numbers import read_number
from pipeline.model.message import Message
from pipeline.reading.model import Cell, Table

_OTHER = re.compile(r"累计|上[月年期]|同期|去年|同比|环比|增[减长幅]|占比|比例|比重|百分|%")
"""Of a column or row: its figures are not those of the month."""

_LABELLED = re.compile(r"(\D*[^\d\s:：])[\s:：]*(\d[\d,，.．]*\s*\D{0,3})")
"""A label with its figure, in one cell (咨询类 15979 个)."""

_NOT_FIGURES = ("序号", "编号", "月份", "时间", "年月", "")


def labelled_in(table: Table) -> tuple[tuple[LabelledFigure, ...], ...]:
    """The ways in which a table can be taken for labelled figures, each with all of them."""
    headers = {h.index: h for h in headers_in(table)}
    return tuple(filter(None, (tuple(_beside(table, headers)), tuple(_below(table, headers)))))


def _beside(table: Table, headers: dict[int, Header]) -> list[LabelledFigure]:
    """Labels down, the figure of each to its right; also in several pairs of columns.

    Nothing where a figure has no label to its left: the table is of another kind.
    """
    figures = _columns_of_figures(table)
    found: list[LabelledFigure] = []
    for row in table.grid()[table.header_rows :]:
        label, labelled = "", False
        for column, cell in enumerate(row):
            if cell is None or not cell.text.strip() or cell.col != column:
                continue
            header = headers[column].joined if column in headers else ""
            if whole := _in_one_cell(cell, row, headers.get(column)):
                found.append(whole)
            elif column not in figures:
                label, labelled = _label(cell.text), False
            elif label:
                own = not labelled and not _OTHER.search(header)
                name = label if own else f"{label}·{header}"
                found.append(_figure(cell, name, headers.get(column)))
                labelled = labelled or own
            elif header not in _NOT_FIGURES:
                return []
    return found


def _in_one_cell(
    cell: Cell, row: Sequence[Cell | None], header: Header | None
) -> LabelledFigure | None:
    """Label and figure of a row that is one cell, in doubt; None of any other."""
    if len(row) < 2 or any(c is not cell for c in row if c is not None and c.text.strip()):
        return None
    parts = _LABELLED.fullmatch(cell.text.strip())
    if parts is None or read_number(parts[2]).kind != "number":
        return None
    figure = _figure(cell.model_copy(update={"text": parts[2]}), _label(parts[1]), header)
    return replace(figure, printed=cell.text, doubt=figure.doubt or Message("figure_with_label"))


def _below(table: Table, headers: dict[int, Header]) -> Iterator[LabelledFigure]:
    """Labels across, the figures of the month in the only row that has such."""
    rows = [[c for c in row if c is not None] for row in table.grid()[table.header_rows :]]
    rows = [row for row in rows if any(read_number(c.text).kind == "number" for c in row)]
    months = [row for row in rows if not _OTHER.search(row[0].text)]
    if len(months) != 1:
        return
    for row in rows:
        stub = "" if row is months[0] else _label(row[0].text)
        for cell in row:
            header = headers.get(cell.col)
            if header is None or not cell.text.strip() or header.leaf in _NOT_FIGURES:
                continue
            if cell is not row[0] or read_number(cell.text).kind == "number":
                label = core_label(header.leaf)
                yield _figure(cell, f"{label}·{stub}" if stub else label, header)


def _columns_of_figures(table: Table) -> set[int]:
    """Columns of which most cells are numbers; the others hold labels."""
    filled: Counter[int] = Counter()
    numbers: Counter[int] = Counter()
    for cell in table.cells:
        if cell.row >= table.header_rows and cell.text.strip():
            filled[cell.col] += 1
            numbers[cell.col] += read_number(cell.text).kind == "number"
    return {column for column, count in filled.items() if numbers[column] * 2 > count}


def _label(text: str) -> str:
    return core_label(header_key(text))


def _figure(cell: Cell, label: str, header: Header | None) -> LabelledFigure:
    number = read_number(cell.text)
    place = place_of(cell)
    assert place is not None
    return LabelledFigure(
        label=label,
        number=number,
        printed=cell.text,
        unit=number.unit or (header.unit if header else None),
        place=place,
        doubt=number.doubt or cell.doubt,
        cell=printed_cell(cell),
    )
