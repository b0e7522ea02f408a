"""Where two sources read a page otherwise: the audit of the fast one by the reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from pipeline.model.place import Box, Place
from pipeline.reading.page.char import Char
from pipeline.reading.page.geometry import PageGeometry, Rule

_NEAR = 0.15
"""Glyphs nearer than this many font sizes are one: pdfium's rounding adds up along a line."""

_NEAR_RULE = 0.5
"""Rules nearer than this (points) are one."""

_SHORTEST_RULE = 2.2
"""Shorter rules (points) are no part of a table."""

_FIELD = 8.0
_MOST = 200
"""A page with more differences is wrong as a whole; no more are kept."""


class SourceDifference(BaseModel):
    """A place that two sources read otherwise.

    Attributes:
        place: where, on the page as displayed.
        pdfium, pdfplumber: what each reads there; '' where it reads nothing.
    """

    model_config = ConfigDict(frozen=True)

    place: Place
    pdfium: str
    pdfplumber: str

    @property
    def box(self) -> Box:
        return self.place.box


def audit(path: Path) -> Iterator[SourceDifference]:
    """Read a PDF by both sources and say where they differ.

    Pages of which pdfium is unsure are left out: there the reference is what was read. So is what
    the reference cannot read, and pages that lean, which only one of them is given straight.
    """
    import pypdfium2

    from pipeline.reading.page.sources.choose import errors
    from pipeline.reading.page.sources.pdfium_source import pdfium_pages
    from pipeline.reading.page.sources.pdfplumber_source import pdfplumber_pages

    with suppress(pypdfium2.PdfiumError, *errors()):
        for one, two in zip(pdfium_pages(path), pdfplumber_pages(path), strict=False):
            if not one.unsure and not one.skew:
                yield from differences(one, two)


def differences(pdfium: PageGeometry, pdfplumber: PageGeometry) -> list[SourceDifference]:
    """Glyphs and rules of one page that only one of two sources finds; each place once.

    Blanks do not count: pdfium leaves out those that follow each other. Nor does it count who sees
    a glyph: pdfplumber does not evaluate all colours.
    """
    ours = _inked((*pdfium.chars, *pdfium.hidden))
    theirs = _inked((*pdfplumber.chars, *pdfplumber.hidden))
    only_ours, only_theirs = _without(ours, theirs), _without(theirs, ours)
    number = pdfium.number
    found = list(_paired(number, only_ours, only_theirs))
    found += _rules(number, pdfium.rules, pdfplumber.rules)
    return found[:_MOST]


def _inked(chars: Iterable[Char]) -> list[Char]:
    return [char for char in chars if char.text.strip()]


def _without(chars: Sequence[Char], others: Sequence[Char]) -> list[Char]:
    """Glyphs that none of the others equals in text and place."""
    fields: dict[tuple[str, int, int], list[Char]] = {}
    for other in others:
        key = (other.text, int(other.x0 // _FIELD), int(other.top // _FIELD))
        fields.setdefault(key, []).append(other)
    return [char for char in chars if not any(_same(char, o) for o in _around(fields, char))]


def _around(fields: dict[tuple[str, int, int], list[Char]], char: Char) -> Iterator[Char]:
    near = _NEAR * char.size
    for column in range(int((char.x0 - near) // _FIELD), int((char.x0 + near) // _FIELD) + 1):
        for row in range(int((char.top - near) // _FIELD), int((char.top + near) // _FIELD) + 1):
            yield from fields.get((char.text, column, row), ())


def _same(a: Char, b: Char) -> bool:
    near = _NEAR * a.size
    edges = zip((a.x0, a.top, a.x1, a.bottom), (b.x0, b.top, b.x1, b.bottom), strict=True)
    return a.turn == b.turn and all(abs(x - y) < near for x, y in edges)


def _paired(page: int, ours: Sequence[Char], theirs: Sequence[Char]) -> Iterator[SourceDifference]:
    """Each unequal glyph with what the other source has in its place."""
    left = list(theirs)
    for char in ours:
        there = [other for other in left if _overlap(char, other)]
        left = [other for other in left if other not in there]
        box = _round(char.x0, char.top, char.x1, char.bottom)
        yield SourceDifference(
            place=Place(page=page, box=box),
            pdfium=char.text,
            pdfplumber="".join(other.text for other in there),
        )
    for char in left:
        box = _round(char.x0, char.top, char.x1, char.bottom)
        yield SourceDifference(place=Place(page=page, box=box), pdfium="", pdfplumber=char.text)


def _overlap(a: Char, b: Char) -> bool:
    return a.x0 < b.cx < a.x1 and a.top < b.cy < a.bottom


def _rules(page: int, ours: Sequence[Rule], theirs: Sequence[Rule]) -> Iterator[SourceDifference]:
    only_ours, only_theirs = _lone(ours, theirs), _lone(theirs, ours)
    for rule in only_ours:
        there = [other for other in only_theirs if _parallel(rule, other)]
        only_theirs = [other for other in only_theirs if other not in there]
        yield _of_rule(page, rule, "a rule", "another rule" if there else "")
    for rule in only_theirs:
        yield _of_rule(page, rule, "", "a rule")


def _lone(rules: Sequence[Rule], others: Sequence[Rule]) -> list[Rule]:
    fields: dict[tuple[bool, int], list[Rule]] = {}
    for other in others:
        fields.setdefault((other.horizontal, int(other.at // _FIELD)), []).append(other)
    return [
        rule
        for rule in rules
        if rule.end - rule.start >= _SHORTEST_RULE
        and not any(
            _same_rule(rule, other)
            for row in {int((rule.at + by) // _FIELD) for by in (-_NEAR_RULE, _NEAR_RULE)}
            for other in fields.get((rule.horizontal, row), ())
        )
    ]


def _same_rule(a: Rule, b: Rule) -> bool:
    pairs = ((a.at, b.at), (a.start, b.start), (a.end, b.end))
    return all(abs(x - y) < _NEAR_RULE for x, y in pairs)


def _parallel(a: Rule, b: Rule) -> bool:
    near = a.horizontal == b.horizontal and abs(a.at - b.at) < _NEAR_RULE
    return near and a.start < b.end and b.start < a.end


def _of_rule(page: int, rule: Rule, pdfium: str, pdfplumber: str) -> SourceDifference:
    at, start, end = rule.at, rule.start, rule.end
    box = _round(start, at, end, at) if rule.horizontal else _round(at, start, at, end)
    return SourceDifference(place=Place(page=page, box=box), pdfium=pdfium, pdfplumber=pdfplumber)


def _round(*edges: float) -> Box:
    return Box(*(round(edge, 2) for edge in edges))
