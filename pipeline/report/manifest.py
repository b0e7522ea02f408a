"""The pages of the site of the release before, and the parts that they are made of."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pipeline.model.kept_pages import Kept, link_or_copy, pages_in
from pipeline.report.parts import CutPage

_AHEAD: dict[str, CutPage] = {}
"""Pages that this process has cut ahead, by their checksums."""


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

    def page(self, path: str) -> CutPage:
        """A page, to be cut into its parts; one without any where it is damaged."""
        kept = self.kept(path)
        if kept is None or self._folder is None:
            return CutPage()
        return _AHEAD.get(kept.sha256) or _whole(self._folder / path, kept)

    def cut_ahead(self) -> None:
        """Cut every page into its parts before a run asks for them."""
        for path, kept in self._pages.items():
            page = _AHEAD[kept.sha256] = self.page(path)
            page.cut()


def _whole(path: Path, kept: Kept) -> CutPage:
    page = path.read_bytes()
    return CutPage(page if hashlib.sha256(page).hexdigest() == kept.sha256 else b"")
