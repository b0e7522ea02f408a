"""Pale text that comes again and again is a watermark, but not where it is only figures."""

from __future__ import annotations

import pytest

from pipeline.reading.page.watermark import Run, marks_among
from tests.reading.test_geometry import write


@pytest.mark.parametrize(("text", "marks"), [("内部资料样本", 3), ("12 / 12", 0), ("4,567.89", 0)])
def test_figures_are_no_watermark(text: str, marks: int) -> None:
    chars = [c for i in range(3) for c in write(text, 20, 40 + 20.0 * i)]
    chars += [c for i in range(8) for c in write("南京市卫生信息中心", 20, 200 + 20.0 * i)]
    size = len(chars[: 3 * len(text)]) // 3
    runs = [Run(i * size, (i + 1) * size, 0.65, False) for i in range(3)]
    assert len(marks_among(chars, runs)) == marks
