import datetime as dt
import random
from dataclasses import replace

from pipeline.interpreting import SourceIssue, build, interpret
from pipeline.model.arrival import Arrival
from pipeline.model.dataset import Dataset
from pipeline.model.reasons import of_file
from pipeline.publishing.content import contents_of, release_id
from pipeline.reading.model import Block
from schemas.bookings import HospitalBookings
from schemas.dimensions import EntityName, Hospital
from schemas.issues import Issue
from schemas.quality import Finding, Observation, ReceivedFile, SourceFile
from tests.interpreting.paper import REGISTRY, masthead, paragraph, reading, table

NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
HEADER = [["序号", "单位", "在线预约", "小计"]]


def bookings(month: str, *rows: tuple[str, int]) -> Block:
    body = [[str(i), name, str(n), str(n)] for i, (name, n) in enumerate(rows, 1)]
    return table(f"{month}12320预约挂号服务统计", HEADER, body)


def source(
    year: int,
    number: int,
    *rows: tuple[str, int],
    serial: int | None = None,
    sha: str = "",
    corrected: bool = False,
    day: int = 20,
    month: str = "",
    arrived: int = 0,
    names: tuple[str, ...] = (),
    modified: dt.datetime | None = None,
) -> SourceIssue:
    """One understood PDF: an issue with one table."""
    serial = serial if serial is not None else (year - 2012) * 12 + number
    stats = dt.date(year if number > 1 else year - 1, (number - 2) % 12 + 1, 1)
    head = masthead(f"{year}年第{number}期（总第{serial}期）", f"{year}年{number}月{day}日")
    if corrected:
        head.insert(1, paragraph("（更正版）", role="title"))
    body = bookings(month or f"{stats.year}年{stats.month}月", *(rows or (("南京鼓楼医院", 5),)))
    sha = sha or f"{year}{number:02d}{serial}".ljust(64, "0")
    read = reading(*head, body).model_copy(update={"sha256": sha, "modified": modified})
    found = names or (f"{year}-{number}-{sha[:9]}.pdf",)
    when = NOON + dt.timedelta(hours=arrived)
    arrivals = tuple(Arrival(sha, name, when) for name in found)
    return SourceIssue(arrivals, interpret(read, REGISTRY))


def dataset(*sources: SourceIssue, rejected: tuple[Arrival, ...] = ()) -> Dataset:
    return build(sources, rejected, REGISTRY)


def reported(found: Dataset, kind: str) -> list[Finding]:
    return [f for f in found.of_type(Finding) if f.kind == kind]


def statuses(found: Dataset) -> dict[str, str]:
    return {f.file_name: f.status for f in found.of_type(ReceivedFile)}


def test_the_order_of_the_sources_changes_nothing() -> None:
    sources = [source(2020, n) for n in range(1, 7)]
    sources += [source(2020, 3, ("南京鼓楼医院", 6), sha="f" * 64, corrected=True)]
    expected = dataset(*sources)
    for seed in range(5):
        random.Random(seed).shuffle(sources)
        assert dataset(*sources).rows == expected.rows


def test_keys_are_unique_in_every_table() -> None:
    found = dataset(
        *[source(2020, n) for n in (1, 2, 4)],
        source(2020, 2, ("南京鼓楼医院", 6), sha="e" * 64, corrected=True),
    )
    for name, rows in found.rows.items():
        keys = [r.key() for r in rows]
        assert len(keys) == len(set(keys)), name


def test_a_corrected_edition_supersedes_whenever_it_arrives() -> None:
    first = source(2020, 3, ("南京鼓楼医院", 5), sha="a" * 64, arrived=9)
    second = source(2020, 3, ("南京鼓楼医院", 6), sha="b" * 64, corrected=True, arrived=1)
    found = dataset(first, second)
    assert [r.total for r in found.of_type(HospitalBookings)] == [6]
    (issue,) = found.of_type(Issue)
    assert (issue.revision, issue.source_sha256) == (2, "b" * 64)
    assert sorted(statuses(found).values()) == ["loaded", "superseded"]
    figures = [f for f in reported(found, "revised") if f.measure]
    assert {f.measure for f in figures} == {"online", "total"}
    assert [(f.observed, f.expected) for f in figures] == [("5", "6")] * 2
    (replaced,) = [f for f in reported(found, "revised") if not f.measure]
    assert replaced.severity == "warning" and replaced.issue_id == "2020-03"
    kept = [o for o in found.of_type(Observation) if o.measure == "online"]
    assert {(o.source_sha256[0], o.value, o.occurrence) for o in kept} == {("a", 5, 2), ("b", 6, 1)}


def test_a_later_date_supersedes() -> None:
    late = source(2020, 3, ("南京鼓楼医院", 6), sha="a" * 64, day=28)
    early = source(2020, 3, ("南京鼓楼医院", 5), sha="b" * 64, day=20, arrived=5)
    assert [r.total for r in dataset(late, early).of_type(HospitalBookings)] == [6]


def test_a_later_change_of_the_pdf_supersedes_whenever_it_arrives() -> None:
    late = source(2020, 3, ("南京鼓楼医院", 6), sha="a" * 64, modified=NOON, arrived=1)
    for before in (None, NOON - dt.timedelta(seconds=1)):
        early = source(2020, 3, ("南京鼓楼医院", 5), sha="b" * 64, modified=before, arrived=9)
        found = dataset(late, early)
        assert [r.total for r in found.of_type(HospitalBookings)] == [6]
        assert not reported(found, "conflict")


def test_where_no_document_tells_the_newer_one_there_is_a_finding() -> None:
    for arrived in (1, 9):
        one = source(2020, 3, ("南京鼓楼医院", 6), sha="a" * 64, arrived=arrived)
        two = source(2020, 3, ("南京鼓楼医院", 5), sha="b" * 64, arrived=5)
        found = dataset(one, two)
        assert [r.total for r in found.of_type(HospitalBookings)] == [5]
        (conflict,) = reported(found, "conflict")
        assert (conflict.severity, conflict.issue_id) == ("warning", "2020-03")
        assert len([f for f in reported(found, "revised") if f.measure]) == 2


def test_an_issue_whose_captions_contradict_its_number_replaces_none() -> None:
    right = source(2020, 3, ("南京鼓楼医院", 5), sha="a" * 64, day=20)
    misread = source(2020, 3, ("南京鼓楼医院", 6), sha="b" * 64, day=28, month="2020年7月")
    found = dataset(right, misread)
    assert [r.total for r in found.of_type(HospitalBookings)] == [5]
    assert sorted(statuses(found).values()) == ["loaded", "rejected"]
    (conflict,) = reported(found, "conflict")
    assert conflict.severity == "error" and "2020年7月" in conflict.message


def test_an_issue_whose_date_contradicts_its_number_replaces_none() -> None:
    right = source(2020, 3, ("南京鼓楼医院", 5), sha="a" * 64, day=20)
    misread = source(2020, 3, ("南京鼓楼医院", 6), sha="b" * 64)
    issue = misread.issue.issue.model_copy(update={"published_on": dt.date(2021, 3, 28)})
    found = dataset(right, replace(misread, issue=replace(misread.issue, issue=issue)))
    assert [r.total for r in found.of_type(HospitalBookings)] == [5]
    assert [f.severity for f in reported(found, "conflict")] == ["error"]


def test_times_of_arrival_choose_no_name_and_no_reason() -> None:
    def arrivals(name_first: str, name_later: str) -> tuple[Arrival, ...]:
        return (
            Arrival("c" * 64, name_first, NOON, f"“{name_first}” is empty."),
            Arrival("c" * 64, name_later, NOON + dt.timedelta(1), f"“{name_later}” is empty."),
        )

    found = [
        dataset(source(2020, 3, names=names), rejected=arrivals(*refused))
        for names, refused in (
            (("b.pdf", "a.pdf", "copy of a.pdf"), ("x.pdf", "long.pdf")),
            (("copy of a.pdf", "a.pdf", "b.pdf"), ("long.pdf", "x.pdf")),
        )
    ]
    assert release_id(contents_of(found[0])) == release_id(contents_of(found[1]))
    assert [f.file_name for f in found[0].of_type(SourceFile)] == ["a.pdf", "x.pdf"]
    assert found[0].of_type(Issue)[0].source_file == "a.pdf"


def test_the_same_issue_in_other_bytes_is_loaded_once() -> None:
    found = dataset(*(source(2020, 3, sha=c * 64) for c in "abc"))
    assert sorted(statuses(found).values()) == ["duplicate", "duplicate", "loaded"]
    assert all("same content" in (f.reason or "") for f in found.of_type(SourceFile) if f.reason)
    assert len([o for o in found.of_type(Observation) if o.measure == "online"]) == 1
    assert found.of_type(Issue)[0].revision == 1 and not reported(found, "revised")


def test_the_same_bytes_again() -> None:
    found = dataset(source(2020, 3, names=("base.pdf", "base (1).pdf")))
    assert statuses(found) == {"base.pdf": "loaded", "base (1).pdf": "duplicate"}
    assert len(found.of_type(SourceFile)) == 1


def test_rejected_files_keep_their_reason() -> None:
    refused = Arrival("c" * 64, "x.pdf", NOON, of_file("empty", name="x.pdf"))
    found = dataset(source(2020, 3), rejected=(refused,))
    (row,) = [r for r in found.of_type(SourceFile) if r.sha256[0] == "c"]
    assert (row.status, row.reason, row.issue_id) == ("rejected", refused.rejected, None)
    assert row.reason_zh == "“x.pdf”是空文件；请从来源重新复制。"


def test_one_issue_with_two_serial_numbers() -> None:
    around = [source(2016, n) for n in (3, 4, 6)]
    good = source(2016, 5, sha="a" * 64)
    bad = source(2016, 5, ("南京鼓楼医院", 9), sha="b" * 64, serial=60)
    found = dataset(*around, bad, good)
    assert [f.status for f in found.of_type(SourceFile) if f.sha256[0] in "ab"] == [
        "loaded",
        "rejected",
    ]
    [conflict] = reported(found, "conflict")
    assert (conflict.issue_id, conflict.measure) == ("2016-05", None)


def test_two_issues_with_one_serial_number() -> None:
    around = [source(2016, n) for n in (3, 4, 5, 7)]
    bad = source(2016, 6, sha="b" * 64, serial=53)
    found = dataset(*around, bad)
    assert {i.issue_id for i in found.of_type(Issue)} == {
        "2016-03",
        "2016-04",
        "2016-05",
        "2016-07",
    }
    assert reported(found, "conflict")[0].issue_id == "2016-06"


def test_where_nothing_decides_both_stand_with_a_finding() -> None:
    found = dataset(source(2016, 5, serial=53), source(2016, 6, serial=53))
    assert len(found.of_type(Issue)) == 2
    assert [f.issue_id for f in reported(found, "conflict")] == ["2016-05", "2016-06"]


def test_missing_issues_are_named() -> None:
    found = dataset(source(2020, 1), source(2020, 4), source(2020, 6, serial=101))
    by_issue = {f.issue_id: f.severity for f in reported(found, "missing_issue")}
    assert by_issue == {"2020-02": "warning", "2020-03": "warning", "2020-05": "info"}


def test_a_month_that_another_issue_reports() -> None:
    misprint = source(2020, 3, ("南京鼓楼医院", 7), month="2020年1月")
    alone = dataset(misprint)
    assert alone.of_type(HospitalBookings)[0].month == dt.date(2020, 1, 1)
    found = dataset(source(2020, 2), misprint, source(2020, 4))
    by_month = {r.month.month: r.total for r in found.of_type(HospitalBookings)}
    assert by_month == {1: 5, 2: 7, 3: 5}
    assert any(
        f.table_name == "bookings_by_hospital" for f in reported(found, "title_month_mismatch")
    )


def test_a_name_that_the_issues_around_have() -> None:
    both = (("南京鼓楼医院", 5), ("南京脑科医院", 3))
    found = dataset(source(2020, 1, *both), source(2020, 2), source(2020, 3, *both))
    (missing,) = reported(found, "missing_entity")
    assert (missing.entity, missing.issue_id) == ("南京脑科医院", "2020-02")


def test_a_name_that_the_issues_before_the_last_have() -> None:
    both = (("南京鼓楼医院", 5), ("南京脑科医院", 3))
    before = [source(2020, number, *both) for number in (1, 2, 3)]
    (missing,) = reported(dataset(*before, source(2020, 4)), "missing_entity")
    assert (missing.entity, missing.issue_id) == ("南京脑科医院", "2020-04")
    assert missing.severity == "warning" and "the last" in missing.message
    assert not reported(dataset(*before, source(2020, 5)), "missing_entity"), "an issue is missing"
    assert not reported(dataset(*before[1:], source(2020, 4)), "missing_entity"), "too few before"
    assert not reported(dataset(*before, source(2020, 4, *both)), "missing_entity")


def test_unknown_names_have_rows_in_the_dimensions() -> None:
    found = dataset(
        source(2020, 1, ("南京江心洲国际医院（含分院）", 5)),
        source(2020, 2, ("南京江心洲国际医院", 5)),
    )
    (hospital,) = [h for h in found.of_type(Hospital) if h.provisional]
    assert hospital.name == "南京江心洲国际医院"
    names = {
        n.name: n.source for n in found.of_type(EntityName) if n.entity_id == hospital.hospital_id
    }
    assert set(names.values()) == {"provisional"} and len(names) == 2


def test_another_issue_leaves_the_rows_of_an_issue_alone() -> None:
    def own(found: Dataset) -> list[object]:
        return [
            r for rows in found.rows.values() for r in rows
            if getattr(r, "issue_id", None) == "2020-02" and not isinstance(r, Finding)
        ]  # fmt: skip

    one = dataset(source(2020, 2))
    assert own(one) == own(dataset(*(source(2020, n) for n in (1, 2, 3))))
