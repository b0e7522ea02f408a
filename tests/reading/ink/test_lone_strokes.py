"""Strokes of a pen beside or within a figure are a doubt; pieces of rules are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.reading.page.ink.judge import STRAY
from tests.reading.ink.drawn import drawn, geometry_of, last_cell, table


def _round(x: float, y: float, r: float = 0.6) -> bytes:
    """A round dot with its middle there, as four curves."""
    k = r * 0.55
    ends = [(r, 0), (0, r), (-r, 0), (0, -r)]
    holds = [(r, k, k, r), (-k, r, -r, k), (-r, -k, -k, -r), (k, -r, r, -k)]
    out = b"%f %f m " % (x + r, y)
    for (a, b, c, d), (e, f) in zip(holds, ends[1:] + ends[:1], strict=True):
        out += b"%f %f %f %f %f %f c " % (x + a, y + b, x + c, y + d, x + e, y + f)
    return out + b"f\n"


# The figure stands from 210 to 236.7 on the baseline 634, its digits are 8.6 high.
HAND = {
    "a 1 behind": b"1 w 238 634 m 238.4 642 l S\n",
    "a 1 in front": b"1 w 208 634 m 208.6 643 l S\n",
    "a 7 behind": b"1 w 238 642 m 242 642.2 l 239.6 634 l S\n",
    "a 0 behind": b"1 w 238 638 m 238 644 241 644 241 638 c 241 632 238 632 238 638 c S\n",
    "a red minus": b"1 0 0 RG 1 w 203 638 m 208 638 l S\n",
    "a square point": b"222.8 634 1.2 1.2 re f\n",
    "a round point": _round(223.4, 634.6),
    "a 1 in front of two figures": b"1 w 208 634 m 208 643 l S 208 674 m 208 683 l S\n",
    "a comma": b"1 w 223.6 635 m 223 632.8 l S\n",
}
PIECES = {
    "a dotted rule": b"".join(b"240 %d 1 1 re f\n" % y for y in range(620, 700, 3)),
    "a rule of round dots": b"".join(_round(240, y) for y in range(620, 700, 3)),
    "dashes": b"".join(b"1 w 240 %d m 240 %d l S\n" % (y, y + 5) for y in range(621, 700, 8)),
    "corners of cells": b"".join(
        b"1 w 240 %d m 240 %d l S 236 %d m 244 %d l S\n" % (y - 4, y + 4, y, y)
        for y in (622, 634, 646)
    ),
    "a line below the figure": b"1 w 209 633 m 220 633 l S\n",
}


@pytest.mark.parametrize("stroke", HAND)
def test_a_stroke_of_a_pen_beside_a_figure_is_a_doubt(stroke: str, tmp_path: Path) -> None:
    assert last_cell(drawn(tmp_path, table() + HAND[stroke])) == ("4125", STRAY)


@pytest.mark.parametrize("stroke", ["a 1 behind", "a 0 behind"])
def test_a_table_of_dashes_has_no_lone_strokes_but_that_of_the_pen(
    stroke: str, tmp_path: Path
) -> None:
    content = b"[5 3] 0 d\n" + table() + b"[] 0 d\n"
    assert last_cell(drawn(tmp_path, content)) == ("4125", "")
    assert last_cell(drawn(tmp_path, content + HAND[stroke])) == ("4125", STRAY)


@pytest.mark.parametrize("pieces", PIECES)
def test_pieces_of_a_rule_are_no_doubt(pieces: str, tmp_path: Path) -> None:
    page = geometry_of(drawn(tmp_path, table() + PIECES[pieces]))
    assert STRAY not in {spot.reason for spot in page.spots}
