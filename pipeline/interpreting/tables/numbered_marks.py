"""Numbers of notes behind names (南京鼓楼医院1), in digits that are not seen to be raised.

A font may hold small raised digits of its own, which have the size of all others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.interpreting.names.entities import is_known
from pipeline.interpreting.names.registry import Registry
from pipeline.interpreting.tables.cells import place_of
from pipeline.interpreting.tables.doubts import About
from pipeline.interpreting.tables.headers import ENTITY
from pipeline.interpreting.tables.recognise import Claim
from pipeline.model.message import Message
from pipeline.reading.model import Cell

_MARKED = re.compile(r"(.*\D)([1-9]\d?)\s*")
_NOTE = re.compile(r"\s*[\[［(（【〔]?(?:注\s*)?(\d{1,2})[\]］)）】〕]?\s*[:：]")


@dataclass(frozen=True)
class MarkedName:
    """A known name with the number of a note behind it.

    Attributes:
        cell: as printed.
        name, mark: its two parts.
    """

    cell: Cell
    name: str
    mark: str


def with_numbered_marks(claim: Claim, registry: Registry) -> tuple[Claim, list[MarkedName]]:
    """The claim with such numbers set apart from the names, and the names that had one.

    The notes of the table have the numbers, or the numbers count from 1 down the table: a digit
    of a figure that runs into the name does neither.
    """
    found = list(_marked(claim, registry))
    if not found:
        return claim, []
    notes = {m[1] for note in claim.table.notes if (m := _NOTE.match(note.text))}
    first_seen = list(dict.fromkeys(x.mark for x in found))
    counted = len(first_seen) > 1 and first_seen == [str(i + 1) for i in range(len(first_seen))]
    if not counted:
        found = [x for x in found if x.mark in notes]
    by_cell = {id(x.cell): x for x in found}
    cells = tuple(
        _without_mark(c, by_cell[id(c)]) if id(c) in by_cell else c for c in claim.table.cells
    )
    return replace(claim, table=claim.table.model_copy(update={"cells": cells})), found


def report_numbered_marks(about: About, names: Sequence[MarkedName]) -> None:
    """Digits behind names that are taken for the numbers of notes."""
    for marked in names:
        about.out.find(
            "low_confidence", "info",
            Message("mark_behind_name", name=marked.name, mark=marked.mark),
            table=about.table, month=about.month, observed=marked.cell.text,
            place=place_of(marked.cell),
        )  # fmt: skip


def _without_mark(cell: Cell, marked: MarkedName) -> Cell:
    return cell.model_copy(
        update={"text": marked.name, "superscript": cell.superscript + marked.mark}
    )


def _marked(claim: Claim, registry: Registry) -> Iterator[MarkedName]:
    """Cells of the columns of names that are a known name and a number, as they are printed."""
    kind = claim.source.entity
    columns = {layout.column(ENTITY) for layout in claim.layouts}
    for cell in claim.table.cells:
        if cell.col not in columns or cell.row < claim.table.header_rows:
            continue
        parts = _MARKED.fullmatch(cell.text)
        if parts is None or is_known(cell.text, kind, registry):
            continue
        if is_known(parts[1], kind, registry):
            yield MarkedName(cell, parts[1].strip(), parts[2])
