"""PDFs that are rejected, drawn for the tests."""

from __future__ import annotations

import io

import pypdfium2
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

_FONT = "STSong-Light"


def page_of(*lines: str, password: str = "", pages: int = 1) -> bytes:
    """A PDF with the lines on each of its pages."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    out = io.BytesIO()
    encryption = StandardEncryption(password) if password else None
    canvas = Canvas(out, encrypt=encryption)
    for _ in range(pages):
        canvas.setFont(_FONT, 18)
        for number, line in enumerate(lines):
            canvas.drawCentredString(300, 780 - 30 * number, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def with_password() -> bytes:
    return page_of("南京卫生信息化简报", "2025年第3期", password="secret")


def without_masthead() -> bytes:
    return page_of("Minutes of a meeting", "nothing to see here")


def of_another_city() -> bytes:
    return page_of(
        "苏州卫生信息化简报", "2025年第3期（总第88期）", "苏州市卫生信息中心  2025年3月25日",
        "市卫健委召开信息化工作会议", "会议总结了上一年的工作，部署了今年的任务。",
    )  # fmt: skip


def with_files(*names: str, portfolio: bool) -> bytes:
    """A cover sheet with files in it; an ordinary PDF may have such attachments as well."""
    out = io.BytesIO()
    with pypdfium2.PdfDocument(page_of("Open this in a viewer")) as document:
        for name in names:
            document.new_attachment(name).set_data(page_of(name))
        document.save(out)
    key = b"/Collection<</View/T>>" if portfolio else b""
    return out.getvalue().replace(b"/Type/Catalog", b"/Type/Catalog" + key)


def sent_as_text(content: bytes) -> bytes:
    """A PDF after a transfer in text mode."""
    return content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def damaged() -> bytes:
    return b"%PDF-1.4\n" + bytes(range(256)) * 20 + b"\n%%EOF\n"
