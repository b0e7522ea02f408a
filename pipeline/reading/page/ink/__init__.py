"""What a person sees decides: pages are drawn by pdfium and compared with what was read.

A page is drawn twice, with its text and without. Where the two pictures differ there is the ink of
text, whatever lies below it and whatever hides it: a glyph in whose box nothing differs is seen by
nobody, be it covered, clipped, transparent, switched off or white on white.
"""
