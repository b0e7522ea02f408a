"""The notebook's charts as they are drawn, of one month and of a hundred."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from pipeline.dataset import plots
from schemas.base import measure_fields
from schemas.catalog import tables
from tests.conftest import ROOT

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("agg")

NOTEBOOK = ROOT / "pipeline" / "dataset" / "first-hour.ipynb"


class Months:
    """What the charts need of a dataset: three hospitals and districts in every month."""

    def __init__(self, count: int) -> None:
        self.months = pd.date_range("2012-01-01", periods=count, freq="MS")

    def table(self, name: str) -> pd.DataFrame:
        fields = measure_fields(tables()[name])
        return pd.DataFrame([
            {"month": month, "hospital_id": of, "district_id": of, "name": of,
             **{field.name: 100 + n for field in fields}}
            for n, month in enumerate(self.months) for of in ("jia", "yi", "bing")
        ])  # fmt: skip

    def plot(self, name: str, measure: str) -> Any:
        field = next(f for f in measure_fields(tables()[name]) if f.name == measure)
        return plots.plot(self.table(name), field, "hospital_id", {}, None)


def charts(count: int) -> list[Any]:
    """The axes of every chart of the notebook, drawn."""
    dataset = Months(count)
    held: dict[str, Any] = {"dataset": dataset, "panel": dataset.table("panel_hospital_bookings"),
            "set_months": plots.set_months, "use_chinese_font": plots.use_chinese_font}  # fmt: skip
    found = []
    for cell in json.loads(NOTEBOOK.read_text("utf-8"))["cells"]:
        code = "".join(cell["source"])
        if "axes" in code or "chinese =" in code:
            exec(code, held)
        if "axes" in code:
            held["axes"].figure.canvas.draw()
            found.append(held["axes"])
    return found


@pytest.mark.parametrize("count", [1, 100])
def test_the_months_can_be_read_and_every_figure_is_there(count: int) -> None:
    with matplotlib.rc_context():
        lines, bars, per_visit = charts(count)
        for axes in (lines, per_visit):
            assert [len(line.get_xdata()) for line in axes.lines] == [count] * 3
            left, right = axes.get_xlim()
            days = [matplotlib.dates.date2num(day) for day in axes.lines[0].get_xdata()]
            assert left < min(days) and max(days) < right
        assert len(bars.patches) == 5 * count
        for axes in (lines, bars, per_visit):
            labels = axes.get_xticklabels()
            assert labels[0].get_text() == "2012-01" and len(labels) == min(count, 12)
            boxes = [label.get_window_extent() for label in labels]
            apart = pairwise(boxes)
            assert all(one.x1 < other.x0 for one, other in apart)
    matplotlib.pyplot.close("all")
