"""Why a file is rejected: a message about a file, which gets its name where that is known.

The reader of a PDF knows its bytes and not its name, so a reason is about “The file” at first.
Archives that are older than this hold reasons as English text; they stay as they are.
"""

from __future__ import annotations

from typing import Any

from pipeline.model.message import Message
from pipeline.safe_text import quoted


def of_file(code: str, /, *, name: str = "", **values: Any) -> Message:
    """A message about a file.

    Args:
        code: of a text of the catalogue in which `{file}` is the file.
        name: of the file; without it, the file is “The file”.
        values: of the other placeholders.
    """
    return Message(code, file=quoted(name) if name else Message("the_file"), **values)


def named(reason: str, name: str) -> str:
    """A reason with the file's name in place of “The file”."""
    if isinstance(reason, Message) and reason.values.get("file") == Message("the_file"):
        return Message(reason.code, **{**reason.values, "file": quoted(name)})
    if quoted(name) in reason:
        return reason
    return Message("about_file", file=quoted(name), reason=reason)
