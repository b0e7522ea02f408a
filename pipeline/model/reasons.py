"""Why a file is rejected, in Chinese, from the English sentence that is kept.

A reason goes through files and processes as one sentence, also in archives that are older than its
Chinese. Its parts are known (`pipeline/model/catalogue/reasons.py`), so its Chinese can be found
from it.
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.model.catalogue import en, zh
from pipeline.model.catalogue.reasons import PARTS, WORDS

_SUBJECT = re.compile(
    r"(?:In (?P<archive>“.*?”), )?(?P<name>“.*?”):? (?:(?:The|Its|There) )?"
    r"|(?:The (?:file )?|It |Its |There )"
)
_FILE = "此文件"


def chinese_reason(reason: str) -> str | None:
    """The reason in Chinese; None where a part of it is not known.

    Args:
        reason: a sentence about “NAME”, or about “The file”, and what to do.
    """
    if (subject := _SUBJECT.match(reason)) is None:
        return None
    archive, name = subject["archive"], subject["name"]
    said = _said(reason[subject.end() :])
    if not said:
        return None
    inside = f"{archive} 中的" if archive else ""
    between = " " if name and not said.startswith("：") else ""
    return f"{inside}{name or _FILE}{between}{said}"


def in_both_languages(reason: str) -> str:
    """The reason in English, then in Chinese where that is known."""
    return f"{reason} {chinese_reason(reason) or ''}".strip()


def _said(text: str) -> str | None:
    """Text that is made of known parts, in Chinese."""
    if not text:
        return ""
    for pattern, chinese in _patterns():
        if found := pattern.match(text):
            rest = _said(text[found.end() :].lstrip())
            if rest is not None:
                return chinese.format(*map(_word, found.groups())) + rest
    return None


def _word(value: str) -> str:
    """A value of a part in Chinese; one that has no Chinese stays as it is."""
    return WORDS.get(value) or "；".join(_messages().get(one, one) for one in value.split("; "))


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile("(.+?)".join(map(re.escape, english.split("{}"))), re.DOTALL), chinese)
        for english, chinese in PARTS.items()
    )


@cache
def _messages() -> dict[str, str]:
    """Messages without values."""
    return {text: zh.TEXTS[code] for code, text in en.TEXTS.items() if "{" not in text}
