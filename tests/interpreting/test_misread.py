"""Names and labels that were misread in a picture, taken for known ones with a finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from pipeline.interpreting import InterpretedIssue, interpret
from pipeline.reading.model import Table
from schemas.bookings import HospitalBookings
from schemas.platform import DistrictPlatform
from schemas.totals import ReportedTotal
from tests.interpreting.paper import REGISTRY, masthead, reading, table
from tests.interpreting.test_tables import BOOKINGS, CHILDREN, GULOU, HEADER, findings, rows

SECOND = ["3", "南京市第二医院", "10", "20", "0", "5", "35"]
TOTAL = ["合计", "=", "7399", "1533", "0", "1886", "10818"]


def _printed(
    body: Sequence[Sequence[str]],
    letters: Mapping[str, str | tuple[str, ...]],
    others: Mapping[str, str] | None = None,
) -> Table:
    """The table; letters of the cells with these texts, given without those that are sure."""
    made = table(BOOKINGS, HEADER, body)
    cells = []
    for cell in made.cells:
        if cell.text in letters:
            said = dict(x.split(":") for x in letters[cell.text] if ":" in x)
            new = tuple(c + said.get(c, "") for c in cell.text)
            cell = cell.model_copy(update={"letters": new})
        if others and cell.text in others:
            cell = cell.model_copy(update={"other": others[cell.text], "doubt": "read otherwise"})
        cells.append(cell)
    return made.model_copy(update={"cells": tuple(cells)})


def _platform(letters: tuple[str, ...]) -> Table:
    """A table of districts with 内急诊 for 门急诊 in its header, and what its letters may be."""
    caption = "2025年2月南京市卫生信息平台数据采集情况（区）"
    above = ["接入单位", "内急诊情况", "内急诊情况", "出院情况", "出院情况"]
    below = ["接入单位", "诊疗人次", "收入额（元）", "出院人数", "收入额（元）"]
    made = table(caption, [above, below], [["江宁区", "12", "340", "5", "650"]])
    cells = tuple(
        cell.model_copy(update={"letters": letters}) if cell.text == "内急诊情况" else cell
        for cell in made.cells
    )
    return made.model_copy(update={"cells": cells})


def _issue(made: Table, recognised: bool = True) -> InterpretedIssue:
    return interpret(reading(*masthead(), made, recognised=[1] if recognised else []), REGISTRY)


def _ids(found: InterpretedIssue) -> list[str]:
    return [r.hospital_id for r in rows(found, HospitalBookings)]


def test_a_name_whose_unsure_letter_may_be_the_known_one_is_that_name_with_a_finding() -> None:
    misread = ["2", "南京市儿重医院", *CHILDREN[2:]]
    found = _issue(_printed([GULOU, misread], {"南京市儿重医院": ("重:量童",)}))
    known = _issue(_printed([GULOU, CHILDREN], {}))
    assert _ids(found) == _ids(known)
    assert [r.name_printed for r in rows(found, HospitalBookings)][1] == "南京市儿重医院"
    (said,) = findings(found, "unknown_entity")
    assert (said.severity, said.observed, said.expected) == (
        "warning", "南京市儿重医院", "南京市儿童医院",
    )  # fmt: skip


@pytest.mark.parametrize("letters", [(), ("重:量里",), ("市:童",)])
def test_a_name_whose_letters_are_sure_or_may_be_others_is_unknown(
    letters: tuple[str, ...],
) -> None:
    misread = ["2", "南京市儿重医院", *CHILDREN[2:]]
    found = _issue(_printed([GULOU, misread], {"南京市儿重医院": letters} if letters else {}))
    assert _ids(found)[1].startswith("x-")


def test_a_name_of_which_a_thin_stroke_is_gone_is_the_only_known_one_that_has_it() -> None:
    first = ["1", "南京市第一医院", *GULOU[2:]]
    lacking = ["2", "南京市第医院", *CHILDREN[2:]]
    second = _ids(_issue(_printed([GULOU, SECOND], {})))[1]
    assert _ids(_issue(_printed([first, lacking], {})))[1] == second
    assert _ids(_issue(_printed([GULOU, lacking], {})))[1] != second


def test_a_name_of_text_is_never_taken_for_another() -> None:
    misread = ["2", "南京市儿重医院", *CHILDREN[2:]]
    made = _printed([GULOU, misread], {"南京市儿重医院": ("重:童",)})
    assert _ids(_issue(made, recognised=False))[1].startswith("x-")


def test_a_name_that_the_second_recogniser_reads_as_a_known_one_is_that_one() -> None:
    misread = ["2", "南京市儿重区医院", *CHILDREN[2:]]
    made = _printed([GULOU, misread], {}, {"南京市儿重区医院": "南京市儿童医院"})
    assert _ids(_issue(made)) == _ids(_issue(_printed([GULOU, CHILDREN], {})))


@pytest.mark.parametrize("printed", ["-南京市儿童医院", "_ 南京市儿童医院", "南京市儿童医院1"])
def test_a_mark_at_the_end_of_a_recognised_name_is_none_of_its_letters(printed: str) -> None:
    made = _printed([GULOU, ["2", printed, *CHILDREN[2:]]], {})
    assert _ids(_issue(made)) == _ids(_issue(_printed([GULOU, CHILDREN], {})))
    assert _ids(_issue(made, recognised=False))[1].startswith("x-")


def test_an_entity_with_a_row_of_its_own_has_no_second_one() -> None:
    misread = ["3", "南京市儿重医院", "1", "2", "0", "3", "6"]
    found = _issue(_printed([GULOU, CHILDREN, misread], {"南京市儿重医院": ("重:童",)}))
    assert _ids(found)[2].startswith("x-")


def test_an_entity_that_two_names_may_be_is_neither() -> None:
    body = [["1", "南京市儿重医院", *GULOU[2:]], ["2", "南京市儿量医院", *CHILDREN[2:]]]
    found = _issue(_printed(body, {"南京市儿重医院": ("重:童",), "南京市儿量医院": ("量:童",)}))
    assert all(x.startswith("x-") for x in _ids(found))


def test_a_name_that_may_be_two_entities_is_neither() -> None:
    body = [GULOU, ["2", "南京市第十医院", *CHILDREN[2:]]]
    found = _issue(_printed(body, {"南京市第十医院": ("十:一二",)}))
    assert _ids(found)[1].startswith("x-")


@pytest.mark.parametrize(
    ("letters", "other"), [(("证:业计",), "合业"), ((), "合计t"), ((), "合业")]
)
def test_a_misread_label_of_a_total_is_found_by_its_letters_or_by_its_sums(
    letters: tuple[str, ...], other: str
) -> None:
    body = [GULOU, CHILDREN, SECOND, ["合证", *TOTAL[1:]]]
    found = _issue(_printed(body, {"合证": letters} if letters else {}, {"合证": other}))
    assert len(_ids(found)) == 3
    totals = {r.measure: r.value for r in rows(found, ReportedTotal)}
    assert totals["total"] == 10818
    (said,) = [f for f in findings(found, "low_confidence") if f.observed == "合证" and f.expected]
    assert said.severity == "warning"


def test_a_row_that_is_not_the_sum_of_the_others_is_no_total() -> None:
    body = [GULOU, CHILDREN, SECOND, ["合证", "=", "7398", "1533", "0", "1886", "10818"]]
    found = _issue(_printed(body, {}))
    assert not rows(found, ReportedTotal)


def test_a_header_whose_unsure_letter_may_be_the_known_one_is_that_header_with_a_finding() -> None:
    found = _issue(_platform(("内由门", "急", "诊", "情", "况")))
    (row,) = rows(found, DistrictPlatform)
    assert (row.outpatient_visits, row.outpatient_revenue_cny) == (12, 340)
    said = [f for f in findings(found, "low_confidence") if f.measure == "outpatient_visits"]
    assert "内急诊情况/诊疗人次" in {f.observed for f in said if f.severity == "warning"}


@pytest.mark.parametrize("letters", [(), ("内由", "急", "诊", "情", "况")])
def test_a_header_whose_letters_are_sure_or_may_be_others_is_unknown(
    letters: tuple[str, ...],
) -> None:
    found = _issue(_platform(letters))
    unknown = {f.observed for f in findings(found, "unknown_column")}
    assert unknown == {"内急诊情况/诊疗人次", "内急诊情况/收入额(元)"}
