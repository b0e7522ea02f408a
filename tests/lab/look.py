"""How things are drawn: the knobs of a table, and those of the pages around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tests.lab.sheets import Align

Rules = Literal[
    "stroke", "thin_rect", "cell_rect", "broken", "double", "dashed", "dots", "open_sides",
    "frame", "hlines", "booktabs", "vlines", "none", "zebra", "tiles", "rounded",
]  # fmt: skip
Watermark = Literal["across", "flat", "tiled"]
Order = Literal["reading", "shuffled", "columns"]
Hidden = Literal["mode3", "white", "outside", "tiny"]
Orientation = Literal[
    "portrait", "landscape", "rotate90", "rotate270", "sideways", "sideways_cw", "rotate180"
]


@dataclass(frozen=True)
class TableLook:
    """How a table is drawn.

    Attributes:
        rules: which lines are drawn, and out of what.
        shade_header: a grey field behind the header.
        header_repeat: the header stands again on each further page.
        split_row: the row at a page break is cut between its lines.
        size: font size in points.
        pad: space left and right of a cell's text; `gap`: above and below it.
        numbers: overrides the alignment of the number columns.
        names: overrides the alignment of the first text column.
        width: share of the text width that the table takes.
        wrap: long data cells are broken into lines; otherwise they run into their neighbour.
        top_aligned: text stands at the top of its row rather than in the middle.
        text_first: text is drawn before the rules.
        bold_header: header in the bold face.
        mark_size: size of footnote marks, as a share of the text's; `mark_rise`: how far above
            the line they stand, likewise.
        blanks: blanks written before and behind the text of every cell.
        spacing: white space between the characters of data cells, in font sizes.
    """

    rules: Rules = "stroke"
    shade_header: bool = False
    header_repeat: bool = True
    split_row: bool = False
    size: float = 9.0
    pad: float = 3.0
    gap: float = 3.0
    numbers: Align | None = None
    names: Align | None = None
    width: float = 1.0
    wrap: bool = True
    top_aligned: bool = False
    text_first: bool = False
    bold_header: bool = True
    mark_size: float = 0.6
    mark_rise: float = 0.4
    blanks: int = 0
    spacing: float = 0.0


@dataclass(frozen=True)
class PageLook:
    """How pages are drawn.

    Attributes:
        font: see `fonts.faces`.
        orientation: of all pages that say nothing else.
        running_header, footer: text of every page; `{n}` and `{total}` are the page numbers.
        footer_at: where the page number stands.
        watermark: text across every page.
        watermark_kind: `across` is large and turned by 45 degrees, `flat` lies on the lines,
            `tiled` is small and repeated.
        watermark_first: drawn before everything else.
        hidden: text that no reader of the paper sees: `mode3` invisible, `white`, `outside` the
            page, `tiny` under a point.
        margin: space around the text in points.
        bleed: paper around the visible page, as for a printing press, with marks and a file name
            on it: the media box is larger than the crop box and the origin lies outside.
        order: in which text is written to the file: as it reads, at random, or column by column.
        per_char: every character is written on its own.
        fake_bold: bold text is the regular face written twice, a quarter of a point apart.
        justify: lines of running text are stretched to the margin.
        traditional: everything is printed in traditional characters.
    """

    font: str = "cid"
    orientation: Orientation = "portrait"
    running_header: str = ""
    footer: str = "— {n} —"
    footer_at: Literal["center", "outer", "right"] = "center"
    watermark: str = ""
    watermark_kind: Watermark = "across"
    watermark_first: bool = True
    hidden: tuple[Hidden, ...] = ()
    margin: float = 62.0
    bleed: float = 0.0
    order: Order = "reading"
    per_char: bool = False
    fake_bold: bool = False
    justify: bool = False
    traditional: bool = False
