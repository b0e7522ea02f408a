"""What happens to a run: each function tries one kind of disturbance at several points."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import psutil

from tests.lacking import LINKS, LOCKS, take_away
from tests.sweep import moments
from tests.sweep.moments import Moments, spread
from tests.sweep.reader import Reader
from tests.sweep.world import Counts, Place, World, release_of, watched

_HINT = "Check BULLETINS_STORE, the network and the store's credentials, then run again."


def at_steps(
    world: World, counts: Counts, name: str, act: Callable[[Place], Callable[[], None]],
    steps: list[int], *, code: int | None = None, lasting: bool = False,
    mend: Callable[[Place], None] | None = None,
) -> None:  # fmt: skip
    """Something happens before a step of the run; then the folders are looked at.

    Args:
        code: with which the run must end, where that is certain.
        mend: sets right what would be in the way of looking.
    """
    for step in steps:
        place = Place(world, f"{name}-{step}")
        happens = Moments(place.folder, act(place), step, lasting)
        reader = Reader(place.outputs) if mend is None else None
        ended = watched(place, place.start(happens.watch), counts)
        missed = code is not None and ended.code != code
        counts.note("missed", missed, f"{place.name}: exit {ended.code}")
        if mend is not None:
            mend(place)
        look(place, counts, reader)


def look(place: Place, counts: Counts, reader: Reader | None) -> None:
    """All that must be so after a disturbance, and after the next run."""
    place.check_files(counts)
    place.check_status(counts)
    place.check_next_run(counts)
    if reader is not None:
        seen = reader.stop()
        counts.reads += seen.reads
        counts.note("torn", seen.torn, f"{place.name}: {seen.what}")
    place.remove()


def killed(world: World, counts: Counts, count: int) -> None:
    at_steps(world, counts, "kill", lambda _: moments.kill, spread(world.steps, count), code=-9)


def store_killed(world: World, counts: Counts, count: int) -> None:
    """The S3 server dies in the midst of the run, and is there again after it."""
    for step in spread(world.steps, count):
        place = Place(world, f"store-{step}")
        assert place.server is not None
        reader = Reader(place.outputs)
        ended = watched(
            place, place.start(Moments(place.folder, place.server.kill, step).watch), counts
        )
        said = "cannot be used: Could not connect to 127.0.0.1" in ended.err and _HINT in ended.err
        counts.note(
            "missed", ended.code != 2 and not (ended.code == 5 and said), f"{place.name}: {ended}"
        )
        place.server.stop()
        place.server.start()
        look(place, counts, reader)


def drive_refused(world: World, counts: Counts, count: int) -> None:
    """The drive has no locks, or no symbolic links: a sentence, and what was taken is kept."""
    for number, lacks in enumerate((LOCKS, LINKS)[:count]):
        place = Place(world, f"refused-{number}")
        reader = Reader(place.outputs)
        ended = watched(place, place.start(partial(take_away, lacks)), counts)
        said = ended.code == 5 and "--outputs or BULLETINS_OUTPUTS" in ended.err
        counts.note("missed", not said, f"{place.name}: {ended}")
        look(place, counts, reader)


def terminated(world: World, counts: Counts, count: int) -> None:
    at_steps(
        world, counts, "term", lambda _: moments.terminate, spread(world.steps, count), code=130
    )


def disk_full(world: World, counts: Counts, count: int) -> None:
    act = moments.fail(errno.ENOSPC)
    at_steps(world, counts, "full", lambda _: act, spread(world.steps, count), lasting=True)


def read_only(world: World, counts: Counts, count: int) -> None:
    act = moments.fail(errno.EROFS)
    at_steps(world, counts, "read-only", lambda _: act, spread(world.steps, count), lasting=True)


def vanished(world: World, counts: Counts, count: int) -> None:
    """The outputs folder is gone in the midst of the run, and comes back after it."""

    def go(place: Place) -> Callable[[], None]:
        def away() -> None:
            place.outputs.rename(place.folder / "gone")

        return away

    def come_back(place: Place) -> None:
        if (place.folder / "gone").exists():
            shutil.rmtree(place.outputs, ignore_errors=True)
            (place.folder / "gone").rename(place.outputs)

    # Before it has opened the folder a run cannot tell an archive that is gone from none at all.
    begun = next(n for n, step in enumerate(world.steps) if step.endswith("/originals"))
    chosen = [begun + n for n in spread(world.steps[begun:], count)]
    at_steps(world, counts, "vanished", go, chosen, mend=come_back)


def killed_at_random(world: World, counts: Counts, count: int) -> None:
    """The run, or a process that it started, is killed at any time at all."""
    chance = random.Random(count)
    for number in range(count):
        place = Place(world, f"random-{number}")
        reader = Reader(place.outputs)
        running = place.start()
        time.sleep(chance.uniform(0.02, 2.5))
        below = running.below()
        with suppress(ProcessLookupError, psutil.NoSuchProcess):
            if number % 3 == 2 and below:
                chance.choice(below).kill()
            else:
                running.send(signal.SIGKILL)
        watched(place, running, counts)
        look(place, counts, reader)


def helper_killed(world: World, counts: Counts, count: int) -> None:
    """One of the processes that the run has started is killed; the run comes to its end."""
    chance = random.Random(count)
    for number in range(count):
        place = Place(world, f"helper-{number}")
        reader = Reader(place.outputs)
        running = place.start()
        deadline = time.monotonic() + 30
        while not running.below() and time.monotonic() < deadline:
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.6))
        below = running.below()
        with suppress(psutil.NoSuchProcess):
            if below:
                chance.choice(below).kill()
        ended = watched(place, running, counts)
        counts.note("missed", ended.code != 2, f"{place.name}: {ended}")
        released = release_of(place.outputs)
        counts.note("unfinished", released != world.after, f"{place.name}: {released}")
        look(place, counts, reader)


def two_at_once(world: World, counts: Counts, count: int) -> None:
    """Two runs begin together; of every second pair the first is killed."""
    for number in range(count):
        place = Place(world, f"two-{number}")
        reader = Reader(place.outputs)
        both = [place.start(), place.start()]
        if number % 2:
            time.sleep(0.15 * number)
            both[0].send(signal.SIGKILL)
        for running in both:
            ended = watched(place, running, counts)
            well = ended.code in ((0, 2, -signal.SIGKILL) if number % 2 else (0, 2))
            counts.note("unfinished", not well, f"{place.name}: {ended}")
        look(place, counts, reader)


def clock_set_back(world: World, counts: Counts, count: int) -> None:
    """The clock tells a time long ago, or files come from the future."""

    def ten_years_ago() -> None:
        real = time.time
        time.time = lambda: real() - 3.2e8

    for number in range(count):
        place = Place(world, f"clock-{number}")
        reader = Reader(place.outputs)
        if number % 2:
            for path in place.inbox.iterdir():
                os.utime(path, (4e9, 4e9))
        watched(place, place.start(None if number % 2 else ten_years_ago), counts)
        released = release_of(place.outputs)
        counts.note("unfinished", released != world.after, f"{place.name}: {released}")
        look(place, counts, reader)


def disk_full_for_real(world: World, counts: Counts, count: int) -> None:
    """A file system of its own runs out of room; left out where none can be mounted."""
    disk = world.folder / "disk"
    disk.mkdir(exist_ok=True)
    needed = _size(world.base)
    for number in range(count):
        kilobytes = (needed + (needed // 2) * number // count) // 1024 + 100
        if not _mounted(disk, f"size={kilobytes}k"):
            return
        try:
            place = Place(world, f"disk-{number}", disk)
            reader = Reader(place.outputs)
            watched(place, place.start(), counts)
            subprocess.run(["mount", "-o", "remount,size=1g", str(disk)], check=True)
            look(place, counts, reader)
        finally:
            subprocess.run(["umount", str(disk)], check=True)


def read_only_for_real(world: World, counts: Counts, count: int) -> None:
    """The archive's file system is read-only; the inbox's too in the second point."""
    disk = world.folder / "disk"
    disk.mkdir(exist_ok=True)
    for _ in range(min(count, 1)):
        if not _mounted(disk, "size=1g"):
            return
        try:
            place = Place(world, "read-only-disk", disk)
            subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
            ended = watched(place, place.start(), counts)
            counts.note("unfinished", ended.code != 5, f"{place.name}: {ended}")
            place.check_status(counts)
            subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
            look(place, counts, Reader(place.outputs))
        finally:
            subprocess.run(["umount", str(disk)], check=True)


def _size(folder: Path) -> int:
    """Bytes on a file system of pages of 4 KB."""
    return sum(-(-p.stat().st_size // 4096) * 4096 for p in folder.rglob("*") if p.is_file())


def _mounted(disk: Path, options: str) -> bool:
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "sweep", str(disk)], capture_output=True
    )
    return done.returncode == 0
