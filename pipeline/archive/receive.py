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
from collections.abc import Collection, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Literal, cast

from pipeline.archive.archive import Archive, ChangedMeanwhile, Receipt, digest, now, shortest_first
from pipeline.archive.bind import Origin, Tray, Waiting, bound, folders_of, tray
from pipeline.archive.file_type import FileType, file_type_of
from pipeline.archive.pictures import Binder, Bundle, bundles
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
_CONTROL_FILES = (".aria2",)
"""Kept by a program that downloads in parts, beside the file, until it is complete."""

_UNFINISHED = (
    ".part", ".partial", ".filepart", ".crdownload", ".opdownload", ".download", ".downloading",
    ".xltd", ".xltd.cfg", ".td", ".td.cfg", ".!ut", ".!qb", ".bc!", ".tmp", "~", *_CONTROL_FILES,
)  # fmt: skip
"""Names of downloads of browsers, of file transfers and of Thunder, aria2, Baidu and torrents."""

_PROGRAM = Path(__file__).resolve().parents[2]
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Received:
    """The outcome for one file of the inbox.

    Attributes:
        file_name: its name as a label, `archive.zip/member.pdf` for a member of a zip.
        outcome: `new` PDF; `duplicate`: its content was received before; `rejected`: not a usable
            PDF, stored; `known`: received before, and still in a read-only inbox; `waiting`: still
            being written; `refused`: not a regular file, or unreadable.
        sha256: of its bytes; '' if they were not read.
        reason: why it was not received, in one sentence.
        again: the same bytes were received under the same name before.
    """

    file_name: str
    outcome: Outcome
    sha256: str = ""
    reason: str | None = None
    again: bool = False


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
    receiver = _Receiver(archive, binder)
    results: list[Received] = []
    paths = sorted(waiting_files(settings), key=lambda path: shortest_first(os.fspath(path)))
    with tray(settings.outputs) as pictures:
        for path, whole in _settled(paths, settings):
            name = label(os.path.relpath(path, settings.inbox))
            if whole:
                results.extend(receiver.take(path, name, pictures))
            else:
                reason = f"{quoted(name)} is still being written; the next run receives it."
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
    receiver = _Receiver(archive, binder)
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


def _identity(path: Path) -> tuple[int, int, int] | None:
    """A value that changes with each write to a file, or if another file replaces it."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _age(path: Path, which: Literal["st_mtime", "st_ctime"]) -> float:
    """Seconds since a regular file changed; infinite for anything else."""
    try:
        found = path.lstat()
    except OSError:
        return math.inf
    if not stat.S_ISREG(found.st_mode):
        return math.inf
    return abs(time.time() - float(getattr(found, which)))


class _Receiver:
    """Receives files into the archive, all with the same time of arrival.

    Raises:
        FolderError: the outputs folder cannot be read or written.
    """

    def __init__(self, archive: Archive, binder: Binder | None) -> None:
        self._at = now()
        archive.open()
        self._binder = binder
        self._archive = archive
        self._settings = archive.settings
        receipts = archive.receipts()
        archive.require_originals(receipts)
        self._known = {r.sha256 for r in receipts if r.kind == "pdf"}

    def take(self, path: Path, name: str, pictures: Tray) -> list[Received]:
        """Archive one file, or each member of a zip, and remove it from the inbox.

        A picture is copied into the tray, and stays in the inbox until its issue is bound.
        """
        try:
            mode = path.lstat().st_mode
            if not stat.S_ISREG(mode):
                return [Received(name, "refused", reason=_what_it_is(mode, name))]
            with open_regular(path) as source:
                identity = _identity(path)
                kept = len(pictures.pictures)
                results = list(self.take_open(source, name, pictures, (path, identity)))
        except ChangedMeanwhile:
            reason = f"{quoted(name)} changed while it was read; the next run receives it."
            return [Received(name, "waiting", reason=reason)]
        except FileNotFoundError:
            return []
        except OSError as error:
            reason = f"{quoted(name)} cannot be read ({error.strerror}); check its permissions."
            return [Received(name, "refused", reason=reason)]
        if len(pictures.pictures) > kept or self._is_removed(path, identity):
            return results
        return [replace(found, outcome="known") if found.again else found for found in results]

    def take_open(
        self, source: BinaryIO, name: str, pictures: Tray, origin: Origin | None = None
    ) -> Iterator[Received]:
        """Archive the bytes of a file under its label; a picture is put into the tray."""
        sha256 = digest(source)
        file_type = file_type_of(source, name, self._settings)
        receipt = self._archive.receipt(sha256, name)
        if file_type.kind == "picture":
            pictures.add(source, name, sha256, file_type.suffix, origin)
            return
        if file_type.kind == "zip":
            if receipt is not None and receipt.kind == "zip" and receipt.rejected is None:
                yield Received(name, "duplicate", sha256, again=True)
                return
            with tray(self._settings.outputs) as inside:
                problem = yield from self._take_members(source, name, inside)
                yield from self.bind(inside)
            file_type = FileType("zip", problem, file_type.suffix)
        yield from self._keep(source, sha256, name, file_type)

    def _take_members(
        self, source: BinaryIO, name: str, pictures: Tray
    ) -> Generator[Received, None, str | None]:
        """Archive the members of a zip; returns why the zip is rejected, or None."""
        reader = members(source, name, self._settings)
        while True:
            try:
                member = next(reader)
            except StopIteration as end:
                return cast("str | None", end.value)
            content = member.content
            file_type = file_type_of(content, member.name, self._settings, inside_zip=True)
            content.seek(0)
            sha256 = digest(content)
            if file_type.kind == "picture":
                pictures.add(content, member.name, sha256, file_type.suffix, None)
            else:
                yield from self._keep(content, sha256, member.name, file_type)

    def bind(self, pictures: Tray, unfinished: frozenset[str] = frozenset()) -> Iterator[Received]:
        """Archive the pictures of a tray, and the PDFs that they become.

        Args:
            unfinished: folders of files that are still being written; their pictures wait.
        """
        for bundle in bundles(pictures.pictures):
            if unfinished & {picture.folder for picture in bundle.pictures}:
                reason = f"{quoted(bundle.name)} is still being written; the next run receives it."
                yield Received(bundle.name, "waiting", reason=reason)
                continue
            found = self._known_as(bundle) or self._bound(bundle)
            removed = [p.origin is None or self._is_removed(*p.origin) for p in bundle.pictures]
            for received in found:
                is_known = received.again and not all(removed)
                yield replace(received, outcome="known") if is_known else received

    def _known_as(self, bundle: Bundle[Waiting]) -> list[Received]:
        """The issue that these pictures became before; [] if they did not."""
        receipts = [self._archive.receipt(p.sha256, p.name) for p in bundle.pictures]
        found = {receipt.bound_in if receipt else None for receipt in receipts}
        pdf = found.pop()
        if found or pdf is None or self._archive.receipt(pdf, bundle.name) is None:
            return []
        return [Received(bundle.name, "duplicate", pdf, again=True)]

    def _bound(self, bundle: Bundle[Waiting]) -> list[Received]:
        result = bound(bundle, self._binder)
        if isinstance(result, str):
            return [found for p in bundle.pictures for found in self._keep_picture(p, result)]
        with result.open("rb") as pdf:
            sha256 = digest(pdf)
            for picture in bundle.pictures:
                list(self._keep_picture(picture, None, sha256))
            return list(self._keep(pdf, sha256, bundle.name, FileType("pdf")))

    def _keep_picture(
        self, picture: Waiting, rejected: str | None, bound_in: str | None = None
    ) -> Iterator[Received]:
        file_type = FileType("picture", rejected, picture.suffix)
        with picture.copy.open("rb") as source:
            yield from self._keep(source, picture.sha256, picture.name, file_type, bound_in)

    def _keep(
        self,
        source: BinaryIO,
        sha256: str,
        name: str,
        file_type: FileType,
        bound_in: str | None = None,
    ) -> Iterator[Received]:
        again = self._archive.receipt(sha256, name) is not None
        size = source.seek(0, os.SEEK_END)
        source.seek(0)
        kind, reason = file_type.kind, file_type.reason
        receipt = Receipt(sha256, name, self._at, size, kind, reason, bound_in)
        self._archive.store(source, receipt, file_type.suffix)
        if file_type.reason is not None:
            yield Received(name, "rejected", sha256, file_type.reason, again)
        elif file_type.kind == "pdf":
            outcome: Outcome = "duplicate" if sha256 in self._known else "new"
            yield Received(name, outcome, sha256, None, again)
            self._known.add(sha256)

    def _is_removed(self, path: Path, identity: tuple[int, int, int] | None) -> bool:
        """Remove an archived file from the inbox, if it is still the same file."""
        if self._settings.keep_inbox or _identity(path) != identity:
            return False
        self._archive.require_same_folder()
        try:
            path.unlink()
        except OSError:  # A read-only inbox keeps its files.
            return False
        return True


def _what_it_is(mode: int, name: str) -> str:
    if stat.S_ISDIR(mode):
        return f"{quoted(name)} is a folder that cannot be read; check its permissions."
    what = "a link" if stat.S_ISLNK(mode) else "a pipe, socket or device"
    return f"{quoted(name)} is {what}, not a file; put the file itself into the inbox."
