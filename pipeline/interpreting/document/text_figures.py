"""Figures of running text as figures of their measures, and what is doubted of them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from pipeline.interpreting.collect import Collector, Figure
from pipeline.interpreting.document.labelled_figures import LabelledFigure
from pipeline.interpreting.document.matches import match_label
from pipeline.interpreting.tables.cells import STATUS
from pipeline.interpreting.tables.measures import Measure, figure_of, measures_of
from pipeline.interpreting.text.likeness import BARE, Match
from pipeline.model.message import Message
from schemas.base import Row

Matches = Mapping[int, Match[Measure]]

_REST = re.compile(r"其[他它余]各?类?(?:来电|电话|事项|咨询)?")
"""A label of all that is in no other figure."""


def labelled_figure(labelled: LabelledFigure, measure: Measure) -> Figure:
    """A figure of running text as a figure of its measure."""
    return figure_of(
        labelled.number,
        labelled.printed,
        measure,
        labelled.unit,
        labelled.place,
        labelled.doubt,
        labelled.cell,
    )


def report_likely_label(
    match: Match[Measure], labelled: LabelledFigure, table: str, month: dt.date, out: Collector
) -> None:
    """A finding where a label is only like a known one."""
    if match.certain:
        return
    out.find(
        "low_confidence",
        "warning",
        Message("label_likely", printed=labelled.label, label=match.target.zh, score=match.score),
        table=table,
        month=month,
        measure=match.target.name,
        expected=match.label,
        observed=labelled.label,
        place=labelled.place,
    )


def report_doubt(
    figure: Figure, measure: Measure, table: str, month: dt.date, out: Collector
) -> None:
    """A finding where the figure itself is not certain."""
    if not figure.doubt:
        return
    out.find(
        "low_confidence",
        "warning",
        Message("figure_doubtful", of=measure.zh, doubt=figure.doubt),
        table=table,
        month=month,
        measure=measure.name,
        observed=figure.printed,
        place=figure.place,
    )


def report_unknown_figure(
    labelled: LabelledFigure, table: str, month: dt.date | None, out: Collector
) -> None:
    """Observation and finding of a figure whose label no measure has."""
    unit = labelled.unit
    value = labelled.number.value
    if value is not None and unit is not None and unit.dimension != "percent":
        value *= unit.factor
    shown = unit.printed if unit else ""
    figure = Figure(
        value,
        labelled.printed,
        shown,
        shown,
        STATUS[labelled.number.kind],
        labelled.place,
        labelled.doubt,
        labelled.cell,
    )
    out.observe(table, month, "", labelled.label or labelled.printed, figure)
    out.find(
        "unknown_column",
        "info",
        Message("unknown_label", label=labelled.label),
        table=table,
        month=month,
        measure=labelled.label,
        observed=labelled.printed,
        place=labelled.place,
    )


def report_other_values(
    figures: Sequence[LabelledFigure], matches: Matches, table: str, month: dt.date, out: Collector
) -> None:
    """A conflict where the text tells a measure twice, with two values."""
    taken = {match.target: figures[index] for index, match in matches.items()}
    measures = tuple(taken)
    for figure in _others(figures, matches):
        match = match_label(figure.label, measures)
        if match is None or match.score < BARE or figure.nameless:
            continue
        value, other = _value(taken[match.target]), _value(figure)
        if value is not None and other is not None and value != other:
            out.find(
                "conflict", "error", Message("two_values", label=match.target.zh),
                table=table, month=month, measure=match.target.name,
                expected=str(value), observed=figure.printed, place=figure.place,
            )  # fmt: skip


def report_unfound(
    figures: Sequence[LabelledFigure],
    matches: Matches,
    model: type[Row],
    month: dt.date,
    out: Collector,
) -> None:
    """A figure with an unknown label may be that of a measure for which none is known.

    What is called the rest (其他) is that of none.
    """
    unknown = [
        f for f in _others(figures, matches) if "·" not in f.label and not _REST.fullmatch(f.label)
    ]
    if not unknown:
        return
    found = {match.target for match in matches.values()}
    for measure in measures_of(model):
        if measure not in found:
            out.find(
                "low_confidence", "info", Message("label_unfound", label=measure.zh),
                table=model.table.name, month=month, measure=measure.name,
                observed=", ".join(f.label for f in unknown), place=unknown[0].place,
            )  # fmt: skip


def _others(figures: Sequence[LabelledFigure], matches: Matches) -> Iterator[LabelledFigure]:
    """The figures of the month that are those of no measure; shares are none of them."""
    for index, figure in enumerate(figures):
        share = figure.unit is not None and figure.unit.dimension == "percent"
        if index not in matches and not figure.role and not share:
            yield figure


def _value(figure: LabelledFigure) -> Decimal | None:
    value, unit = figure.number.value, figure.unit
    return value * unit.factor if value is not None and unit is not None else value
