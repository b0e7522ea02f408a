"""Where neither the file nor the machine has a font, missing ink hides nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from pipeline.reading.page.ink.doubted_digits import UNDRAWN
from pipeline.reading.page.ink.judge import FONTLESS
from tests.reading.ink.drawn import geometry_of

_SONG = "STSong-Light"

Paint = Callable[[Canvas], None]


def _page(folder: Path, paint: Paint) -> Path:
    """A page in a Chinese font that is not in the file, of 12 points."""
    pdfmetrics.registerFont(UnicodeCIDFont(_SONG))
    path = folder / "song.pdf"
    canvas = Canvas(str(path), pagesize=(400, 800))
    canvas.setFont(_SONG, 12)
    paint(canvas)
    canvas.save()
    return path


def _without_fonts(folder: Path, paint: Paint) -> Any:
    path = _page(folder, paint)
    empty = folder / "fonts"
    empty.mkdir()
    command = (sys.executable, "-m", "tests.reading.ink.without_fonts", path, empty)
    done = subprocess.run(command, capture_output=True, check=True, cwd=Path(__file__).parents[3])
    return json.loads(done.stdout)


def _sentence(canvas: Canvas) -> None:
    canvas.drawString(100, 700, "门诊人次4125")


def _glyph_by_glyph(canvas: Canvas) -> None:
    for place, glyph in enumerate("门诊人次4125"):
        canvas.drawString(100 + 12 * place, 700, glyph)


@pytest.mark.parametrize("paint", [_sentence, _glyph_by_glyph])
def test_text_without_a_font_is_kept_as_read_with_a_doubt(paint: Paint, tmp_path: Path) -> None:
    found = _without_fonts(tmp_path, paint)
    assert (found["text"], found["hidden"], found["spots"]) == ("门诊人次4125", "", [])
    assert FONTLESS in found["unsure"]


@pytest.mark.parametrize("paint", [_sentence, _glyph_by_glyph])
def test_text_without_a_font_is_read_by_the_fast_source(paint: Paint, tmp_path: Path) -> None:
    assert _without_fonts(tmp_path, paint)["source"] == "pdfium"


def test_what_covers_text_without_a_font_hides_it(tmp_path: Path) -> None:
    def paint(canvas: Canvas) -> None:
        _sentence(canvas)
        canvas.setFillGray(1)
        canvas.rect(98, 690, 38.3, 30, stroke=0, fill=1)

    found = _without_fonts(tmp_path, paint)
    assert (found["text"], found["hidden"]) == ("次4125", "门诊人")


def test_a_large_title_without_a_font_is_no_watermark(tmp_path: Path) -> None:
    def paint(canvas: Canvas) -> None:
        _sentence(canvas)
        canvas.setFontSize(48)
        canvas.drawString(100, 600, "简报")

    found = _without_fonts(tmp_path, paint)
    assert (found["text"], found["marks"]) == ("门诊人次4125简报", "")


def test_figures_without_a_font_are_doubted_one_by_one(tmp_path: Path) -> None:
    found = _without_fonts(tmp_path, lambda canvas: canvas.drawString(100, 700, "４1５"))
    assert (found["text"], found["spots"]) == ("４1５", [UNDRAWN] * 2)


def test_white_text_without_a_font_stays_hidden(tmp_path: Path) -> None:
    def paint(canvas: Canvas) -> None:
        _sentence(canvas)
        canvas.setFillGray(1)
        canvas.drawString(100, 600, "旧文")

    assert _without_fonts(tmp_path, paint)["hidden"] == "旧文"


def test_what_can_be_drawn_is_judged_though_other_glyphs_have_no_font(tmp_path: Path) -> None:
    def paint(canvas: Canvas) -> None:
        _sentence(canvas)
        canvas.setFillGray(1)
        canvas.rect(145, 690, 30, 30, stroke=0, fill=1)

    found = _without_fonts(tmp_path, paint)
    assert (found["text"], found["hidden"]) == ("门诊人次", "4125")


def test_a_font_of_the_machine_is_judged(tmp_path: Path) -> None:
    def paint(canvas: Canvas) -> None:
        canvas.drawString(100, 700, "No. 4125")
        canvas.setFillGray(1)
        canvas.rect(90, 690, 200, 30, stroke=0, fill=1)

    page = geometry_of(_page(tmp_path, paint))
    assert ("".join(c.text for c in page.chars).strip(), page.unsure) == ("", ())
