"""Every difference between two releases is reported, with the reason that the inputs show."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import InvalidDataset, UsageError
from pipeline.publishing import publish
from pipeline.publishing.content import contents_of
from pipeline.releases import Change, compare, load_pair, load_release
from pipeline.releases.compare import as_text
from pipeline.releases.model import LoadedTable
from tests.publishing import drawn, handmade
from tests.publishing.handmade import FEBRUARY, row
from tests.releases.history import INPUTS, Rows, compared, released, update, without

GULOU = {"hospital_id": "gulou", "month": FEBRUARY}


def booked(total: int | None) -> Any:
    def change(rows: Rows) -> None:
        update(rows["bookings_by_hospital"], GULOU, total=total)

    return change


def brief(change: Change) -> tuple[str, ...]:
    return (change.change, change.table, change.measure, change.before, change.after, change.reason)


def test_a_release_does_not_differ_from_itself(tmp_path: Path) -> None:
    found = compared(tmp_path)
    assert (found.changes, found.reasons) == ((), ())


@pytest.mark.parametrize(
    ("of_inputs", "reason"),
    [
        ({"program": "c" * 64}, "program"),
        ({"reader": "2"}, "reader"),
        ({"settings": {"max_pages": 200}}, "settings"),
        ({"registry": {"names.csv": "d" * 64}}, "registry"),
        ({"reader": "2", "program": "c" * 64}, "reader or program"),
        ({}, "not_recorded"),
    ],
)
def test_a_figure_that_no_issue_explains(
    of_inputs: dict[str, Any], reason: str, tmp_path: Path
) -> None:
    (found,) = compared(tmp_path, booked(13), **of_inputs).changes
    assert found == Change(
        change="changed", table="bookings_by_hospital", month="2025-02-01", entity_id="gulou",
        entity="鼓楼医院", measure="total", before="12", after="13", reason=reason,
        issue_id="2025-03", about="figure",
    )  # fmt: skip


def doubted(status: str) -> Any:
    def change(rows: Rows) -> None:
        rows["findings"].append(
            row("findings", finding_id="f" * 16, severity="warning", kind="second_reading",
                message="The second engine reads 13.", issue_id="2025-03")
        )  # fmt: skip
        rows["observations"][0] = rows["observations"][0].model_copy(update={"status": status})

    return change


@pytest.mark.parametrize(
    ("of_inputs", "reason"),
    [
        ({"cross_checks": {"2025-03": "e" * 64}}, "cross_check"),
        ({"cross_checks": {"2025-03": "e" * 64}, "program": "c" * 64}, "program or cross_check"),
        ({"cross_checks": {"2012-01": "e" * 64}, "program": "c" * 64}, "program"),
    ],
)
def test_a_doubt_of_the_second_engine(
    of_inputs: dict[str, Any], reason: str, tmp_path: Path
) -> None:
    found = compared(tmp_path, doubted("flagged"), **of_inputs).changes
    assert len(found) >= 1 and {change.reason for change in found} == {reason}


def test_an_upgrade_of_what_validates_is_a_reason(tmp_path: Path) -> None:
    upgraded = {"validation": "pandas-4"}
    found = compared(tmp_path / "a", doubted("flagged"), **upgraded).changes
    assert found and {change.reason for change in found} == {"validation"}
    (figure,) = compared(tmp_path / "b", booked(13), **upgraded, reader="2").changes
    assert figure.reason == "reader"


def test_a_cross_check_changes_no_figure(tmp_path: Path) -> None:
    rechecked = {"cross_checks": {"2025-03": "e" * 64}, "reader": "2"}
    (found,) = compared(tmp_path, booked(13), **rechecked).changes
    assert found.reason == "reader"


def test_a_release_that_does_not_say_what_it_was_made_from(tmp_path: Path) -> None:
    (found,) = compared(tmp_path, booked(13), inputs=None).changes
    assert found.reason == "not_recorded"


def test_nothing_and_zero_are_reported_apart(tmp_path: Path) -> None:
    (gone,) = compared(tmp_path / "a", booked(None)).changes
    (zero,) = compared(tmp_path / "b", booked(0)).changes
    assert (gone.change, gone.after, zero.after) == ("changed", "", "0")


@pytest.mark.parametrize(
    "value",
    ["0.01", "121380840.06", "1234567890123.45", "9999999999999999.99", "9007199254740993"],
)
def test_money_is_exact_however_large(value: str, tmp_path: Path) -> None:
    def change(rows: Rows) -> None:
        update(rows["platform_by_district"], {}, outpatient_revenue_cny=Decimal(value))

    (found,) = compared(tmp_path, change).changes
    assert (found.before, found.after) == ("121380840.05", value)


def test_the_last_digit_beyond_a_double_is_a_difference(tmp_path: Path) -> None:
    def change(last: str) -> Any:
        return lambda rows: update(
            rows["platform_by_district"], {},
            outpatient_revenue_cny=Decimal(f"999999999999999{last}.99"),
        )  # fmt: skip

    folders = [released(tmp_path, change(last)) for last in "89"]
    (found,) = compare(*map(load_release, folders)).changes
    assert (found.before[-4:], found.after[-4:]) == ("8.99", "9.99")


def a_new_issue(rows: Rows) -> None:
    rows["issues"].append(
        row("issues", issue_id="2025-04", year=2025, issue_no=4, issue_no_last=4, title="t",
            month=dt.date(2025, 3, 1), page_count=1, revision=1, source_sha256="cd" * 32,
            source_file="april.pdf")
    )  # fmt: skip
    when = dt.datetime(2025, 4, 9, tzinfo=dt.UTC)
    for table in ("source_files", "files"):
        values = {"sha256": "cd" * 32, "file_name": "april.pdf", "status": "loaded"}
        issue = {"issue_id": "2025-04"} if table == "source_files" else {}
        rows[table].append(row(table, received_at=when, **values, **issue))
    rows["bookings_by_hospital"].append(
        row("bookings_by_hospital", month=dt.date(2025, 3, 1), hospital_id="gulou", total=5,
            phone=0, issue_id="2025-04", name_printed="鼓楼医院")
    )  # fmt: skip


def test_a_new_issue(tmp_path: Path) -> None:
    found = compared(tmp_path, a_new_issue)
    assert found.reasons == ("new_issue",)
    assert {change.reason for change in found.changes} == {"new_issue"}
    assert {change.change for change in found.changes} == {"added"}
    reported = [(c.measure, c.after) for c in found.changes if c.table == "bookings_by_hospital"]
    assert reported == [("phone", "0"), ("total", "5")]
    assert {c.table for c in found.changes} == {
        "bookings_by_hospital", "files", "issues", "source_files",
    }  # fmt: skip


def test_an_issue_that_is_gone(tmp_path: Path) -> None:
    folders = [released(tmp_path, a_new_issue), released(tmp_path)]
    found = compare(*map(load_release, folders))
    assert found.reasons == ("issue_gone",)
    assert {(c.change, c.reason) for c in found.changes} == {("removed", "issue_gone")}


@pytest.mark.parametrize(("revision", "reason"), [(2, "revision"), (1, "other_copy")])
def test_another_file_feeds_the_issue(revision: int, reason: str, tmp_path: Path) -> None:
    def change(rows: Rows) -> None:
        booked(13)(rows)
        update(rows["issues"], {}, source_sha256="ef" * 32, revision=revision)
        update(
            rows["observations"], {"measure": "total"}, source_sha256="ef" * 32, value=Decimal(13)
        )
        older = rows["observations"][0].model_copy(update={"occurrence": 2})
        rows["observations"].append(older)

    found = compared(tmp_path, change, program="c" * 64)
    reported = [c for c in found.changes if c.table == "bookings_by_hospital"]
    assert [brief(c) for c in reported] == [
        ("changed", "bookings_by_hospital", "total", "12", "13", reason)
    ]


def test_a_persons_correction(tmp_path: Path) -> None:
    def change(rows: Rows) -> None:
        booked(13)(rows)
        rows["corrections"].append(
            row("corrections", issue_id="2025-03", table_name="bookings_by_hospital",
                entity_id="gulou", measure="total", printed="12", corrected=Decimal(13),
                reason="a slip", author="LW", decided_on=FEBRUARY)
        )  # fmt: skip

    found = compared(tmp_path, change, program="c" * 64)
    assert [(c.table, c.reason) for c in found.changes] == [
        ("bookings_by_hospital", "correction"),
        ("corrections", "correction"),
    ]
    assert found.reasons == ("correction", "program")
    assert found.changes[1].after.endswith("(LW: a slip)")


def test_a_persons_review_of_a_finding(tmp_path: Path) -> None:
    concern = {"issue_id": "2025-03", "table_name": "bookings_by_hospital", "entity_id": "gulou",
               "measure": "total"}  # fmt: skip

    def doubted(severity: str) -> Any:
        return lambda rows: rows["findings"].append(
            row("findings", finding_id="f2", kind="outlier", severity=severity, message="m",
                **concern)
        )  # fmt: skip

    a, b = (load_release(released(tmp_path, doubted(s))) for s in ("warning", "info"))
    decided = {**concern, "decision": "confirm", "author": "LW", "reason": "looked"}
    reviews = LoadedTable(
        "reviews", "quality", tuple(concern), ("decision", "author", "reason"), (),
        {tuple(concern.values()): tuple(decided.values())},
    )  # fmt: skip
    found = compare(a, replace(b, tables={**b.tables, "reviews": reviews}))
    assert [brief(c) for c in found.changes] == [
        ("changed", "findings", "total", "severity: warning", "severity: info", "review"),
        ("added", "reviews", "total", "", "confirm (LW: looked)", "review"),
    ]


def test_a_decision_on_a_name(tmp_path: Path) -> None:
    def change(rows: Rows) -> None:
        rows["hospitals"] = without(rows["hospitals"], hospital_id="di-yi")
        rows["hospitals"].append(
            row("hospitals", hospital_id="first", name="南京市第一医院", provisional=False)
        )
        update(rows["bookings_by_hospital"], {"hospital_id": "di-yi"}, hospital_id="first", total=3)

    found = compared(tmp_path, change, registry={}, program="c" * 64)
    assert {c.reason for c in found.changes} == {"registry"}
    assert [brief(c)[:3] for c in found.changes if c.table == "bookings_by_hospital"] == [
        ("removed", "bookings_by_hospital", "phone"),
        ("added", "bookings_by_hospital", "phone"),
        ("added", "bookings_by_hospital", "total"),
    ]


def test_a_finding_in_other_words_is_the_same_finding(tmp_path: Path) -> None:
    def change(rows: Rows) -> None:
        update(rows["findings"], {}, finding_id="f9", message="10.4 times the median")

    (found,) = compared(tmp_path, change, program="c" * 64).changes
    assert brief(found)[0] == "changed"
    assert (found.before, found.after) == ("message: note", "message: 10.4 times the median")


def test_a_file_under_another_name(tmp_path: Path) -> None:
    def change(rows: Rows) -> None:
        rows["files"].append(
            row("files", sha256=handmade.SHA, file_name="w.pdf", status="duplicate",
                received_at=dt.datetime(2025, 4, 9, tzinfo=dt.UTC))
        )  # fmt: skip
        update(rows["source_files"], {}, file_name="w.pdf")

    found = compared(tmp_path, change)
    assert {(c.table, c.reason) for c in found.changes} == {
        ("files", "new_file"), ("source_files", "new_file"),
    }  # fmt: skip


def test_a_figure_that_no_column_holds(tmp_path: Path) -> None:
    def change(rows: Rows) -> None:
        of_gulou = rows["observations"][0]
        rows["observations"] += [
            of_gulou.model_copy(
                update={"measure": "微信预约", "value": Decimal(7), "printed": "7"}
            ),
            of_gulou.model_copy(update={"measure": "online", "value": None, "printed": "/"}),
        ]

    (found,) = compared(tmp_path, change, reader="2").changes
    assert brief(found) == ("added", "bookings_by_hospital", "微信预约", "", "7", "reader")
    assert found.entity == "鼓楼医院"


def test_another_print_of_the_same_value(tmp_path: Path) -> None:
    def change(rows: Rows) -> None:
        update(rows["observations"], {"measure": "total"}, printed="1 2")

    (found,) = compared(tmp_path, change, reader="2").changes
    assert brief(found) == ("changed", "bookings_by_hospital", "total", "12", "1 2", "reader")


def test_a_release_of_a_program_with_fewer_columns_and_tables(tmp_path: Path) -> None:
    a, b = (load_release(released(tmp_path, booked(total))) for total in (12, 13))
    old = a.tables["bookings_by_hospital"]
    names = tuple(name for name in old.columns if name != "phone")
    rows = {
        key: tuple(value for name, value in zip(old.names, values, strict=True) if name != "phone")
        for key, values in old.rows.items()
    }
    older = {name: table for name, table in a.tables.items() if name != "corrections"}
    older["bookings_by_hospital"] = replace(old, columns=names, rows=rows)
    found = compare(replace(a, tables=older, inputs=INPUTS), b).changes
    assert sorted({(c.measure, c.before, c.after) for c in found}) == [
        ("phone", "", "0"), ("total", "12", "13"),
    ]  # fmt: skip


@pytest.mark.slow
@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 10**9))
def test_every_row_that_comes_or_goes_is_reported(seed: int, tmp_path: Path) -> None:
    """Drawn datasets: all tables, all values, nothing in common."""
    shutil.rmtree(tmp_path / "o", ignore_errors=True)
    datasets = [handmade.dataset(), drawn.dataset(seed, 6)]
    folders = [publish(one, tmp_path / "o", summary={}).path for one in datasets]
    found = compare(*map(load_release, folders))
    reported = {(c.table, c.change) for c in found.changes}
    for name, content in contents_of(datasets[1]).items():
        if content.spec.kind not in ("panel", "derived") and name not in ("observations", "files"):
            assert (
                not content.count or (name, "added") in reported or (name, "changed") in reported
            ), name
    a, b = folders
    assert compare(*load_pair(a, b)) == found
    assert compare(load_release(a, against=b), load_release(b, against=a)) == found
    back = compare(*map(load_release, folders[::-1]))
    assert len(back.changes) == len(found.changes)


def test_values_as_text() -> None:
    assert [as_text(v) for v in (None, 0, 12, Decimal("12.50"), Decimal("1E+3"), "x")] == [
        "", "0", "12", "12.50", "1000", "x",
    ]  # fmt: skip


def test_a_release_that_lacks_a_table_of_which_all_hangs(tmp_path: Path) -> None:
    folder = released(tmp_path)
    with sqlite3.connect(folder / "bulletins.sqlite") as database:
        database.execute("DELETE FROM _tables WHERE table_name = 'observations'")
    with pytest.raises(InvalidDataset, match="no table observations"):
        load_release(folder)


@pytest.mark.parametrize("damage", ["none", "empty", "other"])
def test_a_folder_without_a_release(damage: str, tmp_path: Path) -> None:
    if damage != "none":
        (tmp_path / "bulletins.sqlite").write_bytes(b"" if damage == "empty" else b"x" * 5000)
    with pytest.raises(UsageError if damage == "none" else InvalidDataset, match="dataset"):
        load_release(tmp_path)
