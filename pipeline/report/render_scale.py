"""How large pages are drawn. Nothing is imported: the process that draws them begins with this."""

SCALE = 1.5
"""Pixels for each point: a page of A4 is 893 × 1263, readable and small."""
