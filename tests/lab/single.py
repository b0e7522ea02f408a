"""One table on its own, with everything that a faultless reader would say of it."""

from __future__ import annotations

from dataclasses import dataclass

from tests.lab.drawing import Spots, draw_table
from tests.lab.flow import Flow
from tests.lab.look import PageLook, TableLook
from tests.lab.paper import Paper
from tests.lab.sheets import Sheet


@dataclass(frozen=True)
class Drawing:
    """A drawn table.

    Attributes:
        pdf: the file.
        sheet: what was drawn.
        spots: for each cell (row, col), the middle of each of its lines on the pages.
    """

    pdf: bytes
    sheet: Sheet
    spots: Spots


def table(
    sheet: Sheet, look: TableLook | None = None, page: PageLook | None = None, top: float = 0
) -> Drawing:
    """Draw `sheet` below its caption, `top` points down the first page, between two paragraphs."""
    flow = Flow(Paper(page or PageLook()))
    flow.paragraph(BEFORE)
    flow.space(max(top, 14))
    flow.lines(sheet.caption, 13, "center", bold=True)
    for text in sheet.above:
        flow.line(text, 10, "center")
    flow.space(4)
    spots = draw_table(flow, sheet, look or TableLook())
    flow.space(4)
    for text in sheet.below:
        flow.line(text, 10, "right")
    flow.space(14)
    flow.paragraph(AFTER)
    return Drawing(flow.paper.save(), sheet, spots)


BEFORE = (
    "本月全市卫生信息化工作平稳推进，各单位按照要求报送数据，报送及时率与完整率均有提高。"
    "现将有关情况统计如下，供各单位参考。"
)
AFTER = (
    "请各单位对照上述情况查找不足，及时补报缺漏数据，并于下月上旬完成整改。"
    "如有疑问，请与信息中心联系，联系时请说明单位名称和联系人。"
)
