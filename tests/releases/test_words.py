"""A comparison as words, Markdown and CSV."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

from pipeline.publishing.changes import as_markdown
from pipeline.publishing.markdown import escaped
from pipeline.releases.model import Change, Comparison
from pipeline.releases.spreadsheet import COLUMNS, LONGEST, write_csv
from pipeline.releases.words import MOST_LINES, sections
from tests.publishing import handmade
from tests.publishing.handmade import row
from tests.releases.history import Rows, compared, released, update
from tests.releases.test_compare import a_new_issue, booked

HOSTILE = "=HYPERLINK(1)|<script>\x1b[31m`*"


def change(number: int = 0, **values: str) -> Change:
    reported = {
        "change": "changed", "table": "bookings_by_hospital", "month": "2025-02-01",
        "entity_id": str(number), "entity": "鼓楼医院", "measure": "total", "before": "1",
        "after": "2", "reason": "revision", "issue_id": "2025-03", "about": "figure",
    }  # fmt: skip
    return Change(**{**reported, **values})  # type: ignore[arg-type]


def comparison(*changes: Change) -> Comparison:
    reasons = dict.fromkeys(c.reason for c in changes)
    return Comparison("a" * 12, "b" * 12, tuple(reasons), changes)  # type: ignore[arg-type]


def titles(found: Comparison) -> list[str]:
    return [section.title for section in sections(found)]


def test_nothing_differs(tmp_path: Path) -> None:
    (only,) = titles(compared(tmp_path))
    assert only.startswith("Nothing differs")


def test_a_new_issue_in_one_sentence(tmp_path: Path) -> None:
    found = titles(compared(tmp_path, a_new_issue))
    assert found == [
        "2 figures new; 3 other rows new.",
        "Issue 2025-04 is new: 1 month, 2 figures, 0 findings.",
    ]


def test_a_revision_names_its_figures_up_to_a_limit() -> None:
    many = MOST_LINES + 5
    _, section = sections(comparison(*map(change, range(many))))
    assert section.title == f"Issue 2025-03 was revised: {many} figures changed:"
    assert section.lines[0] == "2025-02 bookings_by_hospital 鼓楼医院 total: 1 → 2"
    assert section.lines[MOST_LINES:] == ("… and 5 more; the CSV has them all.",)


def test_many_new_issues_are_counted() -> None:
    new = [
        change(n, change="added", reason="new_issue", issue_id=f"20{n // 12 + 10}-{n % 12 + 1:02}")
        for n in range(MOST_LINES + 3)
    ]
    assert titles(comparison(*new))[-1] == "3 more issues are new: 1 month, 3 figures, 0 findings."


def test_an_issue_whose_findings_change_with_a_new_one_is_not_called_new() -> None:
    new = change(change="added", reason="new_issue", issue_id="2025-04")
    other = change(reason="new_issue", about="finding", table="findings")
    found = titles(comparison(new, other))
    assert found[1:] == [
        "Issue 2025-04 is new: 1 month, 1 figure, 0 findings.",
        "An issue is new: 1 finding changed.",
    ]


def test_reasons_that_cannot_be_reported_apart_are_both_named(tmp_path: Path) -> None:
    found = titles(compared(tmp_path, booked(13), reader="2", settings={"max_pages": 200}))
    assert found[1] == (
        "Because of the settings (max_pages 300 → 200) or the version of the reader (1 → 2): "
        "1 figure changed."
    )


def test_what_differs_in_the_inputs_without_effect_is_reported(tmp_path: Path) -> None:
    found = titles(compared(tmp_path, a_new_issue, settings={"max_pages": 200}))
    assert found[-1] == (
        "Also different: the settings (max_pages 300 → 200). No change comes from it."
    )


def test_new_errors_and_warnings_are_listed(tmp_path: Path) -> None:
    def doubt(rows: Rows) -> None:
        rows["findings"].append(
            row("findings", finding_id="f2", kind="row_sum", severity="error", message="Sum!",
                issue_id="2025-03", table_name="bookings_by_hospital", entity_id="gulou",
                measure="total", month=handmade.FEBRUARY)
        )  # fmt: skip

    *_, last = sections(compared(tmp_path, doubt, program="c" * 64))
    assert last.title == "New findings: 1 error:"
    assert last.lines == ("2025-02 鼓楼医院 total: error: row_sum: Sum!",)


def test_text_of_a_pdf_is_only_text_in_markdown() -> None:
    text = as_markdown(comparison(change(entity=HOSTILE, after=HOSTILE)))
    assert escaped(HOSTILE) in text and "<script>" not in text.replace(r"\<script\>", "")


def test_csv_has_every_change_and_computes_nothing() -> None:
    found = comparison(
        change(entity=HOSTILE, after="-5"), change(1, before="x" * 3000), change(2, entity="-")
    )
    out = io.StringIO()
    write_csv(found, out)
    head, first, second, third = csv.reader(io.StringIO(out.getvalue()))
    assert tuple(head) == COLUMNS
    reported = dict(zip(head, first, strict=True))
    assert reported["entity"].startswith("'=HYPERLINK") and "\x1b" not in reported["entity"]
    assert (reported["before"], reported["after"]) == ("1", "-5")
    assert (reported["release_a"], reported["release_b"]) == ("a" * 12, "b" * 12)
    assert len(second[head.index("before")]) == LONGEST + 1
    assert third[head.index("entity")] == "-"


def test_changes_tell_of_the_release_before(tmp_path: Path) -> None:
    first, second = released(tmp_path), released(tmp_path, booked(13), program="c" * 64)
    assert "The first release" in (first / "CHANGES.md").read_text(encoding="utf-8")
    text = (second / "CHANGES.md").read_text(encoding="utf-8")
    assert f"`{first.name}`" in text and f"`{second.name}`" in text
    assert "- 2025-02 bookings_by_hospital 鼓楼医院 total: 12 → 13" in text


def test_a_damaged_release_before_stops_nothing(tmp_path: Path) -> None:
    first = released(tmp_path)
    (first / "bulletins.sqlite").write_bytes(b"no database")
    second = released(tmp_path, booked(13))
    text = (second / "CHANGES.md").read_text(encoding="utf-8")
    assert "cannot be read" in text


def test_changes_and_inputs_are_no_part_of_the_id(tmp_path: Path) -> None:
    released(tmp_path / "one", booked(13))
    one = released(tmp_path / "one")
    two = released(tmp_path / "two", program="c" * 64)
    assert one.name == two.name
    assert (one / "CHANGES.md").read_bytes() != (two / "CHANGES.md").read_bytes()


def test_a_figure_is_reported_with_all_its_digits(tmp_path: Path) -> None:
    def change_it(rows: Rows) -> None:
        update(rows["platform_by_district"], {}, outpatient_revenue_cny=Decimal("0.10"))

    _, section = sections(compared(tmp_path, change_it))
    assert section.lines[0].endswith("outpatient_revenue_cny: 121380840.05 → 0.1")
