"""The header that joins the pages of a release when they are served from one address.

Pages of the report and of the validation are files that also open from disk. They hold a mark, and
the server puts links in its place that lead where only a server can: to the data and the review.
"""

from __future__ import annotations

from html import escape

MARK = "<!--served-->"
"""Where a page on disk has room for what a server adds."""

_REPORT = (
    ("/", "总览", "Overview"),
    ("/explore.html", "探索", "Explore"),
    ("/findings.html", "发现", "Findings"),
    ("/dictionary.html", "数据字典", "Dictionary"),
)
_CHECKS = ("/checks/", "校验报告", "Checks")
_DATA = ("/data/", "数据查询", "Data")
_REVIEW = ("/review/", "人工复核", "Review")
_STYLE = (
    '<link rel="stylesheet" href="/served/served.css">'
    '<link rel="stylesheet" href="/static/search.css"><script src="/static/search.js"></script>'
)
_SEARCH = '<span class="search-place"></span>'
_LANGUAGES = (
    '<span class="languages" role="group" aria-label="语言 language" hidden>'
    '<button type="button" data-set="zh">中文</button> '
    '<button type="button" data-set="en">English</button></span>'
)

Link = tuple[str, str, str]


def added_links(*, review: bool) -> str:
    """What the header of the report lacks on disk."""
    found = "".join(_link(link) for link in _served(review))
    return found + '<script src="/served/served.js"></script>'


def whole_bar(*, review: bool) -> str:
    """The header for pages that have another one of their own, and `language.js` in their head."""
    links = "".join(_link(link) for link in (*_REPORT, _CHECKS, *_served(review)))
    inside = f"{links}{_SEARCH}{_LANGUAGES}"
    return f'{_STYLE}<nav class="bulletins-bar" aria-label="主导航 main">{inside}</nav>'


def _served(review: bool) -> tuple[Link, ...]:
    return (_DATA, _REVIEW) if review else (_DATA,)


def _link(link: Link) -> str:
    address, zh, en = map(escape, link)
    spans = f'<span lang="zh">{zh}</span> <span lang="en">{en}</span>'
    return f'<a href="{address}">{spans}</a>'
