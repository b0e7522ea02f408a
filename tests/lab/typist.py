"""How figures and names are typed: separators, widths, marks, and slips of the hand."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from tests.lab.knobs import Knobs
from tests.lab.sheets import Cell

_WIDE = str.maketrans("0123456789.,/", "０１２３４５６７８９．，／")
_RADICALS = str.maketrans("月日人心大一工用口门户医院中水青", "⽉⽇⼈⼼⼤⼀⼯⽤⼝⻔⼾医院中⽔⻘")


class Typist:
    """Types one issue; draws its slips from `rng`."""

    def __init__(self, knobs: Knobs, rng: Random) -> None:
        self.knobs = knobs
        self.rng = rng
        self.marked = False

    def number(self, value: int | Decimal | None, share: float = 0.06) -> Cell:
        """A figure as a cell; the mark for missing where there is none."""
        knobs = self.knobs
        if value is None:
            return Cell(knobs.missing)
        text = self.digits(value)
        if knobs.marks in ("number", "raised") and self.rng.random() < share:
            self.marked = True
            if knobs.marks == "raised":
                return Cell(text, mark="1")
            return Cell(text + knobs.mark)
        return Cell(text)

    def digits(self, value: int | Decimal) -> str:
        """The figure without any mark."""
        knobs = self.knobs
        text = str(value)
        if isinstance(value, Decimal):
            text = f"{value:.2f}"
            if knobs.decimals == "trim":
                text = text.rstrip("0").rstrip(".")
        whole, point, rest = text.partition(".")
        if knobs.thousands:
            whole = f"{int(whole):,}".replace(",", knobs.thousands)
        elif knobs.stray_space and len(whole) > 2 and self.rng.random() < 0.15:
            at = self.rng.randrange(1, len(whole))
            whole = whole[:at] + " " + whole[at:]
        text = whole + point + rest
        return text.translate(_WIDE) if knobs.full_width else text

    def pair(self, pair: tuple[int, int] | None) -> Cell:
        """Two figures as 11/12."""
        if pair is None:
            return Cell(self.knobs.missing)
        text = f"{pair[0]}/{pair[1]}"
        return Cell(text.translate(_WIDE) if self.knobs.full_width else text)

    def name(self, name: str) -> Cell:
        """A name, perhaps with a footnote mark, blanks or radicals."""
        knobs = self.knobs
        text = self.text(name)
        if knobs.spaced_names and len(text) <= 3:
            text = " ".join(text)
        if knobs.marks == "name" and self.rng.random() < 0.1:
            self.marked = True
            raised = self.rng.random() < 0.5
            return Cell(text, mark=knobs.mark) if raised else Cell(text + knobs.mark)
        return Cell(text)

    def text(self, text: str) -> str:
        """Any text, with radicals in place of some characters where the knob says so."""
        if not self.knobs.kangxi:
            return text
        return "".join(c.translate(_RADICALS) if self.rng.random() < 0.5 else c for c in text)
