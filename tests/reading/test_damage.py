"""Files of which streams were damaged on their way, and those that only look so."""

from __future__ import annotations

import base64
import re
import zlib
from pathlib import Path

import pytest

from pipeline.errors import RejectedFile
from pipeline.interpreting import interpret, load_registry
from pipeline.reading import READER_VERSION
from pipeline.reading.isolation.bombs import check_streams
from pipeline.reading.isolation.damage import fault_of
from pipeline.reading.isolation.pool import read_all
from pipeline.reading.store import ReadingStore
from pipeline.settings import Settings
from tests.conftest import FIXTURES
from tests.hostile_pdfs import pdf, stream

CONTENT = b"".join(b"BT 72 %d Td (%d) Tj ET\n" % (i * 7, i**5) for i in range(200))
PACKED = zlib.compress(CONTENT)
FLATE, BOTH = b"<< /Filter /FlateDecode >>", b"<< /Filter [/ASCII85Decode /FlateDecode] >>"


def ascii85(data: bytes) -> bytes:
    return base64.a85encode(data, wrapcol=72) + b"~>"


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]


def flushed() -> bytes:
    """Packed data that a program has flushed, and not closed."""
    packer = zlib.compressobj()
    return packer.compress(CONTENT) + packer.flush(zlib.Z_SYNC_FLUSH)


@pytest.mark.parametrize(
    ("dictionary", "packed"),
    [
        (FLATE, PACKED), (FLATE, PACKED + b"\r\n"), (FLATE, flushed()), (FLATE, b""),
        (b"<< /Filter [ /Fl ] >>", PACKED), (BOTH, ascii85(PACKED)),
        (BOTH, ascii85(PACKED) + b"\n"), (b"<< /Filter [/A85 /Fl] >>", ascii85(PACKED)),
        (b"<< /Length 5 >>", b"x\x9cabc"), (b"<< /Filter /LZWDecode >>", b"abc"),
        (b"<< /Filter 12 0 R >>", b"abc"), (b"<< /Filter /ASCII85Decode >>", ascii85(bytes(9))),
        (b"<< /Type /Metadata /Filter /FlateDecode >>", PACKED[:20]),
    ],
)  # fmt: skip
def test_whole_streams(dictionary: bytes, packed: bytes) -> None:
    assert fault_of(dictionary, packed) == ""


@pytest.mark.parametrize(
    ("dictionary", "packed"),
    [
        (FLATE, PACKED[:30]), (FLATE, flipped(PACKED, 0)), (FLATE, PACKED[:99] + b"\xff" * 30),
        (FLATE, b"no data"), (BOTH, ascii85(PACKED)[:30]), (BOTH, ascii85(PACKED[:30])),
        (BOTH, ascii85(PACKED).replace(b"~>", b"\xfe~>")), (BOTH, b"!s8W-u" + ascii85(PACKED)),
        (b"<< /Filter /FlateDeco\xe4e >>", PACKED),
        (b"<< /Filter [/ASCII85De\xb4ode /FlateDecode] >>", ascii85(PACKED)),
    ],
)  # fmt: skip
def test_broken_streams(dictionary: bytes, packed: bytes) -> None:
    assert fault_of(dictionary, packed) == "broken"


@pytest.mark.parametrize("packed", [flipped(PACKED, len(PACKED) - 1), PACKED[:-4], PACKED[:-2]])
def test_a_checksum_that_is_missing_or_does_not_fit(packed: bytes) -> None:
    assert fault_of(FLATE, packed) == "checksum"


def test_a_damaged_file_is_refused_and_an_encrypted_one_is_not(tmp_path: Path) -> None:
    path = tmp_path / "issue.pdf"
    whole = stream(PACKED, b"/Filter /FlateDecode")
    path.write_bytes(pdf({10: whole}))
    assert check_streams(path) == 0
    path.write_bytes(pdf({10: whole, 11: stream(PACKED[:30], b"/Filter /FlateDecode")}))
    with pytest.raises(RejectedFile, match="1 of its streams cannot be unpacked"):
        check_streams(path)
    path.write_bytes(path.read_bytes().replace(b"trailer\n<<", b"trailer\n<< /Encrypt 9 0 R"))
    assert check_streams(path) == 0


def test_a_picture_that_is_damaged_is_for_the_reader_of_pictures(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf({10: stream(PACKED[:30], b"/Subtype /Image /Filter /FlateDecode")}))
    assert check_streams(path) == 0


def test_streams_with_other_checksums_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "issue.pdf"
    changed = stream(flipped(PACKED, len(PACKED) - 1), b"/Filter /FlateDecode")
    path.write_bytes(pdf({10: changed, 11: changed}))
    assert check_streams(path) == 2


def test_figures_of_a_file_with_another_checksum_have_a_warning(tmp_path: Path) -> None:
    whole = (FIXTURES / "issue157" / "word.pdf").read_bytes()
    streams = list(re.finditer(rb"/FlateDecode.{0,80}?stream\r?\n", whole, re.DOTALL))
    end = whole.index(b"endstream", streams[0].end())
    last = len(whole[:end].rstrip(b"\r\n")) - 1
    path = tmp_path / "issue.pdf"
    path.write_bytes(flipped(whole, last))
    settings = Settings(outputs=tmp_path, workers=1)
    ((_, answer),) = read_all([("0" * 64, path)], settings)
    assert answer.status == "read"
    reading = ReadingStore(settings, READER_VERSION).load("0" * 64)
    issue = interpret(reading, load_registry(settings.registry))
    told = {f.table_name for f in issue.findings if "checksums" in f.message}
    assert {f.severity for f in issue.findings if "checksums" in f.message} == {"warning"}
    assert told >= {"bookings_by_hospital", "platform_by_hospital", "articles"}
