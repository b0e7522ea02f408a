"""How many PDFs a task on Dask reads, and what becomes of one whose reading is interrupted."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.reading.isolation.orders import Answer
from pipeline.reading.store import ReadingStore
from pipeline.run.prefect import readers, tasks
from pipeline.run.prefect.reading import batch_size
from pipeline.run.prefect.tasks import read_several
from pipeline.run.reading import Pdf
from pipeline.run.workspace import Workspace
from pipeline.settings import Settings


@pytest.mark.parametrize(
    ("count", "threads", "size"),
    [(1, 2, 1), (8, 2, 1), (40, 2, 5), (40, 8, 2), (2000, 2, 20), (2000, 40, 13), (40, 0, 10)],
)
def test_every_thread_gets_some_batches_and_none_is_large(
    count: int, threads: int, size: int
) -> None:
    assert batch_size(count, threads) == size


def test_an_interrupted_reading_is_retried_and_costs_no_other_its_answer(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def read_one(workspace: Workspace, pdf: Pdf, pool: object) -> Answer:
        asked.append(pdf.sha256)
        if (pdf.sha256 == "b" and asked.count("b") < 3) or pdf.sha256 == "c":
            return Answer("broken", "gone")
        return Answer("read")

    def state(_: object, sha256: str) -> str:
        return "read" if sha256 == "d" else "missing"

    monkeypatch.setattr(tasks, "read_one", read_one)
    monkeypatch.setattr(ReadingStore, "state", state)
    pdfs = [Pdf(name, Path(name), name) for name in "abcd"]
    with readers.readers(settings, 1):
        answers = read_several.fn(pdfs, settings)
    assert [answer.status for answer in answers] == ["read", "read", "broken", "read"]
    assert "".join(asked) == "abbbccc"
