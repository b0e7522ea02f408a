"""From the inbox into the archive."""

from __future__ import annotations

import hashlib
import io
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.archive.archive import Archive
from pipeline.archive.receive import receive, receive_copy
from pipeline.archive.receiver import Received
from pipeline.errors import FolderError, UsageError
from pipeline.settings import Settings
from tests.conftest import environment

Drop = Callable[..., Path]
PDF = b"%PDF-1.4\nnot much\n%%EOF\n"


def outcomes(received: list[Received]) -> dict[str, str]:
    return {file.file_name: file.outcome for file in received}


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_a_pdf_moves_into_the_archive(settings: Settings, drop: Drop, word_pdf: Path) -> None:
    path = drop("word.pdf")
    [received] = receive(Archive(settings))
    assert (received.outcome, received.reason) == ("new", None)
    assert not path.exists()
    archive = Archive(settings)
    assert archive.original(received.sha256).read_bytes() == word_pdf.read_bytes()
    [arrival] = archive.arrivals()
    assert (arrival.file_name, arrival.sha256) == ("word.pdf", received.sha256)
    assert arrival.received_at.utcoffset() is not None


def test_the_same_bytes_are_a_duplicate_under_any_name(settings: Settings, drop: Drop) -> None:
    drop("a.pdf", PDF)
    drop("b.pdf", PDF)
    received = receive(Archive(settings))
    assert outcomes(received) == {"a.pdf": "new", "b.pdf": "duplicate"}
    assert [file.same_as for file in received] == ["", "a.pdf"]
    drop("a.pdf", PDF)
    assert outcomes(receive(Archive(settings))) == {"a.pdf": "duplicate"}
    assert len(Archive(settings).arrivals()) == 2
    assert not list(settings.inbox.iterdir())


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("zero.pdf", b"", "is empty"),
        ("page.pdf", b"<!DOCTYPE html><html>404</html>", "web page"),
        ("picture.png", b"\x89PNG\r\n\x1a\n....", "is a picture"),
        ("picture.gif", b"GIF89a....", "GIF picture"),
        ("letter.docx", zipped({"[Content_Types].xml": b"", "word/a.xml": b""}), "Word document"),
        ("letter.pdf", zipped({"[Content_Types].xml": b"", "xl/a.xml": b""}), "Excel workbook"),
        ("archive.pdf", zipped({"a.pdf": PDF}), "zip archive under another name"),
        ("notes.txt", b"hello", "is not a PDF"),
        ("broken.zip", b"PK\x03\x04 and no more", "damaged zip"),
        ("empty.zip", zipped({}), "holds no files"),
    ],
)
def test_what_is_no_pdf_is_kept_with_its_reason(
    settings: Settings, drop: Drop, name: str, content: bytes, said: str
) -> None:
    drop(name, content)
    [received] = receive(Archive(settings))
    assert received.outcome == "rejected"
    assert received.reason and said in received.reason and f"“{name}”" in received.reason
    kept = settings.rejected / f"{sha(content)}{Path(name).suffix}"
    assert kept.read_bytes() == content
    assert received.reason in kept.with_suffix(".reason.txt").read_text("utf-8")
    [arrival] = Archive(settings).arrivals()
    assert arrival.rejected == received.reason


@pytest.mark.parametrize(
    "name",
    [
        "-rf 2014-10.pdf",
        'it\'s a "bulletin"; $(touch x) `id`.pdf',
        "简报📄✅.pdf",
        "two\nlines.pdf",
        "x" * 251 + ".pdf",
        "年" * 83 + ".pdf",
    ],
)
def test_any_name_will_do(settings: Settings, drop: Drop, name: str) -> None:
    drop(name, PDF)
    [received] = receive(Archive(settings))
    assert received.outcome == "new"
    assert "\n" not in received.file_name
    assert Archive(settings).arrivals()[0].file_name == received.file_name


def test_names_that_are_no_text_can_be_reported_apart(settings: Settings) -> None:
    for number in (0xFF, 0xFE):
        raw = os.fsencode(settings.inbox) + b"/name-" + bytes([number]) + b".pdf"
        with open(raw, "wb") as out:
            out.write(PDF)
    names = {file.file_name for file in receive(Archive(settings))}
    assert names == {"name-\\xff.pdf", "name-\\xfe.pdf"}


@pytest.mark.parametrize("name", [".hidden.pdf", "a.pdf.part", "a.crdownload", "a.pdf.xltd", "a.td", "a.pdf.aria2", "a.filepart", "a.baiduyun.p.downloading", "a.!ut", "a.pdf~", "README.md", "~$a.docx"])  # fmt: skip # noqa: E501
def test_what_is_not_meant_for_us_is_left_alone(settings: Settings, drop: Drop, name: str) -> None:
    path = drop(name, PDF)
    assert receive(Archive(settings)) == []
    assert path.exists()


def test_a_paused_download_under_its_final_name_is_left_alone(
    settings: Settings, drop: Drop
) -> None:
    path, control = drop("a.pdf", PDF), drop("a.pdf.aria2", b"")
    assert receive(Archive(settings)) == [] and path.exists()
    control.unlink()
    assert outcomes(receive(Archive(settings))) == {"a.pdf": "new"}


def test_folders_in_the_inbox_are_swept(settings: Settings, drop: Drop) -> None:
    drop("2014/a.pdf", PDF)
    assert outcomes(receive(Archive(settings))) == {"2014/a.pdf": "new"}


def test_links_and_pipes_are_refused_and_named(
    settings: Settings, word_pdf: Path, tmp_path: Path
) -> None:
    (settings.inbox / "link.pdf").symlink_to(word_pdf)
    (settings.inbox / "folder").symlink_to(tmp_path)
    os.mkfifo(settings.inbox / "pipe.pdf")
    received = receive(Archive(settings))
    assert set(outcomes(received).values()) == {"refused"}
    assert all(file.reason and f"“{file.file_name}”" in file.reason for file in received)
    assert len(list(settings.inbox.iterdir())) == 3
    assert Archive(settings).arrivals() == []


def test_a_file_that_grows_is_left_for_the_next_run(settings: Settings, drop: Drop) -> None:
    path = drop("slow.pdf", b"%PDF-1.4\n")
    stop = threading.Event()

    def write() -> None:
        while not stop.wait(0.05):
            with path.open("ab") as out:
                out.write(b"more\n")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        [received] = receive(Archive(settings))
    finally:
        stop.set()
        writer.join()
    assert received.outcome == "waiting"
    assert path.exists() and not Archive(settings).arrivals()
    with path.open("ab") as out:
        out.write(b"%%EOF\n")
    assert outcomes(receive(Archive(settings))) == {"slow.pdf": "new"}


def test_whole_files_are_not_waited_for(settings: Settings, drop: Drop) -> None:
    drop("a.pdf", PDF)
    drop("b.zip", zipped({"c.pdf": PDF + b"c"}))
    started = time.monotonic()
    receive(Archive(settings.model_copy(update={"quiet_seconds": 30})))
    assert time.monotonic() - started < 5


def test_a_file_in_an_inbox_that_keeps_its_files_is_recognised(
    settings: Settings, drop: Drop
) -> None:
    kept = settings.model_copy(update={"keep_inbox": True})
    drop("a.pdf", PDF)
    drop("bad.pdf", b"bad")
    drop("some.zip", zipped({"c.pdf": PDF + b"c"}))
    first = receive(Archive(kept))
    assert outcomes(first) == {"a.pdf": "new", "bad.pdf": "rejected", "some.zip/c.pdf": "new"}
    before = Archive(settings).receipts()
    assert set(outcomes(receive(Archive(kept))).values()) == {"known"}
    assert Archive(settings).receipts() == before


def test_a_zip_of_pdfs_is_unpacked(settings: Settings, drop: Drop) -> None:
    members = {
        "2014/a.pdf": PDF,
        "../../../etc/evil.pdf": PDF + b"1",
        "/absolute.pdf": PDF + b"2",
        "notes.txt": b"hello",
        "inner.zip": zipped({"b.pdf": PDF}),
        "__MACOSX/._a.pdf": b"x",
        ".DS_Store": b"x",
    }
    path = drop("all.zip", zipped(members))
    assert outcomes(receive(Archive(settings))) == {
        "all.zip/2014/a.pdf": "new",
        "all.zip/etc/evil.pdf": "new",
        "all.zip/absolute.pdf": "new",
        "all.zip/notes.txt": "rejected",
        "all.zip/inner.zip": "rejected",
    }
    assert not path.exists()
    assert len(list(settings.originals.iterdir())) == 3
    assert {p.parent for p in settings.outputs.rglob("*.pdf")} == {settings.originals}


def test_names_in_a_zip_from_windows_can_be_read(settings: Settings, drop: Drop) -> None:
    content = zipped({"AAAA.pdf": PDF}).replace(b"AAAA", "简报".encode("gb18030"))
    drop("all.zip", content)
    assert outcomes(receive(Archive(settings))) == {"all.zip/简报.pdf": "new"}


@pytest.mark.parametrize("limit", ["max_zip_members", "max_zip_mb", "max_file_mb"])
def test_a_zip_beyond_its_limits_is_kept_whole(settings: Settings, drop: Drop, limit: str) -> None:
    content = zipped({f"{i}.pdf": PDF + bytes(2**19) + bytes([i]) for i in range(5)})
    assert len(content) < 2**18
    strict = settings.model_copy(update={limit: 1})
    if limit == "max_file_mb":
        content = zipped({"bomb.pdf": PDF + bytes(2**21)})
    drop("bomb.zip", content)
    received = receive(Archive(strict))
    assert outcomes(received)["bomb.zip"] == "rejected"
    assert (settings.rejected / f"{sha(content)}.zip").read_bytes() == content


def test_a_damaged_member_rejects_the_zip_and_not_its_neighbours(
    settings: Settings, drop: Drop
) -> None:
    content = bytearray(zipped({"good.pdf": PDF, "bad.pdf": os.urandom(2000)}))
    content[content.rfind(b"bad.pdf", 0, -60) + 500] ^= 0xFF
    drop("mixed.zip", bytes(content))
    assert outcomes(receive(Archive(settings))) == {
        "mixed.zip/good.pdf": "new",
        "mixed.zip": "rejected",
    }


def test_a_file_judged_anew_is_taken(settings: Settings, drop: Drop) -> None:
    large = PDF + bytes(2**21) + b"%%EOF"
    drop("large.pdf", large)
    strict = settings.model_copy(update={"max_file_mb": 1})
    assert outcomes(receive(Archive(strict))) == {"large.pdf": "rejected"}
    drop("large.pdf", large)
    assert outcomes(receive(Archive(settings))) == {"large.pdf": "new"}
    [arrival] = Archive(settings).arrivals()
    assert arrival.rejected is None


def test_the_clock_can_be_given(
    settings: Settings, drop: Drop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    drop("a.pdf", PDF)
    receive(Archive(settings))
    assert Archive(settings).receipts()[0].received_at == "2023-11-14T22:13:20+00:00"


def test_folders_in_the_way(settings: Settings, drop: Drop) -> None:
    drop("a.pdf", PDF)
    settings.outputs.write_text("a file")
    with pytest.raises(FolderError, match="outputs cannot be written"):
        receive(Archive(settings))
    assert (settings.inbox / "a.pdf").exists()
    settings.outputs.unlink()
    with pytest.raises(FolderError, match="cannot be read"):
        receive(Archive(settings.model_copy(update={"inbox": settings.inbox / "none"})))


def test_a_sample_is_copied(settings: Settings, word_pdf: Path) -> None:
    [received] = receive_copy(word_pdf, Archive(settings))
    assert received.outcome == "new"
    assert word_pdf.exists()


@pytest.mark.long
def test_killed_at_any_step_no_file_is_lost(settings: Settings, drop: Drop) -> None:
    """Killed before each step that changes a folder; then run to the end: the same archive."""
    contents = {
        "a.pdf": PDF,
        "b.pdf": PDF + b"b",
        "bad.txt": b"no PDF",
        "c.zip": zipped({"d.pdf": PDF + b"d", "e.txt": b"e"}),
    }
    wanted = {sha(c) for n, c in contents.items() if n != "c.zip"} | {sha(PDF + b"d"), sha(b"e")}
    code = (
        "import sys; from pathlib import Path; from pipeline.archive.archive import Archive;"
        "from pipeline.archive.receive import receive;"
        "from pipeline.settings import Settings;"
        "receive(Archive(Settings(inbox=Path(sys.argv[1]), outputs=Path(sys.argv[2]))))"
    )
    hasty = {"BULLETINS_QUIET_SECONDS": "0"}
    for step in range(1, 200):
        folders = settings.inbox / f"in{step}", settings.outputs / f"out{step}"
        folders[0].mkdir()
        for name, content in contents.items():
            (folders[0] / name).write_bytes(content)
        command = [sys.executable, "-c", code, *map(str, folders)]
        done = subprocess.run(
            command, env=environment({"KILL_AT": str(step), **hasty}, faults=True)
        )
        own = {"inbox": folders[0], "outputs": folders[1], "quiet_seconds": 0}
        mine = settings.model_copy(update=own)
        here = {sha(path.read_bytes()) for path in folders[0].iterdir()}
        kept = {r.sha256 for r in Archive(mine).receipts()}
        assert wanted <= here | kept | ({sha(PDF + b"d"), sha(b"e")} if sha(contents["c.zip"]) in here else set())  # fmt: skip # noqa: E501
        Archive(mine).clear_unfinished()
        receive(Archive(mine))
        assert not list(folders[0].iterdir())
        assert {a.sha256 for a in Archive(mine).arrivals()} == wanted
        stored = [p for p in folders[1].rglob("*") if p.parent.name in ("originals", "rejected")]
        assert {p.name.partition(".")[0] for p in stored} == wanted
        assert all(sha(p.read_bytes()) == p.stem for p in stored if ".reason." not in p.name)
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL
    assert step > 20


def test_of_two_names_in_one_sweep_the_copy_is_the_duplicate(
    settings: Settings, drop: Drop
) -> None:
    drop("a (1).pdf", PDF)
    drop("a.pdf", PDF)
    drop("b/c.pdf", PDF + b"%")
    assert outcomes(receive(Archive(settings))) == {
        "a.pdf": "new",
        "a (1).pdf": "duplicate",
        "b/c.pdf": "new",
    }
    arrivals = Archive(settings).arrivals()
    assert len({arrival.received_at for arrival in arrivals}) == 1
    assert [arrival.file_name for arrival in arrivals] == ["a.pdf", "b/c.pdf", "a (1).pdf"]


def test_outputs_inside_the_inbox_are_not_received(settings: Settings, drop: Drop) -> None:
    own = settings.model_copy(update={"outputs": settings.inbox / "outputs"})
    drop("a.pdf", PDF)
    assert outcomes(receive(Archive(own))) == {"a.pdf": "new"}
    assert receive(Archive(own)) == []
    assert len(list(own.originals.iterdir())) == 1


def test_an_inbox_that_is_the_archive_or_holds_the_program_is_refused(
    settings: Settings, drop: Drop
) -> None:
    drop("a.pdf", PDF)
    receive(Archive(settings))
    program = Path(__file__).resolve().parents[2]
    for inbox in (settings.outputs, settings.originals, program, program / "schemas", Path("/")):
        with pytest.raises(UsageError, match=r"archive itself|program itself"):
            receive(Archive(settings.model_copy(update={"inbox": inbox})))
    assert len(list(settings.originals.iterdir())) == 1


def test_a_damaged_receipt_is_named(settings: Settings, drop: Drop) -> None:
    drop("a.pdf", PDF)
    receive(Archive(settings))
    [receipt] = settings.arrivals.iterdir()
    receipt.write_bytes(b"{")
    with pytest.raises(FolderError, match="is damaged") as caught:
        Archive(settings).receipts()
    assert receipt.name in caught.value.message


@pytest.mark.parametrize("epoch", ["soon", "9" * 20])
def test_a_clock_that_is_no_time_is_refused(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, epoch: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
        receive(Archive(settings))
