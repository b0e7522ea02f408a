"""Paragraphs that belong to nothing: kept in mind, because a figure may be in one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from pipeline.interpreting.collect import Collector
from pipeline.interpreting.tables.measures import Measure, fact_value, figure_of
from pipeline.interpreting.tables.recognise import Claim
from pipeline.interpreting.text.normalise import folded
from pipeline.interpreting.text.numbers import read_number
from pipeline.interpreting.text.total_labels import total_with_figure
from pipeline.model.message import Message
from pipeline.reading.model import Block, Paragraph, Table
from schemas.base import whole_measure
from schemas.issues import Article
from schemas.totals import ReportedTotal

TOTALS = ReportedTotal.table.name
ARTICLES = Article.table.name
_PROSE = 15
"""Characters of a text that is no label."""
_STOPS = ("。", "。”", "！", "；")


def report_leftovers(
    blocks: Sequence[Block],
    used: Collection[int],
    scraps: Collection[int],
    claims: Mapping[int, Claim],
    months: Mapping[int, dt.date],
    out: Collector,
) -> None:
    """A finding for every paragraph with figures, or of prose, that no part of the issue has used.

    A total that is right below a table (合计: 123) is taken for that table's, with a finding.
    Prose may be part of an article.
    `scraps` are titles and paragraphs that look like parts of a table which was not read.
    """
    for index, block in enumerate(blocks):
        if index in used or not isinstance(block, Paragraph):
            continue
        claim = _claim_above(blocks, index, claims)
        if index in scraps and claim is not None:
            _rest_below(block, claim, months[claim.table.index], out)
        if total_with_figure(block.text) is not None and claim is not None:
            _stray_total(block, claim, months[claim.table.index], out)
        elif index in scraps or is_prose(block) or any(c.isdigit() for c in folded(block.text)):
            out.find(
                "low_confidence", "info", Message("text_left_over"),
                table=ARTICLES if index in scraps or is_prose(block) else None,
                observed=block.text[:200], place=block.lines[0].place,
            )  # fmt: skip


def is_prose(block: Paragraph) -> bool:
    """Is it a sentence, or the end of one, as articles have?"""
    text = block.text.strip()
    return len(text) >= _PROSE and text.endswith(_STOPS) and not text.startswith(("注", "(", "（"))


def _claim_above(blocks: Sequence[Block], index: int, claims: Mapping[int, Claim]) -> Claim | None:
    above = blocks[index - 1] if index else None
    return claims.get(above.index) if isinstance(above, Table) else None


def _rest_below(block: Paragraph, claim: Claim, month: dt.date, out: Collector) -> None:
    """A header right below a table may be followed by the rest of it, and by its total."""
    for name in (claim.model.table.name, TOTALS):
        out.find(
            "low_confidence", "warning", Message("unknown_table_below"),
            table=name, month=month, observed=block.text[:200], place=block.lines[0].place,
        )  # fmt: skip


def _stray_total(block: Paragraph, claim: Claim, month: dt.date, out: Collector) -> None:
    printed = total_with_figure(block.text) or ""
    name = claim.model.table.name
    measure = _measure(claim)
    place = block.lines[0].place
    out.find(
        "low_confidence", "warning",
        Message("stray_total"),
        table=TOTALS, month=month, measure=measure.name if measure else None,
        observed=block.text, place=place,
    )  # fmt: skip
    if measure is None:
        return
    doubt = Message("below_the_table")
    figure = figure_of(read_number(printed), block.text, measure, None, place, doubt)
    value = fact_value(figure, measure)
    out.observe(TOTALS, month, name, measure.name, figure)
    if value is not None and measure.dimension == "count" and not _has_total(out, name, measure):
        out.rows.append(
            ReportedTotal(month=month, table_name=name, measure=measure.name,
                          issue_id=out.issue_id, value=value)
        )  # fmt: skip


def _measure(claim: Claim) -> Measure | None:
    """The measure that a single total can mean."""
    measures = {
        m.name: m for x in claim.layouts for found in x.measure_columns().values() for m in found
    }
    if len(measures) == 1:
        return next(iter(measures.values()))
    return measures.get(whole_measure(claim.model) or "")


def _has_total(out: Collector, table: str, measure: Measure) -> bool:
    totals = (r for r in out.rows if isinstance(r, ReportedTotal))
    return any(r.table_name == table and r.measure == measure.name for r in totals)
