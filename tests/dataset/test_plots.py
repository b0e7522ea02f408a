"""Charts are drawn in letters that the machine has: Chinese, or ids where it has none."""

from __future__ import annotations

import io
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.dataset import OpenDataset, open_dataset, plots
from pipeline.errors import UsageError
from tests.conftest import ROOT
from tests.explore import releases

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("agg")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> OpenDataset:
    return open_dataset(releases.publish_small(tmp_path_factory.mktemp("outputs")).path)


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    plots.font_for.cache_clear()
    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.simplefilter("error")
        yield
    matplotlib.pyplot.close("all")
    plots.font_for.cache_clear()


@pytest.fixture
def no_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has the fonts of matplotlib and no other."""
    from matplotlib import font_manager

    own = [font for font in font_manager.fontManager.ttflist if "mpl-data" in font.fname]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", own)
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda *given, **named: [])


def _texts(axes: Any) -> list[str]:
    drawn = [*axes.get_xticklabels(), axes.yaxis.label, axes.xaxis.label, axes.title]
    legend = axes.get_legend()
    drawn += legend.get_texts() if legend else []
    return [text.get_text() for text in drawn]


def _drawn(axes: Any) -> list[str]:
    """The texts of a chart, after it was drawn without a warning about glyphs."""
    axes.figure.savefig(io.BytesIO())
    return _texts(axes)


def test_ids_where_no_font_draws_chinese(dataset: OpenDataset, no_chinese: None) -> None:
    assert plots.use_chinese_font() is False
    reported = _drawn(dataset.plot("bookings_by_hospital", "total"))
    assert {"gulou", "total (bookings)"} <= set(reported)
    assert all(text.isascii() for text in reported)


def test_names_where_a_font_draws_them(dataset: OpenDataset) -> None:
    if plots.font_for("鼓楼医院小计") is None:
        pytest.skip("this machine has no font with Chinese characters")
    reported = _drawn(dataset.plot("bookings_by_hospital", "total", ["鼓楼医院"]))
    assert "鼓楼医院" in reported and "小计 (bookings)" in reported


def test_a_font_that_matplotlib_has_not_heard_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its list may be older than the fonts."""
    from matplotlib import font_manager

    if plots.font_for("院") is None:
        pytest.skip("this machine has no font with Chinese characters")
    own = [font for font in font_manager.fontManager.ttflist if "mpl-data" in font.fname]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", own)
    plots.font_for.cache_clear()
    assert plots.use_chinese_font() is True
    figure, axes = matplotlib.pyplot.subplots()
    axes.set_title("南京鼓楼医院 −5")
    figure.savefig(io.BytesIO())


def test_one_month_is_one_tick(dataset: OpenDataset) -> None:
    axes = dataset.plot("hotline_monthly", "calls_total")
    assert [text for text in _drawn(axes) if text[:2] == "20"] == ["2025-02"]
    assert axes.get_legend() is None


def test_a_month_without_a_figure_is_a_gap(dataset: OpenDataset) -> None:
    axes = dataset.plot("bookings_by_hospital", "total", ["gulou"])
    figures = axes.lines[0].get_ydata()
    assert len(figures) == 13 and sum(figure == figure for figure in figures) == 3
    assert len(axes.get_xticks()) <= 12


def test_any_name_of_an_entity(dataset: OpenDataset) -> None:
    one, other = (
        dataset.plot("bookings_by_hospital", "total", [name]).lines[0]
        for name in ("gulou", "南京鼓楼医院")
    )
    assert one.get_label() == other.get_label()
    with pytest.raises(UsageError, match="no hospital"):
        dataset.plot("bookings_by_hospital", "total", ["nowhere"])


@pytest.mark.parametrize(
    ("table", "measure", "fault"),
    [
        ("observations", "value", "no table with a row for every month"),
        ("bookings_by_hospital", "totl", "no column of bookings_by_hospital"),
        ("bookings_by_hospital", "name_printed", "no column of bookings_by_hospital"),
        ("hotline_monthly", "crisis_interventions", "no figure of crisis_interventions"),
    ],
)
def test_what_cannot_be_drawn(
    table: str, measure: str, fault: str, dataset: OpenDataset
) -> None:  # fmt: skip
    with pytest.raises(UsageError, match=fault):
        dataset.plot(table, measure)


def test_one_sentence_without_matplotlib(tmp_path: Path) -> None:
    folder = releases.publish_small(tmp_path).path
    code = (
        "import sys; sys.modules['matplotlib'] = None\n"
        "from pipeline.dataset import open_dataset\n"
        "from pipeline.errors import MissingDependency\n"
        f"dataset = open_dataset({str(folder)!r})\n"
        "try:\n    dataset.plot('hotline_monthly', 'calls_total')\n"
        "except MissingDependency as error:\n    print(error.message)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "Charts need the package matplotlib, which is not installed.\n"
