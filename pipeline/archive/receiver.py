"""Takes files into the archive, one after the other: PDFs, members of zips, pictures of pages.

Nothing about a file is trusted; see `receive`.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Literal, cast

from pipeline.archive.archive import Archive, ChangedMeanwhile, digest, now
from pipeline.archive.bind import Origin, Tray, Waiting, bound, tray
from pipeline.archive.file_type import FileType, file_type_of
from pipeline.archive.pictures import Binder, Bundle, bundles
from pipeline.archive.receipt import Receipt
from pipeline.archive.stability import open_regular
from pipeline.archive.zips import members
from pipeline.model.message import Message
from pipeline.model.reasons import of_file

Outcome = Literal["new", "duplicate", "rejected", "known", "waiting", "refused"]


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
        same_as: of a duplicate, the name under which its bytes were received first.
    """

    file_name: str
    outcome: Outcome
    sha256: str = ""
    reason: str | None = None
    again: bool = False
    same_as: str = ""


class Receiver:
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
        self._known: dict[str, str] = {}
        for receipt in receipts:
            if receipt.kind == "pdf":
                self._known.setdefault(receipt.sha256, receipt.file_name)

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
            return [Received(name, "waiting", reason=of_file("changing", name=name))]
        except FileNotFoundError:
            return []
        except OSError as error:
            reason = of_file("unreadable", name=name, why=error.strerror)
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
                reason = of_file("unfinished", name=bundle.name)
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
        known = sha256 in self._known
        self._archive.store(source, receipt, file_type.suffix)
        if file_type.reason is not None:
            yield Received(name, "rejected", sha256, file_type.reason, again)
        elif file_type.kind == "pdf":
            first = self._known.setdefault(sha256, name)
            outcome: Outcome = "duplicate" if known else "new"
            yield Received(name, outcome, sha256, None, again, first if known else "")

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


def _what_it_is(mode: int, name: str) -> Message:
    if stat.S_ISDIR(mode):
        return of_file("folder_closed", name=name)
    what = Message("link" if stat.S_ISLNK(mode) else "pipe")
    return of_file("no_file", name=name, what=what)


def _identity(path: Path) -> tuple[int, int, int] | None:
    """A value that changes with each write to a file, or if another file replaces it."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
