"""Charts as plotly.js draws them: plain data, made without importing plotly."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pipeline.longitudinal.months import months_between
from pipeline.model.label import Label
from pipeline.report.labels import EVENTS
from pipeline.report.pages import month_text
from schemas.events import Event

_COLOURS = ("#1f5a96", "#c8553d", "#3f7d4e", "#8a5a9e", "#b8860b", "#2f8f9d", "#7a7a7a", "#a23b72")
_FLAGGED = "#c00000"

Doubts = Mapping[str, Collection[dt.date | None]]


@dataclass(frozen=True)
class Series:
    """A line of a chart.

    Attributes:
        values: the figure of each month of the chart; None where there is none.
        links: for each, the way to its cell on the page of its issue, or ''; () where none has one.
        flagged: for each, is it doubtful?
    """

    label: Label
    values: Sequence[float | None]
    links: Sequence[str]
    flagged: Sequence[bool]


@dataclass(frozen=True)
class Mark:
    """An event as a chart and its list show it."""

    month: str
    kind: str
    label: Label
    text: Label


@dataclass(frozen=True)
class Chart:
    """Some series of one unit, and the JSON from which plotly.js draws them.

    Attributes:
        unit: '' for a rate.
        marks: events within its months, apart from months without an issue.
        drawn: are there several months to draw a line through?
    """

    title: Label
    unit: Label
    marks: tuple[Mark, ...]
    drawn: bool
    spec: str


def chart(
    title: Label, unit: Label, months: Sequence[dt.date], series: Sequence[Series],
    events: Iterable[Event] = (), form: str = "",
) -> Chart:  # fmt: skip
    """Lines over months with gaps where nothing was reported, doubtful points in red.

    Args:
        months: of all series, in order.
        events: those of the table and entity; the ones within the months are shown.
        form: how plotly.js writes the figures of the axis, such as `.0%`.
    """
    shown = months if series else ()
    within = [e for e in events if shown and shown[0] <= e.month <= shown[-1]]
    marks = tuple(mark_of(event) for event in within if event.kind != "issue_missing")
    across = [month.isoformat() for month in shown]
    spec = {
        "data": [_trace(one, across, _COLOURS[i % len(_COLOURS)]) for i, one in enumerate(series)],
        "unit": unit.json,
        "format": form,
        "months": len(shown),
        "marks": [
            {**mark.__dict__, "label": mark.label.json, "text": mark.text.json} for mark in marks
        ],
        "missing": _spans(event.month for event in within if event.kind == "issue_missing"),
    }
    figures = zip(*(one.values for one in series), strict=True)
    with_figures = sum(any(value is not None for value in of_month) for of_month in figures)
    text = json.dumps(spec, ensure_ascii=False, separators=(",", ":"))
    return Chart(title, unit, marks, with_figures > 1, text)


def series_of(
    label: Label,
    months: Sequence[dt.date],
    values: Mapping[dt.date, Mapping[str, Any]],
    above: str,
    below: str = "",
    doubts: Doubts = MappingProxyType({}),
) -> Series:
    """A line of one of the values of each month, or of one divided by another.

    Args:
        above, below: names of the two values; '' divides by nothing.
        doubts: months in which a value is doubtful, by its name. A point is where one of its
            values is.
    """
    doubted = {month for name in (above, below) for month in doubts.get(name, ())}
    figures: list[float | None] = []
    flagged: list[bool] = []
    for month in months:
        there = values.get(month, {})
        value, whole = there.get(above), there.get(below) if below else 1
        figure = None if value is None or not whole else round(float(value / whole), 4)
        figures.append(figure)
        flagged.append(figure is not None and month in doubted)
    return Series(label, figures, (), flagged)


def mark_of(event: Event) -> Mark:
    """An event for a chart or a list."""
    return Mark(
        month_text(event.month), event.kind, EVENTS[event.kind],
        Label(event.message_zh, event.message),
    )  # fmt: skip


def _spans(months: Iterable[dt.date]) -> list[tuple[str, str]]:
    """First and last month of every run of months."""
    spans: list[list[dt.date]] = []
    for month in sorted(set(months)):
        if spans and len(list(months_between(spans[-1][-1], month))) == 2:
            spans[-1].append(month)
        else:
            spans.append([month])
    return [(span[0].isoformat(), span[-1].isoformat()) for span in spans]


def _trace(series: Series, months: Sequence[str], colour: str) -> dict[str, object]:
    """A line; what is the same for all points is said once, for a page has thousands of them."""
    return {
        "name": series.label.json,
        "x": months,
        "y": series.values,
        **({"customdata": series.links} if any(series.links) else {}),
        "line": {"color": colour, "width": 2},
        "marker": _markers(series.flagged, colour),
    }


def _markers(flagged: Sequence[bool], colour: str) -> dict[str, object]:
    if not any(flagged):
        return {"size": 5, "color": colour}
    return {
        "size": [9 if doubtful else 5 for doubtful in flagged],
        "color": [_FLAGGED if doubtful else colour for doubtful in flagged],
        "symbol": ["diamond" if doubtful else "circle" for doubtful in flagged],
    }
