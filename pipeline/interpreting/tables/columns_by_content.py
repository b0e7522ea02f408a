"""Columns of a printed table that are recognised by the cells below their headers."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.interpreting.names.entities import is_known
from pipeline.interpreting.names.registry import Registry
from pipeline.interpreting.tables.columns_by_header import fields_of_pairs, figure_fields
from pipeline.interpreting.tables.headers import ENTITY, POSITION, Field, Header, Layout
from pipeline.interpreting.tables.sections import is_numbered
from pipeline.interpreting.text.likeness import Match
from pipeline.interpreting.text.normalise import folded
from pipeline.interpreting.text.numbers import looks_numeric
from pipeline.interpreting.text.total_labels import is_total_label
from pipeline.model.message import Message
from pipeline.reading.model import Cell, Table
from schemas.base import EntityKind, PrintedTable, Row

_COUNTED = 0.8
"""Share of the numbers of rows that are where they belong, the others being slips."""


@dataclass(frozen=True)
class PrintedColumns:
    """A printed table with what every claim needs of it, worked out once."""

    table: Table
    headers: list[Header]
    grid: list[list[Cell | None]]

    _stubs: dict[int, list[str]] = field(default_factory=dict, compare=False)
    _names: dict[tuple[int, EntityKind], int] = field(default_factory=dict, compare=False)

    def stubs(self, column: int) -> list[str]:
        """Texts of a column below the header, totals left out."""
        if column not in self._stubs:
            cells = [row[column] for row in self.grid[self.table.header_rows :]]
            texts = [c.text for c in cells if c is not None and c.text.strip()]
            self._stubs[column] = [text for text in texts if not is_total_label(text)]
        return self._stubs[column]

    def numbers(self, column: int) -> list[str]:
        """The stubs of a column that are its alone: no heading of rows, no label of a total."""
        cells = [row[column] for row in self.grid[self.table.header_rows :]]
        alone = [c.text for c in cells if c is not None and c.col_span == 1 and c.text.strip()]
        return [t for t in alone if not is_total_label(t) and not is_numbered(t)]

    def names(self, column: int, kind: EntityKind, registry: Registry) -> int:
        """How many of its stubs the registry explains as names of a kind."""
        if (column, kind) not in self._names:
            self._names[column, kind] = sum(
                is_known(text, kind, registry) for text in self.stubs(column)
            )
        return self._names[column, kind]


def understood(
    layout: Layout, printed: PrintedColumns, model: type[Row], registry: Registry
) -> Layout:
    """The layout with the columns that are recognised by the cells below their headers."""
    source = model.table.source
    assert isinstance(source, PrintedTable)
    layout = _with_position(_with_entity(layout, printed, source.entity, registry), printed)
    return _with_only_figure(_with_pairs(layout, printed, model), printed, model)


def like_first(layout: Layout, first: Layout) -> Layout:
    """A group of columns, with the fields that only the first group's figures show."""
    for column, twin in zip(sorted(layout.headers), sorted(first.headers), strict=True):
        if column in layout.unknown and twin in first.fields:
            likely = {column: first.likely[twin]} if twin in first.likely else {}
            layout = _with_field(layout, column, first.fields[twin])
            layout = replace(layout, likely={**layout.likely, **likely})
    return layout


def _with_entity(
    layout: Layout, printed: PrintedColumns, kind: EntityKind, registry: Registry
) -> Layout:
    """Where no header names the entity column: the column that holds names of that kind."""
    if layout.column(ENTITY) is not None:
        return layout
    for column in (*layout.unknown, *layout.likely):
        texts = printed.stubs(column)
        if texts and printed.names(column, kind, registry) * 2 >= len(texts):
            return _with_field(layout, column, Field(ENTITY))
    return layout


def _with_position(layout: Layout, printed: PrintedColumns) -> Layout:
    """Where no header names the row numbers: a column before the names that counts 1, 2, 3…"""
    entity = layout.column(ENTITY)
    if entity is None or layout.column(POSITION) is not None:
        return layout
    for column in layout.unknown:
        if column < entity and _counts(printed.numbers(column)):
            return _with_field(layout, column, Field(POSITION))
    return layout


def _counts(texts: Sequence[str]) -> bool:
    """Do the cells count 1, 2, 3…, in each group of rows anew, perhaps with a slip?"""
    plain = [folded(t) for t in texts]
    if len(plain) < 2 or not all(t.isdecimal() for t in plain):
        return False
    numbers = [int(t) for t in plain]
    on = sum(b in (a + 1, 1) for a, b in itertools.pairwise(numbers))
    whole = len(set(numbers) & set(range(1, len(numbers) + 1)))
    return on >= _COUNTED * (len(numbers) - 1) or whole >= _COUNTED * len(numbers)


def _with_pairs(layout: Layout, printed: PrintedColumns, model: type[Row]) -> Layout:
    """Where no header names the field of pairs (11/12): the only column that holds pairs."""
    fields = [f for f in fields_of_pairs(model) if f not in layout.fields.values()]
    if len(fields) != 1:
        return layout
    columns = [c for c in layout.unknown if _holds_pairs(printed.stubs(c))]
    if len(columns) != 1:
        return layout
    match = Match(fields[0], Message("only_pairs"), 80)
    found = _with_field(layout, columns[0], fields[0])
    return replace(found, likely={**layout.likely, columns[0]: match})


def _with_only_figure(layout: Layout, printed: PrintedColumns, model: type[Row]) -> Layout:
    """The only column of figures beside the names, in a table that has a single figure a row."""
    fields = figure_fields(model)
    if len(fields) != 1 or fields[0] in layout.fields.values() or len(layout.unknown) != 1:
        return layout
    column = layout.unknown[0]
    texts = printed.stubs(column)
    if sum(looks_numeric(t) for t in texts) * 2 <= len(texts):
        return layout
    match = Match(fields[0], Message("only_figures"), 75)
    found = _with_field(layout, column, fields[0])
    return replace(found, likely={**layout.likely, column: match})


def _holds_pairs(texts: list[str]) -> bool:
    pairs = [t for t in texts if re.fullmatch(r"\d{1,4}/\d{1,4}", folded(t))]
    return len(pairs) >= 2 and len(pairs) * 2 > len(texts)


def _with_field(layout: Layout, column: int, field: Field) -> Layout:
    fields = dict(sorted({**layout.fields, column: field}.items()))
    unknown = tuple(c for c in layout.unknown if c != column)
    likely = {c: m for c, m in layout.likely.items() if c != column}
    return replace(layout, fields=fields, unknown=unknown, likely=likely)
