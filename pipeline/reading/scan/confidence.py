"""How often a figure of a scan is right, by what is known about it.

Rates of one half of the pages of `tests.lab.scans` (30 ways of wear), lowered where the other half
has less; docs/scans.md shows both. A figure has the lowest of what holds for it.
"""

from __future__ import annotations

CERTAIN = 0.99
"""Both recognisers read it alike and surely, on a page on which they mostly agree."""

UNSURE = ((0.7, 0.8), (0.0, 0.6))
"""From this probability of its least certain character on, this often."""

DIFFERENT = 0.3
"""The two read it differently."""

MARK = 0.1
"""A lone stroke, a text that is no figure, or ink in which nothing is read."""

PAGES = ((0.1, 0.7), (0.05, 0.95), (0.0, 0.98))
"""From this share of figures on which the two differ on, this often, for the others of the page."""

OPEN = 0.9
"""No rules are seen around it, so it may belong to another row or column."""


def of_unsure(probability: float) -> float:
    """Of a figure whose least certain character has this probability."""
    return next(often for least, often in UNSURE if probability >= least)


def of_page(share: float) -> float:
    """Of any figure of a page on whose figures the recognisers differ to this share."""
    return next(often for least, often in PAGES if share >= least)
