"""Lines of text that are the header of a printed table which the reader found no table in."""

from __future__ import annotations

from functools import cache

from pipeline.interpreting.tables.headers import ENTITY, POSITION, header_key
from pipeline.interpreting.tables.measures import headers_of, measures_of
from pipeline.interpreting.tables.recognise import printed_models

_FEWEST = 3
"""Words of a header line: a name and two figures, as in the rows below it."""

_SHORTEST = 2
"""Characters of a word of which a header text may be the beginning or the end."""


def is_header_line(text: str) -> bool:
    """Are most words of a line, with blanks between them, texts of headers (序号 名称 预约数量)?

    Header texts over several lines leave only their beginnings on one.
    """
    words = [header_key(word) for word in text.split()]
    if len(words) < _FEWEST:
        return False
    return 2 * sum(map(_of_header, words)) > len(words)


def _of_header(word: str) -> bool:
    if len(word) < _SHORTEST:
        return False
    return any(known.startswith(word) or word.startswith(known) for known in _known())


@cache
def _known() -> frozenset[str]:
    """Every header text of the tables that the bulletin prints."""
    found: set[str] = set()
    for model in printed_models():
        found.update(headers_of(model, ENTITY), headers_of(model, POSITION))
        for measure in measures_of(model):
            found.update((*measure.headers, *measure.parents))
    return frozenset(key for text in found if len(key := header_key(text)) >= _SHORTEST)
