"""One run at a time."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from pipeline.errors import FolderError
from pipeline.files.lock import only_run
from pipeline.settings import Settings


def test_a_second_run_waits(settings: Settings) -> None:
    entered = threading.Event()
    done: list[str] = []

    def first() -> None:
        with only_run(settings):
            entered.set()
            time.sleep(0.5)
            done.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    entered.wait()
    with only_run(settings):
        done.append("second")
    thread.join()
    assert done == ["first", "second"]


def test_a_second_run_that_may_not_wait_says_so(settings: Settings) -> None:
    hasty = settings.model_copy(update={"lock_wait_s": 0.0})
    with only_run(settings), pytest.raises(FolderError, match="Another run"), only_run(hasty):
        pass
    with only_run(hasty):
        pass


def test_outputs_that_cannot_be_written(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for outputs in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(FolderError), only_run(settings.model_copy(update={"outputs": outputs})):
            pass
