"""Pictures of pages in the inbox become the PDF of their issue; none is lost."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from pipeline.archive.archive import Archive
from pipeline.run.intake import receive_inbox
from pipeline.settings import Settings

Drop = Callable[..., Path]


def _png(level: int) -> bytes:
    out = io.BytesIO()
    Image.new("L", (720, 900), level).save(out, "PNG")
    return out.getvalue()


def _outcomes(settings: Settings) -> dict[str, str]:
    return {file.file_name: file.outcome for file in receive_inbox(Archive(settings)).received}


def test_a_folder_of_pictures_is_received_as_one_issue(settings: Settings, drop: Drop) -> None:
    for page in (1, 2):
        drop(f"a/p{page}.png", _png(page))
    [received] = receive_inbox(Archive(settings)).received
    assert (received.file_name, received.outcome) == ("a (2 pictures)", "new")
    archive = Archive(settings)
    assert archive.original(received.sha256).read_bytes().startswith(b"%PDF")
    pictures = [r for r in archive.receipts() if r.kind == "picture"]
    assert {r.bound_in for r in pictures} == {received.sha256}
    kept = {settings.originals / f"{r.sha256}.png" for r in pictures}
    assert {path.read_bytes() for path in kept} == {_png(1), _png(2)}
    assert [arrival.file_name for arrival in archive.arrivals()] == ["a (2 pictures)"]
    assert not [path for path in settings.inbox.rglob("*") if path.is_file()]
    assert not list(settings.outputs.glob(".pictures*"))


def test_pictures_in_a_zip_are_one_issue(settings: Settings, drop: Drop) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for page in (1, 2):
            archive.writestr(f"p{page}.png", _png(page))
    drop("all.zip", out.getvalue())
    assert _outcomes(settings) == {"all.zip (2 pictures)": "new"}
    drop("all.zip", out.getvalue())
    assert _outcomes(settings) == {"all.zip": "duplicate"}


def test_an_inbox_that_keeps_its_files_knows_the_pictures(settings: Settings, drop: Drop) -> None:
    kept = settings.model_copy(update={"keep_inbox": True})
    drop("a/p1.png", _png(1))
    drop("a/p2.png", _png(2))
    assert _outcomes(kept) == {"a (2 pictures)": "new"}
    assert _outcomes(kept) == {"a (2 pictures)": "known"}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a/p1.png": _png(1), "a/p2.png": _png(2)[:300]}, "picture 2 is damaged"),
        ({"a/p1.png": _png(1), "a/p3.png": _png(2)}, "page 2 is missing"),
    ],
)
def test_pictures_that_are_no_issue_are_kept_with_one_sentence(
    settings: Settings, drop: Drop, files: dict[str, bytes], said: str
) -> None:
    for name, content in files.items():
        drop(name, content)
    received = receive_inbox(Archive(settings)).received
    assert [file.outcome for file in received] == ["rejected", "rejected"]
    assert all(
        said in (file.reason or "") and "“a (2 pictures)”" in (file.reason or "")
        for file in received
    )
    kept = {path.read_bytes() for path in settings.rejected.glob("*.png")}
    assert kept == set(files.values())
    assert not [path for path in settings.inbox.rglob("*") if path.is_file()]
