"""Text and tables set one below the other, page after page."""

from __future__ import annotations

from collections.abc import Sequence

from tests.lab.look import Orientation
from tests.lab.paper import Paper

_NEVER_FIRST = set("，。、；：！？）》”’)%,.;:")
_WIDE_FIGURE = set("０１２３４５６７８９，．／")


class Flow:
    """A cursor that runs down the pages of a `Paper`."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.y = 0.0
        self.new_page()

    @property
    def left(self) -> float:
        return self.paper.look.margin

    @property
    def right(self) -> float:
        return self.paper.width - self.paper.look.margin

    @property
    def bottom(self) -> float:
        return self.paper.height - self.paper.look.margin

    def new_page(self, orientation: Orientation | None = None) -> None:
        """Open a page; it lies as the last one did where nothing is said."""
        self.paper.new_page(orientation)
        self.y = self.paper.look.margin

    def space(self, height: float) -> None:
        self.y += height

    def need(self, height: float) -> None:
        """Go to a new page unless `height` points are left on this one."""
        if self.y + height > self.bottom:
            self.new_page()

    def line(self, text: str, size: float, align: str = "left", bold: bool = False) -> None:
        """One printed line, as it is."""
        self.need(size * 1.5)
        long = self.paper.measure(text, size, bold)
        x = {
            "left": self.left,
            "right": self.right - long,
            "center": (self.left + self.right - long) / 2,
        }[align]
        self.paper.text(x, self.y + size * 1.15, text, size, bold)
        self.y += size * 1.5

    def lines(self, texts: Sequence[str], size: float, align: str, bold: bool = False) -> None:
        """Several printed lines that stay on one page."""
        self.need(size * 1.5 * len(texts))
        for text in texts:
            self.line(text, size, align, bold)

    def paragraph(self, text: str, size: float = 11.0, indent: bool = True) -> None:
        """Running text, wrapped to the width of the page, its first line indented."""
        full = self.right - self.left
        lines = wrap(self.paper, text, size, full, 2 * size * indent)
        for line in lines[:-1] if self.paper.look.justify else ():
            self.need(size * 1.5)
            gap = (full - self.paper.measure(line, size)) / (len(line) - 1)
            self.paper.spread(self.left, self.y + size * 1.15, line, size, gap)
            self.y += size * 1.5
        for line in lines[-1:] if self.paper.look.justify else lines:
            self.line(line, size)

    def title(self, text: str, size: float = 15.0) -> None:
        """A centred heading, over two lines where it is too long."""
        broken = wrap(self.paper, text, size, (self.right - self.left) * 0.92)
        self.space(size * 0.6)
        self.need(size * 1.5 * (len(broken) + 2))
        self.lines(broken, size, "center", bold=True)
        self.space(size * 0.3)

    def columns(self, parts: Sequence[tuple[str, Sequence[str]]], size: float = 10.5) -> None:
        """Articles (title, paragraphs) in two columns, the last page levelled."""
        gutter = 24.0
        wide = (self.right - self.left - gutter) / 2
        queue: list[tuple[str, float, bool]] = []
        for title, paragraphs in parts:
            for text in wrap(self.paper, title, size + 2.5, wide):
                queue.append((text, size + 2.5, True))
            for paragraph in paragraphs:
                queue += [
                    (t, size, False) for t in wrap(self.paper, paragraph, size, wide, 2 * size)
                ]
        step = (size + 2.5) * 1.45
        while queue:
            room = max(int((self.bottom - self.y) / step), 1)
            height = min(room, -(-len(queue) // 2))
            top = self.y
            for column in (0, 1):
                for i, (text, font, heading) in enumerate(queue[:height]):
                    x = self.left + column * (wide + gutter)
                    self.paper.text(x, top + i * step + font, text, font, heading)
                queue = queue[height:]
            self.y = top + height * step + 8
            if queue:
                self.new_page()


def wrap(paper: Paper, text: str, size: float, wide: float, indent: float = 0.0) -> list[str]:
    """Lines of at most `wide` points; digits and Latin words stay whole where they fit.

    An indent is set with full-width spaces, as a typist does it.
    """
    out: list[str] = []
    line = "\u3000" * round(indent / size)
    for word in _words(text):
        if line.strip() and paper.measure(line + word, size) > wide and word[0] not in _NEVER_FIRST:
            out.append(line)
            line = ""
        while paper.measure(word, size) > wide:
            fits = max(
                n
                for n in range(1, len(word) + 1)
                if n == 1 or paper.measure(word[:n], size) <= wide
            )
            out.append(line + word[:fits])
            line, word = "", word[fits:]
            if not word:
                break
        line += word
    return [*out, line] if line or not out else out


def _words(text: str) -> list[str]:
    words: list[str] = []
    for char in text:
        if words and _joined(words[-1][-1], char):
            words[-1] += char
        else:
            words.append(char)
    return words


def _joined(before: str, char: str) -> bool:
    """Is there no place for a line break between two characters?"""
    if before in _WIDE_FIGURE and char in _WIDE_FIGURE and (before + char) != "，，":
        return before != "，" or char.isdigit()
    latin = char.isascii() and (char.isalnum() or char in ".,@/-_'")
    return latin and before.isascii() and before not in " ;:()"
