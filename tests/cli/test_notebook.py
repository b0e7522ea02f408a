"""`bulletins notebook`: the example for one's own dataset, and its charts as they are drawn."""

from __future__ import annotations

import io
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli.notebook_command import open_notebook
from pipeline.dataset import plots
from pipeline.errors import FolderError, MissingDependency, UsageError
from pipeline.settings import load_settings
from tests.conftest import ROOT
from tests.explore import releases

EXAMPLE = ROOT / "pipeline" / "dataset" / "first-hour.ipynb"


def cells(path: Path) -> list[str]:
    return ["".join(cell["source"]) for cell in json.loads(path.read_text("utf-8"))["cells"]]


@pytest.fixture
def no_jupyter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.cli.notebook_command._PROGRAMS", ("no_such_package",))


@pytest.mark.usefixtures("no_jupyter")
def test_the_notebook_opens_the_dataset_of_the_user(tmp_path: Path) -> None:
    releases.publish_small(tmp_path)
    path = tmp_path / "study" / "mine.ipynb"
    with pytest.raises(MissingDependency, match="Jupyter is not installed"):
        open_notebook(load_settings(outputs=tmp_path), path)
    found: dict[str, Any] = {}
    exec(next(cell for cell in cells(path) if "open_dataset" in cell), found)
    assert found["dataset"].folder == (tmp_path / "dataset").resolve()
    path.write_text("{}")
    with pytest.raises(MissingDependency):
        open_notebook(load_settings(outputs=tmp_path), path)
    assert path.read_text() == "{}", "what the user wrote stays"


@pytest.mark.usefixtures("no_jupyter")
def test_what_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    settings = load_settings(outputs=tmp_path)
    with pytest.raises(UsageError, match="is no notebook"):
        open_notebook(settings, tmp_path / "a.txt")
    (tmp_path / "b.ipynb").mkdir()
    with pytest.raises(FolderError, match="is a folder"):
        open_notebook(settings, tmp_path / "b.ipynb")
    with pytest.raises(UsageError):
        open_notebook(settings, tmp_path / "c.ipynb")
    assert not (tmp_path / "c.ipynb").exists()


@pytest.mark.parametrize("count", [1, 7, 100])
@pytest.mark.parametrize("chart", ["by_way.plot", "per_visit.plot"])
def test_the_months_below_a_chart_can_be_read(chart: str, count: int) -> None:
    matplotlib = pytest.importorskip("matplotlib")
    pandas = pytest.importorskip("pandas")
    matplotlib.use("agg")
    months = pandas.date_range("2012-02-01", periods=count, freq="MS")
    panel = pandas.DataFrame({"month": months, **dict.fromkeys(
        ("phone", "online", "quick", "in_clinic", "third_party"), 5)})  # fmt: skip
    district = pandas.DataFrame({"month": months, "district_id": "320115", "outpatient_visits": 2,
                                 "outpatient_revenue_cny": 900})  # fmt: skip
    [source] = [cell for cell in cells(EXAMPLE) if chart in cell]
    here: dict[str, Any] = {
        "panel": panel, "district_label": "district_id", "set_months": plots.set_months,
        "dataset": type("", (), {"table": lambda self, name: district})(),
        "label": lambda english, chinese: english,
    }  # fmt: skip
    exec(source, here)
    axes = here["axes"]
    axes.figure.savefig(io.BytesIO())
    labels = [one for one in axes.get_xticklabels() if one.get_text()]
    assert labels and all(re.fullmatch(r"\d{4}-\d\d", one.get_text()) for one in labels)
    assert labels[0].get_text() == "2012-02"
    boxes = [one.get_window_extent() for one in labels]
    assert all(left.x1 < right.x0 for left, right in pairwise(boxes)), "labels overlap"
    low, high = axes.get_xlim()
    assert low < high and (axes.patches or axes.lines)
    matplotlib.pyplot.close("all")
