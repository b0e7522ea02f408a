"""After a release is published, a sample of its new files is audited; it counts in the next one."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.dataset.load import load_dataset
from pipeline.errors import FolderError
from pipeline.model.place import Box, Place
from pipeline.reading.audits import Audit, AuditStore
from pipeline.reading.page.sources.compare import SourceDifference
from pipeline.reading.version import READER_VERSION
from pipeline.releases.inputs import read_inputs
from pipeline.run.building import Built
from pipeline.run.driver import run
from pipeline.run.publishing import publish_dataset
from pipeline.run.reading import Pdf
from pipeline.run.steps import PLAIN
from pipeline.run.workspace import Workspace
from pipeline.settings import Settings
from schemas.quality import Finding


def _audit(settings: Settings) -> tuple[Path, Audit]:
    (path,) = settings.readings.glob("*.audit.json")
    found = AuditStore(settings).load(path.name.split(".")[0])
    assert found
    return path, found


@pytest.mark.slow
def test_a_difference_is_a_finding_of_the_next_release(settings: Settings, word_pdf: Path) -> None:
    shutil.copy(word_pdf, settings.inbox / "a.pdf")
    first = run(settings)
    path, found = _audit(settings)
    assert (found.failure, found.differences) == ("", ()) and found.producer
    assert "audit" in first.seconds
    kept = path.stat().st_mtime_ns

    again = run(settings)
    assert again.unchanged, "an audit without differences changes nothing"
    assert path.stat().st_mtime_ns == kept, "no file is audited twice"

    place = Place(page=2, box=Box(60, 22, 65, 38))
    unlike = SourceDifference(place=place, pdfium="0", pdfplumber="8")
    AuditStore(settings).save(found.model_copy(update={"differences": (unlike,)}))
    third = run(settings)
    assert not third.unchanged and third.release != first.release
    findings = load_dataset(settings.dataset).of_type(Finding)
    [warning] = [one for one in findings if one.kind == "second_reading"]
    assert "On page 2, pdfium reads 0 where pdfplumber reads 8" in warning.message
    assert (warning.page, warning.severity) == (2, "warning")


@pytest.mark.parametrize("workers", [1, 2])
def test_what_an_audit_finds_meanwhile_does_not_enter_the_release(
    settings: Settings, word_pdf: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    """Neither its findings nor its inputs: those are as the dataset was built."""
    settings = settings.model_copy(update={"workers": workers})
    shutil.copy(word_pdf, settings.inbox / "a.pdf")
    place = Place(page=2, box=Box(60, 22, 65, 38))
    unlike = SourceDifference(place=place, pdfium="0", pdfplumber="8")
    saved: list[str] = []

    def found_at_once(
        workspace: Workspace, producers: Mapping[str, str]
    ) -> Iterator[tuple[Pdf, Audit]]:
        (sha256,) = producers
        audit = Audit(reader_version=READER_VERSION, sha256=sha256, differences=(unlike,))
        AuditStore(workspace.settings).save(audit)
        saved.append(sha256)
        yield Pdf(sha256, word_pdf, "a.pdf"), audit

    def published_late(built: Built, *rest: Any) -> None:
        if workers > 1:
            while not saved:
                time.sleep(0.01)
        assert bool(saved) == (workers > 1), "one worker audits after the release"
        publish_dataset(built, *rest)

    monkeypatch.setattr("pipeline.run.audit.audit_sample", found_at_once)
    report = run(settings, steps=replace(PLAIN, publish=published_late))
    inputs = read_inputs(settings.dataset)
    assert saved and inputs and not inputs.cross_checks and "audit" in report.seconds
    kinds = {one.kind for one in load_dataset(settings.dataset).of_type(Finding)}
    assert "second_reading" not in kinds

    monkeypatch.undo()
    assert run(settings).release != report.release, "it enters the next one"
    inputs = read_inputs(settings.dataset)
    assert inputs and inputs.cross_checks


def test_a_run_that_fails_ends_its_audits(settings: Settings, word_pdf: Path) -> None:
    settings = settings.model_copy(update={"workers": 2})
    shutil.copy(word_pdf, settings.inbox / "a.pdf")

    def fails(*_: Any) -> None:
        raise FolderError("The disk is full.", "Free some room.")

    before = set(threading.enumerate())
    with pytest.raises(FolderError):
        run(settings, steps=replace(PLAIN, publish=fails))
    assert set(threading.enumerate()) <= before
