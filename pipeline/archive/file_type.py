"""The type of a file, decided by its first bytes and never by its name."""

from __future__ import annotations

import os
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from pipeline.archive.archive import Kind
from pipeline.archive.pictures import suffix_of
from pipeline.archive.zips import DAMAGED, lists_too_much
from pipeline.safe_text import quoted
from pipeline.settings import Settings

_HEAD = 1024
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OFFICE = {"word/": "a Word document (DOCX)", "xl/": "an Excel workbook (XLSX)", "ppt/": "a PowerPoint file (PPTX)"}  # fmt: skip # noqa: E501
_DOCUMENTS = {
    "OFD.xml": "an OFD document",
    "META-INF/container.xml": "an e-book (EPUB)",
    "META-INF/manifest.xml": "an OpenDocument file",
}
"""Documents that are zips, by a file that each of them contains."""

_AS_PDF = "export it as PDF and put that into the inbox."
_AS_PICTURE = "save it as PNG, JPEG, TIFF or PDF and put that into the inbox."
_MAGIC = (
    (b"GIF8", "a GIF picture", _AS_PICTURE),
    (b"RIFF", "a WebP picture", _AS_PICTURE),
    (b"\x00\x00\x00\x18ftyphei", "a HEIC picture", _AS_PICTURE),
    (b"\x00\x00\x00\x24ftyphei", "a HEIC picture", _AS_PICTURE),
    (b"\xd0\xcf\x11\xe0", "an old Office document", _AS_PDF),
    (b"{\\rtf", "an RTF document", _AS_PDF),
    (b"Rar!", "a RAR archive", "unpack it and put the PDFs into the inbox."),
    (b"7z\xbc\xaf", "a 7-Zip archive", "unpack it and put the PDFs into the inbox."),
    (b"\x1f\x8b", "a gzip file", "unpack it and put the PDFs into the inbox."),
)


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
    problem = _size_problem(size, settings)
    if problem is None and head.startswith(_ZIP):
        return _zip_type(source, name, suffix, settings, inside_zip)
    if problem is None and b"%PDF-" in head:
        return FileType("pdf")
    if problem is None and (picture := suffix_of(head)):
        return FileType("picture", None, picture)
    return FileType("other", f"{quoted(name)} {problem or _not_a_pdf(head)}", suffix)


def _size_problem(size: int, settings: Settings) -> str | None:
    if size == 0:
        return "is empty; copy it again from its source."
    if size > settings.max_file_mb * 2**20:
        hint = "raise BULLETINS_MAX_FILE_MB if it is a bulletin."
        return f"is larger than {settings.max_file_mb} MB; {hint}"
    return None


def _zip_type(
    source: BinaryIO, name: str, suffix: str, settings: Settings, inside_zip: bool
) -> FileType:
    document = None if lists_too_much(source, settings) else _office_document(source)
    if document:
        return FileType("other", f"{quoted(name)} is {document}, not a PDF; {_AS_PDF}", suffix)
    if inside_zip:
        problem = "is a zip inside a zip, which is not unpacked; put it into the inbox by itself."
        return FileType("other", f"{quoted(name)} {problem}", suffix)
    if suffix != ".zip":
        problem = "is a zip archive under another name; rename it to .zip and put it there again."
        return FileType("other", f"{quoted(name)} {problem}", suffix)
    return FileType("zip", None, suffix)


def _office_document(source: BinaryIO) -> str | None:
    try:
        names = zipfile.ZipFile(source).namelist()
    except DAMAGED:
        return None
    other = next((what for part, what in _DOCUMENTS.items() if part in names), None)
    if "[Content_Types].xml" not in names:
        return other
    found = (what for part, what in _OFFICE.items() if any(n.startswith(part) for n in names))
    return next(found, "an Office document")


def _not_a_pdf(head: bytes) -> str:
    for magic, what, hint in _MAGIC:
        if head.startswith(magic):
            return f"is {what}, not a PDF; {hint}"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "is a web page (HTML), not a PDF; download the PDF itself."
    return "is not a PDF: it does not begin with %PDF; put the bulletin's PDF into the inbox."


def _suffix(name: str) -> str:
    suffix = PurePath(name).suffix.lower()
    return suffix if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix) else ".bin"
