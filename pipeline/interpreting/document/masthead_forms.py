"""How the lines of a masthead are written: numbers of the issue, publisher, date."""

from __future__ import annotations

import re

from pipeline.model.vocabulary import UNREADABLE

CITY = "南京"
"""Whose bulletin it is."""

_N = r"(?:\d{1,4}|[〇零○一二三四五六七八九十百]{1,5})"
_TO = r"(?:[-—–~/、,+&.·•和及与至到]+第?)"
YEAR = r"(?P<year>(?:19|20)\d{2}|[二一][〇零○一二三四五六七八九]{3})年?"
_ISSUE = re.compile(
    rf"(?:{YEAR})?[\s,(]*(?:第\d+卷)?(?<!总)(?<!累计)第?(?P<first>{_N})期?(?:{_TO}(?P<last>{_N}))?[)]?合?期(?!刊)"
)
SERIAL = re.compile(
    rf"(?:总|累计)(?:期数?[::]?)?第?(?P<first>{_N})期?(?:{_TO}(?:总?第?)(?P<last>{_N}))?期?"
)
_PUBLISHER = re.compile(
    r"(?P<name>[^:,;。]*?(?:中心|局|委|委员会|办公室|厅|院|处|站|所))(?:编印|主办|编制|主编|编|印发|承办|出版)"
)
_PUBLISHER_LABEL = re.compile(
    r"(?:编印|主办|编制|主编|承办|编辑出版|印发)(?:单位|部门)?[::](?P<name>[^,;。:]+?)"
    r"(?=\d{4}年|(?:编印|主办|编制|主编|承办|协办|编辑|印发|出版)|$)"
)
_BARE_PUBLISHER = re.compile(
    rf"(?P<name>(?:江苏省)?{CITY}市?[\u4e00-\u9fff]{{2,16}}(?:中心|局|委|委员会|办公室|厅))"
)
# Number, serial number and date of an issue, where they share a line with the publisher; a serial
# number may be cut where its cell ends.
_NOT_PUBLISHER = re.compile(
    r"[(\[〔]?(?:总第?[\d\-—–、,第期至~/]+期|\d{4}年第[\d\-—–、,第期至~/]+合?期)[)\]〕]?"
    r"|[(\[〔]?总第?\d{1,4}(?=[^\d期])"
    r"|[〇零○一二三四五六七八九\d]{4}年[一二三四五六七八九十\d]{1,3}月[一二三四五六七八九十\d]{1,3}日"
    r"|\d{4}[-./]\d{1,2}[-./]\d{1,2}"
)
CORRECTED = re.compile(r"更正|修订|勘误|订正|重印|重发|修正")


def issue_match(key: str) -> re.Match[str] | None:
    """第 N 期 with a year, in a line that is no sentence."""
    if len(key) > 60 or key.endswith(("。", ";")):
        return None
    for found in _ISSUE.finditer(key):
        before = key[: found.start("first")]
        if is_cut(key, found, "first") or is_cut(key, found, "last"):
            continue
        if not re.search(r"总第?$|累计第?$", before) and "第" in key[: found.start("first") + 1]:
            return found
    return None


def is_cut(text: str, found: re.Match[str], group: str) -> bool:
    """Is a glyph that cannot be read beside a number, so that it may be longer?"""
    if not found[group]:
        return False
    start, end = found.span(group)
    return UNREADABLE in text[max(0, start - 1) : start] + text[end : end + 1]


def half_width(text: str) -> str:
    """Clause marks as half width, one for one: positions stay."""
    return text.translate(str.maketrans("，；：（）", ",;:()"))


def publisher_of(key: str) -> str | None:
    """The publisher that a line names: by what it does (编印), or alone beside a number or date."""
    bare = _NOT_PUBLISHER.sub("", key)
    found = (
        _PUBLISHER_LABEL.search(bare)
        or _PUBLISHER.search(bare)
        or (_BARE_PUBLISHER.fullmatch(bare) if bare != key else None)
    )
    return found["name"] if found else None


def is_head(key: str) -> bool:
    """Does a line go on with the masthead: date, publisher, edition and hardly anything else?"""
    rest = _NOT_PUBLISHER.sub("", key)
    name = publisher_of(key)
    if name is not None:
        return len(rest) < len(name) + 16
    edition = CORRECTED.search(key) is not None and len(key) < 16
    return edition or (len(rest) <= 8 and len(rest) < len(key))
