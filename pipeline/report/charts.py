"""Charts as plotly.js draws them: plain data, made without importing plotly."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pipeline.longitudinal.months import months_between
from pipeline.report.labels import EVENTS, Label
from pipeline.report.pages import month_text
from schemas.events import Event

_COLOURS = ("#1f5a96", "#c8553d", "#3f7d4e", "#8a5a9e", "#b8860b", "#2f8f9d", "#7a7a7a", "#a23b72")
_FLAGGED = "#c00000"


@dataclass(frozen=True)
class ChartPoint:
    """A figure of a month; `link` leads to its cell on the page; `flagged`: it is doubtful."""

    month: dt.date
    value: float | None
    link: str
    flagged: bool


@dataclass(frozen=True)
class Series:
    """A line of a chart."""

    label: Label
    points: tuple[ChartPoint, ...]


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
    title: Label, unit: Label, series: Sequence[Series], events: Iterable[Event] = (),
    form: str = "",
) -> Chart:  # fmt: skip
    """Lines over months with gaps where nothing was reported, doubtful points in red.

    Args:
        events: those of the table and entity; the ones within the months of the series are shown.
        form: how plotly.js writes the figures of the axis, such as `.0%`.
    """
    months = {p.month for one in series for p in one.points}
    within = [e for e in events if months and min(months) <= e.month <= max(months)]
    marks = tuple(mark_of(event) for event in within if event.kind != "issue_missing")
    spec = {
        "data": [_trace(one, _COLOURS[i % len(_COLOURS)]) for i, one in enumerate(series)],
        "unit": asdict(unit),
        "format": form,
        "months": len(months),
        "marks": [asdict(mark) for mark in marks],
        "missing": _spans(event.month for event in within if event.kind == "issue_missing"),
    }
    with_figures = {p.month for one in series for p in one.points if p.value is not None}
    text = json.dumps(spec, ensure_ascii=False, separators=(",", ":"))
    return Chart(title, unit, marks, len(with_figures) > 1, text)


def series_of(
    label: Label,
    months: Iterable[dt.date],
    values: Mapping[dt.date, Mapping[str, Any]],
    above: str,
    below: str = "",
    doubted: Callable[[dt.date, str], bool] = lambda month, name: False,
) -> Series:
    """A line of one of the values of each month, or of one divided by another.

    Args:
        above, below: names of the two values; '' divides by nothing.
        doubted: is a value of a month doubtful? A point is where one of its values is.
    """

    def point(month: dt.date) -> ChartPoint:
        there = values.get(month, {})
        value, whole = there.get(above), there.get(below) if below else 1
        if value is None or not whole:
            return ChartPoint(month, None, "", False)
        flagged = any(doubted(month, name) for name in (above, below) if name)
        return ChartPoint(month, round(float(value / whole), 4), "", flagged)

    return Series(label, tuple(map(point, months)))


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
    points = series.points
    links = [point.link for point in points]
    return {
        "name": asdict(series.label),
        "x": [point.month.isoformat() for point in points],
        "y": [point.value for point in points],
        **({"customdata": links} if any(links) else {}),
        "line": {"color": colour, "width": 2},
        "marker": _markers(points, colour),
    }


def _markers(points: Sequence[ChartPoint], colour: str) -> dict[str, object]:
    if not any(point.flagged for point in points):
        return {"size": 5, "color": colour}
    return {
        "size": [9 if point.flagged else 5 for point in points],
        "color": [_FLAGGED if point.flagged else colour for point in points],
        "symbol": ["diamond" if point.flagged else "circle" for point in points],
    }
