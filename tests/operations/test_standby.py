"""A process that has loaded everything carries out one run, and only what it has loaded."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from pipeline.archive import fingerprint
from pipeline.operations.child import Child
from pipeline.operations.runs import environment_of
from pipeline.operations.standby import Standby
from pipeline.settings import Settings
from tests.waiting import patient, until

_IDLE_MB = 400


@pytest.fixture
def standby(settings: Settings) -> Iterator[Standby]:
    settings.outputs.mkdir(exist_ok=True)
    found = Standby(environment_of(settings))
    found.prepare()
    yield found
    found.close()


def process_of(standby: Standby) -> psutil.Process:
    assert standby._child
    return psutil.Process(standby._child._process.pid)


def has_loaded(process: psutil.Process) -> bool:
    """It has worked, and sleeps until its line comes."""
    before: float = process.cpu_times().user
    time.sleep(0.3)
    used: float = process.cpu_times().user
    return used == before > 0.2 and bool(process.status() == psutil.STATUS_SLEEPING)


def end_of(child: Child) -> int:
    until(lambda: child.exit_code() is not None, patient(60))
    code = child.exit_code()
    assert code is not None
    return code


@pytest.mark.slow
def test_it_carries_out_one_run(
    standby: Standby, settings: Settings, drop: Callable[..., Path]
) -> None:
    process = process_of(standby)
    until(lambda: has_loaded(process), patient(60))
    assert process.memory_info().rss / 2**20 < _IDLE_MB
    drop("a.pdf")
    child = standby.take(["run", "--json"])
    assert child and end_of(child) == 0
    assert json.loads(child.printed)["received"][0]["file_name"] == "a.pdf"
    assert not any(settings.inbox.iterdir())
    assert standby.take(["run", "--json"]) is None, "it carries out one run"


def test_a_process_with_other_code_is_not_used(
    standby: Standby, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = process_of(standby)
    monkeypatch.setattr(fingerprint, "of_program", lambda: "a later version")
    assert standby.take(["run"]) is None
    assert not process.is_running()


@pytest.mark.slow
def test_it_waits_for_no_run_that_cannot_come(standby: Standby) -> None:
    child, pipe = standby._child, process_of(standby)
    assert child and child._process.stdin
    child._process.stdin.close()
    assert end_of(child) == 0 and not pipe.is_running()
