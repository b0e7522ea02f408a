"""Cumulative figures in notes: （截止 2025 年 2 月，总预约挂号量为 37314248 次）."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from pipeline.interpreting.collect import Collector
from pipeline.interpreting.document.labelled_figures import LabelledFigure, labelled_figures
from pipeline.interpreting.document.matches import match_label
from pipeline.interpreting.document.text_figures import (
    labelled_figure,
    report_doubt,
    report_likely_label,
    report_unknown_figure,
)
from pipeline.interpreting.tables.cells import paragraph_of_cell
from pipeline.interpreting.tables.made_cell import printed_cell
from pipeline.interpreting.tables.measures import Measure, fact_value, measures_of, native
from pipeline.interpreting.text.characters import stream_of
from pipeline.interpreting.text.likeness import BARE, Match
from pipeline.interpreting.text.months import MonthInText, before, ends_before, months_in
from pipeline.interpreting.text.normalise import folded
from pipeline.model.message import Message
from pipeline.reading.model import Block, Cell, Paragraph, Table
from schemas.base import PrintedNote, Row, fields_of
from schemas.catalog import tables

_SHORT, _LEAST = 80, 12
_UP_TO = re.compile(r"截[止至]|累计|自开通以来|以来")
_PREFIX = re.compile(r"^(?:全市|各?区及医院|区、?医院|市区两级|平台|全平台|各单位|医院及?各?区)+")


@dataclass(frozen=True)
class NoteFigure:
    """A figure in a note.

    Attributes:
        model: the table it belongs to.
        labelled: the figure.
        match: what it is; None where no measure has its label.
        month: the month that the note names; None where it names none.
        block: index of the paragraph in `Reading.blocks`; None where it belongs to a table.
        year_printed: is the year of the month printed?
    """

    model: type[Row]
    labelled: LabelledFigure
    match: Match[Measure] | None
    month: dt.date | None
    block: int | None
    year_printed: bool = True


@cache
def note_models() -> tuple[type[Row], ...]:
    """All tables that the bulletin prints as notes."""
    return tuple(m for m in tables().values() if isinstance(m.table.source, PrintedNote))


def find_note_figures(blocks: Sequence[Block], latest: dt.date) -> list[NoteFigure]:
    """Figures of all notes, of tables and between them; running text of articles is no note."""
    found: list[NoteFigure] = []
    for index, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            beside = any(isinstance(b, Table) for b in blocks[max(0, index - 1) : index + 2])
            if block.role != "title" and (_is_note(block) or (beside and _is_short(block))):
                figures = _figures(block, latest, index)
                found += figures if any(f.match for f in figures) else []
        else:
            for paragraph in (*block.notes, *block.caption):
                if _UP_TO.search(folded(paragraph.text)):
                    found += _figures(paragraph, latest, None)
            for cell in _rows_of_text(block):
                found += _figures_in_cell(cell, block, latest)
    return found


def interpret_notes(
    figures: Sequence[NoteFigure], months: dict[int, dt.date], out: Collector
) -> None:
    """One row a month from the figures of the notes.

    Args:
        months: for each figure (by its index), the month that it is taken to describe.
    """
    rows: dict[tuple[type[Row], dt.date], dict[str, Any]] = {}
    best = _best(figures, months)
    for index in sorted(range(len(figures)), key=lambda i: i not in best):
        note, month = figures[index], months[index]
        table = note.model.table.name
        if note.match is None or (index not in best and not _is_rival(note)):
            report_unknown_figure(note.labelled, table, month, out)
            continue
        measure = note.match.target
        figure = labelled_figure(note.labelled, measure)
        values = rows.setdefault((note.model, month), {})
        value = fact_value(figure, measure)
        out.observe(table, month, "", measure.name, figure)
        report_likely_label(note.match, note.labelled, table, month, out)
        report_doubt(figure, measure, table, month, out)
        if index not in best and values[measure.name] != value:
            out.find(
                "conflict",
                "error",
                Message("two_values", label=measure.zh),
                table=table,
                month=month,
                measure=measure.name,
                expected=str(values[measure.name]),
                observed=figure.printed,
                place=figure.place,
            )
        if index in best:
            values[measure.name] = native(value, measure)
    for (model, month), values in rows.items():
        out.rows.append(_row(model, month, values, out))
        for measure in measures_of(model):
            if measure.name not in values:
                out.find(
                    "low_confidence", "info",
                    Message("not_in_notes", label=measure.zh),
                    table=model.table.name, month=month, measure=measure.name,
                )  # fmt: skip


def _best(figures: Sequence[NoteFigure], months: Mapping[int, dt.date]) -> set[int]:
    """Of the figures of one measure and month the one whose label is most like the measure's name.

    One that is of a period, or whose label is only like that of the measure, goes behind.
    """
    best: dict[tuple[str, dt.date, str], int] = {}
    for index, note in enumerate(figures):
        if note.match is None:
            continue
        key = (note.model.table.name, months[index], note.match.target.name)
        rival = best.setdefault(key, index)
        if _rank(note) > _rank(figures[rival]):
            best[key] = index
    return set(best.values())


def _rank(note: NoteFigure) -> tuple[bool, int]:
    return not note.labelled.role, note.match.score if note.match else 0


def _is_rival(note: NoteFigure) -> bool:
    """Does it contradict another figure of its measure, not only resemble it?"""
    return note.match is not None and note.match.score >= BARE and not note.labelled.role


def _row(model: type[Row], month: dt.date, values: dict[str, Any], out: Collector) -> Row:
    common: dict[str, Any] = {}
    for f in fields_of(model):
        role = f.column.role
        if role == "key":
            common[f.name] = month
        elif role == "link":
            common[f.name] = out.issue_id
        else:
            common[f.name] = values.get(f.name)
    return model(**common)


def _is_note(block: Paragraph) -> bool:
    """In brackets, or beginning as notes do; short."""
    key = folded(block.text)
    opens = key.startswith(("(", "[", "〔", "注", "说明", "截止", "截至", "*"))
    return len(key) < 160 and (opens or block.role == "note") and bool(_UP_TO.search(key))


def _is_short(block: Paragraph) -> bool:
    """A line that speaks of a cumulative figure; whole articles do so as well."""
    key = folded(block.text)
    return len(key) < _SHORT and bool(_UP_TO.search(key))


def _rows_of_text(table: Table) -> Iterator[Cell]:
    """Cells that hold the one text of their row: a note below a table, within its frame."""
    filled = Counter(c.row for c in table.cells if c.text.strip())
    for cell in table.cells:
        if cell.row >= table.header_rows and filled[cell.row] == 1 and len(cell.text) >= _LEAST:
            yield cell


def _figures_in_cell(cell: Cell, table: Table, latest: dt.date) -> Iterator[NoteFigure]:
    for paragraph in paragraph_of_cell(cell, "note", table.index):
        if _UP_TO.search(folded(paragraph.text)):
            for found in _figures(paragraph, latest, None):
                labelled = replace(found.labelled, cell=printed_cell(cell))
                yield replace(found, labelled=labelled)


def _figures(paragraph: Paragraph, latest: dt.date, block: int | None) -> list[NoteFigure]:
    stream = stream_of(paragraph.lines)
    named = _month_of(stream.text, latest)
    out = []
    early = named is None and ends_before(stream.text)
    for labelled in labelled_figures(stream, named.month if named else None):
        if early and not labelled.doubt:
            labelled = replace(labelled, doubt=Message("month_before"))
        for model in note_models():
            measures = measures_of(model)
            match = _match(labelled, measures, early)
            if labelled.bare_mark and match is None:
                continue  # a word of the text
            month, dated = (named.month, named.year_printed) if named else (None, True)
            out.append(NoteFigure(model, labelled, match, month, block, dated))
    return out


def _month_of(text: str, latest: dt.date) -> MonthInText | None:
    """The month of a note; of several the one due, if it is among them."""
    months = months_in(text) or months_in(text, latest)
    return next((m for m in months if m.month == before(latest)), next(iter(months), None))


def _match(
    labelled: LabelledFigure, measures: Sequence[Measure], early: bool
) -> Match[Measure] | None:
    if labelled.role == "change" or (labelled.role == "other" and not early):
        return None
    if labelled.role == "period" and not _UP_TO.search(labelled.scope + labelled.label):
        return None  # of a year, not of all years
    label = labelled.label
    bare = _PREFIX.sub("", label)
    return match_label(bare, measures) or match_label(label, measures)
