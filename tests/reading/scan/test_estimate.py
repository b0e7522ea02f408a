"""How many pages will be recognised is known before the run."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from pipeline.reading.bind_pictures import bind
from pipeline.reading.scan.estimate import pages_to_recognise


def test_pages_of_a_scan_are_counted(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    Image.new("L", (827, 1169), 255).save(picture)
    bind([picture] * 3, tmp_path / "issue.pdf", 9)
    assert pages_to_recognise(tmp_path / "issue.pdf") == 3


def test_an_issue_with_text_has_none(word_pdf: Path) -> None:
    assert pages_to_recognise(word_pdf) == 0


def test_a_small_picture_is_no_page(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    Image.new("L", (720, 300), 255).save(picture)
    bind([picture], tmp_path / "issue.pdf", 9)
    assert pages_to_recognise(tmp_path / "issue.pdf") == 0


def test_what_is_no_file_has_none(tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    assert pages_to_recognise(tmp_path / "empty.pdf") == 0
    assert pages_to_recognise(tmp_path / "none.pdf") == 0
