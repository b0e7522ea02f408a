"""A dataset never shrinks unnoticed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import quality
from pipeline.dataset.find import pins
from pipeline.errors import ExitCode, FolderError, RejectedFile
from pipeline.files.summary import read_summary
from pipeline.model.dataset import Dataset
from pipeline.operations.health import problems
from pipeline.releases.inputs import read_inputs, write_inputs
from pipeline.run import building
from pipeline.run.driver import run
from pipeline.run.losses import IssuesLost, lost_issues
from pipeline.run.workspace import Workspace
from pipeline.settings import Settings, load_settings
from tests.lab.bulletins import bulletin

Drop = Callable[..., Path]


def _validate(
    dataset: Dataset, docs: Path, limits: object, settle: Callable[[Dataset], Dataset],
    docs_before: Path,
) -> Dataset:  # fmt: skip
    """Validation that finds nothing."""
    return settle(dataset)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quality, "validate", _validate)


@pytest.fixture(scope="module")
def two_issues(tmp_path_factory: pytest.TempPathFactory, word_pdf: Path) -> Path:
    """The outputs of a run with two issues."""
    folder = tmp_path_factory.mktemp("two")
    (folder / "inbox").mkdir()
    shutil.copyfile(word_pdf, folder / "inbox" / "a.pdf")
    (folder / "inbox" / "b.pdf").write_bytes(bulletin(5, year=2023, issue=6)[0])
    decisions = {"corrections": folder / "none", "reviews": folder / "none"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quality, "validate", _validate)
        run(load_settings(inbox=folder / "inbox", outputs=folder / "outputs", **decisions))
    return folder / "outputs"


@pytest.fixture
def full(settings: Settings, two_issues: Path) -> str:
    """The release of two issues."""
    shutil.copytree(two_issues, settings.outputs, symlinks=True)
    summary = read_summary(settings.dataset)
    assert summary and [i["issue_id"] for i in summary["issues"]] == ["2023-06", "2025-03"]
    return str(summary["release"])


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


def empty(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def test_an_original_that_is_gone_is_a_loss_though_its_reading_is_there(
    settings: Settings, full: str
) -> None:
    for path in settings.originals.iterdir():
        path.unlink()
        break
    with pytest.raises(IssuesLost, match=r"lacks 1 issue of .* 1 received PDF no longer in"):
        run(settings)
    assert [problem.kind for problem in problems(settings)] == ["last_run_failed", "originals"]


def test_an_emptied_store_takes_no_file(settings: Settings, full: str, drop: Drop) -> None:
    empty(settings.originals)
    empty(settings.readings)
    drop("c.pdf", bulletin(5, year=2023, issue=7)[0])
    with pytest.raises(FolderError, match="holds none of the 2 received PDFs"):
        run(settings)
    assert [path.name for path in settings.inbox.iterdir()] == ["c.pdf"]
    assert settings.dataset.resolve().name == full
    report = run(settings.model_copy(update={"allow_loss": True}))
    assert [i["issue_id"] for i in report.summary["issues"]] == ["2023-07"]
    assert pins(settings.outputs) == {full} and problems(settings) == []


def test_a_store_of_another_name_takes_no_file(
    settings: Settings, full: str, drop: Drop, tmp_path: Path
) -> None:
    (tmp_path / "misnamed").mkdir()
    drop("c.pdf", bulletin(5, year=2023, issue=7)[0])
    with pytest.raises(FolderError, match=r"misnamed holds none of"):
        run(settings.model_copy(update={"store": str(tmp_path / "misnamed")}))
    assert [path.name for path in settings.inbox.iterdir()] == ["c.pdf"]


def test_nothing_left_is_a_loss_of_all(settings: Settings, full: str) -> None:
    shutil.rmtree(settings.arrivals)
    with pytest.raises(IssuesLost, match="lacks 2 issues"):
        run(settings)


@pytest.mark.slow
def test_readings_that_are_gone_are_read_again(settings: Settings, full: str) -> None:
    shutil.rmtree(settings.readings)
    settings.corrections.write_text("", "utf-8")
    assert run(settings).release == full


def test_an_issue_that_a_new_reader_refuses_is_a_loss(settings: Settings, full: str) -> None:
    strict = settings.model_copy(update={"max_pages": 4})
    shutil.rmtree(settings.readings)
    with pytest.raises(IssuesLost, match=r"2025-03 \(.*pages"):
        run(strict)


def test_an_issue_that_the_registry_refuses_is_a_loss(
    settings: Settings, full: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(sha256: str, workspace: Workspace) -> RejectedFile:
        return RejectedFile("No hospital of it is known.")

    monkeypatch.setattr(building, "_interpreted", none)
    settings.corrections.write_text("", "utf-8")
    with pytest.raises(IssuesLost, match=r"lacks 2 issues.*No hospital of it is known"):
        run(settings)


def test_an_issue_that_now_counts_as_another_one_is_named(settings: Settings, full: str) -> None:
    """Another name is no loss, unless it is the name of an issue that was there."""
    both = {"2023-06": "a", "2025-03": "b"}
    assert lost_with(settings, both, {"2023-06": "a", "2025-04": "b"}) == {}
    assert lost_with(settings, both, {"2023-06": "b"}) == {
        "2025-03": "Its file now counts as issue 2023-06."
    }


def lost_with(settings: Settings, before: dict[str, str], after: dict[str, str]) -> dict[str, str]:
    """What is lost from a release of these issues (each with its file) to a dataset of those."""
    inputs = read_inputs(settings.dataset)
    assert inputs is not None
    write_inputs(settings.dataset.resolve(), replace(inputs, issues=before))
    workspace = Workspace(settings)
    built = building.build_dataset(workspace)
    workspace.close()
    columns: tuple[tuple[str, str, dict[str, None]], ...] = (
        ("issues", "source_sha256", {}),
        ("source_files", "sha256", {"reason": None}),
    )
    rows = {
        name: tuple(
            row.model_copy(update={"issue_id": issue, column: sha256, **more})
            for row, (issue, sha256) in zip(built.dataset.rows[name], after.items(), strict=False)
        )
        for name, column, more in columns
    }
    dataset = replace(built.dataset, rows={**built.dataset.rows, **rows})
    return lost_issues(replace(built, dataset=dataset), settings)


def test_a_loss_is_seen_though_the_link_is_lost(settings: Settings, full: str) -> None:
    settings.dataset.unlink()
    lose(settings, "b.pdf")
    with pytest.raises(IssuesLost, match=rf"lacks 1 issue of release {full}"):
        run(settings)


def test_an_intended_loss_is_published_and_the_release_before_pinned(
    settings: Settings, full: str
) -> None:
    lose(settings, "b.pdf")
    report = run(settings.model_copy(update={"allow_loss": True}))
    assert report.release not in (None, full) and pins(settings.outputs) == {full}
    assert run(settings).unchanged and problems(settings) == []
