"""What a hostile or careless hand may put into the inbox, and do to it meanwhile."""

from __future__ import annotations

import io
import os
import random
import socket
import stat
import struct
import subprocess
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.archive import receiver as receiving
from pipeline.archive.archive import Archive, digest
from pipeline.archive.receive import receive
from pipeline.archive.receiver import Received
from pipeline.errors import FolderError
from pipeline.settings import Settings

Drop = Callable[..., Path]
PDF = b"%PDF-1.4\nnot much\n%%EOF\n"


def outcomes(received: list[Received]) -> dict[str, str]:
    return {file.file_name: file.outcome for file in received}


def zipped(members: list[tuple[zipfile.ZipInfo | str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        b"-rf.pdf", b"--help", b"it's \"a\"; $(touch x) `id`.pdf", b"two\nlines\r\t.pdf",
        b"\x1b[31mred\x1b]0;title\x07.pdf", "fdp.\u202egpj.pdf".encode(), "📄✅.pdf".encode(),
        b"\xff\xfe\x80.pdf", "简报.pdf".encode("gb18030"), b"x" * 255, "年".encode() * 85,
        b"=cmd|'calc'!A1.pdf", b"<script>alert(1)</script>.pdf".replace(b"/", b"\\"),
        b"%s%n{0}.pdf", b"\\..\\..\\x.pdf", b"'; DROP TABLE issues;--.pdf",
    ],
)  # fmt: skip
def test_no_name_does_anything(
    settings: Settings, name: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """It is a label of one line, in the results, the receipt and the log, and nothing else."""
    with open(os.path.join(os.fsencode(settings.inbox), name), "wb") as out:
        out.write(PDF)
    caplog.set_level("INFO")
    [received] = receive(Archive(settings))
    assert received.outcome == "new"
    assert received.file_name.isprintable()
    assert Archive(settings).arrivals()[0].file_name == received.file_name
    assert all(record.getMessage().isprintable() for record in caplog.records)
    assert not list(settings.inbox.iterdir())
    kept = [path for path in settings.outputs.rglob("*") if path.is_file()]
    assert all(path.name.isascii() and path.name.replace("-", "").replace(".", "").isalnum() for path in kept)  # fmt: skip # noqa: E501


def test_what_is_no_file_is_named_and_left(
    settings: Settings, word_pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = settings.inbox
    (inbox / "link.pdf").symlink_to(word_pdf)
    (inbox / "dangling.pdf").symlink_to("nowhere")
    (inbox / "itself.pdf").symlink_to("itself.pdf")
    (inbox / "up").symlink_to("..")
    (inbox / "zero.pdf").symlink_to("/dev/zero")
    os.mkfifo(inbox / "pipe.pdf")
    monkeypatch.chdir(inbox)
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("socket.pdf")
    started = time.monotonic()
    received = receive(Archive(settings))
    assert time.monotonic() - started < 5
    assert set(outcomes(received).values()) == {"refused"}
    assert len(received) == 7 == len(list(inbox.iterdir()))


def test_a_folder_called_pdf_is_a_folder(settings: Settings, drop: Drop) -> None:
    drop("x.pdf/y.pdf", PDF)
    (settings.inbox / "empty.pdf").mkdir()
    assert outcomes(receive(Archive(settings))) == {"x.pdf/y.pdf": "new"}


def test_folders_may_lie_as_deep_as_they_can(settings: Settings, drop: Drop) -> None:
    drop("a.pdf", PDF)
    here = os.getcwd()
    try:
        os.chdir(settings.inbox)
        for _ in range(2100):
            os.mkdir("d")
            os.chdir("d")
    finally:
        os.chdir(here)
    started = time.monotonic()
    results = receive(Archive(settings))
    assert time.monotonic() - started < 10
    subprocess.run(["rm", "-r", settings.inbox / "d"], check=True)  # pytest could not
    assert outcomes(results)["a.pdf"] == "new"
    assert [file.outcome for file in results[1:]] == ["refused"]


def test_a_hard_link_is_taken_and_its_other_name_stays(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "mine.pdf").write_bytes(PDF)
    os.link(tmp_path / "mine.pdf", settings.inbox / "a.pdf")
    [received] = receive(Archive(settings))
    (tmp_path / "mine.pdf").write_bytes(b"changed afterwards")
    assert Archive(settings).original(received.sha256).read_bytes() == PDF


def test_a_file_that_may_not_be_read_is_named_and_left(
    settings: Settings, drop: Drop, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop("a.pdf", PDF)
    path = drop("secret.pdf", PDF + b"1")
    real = os.open

    def guarded(file: str | Path, flags: int, *args: int, **options: int) -> int:
        if Path(file) == path:
            raise PermissionError(13, "Permission denied", str(file))
        return real(file, flags, *args, **options)

    monkeypatch.setattr(os, "open", guarded)
    found = receive(Archive(settings))
    assert outcomes(found) == {"a.pdf": "new", "secret.pdf": "refused"}
    assert "Permission denied" in str(found[1].reason)


def _append(path: Path) -> None:
    with path.open("ab") as out:
        out.write(b"%%EOF more\n")


def _replace(path: Path) -> None:
    """Another file of the same size and time takes its name."""
    before = path.stat()
    other = path.with_name(".other")
    other.write_bytes(path.read_bytes()[::-1])
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    os.replace(other, path)


@pytest.mark.parametrize("step", ["digest", "file_type_of", "Receiver._keep"])
@pytest.mark.parametrize(
    "change", [_append, _replace, lambda path: os.truncate(path, 10), Path.unlink],
    ids=["grows", "is replaced", "is cut", "is deleted"],
)  # fmt: skip
def test_a_file_that_changes_while_it_is_taken_is_not_lost(
    settings: Settings, drop: Drop, monkeypatch: pytest.MonkeyPatch,
    step: str, change: Callable[[Path], None],
) -> None:  # fmt: skip
    """What is in the archive in the end is what was in the inbox in the end."""
    path = drop("a.pdf", PDF)
    *owners, name = step.split(".")
    owner = getattr(receiving, owners[0]) if owners else receiving
    real = getattr(owner, name)
    changed: list[bytes] = []

    def then(*args: object, **options: object) -> object:
        if not changed:
            change(path)
            changed.append(path.read_bytes() if path.exists() else PDF)
        return real(*args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, then)
        receive(Archive(settings))
    receive(Archive(settings))
    assert not list(settings.inbox.iterdir())
    kept = [r.sha256 for r in Archive(settings).receipts()]
    contents = {p.read_bytes() for f in (settings.originals, settings.rejected) if f.is_dir() for p in f.iterdir()}  # fmt: skip # noqa: E501
    assert changed[0] in contents
    assert all(digest(io.BytesIO(c)) in kept for c in contents if b"%PDF" in c[:9])


def test_an_outputs_folder_that_vanishes_keeps_nothing(
    settings: Settings, drop: Drop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A drive comes loose, and an empty folder is left in its place."""
    path = drop("a.pdf", PDF)
    store = Archive.store

    def then(archive: Archive, *args: object) -> None:
        settings.outputs.rename(settings.outputs.with_name("gone"))
        settings.outputs.mkdir()
        store(archive, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(Archive, "store", then)
    with pytest.raises(FolderError, match="vanished"):
        receive(Archive(settings))
    assert path.read_bytes() == PDF


def test_names_in_a_zip_are_labels(settings: Settings, drop: Drop, tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.pdf")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = zipped(
            [
                ("../../up.pdf", PDF + b"1"), ("/etc/absolute.pdf", PDF + b"2"),
                ("C:\\windows\\x.pdf", PDF + b"3"), ("\x1b[31m\n.pdf", PDF + b"4"),
                (link, b"/etc/passwd"), ("twice.pdf", PDF + b"5"), ("twice.pdf", PDF + b"6"),
                ("inner.zip", zipped([("deep.pdf", PDF)])), ("folder.pdf/", b""),
            ]
        )  # fmt: skip
    before = {path for path in tmp_path.rglob("*") if settings.outputs not in path.parents}
    drop("all.zip", content)
    found = receive(Archive(settings))
    assert [file.outcome for file in found].count("new") == 6
    assert outcomes(found)["all.zip/link.pdf"] == outcomes(found)["all.zip/inner.zip"] == "rejected"
    assert all(file.file_name.isprintable() and ".." not in file.file_name for file in found)
    after = {path for path in tmp_path.rglob("*") if settings.outputs not in path.parents}
    assert after - before <= {settings.outputs}
    assert len(list(settings.originals.iterdir())) == 6


def test_zip_bombs_are_kept_whole(settings: Settings, drop: Drop) -> None:
    """By ratio, by their total, and by the number of files they list."""
    ratio = zipped([("bomb.pdf", bytes(60 << 20))])
    total = zipped([(f"{n}.pdf", PDF + os.urandom(1) * 900_000) for n in range(9)])
    many = zipped([("x" * 200, b"")])
    end = many.rfind(b"PK\x05\x06")
    listed = many[:end] + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9, 9, 2**30, 0, 0)
    for name, content in (("ratio.zip", ratio), ("total.zip", total), ("many.zip", listed)):
        drop(name, content)
    found = receive(Archive(settings.model_copy(update={"max_zip_mb": 3})))
    reasons = {file.file_name: file.reason or "" for file in found if file.outcome == "rejected"}
    assert "than the settings allow" in reasons["total.zip"]
    assert "lists more than 1000 files" in reasons["many.zip"]
    kept = {path.read_bytes() for path in settings.rejected.glob("*.zip")}
    assert kept == {ratio, total, listed}
    other = receive_one(settings, drop, "again.zip", ratio)
    assert "zip bomb" in str(other.reason)


@pytest.mark.parametrize("where", ["offset of the list", "comment", "record for large zips"])
def test_a_zip_cannot_hide_how_much_it_lists(settings: Settings, drop: Drop, where: str) -> None:
    """Its end is found at another place than where zipfile finds it."""
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", *[20] * 2, *[0] * 7, 1, *[0] * 6) + b"a"
    head = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, *[0] * 7, 1, 0) + b"a"
    listed = entry * 30_000
    offset = 0x06054B50 if where == "offset of the list" else len(head)
    comment = b"PK\x05\x06" + bytes(18) if where == "comment" else b""
    size = len(listed)
    large = b""
    if where == "record for large zips":
        at, size = len(head) + len(listed), 2**32 - 1
        large = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 30_000, 30_000,
                            len(listed), len(head))  # fmt: skip
        large += struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 30_000, 30_000, size, offset, len(comment))
    found = receive_one(settings, drop, "list.zip", head + listed + large + end + comment)
    assert found.outcome == "rejected" and "lists more than" in str(found.reason)


def test_a_member_without_a_name_is_taken_all_the_same(settings: Settings, drop: Drop) -> None:
    named = zipped([("a.pdf", PDF)])
    nameless = bytearray(named.replace(b"a.pdf", b""))
    marks = (b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06")
    at, entry, end = map(nameless.find, marks)
    struct.pack_into("<H", nameless, at + 26, 0)
    struct.pack_into("<H", nameless, entry + 28, 0)
    struct.pack_into("<2L", nameless, end + 12, end - entry, entry)
    drop("good.pdf", PDF + b"%")
    found = receive_one(settings, drop, "noname.zip", bytes(nameless))
    assert (found.file_name, found.outcome) == ("noname.zip/?", "new")
    assert len(list(settings.originals.iterdir())) == 2


def test_lzma_is_not_unpacked(settings: Settings, drop: Drop) -> None:
    """Its dictionary may be of 4 GB, whatever the size of the file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.pdf", PDF)
    found = receive_one(settings, drop, "lzma.zip", out.getvalue())
    assert found.outcome == "rejected" and "LZMA" in str(found.reason)


def test_what_windows_packs_above_2_gb_is_named(settings: Settings, drop: Drop) -> None:
    """Method 9 in the header of the file and in the list of files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.pdf", PDF)
    content = bytearray(out.getvalue())
    content[8] = content[content.index(b"PK\x01\x02") + 10] = 9
    found = receive_one(settings, drop, "large.zip", bytes(content))
    assert found.outcome == "rejected" and "packed with deflate64" in str(found.reason)


@pytest.mark.parametrize(
    ("part", "what"),
    [("OFD.xml", "an OFD document"), ("META-INF/container.xml", "an e-book (EPUB)"),
     ("META-INF/manifest.xml", "an OpenDocument file")],
)  # fmt: skip
def test_documents_that_are_zips_are_named(
    settings: Settings, drop: Drop, part: str, what: str
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(part, "<xml/>")
    found = receive_one(settings, drop, "issue.ofd", out.getvalue())
    assert found.outcome == "rejected"
    assert f"is {what}, not a PDF; export it as PDF" in str(found.reason)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_a_zip_changed_at_random_stops_nothing(settings: Settings, drop: Drop, method: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("in/a.pdf", PDF)
    chance = random.Random(method)
    for number in range(150):
        content = bytearray(out.getvalue())
        for _ in range(chance.choice((1, 2, 8))):
            content[chance.randrange(len(content))] = chance.randrange(256)
        drop(f"{number}.zip", bytes(content))
    receive(Archive(settings))
    assert not list(settings.inbox.iterdir())


def receive_one(settings: Settings, drop: Drop, name: str, content: bytes) -> Received:
    drop(name, content)
    return receive(Archive(settings))[-1]


@pytest.mark.parametrize("flaw", ["password", "checksum"])
def test_a_zip_with_a_flaw_names_it(settings: Settings, drop: Drop, flaw: str) -> None:
    content = bytearray(zipped([("a.pdf", PDF)]))
    at, entry = content.find(b"PK\x03\x04"), content.find(b"PK\x01\x02")
    if flaw == "password":
        content[at + 6] |= 1
        content[entry + 8] |= 1
    else:
        content[at + 14] ^= 0xFF
        content[entry + 16] ^= 0xFF
    found = receive_one(settings, drop, "flawed.zip", bytes(content))
    assert found.outcome == "rejected"
    assert ("needs a password" if flaw == "password" else "is damaged") in str(found.reason)
