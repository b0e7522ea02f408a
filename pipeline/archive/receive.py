"""Take the files of the inbox into the archive.

The inbox is written by people and other machines, so nothing in it is trusted: only regular files
are opened, and never through a link; a pipe or a device could hang the run, a link could point
at a file that is not ours to copy. No name from outside is ever used as a path: files are kept
by their content. Nothing here parses a PDF, which is left to a process with limits.
"""

from __future__ import annotations

import logging
import math
import os
import stat
import time
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Literal, cast

from pipeline.archive.archive import Archive, ChangedMeanwhile, Receipt, digest, now, shortest_first
from pipeline.archive.file_type import FileType, file_type_of
from pipeline.archive.stability import (
    file_state,
    is_unfinished,
    open_regular,
)
from pipeline.archive.zips import members
from pipeline.errors import FolderError, UsageError
from pipeline.files.log import event
from pipeline.safe_text import label, quoted
from pipeline.settings import Settings

Outcome = Literal["new", "duplicate", "rejected", "known", "waiting", "refused"]
_PROGRAM = Path(__file__).resolve().parents[2]
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Received:
    """What became of one file of the inbox.

    Attributes:
        file_name: its name as a label, `archive.zip/member.pdf` for a member of a zip.
        outcome: `new` PDF; `duplicate`: its content was here already; `rejected`: no usable PDF,
            kept; `known`: left in an inbox that cannot be emptied, and taken before;
            `waiting`: still being written; `refused`: no file at all, or unreadable.
        sha256: of its bytes; '' where they were not read.
        reason: why it was not taken, in one sentence.
        again: the same bytes came under the same name before.
    """

    file_name: str
    outcome: Outcome
    sha256: str = ""
    reason: str | None = None
    again: bool = False


def receive(archive: Archive) -> list[Received]:
    """Move every whole file of the inbox into the archive.

    A file leaves the inbox only after its bytes and its receipt are on disk. In an inbox that
    cannot be written files stay, and are recognised the next time.

    All files of one call get one time of arrival, so that only their names order them.

    Raises:
        FolderError: the inbox cannot be read, or the outputs folder cannot be written.
        UsageError: the inbox holds what is not to be received.
    """
    settings = archive.settings
    _check_inbox(settings)
    receiver = _Receiver(archive)
    results: list[Received] = []
    paths = sorted(waiting_files(settings), key=lambda path: shortest_first(os.fspath(path)))
    for path, whole in _settled(paths, settings):
        name = label(os.path.relpath(path, settings.inbox))
        if whole:
            results.extend(receiver.take(path, name))
        else:
            reason = f"{quoted(name)} is still being written; it is taken by the next run."
            results.append(Received(name, "waiting", reason=reason))
    for received in results:
        about = event("receive", file=received.file_name, sha256=received.sha256 or None)
        _log.info(
            "%s: %s %s", received.file_name, received.outcome, received.reason or "", extra=about
        )
    return results


def receive_copy(path: Path, archive: Archive) -> list[Received]:
    """Archive a file from elsewhere; it stays where it is.

    Raises:
        FolderError: it cannot be read.
    """
    receiver = _Receiver(archive)
    try:
        with open_regular(path) as source:
            return list(receiver.take_open(source, label(path.name)))
    except OSError as error:
        raise FolderError(f"The file {path} cannot be read: {error.strerror}.") from error


def holds_files(settings: Settings) -> bool:
    """Is there anything to receive?"""
    return bool(waiting_files(settings))


def waiting_files(settings: Settings) -> list[Path]:
    """Everything that a run would receive or refuse.

    Raises:
        FolderError: the inbox cannot be read.
    """
    return _sweep(settings.inbox, settings)


def _check_inbox(settings: Settings) -> None:
    """An inbox gets emptied: it must hold neither this program nor what was received before."""
    inbox, registry = settings.inbox.resolve(), settings.registry.resolve()
    outputs = settings.outputs.resolve()
    own = (settings.originals, settings.readings, settings.rejected, settings.arrivals)
    kept = {path.resolve() for path in (*own, settings.releases, settings.dataset)}
    hint = "Everything in an inbox is moved away: name a folder that holds only bulletins."
    if inbox == outputs or kept & {inbox, *inbox.parents}:
        raise UsageError(f"The inbox {settings.inbox} is the archive itself.", hint)
    if inbox in (_PROGRAM, *_PROGRAM.parents, registry, *registry.parents):
        raise UsageError(f"The inbox {settings.inbox} holds the program itself.", hint)


def _sweep(inbox: Path, settings: Settings) -> list[Path]:
    """Everything in the inbox and its folders, but for files that are not for us.

    The outputs folder and people's decisions are left out, where they lie in the inbox. A folder
    that cannot be read is named in place of what it holds.
    """
    own = _identities(settings.corrections, settings.reviews, settings.outputs)
    found: list[Path] = []
    folders = [inbox]
    while folders:
        folder = folders.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError as error:
            if folder != inbox:
                found.append(folder)
                continue
            raise FolderError(
                f"The inbox {folder} cannot be read: {error.strerror}.",
                "Create it, check its permissions, or name another with --inbox.",
            ) from error
        for entry in entries:
            path = folder / entry.name
            if _is_ignored(entry.name) or _is_one_of(entry, own):
                continue
            if not entry.is_dir(follow_symlinks=False):
                found.append(path)
            else:
                folders.append(path)
    return found


def _identities(*paths: Path) -> frozenset[tuple[int, int]]:
    """Inode and device of those that there are: to compare paths would cost too much in an inbox
    of folders as deep as they can be."""
    found = set()
    for path in paths:
        with suppress(OSError):
            there = path.stat()
            found.add((there.st_ino, there.st_dev))
    return frozenset(found)


def _is_one_of(entry: os.DirEntry[str], own: frozenset[tuple[int, int]]) -> bool:
    if entry.inode() not in {inode for inode, _ in own}:
        return False
    with suppress(OSError):
        there = entry.stat(follow_symlinks=False)
        return (there.st_ino, there.st_dev) in own
    return False


def _is_ignored(name: str) -> bool:
    """Hidden files, downloads that go on, an editor's copies, and the folder's own README."""
    lower = name.lower()
    return (
        name.startswith((".", "~$"))
        or lower.endswith((".part", ".partial", ".crdownload", ".download", ".tmp", "~"))
        or lower in {"readme.md", "thumbs.db", "desktop.ini"}
    )


def _settled(paths: list[Path], settings: Settings) -> Iterator[tuple[Path, bool]]:
    """Each file and whether it is whole; doubtful ones are watched for `quiet_seconds`.

    Where nobody waits for the run, they are left alone for `unfinished_wait_s` instead.
    """
    quiet, wait = settings.quiet_seconds, settings.unfinished_wait_s
    held = {path for path in paths if _age(path, "st_ctime") < wait and is_unfinished(path)}
    doubtful = {
        path: file_state(path)
        for path in paths
        if path not in held and _age(path, "st_mtime") <= quiet and is_unfinished(path)
    }
    if doubtful:
        time.sleep(quiet)
    for path in paths:
        # Compared as late as possible: it may grow while the files before it are taken.
        has_grown = path in doubtful and file_state(path) != doubtful[path]
        yield path, path not in held and not has_grown


def _identity(path: Path) -> tuple[int, int, int] | None:
    """What differs once a file was written to, or another has taken its name."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _age(path: Path, which: Literal["st_mtime", "st_ctime"]) -> float:
    """Seconds since a regular file changed; for ever for anything else."""
    try:
        found = path.lstat()
    except OSError:
        return math.inf
    if not stat.S_ISREG(found.st_mode):
        return math.inf
    return abs(time.time() - float(getattr(found, which)))


class _Receiver:
    """Takes files into the archive, all with the same time of arrival.

    Raises:
        FolderError: the outputs folder cannot be read or written.
    """

    def __init__(self, archive: Archive) -> None:
        self._at = now()
        archive.open()
        self._archive = archive
        self._settings = archive.settings
        self._known = {r.sha256 for r in archive.receipts() if r.kind == "pdf"}

    def take(self, path: Path, name: str) -> list[Received]:
        """Archive one file, or each member of a zip, and remove it from the inbox."""
        try:
            mode = path.lstat().st_mode
            if not stat.S_ISREG(mode):
                return [Received(name, "refused", reason=_what_it_is(mode, name))]
            with open_regular(path) as source:
                identity = _identity(path)
                results = list(self.take_open(source, name))
        except ChangedMeanwhile:
            reason = f"{quoted(name)} changed while it was read; it is taken by the next run."
            return [Received(name, "waiting", reason=reason)]
        except FileNotFoundError:
            return []
        except OSError as error:
            reason = f"{quoted(name)} cannot be read ({error.strerror}); check its permissions."
            return [Received(name, "refused", reason=reason)]
        if self._is_removed(path, identity):
            return results
        return [replace(found, outcome="known") if found.again else found for found in results]

    def take_open(self, source: BinaryIO, name: str) -> Iterator[Received]:
        """Archive the bytes of a file under its label."""
        sha256 = digest(source)
        file_type = file_type_of(source, name, self._settings)
        receipt = self._archive.receipt(sha256, name)
        if file_type.kind == "zip":
            if receipt is not None and receipt.kind == "zip" and receipt.rejected is None:
                yield Received(name, "duplicate", sha256, again=True)
                return
            problem = yield from self._take_members(source, name)
            file_type = FileType("zip", problem, file_type.suffix)
        yield from self._keep(source, sha256, name, file_type)

    def _take_members(self, source: BinaryIO, name: str) -> Generator[Received, None, str | None]:
        """Archive the members of a zip; returns what is wrong with the zip as a whole."""
        reader = members(source, name, self._settings)
        while True:
            try:
                member = next(reader)
            except StopIteration as end:
                return cast("str | None", end.value)
            content = member.content
            file_type = file_type_of(content, member.name, self._settings, inside_zip=True)
            content.seek(0)
            yield from self._keep(content, digest(content), member.name, file_type)

    def _keep(
        self, source: BinaryIO, sha256: str, name: str, file_type: FileType
    ) -> Iterator[Received]:
        again = self._archive.receipt(sha256, name) is not None
        size = source.seek(0, os.SEEK_END)
        source.seek(0)
        receipt = Receipt(sha256, name, self._at, size, file_type.kind, file_type.reason)
        self._archive.store(source, receipt, file_type.suffix)
        if file_type.reason is not None:
            yield Received(name, "rejected", sha256, file_type.reason, again)
        elif file_type.kind == "pdf":
            outcome: Outcome = "duplicate" if sha256 in self._known else "new"
            yield Received(name, outcome, sha256, None, again)
            self._known.add(sha256)

    def _is_removed(self, path: Path, identity: tuple[int, int, int] | None) -> bool:
        """Remove an archived file from the inbox, unless it is not the one that was archived."""
        if self._settings.keep_inbox or _identity(path) != identity:
            return False
        self._archive.require_same_folder()
        try:
            path.unlink()
        except OSError:  # An inbox that cannot be written keeps its files.
            return False
        return True


def _what_it_is(mode: int, name: str) -> str:
    if stat.S_ISDIR(mode):
        return f"{quoted(name)} is a folder that cannot be read; check its permissions."
    what = "a link" if stat.S_ISLNK(mode) else "a pipe, socket or device"
    return f"{quoted(name)} is {what}, not a file; put the file itself into the inbox."
