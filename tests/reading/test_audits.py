"""Which files are audited, and what is kept of an audit."""

from __future__ import annotations

from pathlib import Path

from pipeline.model.place import Box, Place
from pipeline.reading.audits import Audit, AuditStore, producer_of, sample
from pipeline.reading.page.sources.compare import SourceDifference
from pipeline.reading.version import READER_VERSION
from pipeline.settings import Settings

FIRST, SECOND, OTHER, DRAWN = "a1", "b2", "c3", "0d"


def test_the_first_file_of_every_producer_is_audited_and_a_share_of_the_rest() -> None:
    producers = {FIRST: "Word", SECOND: "Word", OTHER: "Chromium", DRAWN: "Word"}
    assert sample(producers, ()) == [FIRST, OTHER, DRAWN]
    assert sample(producers, {"Word"}) == [OTHER, DRAWN]
    assert sample({SECOND: ""}, {"Word"}) == [SECOND], "a file that names no producer has one too"


def test_a_file_names_its_producer(word_pdf: Path, tmp_path: Path) -> None:
    names = {producer_of(path) for path in word_pdf.parent.glob("*.pdf")}
    assert len(names) == 3
    broken = tmp_path / "x.pdf"
    broken.write_bytes(b"%PDF-1.4")
    assert producer_of(broken) == ""


def test_an_audit_counts_for_the_version_of_the_reader_that_it_audited(settings: Settings) -> None:
    place = Place(page=1, box=Box(1, 2, 3, 4))
    unlike = SourceDifference(place=place, pdfium="0", pdfplumber="8")
    made = Audit(reader_version=READER_VERSION, sha256="a", producer="P", differences=(unlike,))
    store = AuditStore(settings)
    settings.readings.mkdir(parents=True)
    store.save(made)
    store.save(made.model_copy(update={"sha256": "b", "reader_version": "1", "producer": "Q"}))
    assert store.load("a") == made
    assert store.load("b") is None and store.load("c") is None
    assert store.producers() == {"P"}
