"""A sealed text comes back as it was, or not at all."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.files.sealed import sealed, unsealed


@given(st.text(), st.recursive(st.none() | st.integers() | st.text(), st.lists))
def test_it_comes_back_and_stays_json(first: str, rest: object) -> None:
    content = json.dumps({"key": first, "rest": rest}, separators=(",", ":")).encode()
    kept = sealed(content)
    assert unsealed(kept) == content and unsealed(content) == content
    assert {**json.loads(kept), "digest": ""} == {**json.loads(content), "digest": ""}


@pytest.mark.parametrize("at", [3, 8, 90, 95, -3])
def test_a_changed_digit_is_found(at: int) -> None:
    kept = bytearray(sealed(b'{"key":"1","figures":[1024,17]}'))
    kept[at] ^= 1
    with pytest.raises(ValueError, match="digest"):
        unsealed(bytes(kept))


def test_what_has_no_first_text_is_not_sealed() -> None:
    with pytest.raises(ValueError, match="first member"):
        sealed(b"[1]")
