from decimal import Decimal

import pytest

from pipeline.interpreting.document.labelled_figures import labelled_figures
from pipeline.interpreting.text.characters import stream_of
from tests.interpreting.paper import line


def labels(*texts: str) -> list[tuple[str, Decimal | None]]:
    return [(f.label, f.number.value) for f in labelled_figures(stream_of(map(line, texts)))]


def test_a_number_within_a_name_is_no_figure() -> None:
    text = "受理市 12345 工单 2371 件，省 12345 工单 954 件，自接工单 1242 件。"
    assert labels(text) == [("市12345工单", 2371), ("省12345工单", 954), ("自接工单", 1242)]


def test_dates_and_the_name_of_the_hotline_are_no_figures() -> None:
    text = "2025 年 2 月，南京 12320 卫生热线共受理咨询电话 21690 个，其中：咨询类 5019 个"
    assert labels(text) == [("受理咨询电话", 21690), ("咨询类", 5019)]


def test_labels_may_be_wrapped() -> None:
    assert labels("其中咨询类 9235 个，投诉", "类 2996 个。") == [
        ("咨询类", 9235),
        ("投诉类", 2996),
    ]


def test_the_lines_of_a_list_have_numbers_and_leaders() -> None:
    text = ("1.受理咨询电话…………21690个", "2）咨询类......5019个", "三、电话预约——8311个")
    assert labels(*text) == [("受理咨询电话", 21690), ("咨询类", 5019), ("电话预约", 8311)]


@pytest.mark.parametrize("form", ["{}、", "{}.", "{}）", "（{}）"])
def test_the_number_of_a_point_is_no_figure(form: str) -> None:
    items = [form.format(n) + text for n, text in enumerate(("咨询类5个；", "投诉类3个。"), 1)]
    assert labels(*items) == labels("".join(items)) == [("咨询类", 5), ("投诉类", 3)]


def test_a_figure_that_begins_a_line_is_one() -> None:
    assert labels("其中咨询类", "5、医疗投诉", "3、电话预约2个") == [
        ("咨询类", 5), ("医疗投诉", 3), ("电话预约", 2),
    ]  # fmt: skip
    assert labels("咨询类：5、医疗投诉：3") == [("咨询类", 5), ("医疗投诉", 3)]


def test_shares_belong_to_the_figure_before() -> None:
    found = labels("咨询类5019个（占23.1%），投诉类为1,242个")
    assert found == [("咨询类", 5019), ("咨询类·占", Decimal("23.1")), ("投诉类", 1242)]


def test_marks_for_missing_are_figures() -> None:
    figures = labelled_figures(stream_of([line("人工服务 / 通、心理危机干预 597 通")]))
    assert [f.number.kind for f in figures] == ["missing", "number"]


def test_doubts() -> None:
    def doubt(text: str) -> str:
        return labelled_figures(stream_of([line(text)]))[0].doubt

    assert "white space" in doubt("咨询类 50 19 个")
    assert "approximate" in doubt("咨询类约5019个")
    assert "approximate" in doubt("咨询类5000多个")
    assert doubt("电话预约 8311 个") == ""


def test_the_box_of_a_figure_holds_it_alone() -> None:
    text = "咨询类 5019 个"
    figure = labelled_figures(stream_of([line(text)]))[0]
    start = 50 + 10 * text.index("5")
    assert figure.printed == "5019"
    # blanks stand on both sides: the box may reach into them, not to the characters behind
    assert start - 10 < figure.place.box.x0 < start + 2
    assert start + 38 < figure.place.box.x1 < start + 50


def test_a_figure_broken_over_two_lines_is_doubtful() -> None:
    figure = labelled_figures(stream_of([line("咨询类 50"), line("19 个")]))[0]
    assert figure.number.value == 5019 and figure.doubt


@pytest.mark.parametrize(
    ("end", "doubted"), [("，投诉类30", True), ("，投诉类30个", False), ("，投诉类30。", False)]
)
def test_a_figure_with_which_the_text_breaks_off_is_doubtful(end: str, doubted: bool) -> None:
    *others, last = labelled_figures(stream_of([line(f"咨询电话80个，咨询类50个{end}")]))
    assert bool(last.doubt) == doubted and not any(f.doubt for f in others)
    plain = labelled_figures(stream_of([line("咨询电话80，咨询类50，投诉类30")]))
    assert not any(f.doubt for f in plain)
