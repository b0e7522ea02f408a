"""Both sources over whole bulletins; over a folder of PDFs where `PARITY_PDFS` names one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.reading.page.sources.compare import differences
from pipeline.reading.page.sources.pdfium_source import pdfium_pages
from pipeline.reading.page.sources.pdfplumber_source import pdfplumber_pages
from tests.conftest import FIXTURES
from tests.lab import bulletin

_FOLDER = os.environ.get("PARITY_PDFS", "")
_PDFS = sorted(Path(_FOLDER).rglob("*.pdf")) if _FOLDER else sorted(FIXTURES.rglob("*.pdf"))


def _differ(path: Path) -> list[str]:
    return [
        f"page {found.place.page}: {found.pdfium} / {found.pdfplumber}"
        for one, two in zip(pdfium_pages(path), pdfplumber_pages(path), strict=True)
        if not one.unsure
        for found in differences(one, two)
    ]


@pytest.mark.parametrize("path", _PDFS, ids=lambda path: path.name)
def test_both_read_a_real_file_alike(path: Path) -> None:
    assert _differ(path) == []


@pytest.mark.parametrize("seed", range(1, 4))
def test_both_read_a_drawn_bulletin_alike(seed: int, tmp_path: Path) -> None:
    path = tmp_path / "drawn.pdf"
    path.write_bytes(bulletin(seed, year=2019, issue=seed)[0])
    assert _differ(path) == []
