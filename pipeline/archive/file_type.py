"""The type of a file, decided by its first bytes and never by its name."""

from __future__ import annotations

import os
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from pipeline.archive.pictures import suffix_of
from pipeline.archive.receipt import Kind
from pipeline.archive.zips import DAMAGED, lists_too_much
from pipeline.model.message import Message
from pipeline.model.reasons import of_file
from pipeline.settings import Settings

_HEAD = 1024
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OFFICE = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_DOCUMENTS = {
    "OFD.xml": "ofd",
    "META-INF/container.xml": "epub",
    "META-INF/manifest.xml": "opendocument",
}
"""Documents that are zips, by a file that each of them contains."""

_MAGIC = (
    (b"GIF8", "gif", "to_save"),
    (b"RIFF", "webp", "to_save"),
    (b"\x00\x00\x00\x18ftyphei", "heic", "to_save"),
    (b"\x00\x00\x00\x24ftyphei", "heic", "to_save"),
    (b"\xd0\xcf\x11\xe0", "old_office", "to_export"),
    (b"{\\rtf", "rtf", "to_export"),
    (b"Rar!", "rar", "to_unpack"),
    (b"7z\xbc\xaf", "seven_zip", "to_unpack"),
    (b"\x1f\x8b", "gzip", "to_unpack"),
)
"""First bytes of other files, what they are, and what to do: codes of messages."""


@dataclass(frozen=True)
class FileType:
    """The type of a file.

    Attributes:
        kind: a PDF, a zip to be unpacked, a picture of a page, or something else.
        reason: why it is rejected, in one sentence that names it; None if it is not.
        suffix: of the stored file, if it is a picture or rejected.
    """

    kind: Kind
    reason: str | None = None
    suffix: str = ".bin"


def file_type_of(
    source: BinaryIO, name: str, settings: Settings, inside_zip: bool = False
) -> FileType:
    """The type of a file. Moves the stream.

    Args:
        source: its bytes.
        name: its label, for the reason.
        inside_zip: it is a member of a zip; then a zip is rejected.
    """
    size = source.seek(0, os.SEEK_END)
    source.seek(0)
    head = source.read(_HEAD)
    suffix = _suffix(name)
    problem = _size_problem(size, name, settings)
    if problem is None and head.startswith(_ZIP):
        return _zip_type(source, name, suffix, settings, inside_zip)
    if problem is None and b"%PDF-" in head:
        return FileType("pdf")
    if problem is None and (picture := suffix_of(head)):
        return FileType("picture", None, picture)
    return FileType("other", problem or _not_a_pdf(head, name), suffix)


def _size_problem(size: int, name: str, settings: Settings) -> Message | None:
    if size == 0:
        return of_file("empty", name=name)
    if size > settings.max_file_mb * 2**20:
        return of_file("too_large", name=name, limit=settings.max_file_mb)
    return None


def _zip_type(
    source: BinaryIO, name: str, suffix: str, settings: Settings, inside_zip: bool
) -> FileType:
    document = None if lists_too_much(source, settings) else _office_document(source)
    if document:
        reason = of_file("to_export", name=name, what=Message(document))
        return FileType("other", reason, suffix)
    if inside_zip:
        return FileType("other", of_file("zip_in_zip", name=name), suffix)
    if suffix != ".zip":
        return FileType("other", of_file("zip_renamed", name=name), suffix)
    return FileType("zip", None, suffix)


def _office_document(source: BinaryIO) -> str | None:
    """The code of the message that names the kind of document; None if it is an ordinary zip."""
    try:
        names = zipfile.ZipFile(source).namelist()
    except DAMAGED:
        return None
    other = next((what for part, what in _DOCUMENTS.items() if part in names), None)
    if "[Content_Types].xml" not in names:
        return other
    found = (what for part, what in _OFFICE.items() if any(n.startswith(part) for n in names))
    return next(found, "office")


def _not_a_pdf(head: bytes, name: str) -> Message:
    for magic, what, code in _MAGIC:
        if head.startswith(magic):
            return of_file(code, name=name, what=Message(what))
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return of_file("web_page", name=name)
    return of_file("no_pdf", name=name)


def _suffix(name: str) -> str:
    suffix = PurePath(name).suffix.lower()
    return suffix if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix) else ".bin"
