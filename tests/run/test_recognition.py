"""A run says what recognition costs and does it last; what was left out is read once it is on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from pipeline.run.driver import run
from pipeline.run.progress import Progress
from pipeline.run.reading import unread
from pipeline.run.workspace import Workspace
from pipeline.settings import Settings

Drop = Callable[..., Path]


class _Heard(Progress):
    def __init__(self) -> None:
        self.notes: list[str] = []
        self.totals: list[int | None] = []
        self.done = 0

    def start(self, step: str, total: int | None = None) -> None:
        self.totals.append(total)

    def advance(self, count: int = 1) -> None:
        self.done += count

    def note(self, text: str) -> None:
        self.notes.append(text)


@pytest.fixture
def scan(drop: Drop) -> Path:
    """Two blank pages as pictures."""
    path = drop("a/p1.png", b"")
    for page in (1, 2):
        Image.new("L", (827, 1169), 255).save(path.with_name(f"p{page}.png"))
    return path


@pytest.mark.slow
def test_recognition_is_announced_and_comes_last(
    settings: Settings, drop: Drop, scan: Path
) -> None:
    drop("z.pdf", b"%PDF-1.4\nnot much\n%%EOF\n")
    heard = _Heard()
    report = run(settings.model_copy(update={"workers": 1}), heard)
    [note] = heard.notes
    assert "About 2 of the pages are pictures" in note
    assert heard.totals[0] == heard.done == 3
    assert [file.file for file in report.read.values()] == ["z.pdf", "a (2 pictures)"]


def test_what_was_left_out_is_read_when_recognition_is_switched_on(
    settings: Settings, scan: Path
) -> None:
    off = settings.model_copy(update={"recognise_scans": False, "workers": 1})
    heard = _Heard()
    run(off, heard)
    assert heard.notes == []
    assert unread(Workspace(off)) == []
    on = off.model_copy(update={"recognise_scans": True})
    [pdf] = unread(Workspace(on))
    assert pdf.file_name == "a (2 pictures)"
