"""The rest of a name that a page break cuts, above rows without a header."""

from __future__ import annotations

import pytest

from pipeline.reading.page.char import Char
from tests.reading.test_close_texts import page_of, texts
from tests.reading.test_geometry import write


def rows(top: float) -> list[Char]:
    """Names over three lines beside figures in the middle of them."""
    chars: list[Char] = []
    for i in range(4):
        y = top + 42 * i
        for k, text in enumerate(("南京市", f"{'甲乙丙丁'[i]}医院", "东部")):
            chars += write(text, 20, y + 11 * k)
        for x in (120, 170, 220):
            chars += write(f"{i + 1}021", x, y + 11)
    return chars


@pytest.mark.parametrize("rest", [["中心"], ["中心", "医院"], ["中心院", "东部", "分"]])
def test_the_rest_of_a_name_is_a_row_of_its_own(rest: list[str]) -> None:
    chars = [c for i, text in enumerate(rest) for c in write(text, 20, 20 + 11 * i)]
    (part,) = page_of([*chars, *rows(38 + 11 * len(rest))], [])
    assert "".join(texts(part)[0]) == "".join(rest)
    assert texts(part)[1] == ["南京市甲医院东部", "1021", "1021", "1021"]


@pytest.mark.parametrize(("x", "text"), [(60, "注"), (20, "各医院的数据")])
def test_other_lines_above_are_text(x: float, text: str) -> None:
    (part,) = page_of([*write(text, x, 20), *rows(49)], [])
    assert texts(part)[0][0].startswith("南京市")


def test_the_rest_below_a_header_printed_again() -> None:
    """It is nearer to the header than to the name that begins below it."""
    chars = [c for x, text in ((26, "单位"), (118, "快速"), (168, "诊间"), (218, "小计"))
             for c in write(text, x, 10)]  # fmt: skip
    chars += write("中心", 20, 28)
    for i in range(4):
        y = 56 + 66 * i
        for k, text in enumerate(("南京市", f"{'甲乙丙丁'[i]}医院", "东部")):
            chars += write(text, 20, y + 19 * k)
        for x in (120, 170, 220):
            chars += write(f"{i + 1}021", x, y + 19)
    (part,) = page_of(chars, [])
    assert part.header_rows == 1
    assert [row[0] for row in texts(part)][:3] == ["单位", "中心", "南京市甲医院东部"]
