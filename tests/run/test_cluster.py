"""Reading on a Dask cluster: what is sent to a worker, and what is said where it cannot read."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from distributed import KilledWorker

from pipeline.errors import UsageError
from pipeline.reading.isolation import pool as pool_of
from pipeline.reading.isolation.orders import Answer
from pipeline.reading.isolation.pool import ReaderPool
from pipeline.run.prefect import cluster
from pipeline.run.prefect.cluster import Cluster, get_ready
from pipeline.run.reading import Pdf
from pipeline.run.workspace import Workspace
from pipeline.settings import Settings

_KILLED = KilledWorker("a", cast(Any, "worker"), 3)
_PDF = Pdf("a", Path("a.pdf"), "a.pdf")


class Client:
    """As much of Dask's client as is used; every worker answers with `ready`."""

    def __init__(
        self, threads: int = 2, ready: object = None, answers: list[object] | None = None
    ) -> None:
        self.threads = threads
        self.ready = ready
        self.answers = answers or []
        self.sent: list[tuple[Pdf, Settings]] = []

    def nthreads(self) -> dict[str, int]:
        return {"worker": self.threads} if self.threads else {}

    def wait_for_workers(self, count: int, timeout: float) -> None:
        if not self.threads:
            raise TimeoutError

    def run(self, _: object, settings: Settings) -> dict[str, object]:
        if isinstance(self.ready, Exception):
            raise self.ready
        return {"worker": self.ready or Workspace(settings).readings.key}

    def submit(self, _: object, pdf: Pdf, settings: Settings, *, pure: bool) -> Client:
        self.sent.append((pdf, settings))
        return self

    def add_done_callback(self, done: Callable[[object], None]) -> None:
        if self.answers:
            done(self)

    def result(self) -> object:
        answer = self.answers.pop(0)
        if isinstance(answer, BaseException):
            raise answer
        return answer


def test_a_worker_is_sent_the_place_of_the_file(settings: Settings) -> None:
    client = Client(answers=[Answer("read")])
    assert [one.status for one in Cluster(client, settings).read([_PDF])] == ["read"]
    assert [pdf.path for pdf, _ in client.sent] == [Path.cwd() / "a.pdf"]


@pytest.mark.parametrize(("threads", "met"), [(0, None), (2, CancelledError()), (2, _KILLED)])
def test_a_lost_worker_is_no_answer_of_the_file(
    settings: Settings, threads: int, met: BaseException | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_ASK_EVERY_S", 0.01)
    client = Client(threads, answers=[met] if met else [])
    [answer] = Cluster(client, settings).read([_PDF])
    assert answer.status == "broken" and "was lost" in answer.reason


@pytest.mark.parametrize(
    ("client", "said"),
    [
        (Client(threads=0), "has no worker"),
        (Client(ready="another"), "worker has another version of the reader"),
        (Client(ready=ModuleNotFoundError("No module named 'pipeline'")), "No module named"),
    ],
)
def test_workers_that_cannot_read_are_one_sentence(
    settings: Settings, client: Client, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        Cluster(client, settings).make_ready()


def test_ready_workers_are_given_two_tasks_a_thread(settings: Settings) -> None:
    ready = Cluster(Client(threads=3), settings)
    ready.make_ready()
    assert ready.tasks() == 6


def test_a_worker_starts_a_process_for_each_thread_once(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[int] = []
    monkeypatch.setattr(cluster, "_local", {})
    monkeypatch.setattr(ReaderPool, "start", lambda pool: started.append(pool.size))
    worker = SimpleNamespace(state=SimpleNamespace(nthreads=4))
    versions = {get_ready(settings, worker) for _ in range(2)}
    assert versions == {Workspace(settings).readings.key} and started == [4]


def test_a_worker_may_load_the_reader_before_its_first_run(settings: Settings) -> None:
    cluster.dask_setup(SimpleNamespace(state=SimpleNamespace(nthreads=2)))
    spares = list(pool_of._spare)
    with ReaderPool(settings, 2) as pool:
        pool.start()
        assert [worker._process for worker in pool._workers] == spares[::-1]
    assert not pool_of._spare and all(spare.poll() is not None for spare in spares)
