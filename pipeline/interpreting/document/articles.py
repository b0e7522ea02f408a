"""News items: place, not wording, parts titles from section headings and bodies."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pipeline.interpreting.text.normalise import folded
from pipeline.model.place import Place
from pipeline.reading.model import Block, Paragraph
from pipeline.reading.text.paragraphs import heads_section


@dataclass(frozen=True)
class NewsItem:
    """An article.

    Attributes:
        title: as printed, its lines joined.
        body: paragraphs.
        place: where the title begins.
        blocks: indices in `Reading.blocks`.
    """

    title: str
    body: tuple[str, ...]
    place: Place
    blocks: tuple[int, ...]


@dataclass(frozen=True)
class Articles:
    """The articles of an issue, and indices of titles and paragraphs that look like scraps of a
    table which was not read."""

    items: tuple[NewsItem, ...]
    scraps: tuple[int, ...]


def find_articles(
    blocks: Sequence[Block], used: Collection[int], known_tables: Collection[int]
) -> Articles:
    """Every title with the body paragraphs below it.

    A title with nothing but a table, another title or a used paragraph below it is the heading
    of a section.

    Args:
        used: indices of paragraphs that belong to masthead, statistics or imprint.
        known_tables: indices of tables that are part of the statistics; no article goes on
            below one.
    """
    items: list[NewsItem] = []
    scraps: list[int] = []
    index = 0
    while index < len(blocks):
        block = blocks[index]
        if not _is_title(block) or index in used:
            index += 1
            continue
        titles = _title_run(blocks, index, used)
        body = _body(blocks, titles[-1] + 1, used, known_tables)
        if body and _is_scrap(blocks, body):
            scraps += [*titles, *body]
        elif _has_words(blocks, body):
            items.append(_item(blocks, _own_title(blocks, titles), body))
        index = (body[-1] if body else titles[-1]) + 1
    return Articles(tuple(items), tuple(scraps))


_SHORT = 30
"""Characters; a body with fewer and without a stop or comma is no prose."""


def _is_scrap(blocks: Sequence[Block], body: Sequence[int]) -> bool:
    """Is the body a few words and figures, as what is left of a table?"""
    text = "".join("".join(_paragraph(blocks, i).text for i in body).split())
    return len(text) < _SHORT and not _PUNCTUATION.intersection(text)


_PUNCTUATION = frozenset("。，；：！？、…“”《》;:!?")


def _is_title(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.role == "title"


def _paragraph(blocks: Sequence[Block], index: int) -> Paragraph:
    block = blocks[index]
    assert isinstance(block, Paragraph)
    return block


def _title_run(blocks: Sequence[Block], start: int, used: Collection[int]) -> list[int]:
    """Titles that follow each other without anything between."""
    run = [start]
    while run[-1] + 1 < len(blocks) and _is_title(blocks[run[-1] + 1]) and run[-1] + 1 not in used:
        run.append(run[-1] + 1)
    return run


def _own_title(blocks: Sequence[Block], run: Sequence[int]) -> list[int]:
    """Of several titles in a row the last, and those above it that are set alike on one page.

    Those are one title, wrapped by its author; a larger one above is a section's heading.
    """
    own = [run[-1]]
    for index in reversed(run[:-1]):
        above, below = _paragraph(blocks, index), _paragraph(blocks, own[0])
        alike = abs(above.size - below.size) < 0.6 and above.bold == below.bold
        heading = heads_section(above.text, below.text)
        if heading or not alike or above.page != below.page or not _close(above, below):
            break
        own.insert(0, index)
    return own


def _close(above: Paragraph, below: Paragraph) -> bool:
    gap = below.lines[0].place.box.top - above.lines[-1].place.box.bottom
    return gap < 1.2 * max(above.size, below.size)


def _body(
    blocks: Sequence[Block], start: int, used: Collection[int], known_tables: Collection[int]
) -> list[int]:
    body: list[int] = []
    for index in range(start, len(blocks)):
        block = blocks[index]
        if isinstance(block, Paragraph):
            if index in used or block.role == "title":
                break
            body.append(index)
        elif index in known_tables:
            break
    return body


def _has_words(blocks: Sequence[Block], body: Sequence[int]) -> bool:
    """Does the body say anything? What is mostly figures is the rest of a table, and no news."""
    text = "".join(_paragraph(blocks, i).text for i in body)
    words = sum(not c.isascii() and c.isalpha() for c in text)
    return 2 * words > sum(c.isdigit() for c in text)


def _item(blocks: Sequence[Block], titles: Sequence[int], body: Sequence[int]) -> NewsItem:
    title = "".join(_paragraph(blocks, i).text for i in titles)
    return NewsItem(
        title=title,
        body=tuple(_paragraph(blocks, i).text for i in body),
        place=_paragraph(blocks, titles[0]).lines[0].place,
        blocks=(*titles, *body),
    )


def is_section_heading(paragraph: Paragraph) -> bool:
    """Does it name the statistics part (统计数据, 数据统计)?"""
    key = folded(paragraph.text)
    return len(key) <= 10 and "数据" in key and ("统计" in key or len(key) <= 4)
