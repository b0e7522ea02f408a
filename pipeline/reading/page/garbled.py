"""Pages whose text layer does not say what they show: codes that stand for other characters.

A producer that loses the map of a font's codes to characters leaves letters among Chinese text
that Chinese never has (预þ挂号, 区ÿ院), or codes that are no characters at all. The page is then
read as a picture: its glyphs are drawn right, only their codes lie. Figures of such a page may be
wrong as well, with nothing to show it.
"""

from __future__ import annotations

from collections import Counter

from pipeline.model.vocabulary import UNREADABLE, with_unreadable
from pipeline.reading.page.geometry import PageGeometry
from pipeline.reading.tolerances import TOLERANCES

_T = TOLERANCES.pages
_LETTERS = range(0xC0, 0x250)
"""Latin letters with marks; × and ÷ are signs among them."""
_SIGNS = "×÷"


def is_garbled(page: PageGeometry) -> bool:
    """Do letters that Chinese never has run through its Chinese text, or codes of no character?"""
    kinds = page.glyphs.distinct_texts
    strange = {text for text in kinds if _is_strange(text)}
    unreadable = {text for text in kinds if with_unreadable(text) == UNREADABLE}
    if not strange and not unreadable:  # as on most pages
        return False
    texts = [char.text for char in page.chars if char.text != " "]
    letters = bool(strange) and _has_strange_letters(texts, strange)
    return letters or _is_unreadable(Counter(texts), strange | unreadable)


def _is_unreadable(kinds: Counter[str], found: set[str]) -> bool:
    """Is a large part of the page in a font whose codes nothing says?"""
    count = sum(kinds[text] for text in found)
    if count < max(_T.unreadable_glyphs, _T.unreadable_share * kinds.total()):
        return False
    return len(found) >= _T.unreadable_kinds


def _has_strange_letters(texts: list[str], strange: set[str]) -> bool:
    found = [
        text
        for before, text, after in zip(["", *texts], texts, [*texts[1:], ""], strict=False)
        if text in strange and (_is_chinese(before) or _is_chinese(after))
    ]
    return len(found) >= _T.garbled_glyphs and len(set(found)) >= _T.garbled_kinds


def _is_strange(text: str) -> bool:
    return len(text) == 1 and ord(text) in _LETTERS and text not in _SIGNS


def _is_chinese(text: str) -> bool:
    return "\u4e00" <= text[:1] <= "\u9fff"
