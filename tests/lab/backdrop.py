"""What stands on a page besides its text: furniture, watermark, hidden text, press marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.pdfgen.canvas import Canvas

if TYPE_CHECKING:
    from tests.lab.paper import Paper

GHOST = "隐藏文字 9876 合计 54321"


def furniture(paper: Paper, total: int) -> None:
    """Running header and footer of the page; `total` pages in all."""
    look = paper.look
    if look.running_header:
        _aside(paper, look.running_header, 36, "center")
    if look.footer:
        text = look.footer.format(n=paper.page, total=total)
        _aside(paper, text, paper.height - 30, look.footer_at)


def watermark(canvas: Canvas, paper: Paper) -> None:
    """Large light text over the page, or small text all over it."""
    look = paper.look
    size, step = {"across": (80.0, 0.0), "flat": (60.0, 0.0), "tiled": (14.0, 130.0)}[
        look.watermark_kind
    ]
    canvas.saveState()
    canvas.setFillGray(0.85)
    canvas.setFont(paper.faces.regular, size)
    if step:
        for i in range(int(paper.width // step) + 1):
            for j in range(int(paper.height // step) + 1):
                _stamp(canvas, look.watermark, 20 + i * step, 40 + j * step, 30)
    else:
        half = paper.measure(look.watermark, size) / 2
        angle = 45 if look.watermark_kind == "across" else 0
        across, up = (half * 0.707, half * 0.707) if angle else (half, 0)
        x, y = paper.width / 2 - across, paper.height / 2 - up
        _stamp(canvas, look.watermark, x, y, angle)
    canvas.restoreState()


def hide(canvas: Canvas, paper: Paper) -> None:
    """Text that is in the file and not on the paper."""
    middle = paper.height / 2
    for kind in paper.look.hidden:
        canvas.saveState()
        canvas.setFont(paper.faces.regular, 0.4 if kind == "tiny" else 9)
        if kind == "white":
            canvas.setFillGray(1)
        x = paper.width + paper.look.bleed + 40 if kind == "outside" else 150
        y = {"mode3": middle, "white": middle - 60, "outside": middle, "tiny": middle - 120}[kind]
        canvas.drawString(x, y, GHOST, mode=3 if kind == "mode3" else None)
        canvas.restoreState()


def press_marks(canvas: Canvas, width: float, height: float, bleed: float, face: str) -> None:
    """Crop marks and the name of the file, on the paper that is cut off."""
    canvas.saveState()
    canvas.setLineWidth(0.3)
    for x in (bleed, width - bleed):
        canvas.line(x, 0, x, bleed * 0.7)
        canvas.line(x, height - bleed * 0.7, x, height)
    canvas.setFont(face, min(bleed * 0.4, 8))
    canvas.drawString(bleed + 30, bleed * 0.3, GHOST)
    canvas.restoreState()


def _aside(paper: Paper, text: str, y: float, at: str) -> None:
    size = 9.0
    margin = paper.look.margin
    long = paper.measure(text, size)
    right = paper.width - margin - long
    left = margin if paper.page % 2 == 0 else right
    paper.text(
        {"center": (paper.width - long) / 2, "right": right, "outer": left}[at], y, text, size
    )


def _stamp(canvas: Canvas, text: str, x: float, y: float, angle: float) -> None:
    canvas.saveState()
    canvas.translate(x, y)
    canvas.rotate(angle)
    canvas.drawString(0, 0, text)
    canvas.restoreState()
