"""Glyphs that are drawn twice at nearly one place are one glyph."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.page.char import Char
from pipeline.reading.page.columns import columns_of
from pipeline.reading.page.sources.drawn_twice import once

_PLACE = st.floats(0, 40).map(lambda x: round(x, 1))
_GLYPHS = st.builds(
    lambda text, x, y, size: Char(text, x, y, x + size, y + size, size),
    st.sampled_from("01户 "), _PLACE, _PLACE, st.sampled_from([1.0, 9.0, 10.5, 22.0]),
)  # fmt: skip


@given(st.lists(_GLYPHS, max_size=40))
def test_a_glyph_is_kept_unless_a_later_one_is_at_its_place(chars: list[Char]) -> None:
    kept: list[Char] = []
    for char in reversed(chars):
        near = 0.15 * char.size
        if char.text == " " or not any(
            char.text == other.text
            and max(abs(char.x0 - other.x0), abs(char.top - other.top)) < near
            and abs(char.size - other.size) < near
            for other in kept
        ):
            kept.append(char)
    assert list(once(columns_of(chars)).chars) == kept[::-1]


def test_a_figure_written_over_another_one_stays_whole() -> None:
    """The digits that both have at one place are those of the upper one, in its size."""
    lower, upper = (
        [Char(text, 5.0 * i, 0, 5.0 * i + 5, size, size) for i, text in enumerate(texts)]
        for texts, size in (("2956", 9.0), ("9256", 8.1))
    )
    read = once(columns_of([*lower, *upper])).chars
    assert [c.text for c in read if c.size == 8.1] == list("9256")


def test_a_pale_digit_of_a_watermark_stays_for_none_of_a_figure() -> None:
    figure = [Char("4", 0, 0, 5, 9, 9), Char("1", 5, 0, 10, 9, 9)]
    mark = Char("4", 0.2, 0, 5.2, 9, 9, light=0.88)
    assert list(once(columns_of([*figure, mark])).chars) == figure
