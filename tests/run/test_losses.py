"""A dataset never shrinks unnoticed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import quality
from pipeline.dataset.find import pins
from pipeline.errors import ExitCode
from pipeline.model.dataset import Dataset
from pipeline.operations.health import problems
from pipeline.run.driver import run
from pipeline.run.losses import IssuesLost
from pipeline.settings import Settings
from tests.lab.bulletins import bulletin

Drop = Callable[..., Path]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Validation that finds nothing."""

    def validate(dataset: Dataset, docs: Path, limits: quality.Thresholds) -> Dataset:
        return dataset

    monkeypatch.setattr(quality, "validate", validate)


@pytest.fixture
def full(settings: Settings, drop: Drop) -> str:
    """The release of two issues."""
    drop("a.pdf")
    drop("b.pdf", bulletin(5, year=2023, issue=6)[0])
    report = run(settings)
    assert [i["issue_id"] for i in report.summary["issues"]] == ["2023-06", "2025-03"]
    assert report.release
    return report.release


def lose(settings: Settings, file_name: str) -> None:
    """The original and the reading of a file are gone."""
    for path in settings.arrivals.iterdir():
        receipt = json.loads(path.read_bytes())
        if receipt["file_name"] == file_name:
            (settings.originals / f"{receipt['sha256']}.pdf").unlink()
            (settings.readings / f"{receipt['sha256']}.json").unlink()


def test_a_lost_issue_is_named_and_nothing_published(settings: Settings, full: str) -> None:
    lose(settings, "b.pdf")
    with pytest.raises(IssuesLost, match=r"lacks 1 issue of .*2023-06 .*no longer in") as caught:
        run(settings)
    assert caught.value.exit_code == ExitCode.NOTHING_PUBLISHED
    assert "--allow-loss" in caught.value.hint
    assert settings.dataset.resolve().name == full
    report = json.loads(settings.run_report.read_bytes())
    assert report["exit_code"] == 4 and "2023-06" in report["error"]
    assert "last_run_failed" in [problem.kind for problem in problems(settings)]


def test_receipts_that_are_gone_are_a_loss_too(settings: Settings, full: str) -> None:
    shutil.rmtree(settings.arrivals)
    settings.inbox.mkdir(exist_ok=True)
    (settings.inbox / "c.pdf").write_bytes(bulletin(5, year=2023, issue=7)[0])
    with pytest.raises(IssuesLost, match=r"lacks 2 issues .*2023-06 .*not in the archive"):
        run(settings)


def test_an_intended_loss_is_published_and_the_release_before_pinned(
    settings: Settings, full: str
) -> None:
    lose(settings, "b.pdf")
    report = run(settings.model_copy(update={"allow_loss": True}))
    assert report.release not in (None, full) and pins(settings.outputs) == {full}
    assert run(settings).unchanged
