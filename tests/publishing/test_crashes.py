"""Killed at any moment, and read while it is published, the dataset is whole."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.conftest import ROOT
from tests.publishing.published import leftovers, publish_visits, visits_in

pytestmark = pytest.mark.long

_CALLS = ("mkdir", "rename", "replace", "symlink", "unlink", "rmdir", "fsync", "utime")


class Killed(BaseException):
    """Stands for the end of the process: nothing that follows happens, no cleaning up either."""


class Mortal:
    """Lets the process die at the n-th call that writes a file or changes a folder."""

    def __init__(self, patch: pytest.MonkeyPatch, dies_at: int | None) -> None:
        self.calls: list[str] = []
        self.dies_at = dies_at
        for name in _CALLS:
            self._wrap(patch, os, name)
        self._wrap(patch, Path, "write_text")
        self._wrap(patch, pq, "write_table")
        self._wrap(patch, sqlite3, "connect")

    def _wrap(self, patch: pytest.MonkeyPatch, owner: Any, name: str) -> None:
        call = getattr(owner, name)

        def mortal(*args: Any, **options: Any) -> Any:
            self.calls.append(name)
            if self.dies_at is not None and len(self.calls) >= self.dies_at:
                raise Killed
            return call(*args, **options)

        patch.setattr(owner, name, mortal)


def _moments_of_publishing(outputs: Path) -> list[int]:
    """The calls at which to die: of calls of one kind in a row the first and the last."""
    publish_visits(outputs, 1)
    with pytest.MonkeyPatch.context() as patch:
        mortal = Mortal(patch, None)
        publish_visits(outputs, 2, keep=1)
    calls = ["", *mortal.calls, ""]
    return [n for n in range(1, len(calls) - 1) if not calls[n - 1] == calls[n] == calls[n + 1]]


def test_killed_at_any_moment_the_dataset_is_whole(tmp_path: Path) -> None:
    """And the next run publishes and leaves nothing of the dead one behind."""
    moments = _moments_of_publishing(tmp_path / "measure")
    assert len(moments) > 15
    outputs = tmp_path / "outputs"
    publish_visits(outputs, 0)
    old, seen = 0, set()
    for dies_at in moments:
        with pytest.MonkeyPatch.context() as patch, pytest.raises(Killed):
            Mortal(patch, dies_at)
            publish_visits(outputs, dies_at, keep=1)
        seen.add("old" if visits_in(outputs) == old else "new")
        assert visits_in(outputs) in {old, dies_at}
        publish_visits(outputs, dies_at, keep=1)
        assert visits_in(outputs) == dies_at
        assert not leftovers(outputs)
        assert len(list((outputs / "releases").iterdir())) == 1
        old = dies_at
    assert seen == {"old", "new"}


_FOREVER = """
import sys, itertools
from pathlib import Path
from tests.publishing import handmade
from pipeline.publishing import publish
for visits in itertools.count(1):
    publish(handmade.dataset(visits=visits), Path(sys.argv[1]), summary={}, keep=10)
    print("published", flush=True)
"""


def _publish_forever(outputs: Path) -> subprocess.Popen[bytes]:
    """A process that publishes one release after the other, and has published the first."""
    process = subprocess.Popen(
        [sys.executable, "-c", _FOREVER, str(outputs)], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"published\n"
    return process


def _kill(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_killed_for_real_the_dataset_is_whole(tmp_path: Path) -> None:
    for pause in (0.003, 0.02, 0.05, 0.11):
        process = _publish_forever(tmp_path)
        time.sleep(pause)
        _kill(process)
        assert visits_in(tmp_path) >= 1
    publish_visits(tmp_path, 0)
    assert visits_in(tmp_path) == 0
    assert not leftovers(tmp_path)


def test_readers_never_meet_a_torn_dataset(tmp_path: Path) -> None:
    process = _publish_forever(tmp_path)
    seen: list[tuple[str, int]] = []
    try:
        enough, latest = time.monotonic() + 1.5, time.monotonic() + 30
        while time.monotonic() < (enough if len({*seen}) > 2 else latest):
            folder = (tmp_path / "dataset").resolve(strict=True)
            table = pq.read_table(folder / "platform_by_district.parquet")
            seen.append((folder.name, table["outpatient_visits"].to_pylist()[0]))
            reported = json.loads((tmp_path / "dataset" / "summary.json").read_text())
            assert reported["rows"]["issues"] == 1
    finally:
        _kill(process)
    assert [visits for _, visits in seen] == sorted(visits for _, visits in seen)
    assert len(set(seen)) == len({name for name, _ in seen}) > 1
