"""Streams of a PDF that were damaged on their way: what a page shows of them ends at the damage.

pdfium and pdfminer go on without a word where a stream cannot be unpacked to its end, so that half
a page is read as if it were all. Asked of the streams that the file says are packed by Flate, alone
or within ASCII85, as nearly all are; encrypted ones look like noise.
"""

from __future__ import annotations

import re
import zlib
from typing import Literal

import numpy as np

Fault = Literal["", "checksum", "broken"]
"""Nothing; a checksum that is missing or does not fit, which some programs write; data without an
end, or none."""

_FILTER = re.compile(rb"/Filter\s*(\[[^\]]*\]|/[^\s/<>\[\]()%]+)")
_NAME = re.compile(rb"/([^\s/<>\[\]()%]+)")
_FLATE, _ASCII85 = (b"FlateDecode", b"Fl"), (b"ASCII85Decode", b"A85")
_KNOWN = frozenset({
    *_FLATE, *_ASCII85, b"ASCIIHexDecode", b"AHx", b"LZWDecode", b"LZW", b"RunLengthDecode", b"RL",
    b"CCITTFaxDecode", b"CCF", b"JBIG2Decode", b"DCTDecode", b"DCT", b"JPXDecode", b"Crypt",
})  # fmt: skip
"""Filters and their short names (ISO 32000-2, 7.4)."""

_NOT_SHOWN = re.compile(rb"/Type\s*/Metadata\b")
_FLUSHED = b"\x00\x00\xff\xff"
"""So ends packed data that a program has flushed and not closed: nothing is missing."""

_HEAD = 2
"""Bytes before the packed data, which are about how they are packed."""

_BLANKS = b" \t\n\r\f\v\x00"
_GROUP = np.array([85**4, 85**3, 85**2, 85, 1], np.int64)


def fault_of(dictionary: bytes, packed: bytes) -> Fault:
    """What is wrong with a stream, as far as that can be seen.

    Args:
        dictionary: what stands before it.
        packed: its bytes, as they lie in the file, perhaps with a line end behind them.
    """
    found = _FILTER.search(dictionary)
    if found is None or _NOT_SHOWN.search(dictionary) or not packed.strip(_BLANKS):
        return ""
    filters = _NAME.findall(found[1])
    if not _KNOWN.issuperset(filters):
        return "broken"
    data: bytes | None = packed
    if filters[:1] and filters[0] in _ASCII85:
        data, filters = _from_ascii85(packed), filters[1:]
    if data is None:
        return "broken"
    return _inflated(data) if filters[:1] and filters[0] in _FLATE else ""


def _inflated(packed: bytes) -> Fault:
    if _ends(zlib.decompressobj(), packed):
        return ""
    if is_packed(packed) and _ends(zlib.decompressobj(-zlib.MAX_WBITS), packed[_HEAD:]):
        return "checksum"
    return "" if packed.rstrip(b"\r\n").endswith(_FLUSHED) else "broken"


def is_packed(head: bytes) -> bool:
    """Does it begin as zlib's format does?"""
    return len(head) > 1 and head[0] & 0x0F == 8 and int.from_bytes(head[:2], "big") % 31 == 0


def _ends(unpacker: zlib._Decompress, packed: bytes) -> bool:
    """Can the data be unpacked to their end?"""
    try:
        unpacker.decompress(packed)
    except zlib.error:
        return False
    return unpacker.eof


def _from_ascii85(text: bytes) -> bytes | None:
    """The bytes of a text in ASCII85; None where it is none, or has no end."""
    end = text.find(b"~")
    if end < 0:
        return None
    plain = text[:end].translate(None, _BLANKS).replace(b"z", b"!!!!!")
    digits = np.frombuffer(plain, np.uint8).astype(np.int64) - ord("!")
    lacking = -len(digits) % len(_GROUP)
    if lacking == len(_GROUP) - 1 or ((digits < 0) | (digits >= 85)).any():
        return None
    groups = np.append(digits, [84] * lacking).reshape(-1, len(_GROUP)) @ _GROUP
    if (groups >= 2**32).any():
        return None
    found = groups.astype(">u4").tobytes()
    return found[: len(found) - lacking]
