"""Text from outside (file names, pages of a PDF) made harmless for terminals, logs and labels."""

from __future__ import annotations

import os
import unicodedata

# Cc: control characters, the terminal's escape among them. Cf: invisible format characters,
# which can turn the direction of a line round. Cs: halves of characters. Zl, Zp: line breaks.
_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def visible(text: str, keep_newlines: bool = False) -> str:
    """The text with every character that a terminal would act on written as an escape (\\x1b)."""
    return "".join(
        char
        if unicodedata.category(char) not in _HIDDEN or (keep_newlines and char == "\n")
        else char.encode("unicode_escape", "surrogatepass").decode("ascii")
        for char in text
    )


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
