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
def test_a_glyph_is_kept_unless_one_before_it_is_at_its_place(chars: list[Char]) -> None:
    kept: list[Char] = []
    for char in chars:
        near = 0.15 * char.size
        if char.text == " " or not any(
            char.text == other.text
            and max(abs(char.x0 - other.x0), abs(char.top - other.top)) < near
            and abs(char.size - other.size) < near
            for other in kept
        ):
            kept.append(char)
    assert list(once(columns_of(chars)).chars) == kept
