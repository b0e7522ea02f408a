"""Files attached to a PDF. They are not read, so they are named."""

from __future__ import annotations

from pathlib import Path

from pipeline.safe_text import visible


def attached_files(path: Path) -> tuple[str, ...]:
    """The names of the files that lie in a PDF, as its catalog lists them; none if it is broken.

    pdfium answers from the catalog alone (`EmbeddedFiles`, ISO 32000-1, 7.11.4).
    """
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(path) as document:
            held = range(document.count_attachments())
            return tuple(visible(document.get_attachment(i).get_name()) for i in held)
    except pypdfium2.PdfiumError:
        return ()
