"""The cross-check: the tables of every original read a second time, by another engine.

It reads paper only and stores what it finds beside the readings; what follows from it is decided
whenever the dataset is built. So a cross-check is done once for each version of either engine,
and a build without it is a build with fewer second readings.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.archive.archive import Archive
from pipeline.run.report import CrossChecked
from pipeline.run.steps import Pdf
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.reading.isolation.worker import Answer


def unchecked(settings: Settings) -> list[Pdf]:
    """The originals that were read, but not cross-checked by these versions of both engines.

    One whose cross-check failed is among them: it is tried again.
    """
    from pipeline.reading import READER_VERSION
    from pipeline.reading.second_engine.camelot_engine import key
    from pipeline.reading.second_engine.store import SecondStore
    from pipeline.reading.store import ReadingStore

    archive = Archive(settings)
    readings, seconds = ReadingStore(settings, READER_VERSION), SecondStore(settings)
    found: dict[str, Pdf] = {}
    for arrival in archive.arrivals():
        sha256 = arrival.sha256
        if arrival.rejected or sha256 in found or readings.state(sha256) != "read":
            continue
        path = archive.original(sha256)
        if archive.has_original(sha256) and seconds.state(sha256, key(READER_VERSION)) != "done":
            found[sha256] = Pdf(sha256, path, arrival.file_name)
    return list(found.values())


def cross_check_many(settings: Settings, pdfs: list[Pdf] | None = None) -> Iterator[CrossChecked]:
    """Cross-check originals, several at once; yields each as it is done. None stops the others.

    Args:
        pdfs: those of `unchecked` where not given.
    """
    from pipeline.reading.isolation.pool import read_all

    waiting = {pdf.sha256: pdf for pdf in (unchecked(settings) if pdfs is None else pdfs)}
    paths = [(pdf.sha256, pdf.path) for pdf in waiting.values()]
    for sha256, answer in read_all(paths, settings, "second"):
        yield _outcome(waiting[sha256], answer, settings)


def _outcome(pdf: Pdf, answer: Answer, settings: Settings) -> CrossChecked:
    if answer.status == "read":
        return _compared(pdf, answer, settings)
    if answer.status != "broken":
        _keep_failure(pdf, answer.reason, settings)
    return CrossChecked(pdf.sha256, pdf.file_name, answer.reason, seconds=answer.seconds)


def _keep_failure(pdf: Pdf, reason: str, settings: Settings) -> None:
    """Keep that it failed, so that the findings tell; an older success is worth more."""
    from pipeline.reading import READER_VERSION
    from pipeline.reading.second_engine.camelot_engine import FLAVOR, engine, key
    from pipeline.reading.second_engine.model import SecondReading
    from pipeline.reading.second_engine.store import SecondStore

    store = SecondStore(settings)
    older = store.load(pdf.sha256)
    if older is None or older.failure:
        store.save(
            SecondReading(
                key=key(READER_VERSION),
                failure=reason,
                sha256=pdf.sha256,
                engine=engine(),
                flavor=FLAVOR,
            )
        )


def _compared(pdf: Pdf, answer: Answer, settings: Settings) -> CrossChecked:
    from pipeline.interpreting.second_engine.comparison import compare_readings
    from pipeline.reading import READER_VERSION
    from pipeline.reading.second_engine.store import SecondStore
    from pipeline.reading.store import ReadingStore

    second = SecondStore(settings).load(pdf.sha256)
    if second is None:
        return CrossChecked(pdf.sha256, pdf.file_name, "It was not kept.", seconds=answer.seconds)
    reading = ReadingStore(settings, READER_VERSION).load(pdf.sha256)
    tables = compare_readings(reading, second)
    return CrossChecked(
        pdf.sha256,
        pdf.file_name,
        tables=len(tables),
        tables_read=sum(table.is_compared for table in tables),
        agreed=sum(table.count("agreed") for table in tables),
        differing=sum(table.count("differs") for table in tables),
        apart=sum(table.count("apart") for table in tables),
        seconds=answer.seconds,
    )
