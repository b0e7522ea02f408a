"""What is taken from two readings of a line, and what is doubted."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.reading.scan.recogniser import Glyph, PrintedLine
from pipeline.reading.scan.witnesses import weighed, with_ones

BLANK = np.zeros((30, 60), np.uint8)


def line(text: str, sure: float = 0.99) -> PrintedLine:
    return PrintedLine(tuple(Glyph(c, sure, (i + 0.5) / len(text)) for i, c in enumerate(text)))


def stroke(start: tuple[int, int], end: tuple[int, int], thick: int = 3) -> np.ndarray:
    return np.asarray(cv2.line(BLANK.copy(), start, end, 255, thick), np.uint8)


def blots() -> np.ndarray:
    """Ink of several characters."""
    out = BLANK.copy()
    out[5:25, 5:15] = out[5:25, 20:30] = out[5:25, 40:50] = 255
    return out


def test_two_equal_and_certain_readings_are_taken() -> None:
    read = weighed(line("1234"), line("1234"), blots(), in_table=True)
    assert (read.line.text, read.doubt) == ("1234", "")


def test_a_digit_higher_than_the_others_may_be_written_by_hand() -> None:
    ink = blots()
    ink[0:17, 20:30], ink[17:, 20:30] = 255, 0
    assert "by hand" in weighed(line("123"), line("123"), ink, in_table=True).doubt
    assert not weighed(line("123"), line("123"), blots(), in_table=True).doubt


def test_a_comma_may_touch_the_digit_before_it() -> None:
    ink = np.hstack([blots(), blots()])
    ink[20:30, 14:17] = 255
    assert not weighed(line("1,234"), line("1,234"), ink, in_table=True).doubt
    assert "by hand" in weighed(line("1234"), line("1234"), ink, in_table=True).doubt


def test_digits_far_apart_may_be_of_two_columns() -> None:
    ink = np.hstack([blots(), np.zeros((30, 10), np.uint8), blots()])
    assert "two figures" in weighed(line("123456"), line("123456"), ink, in_table=True).doubt


def test_what_is_left_of_a_rule_between_two_figures_is_no_digit() -> None:
    ink = blots()
    ink[:, 33:35] = 255
    assert "two figures" in weighed(line("123"), line("123"), ink, in_table=True).doubt


def test_points_and_commas_are_lower_than_digits() -> None:
    ink = blots()
    ink[22:28, 32:35] = 255
    assert not weighed(line("1,234"), line("1,234"), ink, in_table=True).doubt


@pytest.mark.parametrize("readings", [("7 0", "70"), ("70", "7 0")])
def test_a_space_that_one_recogniser_sees_makes_two_of_a_figure(readings: tuple[str, str]) -> None:
    first, second = (line(text) for text in readings)
    assert weighed(first, second, blots(), in_table=True).doubt


@pytest.mark.parametrize("other", ["1284", "123", "1234.5", "1,234", ""])
def test_different_readings_are_doubted_with_both(other: str) -> None:
    read = weighed(line("1234"), line(other), blots(), in_table=True)
    assert "1234" in read.doubt
    assert other in read.doubt


@pytest.mark.parametrize("text", ["2.717", "12.345", "1.234.567", "共2.717人"])
def test_a_point_before_three_digits_may_be_a_comma(text: str) -> None:
    assert "comma" in weighed(line(text), line(text), blots(), in_table=True).doubt


@pytest.mark.parametrize("text", ["2.71", "0.717", "2717.123", "2,717"])
def test_other_points_and_commas_are_what_they_are(text: str) -> None:
    assert not weighed(line(text), line(text), blots(), in_table=True).doubt


def test_ink_in_which_nothing_is_read_is_doubted_in_a_table() -> None:
    assert weighed(line(""), line(""), blots(), in_table=True).doubt


def test_a_doubtful_reading_is_less_often_right_the_less_is_known_of_it() -> None:
    certain = weighed(line("12"), line("12"), blots(), in_table=True)
    unsure = weighed(line("12", 0.85), line("12"), blots(), in_table=True)
    more = weighed(line("12", 0.6), line("12"), blots(), in_table=True)
    differs = weighed(line("12"), line("13"), blots(), in_table=True)
    odd = weighed(line("1:2"), line("1:2"), blots(), in_table=True)
    assert certain.sure > unsure.sure > more.sure > differs.sure > odd.sure
    assert more.sure >= 0.5 > differs.sure


def test_the_other_reading_is_there_where_it_differs_in_more_than_form() -> None:
    assert weighed(line("1284"), line("1234"), blots(), in_table=True).otherwise == "1234"
    assert weighed(line("—", 0.5), line("-"), blots(), in_table=True).otherwise == ""


def test_one_digit_that_is_not_certain_is_doubted() -> None:
    assert weighed(line("12", 0.85), line("12"), blots(), in_table=True).doubt
    assert weighed(line("12"), line("12", 0.85), blots(), in_table=True).doubt


@pytest.mark.parametrize("text", [",12", "12:3", "1.2.3", "12-"])
def test_what_has_no_form_of_a_figure_is_doubted_in_a_table(text: str) -> None:
    assert weighed(line(text), line(text), blots(), in_table=True).doubt


@pytest.mark.parametrize("read_as", ["1", "l", "/", "丿", ""])
def test_a_slanting_stroke_is_a_slash_whatever_both_say(read_as: str) -> None:
    ink = stroke((22, 26), (34, 4))
    read = weighed(line(read_as), line(read_as), ink, in_table=True)
    assert read.line.text == "/"


@pytest.mark.parametrize("read_as", ["—", "一", "-", ""])
def test_a_flat_stroke_is_a_dash(read_as: str) -> None:
    read = weighed(line(read_as), line(read_as), stroke((15, 15), (40, 15)), in_table=True)
    assert (read.line.text, read.doubt) == ("-", "")


def test_an_upright_stroke_is_a_one() -> None:
    read = weighed(line("1"), line("1"), stroke((30, 4), (30, 26)), in_table=True)
    assert (read.line.text, read.doubt) == ("1", "")
    assert weighed(line("/"), line("1"), stroke((30, 4), (30, 26)), in_table=True).doubt


def test_words_need_no_second_reading() -> None:
    assert weighed(line("江宁区", 0.5), None, blots(), in_table=True).doubt == ""


def test_of_two_readings_of_words_the_surer_one_is_taken_and_doubted() -> None:
    read = weighed(line("小it", 0.6), line("小计", 0.9), blots(), in_table=True)
    assert (read.line.text, bool(read.doubt), read.differs) == ("小计", True, False)


def test_of_two_readings_of_words_the_one_as_wide_as_its_ink_is_taken() -> None:
    ink = np.full((25, 46), 255, np.uint8)
    read = weighed(line("合计", 0.8), line("合", 0.96), ink, in_table=True)
    assert (read.line.text, bool(read.doubt)) == ("合计", True)
    assert (
        weighed(line("合计", 0.96), line("合", 0.8), ink[:, :23], in_table=True).line.text == "合"
    )


def test_a_chinese_word_without_letters_is_taken_before_one_with_them() -> None:
    read = weighed(
        line("小it", 0.97), line("小计", 0.9), np.ones((25, 50), np.uint8), in_table=True
    )
    assert (read.line.text, bool(read.doubt)) == ("小计", True)


def test_a_comma_that_ends_a_figure_of_a_text_is_none_of_it() -> None:
    read = weighed(line("共12，其"), line("共12,其"), blots(), in_table=False)
    assert read.doubt == ""
    assert weighed(line("12,"), line("12"), blots(), in_table=True).doubt


def ring(hole: tuple[int, int], middle: int = 15) -> np.ndarray:
    """An oval of 20 by 14 pixels with a hole of these half axes."""
    out = cv2.ellipse(BLANK.copy(), (30, 15), (7, 10), 0, 0, 360, 255, -1)
    return np.asarray(cv2.ellipse(out, (30, middle), hole, 0, 0, 360, 0, -1), np.uint8)


@pytest.mark.parametrize("other", ["0", "o", "O", "〇"])
def test_a_lone_zero_is_one_by_its_shape(other: str) -> None:
    read = weighed(line("0", 0.93), line(other, 0.5), ring((4, 7)), in_table=True)
    assert (read.line.text, read.doubt, read.differs) == ("0", "", False)


@pytest.mark.parametrize("ink", [ring((4, 3), 19), ring((4, 3)), blots()])
def test_what_is_no_ring_stays_doubted(ink: np.ndarray) -> None:
    assert weighed(line("0", 0.93), line("o", 0.5), ink, in_table=True).doubt


@pytest.mark.parametrize("readings", [("0", ""), ("", "0")])
def test_a_lone_zero_that_one_of_the_two_does_not_see_is_one_by_its_shape(
    readings: tuple[str, str],
) -> None:
    first, second = (line(text, 0.8) for text in readings)
    read = weighed(first, second, ring((4, 7)), in_table=True, usual=23)
    assert (read.line.text, read.doubt) == ("0", "")
    for ink in (ring((4, 3), 19), blots()):
        assert weighed(first, second, ink, in_table=True, usual=23).doubt


@pytest.mark.parametrize("readings", [("o", ""), ("8", ""), ("00", "")])
def test_what_only_one_reads_and_is_no_zero_stays_doubted(readings: tuple[str, str]) -> None:
    first, second = map(line, readings)
    assert weighed(first, second, ring((4, 7)), in_table=True, usual=23).doubt


def test_a_ring_that_is_read_as_another_digit_stays_doubted() -> None:
    assert weighed(line("0"), line("6"), ring((4, 7)), in_table=True).doubt


@pytest.mark.parametrize("ink", [ring((4, 7)), np.kron(ring((4, 7)), np.ones((1, 2), np.uint8))])
def test_a_ring_too_low_or_too_wide_for_a_zero_is_doubted(ink: np.ndarray) -> None:
    usual = 40.0 if ink.shape[1] == 60 else 20.0
    ink = ink[ink.any(axis=1)]
    read = weighed(line("0"), line("0"), ink, in_table=True, usual=usual)
    assert (read.line.text, bool(read.doubt)) == ("0", True)


def test_a_stroke_that_leans_as_an_italic_one_does_is_doubted() -> None:
    read = weighed(line("1"), line("1"), stroke((28, 26), (32, 4)), in_table=True)
    assert (read.line.text, bool(read.doubt)) == ("1", True)


def test_the_top_of_a_thin_zero_may_be_too_pale_to_be_ink() -> None:
    whole = ring((4, 7))
    broken = whole.copy()
    broken[:8] = broken[23:] = 0
    read = weighed(line("0", 0.89), line("0"), broken, in_table=True, faint=whole)
    assert (read.line.text, read.doubt) == ("0", "")
    assert weighed(line("0", 0.89), line("0"), broken, in_table=True).doubt


def test_a_letter_that_is_not_sure_says_what_it_may_be() -> None:
    one = PrintedLine(
        (Glyph("建", 0.99, 0.2), Glyph("部", 0.3, 0.5, "邮邺"), Glyph("区", 0.99, 0.8))
    )
    read = weighed(one, line("建业区", 0.2), blots(), in_table=True)
    assert read.letters == ("建", "部邮邺业", "区")


def test_words_that_are_sure_need_no_other_letters() -> None:
    assert weighed(line("建邺区"), line("建邺区"), blots(), in_table=True).letters == ()


def test_a_letter_that_both_read_alike_may_be_what_either_doubts() -> None:
    first = PrintedLine((Glyph("内", 0.6, 0.2, "门"), Glyph("急", 1.0, 0.8)))
    second = PrintedLine((Glyph("内", 0.7, 0.2, "由"), Glyph("急", 1.0, 0.8)))
    assert weighed(first, second, blots(), in_table=True).letters == ("内由门", "急")


def test_a_letter_that_looks_like_another_is_never_sure() -> None:
    read = weighed(line("收人"), line("收人"), blots(), in_table=True)
    assert read.letters == ("收", "人入")


@pytest.mark.parametrize(
    ("read", "text"),
    [("www.njl2320.org", "www.nj12320.org"), ("a@l63.com", "a@163.com"), ("mail.Il", "mail.Il")],
)
def test_a_letter_beside_a_digit_of_a_text_is_a_one(read: str, text: str) -> None:
    assert with_ones(line(read)).text == text
