"""Disturb a run at many points and print what came of it; see the package."""

from __future__ import annotations

import argparse
import ctypes
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from tests.lacking import EXTRAS
from tests.sweep import disturbances as d
from tests.sweep.commands import warm_up
from tests.sweep.world import Counts, World

_CLONE_NEWNS = 0x20000
Disturbance = Callable[[World, Counts, int], None]
Points = dict[Disturbance, int]
FULL: dict[str, Points] = {
    "ordinary": {
        d.killed: 70, d.killed_at_random: 18, d.helper_killed: 18, d.terminated: 18,
        d.disk_full: 18, d.read_only: 12, d.vanished: 12, d.two_at_once: 4, d.clock_set_back: 2,
        d.disk_full_for_real: 8, d.read_only_for_real: 1,
    },
    "hard": {
        d.killed: 70, d.store_killed: 70, d.killed_at_random: 14, d.terminated: 12,
        d.disk_full: 12, d.two_at_once: 2, d.drive_refused: 2,
    },
}  # fmt: skip
SHORT: dict[str, Points] = {
    "ordinary": {d.killed: 2, d.helper_killed: 1, d.disk_full: 1, d.two_at_once: 1},
    "hard": {d.killed: 1, d.store_killed: 1, d.drive_refused: 1},
}  # fmt: skip


def main() -> int:
    """Returns 1 where anything was lost, torn, left behind or untrue."""
    parser = argparse.ArgumentParser(prog="tests.sweep", description=__doc__)
    parser.add_argument("--short", action="store_true", help="few points")
    parser.add_argument(
        "--world", choices=FULL, action="append",
        help="hard: an S3 server, and a drive without permissions, times and hard links",
    )  # fmt: skip
    parser.add_argument("--only", action="append", help="a kind of disturbance, by its name")
    parser.add_argument("--json", action="store_true", help="print the counts for machines")
    args = parser.parse_args()
    counts = Counts()
    _own_mounts()
    warm_up()
    for name in args.world or FULL:
        with tempfile.TemporaryDirectory(prefix="bulletins-sweep-") as folder:
            hard = name == "hard"
            world = World(Path(folder).resolve(), EXTRAS if hard else (), remote=hard)
            print(f"{name}: a run of {len(world.steps)} steps", file=sys.stderr, flush=True)
            with suppress(KeyboardInterrupt):  # What was tried until then is reported.
                _disturb(world, counts, (SHORT if args.short else FULL)[name], args.only or ())
    print(json.dumps(asdict(counts)) if args.json else _reported(counts))
    return int(counts.faults > 0)


def _disturb(world: World, counts: Counts, points: Points, only: Collection[str]) -> None:
    for disturb, count in points.items():
        if only and disturb.__name__ not in only:
            continue
        started, before = time.monotonic(), counts.points
        disturb(world, counts, count)
        took = time.monotonic() - started
        tried = counts.points - before
        print(f"{disturb.__name__}: {tried} points, {took:.0f} s", file=sys.stderr, flush=True)


def _reported(counts: Counts) -> str:
    return "\n".join(
        [
            f"{counts.points} points tried: {counts.lost} files lost, "
            f"{counts.torn} torn reads of {counts.reads}, {counts.orphans} orphan processes, "
            f"{counts.lies} untrue answers of status, {counts.unfinished} runs that did not end "
            f"the work, {counts.rude} tracebacks",
            *counts.problems,
        ]
    )


def _own_mounts() -> None:
    """What is mounted is seen by us alone, and gone with us; left as it is without the right to."""
    if sys.platform == "linux" and ctypes.CDLL(None).unshare(_CLONE_NEWNS) == 0:
        subprocess.run(["mount", "--make-rprivate", "/"], check=False, capture_output=True)


if __name__ == "__main__":
    sys.exit(main())
