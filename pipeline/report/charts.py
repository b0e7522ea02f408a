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

_NO_VALUES: Mapping[str, Any] = {}

Doubts = Mapping[str, Collection[dt.date | None]]


@dataclass(frozen=True)
class Series:
    """A line of a chart.

    Attributes:
        values: the figure of each month of the chart; None where there is none.
        places: for each, its number on the page of its issue, or None; () where none has one.
        flagged: for each, is it doubtful?
    """

    label: Label
    values: Sequence[float | None]
    places: Sequence[int | None]
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
    events: Iterable[Event] = (), form: str = "", pages: Sequence[str] = (),
) -> Chart:  # fmt: skip
    """Lines over months with gaps where nothing was reported, doubtful points in red.

    Args:
        months: of all series, in order.
        events: those of the table and entity; the ones within the months are shown.
        form: how plotly.js writes the figures of the axis, such as `.0%`.
        pages: of each month, the page on which the figures of the series have their places.
    """
    shown = months if series else ()
    within = [e for e in events if shown and shown[0] <= e.month <= shown[-1]]
    marks = tuple(mark_of(event) for event in within if event.kind != "issue_missing")
    spec = {
        "x": [month.isoformat() for month in shown],
        "pages": list(pages),
        "data": [_trace(one, _COLOURS[i % len(_COLOURS)]) for i, one in enumerate(series)],
        "unit": unit.json,
        "format": form,
        "months": len(shown),
        "marks": [
            {**mark.__dict__, "label": mark.label.json, "text": mark.text.json} for mark in marks
        ],
        "missing": _spans(event.month for event in within if event.kind == "issue_missing"),
    }
    with_figures = {n for one in series for n, value in enumerate(one.values) if value is not None}
    text = json.dumps(spec, ensure_ascii=False, separators=(",", ":"))
    return Chart(title, unit, marks, len(with_figures) > 1, text)


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
    there = [values.get(month, _NO_VALUES) for month in months]
    if below:
        figures = [_ratio(one.get(above), one.get(below)) for one in there]
    else:
        figures = [_rounded(one.get(above)) for one in there]
    flagged = [
        figure is not None and month in doubted
        for figure, month in zip(figures, months, strict=True)
    ] if doubted else [False] * len(figures)  # fmt: skip
    return Series(label, figures, (), flagged)


def _ratio(value: Any, whole: Any) -> float | None:
    return None if value is None or not whole else round(float(value / whole), 4)


def _rounded(value: Any) -> float | None:
    return None if value is None else round(float(value), 4)


def marks_of(charts: Iterable[Chart]) -> tuple[Mark, ...]:
    """The events of some charts, each once, by month."""
    found = dict.fromkeys(mark for one in charts for mark in one.marks)
    return tuple(sorted(found, key=lambda mark: mark.month))


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


def _trace(series: Series, colour: str) -> dict[str, object]:
    """A line; what is the same for all points is said once, for a page has thousands of them."""
    return {
        "name": series.label.json,
        "y": series.values,
        **({"places": series.places} if series.places else {}),
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
