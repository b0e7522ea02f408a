"""Parts of a page that seldom change; they are cut out of the page of the release before.

A part stands in the page between two comments that hold its key, so that the next release finds it
there. Where a key is the same, what the part shows is not even made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from pipeline.model.row_digest import digest_of

_KEY = 24
"""Hexadecimal digits by which a part of a page is known."""
_BEGIN, _END = "<!--part ", "<!--whole-->"


@dataclass(frozen=True)
class Part:
    """A part of a page that seldom changes: a row of a table, some boxes on a picture.

    Attributes:
        key: hash of all that the content is made from, the program apart.
        content: makes what the part shows.
    """

    key: str
    content: Callable[[], Any]


def part_key(made_from: Any) -> str:
    """A hash of texts, numbers and None, or of lists and tuples of them."""
    return digest_of(made_from)[:_KEY]


def part(made_from: Any, content: Callable[[], Any]) -> Part:
    """A part whose content follows from these values alone.

    Args:
        made_from: texts, numbers and None, or lists and tuples of them.
    """
    return Part(part_key(made_from), content)


class EarlierParts:
    """The parts of the same page in the release before, as HTML.

    Args:
        page: that page, written by the same program; empty where there is none.
    """

    def __init__(self, page: bytes = b"") -> None:
        self._known: dict[str, bytes] = {}
        for found in page.split(_BEGIN.encode())[1:]:
            key, _, rest = found.partition(b"-->")
            html, whole, _ = rest.partition(_END.encode())
            if whole:
                self._known[key.decode()] = html

    def html(self, parts: Iterable[Part], render: Callable[..., str], *more: Any) -> Markup:
        """Parts as lines, each between two comments, which no text of a PDF can hold.

        Args:
            render: makes HTML of what a part shows, and of `more`.
        """
        known = self._known
        return Markup("\n".join([
            f"{_BEGIN}{one.key}-->"
            f"{html.decode() if (html := known.get(one.key)) else render(one.content(), *more)}"
            f"{_END}"
            for one in parts
        ]))  # fmt: skip
