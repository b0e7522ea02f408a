"""An archive with a dataset, an inbox with more, and what must be so of them at any time."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.archive.archive import Archive
from pipeline.archive.receipt import Receipt
from pipeline.archive.storage import storage
from pipeline.settings import Settings
from tests import bad_pdfs
from tests.archive.object_server import ServerProcess
from tests.lab import bulletin
from tests.lacking import Lack, take_away
from tests.sweep import moments
from tests.sweep.commands import Ended, Prepare, Running, call, remember_validation, status
from tests.sweep.moments import Moments

_SMALL = {"rows": 3, "articles": 1, "year": 2025}


@dataclass
class Counts:
    """What came of all points.

    Attributes:
        lost: accepted files that were neither in the inbox nor in the archive.
        torn: reads that met a dataset that was not whole, of `reads`.
        orphans: processes left behind.
        lies: times that `status` failed, or said what was not so.
        unfinished: times that the next run did not come to the release of an undisturbed one.
        missed: points at which the run did not end as it had to, so that nothing was tried.
        rude: times that a person would have met a traceback.
        problems: the first of each, in words.
    """

    points: int = 0
    lost: int = 0
    reads: int = 0
    torn: int = 0
    orphans: int = 0
    lies: int = 0
    unfinished: int = 0
    missed: int = 0
    rude: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def faults(self) -> int:
        found = self.lost + self.torn + self.orphans + self.lies + self.unfinished
        return found + self.missed + self.rude

    def note(self, name: str, count: int, what: str) -> None:
        if count:
            setattr(self, name, getattr(self, name) + count)
            self.problems.append(f"{name}: {what}")
            print(self.problems[-1], file=sys.stderr, flush=True)


class World:
    """What all points begin with, and what an undisturbed run makes of it.

    Args:
        folder: for everything.
        lacks: what the drive of the outputs has not.
        remote: the store is an S3 server, one for each place.

    Attributes:
        before, after: release before an undisturbed run and after it; `steps`: what it does.
        wanted: hashes of all files that must be in the archive in the end.
    """

    def __init__(self, folder: Path, lacks: tuple[Lack, ...] = (), remote: bool = False) -> None:
        self.folder = folder
        self.lacks = lacks
        self.objects = _made(folder / "objects") if remote else None
        self.streams = _made(folder / "streams")
        self.validation: Prepare = remember_validation(_made(folder / "validation"))
        self.base = folder / "base"
        self.first, self.new = _contents()
        self._run_base()
        self.before = release_of(self.base)
        calm = Place(self, "calm")
        self.steps = self._steps_of(calm)
        self.after = release_of(calm.outputs)
        self.wanted = {receipt.sha256 for receipt in calm.receipts() if receipt.kind != "zip"}
        assert self.before != self.after and len(self.wanted) == 5
        calm.remove()

    def _steps_of(self, calm: Place) -> list[str]:
        """What an undisturbed run does to its folders, step by step."""
        reported = self.folder / "steps"

        def prepare() -> None:
            counted = Moments(calm.folder, moments.kill, None)
            counted.watch()
            leave = os._exit

            def tell(code: int) -> None:
                reported.write_text("\n".join(counted.seen))
                leave(code)

            os._exit = tell  # type: ignore[assignment]

        ended = calm.start(prepare).wait()
        assert ended.code == 2, ended
        return reported.read_text().splitlines()

    def _run_base(self) -> None:
        inbox = _made(self.folder / "first")
        (inbox / "first.pdf").write_bytes(self.first)
        where = ["--inbox", str(inbox), "--outputs", str(self.base)]
        server = ServerProcess(self.objects) if self.objects else None

        def prepare() -> None:
            if server:
                os.environ["BULLETINS_STORE"] = server.url
            self.validation()

        ended = call(self.streams, ["run", *where], prepare)
        if server:
            server.stop()
        assert ended.code == 0, ended.err


class Place:
    """A copy of the archive, with an inbox of its own, in which one thing goes wrong."""

    def __init__(self, world: World, name: str, parent: Path | None = None) -> None:
        self.world = world
        self.name = name
        self.folder = (parent or world.folder) / f"point-{name}"
        self.inbox = _made(self.folder / "inbox")
        self.outputs = self.folder / "outputs"
        shutil.copytree(world.base, self.outputs, symlinks=True)
        for file_name, content in world.new.items():
            (self.inbox / file_name).write_bytes(content)
        self.server = self._server()
        store = self.server.url if self.server else ""
        self.settings = Settings(inbox=self.inbox, outputs=self.outputs, store=store)

    def _server(self) -> ServerProcess | None:
        """A server of its own with a copy of the objects."""
        if self.world.objects is None:
            return None
        shutil.copytree(self.world.objects, self.folder / "objects")
        return ServerProcess(self.folder / "objects")

    @property
    def where(self) -> list[str]:
        return ["--inbox", str(self.inbox), "--outputs", str(self.outputs)]

    def prepare(self) -> None:
        """The drive and the store of this place, in the process of a command."""
        take_away(self.world.lacks)
        if self.server:
            os.environ["BULLETINS_STORE"] = self.server.url

    def start(self, prepare: Prepare | None = None, *, validating: bool = False) -> Running:
        """A run of the command, with something that happens to it."""

        def both() -> None:
            self.prepare()
            if not validating:
                self.world.validation()
            if prepare is not None:
                prepare()

        return Running(self.world.streams, ["run", "--workers", "1", *self.where], both)

    def run(self) -> Ended:
        return self.start().wait()

    def receipts(self) -> list[Receipt]:
        return Archive(self.settings).receipts()

    def remove(self) -> None:
        if self.server:
            self.server.stop()
        shutil.rmtree(self.folder)

    def check_files(self, counts: Counts, inboxes: tuple[Path, ...] = ()) -> None:
        """Every file is in the inbox, or in the archive with its receipt."""
        here = {sha(c) for inbox in (self.inbox, *inboxes) for c in _files_in(inbox)}
        kept = {r.sha256 for r in self.receipts() if self.keeps(r.sha256)}
        lost = self.world.wanted - here - kept
        counts.note("lost", len(lost), f"{self.name}: {sorted(lost)}")

    def check_status(self, counts: Counts) -> None:
        """`status` answers, claims only what is so, and knows of what waits."""
        ended, reported = status(self.world.streams, self.where, self.prepare)
        problem = ""
        if ended.code != 0 or ended.untidy or not reported:
            problem = f"exit {ended.code}: {ended.err[-500:]}"
        elif reported["release"] not in (self.world.before, self.world.after):
            problem = f"release {reported['release']}"
        elif reported["waiting"] != bool(_files_in(self.inbox)):
            problem = f"waiting: {reported['waiting']}"
        elif reported["up_to_date"] and not self._is_up_to_date():
            problem = "called up to date, and is not"
        counts.note("lies", bool(problem), f"{self.name}: status: {problem}")

    def check_next_run(self, counts: Counts) -> None:
        """It ends the work, gives the release of an undisturbed run, and leaves nothing lying."""
        ended = self.run()
        counts.note("rude", ended.untidy, f"{self.name}: next run: {ended.err[-800:]}")
        problem = ""
        if ended.code not in (0, 2):
            problem = f"exit {ended.code}: {ended.err[-800:]}"
        elif release_of(self.outputs) != self.world.after:
            problem = f"release {release_of(self.outputs)} instead of {self.world.after}"
        elif left := [*_files_in(self.inbox), *self.litter()]:
            problem = f"left lying: {left[:3]!r}"
        elif not status(self.world.streams, self.where, self.prepare)[1].get("up_to_date"):
            problem = "not up to date afterwards"
        counts.note("unfinished", bool(problem), f"{self.name}: next run: {problem}")
        self.check_files(counts)

    def keeps(self, sha256: str) -> bool:
        """Are the bytes of this hash in the archive, whole?"""
        place, name = storage(self.settings), f"originals/{sha256}.pdf"
        found = [place.read(name)] if place.size(name) is not None else []
        found += [path.read_bytes() for path in (self.outputs / "rejected").glob(f"{sha256}.*")]
        return sha256 in map(sha, found)

    def litter(self) -> list[str]:
        return [
            p.name for p in self.outputs.rglob(".*") if p.name not in (".lock", ".published.json")
        ]

    def _is_up_to_date(self) -> bool:
        known = {r.sha256 for r in self.receipts()}
        release = release_of(self.outputs)
        return release == (self.world.after if self.world.wanted <= known else self.world.before)


def watched(place: Place, running: Running, counts: Counts) -> Ended:
    """Wait for a run; count the processes that were left, and what was said that should not be."""
    ended = running.wait()
    counts.points += 1
    counts.note("orphans", running.orphans(), place.name)
    counts.note("rude", ended.untidy, f"{place.name}: {ended.err[-800:]}")
    return ended


def release_of(outputs: Path) -> str:
    return Path(os.readlink(outputs / "dataset")).name


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _contents() -> tuple[bytes, dict[str, bytes]]:
    """The file that was there, and those that come: an issue, its copy, a zip, what is no use."""
    first, _ = bulletin(1, issue=2, **_SMALL)
    second, _ = bulletin(2, issue=3, **_SMALL)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("in/minutes.pdf"), bad_pdfs.damaged())
        archive.writestr(zipfile.ZipInfo("in/again.pdf"), first)
    new = {
        "second.pdf": second, "second (1).pdf": second, "some.zip": packed.getvalue(),
        "note.txt": b"no PDF", "cut.pdf": second[:9000],
    }  # fmt: skip
    return first, new


def _files_in(folder: Path) -> list[bytes]:
    """Contents of the files in a folder; of zips those of their members."""
    return [content for path in folder.iterdir() for content in _unpacked(path)]


def _unpacked(path: Path) -> Iterator[bytes]:
    if zipfile.is_zipfile(path) and path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    else:
        yield path.read_bytes()


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder
