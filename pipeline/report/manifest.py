"""The pages of the site of the release before, and the parts that they are made of."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from pipeline.model.kept_pages import Kept, link_or_copy, pages_in
from pipeline.report.parts import parts_in

_AHEAD: dict[str, Mapping[str, bytes]] = {}
"""Parts of pages that this process has cut ahead, by the checksum of the page."""


class EarlierSite:
    """The site of an earlier release, as far as this program has made it and it is whole.

    Args:
        folder: of the site; None where there is none.
        program: hash of all that decides how rows become a page.
    """

    def __init__(self, folder: Path | None, program: str) -> None:
        self._folder = folder
        self._pages = pages_in(folder, program)

    def kept(self, path: str) -> Kept | None:
        """What the manifest says of a page; None where it is not there."""
        return self._pages.get(path)

    def link(self, path: str, target: Path) -> None:
        """Give a page that is there another name."""
        assert self._folder is not None
        link_or_copy(self._folder / path, target)

    def parts(self, path: str) -> Mapping[str, bytes]:
        """The parts of a page by their keys; none of one that is damaged."""
        kept = self.kept(path)
        if kept is None or self._folder is None:
            return {}
        return _AHEAD.get(kept.sha256) or _cut(self._folder / path, kept)

    def cut_ahead(self) -> None:
        """Cut every page into its parts before a run asks for them."""
        for path, kept in self._pages.items():
            _AHEAD[kept.sha256] = self.parts(path)


def _cut(path: Path, kept: Kept) -> dict[str, bytes]:
    page = path.read_bytes()
    whole = hashlib.sha256(page).hexdigest() == kept.sha256
    return parts_in(page) if whole else {}
