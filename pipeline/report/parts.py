"""Parts of a page that seldom change; they are cut out of the page of the release before.

A part stands in the page between two comments that hold its key, so that the next release finds it
there. Where a key is the same, what the part shows is not even made. Parts in a row that seldom
change all at once are a section, which is found in the same way: then not even their keys are made.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup

from pipeline.model.row_digest import digest_of

_KEY = 24
"""Hexadecimal digits by which a part of a page is known."""
_BEGIN, _END = b"<!--part ", b"<!--whole-->"
_SECTION, _END_OF_SECTION = b"<!--section ", b"<!--end of section-->"
_CLOSE, _CLOSED = "-->", b"-->"
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


@dataclass(frozen=True)
class Section:
    """Parts in a row.

    Attributes:
        key: hash of all that they are made from, the program apart.
        parts: makes them.
    """

    key: str
    parts: Callable[[], Iterable[Part]]


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


class CutPage:
    """The parts and sections of a page that this program has written, by their keys."""

    def __init__(self, page: bytes = b"") -> None:
        self._page = page

    @cached_property
    def parts(self) -> Mapping[str, memoryview]:
        """The parts, those of sections as well."""
        return _between(self._page, _BEGIN, _END)

    @cached_property
    def sections(self) -> Mapping[str, memoryview]:
        """What stands between the comments of each section."""
        return _between(self._page, _SECTION, _END_OF_SECTION)

    def cut(self) -> None:
        """Find them now rather than when they are asked for."""
        assert self.parts is not None and self.sections is not None


def _between(page: bytes, begin: bytes, end: bytes) -> dict[str, memoryview]:
    """What stands after each beginning and its key, up to an end."""
    known, whole, at = {}, memoryview(page), page.find(begin)
    while at >= 0:
        key = at + len(begin)
        start = page.find(_CLOSED, key) + len(_CLOSED)
        stop = page.find(end, start)
        at = page.find(begin, start)
        if stop >= 0 and (at < 0 or stop < at):
            known[page[key : start - len(_CLOSED)].decode()] = whole[start:stop]
    return known


class Assembly:
    """A page that is put together: of what its template makes, and of parts.

    Parts go from page to page as bytes. In what the template makes, a comment stands for them until
    the end; nobody can foresee its text.

    Args:
        known: the same page in the release before.
    """

    def __init__(self, known: CutPage) -> None:
        self._known, self._parts = known, [b""]
        self._mark = f"<!--{secrets.token_hex()} "

    def html(
        self, parts: Iterable[Part | Section], render: Callable[..., str], *more: Any
    ) -> Markup:  # fmt: skip
        """Parts as lines, each between two comments, which no text of a PDF can hold.

        Args:
            parts: these, or sections of them.
            render: makes HTML of what a part shows, and of `more`.

        Returns:
            what stands for them.
        """
        lines = [
            self._section(one, render, *more) if isinstance(one, Section)
            else self._part(one, render, *more)
            for one in parts
        ]  # fmt: skip
        self._parts.append(b"\n".join(lines))
        return Markup(f"{self._mark}{len(self._parts) - 1}{_CLOSE}")

    def _part(self, one: Part, render: Callable[..., str], *more: Any) -> bytes:
        html = self._known.parts.get(one.key)
        made = writable(render(one.content(), *more)) if html is None else html
        return b"".join((_BEGIN, one.key.encode(), _CLOSED, made, _END))

    def _section(self, one: Section, render: Callable[..., str], *more: Any) -> bytes:
        known = self._known.sections.get(one.key)
        made = known or b"\n".join([self._part(part, render, *more) for part in one.parts()])
        return b"".join((_SECTION, one.key.encode(), _CLOSED, made, _END_OF_SECTION))

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
