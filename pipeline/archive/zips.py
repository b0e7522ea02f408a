"""The files inside a zip, one at a time, within limits.

A zip is untrusted: its names are labels and never used as paths, its stated sizes are not relied
on, and unpacking stops at the limits of the settings.
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

from pipeline.model.message import Message
from pipeline.model.reasons import of_file
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
"""This value means that the size is in the ZIP64 record."""

_UNPACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)
"""Not LZMA: a few bytes of it can claim any memory. Windows packs large files with deflate64."""

_METHODS = {6: "implode", 9: "deflate64", 14: "LZMA", 93: "zstandard", 95: "xz", 98: "PPMd"}

DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, LookupError, MemoryError,
    NotImplementedError, RuntimeError, ValueError, OSError,
)  # fmt: skip
"""What zipfile raises on a damaged zip; found by changing bytes at random."""


@dataclass(frozen=True)
class Member:
    """A file inside a zip.

    Attributes:
        name: `archive.zip/folder/file.pdf`, as a label.
        content: its bytes, a stream that is valid until the next member is requested.
    """

    name: str
    content: BinaryIO


def members(
    source: BinaryIO, name: str, settings: Settings
) -> Generator[Member, None, Message | None]:
    """Unpack a zip file by file; returns why the zip is rejected, or None.

    A member that cannot be unpacked is skipped, and the zip is rejected.
    """
    if lists_too_much(source, settings):
        return of_file("zip_lists_many", name=name, limit=settings.max_zip_members)
    try:
        archive = zipfile.ZipFile(source)
        infos = [info for info in archive.infolist() if _is_wanted(info)]
    except DAMAGED:
        return of_file("zip_damaged", name=name)
    if len(infos) > settings.max_zip_members:
        limit = settings.max_zip_members
        return of_file("zip_holds_many", name=name, count=len(infos), limit=limit)
    if not infos:
        return of_file("zip_empty", name=name)
    left = settings.max_zip_mb * 2**20
    problem: Message | None = None
    for info in infos:
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
            content = cast(BinaryIO, spool)
            limit = min(left, settings.max_file_mb * 2**20)
            trouble = _unpack(archive, info, content, limit)
            left -= content.tell()
            if trouble is None:
                yield Member(f"{name}/{_name_of(info)}", content)
            else:
                problem = problem or Message("in_zip", zip=quoted(name), problem=trouble)
    return problem


def lists_too_much(source: BinaryIO, settings: Settings) -> bool:
    """Is a zip's central directory too large to load? Its end record states the size in bytes.

    The largest size counts if several end records are found: a crafted zip can contain more than
    one.
    """
    size = source.seek(0, os.SEEK_END)
    source.seek(max(0, size - _END.size - _END_64.size - 0xFFFF - _LOCATOR))
    tail = source.read()
    source.seek(0)
    listed = [
        *_stated_sizes(tail, b"PK\x05\x06", _END, field=5),
        *_stated_sizes(tail, b"PK\x06\x06", _END_64, field=8),
    ]
    most = max(settings.max_zip_members, 100) * _NAME
    return any(most < size != _SEE_64 for size in listed)


def _stated_sizes(tail: bytes, mark: bytes, record: struct.Struct, field: int) -> Iterator[int]:
    """Size of the central directory, from each record that begins with the mark."""
    at = tail.find(mark)
    while at >= 0:
        if at + record.size <= len(tail):
            yield record.unpack_from(tail, at)[field]
        at = tail.find(mark, at + 1)


def _unpack(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: BinaryIO, limit: int
) -> Message | None:
    """Write a member's bytes to the target; returns why it is rejected, or None."""
    name = _name_of(info)
    if info.flag_bits & _ENCRYPTED:
        return of_file("member_locked", name=name)
    if info.compress_type not in _UNPACKED:
        method = _METHODS.get(info.compress_type, f"method {info.compress_type}")
        return of_file("member_packed", name=name, method=method)
    try:
        with archive.open(info) as member:
            while chunk := member.read(_CHUNK):
                target.write(chunk)
                if target.tell() > max(_SMALL, _MOST_RATIO * info.compress_size):
                    return of_file("member_bomb", name=name)
                if target.tell() > limit:
                    return of_file("member_too_large", name=name)
    except DAMAGED:
        return of_file("member_damaged", name=name)
    return None


def _is_wanted(info: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(info.filename.replace("\\", "/"))
    hidden = path.name.startswith((".", "~$")) or path.name.lower() in {"thumbs.db", "readme.md"}
    folder = info.filename.endswith("/")
    return not (folder or hidden or "__MACOSX" in path.parts)


def _name_of(info: zipfile.ZipInfo) -> str:
    """A member's name; without the UTF-8 flag it is in the packing system's encoding."""
    name = info.filename
    raw = name.encode() if info.flag_bits & _UTF8_NAME else name.encode("cp437", "replace")
    parts = label(raw).replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in ("", ".", "..")) or "?"
