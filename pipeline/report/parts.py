"""Parts of a page that seldom change; they are cut out of the page of the release before.

A part stands in the page between two comments that hold its key, so that the next release finds it
there. Where a key is the same, what the part shows is not even made.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from pipeline.model.row_digest import digest_of

_KEY = 24
"""Hexadecimal digits by which a part of a page is known."""
_BEGIN, _END = b"<!--part ", b"<!--whole-->"
_CLOSE = "-->"
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")
"""Half characters and NUL, which a broken PDF may hold and no page can."""


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


def writable(html: str) -> bytes:
    """A text in UTF-8; what no page can hold is replaced."""
    try:
        if "\0" not in html:
            return html.encode()
    except UnicodeEncodeError:
        pass
    return _UNWRITABLE.sub("\ufffd", html).encode()


def parts_in(page: bytes) -> dict[str, bytes]:
    """The parts of a page that this program has written, by their keys."""
    known = {}
    for found in page.split(_BEGIN)[1:]:
        key, _, rest = found.partition(_CLOSE.encode())
        html, whole, _ = rest.partition(_END)
        if whole:
            known[key.decode()] = html
    return known


class Assembly:
    """A page that is put together: of what its template makes, and of parts.

    Parts go from page to page as bytes. In what the template makes, a comment stands for them until
    the end; nobody can foresee its text.

    Args:
        known: parts of the same page in the release before, by their keys.
    """

    def __init__(self, known: Mapping[str, bytes]) -> None:
        self._known, self._parts = known, [b""]
        self._mark = f"<!--{secrets.token_hex()} "

    def html(self, parts: Iterable[Part], render: Callable[..., str], *more: Any) -> Markup:
        """Parts as lines, each between two comments, which no text of a PDF can hold.

        Args:
            render: makes HTML of what a part shows, and of `more`.

        Returns:
            what stands for them.
        """
        known, lines = self._known, []
        for one in parts:
            html = known.get(one.key) or writable(render(one.content(), *more))
            lines.append(b"%b%b-->%b%b" % (_BEGIN, one.key.encode(), html, _END))
        self._parts.append(b"\n".join(lines))
        return Markup(f"{self._mark}{len(self._parts) - 1}{_CLOSE}")

    def page(self, html: str) -> bytes:
        """The whole page.

        Args:
            html: what the template has made.
        """
        first, *others = html.split(self._mark)
        whole = [writable(first)]
        for other in others:
            number, _, text = other.partition(_CLOSE)
            whole += self._parts[int(number)], writable(text)
        return b"".join(whole)
