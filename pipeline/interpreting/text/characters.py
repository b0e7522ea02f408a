"""A paragraph as one run of characters, each with its place on the page."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat

from pipeline.interpreting.text.normalise import radicals
from pipeline.interpreting.text.traditional import simplified
from pipeline.model.place import Place
from pipeline.model.vocabulary import with_unreadable
from pipeline.reading.model import TextLine

# Kept as printed: NFKC would turn the clause comma into a separator of thousands.
_KEPT = "，；：。（）"


@dataclass(frozen=True)
class Stream:
    """Characters without white space, and where each was printed.

    Attributes:
        text: simplified characters, NFKC except clause marks, no white space.
        lines: the printed lines.
        origin: for each character of `text`, (line, index in the line's text).
        gap: for each character, was there white space before it within its line?
        ends: for each line, where its characters end in `text`.
    """

    text: str
    lines: tuple[TextLine, ...]
    origin: tuple[tuple[int, int], ...]
    gap: tuple[bool, ...]
    ends: tuple[int, ...]

    def printed(self, start: int, end: int) -> str:
        """The characters `text[start:end]` as they are on the page, line breaks as nothing."""
        out = ""
        for line, first, last in self._runs(start, end):
            out += self.lines[line].text[first : last + 1]
        return out

    def place(self, start: int, end: int) -> Place:
        """Page and box of `text[start:end]`; of its first line's part where it is broken."""
        line, first, last = self._runs(start, end)[0]
        printed = self.lines[line]
        return Place(page=printed.place.page, box=printed.clear_box_of(first, last + 1))

    def broken(self, start: int, end: int) -> str:
        """How `text[start:end]` is torn apart in print: 'line', 'gap' or ''."""
        if len(self._runs(start, end)) > 1:
            return "line"
        return "gap" if any(self.gap[start + 1 : end]) else ""

    def doubt(self, start: int, end: int) -> str:
        """Why `text[start:end]` may be wrong, or a character that touches it; '' if certain."""
        first = start - 1 if start and not self.gap[start] else start
        last = end + 1 if end < len(self.text) and not self.gap[end] else end
        doubts = (self.lines[line].doubt_at(index) for line, index in self.origin[first:last])
        return next((reason for reason in doubts if reason), "")

    def _runs(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """(line, first index, last index) of each line's part."""
        runs: list[tuple[int, int, int]] = []
        origin, end = self.origin, min(end, len(self.origin))
        while start < end:
            line, first = origin[start]
            start = min(end, self.ends[line])
            runs.append((line, first, origin[start - 1][1]))
        return runs


def stream_of(lines: Iterable[TextLine]) -> Stream:
    """Join printed lines."""
    kept = tuple(lines)
    text: list[str] = []
    origin: list[tuple[int, int]] = []
    gap: list[bool] = []
    ends: list[int] = []
    for number, line in enumerate(kept):
        printed = with_unreadable(line.text, aligned=True)
        plain = list(map(_plain, printed))
        if not any(map(str.isspace, printed)) and all(len(c) == 1 for c in plain):
            text += plain
            origin += zip(repeat(number), range(len(plain)))
            gap += [False] * len(plain)
            ends.append(len(text))
            continue
        space = False
        for index, char in enumerate(printed):
            if char.isspace():
                space = True
                continue
            for c in _plain(char):
                text.append(c)
                origin.append((number, index))
                gap.append(space)
                space = False
        ends.append(len(text))
    return Stream("".join(text), kept, tuple(origin), tuple(gap), tuple(ends))


@lru_cache(maxsize=16384)
def _plain(char: str) -> str:
    return char if _stays(char) else simplified(unicodedata.normalize("NFKC", radicals(char)))


def _stays(char: str) -> bool:
    """Clause marks, and circled or raised digits, which are footnote marks."""
    return char in _KEPT or unicodedata.category(char) == "No"
