"""Pages that are missing from a file, by the page numbers that the others bear."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise

from pipeline.interpreting.text.normalise import folded
from pipeline.reading.model import Reading

_MARKS = r"[-—–―_·.~|]*"
_NUMBER = re.compile(
    rf"{_MARKS}(?:第|[Pp](?:age)?\.?)?(?P<page>\d{{1,3}})页?"
    rf"(?:(?:[/,，]|of|[(（])?共?(?P<pages>\d{{1,3}})页?[)）]?)?{_MARKS}"
)
_MOST = 20
"""Pages between two numbers from which on they are no page numbers."""

Numbers = Mapping[int, list[int]]


def missing_pages(reading: Reading) -> list[int]:
    """The numbers of pages between those that are there, and up to the total that they state.

    [] where the numbers do not count the pages of the file.
    """
    numbers, total = _numbers(reading)
    pairs = list(pairwise(sorted(numbers)))
    steps = [numbers[after][0] - numbers[before][-1] for before, after in pairs]
    due = [(after - before - 1) * _leaves(numbers) + 1 for before, after in pairs]
    even = sum(step == one for step, one in zip(steps, due, strict=True))
    if not pairs or 2 * even < len(pairs):
        return []
    out: list[int] = []
    for (_, after), step, one in zip(pairs, steps, due, strict=True):
        if one < step <= _MOST:
            first = numbers[after][0]
            out += range(first - step + one, first)
    last = numbers[max(numbers)][-1]
    behind = len(reading.pages) - max(numbers)
    if total is not None and last + behind < total <= last + _MOST:
        out += range(last + behind + 1, total + 1)
    return out


def is_followed(reading: Reading, page: int) -> bool:
    """Does the next page of the file bear the next number, so that none is missing between?"""
    numbers, _ = _numbers(reading)
    own, following = numbers.get(page, []), numbers.get(page + 1, [])
    return bool(own and following) and own[-1] + 1 == following[0]


def _numbers(reading: Reading) -> tuple[dict[int, list[int]], int | None]:
    """The numbers on each page, in order, and the number of pages that all of them state."""
    found: dict[int, set[int]] = defaultdict(set)
    totals = set()
    for line in reading.furniture:
        match = _NUMBER.fullmatch(folded(line.text))
        if match is None:
            continue
        found[line.place.page].add(int(match["page"]))
        if match["pages"]:
            totals.add(int(match["pages"]))
    total = totals.pop() if len(totals) == 1 else None
    return {page: sorted(numbers) for page, numbers in found.items()}, total


def _leaves(numbers: Numbers) -> int:
    """How many numbers most pages bear: two where two leaves are on a page."""
    counts = sorted(map(len, numbers.values()))
    return counts[len(counts) // 2] if counts else 1
