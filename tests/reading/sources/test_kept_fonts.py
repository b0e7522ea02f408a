"""Fonts of this machine that stay loaded from one document to the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.reading.isolation.orders import Answer
from pipeline.reading.page.sources import last_resort
from pipeline.reading.page.sources.choose import chosen_pages
from pipeline.reading.page.sources.kept_fonts import MOST, KeptFonts, Request, naming

SONG = Request(400, "STSong-Light")


def bytes_read() -> int:
    return int(Path("/proc/self/io").read_text().split()[1])


@pytest.fixture
def fonts(monkeypatch: pytest.MonkeyPatch) -> KeptFonts:
    """As if no document had been opened yet."""
    kept = KeptFonts()
    monkeypatch.setattr(last_resort, "_kept", kept)
    return kept


def a_file_without_its_font(tmp_path: Path, request: Request = SONG) -> Path:
    path = tmp_path / f"{request.name}-{request.weight}.pdf"
    path.write_bytes(naming(request))
    return path


def test_a_font_that_two_documents_lack_is_read_once(tmp_path: Path, fonts: KeptFonts) -> None:
    path = a_file_without_its_font(tmp_path)
    list(chosen_pages(path))
    if not fonts.asked:
        pytest.skip("this machine has no Chinese font")
    assert fonts.asked == (SONG,)
    before = bytes_read()
    list(chosen_pages(path))
    assert bytes_read() - before < 1_000_000


def test_a_font_that_another_process_lacked_is_kept_by_its_weight_and_name(
    tmp_path: Path, fonts: KeptFonts
) -> None:
    last_resort.keep_fonts([SONG])
    if not fonts.asked:
        pytest.skip("this machine has no Chinese font")
    before = bytes_read()
    list(chosen_pages(a_file_without_its_font(tmp_path)))
    assert bytes_read() - before < 1_000_000


def test_only_the_first_few_fonts_are_kept() -> None:
    fonts = KeptFonts()
    asked = [fonts.ask(1, Request(weight, "SimSun")) for weight in (400, 700, 500, 400)]
    assert asked == [True, True, False, True]
    assert len(fonts.asked) == MOST


@pytest.mark.parametrize("name", ["", "Sim Sun", "A)/B", "宋体", "x" * 65])
def test_a_name_that_needs_care_is_not_kept(name: str) -> None:
    fonts = KeptFonts()
    assert not fonts.ask(1, Request(400, name))
    fonts.keep([Request(400, name)])
    assert not fonts.asked


def test_an_answer_says_which_fonts_its_file_needed() -> None:
    answer = Answer("read", fonts=((400, "SimSun"),))
    assert Answer.of_line(answer.as_line()) == answer
