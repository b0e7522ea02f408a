"""`LICENSE.md` of a release: where its data come from, and what that means for their use."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipeline.model.layout import LICENCE
from pipeline.publishing.content import TableContent
from pipeline.publishing.coverage import coverage_of
from pipeline.publishing.markdown import render


def write_licence(contents: Mapping[str, TableContent], folder: Path) -> Path:
    """Write the note on origin and use into the folder of a release."""
    path = folder / LICENCE
    text = render("license.md.j2", coverage=coverage_of(contents))
    path.write_text(text, encoding="utf-8", newline="\n")
    return path
