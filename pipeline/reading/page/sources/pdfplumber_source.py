"""The geometry of a PDF's pages as pdfplumber and pdfminer find it."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pdfplumber
from pdfminer.layout import LTChar, LTContainer, LTCurve, LTFigure, LTImage, LTLine, LTRect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFTextState
from pdfplumber.page import PDFPageAggregatorWithMarkedContent

from pipeline.model.place import Box
from pipeline.reading.page.geometry import Char, PageGeometry, Rule
from pipeline.reading.page.radicals import without_radicals

_THIN = 3.0
"""A filled rectangle up to this thick (points) is a rule, not a shade."""

_BOLD_NAMES = ("bold", "heavy", "black", "hei", "黑", "demi")


def pdfplumber_pages(path: Path) -> Iterator[PageGeometry]:
    """The pages of a PDF by pdfplumber, one at a time.

    Raises whatever pdfplumber and pdfminer raise on broken or encrypted files.
    """
    for noisy in ("pdfminer", "pdfplumber"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            yield _geometry(pdf, page)
            page.close()


class _Recorder(PDFPageAggregatorWithMarkedContent):
    """Remembers under which text rendering mode each glyph was drawn (3 and 7 draw nothing)."""

    _mode = 0

    def render_string(self, textstate: PDFTextState, *args: Any, **kwargs: Any) -> None:
        self._mode = textstate.render
        super().render_string(textstate, *args, **kwargs)

    def tag_cur_item(self) -> None:
        super().tag_cur_item()
        if self.cur_item._objs:
            self.cur_item._objs[-1].render_mode = self._mode  # type: ignore[attr-defined]


@dataclass
class _Collected:
    chars: list[Char] = field(default_factory=list)
    hidden: list[Char] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    dark: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)


def _geometry(pdf: Any, page: Any) -> PageGeometry:
    device = _Recorder(pdf.rsrcmgr, pageno=page.page_number, laparams=None)
    PDFPageInterpreter(pdf.rsrcmgr, device).process_page(page.page_obj)
    found = _Collected()
    # What is displayed is the crop box; pdfminer measures from the lower left of the media box.
    crop = Box(*page.cropbox)
    media = Box(*page.mediabox)
    frame = _Frame(x=media.x0 - crop.x0, y=media.height + media.top - crop.top)
    _collect(device.get_result(), frame, found)
    chars, hidden = _split_visible(found, Box(0, 0, crop.width, crop.height))
    return PageGeometry(
        number=page.page_number,
        width=float(crop.width),
        height=float(crop.height),
        chars=tuple(chars),
        hidden=tuple(hidden),
        rules=tuple(found.rules),
        pictures=tuple(found.pictures),
    )


@dataclass(frozen=True)
class _Frame:
    """Moves pdfminer's coordinates (y upwards) to those of the displayed page (y downwards)."""

    x: float
    y: float

    def box(self, item: Any) -> Box:
        return Box(item.x0 + self.x, self.y - item.y1, item.x1 + self.x, self.y - item.y0)


def _collect(container: Any, frame: _Frame, found: _Collected) -> None:
    for item in container:
        if isinstance(item, LTChar):
            _take_char(item, frame, found)
        elif isinstance(item, LTLine):
            _take_rule(frame.box(item), found)
        elif isinstance(item, LTRect):
            _take_rect(item, frame, found)
        elif isinstance(item, LTCurve):
            _take_curve(item, frame, found)
        elif isinstance(item, LTImage):
            _take_picture(item, frame, found)
        elif isinstance(item, LTFigure | LTContainer):
            _collect(item, frame, found)


def _take_picture(item: LTImage, frame: _Frame, found: _Collected) -> None:
    """An opaque picture hides the text that was drawn under it (a scan over its text layer)."""
    box = frame.box(item)
    found.pictures.append(box)
    attributes = getattr(item.stream, "attrs", {})
    if item.imagemask or "SMask" in attributes or "Mask" in attributes:
        return
    covered = [c for c in found.chars if _holds(box, c)]
    if covered:
        found.hidden += covered
        found.chars = [c for c in found.chars if not _holds(box, c)]


def _take_char(item: LTChar, frame: _Frame, found: _Collected) -> None:
    text = without_radicals(item.get_text())
    if not text.strip() or text == "\x00":
        text = " "
    box = frame.box(item)
    a, b = item.matrix[:2]
    mode = getattr(item, "render_mode", 0)
    turn = _turn(a, b)
    char = Char(
        text=text,
        x0=box.x0, top=box.top, x1=box.x1, bottom=box.bottom,
        size=round(box.width if turn in (90, 270) else box.height, 2),
        bold=mode == 2 or any(name in item.fontname.lower() for name in _BOLD_NAMES),
        turn=turn,
        light=_brightness(item.graphicstate.ncolor),
    )  # fmt: skip
    (found.hidden if mode in (3, 7) else found.chars).append(char)


def _turn(a: float, b: float) -> Literal[0, 90, 180, 270] | None:
    if abs(b) < 0.02 * abs(a):
        return 0 if a > 0 else 180
    if abs(a) < 0.02 * abs(b):
        return 90 if b > 0 else 270
    return None


def _brightness(color: Any) -> float:
    """0 (black) to 1 (white) of a grey, RGB or CMYK colour; other colour spaces count as black."""
    parts = color if isinstance(color, tuple | list) else (color,)
    if not all(isinstance(p, int | float) for p in parts):
        return 0.0
    if len(parts) == 1:
        return float(parts[0])
    if len(parts) == 3:
        return float(0.299 * parts[0] + 0.587 * parts[1] + 0.114 * parts[2])
    if len(parts) == 4:
        return float((1 - parts[3]) * (1 - 0.299 * parts[0] - 0.587 * parts[1] - 0.114 * parts[2]))
    return 0.0


def _take_rule(box: Box, found: _Collected) -> None:
    if box.height <= _THIN and box.width > box.height:
        found.rules.append(Rule(True, (box.top + box.bottom) / 2, box.x0, box.x1))
    elif box.width <= _THIN and box.height > box.width:
        found.rules.append(Rule(False, (box.x0 + box.x1) / 2, box.top, box.bottom))


def _take_rect(item: LTRect, frame: _Frame, found: _Collected) -> None:
    box = frame.box(item)
    if min(box.width, box.height) <= _THIN:
        if item.stroke or _brightness(item.non_stroking_color) < 0.97:
            _take_rule(box, found)
        return
    if item.fill and _brightness(item.non_stroking_color) < 0.6:
        found.dark.append(box)
    if item.stroke and item.linewidth is not None and _brightness(item.stroking_color) < 0.97:
        _take_outline(box, found)


def _take_outline(box: Box, found: _Collected) -> None:
    found.rules += [
        Rule(True, box.top, box.x0, box.x1), Rule(True, box.bottom, box.x0, box.x1),
        Rule(False, box.x0, box.top, box.bottom), Rule(False, box.x1, box.top, box.bottom),
    ]  # fmt: skip


def _take_curve(item: LTCurve, frame: _Frame, found: _Collected) -> None:
    """A path of straight horizontal and vertical strokes (several rules drawn in one go)."""
    if not item.stroke:
        return
    points = [(x + frame.x, frame.y - y) for x, y in item.pts]
    for (xa, ya), (xb, yb) in itertools.pairwise(points):
        _take_rule(Box(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)), found)


def _split_visible(found: _Collected, page: Box) -> tuple[list[Char], list[Char]]:
    """Visible glyphs, and text that nobody sees: off the page, or white without a dark ground."""
    shown: list[Char] = []
    hidden = list(found.hidden)
    for char in found.chars:
        inside = page.x0 <= char.cx <= page.x1 and page.top <= char.cy <= page.bottom
        white = char.light > 0.97 and not any(_holds(ground, char) for ground in found.dark)
        (shown if inside and not white and char.size >= 1 else hidden).append(char)
    return _once(shown), hidden  # A glyph that nobody sees stands for none that is seen.


def _once(chars: list[Char]) -> list[Char]:
    """Without glyphs drawn twice at nearly one place (a way to print bold)."""
    out: list[Char] = []
    seen: dict[tuple[str, int, int], list[Char]] = {}
    for char in chars:
        if char.text != " " and any(
            _same_place(char, other)
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for other in seen.get((char.text, int(char.x0 / 4) + dx, int(char.top / 4) + dy), ())
        ):
            continue
        seen.setdefault((char.text, int(char.x0 / 4), int(char.top / 4)), []).append(char)
        out.append(char)
    return out


def _same_place(a: Char, b: Char) -> bool:
    near = 0.15 * a.size
    return abs(a.x0 - b.x0) < near and abs(a.top - b.top) < near and abs(a.size - b.size) < near


def _holds(box: Box, char: Char) -> bool:
    return box.x0 <= char.cx <= box.x1 and box.top <= char.cy <= box.bottom
