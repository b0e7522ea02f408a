"""Does a PDF hold a stream that unpacks to more than any bulletin holds? Asked before it is read.

A kilobyte can unpack to gigabytes, and the reader would spend its whole time and memory on it.
Unpacking alone is quick, so every stream is unpacked once and thrown away, whatever the file says
of it. Pictures are left out: the reader does not unpack them, and a large scan is no bomb. What is
packed in another way (LZW, ASCII85) or hidden by encryption meets the limits on time and memory.
"""

from __future__ import annotations

import mmap
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from pipeline.errors import RejectedFile
from pipeline.model.message import Message
from pipeline.model.reasons import of_file
from pipeline.reading.isolation.damage import Fault, fault_of, is_packed

LARGEST_STREAM_MB = 64
"""A page of 100,000 glyphs takes some 5 MB, a whole Chinese font 20."""

LARGEST_TOTAL_MB = 512
_MB = 2**20
_CHUNK = 1 << 18
_MOST_FILTERS = 8
_DICTIONARY = 2048
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")


def check_streams(path: Path) -> int:
    """Refuse a decompression bomb, and a file of which parts cannot be unpacked.

    Returns:
        how many streams have a checksum that does not fit: some may be damaged.

    Raises:
        RejectedFile: a stream, or all together, unpack to more than the limit; streams are damaged.
    """
    total = 0
    faults: Counter[Fault] = Counter()
    with (
        path.open("rb") as source,
        mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as content,
    ):
        encrypted = content.find(b"/Encrypt") >= 0
        for found in _STREAM.finditer(content):
            dictionary = _dictionary(content, found.start())
            if _PICTURE.search(dictionary):
                continue
            total += _unpacked(content, found.end())
            if total > LARGEST_TOTAL_MB * _MB:
                raise _bomb("streams_together", LARGEST_TOTAL_MB)
            if not encrypted:
                end = content.find(b"endstream", found.end())
                faults[fault_of(dictionary, content[found.end() : end if end >= 0 else None])] += 1
    if faults["broken"]:
        raise RejectedFile(of_file("parts_damaged", count=faults["broken"]))
    return faults["checksum"]


def _dictionary(content: mmap.mmap, at: int) -> bytes:
    """What stands between the number of an object and its stream."""
    before = content[max(0, at - _DICTIONARY) : at]
    return before[max(0, before.rfind(b" obj")) :]


def _unpacked(content: mmap.mmap, start: int) -> int:
    """To how many bytes a stream unpacks; filters may be applied to it several times over."""
    largest = 0
    for depth in range(1, _MOST_FILTERS + 1):
        chunks = _chunks(content, start)
        for _ in range(depth):
            chunks = _inflated(chunks)
        first = next(chunks, b"")
        largest = max(largest, _size(chain((first,), chunks)))
        if not is_packed(first):
            return largest
    raise _bomb("packed_over_and_over", LARGEST_STREAM_MB)


def _size(chunks: Iterator[bytes]) -> int:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > LARGEST_STREAM_MB * _MB:
            raise _bomb("one_stream", LARGEST_STREAM_MB)
    return size


def _bomb(what: str, limit: int) -> RejectedFile:
    return RejectedFile(of_file("unpacks_too_far", what=Message(what), limit=limit))


def _chunks(content: mmap.mmap, start: int) -> Iterator[bytes]:
    for at in range(start, len(content), _CHUNK):
        yield content[at : at + _CHUNK]


def _inflated(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The unpacked bytes up to the end of the stream or its first fault."""
    unpacker = zlib.decompressobj()
    try:
        for chunk in chunks:
            packed = chunk
            while packed and not unpacker.eof:
                yield unpacker.decompress(packed, _CHUNK)
                packed = unpacker.unconsumed_tail
            if unpacker.eof:
                return
    except zlib.error:
        return
