"""One PDF to a `Reading`: pages, tables joined over page breaks, paragraphs in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path

from pipeline.model.garbage_collection import without_collector
from pipeline.model.message import Message, together
from pipeline.reading.attachments import attached_files
from pipeline.reading.cut_headers import with_cut_headers
from pipeline.reading.model import Doubt, PageInfo, Paragraph, Reading, Table, TextLine
from pipeline.reading.modified_date import modified_on
from pipeline.reading.page.booklets import Leaf, leaves_of
from pipeline.reading.page.copies import copies_of, emptied
from pipeline.reading.page.geometry import PageGeometry, PageSource
from pipeline.reading.page.ink.judge import judged
from pipeline.reading.page.lines import Line
from pipeline.reading.page.sources.choose import REFERENCE, chosen_pages
from pipeline.reading.page_content import PageContent, read_page, with_open_tables
from pipeline.reading.scan.scan_pages import (
    PageReader,
    of_recognition,
    recognised_page,
    with_recognised,
)
from pipeline.reading.second_engine.doubtful_tables import SecondReader, compared
from pipeline.reading.tables.page_breaks import continuation, join, whole_head
from pipeline.reading.tables.part import Part
from pipeline.reading.tables.stray_rows import with_stray_rows
from pipeline.reading.text.captions import attach, without_continuation_mark
from pipeline.reading.text.furniture import split_furniture
from pipeline.reading.text.paragraphs import (
    Draft,
    drafts_of,
    joined_over_pages,
    paragraph,
    usual_face,
)
from pipeline.reading.tolerances import TOLERANCES
from pipeline.reading.version import READER_VERSION

_T = TOLERANCES.pages


_Item = Draft | tuple[Part, PageContent]


@without_collector()
def read_pdf(
    path: Path,
    sha256: str,
    source: PageSource = chosen_pages,
    second: SecondReader | None = None,
    recognise: PageReader | None = recognised_page,
) -> Reading:
    """Read a PDF.

    Args:
        path: the file.
        sha256: its hash, kept in the reading.
        source: where characters and rules come from.
        second: who reads doubtful tables a second time; camelot, in this process, if none.
        recognise: who reads pages that are pictures; None leaves them unread.

    Raises whatever the source raises on a file that is broken or encrypted.
    """
    shown = judged(path, source(path))
    leaves = leaves_of(with_recognised(path, shown, recognise))
    copies = copies_of([leaf.geometry for leaf in leaves])
    numbers = accumulate(i not in copies for i in range(len(leaves)))
    first = [
        read_page(_once(leaf, i in copies), number, (leaf.left, leaf.top), leaf.sheet)
        for i, (leaf, number) in enumerate(zip(leaves, numbers, strict=True))
    ]
    split = split_furniture(first)
    pages = [with_open_tables(p, lines) for p, (lines, _) in zip(first, split, strict=True)]
    pages = compared(path, with_cut_headers(pages), second)
    items = [item for page in pages for item in _items(page)]
    blocks, stray_rows = with_stray_rows(attach(_blocks(items)))
    return Reading(
        reader_version=READER_VERSION,
        sha256=sha256,
        pages=_infos(pages),
        blocks=tuple(_near_scans(blocks, pages)),
        furniture=_furniture(pages, [paper for _, paper in split]),
        doubts=(*_doubts(pages), *_repeated(pages, copies), *stray_rows),
        modified=modified_on(path),
        attachments=attached_files(path),
    )


def _once(leaf: Leaf, is_copy: bool) -> PageGeometry:
    return emptied(leaf.geometry) if is_copy else leaf.geometry


def _repeated(pages: Sequence[PageContent], copies: Mapping[int, int]) -> Iterator[Doubt]:
    for copy, first in copies.items():
        message = Message("page_repeated", page=pages[first].number)
        yield Doubt(message=message, page=pages[copy].number)


def _items(page: PageContent) -> list[_Item]:
    """Paragraphs and table parts of a page, top to bottom."""
    out: list[_Item] = []
    lines = list(page.lines)
    for part in page.parts:
        above = [line for line in lines if line.cy < part.box.top]
        lines = [line for line in lines if line.cy >= part.box.top]
        out += drafts_of(page, above)
        for line in part.titles:
            out += drafts_of(page, [line])
        out.append((part, page))
    return out + drafts_of(page, lines)


def _blocks(items: Sequence[_Item]) -> list[Paragraph | Table]:
    """Items over all pages: cut paragraphs mended, parts joined, roles given."""
    usual = usual_face([item for item in items if isinstance(item, Draft)])
    out: list[Paragraph | Table] = []
    index = 0
    for item in _mended(items):
        if isinstance(item, Draft):
            out.append(paragraph(item, usual))
        else:
            out.append(_table(item, index))
            index += 1
    return out


def _mended(items: Sequence[_Item]) -> list[Draft | list[tuple[Part, PageContent]]]:
    out: list[Draft | list[tuple[Part, PageContent]]] = []
    for item in items:
        before = out[-1] if out else None
        if isinstance(item, Draft):
            if isinstance(before, Draft) and joined_over_pages(before, item):
                continue
            out.append(item)
            continue
        found = _continued(out, item[0])
        if found is None:
            out.append([item])
        else:
            found[0].append((found[1], item[1]))
    return out


def _continued(
    out: list[Draft | list[tuple[Part, PageContent]]], part: Part
) -> tuple[list[tuple[Part, PageContent]], Part] | None:
    """The table that `part` continues, and the part in its columns.

    "续表" or the caption of the table printed again is dropped.
    """
    texts: list[str] = []
    for place, item in reversed(list(enumerate(out))):
        if isinstance(item, Draft):
            if len(texts) == _T.repeated_lines:
                return None
            texts.append(without_continuation_mark(item.text))
            continue
        rest = continuation(item[-1][0], part, whole_head([p for p, _ in item]))
        if rest is None:
            return None
        above = [x for x in out[max(0, place - _T.repeated_lines) : place] if isinstance(x, Draft)]
        named = [without_continuation_mark(x.text) for x in above]
        if any(text and text not in named for text in texts):
            return None
        del out[place + 1 :]
        return item, rest
    return None


def _table(parts: Sequence[tuple[Part, PageContent]], index: int) -> Table:
    joined = join(parts)
    return Table(
        index=index, places=joined.places, rows=joined.rows, cols=joined.cols,
        header_rows=joined.header_rows, cells=joined.cells, method=joined.method,
        confidence=joined.confidence, doubts=joined.doubts,
    )  # fmt: skip


def _near_scans(
    blocks: Sequence[Paragraph | Table], pages: Sequence[PageContent]
) -> list[Paragraph | Table]:
    """The blocks with a doubt for tables that may begin or go on on a page that is a picture."""
    scans = {page.number for page in pages if page.kind == "scan"}
    out: list[Paragraph | Table] = []
    for i, block in enumerate(blocks):
        if isinstance(block, Table):
            first, last = block.places[0].page, block.places[-1].page
            opens = first - 1 in scans and not block.caption
            ends = last + 1 in scans and not _page_goes_on(blocks, i, last)
            if opens or ends:
                message = Message("table_on_picture")
                block = block.model_copy(update={"doubts": (*block.doubts, message)})
        out.append(block)
    return out


def _page_goes_on(blocks: Sequence[Paragraph | Table], i: int, page: int) -> bool:
    """Is anything below block `i` on the page?"""
    if i + 1 == len(blocks):
        return False
    after = blocks[i + 1]
    return (after.places[0].page if isinstance(after, Table) else after.page) == page


def _infos(pages: Sequence[PageContent]) -> tuple[PageInfo, ...]:
    """The pages of the PDF; a sheet of two leaves is one."""
    found: dict[int, PageInfo] = {}
    for page in pages:
        before = found.get(page.number)
        if before is None or before.kind == "blank":
            found[page.number] = _info(page)
    return tuple(found[number] for number in sorted(found))


def _info(page: PageContent) -> PageInfo:
    reason = page.unread or Message("picture_text_unread")
    width, height = page.sheet or (page.width, page.height)
    return PageInfo(
        number=page.number,
        width=width,
        height=height,
        kind=page.kind,
        reason=reason if page.kind == "scan" or page.unread else "",
        method="ocr" if page.recognised and page.kind == "text" else "text",
        skew=page.skew,
        source=page.source,
        unsure=page.unsure,
    )


def _furniture(
    pages: Sequence[PageContent], papers: Sequence[Sequence[Line]]
) -> tuple[TextLine, ...]:
    return tuple(
        page.text_line(line)
        for page, paper in zip(pages, papers, strict=True)
        for line in (*paper, *page.beside)
    )


def _doubts(pages: Sequence[PageContent]) -> list[Doubt]:
    out = []
    for page in pages:
        if page.unread or page.kind == "scan":
            reason = page.unread or Message("picture_unread")
            out.append(Doubt(message=reason, page=page.number))
        elif page.turned:
            out.append(
                Doubt(
                    message=Message("characters_turned", count=page.turned),
                    page=page.number,
                )
            )
        if page.kind != "scan" and page.hidden > _T.many_hidden:
            out.append(
                Doubt(
                    message=Message("characters_hidden", count=page.hidden),
                    page=page.number,
                )
            )
        why = of_recognition(page.unsure) if page.source == REFERENCE else page.unsure
        if why and not page.unread:
            message = Message("page_unsure", why=together(why))
            out.append(Doubt(message=message, page=page.number))
    return out
