"""Traditional characters as the simplified ones that they are written with here.

A header or a name in traditional characters (門診, 電話預約) says what the simplified one says.
OpenCC knows how they are written; a text that the national set of simplified characters holds
whole, as nearly every one, is not given to it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_SIMPLIFIED = "gb2312"
_HELD_AS_NAMES = re.compile("[後於]")
"""Traditional characters that the set of simplified ones holds, for the names of people."""

_HANZI = re.compile(r"[\u3400-\u9fff]+")


def simplified(text: str) -> str:
    """The text with simplified characters in place of the traditional ones."""
    if text.isascii() or _is_simplified(text):
        return text
    converted: str = _converter().convert(text)
    return converted


def simplified_in_place(text: str) -> str:
    """The same, one character for one: what is found in it is at its place in the text."""
    whole = simplified(text)
    return whole if len(whole) == len(text) else "".join(simplified(char)[:1] for char in text)


def _is_simplified(text: str) -> bool:
    try:
        "".join(_HANZI.findall(text)).encode(_SIMPLIFIED)
    except UnicodeEncodeError:
        return False
    return not _HELD_AS_NAMES.search(text)


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")
