"""The files inside a zip, one at a time, within limits.

A zip is data from outside: its names are labels and no paths, what it says of sizes is not
believed, and a zip that would unpack to more than the settings allow is given up.
"""

from __future__ import annotations

import os
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from pipeline.safe_text import label, quoted
from pipeline.settings import Settings

_CHUNK = 1 << 20
_MOST_RATIO = 200
_SMALL = 16 << 20
_NAME = 1024
_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_IN_MEMORY = 8 << 20
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_LOCATOR = 20
_SEE_64 = 0xFFFFFFFF
"""Instead of a size: the record for large zips tells it."""

DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, LookupError, MemoryError,
    NotImplementedError, RuntimeError, ValueError, OSError,
)  # fmt: skip
"""What zipfile raises on bytes that are no whole zip; found by changing them at random."""


@dataclass(frozen=True)
class Member:
    """A file inside a zip.

    Attributes:
        name: `archive.zip/folder/file.pdf`, as a label.
        content: its bytes, a stream that can be read until the next member is asked for.
    """

    name: str
    content: BinaryIO


def members(source: BinaryIO, name: str, settings: Settings) -> Generator[Member, None, str | None]:
    """Unpack a zip file by file; returns what is wrong with it as a whole, or None.

    A member that cannot be unpacked is left out and makes the zip as a whole wrong.
    """
    if lists_too_much(source, settings):
        return f"{quoted(name)} lists more than {settings.max_zip_members} files; unpack it and put the PDFs into the inbox."  # noqa: E501
    try:
        archive = zipfile.ZipFile(source)
        infos = [info for info in archive.infolist() if _is_wanted(info)]
    except DAMAGED:
        return f"{quoted(name)} is a damaged zip archive; copy it again from where it came."
    if len(infos) > settings.max_zip_members:
        return f"{quoted(name)} holds {len(infos)} files, more than {settings.max_zip_members}; unpack it and put the PDFs into the inbox."  # noqa: E501
    if not infos:
        return f"{quoted(name)} holds no files; put the bulletin's PDF into the inbox."
    left, problem = settings.max_zip_mb * 2**20, None
    for info in infos:
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
            content = cast(BinaryIO, spool)
            limit = min(left, settings.max_file_mb * 2**20)
            trouble = _unpack(archive, info, content, limit)
            left -= content.tell()
            if trouble is None:
                yield Member(f"{name}/{_name_of(info)}", content)
            else:
                problem = problem or f"In {quoted(name)}, {quoted(_name_of(info))} {trouble}"
    return problem


def lists_too_much(source: BinaryIO, settings: Settings) -> bool:
    """Is a zip's list of files too long to be loaded? Its end tells the size in bytes.

    The largest size counts of all that its last bytes could be taken to tell: a zip can be made
    such that its end is found at several places.
    """
    size = source.seek(0, os.SEEK_END)
    source.seek(max(0, size - _END.size - _END_64.size - 0xFFFF - _LOCATOR))
    tail = source.read()
    source.seek(0)
    listed = [
        *_sizes_told(tail, b"PK\x05\x06", _END, field=5),
        *_sizes_told(tail, b"PK\x06\x06", _END_64, field=8),
    ]
    most = max(settings.max_zip_members, 100) * _NAME
    return any(most < told != _SEE_64 for told in listed)


def _sizes_told(tail: bytes, mark: bytes, record: struct.Struct, field: int) -> Iterator[int]:
    """Size of the list of files as told by each record that begins with the mark."""
    at = tail.find(mark)
    while at >= 0:
        if at + record.size <= len(tail):
            yield record.unpack_from(tail, at)[field]
        at = tail.find(mark, at + 1)


def _unpack(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: BinaryIO, limit: int
) -> str | None:
    """Write a member's bytes to the target; returns what is wrong with it."""
    if info.flag_bits & _ENCRYPTED:
        return "needs a password; unpack the archive and put the PDFs into the inbox."
    if info.compress_type == zipfile.ZIP_LZMA:  # of which a few bytes may ask for any memory
        return "is packed with LZMA, which is not unpacked here; pack it as an ordinary zip."
    try:
        with archive.open(info) as member:
            while chunk := member.read(_CHUNK):
                target.write(chunk)
                if target.tell() > max(_SMALL, _MOST_RATIO * info.compress_size):
                    return "unpacks to a multiple of its size that no PDF does; it is taken for a zip bomb."  # noqa: E501
                if target.tell() > limit:
                    return "unpacks to more than the settings allow; unpack it by hand and look."
    except DAMAGED:
        return "is damaged; copy the archive again from where it came."
    return None


def _is_wanted(info: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(info.filename.replace("\\", "/"))
    hidden = path.name.startswith((".", "~$")) or path.name.lower() in {"thumbs.db", "readme.md"}
    folder = info.filename.endswith("/")
    return not (folder or hidden or "__MACOSX" in path.parts)


def _name_of(info: zipfile.ZipInfo) -> str:
    """A member's name; without the flag for UTF-8 it is in the encoding of who made the zip."""
    name = info.filename
    raw = name.encode() if info.flag_bits & _UTF8_NAME else name.encode("cp437", "replace")
    parts = label(raw).replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in ("", ".", "..")) or "?"
