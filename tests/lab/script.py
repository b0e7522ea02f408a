"""The script that a bulletin is printed in."""

from __future__ import annotations

from functools import cache
from typing import Any


def traditional(text: str) -> str:
    """The text in traditional characters."""
    converted: str = _converter().convert(text)
    return converted


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("s2t")
