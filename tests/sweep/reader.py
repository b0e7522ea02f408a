"""A researcher who reads the dataset all the while, and holds it open."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import time
import traceback
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

_PAUSE_S = 0.03


@dataclass(frozen=True)
class Seen:
    """How often the dataset was read, how often it was torn, and what was seen then."""

    reads: int = 0
    torn: int = 0
    what: str = ""


class Reader:
    """Reads the dataset of an outputs folder in a process of its own, until it is stopped."""

    def __init__(self, outputs: Path) -> None:
        self._source, target = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            os.close(self._source)
            _read_on(outputs, target)
        os.close(target)

    def stop(self) -> Seen:
        os.kill(self._process, signal.SIGTERM)
        with os.fdopen(self._source) as source:
            reported = source.read()
        os.waitpid(self._process, 0)
        return Seen(**json.loads(reported))


def _read_on(outputs: Path, target: int) -> None:
    asked: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: asked.append(number))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    reads, torn, what = 0, 0, ""
    held = _database((outputs / "dataset").resolve())
    first = _issues(held)
    while not asked or not reads:
        reads += 1
        try:
            _read_once(outputs)
            assert _issues(held) == first, "what was held open changed"
        except Exception:
            torn += 1
            what = what or traceback.format_exc()
        time.sleep(_PAUSE_S)
    with suppress(OSError):
        os.write(target, json.dumps({"reads": reads, "torn": torn, "what": what}).encode())
    os._exit(0)


def _read_once(outputs: Path) -> None:
    """One look at the dataset: its files agree with each other."""
    folder = (outputs / "dataset").resolve(strict=True)
    reported = json.loads((folder / "summary.json").read_bytes())
    assert reported["release"] == folder.name, "another release's summary"
    with closing(_database(folder)) as database:
        assert database.execute("PRAGMA quick_check").fetchone() == ("ok",)
        for table in ("issues", "bookings_by_hospital", "observations", "files"):
            rows = pq.read_table(folder / f"{table}.parquet", use_threads=False).num_rows
            [count] = database.execute(f"SELECT count(*) FROM {table}").fetchone()
            assert rows == count == reported["rows"][table], f"{table}: {rows}, {count}"


def _database(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{folder / 'bulletins.sqlite'}?mode=ro", uri=True)


def _issues(database: sqlite3.Connection) -> list[object]:
    return database.execute("SELECT issue_id, source_sha256 FROM issues").fetchall()
