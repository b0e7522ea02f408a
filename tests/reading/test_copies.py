"""Pages that a file holds twice are read once."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model.place import Box
from pipeline.reading.page.char import Char
from pipeline.reading.page.copies import copies_of, emptied
from pipeline.reading.page.geometry import PageGeometry


def page(number: int, text: str, left: float = 50.0) -> PageGeometry:
    chars = tuple(
        Char(c, left + 10 * i, 100, left + 10 * i + 10, 110, 10) for i, c in enumerate(text)
    )
    return PageGeometry(number, 600, 800, chars)


WORDS = "卫生信息化简报" * 7


def test_a_page_that_is_there_again_repeats_the_first_of_its_kind() -> None:
    other = WORDS[:-1] + "办"
    pages = [page(1, WORDS), page(2, other), page(3, WORDS), page(4, other), page(5, WORDS)]
    assert copies_of(pages) == {2: 0, 3: 1, 4: 0}


def test_the_same_words_in_another_place_or_few_words_are_no_copy() -> None:
    assert copies_of([page(1, WORDS), page(2, WORDS, left=80)]) == {}
    assert copies_of([page(1, "附表"), page(2, "附表")]) == {}
    assert copies_of([page(1, WORDS), replace(page(2, WORDS), width=900)]) == {}


def test_nothing_is_left_on_a_page_that_is_left_out() -> None:
    full = replace(page(1, WORDS), pictures=(Box(0, 0, 9, 9),), unsure=("why",))
    bare = emptied(full)
    assert (bare.number, bare.width) == (1, 600)
    assert not (bare.chars or bare.pictures or bare.unsure or bare.rules or bare.spots)


def figures(number: int, left: float = 50.0, size: float = 10.0, foot: str = "") -> PageGeometry:
    """A page of forty rows of digits, with a number at its foot."""
    chars = [
        Char(str((7 * row + i) % 10), left + size * i, 60 + size * row,
             left + size * (i + 1), 60 + size * (row + 1), size)
        for row in range(40) for i in range(9)
    ]  # fmt: skip
    chars += [Char(c, 300 + 6 * i, 780, 306 + 6 * i, 790, 9) for i, c in enumerate(foot)]
    return PageGeometry(number, 600, 800, tuple(chars))


def test_a_full_page_printed_elsewhere_or_smaller_or_with_another_number_is_a_copy() -> None:
    pages = [
        figures(1, foot="-9-"),
        figures(2, left=57.3, foot="-10-"),
        figures(3, size=9.4),
    ]
    assert copies_of(pages) == {1: 0, 2: 0}


def test_two_figures_in_each_other_s_place_are_no_copy() -> None:
    page = figures(1)
    first, second, *rest = page.chars
    swapped = first._replace(text=second.text), second._replace(text=first.text)
    assert copies_of([page, replace(page, chars=(*swapped, *rest))]) == {}
