"""How well worn scans are read: python -m tests.lab.scans PDFS [--wear NAME] [--pages 2 3].

Pages of PDFs with text are spoiled in each way of `tests.lab.wear`, read as pictures, and compared
with what their text says, cell by cell. Prints a row for each way, and every silent error.
"""

from __future__ import annotations

import argparse
import json
import re
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import numpy as np
import pypdfium2 as pdfium
from PIL import Image

from pipeline.interpreting.text.numbers import read_number
from pipeline.reading import read_pdf
from pipeline.reading.model import Cell, Table
from pipeline.reading.scan.confidence import CERTAIN
from tests.lab.more_wear import MORE_WEAR
from tests.lab.office_wear import GOOD, OFFICE_WEAR
from tests.lab.wear import WEAR, Wear

_PAIR = re.compile(r"\d+/\d+")

WAYS = {**WEAR, **MORE_WEAR, **OFFICE_WEAR, **GOOD}


@dataclass(frozen=True)
class Compared:
    """A cell of the page: what its text says, what the scan gives, and the doubt at it."""

    printed: str
    read: str
    doubt: str
    sure: float

    @property
    def is_figure(self) -> bool:
        return not _has_han(self.printed or self.read)

    @property
    def is_exact(self) -> bool:
        return self.printed == self.read

    @property
    def is_silent(self) -> bool:
        """What reads as no figure, interpreting doubts by itself."""
        odd = self.is_figure and read_number(self.read).kind == "unreadable"
        return not (self.is_exact or self.doubt or (odd and not _PAIR.fullmatch(self.read)))


@dataclass(frozen=True)
class Result:
    """A page in one way of wear; `refused` says why it was not read."""

    wear: str
    file: str
    page: int
    refused: str
    seconds: float
    cells: tuple[Compared, ...]

    def silent(self, *, figures: bool = True) -> list[Compared]:
        """Cells that differ from print without a doubt; of a refused page there are none."""
        if self.refused:
            return []
        return [c for c in self.cells if c.is_figure == figures and c.is_silent]


def spoiled(source: Path, name: str, target: Path, seed: int) -> Path:
    """The first page of a PDF as a scan with this wear."""
    wear = WAYS[name]
    with pdfium.PdfDocument(source) as document:
        clear = np.asarray(document[0].render(scale=wear.dpi / 72).to_pil().convert("RGB"))
    picture = Image.fromarray(wear.spoil(clear, wear.dpi, np.random.default_rng(seed)))
    _save(picture, wear, target)
    return target


def _save(picture: Image.Image, wear: Wear, target: Path) -> None:
    if wear.quality is None:
        picture.convert("1", dither=Image.Dither.NONE).save(target, resolution=wear.dpi)
    else:
        picture.save(target, resolution=wear.dpi, quality=wear.quality)


def measured(source: Path, page: int, name: str, again: int = 0) -> Result:
    """Read one page with one way of wear and compare it with its text.

    Args:
        again: another number is another draw of the same wear.
    """
    seed = zlib.crc32(f"{name} {source.name} {page}".encode()) + again
    with TemporaryDirectory() as folder:
        alone = _page_alone(source, page, Path(folder) / "page.pdf")
        printed = read_pdf(alone, "0" * 64, recognise=None).tables
        scan = spoiled(alone, name, Path(folder) / "scan.pdf", seed)
        started = process_time()
        reading = read_pdf(scan, "1" * 64)
        seconds = process_time() - started
    refused = reading.pages[0].reason
    cells = tuple(_compared(printed, [] if refused else reading.tables))
    return Result(name, source.stem, page, refused, seconds, cells)


def _page_alone(source: Path, page: int, target: Path) -> Path:
    """One page as a PDF: its tables are then not joined with those of the next one."""
    with pdfium.PdfDocument(source) as whole, pdfium.PdfDocument.new() as one:
        one.import_pages(whole, [page - 1])
        one.save(target)
    return target


def _compared(printed: Sequence[Table], read: Sequence[Table]) -> Iterator[Compared]:
    """Cell by cell where tables have the same shape, in reading order where they have not.

    There, a cell that is lost is doubted where every figure is that was read.
    """
    if [(t.rows, t.cols) for t in printed] == [(t.rows, t.cols) for t in read]:
        for left, right in zip(printed, read, strict=True):
            ours, theirs = _body(left), _body(right)
            for at in sorted(ours.keys() | theirs.keys()):
                yield from _pair(ours.get(at), theirs.get(at))
        return
    ours_ = [c for t in printed for c in t.cells if c.row >= t.header_rows and c.text]
    theirs_ = [c for t in read for c in t.cells if c.row >= t.header_rows and (c.text or c.doubt)]
    figures = [c for c in theirs_ if not _has_han(c.text)]
    lost = "every figure is doubted" if figures and all(c.doubt for c in figures) else ""
    texts = [plain(c.text) for c in ours_], [plain(c.text) for c in theirs_]
    for _, a, b, c, d in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        left_, right_ = ours_[a:b], theirs_[c:d]
        for i in range(max(len(left_), len(right_))):
            yield from _pair(
                left_[i] if i < len(left_) else None,
                right_[i] if i < len(right_) else None,
                lost,
            )


def _body(table: Table) -> dict[tuple[int, int], Cell]:
    """The cells below the header; one that spans is in every place that it covers."""
    return {
        (r, c): cell
        for r, row in enumerate(table.grid())
        for c, cell in enumerate(row)
        if cell is not None and r >= table.header_rows
    }


def _pair(ours: Cell | None, theirs: Cell | None, lost: str = "") -> Iterator[Compared]:
    printed, read = (plain(c.text) if c else "" for c in (ours, theirs))
    doubt = theirs.doubt if theirs else lost
    if printed or read:
        yield Compared(printed, read, doubt, theirs.sure if theirs and doubt else CERTAIN)


def plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "")


def _has_han(text: str) -> bool:
    return any("\u3400" <= char <= "\u9fff" for char in text)


def row_of(name: str, results: Sequence[Result]) -> str:
    """A row of the table in docs/scans.md."""
    figures = [c for r in results for c in r.cells if c.is_figure]
    exact = sum(c.is_exact for c in figures)
    doubted = sum(bool(c.doubt) for c in figures)
    silent = sum(len(r.silent()) for r in results)
    names = sum(len(r.silent(figures=False)) for r in results)
    refused = sum(bool(r.refused) for r in results)
    seconds = sum(r.seconds for r in results) / len(results)
    return (
        f"| {name} | {len(results)} | {len(figures)} | {exact} | {doubted} | {silent} "
        f"| {names} | {refused} | {seconds:.1f} |"
    )


def main() -> None:
    args = _arguments()
    print("| wear | pages | figures | exact | doubted | silent | names silent | refused | s |")
    files = sorted(args.pdfs.glob("*.pdf"))
    for i, name in enumerate(args.wear or WAYS):
        results = []
        for k in range(args.each):
            source = files[(args.first + 7 * i + 3 * k) % len(files)]
            page = args.pages[(i + k) % len(args.pages)]
            results.append(measured(source, page, name, args.seed))
        print(row_of(name, results), flush=True)
        for result in results:
            where = f"{result.file} page {result.page}"
            if result.refused:
                print(f"    {where}: {result.refused}")
            for figures in (True, False):
                for cell in result.silent(figures=figures)[:12]:
                    print(f"    silent {where}: “{cell.printed}” read as “{cell.read}”", flush=True)
        if args.out:
            with args.out.open("a", encoding="utf-8") as out:
                out.writelines(json.dumps(asdict(r), ensure_ascii=False) + "\n" for r in results)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.lab.scans", description=__doc__)
    parser.add_argument("pdfs", type=Path, help="folder of PDFs with text")
    parser.add_argument("--wear", action="append", choices=sorted(WAYS), default=[])
    parser.add_argument("--pages", type=int, nargs="+", default=[2, 3])
    parser.add_argument("--each", type=int, default=1, help="pages for each way of wear")
    parser.add_argument("--first", type=int, default=0, help="number of the first PDF, from 0")
    parser.add_argument("--seed", type=int, default=0, help="another draw of the same wear")
    parser.add_argument("--out", type=Path, help="JSON lines with every cell")
    return parser.parse_args()


if __name__ == "__main__":
    main()
