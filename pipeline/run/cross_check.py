"""The cross-check: a second engine reads the tables of every original.

It stores second readings beside the readings; the comparison is made when the dataset is built. So
a cross-check is done once for each version of either engine, and a build without one has fewer
second readings.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.run.reading import Pdf, accepted_pdfs
from pipeline.run.report import CrossChecked
from pipeline.run.workspace import Workspace

if TYPE_CHECKING:
    from pipeline.reading.isolation.orders import Answer
    from pipeline.reading.second_engine.store import SecondStore


def unchecked(workspace: Workspace) -> list[Pdf]:
    """The originals that were read, but not cross-checked by these versions of both engines.

    They include originals whose cross-check failed, which are retried.
    """
    from pipeline.reading import READER_VERSION
    from pipeline.reading.second_engine.camelot_engine import key

    archive, seconds = workspace.archive, workspace.second_readings
    current = key(READER_VERSION)
    return [
        pdf
        for pdf in accepted_pdfs(archive)
        if workspace.readings.state(pdf.sha256) == "read"
        and archive.has_original(pdf.sha256)
        and seconds.state(pdf.sha256, current) != "done"
    ]


def cross_check_many(workspace: Workspace, pdfs: list[Pdf]) -> Iterator[CrossChecked]:
    """Cross-check originals in parallel; yields each when it is done. A failure stops no other."""
    from pipeline.reading.isolation.pool import read_all

    waiting = {pdf.sha256: pdf for pdf in pdfs}
    paths = [(pdf.sha256, pdf.path) for pdf in pdfs]
    for sha256, answer in read_all(paths, workspace.settings, "second"):
        yield _outcome(waiting[sha256], answer, workspace)


def _outcome(pdf: Pdf, answer: Answer, workspace: Workspace) -> CrossChecked:
    if answer.status == "read":
        return _compared(pdf, answer, workspace)
    if answer.status != "broken":
        keep_failure(pdf, answer.reason, workspace.second_readings)
    return CrossChecked(pdf.sha256, pdf.file_name, answer.reason, seconds=answer.seconds)


def keep_failure(pdf: Pdf, reason: str, store: SecondStore) -> None:
    """Store the failure of a cross-check, for the findings; an older success is not replaced."""
    from pipeline.reading import READER_VERSION
    from pipeline.reading.second_engine.camelot_engine import FLAVOR, engine, key
    from pipeline.reading.second_engine.model import SecondReading

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


def _compared(pdf: Pdf, answer: Answer, workspace: Workspace) -> CrossChecked:
    from pipeline.interpreting.second_engine.comparison import compare_readings

    second = workspace.second_readings.load(pdf.sha256)
    if second is None:
        return CrossChecked(
            pdf.sha256, pdf.file_name, "Its result was not stored.", seconds=answer.seconds
        )
    tables = compare_readings(workspace.readings.load(pdf.sha256), second)
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
