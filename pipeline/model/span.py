"""From the first to the last, in words."""

from __future__ import annotations


def span(first: str, last: str, between: str = " – ") -> str:
    """“2014-01 – 2025-03”; where both are the same it is named once."""
    return first if first == last else f"{first}{between}{last}"
