"""What can be the matter where a command runs. Each is set up in the process of the command."""

from __future__ import annotations

import errno
import fcntl
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TextIO, cast

from tests.archive.object_server import REFUSES
from tests.lacking import EXTRAS, LINKS, LOCKS, Lack, take_away
from tests.sweep.moments import Moments, fail
from tests.sweep.world import Place

Prepare = Callable[[Place], None]


@dataclass(frozen=True)
class Environment:
    """A kind of place to run in.

    Attributes:
        name: as the document names it.
        prepare: makes it so.
        folder: name of the folder of inbox and outputs.
        remote: originals and readings are in an object store.
    """

    name: str
    prepare: Prepare = lambda place: None
    folder: str = ""
    remote: bool = False


def _lacking(lacks: tuple[Lack, ...]) -> Prepare:
    return lambda place: take_away(lacks)


def _no_changes(number: int) -> Prepare:
    """No change to any file below the folder succeeds."""

    def prepare(place: Place) -> None:
        Moments(place.folder, fail(number), 1, lasting=True, reads=True).watch()
        flags = os.ST_RDONLY if number == errno.EROFS else 0
        found = (4096, 4096, 10_000, 0, 0, 10_000, 10_000, 10_000, flags, 255)
        os.statvfs = lambda path: os.statvfs_result(found)

    return prepare


def _with(**variables: str) -> Prepare:
    return lambda place: os.environ.update(variables)


def _in_ascii(place: Place) -> None:
    for stream in (sys.stdout, sys.stderr):
        cast(TextIO, stream).reconfigure(encoding="ascii")  # type: ignore[attr-defined]


def _another_run(place: Place) -> None:
    os.environ["BULLETINS_LOCK_WAIT_S"] = "0"
    fcntl.flock(os.open(place.settings.lock, os.O_RDWR | os.O_CREAT), fcntl.LOCK_EX)


def _gone(pattern: str) -> Prepare:
    """Files or folders are moved away, as if they were on a drive that came loose."""

    def prepare(place: Place) -> None:
        for path in list(place.folder.glob(pattern)):
            away = place.folder / "away" / path.relative_to(place.folder)
            away.parent.mkdir(parents=True, exist_ok=True)
            path.rename(away)

    return prepare


def bring_back(place: Place) -> None:
    """What was moved away is there again, beside what was made in its place."""
    for path in (place.folder / "away").rglob("*"):
        there = place.folder / path.relative_to(place.folder / "away")
        if path.is_file() and not there.exists():
            there.parent.mkdir(parents=True, exist_ok=True)
            path.rename(there)


def _server_down(place: Place) -> None:
    assert place.server is not None
    place.server.kill()


def _server_refuses(place: Place) -> None:
    (place.folder / "objects" / REFUSES).touch()


ENVIRONMENTS = (
    Environment("nothing is the matter"),
    Environment("the folder's name has blanks, `#`, `?` and `%`", folder="a #b?c%41 d"),
    Environment("`http_proxy` names a proxy", _with(http_proxy="http://127.0.0.1:9")),
    Environment("`HOME` cannot be written", _with(HOME="/proc/x")),
    Environment("the terminal has no Chinese characters", _in_ascii),
    Environment("the drive has no permissions, times, hard links or flush", _lacking(EXTRAS)),
    Environment("the drive has no locks", _lacking(LOCKS)),
    Environment("the drive has no symbolic links", _lacking(LINKS)),
    Environment("the disk is full", _no_changes(errno.ENOSPC)),
    Environment("the disk is read-only", _no_changes(errno.EROFS)),
    Environment("the inbox is gone", _gone("inbox")),
    Environment("the outputs folder is gone", _gone("outputs")),
    Environment("the originals are gone", _gone("outputs/originals/*")),
    Environment("another run is active", _another_run),
    Environment("the store is an object store", remote=True),
    Environment("the object store is down", _server_down, remote=True),
    Environment("the object store refuses the credentials", _server_refuses, remote=True),
    Environment("the object store was emptied", _gone("objects/*"), remote=True),
)
