"""CSV on its way to a browser, made such that a spreadsheet computes nothing of it."""

from __future__ import annotations

import codecs
import csv
import io

from pipeline.exporting.cells import safe_text


class SafeCsv:
    """The same rows, every cell quoted and as `safe_text.for_spreadsheet` makes it.

    Bytes (UTF-8) are given as they come, cut anywhere; whole rows come out.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._held = ""

    def feed(self, chunk: bytes, *, last: bool) -> bytes:
        """What can be sent on after this piece; after the last one that is all."""
        self._held += self._decoder.decode(chunk, last)
        end = len(self._held) if last else self._end_of_rows()
        rows, self._held = self._held[:end], self._held[end:]
        out = io.StringIO(newline="")
        writer = csv.writer(out, quoting=csv.QUOTE_ALL)
        for row in csv.reader(io.StringIO(rows, newline="")):
            writer.writerow(map(safe_text, row))
        return out.getvalue().encode()

    def _end_of_rows(self) -> int:
        """Where the last whole row ends: at a line break that no quotation mark encloses."""
        end = len(self._held)
        while end := self._held.rfind("\n", 0, end) + 1:
            if self._held.count('"', 0, end) % 2 == 0:
                return end
            end -= 1
        return 0
