"""The pages of a folder of a release, as its manifest lists them for the release after it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from pydantic import BaseModel, ConfigDict

_NAME = "manifest.json"


class Kept(BaseModel):
    """What a manifest says of a page.

    Attributes:
        made_from: hash of all that it is made from, the program apart; '' where that is not known
            before it is made.
        sha256: of the page itself.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    made_from: str
    sha256: str


class Manifest(BaseModel):
    """The pages of a folder.

    Attributes:
        program: hash of all that decides how a page is made.
        pages: by path.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    program: str
    pages: dict[str, Kept]


def write_manifest(folder: Path, program: str, pages: dict[str, Kept]) -> None:
    """Write the manifest of a folder."""
    manifest = Manifest(program=program, pages=dict(sorted(pages.items())))
    (folder / _NAME).write_text(manifest.model_dump_json(indent=1), encoding="utf-8")


def pages_in(folder: Path | None, program: str) -> dict[str, Kept]:
    """The pages of a folder by path; none where another program has made them, or where none is."""
    if folder is None:
        return {}
    try:
        found = Manifest.model_validate_json((folder / _NAME).read_bytes())
    except (OSError, ValueError):
        return {}
    if found.program != program:
        return {}
    return {path: kept for path, kept in found.pages.items() if (folder / path).is_file()}


def link_or_copy(source: str | Path, target: str | Path) -> None:
    """The same file under another name; a copy where the disk has no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
