"""Reading as tasks of Prefect: how many tasks, and what a retried one asks again."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.reading.isolation.orders import Answer
from pipeline.run.prefect import readers, tasks
from pipeline.run.prefect.readers import Reader
from pipeline.run.prefect.reading import batches
from pipeline.run.prefect.tasks import ReadingInterrupted
from pipeline.run.reading import Pdf
from pipeline.run.workspace import Workspace
from pipeline.settings import Settings


def pdfs(count: int) -> list[Pdf]:
    return [Pdf(f"{number:064x}", Path("a.pdf"), f"{number}.pdf") for number in range(count)]


@pytest.mark.parametrize(
    ("count", "tasks", "largest"),
    [(0, 0, 0), (1, 1, 1), (200, 200, 1), (201, 101, 2), (2000, 200, 10), (2001, 182, 11)],
)
def test_there_are_never_too_many_tasks(count: int, tasks: int, largest: int) -> None:
    found = batches(pdfs(count))
    assert len(found) == tasks and max(map(len, found), default=0) == largest
    assert [pdf for batch in found for pdf in batch] == pdfs(count)


def test_a_task_that_is_tried_again_asks_only_for_what_was_interrupted(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []
    first = [Answer("read", seconds=1.5), Answer("broken", "It was killed."), Answer("limit", "x")]
    attempts = [first, [Answer("read", seconds=2.5)]]

    def answer(wanted: list[Pdf]) -> list[Answer]:
        asked.append([pdf.file_name for pdf in wanted])
        return attempts.pop(0)

    reader = Reader(Workspace(settings), answer, 1)
    monkeypatch.setitem(readers._readers, settings.model_dump_json(), reader)
    with pytest.raises(ReadingInterrupted, match="It was killed") as interrupted:
        tasks.read.fn(pdfs(3), settings)
    assert interrupted.value.answers == first
    again = tasks.read.fn(pdfs(3), settings)
    assert again == [first[0], Answer("read", seconds=2.5), first[2]]
    assert asked == [["0.pdf", "1.pdf", "2.pdf"], ["1.pdf"]]


def test_what_was_read_or_refused_before_is_not_asked_for(settings: Settings) -> None:
    reader = Reader(Workspace(settings), lambda _: [], 1)
    [read, refused, new] = pdfs(3)
    store = reader.workspace.readings
    settings.readings.mkdir(parents=True)
    head = f'{{"reader_version":"{store.version}",'
    store.storage.write(f"readings/{read.sha256}.json", head.encode())
    store.refuse(refused.sha256, "It is no PDF.")
    found = [reader.answer_before(pdf) for pdf in (read, refused, new)]
    assert found == [Answer("read"), Answer("refused", "It is no PDF."), None]
