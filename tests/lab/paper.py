"""Pages of a PDF under drawing: coordinates, orientation, and what stands on every page."""

from __future__ import annotations

import io
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.lab import backdrop, fonts
from tests.lab.look import Orientation, PageLook
from tests.lab.script import traditional

_SHORT, _LONG = A4
_TURNED = ("landscape", "rotate90", "rotate270", "sideways", "sideways_cw")
_TURN = {"rotate90": 90, "sideways": 90, "rotate270": 270, "sideways_cw": 270, "rotate180": 180}


@dataclass(frozen=True)
class Spot:
    """A point of a displayed page: page from 1, x from the left and y from the top, in points."""

    page: int
    x: float
    y: float


class _Written(NamedTuple):
    x: float
    y: float
    text: str
    size: float
    face: str
    gap: float


class Paper:
    """Draws in a frame of `width` × `height` points, x from the left and y from the top.

    The frame is what a reader sees upright, however the page lies in the file.
    """

    def __init__(self, look: PageLook, pages: int = 0) -> None:
        """`pages`: how many there will be, for footers that say so."""
        self.look = look
        self.faces = fonts.faces(look.font)
        self.page = 0
        self.width, self.height = float(_SHORT), float(_LONG)
        self._total = pages
        self._out = io.BytesIO()
        self._canvas = Canvas(self._out, invariant=1, pageCompression=1)
        self.orientation: Orientation = look.orientation
        self._waiting: list[_Written] = []

    def new_page(self, orientation: Orientation | None = None) -> None:
        """Close the page, and open one with the given orientation."""
        if self.page:
            self._finish_page()
        self.page += 1
        self.orientation = orientation or self.orientation
        turned = self.orientation in _TURNED
        self.width, self.height = (_LONG, _SHORT) if turned else (_SHORT, _LONG)
        # The canvas swaps width and height of a page that it rotates.
        swapped = self.orientation in ("landscape", "rotate90", "rotate270")
        self._page_size((_LONG, _SHORT) if swapped else A4)
        self._canvas.setPageRotation(self._rotation())
        self._canvas.saveState()
        self._turn()
        if self.look.watermark and self.look.watermark_first:
            backdrop.watermark(self._canvas, self)

    def text(self, x: float, y: float, text: str, size: float, bold: bool = False) -> None:
        """Write `text` with its baseline at `y`."""
        if self.look.traditional:
            text = traditional(text)
        twice = bold and self.look.fake_bold
        face = self.faces.bold if bold and not twice else self.faces.regular
        for shift in (0, 0.25) if twice else (0,):
            self._write(_Written(x + shift, y, text, size, face, 0))

    def spread(self, x: float, y: float, text: str, size: float, gap: float) -> None:
        """Write `text` with `gap` points more between its characters."""
        self._write(_Written(x, y, text, size, self.faces.regular, gap))

    def measure(self, text: str, size: float, bold: bool = False) -> float:
        return fonts.width(text, self.faces.bold if bold else self.faces.regular, size)

    def line(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        dash: tuple[float, ...] = (),
        w: float = 0.6,
    ) -> None:
        self._canvas.setLineWidth(w)
        self._canvas.setDash(*([list(dash)] if dash else []))
        self._canvas.line(x0, self.height - y0, x1, self.height - y1)

    def box(
        self, x0: float, y0: float, x1: float, y1: float, fill: float | None = None, w: float = 0.6
    ) -> None:
        """A rectangle filled with a grey (0 black, 1 white), or its outline."""
        self._canvas.setLineWidth(w)
        self._canvas.setDash()
        if fill is not None:
            self._canvas.setFillGray(fill)
        self._canvas.rect(
            x0,
            self.height - y1,
            x1 - x0,
            y1 - y0,
            stroke=int(fill is None),
            fill=int(fill is not None),
        )
        self._canvas.setFillGray(0)

    def rounded(self, x0: float, y0: float, x1: float, y1: float, radius: float) -> None:
        """The outline of a rectangle with round corners."""
        self._canvas.setLineWidth(0.6)
        self._canvas.setDash()
        self._canvas.roundRect(x0, self.height - y1, x1 - x0, y1 - y0, radius)

    def spot(self, x: float, y: float) -> Spot:
        """The point as it lies on the displayed page."""
        if self.orientation == "sideways":
            return Spot(self.page, y, self.width - x)
        if self.orientation == "sideways_cw":
            return Spot(self.page, self.height - y, x)
        return Spot(self.page, x, y)

    def save(self) -> bytes:
        """Close the last page; the PDF."""
        self._finish_page()
        self._canvas.save()
        return self._out.getvalue()

    def _rotation(self) -> int:
        return _TURN[self.orientation] if self.orientation.startswith("rotate") else 0

    def _turn(self) -> None:
        self._canvas.translate(self.look.bleed, self.look.bleed)
        angle = _TURN.get(self.orientation, 0)
        if angle == 90:
            self._canvas.translate(_SHORT, 0)
        elif angle == 270:
            self._canvas.translate(0, _LONG)
        elif angle == 180:
            self._canvas.translate(_SHORT, _LONG)
        self._canvas.rotate({270: -90}.get(angle, angle))

    def _finish_page(self) -> None:
        look = self.look
        self._write_waiting()
        if look.watermark and not look.watermark_first:
            backdrop.watermark(self._canvas, self)
        backdrop.hide(self._canvas, self)
        if self.orientation.startswith("sideways"):
            # A table that was turned on a portrait page: header and footer stay upright.
            self._canvas.restoreState()
            self.width, self.height = _SHORT, _LONG
        backdrop.furniture(self, self._total)
        self._write_waiting()
        self._canvas.showPage()

    def _write(self, written: _Written) -> None:
        if self.look.order == "reading":
            self._put(written)
        else:
            self._waiting.append(written)

    def _write_waiting(self) -> None:
        if self.look.order == "shuffled":
            Random(f"order-{self.page}").shuffle(self._waiting)
        else:
            self._waiting.sort(key=lambda w: (w.x // 20, w.y))
        for written in self._waiting:
            self._put(written)
        self._waiting.clear()

    def _put(self, written: _Written) -> None:
        x, y, text, size, face, gap = written
        self._canvas.setFont(face, size)
        if not self.look.per_char:
            self._canvas.drawString(x, self.height - y, text, charSpace=gap)
            return
        for char in text:
            self._canvas.drawString(x, self.height - y, char)
            x += fonts.width(char, face, size) + gap

    def _page_size(self, size: tuple[float, float]) -> None:
        """The visible page, and the paper around it that is cut off."""
        bleed = self.look.bleed
        width, height = size[0] + 2 * bleed, size[1] + 2 * bleed
        self._canvas.setPageSize((width, height))
        if bleed:
            if self.orientation in ("rotate90", "rotate270"):
                width, height = height, width
            self._canvas.setCropBox((bleed, bleed, width - bleed, height - bleed))
            backdrop.press_marks(self._canvas, width, height, bleed, self.faces.regular)
