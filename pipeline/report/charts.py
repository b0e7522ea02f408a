"""Charts as plotly.js draws them: plain data, made without importing plotly."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.report.labels import Label

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
class Chart:
    """Some series of one unit, and the JSON from which plotly.js draws them."""

    title: Label
    unit: str
    spec: str


def chart(title: Label, unit: str, series: Sequence[Series]) -> Chart:
    """Lines over months with gaps where nothing was reported, doubtful points in red."""
    data = [_trace(one, _COLOURS[i % len(_COLOURS)]) for i, one in enumerate(series)]
    spec = json.dumps({"data": data, "unit": unit}, ensure_ascii=False, separators=(",", ":"))
    return Chart(title, unit, spec)


def _trace(series: Series, colour: str) -> dict[str, object]:
    points = series.points
    return {
        "name": f"{series.label.zh} {series.label.en}",
        "x": [point.month.isoformat() for point in points],
        "y": [point.value for point in points],
        "customdata": [point.link for point in points],
        "line": {"color": colour, "width": 2},
        "marker": {
            "size": [9 if point.flagged else 5 for point in points],
            "color": [_FLAGGED if point.flagged else colour for point in points],
            "symbol": ["diamond" if point.flagged else "circle" for point in points],
        },
    }
