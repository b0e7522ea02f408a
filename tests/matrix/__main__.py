"""Try every cell of the matrix, and print where something else happened; see the package."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.archive.object_server import REFUSES
from tests.matrix.cells import COMMANDS, MATRIX, Cell
from tests.matrix.environments import ENVIRONMENTS, Environment, bring_back
from tests.sweep.commands import Ended, Running, warm_up
from tests.sweep.world import Counts, Place, World


def main() -> int:
    """Returns 1 where a cell is not as it must be. Names of environments choose among them."""
    warm_up()
    chosen = [one for one in ENVIRONMENTS if one.name in (sys.argv[1:] or MATRIX)]
    wrong = [problem for remote in (False, True) for problem in _tried(chosen, remote)]
    print("\n".join([f"{len(chosen) * len(COMMANDS)} cells tried", *wrong]))
    return int(bool(wrong))


def _tried(chosen: list[Environment], remote: bool) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="bulletins-matrix-") as folder:
        world = World(Path(folder).resolve(), remote=remote)
        for environment in chosen:
            for command, wanted in MATRIX[environment.name].items():
                if environment.remote == remote:
                    yield from _problems(
                        Place(world, environment.folder), environment, command, wanted
                    )


def _problems(place: Place, environment: Environment, command: str, wanted: Cell) -> Iterator[str]:
    """A line for a cell in which something else happened, or a file was lost."""
    ended = _call(place, environment, command)
    _mend(place)
    counts = Counts()
    place.check_files(counts)
    place.remove()
    said = ended.out + ended.err
    if ended.code != wanted.code or ended.untidy or wanted.says not in said or counts.lost:
        yield f"{environment.name}, {command}: {counts.lost} files lost, exit {ended.code}: {said}"


def _call(place: Place, environment: Environment, command: str) -> Ended:
    def prepare() -> None:
        place.prepare()
        place.world.validation()
        os.environ["BULLETINS_OVERDUE_HOURS"] = "0"  # The clock of these runs stands still.
        environment.prepare(place)

    arguments = [part.replace("FOLDER", str(place.folder / "new")) for part in COMMANDS[command]]
    where = place.where if arguments[0] in ("run", "status") else place.where[2:]
    return Running(place.world.streams, [*arguments, *where], prepare).wait()


def _mend(place: Place) -> None:
    """What was set up is over, so that one can look for the files."""
    bring_back(place)
    if place.server:
        (place.folder / "objects" / REFUSES).unlink(missing_ok=True)
        place.server.stop()
        place.server.start()


if __name__ == "__main__":
    sys.exit(main())
