"""A row of a table holds its values and nothing else of its own."""

from __future__ import annotations

from schemas.quality import RawTable


def rows() -> list[RawTable]:
    """The same row, made in every way in which one is made, and a changed copy at the end."""
    asked = RawTable(
        issue_id="2025-03", position=1, caption="表", notes="", page_first=1, page_last=1,
        header="[]", rows="[]", known=False, table_name=None,
    )  # fmt: skip
    return [
        asked,
        RawTable.model_construct(**asked.model_dump()),
        RawTable.model_validate(asked.model_dump()),
        RawTable.model_validate_json(asked.model_dump_json()),
        asked.model_copy(),
        asked.model_copy(update={"page_last": 2}),
    ]


def test_rows_share_what_is_the_same_for_all_of_a_table() -> None:
    """With a set of the given columns each, rows would take three times the memory."""
    assert len({id(row.model_fields_set) for row in rows()}) == 1


def test_a_copy_differs_only_in_what_was_changed() -> None:
    asked, *same, changed = rows()
    assert all(row == asked for row in same)
    assert [name for name in RawTable.model_fields if asked[name] != changed[name]] == ["page_last"]
