"""Messages: a code and values, worded in English and in Chinese by `pipeline/model/catalogue/`.

A message is its English text, so that it can be printed, compared and kept like any text, and
knows its Chinese. Sentences are in the catalogue only, one file a language; a value may itself be
a message, or a list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator

from pipeline.model.catalogue import en, zh


class Message(str):
    """A text of the catalogue with its values.

    Args:
        code: key of the text in the catalogue.
        values: what its placeholders stand for: texts, numbers, messages, or lists of them.

    Raises:
        KeyError: the catalogue has no such text, or a placeholder has no value.
    """

    code: str
    values: Mapping[str, Any]

    def __new__(cls, code: str, /, **values: Any) -> Message:
        shown = {name: _listed(value, ", ") for name, value in values.items()}
        self = super().__new__(cls, en.TEXTS[code].format_map(shown))
        self.code, self.values = code, values
        return self

    @property
    def zh(self) -> str:
        """The same in Chinese."""
        return zh.TEXTS[self.code].format_map({n: chinese(v) for n, v in self.values.items()})

    def __reduce__(self) -> tuple[Any, ...]:
        return restored, (kept(self),)


def chinese(value: Any) -> str:
    """A value of a message in Chinese; text that is no message stays as it is."""
    if type(value) is str:
        return value
    if isinstance(value, Message):
        return value.zh
    return "、".join(map(chinese, value)) if isinstance(value, list | tuple) else str(value)


def translated(text: str | None) -> str | None:
    """The Chinese of a message; None where a text is no message, as in an older archive."""
    return text.zh if isinstance(text, Message) else None


def bilingual(text: str, zh: str | None) -> str:
    """The English text, then the Chinese one where there is one."""
    return f"{text} {zh or ''}".rstrip()


def together(messages: Iterable[str]) -> str:
    """Several messages as one, with semicolons between them."""
    return reduce(lambda one, other: Message("together", one=one, other=other), messages)


def listed(values: Sequence[str]) -> str:
    """'a, b and c'."""
    *first, last = values
    return Message("and", first=first, last=last) if first else last


def kept(value: Any) -> Any:
    """A message as data for JSON, `{"code": …, "values": {…}}`; other values as JSON holds them."""
    if type(value) is str:
        return value
    if isinstance(value, Message):
        return {"code": value.code, "values": {n: kept(v) for n, v in value.values.items()}}
    if isinstance(value, list | tuple):
        return [kept(one) for one in value]
    return value if isinstance(value, str | int | None) else str(value)


def restored(value: Any) -> Any:
    """What `kept` was given."""
    if isinstance(value, dict):
        return Message(value["code"], **{n: restored(v) for n, v in value["values"].items()})
    return [restored(one) for one in value] if isinstance(value, list) else value


def _listed(value: Any, mark: str) -> Any:
    return mark.join(map(str, value)) if isinstance(value, (list, tuple)) else value


def _text(value: Any) -> str:
    found = restored(value)
    if not isinstance(found, str):
        raise ValueError("not a text or a message")
    return found


Said = Annotated[str, PlainValidator(_text), PlainSerializer(kept, when_used="json")]
"""A field of a model whose text may be a message: it stays one in JSON."""
