"""Charts as plotly.js draws them: plain data, made without importing plotly."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipeline.longitudinal.months import months_between
from pipeline.model.label import Label
from pipeline.report.labels import EVENTS
from pipeline.report.pages import month_text
from schemas.events import Event

_NO_VALUES: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Series:
    """A line of a chart.

    Attributes:
        values: the figure of each month of the chart; None where there is none.
    """

    label: Label
    values: Sequence[float | None]


@dataclass(frozen=True)
class Line:
    """A line whose figures are in a table of the same page, which `charts.js` reads.

    Attributes:
        column: number of the column that it draws, from 0.
        below: number of the column by which it is divided; None divides by nothing.
    """

    label: Label
    column: int
    below: int | None = None


@dataclass(frozen=True)
class Mark:
    """An event as a chart and its list show it."""

    month: str
    kind: str
    label: Label
    text: Label

    def __hash__(self) -> int:
        """Of what hashes quickly: many charts share a mark."""
        return hash((self.month, self.kind, self.text.zh))


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
    """Lines over months with gaps where nothing was reported.

    Args:
        months: of all series, in order.
        events: those of the table and entity; the ones within the months are shown.
        form: how plotly.js writes the figures of the axis, such as `.0%`.
    """
    shown = months if series else ()
    with_figures = {n for one in series for n, value in enumerate(one.values) if value is not None}
    figures = {
        "x": [month.isoformat() for month in shown],
        "data": [{"name": one.label.json, "y": one.values} for one in series],
    }
    return _chart(title, unit, shown, figures, events, form, len(with_figures) > 1)


def chart_of_table(
    table: str, title: Label, unit: Label, months: Sequence[dt.date], lines: Sequence[Line],
    drawn: bool, events: Iterable[Event] = (), form: str = "",
) -> Chart:  # fmt: skip
    """The same of lines whose figures are in a table of the page, doubtful points in red.

    Args:
        table: its name, which is its `data-series`.
        drawn: have several months a figure?
    """
    figures = {
        "table": table,
        "of": [month_text(months[0]), month_text(months[-1])],
        "lines": [
            {"name": one.label.json, "column": one.column, "below": one.below} for one in lines
        ],
    }
    return _chart(title, unit, months, figures, events, form, drawn)


def _chart(
    title: Label, unit: Label, shown: Sequence[dt.date], figures: Mapping[str, Any],
    events: Iterable[Event], form: str, drawn: bool,
) -> Chart:  # fmt: skip
    within = [e for e in events if shown and shown[0] <= e.month <= shown[-1]]
    marks = tuple(mark_of(event) for event in within if event.kind != "issue_missing")
    spec = {
        **figures,
        "unit": unit.json,
        "format": form,
        "months": len(shown),
        "missing": _spans(event.month for event in within if event.kind == "issue_missing"),
    }
    return Chart(title, unit, marks, drawn, _with_marks(_json(spec), marks))


def _with_marks(spec: str, marks: Iterable[Mark]) -> str:
    """The JSON of a chart with its marks, which it shares with others."""
    return f'{spec[:-1]},"marks":[{",".join(map(_mark_json, marks))}]}}'


@lru_cache(maxsize=4096)
def _mark_json(mark: Mark) -> str:
    return _json({**mark.__dict__, "label": mark.label.json, "text": mark.text.json})


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def series_of(
    label: Label,
    months: Sequence[dt.date],
    values: Mapping[dt.date, Mapping[str, Any]],
    above: str,
    below: str = "",
) -> Series:
    """A line of one of the values of each month, or of one divided by another.

    Args:
        above, below: names of the two values; '' divides by nothing.
    """
    there = [values.get(month, _NO_VALUES) for month in months]
    if below:
        return Series(label, [_ratio(one.get(above), one.get(below)) for one in there])
    return Series(label, [_rounded(one.get(above)) for one in there])


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
    cells = event.__dict__
    return _mark(cells["month"], cells["kind"], cells["message_zh"], cells["message"])


@lru_cache(maxsize=4096)
def _mark(month: dt.date, kind: str, zh: str, en: str) -> Mark:
    return Mark(month_text(month), kind, EVENTS[kind], Label(zh, en))


def _spans(months: Iterable[dt.date]) -> list[tuple[str, str]]:
    """First and last month of every run of months."""
    spans: list[list[dt.date]] = []
    for month in sorted(set(months)):
        if spans and len(list(months_between(spans[-1][-1], month))) == 2:
            spans[-1].append(month)
        else:
            spans.append([month])
    return [(span[0].isoformat(), span[-1].isoformat()) for span in spans]
