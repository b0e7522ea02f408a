"""Text from outside (file names, pages of a PDF) made harmless wherever it is shown."""

from __future__ import annotations

import os
import re
import unicodedata

# Cc: control characters, the terminal's escape among them. Cf: invisible format characters,
# which can turn the direction of a line round. Cs: halves of characters. Zl, Zp: line breaks.
_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}

# What makes a cell a formula (OWASP, CSV injection); spreadsheets of East Asia take the wide forms
# as well. A number with its sign, and a dash that stands for "not reported", are none.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
_NO_FORMULA = re.compile(r"\s*(?:[+\-－]+|[+\-－]?[\d,]+(?:\.\d+)?%?)\s*")


def visible(text: str, keep_newlines: bool = False) -> str:
    """The text with every character that a terminal would act on written as an escape (\\x1b)."""
    return "".join(
        char
        if unicodedata.category(char) not in _HIDDEN or (keep_newlines and char == "\n")
        else char.encode("unicode_escape", "surrogatepass").decode("ascii")
        for char in text
    )


def for_spreadsheet(text: str) -> str:
    """The text as a cell (CSV, XLSX) that is shown and never computed.

    What a spreadsheet would take for a formula gets an apostrophe in front, and control characters
    are written as escapes. Lines stay; whoever writes CSV must quote every field
    (`csv.QUOTE_ALL`), so that no other separator can part a cell in two.
    """
    shown = visible(text, keep_newlines=True)
    if _FORMULA.match(shown) and not _NO_FORMULA.fullmatch(shown):
        return f"'{shown}"
    return shown


def label(name: str | bytes) -> str:
    """A file name as text that can be stored, compared and shown.

    Bytes that are no UTF-8 are tried as GB 18030, which older Chinese systems write, and
    otherwise escaped. Different names may not become the same label within one encoding.
    """
    raw = os.fsencode(name) if isinstance(name, str) else name
    for encoding in ("utf-8", "gb18030"):
        try:
            return visible(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    return visible(raw.decode("utf-8", "backslashreplace"))


def quoted(name: str, limit: int = 80) -> str:
    """A name in quotation marks for a sentence, its middle left out where it is very long."""
    if len(name) > limit:
        name = f"{name[: limit // 2]}…{name[-limit // 3 :]}"
    return f"“{name}”"


def named(reason: str, name: str) -> str:
    """A reason that speaks of "the file", with the file's name in its place."""
    for subject in ("The file ", "It "):
        if reason.startswith(subject):
            return f"{quoted(name)} {reason.removeprefix(subject)}"
    return reason if quoted(name) in reason else f"{quoted(name)}: {reason}"
