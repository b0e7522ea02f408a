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
_BULLET = re.compile(r"[●○◆◇■□▪▫★☆▲△▶►➢➤•·※◎]")
_AROUND = re.compile(
    rf"^(?:{_BULLET.pattern}|\d{{1,2}}[.、]|[一二三四五六七八九十]{{1,2}}、)"
    r"|(?<![.·\-])[.·\-]*[(]?\d{1,3}[)]?$"
)
"""The number or bullet of an entry before its title, the number of its page behind it."""
_FEWEST = 2


def contents_of(blocks: Sequence[Block]) -> set[int]:
    """Indices of the paragraphs that list what is in the issue, with their heading.

    Below a heading (目录) every line is of the list that ends in a leader and a number, repeats
    the title of a later paragraph or has the bullet of the entry above; without a heading, two such
    paragraphs with leaders are a list.
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
    bullet = ""
    for index in range(start, len(blocks)):
        block = blocks[index]
        if not isinstance(block, Paragraph):
            return
        lines = [folded(line.text) for line in block.lines]
        if all(map(_leads_to_a_page, lines)):
            yield index
        elif headed:
            titles = _titles_below(blocks, start) if titles is None else titles
            mark = _bullet(block)
            if not (bullet and mark == bullet) and not _is_repeated(blocks, index, titles):
                return
            bullet = mark
            yield index
        else:
            return


def _leads_to_a_page(line: str) -> bool:
    """Does a line, folded, end in a leader and the number of a page?"""
    page = _PAGE.search(line)
    before = line[: page.start()] if page else ""
    leader = before[len(before.rstrip(before[-1:])) :]
    return leader[:1] in _LEADERS and len(leader) >= _LEADERS[leader[0]]


def _bullet(paragraph: Paragraph) -> str:
    found = _BULLET.match(paragraph.text.lstrip())
    return found[0] if found else ""


def _is_repeated(blocks: Sequence[Block], index: int, titles: set[str]) -> bool:
    """Does a later paragraph repeat what the entry names?"""
    block = blocks[index]
    name = _named(block) if isinstance(block, Paragraph) else ""
    return name in titles and _last_with(blocks, name) != index


def _titles_below(blocks: Sequence[Block], start: int) -> set[str]:
    return {_named(b) for b in blocks[start:] if isinstance(b, Paragraph)}


def _last_with(blocks: Sequence[Block], name: str) -> int:
    same = (i for i, b in enumerate(blocks) if isinstance(b, Paragraph) and _named(b) == name)
    return max(same)


def _named(paragraph: Paragraph) -> str:
    return _AROUND.sub("", folded(paragraph.text))
