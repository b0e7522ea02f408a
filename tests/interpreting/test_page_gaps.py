"""Pages that are missing from a file are seen by the numbers of the others."""

from __future__ import annotations

import pytest

from pipeline.interpreting import interpret
from pipeline.interpreting.document.page_gaps import is_followed, missing_pages
from pipeline.reading.model import Reading
from schemas.issues import Article
from schemas.totals import ReportedTotal
from tests.interpreting.paper import REGISTRY, line, masthead, reading

_FORMS = ["— {} —", "第{}页", "{}", "Page {} of 5", "第{}页 共5页", "{}/5"]


def _numbered(*texts: str) -> Reading:
    """A document whose pages bear these numbers, one text a page; '' for none."""
    document = reading(*masthead(), pages=len(texts))
    furniture = tuple(line(t, 800, n) for n, t in enumerate(texts, 1) if t)
    return document.model_copy(update={"furniture": furniture})


@pytest.mark.parametrize("form", _FORMS)
def test_a_page_between_others_is_missed(form: str) -> None:
    document = _numbered(*(form.format(n) for n in (1, 2, 4, 5)))
    assert missing_pages(document) == [3]
    found = interpret(document, REGISTRY).findings
    doubted = {f.table_name for f in found if "pages are missing: 3" in f.message}
    # Of the other tables a finding says already that they are missing.
    assert doubted >= {Article.table.name, ReportedTotal.table.name}


def test_pages_behind_the_last_are_missed_where_their_number_is_stated() -> None:
    assert missing_pages(_numbered("1/5", "2/5", "3/5")) == [4, 5]
    assert missing_pages(_numbered("1/4", "2/4", "3/4", "")) == []


@pytest.mark.parametrize(
    "texts",
    [
        ("1", "2", "3"),
        ("", "1", "2", "3"),  # a cover without a number
        ("41", "42", "43"),  # counted through the year
        ("1", "", "3", "4"),  # a page that bears none
        ("1", "2", "2", "3"),  # one that is there twice
        ("157", "3", "8"),  # other numbers at the foot
        ("1", "1", "1"),
        ("", "", ""),
    ],
)
def test_whole_files_miss_no_page(texts: tuple[str, ...]) -> None:
    assert missing_pages(_numbered(*texts)) == []


def test_two_leaves_on_a_page_bear_two_numbers() -> None:
    document = _numbered("1", "3", "5").model_copy()
    right = tuple(line(str(n), 800, page, left=400) for page, n in ((1, 2), (2, 4), (3, 6)))
    document = document.model_copy(update={"furniture": (*document.furniture, *right)})
    assert missing_pages(document) == []


def test_a_page_is_followed_where_the_next_bears_the_next_number() -> None:
    document = _numbered("— 1 —", "— 2 —", "— 4 —", "")
    assert [is_followed(document, page) for page in (1, 2, 3, 4)] == [True, False, False, False]
