"""Reading in processes of their own: what a hostile file can do, and cannot."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.reading.isolation import pool as isolation
from pipeline.reading.isolation import pool as pool_of
from pipeline.reading.isolation import worker
from pipeline.reading.isolation.orders import Answer, Order, Task
from pipeline.reading.isolation.pool import ReaderPool, read_all, start_spare
from pipeline.settings import Settings
from tests.conftest import ROOT, environment
from tests.waiting import until

Spoil = Callable[[str], Path]


@pytest.fixture
def spoil(tmp_path: Path, word_pdf: Path) -> Spoil:
    """A copy of issue 157 that makes the reader do something; see `tests/faults`."""

    def make(fault: str) -> Path:
        path = tmp_path / f"{fault}.pdf"
        mark = f"%FAULT {fault}\n%%EOF".encode()
        path.write_bytes(word_pdf.read_bytes().replace(b"%%EOF", mark))
        return path

    return make


@pytest.fixture(autouse=True)
def _outputs(settings: Settings) -> None:
    settings.outputs.mkdir()


@pytest.fixture(autouse=True)
def _faults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "_environment", lambda: environment(faults=True))


@pytest.fixture
def strict(settings: Settings) -> Settings:
    return settings.model_copy(update={"read_timeout_s": 6.0, "read_memory_mb": 512})


def children_of(process: int) -> Iterator[int]:
    """Processes below the given one, also those in sessions of their own."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == process:
            yield int(folder.name)
            yield from children_of(int(folder.name))


def alive(process: int) -> bool:
    try:
        return (Path("/proc") / str(process) / "stat").read_text().rpartition(")")[2].split()[
            0
        ] != "Z"
    except OSError:
        return False


def test_a_good_file_is_read(settings: Settings, word_pdf: Path) -> None:
    with ReaderPool(settings, 1) as pool:
        answer = pool.read(word_pdf, "0" * 64)
    assert answer.status == "read"
    assert answer.seconds > 0 and answer.peak_mb > 10
    assert (settings.readings / f"{'0' * 64}.json").exists()


def test_a_process_that_has_started_is_asked_before_one_that_has_not(settings: Settings) -> None:
    with ReaderPool(settings, 2) as pool:
        for _ in range(2):
            pool.interpret("0" * 64, "k")
        assert [one._process is None for one in pool._workers].count(False) == 1


def test_a_spare_process_serves_the_next_pool(settings: Settings) -> None:
    start_spare()
    [spare] = pool_of._spare
    with ReaderPool(settings, 2) as pool:
        pool.interpret("0" * 64, "k")
        assert spare in [one._process for one in pool._workers] and not pool_of._spare
    assert spare.poll() is not None


def test_a_spare_process_has_done_ahead_what_a_second_file_would_find_done(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    warmed: list[Order] = []
    monkeypatch.setattr(worker, "warm_up", warmed.append)
    monkeypatch.setattr(worker, "keep_for_good", lambda: None)
    monkeypatch.setattr(worker, "_orders", Counter())
    worker._prepare_ahead(str(settings.registry))
    assert {(order.task, order.registry) for order in warmed} == {
        ("read", str(settings.registry)), ("interpret", str(settings.registry)),
    }  # fmt: skip
    ahead = list(warmed)
    worker._prepare(Order("a.pdf", "0" * 64, "out", 1, 1, 1, then="interpret"))
    assert warmed == ahead, "the file finds it done"


def test_an_audit_gives_way_to_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        worker, "carry_out", lambda *_: Answer("read", producer=str(os.nice(0)))
    )  # fmt: skip

    def niceness(task: Task) -> int:
        source, target = os.pipe()
        parent, child = os.getpid(), os.fork()
        if not child:
            order = Order("a.pdf", "0" * 64, "out", 10.0, 4000, 100, task)
            worker._be_the_child(order, parent, target)
        os.close(target)
        with os.fdopen(source, "rb") as answers:
            line = answers.readline()
        os.waitpid(child, 0)
        return int(Answer.of_line(line).producer)

    assert niceness("audit") > niceness("read") == os.nice(0)


def test_a_spare_process_that_prepares_ahead_serves(settings: Settings, word_pdf: Path) -> None:
    start_spare(settings.registry)
    with ReaderPool(settings, 1) as pool:
        assert pool.read(word_pdf, "0" * 64, then="interpret").status == "read"
        assert pool.interpret("0" * 64, "k").status == "read"


@pytest.mark.parametrize(
    "fault", ["KEYERROR", "SEGFAULT", pytest.param("SPIN", marks=pytest.mark.slow)]
)
def test_what_becomes_of_a_later_task_is_not_the_fate_of_the_reading(
    strict: Settings, word_pdf: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    sha256 = "1" * 64  # what a process interprets to warm up has another
    faulty = environment({"FAULT_INTERPRET": f"{fault}:{sha256}"}, faults=True)
    monkeypatch.setattr(isolation, "_environment", lambda: faulty)
    with ReaderPool(strict, 1) as pool:
        assert pool.read(word_pdf, sha256, then="interpret").status == "read"
        assert pool.interpret(sha256, "k").status in ("refused", "limit")
    assert [path.name for path in strict.readings.iterdir()] == [f"{sha256}.json"]


@pytest.mark.slow
def test_each_fault_stays_with_its_file(strict: Settings, spoil: Spoil, word_pdf: Path) -> None:
    said = {
        "SLEEP": "takes longer than 6 s",
        "SPIN": "takes longer than 6 s",
        "MEMORY": "needs more memory",
        "SEGFAULT": "SIGSEGV",
        "EXIT": "broke the process",
        "KEYERROR": "something that reading cannot handle (KeyError",
        "LOSE": "4 of its 5 page",
        "DISK": "File too large",
    }
    pdfs = [(fault, spoil(fault)) for fault in said] + [("good", word_pdf)]
    answers = dict(read_all(pdfs, strict))
    assert answers.pop("good").status == "read"
    for fault, answer in answers.items():
        assert answer.status in ("refused", "limit"), fault
        assert said[fault] in answer.reason, fault
        # Time is processor time; a process that only waits is ended by the clock.
        assert (answer.seconds if fault == "SLEEP" else answer.cpu_seconds) < 8, fault
    assert [path.stem for path in strict.readings.iterdir()] == ["good"]


def test_memory_stays_below_its_limit(strict: Settings, spoil: Spoil) -> None:
    with ReaderPool(strict, 1) as pool:
        assert 256 < pool.read(spoil("MEMORY"), "a").peak_mb < 512


def test_what_a_file_starts_ends_with_it(strict: Settings, spoil: Spoil) -> None:
    asked = strict.model_copy(update={"read_timeout_s": 1.0})
    before = set(children_of(os.getpid()))
    with ReaderPool(asked, 1) as pool, ThreadPoolExecutor(1) as threads:
        answer = threads.submit(pool.read, spoil("PROCESS"), "a")
        deadline = time.monotonic() + 20
        # owner, reader, what it started
        while len(below := set(children_of(os.getpid())) - before) < 3:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert answer.result().status == "limit"
        # A killed process is gone a moment later; only the owner stays.
        until(lambda: [alive(process) for process in below].count(True) == 1, patience_s=5)


def test_a_bad_file_delays_the_next_by_its_limit_at_most(
    strict: Settings, spoil: Spoil, word_pdf: Path
) -> None:
    hasty = strict.model_copy(update={"read_timeout_s": 2.0, "workers": 1})
    with ReaderPool(hasty, 1) as pool:
        alone = pool.read(word_pdf, "a").seconds
        started = time.monotonic()
        assert pool.read(spoil("SLEEP"), "b").status == "limit"
        assert pool.read(word_pdf, "c").status == "read"
        assert time.monotonic() - started < 2.0 + 2 * alone + 0.5


@pytest.mark.parametrize("fault", ["OWNER_ONCE", "KILLED_ONCE"])
def test_what_was_killed_from_outside_is_tried_once_more(
    settings: Settings, spoil: Spoil, fault: str
) -> None:
    with ReaderPool(settings, 1) as pool:
        assert pool.read(spoil(fault), "a").status == "read"


def test_what_is_killed_again_is_refused(settings: Settings, spoil: Spoil) -> None:
    with ReaderPool(settings, 1) as pool:
        answer = pool.read(spoil("KILLED"), "a")
    assert answer.status == "limit" and "killed twice" in answer.reason


def test_an_owner_killed_from_outside_is_replaced(
    settings: Settings, spoil: Spoil, word_pdf: Path
) -> None:
    with ReaderPool(settings, 1) as pool:
        assert pool.read(spoil("OWNER"), "a").status == "broken"
        assert pool.read(word_pdf, "b").status == "read"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_process_outlives_the_run(
    settings: Settings, spoil: Spoil, number: signal.Signals
) -> None:
    code = (
        "import sys; from pathlib import Path; from pipeline.settings import Settings;"
        "from pipeline.reading.isolation.pool import read_all;"
        "[print(a) for a in read_all([('a', Path(sys.argv[1])), ('b', Path(sys.argv[1]))],"
        " Settings(outputs=Path(sys.argv[2]), workers=2))]"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(spoil("SPIN")), str(settings.outputs)],
        env=environment(faults=True),
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 30
    while len(list(children_of(process.pid))) < 4:  # two owners, two readers
        assert time.monotonic() < deadline
        time.sleep(0.05)
    below = list(children_of(process.pid))
    os.kill(process.pid, number)
    process.wait(20)
    deadline = time.monotonic() + 10
    while any(map(alive, below)):
        assert time.monotonic() < deadline, "a process was left behind"
        time.sleep(0.05)


def test_a_reader_that_lacks_a_package_says_so(
    settings: Settings, word_pdf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.errors import MissingDependency

    (tmp_path / "lacking").mkdir()
    (tmp_path / "lacking" / "pypdfium2.py").write_text("raise ModuleNotFoundError('gone')")
    paths = os.pathsep.join((str(tmp_path / "lacking"), str(ROOT)))
    monkeypatch.setattr(isolation, "_environment", lambda: {**os.environ, "PYTHONPATH": paths})
    with ReaderPool(settings, 1) as pool, pytest.raises(MissingDependency):
        pool.read(word_pdf, "a")


def test_a_full_disk_is_not_the_files_fault(settings: Settings, word_pdf: Path) -> None:
    from pipeline.errors import FolderError

    settings.readings.write_text("a file where the folder should be")
    with ReaderPool(settings, 1) as pool, pytest.raises(FolderError):
        pool.read(word_pdf, "a")


def test_what_a_file_needs_is_imported_before_the_fork(word_pdf: Path, tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from pipeline.reading.isolation import tasks, worker\n"
        "from pipeline.reading.isolation.orders import Order\n"
        "worker._warm_up()\n"
        "before = set(sys.modules)\n"
        "order = Order(sys.argv[1], 'a' * 64, sys.argv[2], 60.0, 2000, 100)\n"
        "assert tasks.carry_out(order).status == 'read'\n"
        "new = {name.partition('.')[0] for name in set(sys.modules) - before}\n"
        "print(sorted(new & {'pipeline', 'numpy', 'pypdfium2', 'pydantic', 'pdfplumber'}))\n"
    )
    (tmp_path / "readings").mkdir()
    command = [sys.executable, "-c", code, str(word_pdf), str(tmp_path)]
    assert subprocess.check_output(command, text=True, env=environment()).strip() == "[]"
