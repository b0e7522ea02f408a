"""Take the files of the inbox into the archive.

People and other machines write to the inbox, so nothing in it is trusted: only regular files are
opened, and never through a link. A pipe or a device could block the run; a link could lead to a
file that must not be copied. No name from outside is ever used as a path: files are stored under
their hash. Nothing here parses a PDF; that is done in a process with limits.
"""

from __future__ import annotations

import logging
import math
import os
import stat
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal

from pipeline.archive.archive import Archive, shortest_first
from pipeline.archive.bind import folders_of, tray
from pipeline.archive.pictures import Binder
from pipeline.archive.receiver import Received, Receiver
from pipeline.archive.stability import file_state, is_unfinished, open_regular
from pipeline.errors import FolderError, UsageError
from pipeline.files.log import event
from pipeline.model.reasons import of_file
from pipeline.safe_text import label
from pipeline.settings import Settings

_CONTROL_FILES = (".aria2",)
"""Kept by a program that downloads in parts, beside the file, until it is complete."""

_UNFINISHED = (
    ".part", ".partial", ".filepart", ".crdownload", ".opdownload", ".download", ".downloading",
    ".xltd", ".xltd.cfg", ".td", ".td.cfg", ".!ut", ".!qb", ".bc!", ".tmp", "~", *_CONTROL_FILES,
)  # fmt: skip
"""Names of downloads of browsers, of file transfers and of Thunder, aria2, Baidu and torrents."""

_PROGRAM = Path(__file__).resolve().parents[2]
_log = logging.getLogger(__name__)


def receive(archive: Archive, binder: Binder | None = None) -> list[Received]:
    """Move every complete file of the inbox into the archive.

    Pictures of pages are received as the PDF into which they are bound, one an issue.

    A file leaves the inbox only after its bytes and its receipt are on disk. In a read-only inbox
    files stay, and are recognised as known in the next run.

    All files of one call get the same time of arrival, so that only their names order them.

    Args:
        binder: binds the pictures of an issue; pictures are rejected where there is none.

    Raises:
        FolderError: the inbox cannot be read, or the outputs folder cannot be written.
        UsageError: the inbox contains the archive or this program.
    """
    settings = archive.settings
    _check_inbox(settings)
    receiver = Receiver(archive, binder)
    results: list[Received] = []
    paths = sorted(waiting_files(settings), key=lambda path: shortest_first(os.fspath(path)))
    with tray(settings.outputs) as pictures:
        for path, whole in _settled(paths, settings):
            name = label(os.path.relpath(path, settings.inbox))
            if whole:
                results.extend(receiver.take(path, name, pictures))
            else:
                reason = of_file("unfinished", name=name)
                results.append(Received(name, "waiting", reason=reason))
        waiting = [file.file_name for file in results if file.outcome == "waiting"]
        results.extend(receiver.bind(pictures, folders_of(waiting)))
    for received in results:
        about = event("receive", file=received.file_name, sha256=received.sha256 or None)
        _log.info(
            "%s: %s %s", received.file_name, received.outcome, received.reason or "", extra=about
        )
    return results


def receive_copy(path: Path, archive: Archive, binder: Binder | None = None) -> list[Received]:
    """Archive a copy of a file outside the inbox.

    Raises:
        FolderError: it cannot be read.
    """
    receiver = Receiver(archive, binder)
    try:
        with open_regular(path) as source, tray(archive.settings.outputs) as pictures:
            found = list(receiver.take_open(source, label(path.name), pictures))
            return [*found, *receiver.bind(pictures)]
    except OSError as error:
        raise FolderError(f"The file {path} cannot be read: {error.strerror}.") from error


def holds_files(settings: Settings) -> bool:
    """Is there anything to receive?"""
    return bool(waiting_files(settings))


def waiting_files(settings: Settings) -> list[Path]:
    """Every file that a run would receive or refuse.

    Raises:
        FolderError: the inbox cannot be read.
    """
    return _sweep(settings.inbox, settings)


def _check_inbox(settings: Settings) -> None:
    """Check that the inbox, which a run empties, contains neither the archive nor this program."""
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
    """Every file in the inbox and its folders, except ignored ones.

    The outputs folder and the files of people's decisions are skipped if they are in the inbox. A
    folder that cannot be read is listed itself.
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
        names = {entry.name for entry in entries}
        for entry in entries:
            path = folder / entry.name
            if _is_ignored(entry.name) or _is_paused(entry.name, names) or _is_one_of(entry, own):
                continue
            if not entry.is_dir(follow_symlinks=False):
                found.append(path)
            else:
                folders.append(path)
    return found


def _identities(*paths: Path) -> frozenset[tuple[int, int]]:
    """Inode and device of the paths that exist. Comparing paths is slow in very deep folders."""
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
    """Is it a hidden file, an unfinished download, an editor's copy, or the folder's README?"""
    lower = name.lower()
    return (
        name.startswith((".", "~$"))
        or lower.endswith(_UNFINISHED)
        or lower in {"readme.md", "thumbs.db", "desktop.ini"}
    )


def _is_paused(name: str, names: Collection[str]) -> bool:
    """Is it a download under its final name, as the file beside it says?"""
    return any(name + suffix in names for suffix in _CONTROL_FILES)


def _settled(paths: list[Path], settings: Settings) -> Iterator[tuple[Path, bool]]:
    """Each file and whether it is complete; doubtful ones are observed for `quiet_seconds`.

    An unattended run skips them for `unfinished_wait_s` instead.
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
        # Compared as late as possible: it may grow while earlier files are received.
        has_grown = path in doubtful and file_state(path) != doubtful[path]
        yield path, path not in held and not has_grown


def _age(path: Path, which: Literal["st_mtime", "st_ctime"]) -> float:
    """Seconds since a regular file changed; infinite for anything else."""
    try:
        found = path.lstat()
    except OSError:
        return math.inf
    if not stat.S_ISREG(found.st_mode):
        return math.inf
    return abs(time.time() - float(getattr(found, which)))
