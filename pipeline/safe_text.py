"""Text from outside (file names, pages of a PDF) made harmless wherever it is shown."""

from __future__ import annotations

import os
import re
import unicodedata

# Cc: control characters, the terminal's escape among them. Cf: invisible format characters,
# which can turn the direction of a line round. Cs: halves of characters. Zl, Zp: line breaks.
_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}

# What makes a cell a formula (OWASP, CSV injection); spreadsheets of East Asia take the wide forms
# as well. A number with its sign, and a dash that means "not reported", are no formulas.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
_NO_FORMULA = re.compile(r"\s*(?:[+\-－]+|[+\-－]?[\d,]+(?:\.\d+)?%?)\s*")


def visible(text: str, keep_newlines: bool = False) -> str:
    """The text with every control or invisible character written as an escape (\\x1b)."""
    return "".join(
        char
        if unicodedata.category(char) not in _HIDDEN or (keep_newlines and char == "\n")
        else char.encode("unicode_escape", "surrogatepass").decode("ascii")
        for char in text
    )


def for_spreadsheet(text: str) -> str:
    """The text as a cell (CSV, XLSX) that a spreadsheet shows and never computes.

    A text that a spreadsheet would compute as a formula gets an apostrophe in front, and control
    characters are written as escapes. Line breaks are kept; the caller must quote every field of a
    CSV (`csv.QUOTE_ALL`), so that no other separator can split a cell.
    """
    shown = visible(text, keep_newlines=True)
    if _FORMULA.match(shown) and not _NO_FORMULA.fullmatch(shown):
        return f"'{shown}"
    return shown


def label(name: str | bytes) -> str:
    """A file name as text that can be stored, compared and shown.

    Bytes that are not UTF-8 are decoded as GB 18030, which older Chinese systems write, or else
    escaped. Within one encoding, different names have different labels.
    """
    raw = os.fsencode(name) if isinstance(name, str) else name
    for encoding in ("utf-8", "gb18030"):
        try:
            return visible(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    return visible(raw.decode("utf-8", "backslashreplace"))


def quoted(name: str, limit: int = 80) -> str:
    """A name in quotation marks, for a sentence; the middle of a very long name is left out."""
    if len(name) > limit:
        name = f"{name[: limit // 2]}…{name[-limit // 3 :]}"
    return f"“{name}”"
