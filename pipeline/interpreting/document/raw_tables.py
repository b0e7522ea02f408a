"""Every table as it is on the page, and the figures of those that no schema knows."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

from pipeline.interpreting.collect import Collector
from pipeline.interpreting.document.table_months import TableMonths
from pipeline.interpreting.tables.cells import plain_figure
from pipeline.interpreting.tables.headers import headers_in
from pipeline.interpreting.tables.next_sheet import has_names
from pipeline.interpreting.tables.recognise import (
    CAPTION_LIKELY,
    CAPTION_SURE,
    Claim,
    caption_score,
    printed_models,
)
from pipeline.interpreting.text.months import month_in
from pipeline.interpreting.text.normalise import tidy
from pipeline.interpreting.text.numbers import looks_numeric
from pipeline.model.message import Message
from pipeline.reading.model import Cell, Reading, Table
from schemas.base import PrintedTable
from schemas.quality import RawTable
from schemas.totals import ReportedTotal

NAME = RawTable.table.name


def raw_tables(
    reading: Reading,
    claims: Mapping[int, Claim],
    labels: Mapping[int, str],
    table_months: TableMonths,
    out: Collector,
) -> tuple[RawTable, ...]:
    """All tables of the issue; unknown ones also as observations with a finding.

    Args:
        labels: name of the dataset's table by index of a table of labels and figures.
    """
    rows = []
    for position, table in enumerate(reading.tables, start=1):
        claim = claims.get(table.index)
        name = claim.model.table.name if claim else labels.get(table.index)
        rows.append(_row(table, position, name, out.issue_id))
        if name is None and any(c.text.strip() for c in table.cells):
            _report_unknown(table, table_months, out)
            _report_named(table, claims, table_months, out)
            _report_above(table, claims, table_months, out)
    return tuple(rows)


def _row(table: Table, position: int, name: str | None, issue_id: str) -> RawTable:
    # A cell's text is where it begins; where it goes on there is none.
    texts = [
        [c.text + c.superscript if c and (c.row, c.col) == (row, col) else ""
         for col, c in enumerate(cells)]
        for row, cells in enumerate(table.grid())
    ]  # fmt: skip
    header, body = texts[: table.header_rows], texts[table.header_rows :]
    columns = [[cells[col] for cells in header] for col in range(table.cols)]
    pages = [p.page for p in table.places] or [1]
    return RawTable(
        issue_id=issue_id,
        position=position,
        caption=table.caption_text,
        notes="\n".join(n.text for n in table.notes),
        page_first=min(pages),
        page_last=max(pages),
        header=json.dumps(columns, ensure_ascii=False),
        rows=json.dumps(body, ensure_ascii=False),
        known=name is not None,
        table_name=name,
    )


def _report_unknown(table: Table, table_months: TableMonths, out: Collector) -> None:
    month = _month(table, table_months)
    out.find(
        "unknown_table",
        "warning",
        Message("unknown_table", caption=table.caption_text or Message("without_caption")),
        table=NAME,
        month=month,
        observed=table.caption_text or None,
        place=table.places[0] if table.places else None,
    )
    _observe(table, month, out)


def _month(table: Table, table_months: TableMonths) -> dt.date:
    named = month_in(table.caption_text)
    return named.month if named else table_months.month


def _report_named(
    table: Table, claims: Mapping[int, Claim], table_months: TableMonths, out: Collector
) -> None:
    """The caption of an unknown table may name a table of the dataset that is not understood.

    A piece without a caption that was understood may be the rest of it.
    """
    month = _month(table, table_months)
    present = {
        c.model for i, c in claims.items()
        if table_months.tables[i] == month and c.caption_score >= CAPTION_LIKELY
    }  # fmt: skip
    for model in printed_models():
        source = model.table.source
        assert isinstance(source, PrintedTable)
        if model in present or caption_score(table.caption_text, source) < CAPTION_LIKELY:
            continue
        for name in (model.table.name, ReportedTotal.table.name):
            out.find(
                "low_confidence", "warning",
                Message("table_not_understood", caption=table.caption_text),
                table=name, month=month, observed=table.caption_text,
                place=table.places[0] if table.places else None,
            )  # fmt: skip


def _report_above(
    table: Table, claims: Mapping[int, Claim], table_months: TableMonths, out: Collector
) -> None:
    """An unknown table may be the rest of the known one above it, with or without its caption."""
    above = max((i for i in claims if i < table.index), default=None)
    if above is None or not _may_go_on(table, claims[above]):
        return
    for name in (claims[above].model.table.name, ReportedTotal.table.name):
        out.find(
            "low_confidence", "warning",
            Message("unknown_table_below"),
            table=name, month=table_months.tables[above],
            place=table.places[0] if table.places else None,
        )  # fmt: skip


def _may_go_on(table: Table, claim: Claim) -> bool:
    named = caption_score(table.caption_text, claim.source)
    # What is above a piece may be a scrap of its header; a caption of another table names a month.
    size = (claim.table.cols, claim.table.rows)  # one lying down is turned round
    scrap = table.cols in size and month_in(table.caption_text) is None
    adjacent = table.index == claim.table.index + 1
    return named < 0 or named >= CAPTION_SURE or not has_names(table) or (scrap and adjacent)


def _observe(table: Table, month: dt.date, out: Collector) -> None:
    headers = {h.index: h.printed for h in headers_in(table)}
    for cell in table.cells:
        if cell.row < table.header_rows or not looks_numeric(cell.text):
            continue
        stub = _stub(table, cell)
        measure = headers.get(cell.col) or f"#{cell.col + 1}"
        out.observe(NAME, month, stub, measure, plain_figure(cell))


def _stub(table: Table, cell: Cell) -> str:
    """The first text without figures in the cell's row."""
    row = [c for c in table.cells if c.row <= cell.row < c.row + c.row_span and c.col < cell.col]
    text = next((c.text for c in row if c.text.strip() and not looks_numeric(c.text)), "")
    return tidy(text) or f"#{cell.row - table.header_rows + 1}"
