"""After a release is published, a sample of its new files is audited; it counts in the next one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.dataset.load import load_dataset
from pipeline.model.place import Box, Place
from pipeline.reading.audits import Audit, AuditStore
from pipeline.reading.page.sources.compare import SourceDifference
from pipeline.run.driver import run
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
