"""The list of contents of an issue: titles of its articles, which are none themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.interpreting.text.normalise import folded
from pipeline.reading.model import Block, Paragraph

_HEADING = re.compile(r"(?:本期)?(?:目[录次]|要目|导读|主要内容|内容提要)")
_LEADERS = {".": 3, "…": 1, "·": 3, "—": 2, "-": 3, "_": 3}
"""What leads from a title to its page: the character, and how many of it there are at least."""
_PAGE = re.compile(r"[(第p]{0,2}\d{1,3}[)页]?$", re.IGNORECASE)
_AROUND = re.compile(
    r"^(?:\d{1,2}[.、]|[一二三四五六七八九十]{1,2}、)|(?<![.·\-])[.·\-]*[(]?\d{1,3}[)]?$"
)
"""The number of an entry before its title, that of its page behind it."""
_FEWEST = 2


def contents_of(blocks: Sequence[Block]) -> set[int]:
    """Indices of the paragraphs that list what is in the issue, with their heading.

    Below a heading (目录) every line is of the list that ends in a leader and a number or repeats
    the title of a later paragraph; without a heading, two such paragraphs with leaders are a list.
    """
    out: set[int] = set()
    for index, block in enumerate(blocks):
        if index in out or not isinstance(block, Paragraph):
            continue
        headed = _HEADING.fullmatch(folded(block.text)) is not None
        listed = list(_entries(blocks, index + headed, headed))
        if headed and listed:
            out |= {index, *listed}
        elif len(listed) >= _FEWEST:
            out |= set(listed)
    return out


def _entries(blocks: Sequence[Block], start: int, headed: bool) -> Iterator[int]:
    titles: set[str] | None = None
    for index in range(start, len(blocks)):
        block = blocks[index]
        if not isinstance(block, Paragraph):
            return
        lines = [folded(line.text) for line in block.lines]
        if all(map(_leads_to_a_page, lines)):
            yield index
        elif headed:
            titles = _titles_below(blocks, start) if titles is None else titles
            if _named(block) not in titles or _last_with(blocks, _named(block)) == index:
                return
            yield index
        else:
            return


def _leads_to_a_page(line: str) -> bool:
    """Does a line, folded, end in a leader and the number of a page?"""
    page = _PAGE.search(line)
    before = line[: page.start()] if page else ""
    leader = before[len(before.rstrip(before[-1:])) :]
    return leader[:1] in _LEADERS and len(leader) >= _LEADERS[leader[0]]


def _titles_below(blocks: Sequence[Block], start: int) -> set[str]:
    return {_named(b) for b in blocks[start:] if isinstance(b, Paragraph)}


def _last_with(blocks: Sequence[Block], name: str) -> int:
    same = (i for i, b in enumerate(blocks) if isinstance(b, Paragraph) and _named(b) == name)
    return max(same)


def _named(paragraph: Paragraph) -> str:
    return _AROUND.sub("", folded(paragraph.text))
