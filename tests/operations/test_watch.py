"""The watch starts runs when files are whole, one at a time, and goes on whatever happens."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psutil
import pytest

from pipeline.archive.archive import Archive
from pipeline.archive.receive import receive
from pipeline.errors import FolderError
from pipeline.operations import watch as watching
from pipeline.operations.inbox_watch import DecisionsWatch, InboxWatch
from pipeline.operations.runs import Ended
from pipeline.operations.standby import Standby
from pipeline.operations.watch import watch
from pipeline.run import repeated
from pipeline.run.notices import Notice
from pipeline.settings import Settings
from tests.conftest import ROOT, environment
from tests.waiting import patient, until

Drop = Callable[..., Path]
_PATIENCE_S = 30
FINE = Ended(worked=True)
FAILED = Ended(worked=False, failure="The disk is full.", notices=(Notice("run_failed", "", ""),))


class Started:
    """Stands in for runs: notes what was in the inbox when each began, and takes it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.inboxes: list[list[str]] = []
        self.going = 0
        self.most = 0
        self.ends = [FINE]
        self.takes = True

    flow_run = None

    def __call__(self, settings: Settings, standby: object, flow_run: object) -> Started:
        self.inboxes.append(sorted(path.name for path in self.settings.inbox.iterdir()))
        self.going += 1
        self.most = max(self.most, self.going)
        self.since = time.monotonic()
        return self

    def done(self, inboxes: list[list[str]]) -> bool:
        return self.inboxes == inboxes and not self.going

    def ended(self) -> Ended | None:
        if time.monotonic() - self.since < 0.3:
            return None
        self.going -= 1
        if self.takes:
            for path in self.settings.inbox.iterdir():
                path.unlink()
        return self.ends.pop(0) if len(self.ends) > 1 else self.ends[0]

    def stop(self) -> None:
        self.going -= 1


@pytest.fixture
def quick(settings: Settings) -> Settings:
    return settings.model_copy(
        update={"watch_quiet_s": 0.3, "watch_poll_s": 0.5, "unfinished_wait_s": 2.0}
    )


@pytest.fixture
def started(quick: Settings, monkeypatch: pytest.MonkeyPatch) -> Started:
    found = Started(quick)
    monkeypatch.setattr(watching, "ProcessRun", found)
    monkeypatch.setattr(Standby, "prepare", lambda self, is_wanted: None)
    return found


@contextmanager
def watched(settings: Settings) -> Iterator[threading.Thread]:
    stop = threading.Event()
    thread = threading.Thread(target=watch, args=(settings, stop))
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join(patient(_PATIENCE_S))
        assert not thread.is_alive()


def test_what_is_there_at_the_start_is_taken(
    quick: Settings, started: Started, drop: Drop
) -> None:  # fmt: skip
    drop("a.pdf")
    with watched(quick):
        until(lambda: started.inboxes == [["a.pdf"]])


def test_each_file_that_is_dropped_starts_a_run(
    quick: Settings, started: Started, drop: Drop
) -> None:
    with watched(quick):
        for number in (1, 2):
            time.sleep(0.2)
            drop(f"{number}.pdf")
            expected = [[f"{n}.pdf"] for n in range(1, number + 1)]
            until(partial(started.done, expected))
        time.sleep(1)
    assert started.inboxes == [["1.pdf"], ["2.pdf"]] and started.most == 1


def test_a_cancelled_run_is_not_started_again_but_by_another_file(
    quick: Settings, started: Started, drop: Drop
) -> None:
    started.takes = False
    started.ends = [Ended(worked=True, cancelled=True), FINE]
    with watched(quick):
        drop("a.pdf")
        until(partial(started.done, [["a.pdf"]]))
        time.sleep(1.5)
        drop("b.pdf")
        until(partial(started.done, [["a.pdf"], ["a.pdf", "b.pdf"]]))


def test_half_a_copy_waits_but_delays_no_other(quick: Settings, drop: Drop) -> None:
    inbox = InboxWatch(quick)
    half = drop("half.pdf", b"%PDF-1.4 half of it")
    whole = drop("whole.pdf")
    inbox.ready()
    time.sleep(0.5)
    assert set(inbox.ready()) == {whole}
    [first, second] = sorted(receive(Archive(quick)), key=lambda received: received.file_name)
    assert (first.outcome, second.outcome) == ("waiting", "new") and half.exists()
    half.write_bytes(b"%PDF-1.4 all of it %%EOF")
    inbox.ready()
    time.sleep(0.5)
    assert set(inbox.ready()) == {half}


def test_a_copy_that_has_halted_for_long_is_taken(quick: Settings, drop: Drop) -> None:
    inbox = InboxWatch(quick)
    half = drop("half.pdf", b"%PDF-1.4 half of it")
    inbox.ready()
    assert inbox.is_settling()
    time.sleep(2.2)
    assert set(inbox.ready()) == {half}
    [received] = receive(Archive(quick))
    assert received.outcome == "new" and not half.exists()


def test_what_a_run_leaves_is_not_tried_again_until_it_changes(
    quick: Settings, started: Started, drop: Drop
) -> None:
    started.takes = False
    (quick.inbox / "link.pdf").symlink_to("nowhere")
    with watched(quick):
        until(lambda: len(started.inboxes) == 1 and not started.going)
        time.sleep(1.5)
        assert len(started.inboxes) == 1
        drop("a.pdf")
        until(lambda: len(started.inboxes) == 2)


@pytest.mark.slow
def test_what_a_run_waits_for_is_tried_again(quick: Settings, started: Started, drop: Drop) -> None:
    """As where the clock of the machine that copies it is ahead of ours."""
    started.takes = False
    drop("half.pdf", b"%PDF-1.4 half of it")
    quick.outputs.mkdir()
    report = {"received": [{"file_name": "half.pdf", "outcome": "waiting"}]}
    quick.run_report.write_text(json.dumps(report))
    with watched(quick):
        until(lambda: len(started.inboxes) == 1 and not started.going)
        first = time.monotonic()
        until(lambda: len(started.inboxes) == 2 and not started.going)
        assert time.monotonic() - first > quick.unfinished_wait_s - 0.5
        quick.run_report.write_text("{}")
        until(lambda: len(started.inboxes) == 3 and not started.going)
        time.sleep(quick.unfinished_wait_s + 1)
    assert len(started.inboxes) == 3


def test_a_run_that_fails_is_tried_again_and_reported_of_once(
    quick: Settings, started: Started, drop: Drop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_FIRST_PAUSE_S", 0.2)
    sent: list[Notice] = []
    monkeypatch.setattr(repeated, "send", lambda notice, settings: sent.append(notice))
    started.ends = [FAILED, FAILED, FINE]
    drop("a.pdf")
    with watched(quick):
        until(lambda: len(started.inboxes) == 3 and not started.going)
        time.sleep(1)
    assert len(started.inboxes) == 3 and len(sent) == 1


def test_the_watch_goes_on_when_the_inbox_vanishes_and_returns(
    quick: Settings, started: Started, drop: Drop, caplog: pytest.LogCaptureFixture
) -> None:
    with watched(quick):
        quick.inbox.rename(quick.inbox.with_name("away"))
        until(lambda: "The watch continues" in caplog.text)
        time.sleep(1)
        quick.inbox.mkdir()
        drop("a.pdf")
        until(lambda: started.inboxes == [["a.pdf"]])
    assert caplog.text.count("The watch continues") == 1


def test_nothing_is_taken_while_the_outputs_folder_is_gone(
    quick: Settings, started: Started, drop: Drop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor while there is another in its place."""
    sent: list[Notice] = []
    monkeypatch.setattr(
        watching, "send_in_background", lambda notice, settings: sent.append(notice)
    )
    with watched(quick):
        until((quick.outputs / ".watch").exists)
        away = quick.outputs.rename(quick.outputs.with_name("away"))
        drop("a.pdf")
        until(lambda: sent)
        time.sleep(1.5)
        quick.outputs.mkdir()
        time.sleep(1.5)
        assert not started.inboxes and not list(quick.outputs.iterdir())
        quick.outputs.rmdir()
        away.rename(quick.outputs)
        until(lambda: started.inboxes == [["a.pdf"]])
    [notice] = sent
    assert "is missing or was replaced" in notice.title and "until it is back" in notice.text


def test_a_changed_registry_starts_a_run(quick: Settings, tmp_path: Path) -> None:
    shutil.copytree(quick.registry, tmp_path / "registry")
    decisions = DecisionsWatch(quick.model_copy(update={"registry": tmp_path / "registry"}))
    assert not decisions.has_changed()
    (tmp_path / "registry" / "names.csv").open("a").write("\n")
    assert not decisions.has_changed()  # it may still be changing
    time.sleep(0.4)
    assert decisions.has_changed()
    decisions.mark_used()
    assert not decisions.has_changed()


def test_one_watch_for_an_outputs_folder(quick: Settings, started: Started) -> None:
    with watched(quick):
        until((quick.outputs / ".watch").exists)
        time.sleep(0.2)
        with pytest.raises(FolderError, match="already"):
            watch(quick, threading.Event())


def start_watch(settings: Settings, log: Path) -> subprocess.Popen[bytes]:
    given = {"WATCH_QUIET_S": "0.3", "WATCH_POLL_S": "0.5", "UNFINISHED_WAIT_S": "30"}
    folders = ("--inbox", str(settings.inbox), "--outputs", str(settings.outputs))
    with log.open("wb") as out:
        return subprocess.Popen(
            [sys.executable, "-m", "pipeline", "watch", *folders],
            env=environment({f"BULLETINS_{name}": value for name, value in given.items()}),
            cwd=ROOT,
            stdout=out,
            stderr=out,
        )


@pytest.mark.slow
def test_a_dropped_file_becomes_a_dataset(settings: Settings, drop: Drop, tmp_path: Path) -> None:
    log = tmp_path / "log"
    process = start_watch(settings, log)
    try:
        until((settings.outputs / ".watch").exists)
        drop("half.pdf", b"%PDF-1.4 half of it")
        drop("a.pdf")
        until((settings.dataset / "bulletins.sqlite").exists, 90)
        until(lambda: "the run has ended" in log.read_text())
        assert sorted(path.name for path in settings.inbox.iterdir()) == ["half.pdf"]
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(patient(_PATIENCE_S)) == 0, log.read_text()


@pytest.mark.slow
def test_it_ends_with_the_run_that_goes_on(settings: Settings, drop: Drop, tmp_path: Path) -> None:
    process = start_watch(settings, tmp_path / "log")
    drop("a.pdf")
    until(lambda: settings.originals.is_dir() and os.listdir(settings.originals), 60)
    offspring = psutil.Process(process.pid).children(recursive=True)
    assert offspring
    process.send_signal(signal.SIGINT)
    assert process.wait(patient(_PATIENCE_S)) == 0
    assert psutil.wait_procs(offspring, timeout=5)[1] == []
