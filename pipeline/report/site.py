"""The site of a release: which pages there are, and which of them have to be made anew.

A page whose content is what it was in the release before is not rendered again: it is the same
file under another name. So are the pictures of the pages, which are drawn once for each PDF. Of a
page that changes, the tables and boxes that are what they were are taken from the page before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from itertools import chain
from pathlib import Path

import pyarrow as pa
from jinja2 import Environment, FileSystemLoader, StrictUndefined

import schemas
from pipeline import model
from pipeline.model.dataset import Dataset
from pipeline.model.garbage_collection import collecting_new_only
from pipeline.model.kept_pages import Kept, link_or_copy, write_manifest
from pipeline.quality.data_docs.compiled_templates import compiled_templates
from pipeline.report import markup, search
from pipeline.report.entity_page import entity_pages
from pipeline.report.explorer import explorer_page
from pipeline.report.index import Index, index_of
from pipeline.report.issue_page import issue_page
from pipeline.report.manifest import EarlierSite
from pipeline.report.overview_pages import dictionary_page, findings_page, overview_page
from pipeline.report.pages import Page, picture_path
from pipeline.report.parts import Assembly, CutPage, writable
from pipeline.report.pictures import Picture, drawn_ahead, pictures_of
from pipeline.report.texts import both, t

_HERE = Path(__file__).parent
_MARKUP = (
    "article_html", "boxes_html", "chart_html", "events_html", "finding_row_html",
    "head_html", "months_html", "note_html", "raw_table_html", "row_html", "year_html",
)  # fmt: skip
"""Functions of `markup.py` that the templates name."""

_PLOTLY = ("package_data", "plotly.min.js")


@dataclass(frozen=True)
class Report:
    """What was made: the pages that were rendered, and those taken from the release before.

    Attributes:
        digests: SHA-256 of each page that was rendered.
    """

    rendered: tuple[str, ...]
    kept: tuple[str, ...]
    digests: Mapping[str, str] = field(default_factory=dict)


def write_report(
    dataset: Dataset,
    folder: Path,
    *,
    columns: Mapping[str, pa.Table],
    release: str,
    originals: Path,
    pictures: Path,
    before: Path | None = None,
) -> Report:
    """Write the site of a release into a folder that does not exist yet.

    Args:
        dataset: all tables, their rows in the order of their keys.
        columns: the same tables as Arrow columns, in the same order.
        release: id of the release.
        originals: folder of the PDFs, `<sha256>.pdf`; one that is not there is shown without
            pictures.
        pictures: folder in which pictures of pages are kept for later releases.
        before: the site of an earlier release, whose pages are used again where they are the same.
    """
    folder.mkdir(parents=True)
    index = index_of(dataset, columns)
    _write_static(folder, before)
    (folder / search.PATH).write_bytes(writable(search.search_script(index)))
    (folder / "pictures").mkdir()
    pdfs = {i.source_sha256: originals / f"{i.source_sha256}.pdf" for i in index.issues}
    with drawn_ahead(pdfs, pictures, 1), collecting_new_only():
        issues = _issue_pages(index, pdfs, pictures, folder)
        return _write_pages(chain(_pages(index, release), issues), folder, before)


def design() -> bytes:
    """Templates, markup and static files, for the id of the release."""
    paths = sorted([*(_HERE / "templates").iterdir(), *(_HERE / "static").iterdir()])
    paths += [_HERE / name for name in ("markup.py", "parts.py", "texts.py")]
    return b"".join(path.read_bytes() for path in paths if path.is_file())


def _pages(index: Index, release: str) -> Iterator[Page]:
    yield overview_page(index, release)
    yield explorer_page(index, release)
    yield findings_page(index)
    yield dictionary_page()
    yield from entity_pages(index)


def _issue_pages(
    index: Index, pdfs: Mapping[str, Path], cache: Path, folder: Path
) -> Iterator[Page]:
    """The page of each issue, once its pictures are there; they may be drawn meanwhile."""
    for number, issue in enumerate(index.issues):
        sha256 = issue.source_sha256
        drawn = pictures_of({sha256: pdfs[sha256]}, cache)[sha256]
        _link_pictures(sha256, drawn, folder)
        yield issue_page(index, number, drawn)


def _write_pages(pages: Iterable[Page], folder: Path, before: Path | None) -> Report:
    program = _program()
    environment, earlier = _environment(program), EarlierSite(before, program)
    pages_now: dict[str, Kept] = {}
    rendered, kept = [], []
    for page in pages:
        path, target, known = page.path, folder / page.path, earlier.kept(page.path)
        target.parent.mkdir(parents=True, exist_ok=True)
        if known and page.key and known.made_from == page.key:
            earlier.link(path, target)
            pages_now[path] = known
            kept.append(path)
            continue
        html = _render(environment, page, earlier.page(path))
        pages_now[path] = Kept(made_from=page.key, sha256=hashlib.sha256(html).hexdigest())
        if pages_now[path] == known:
            earlier.link(path, target)
            kept.append(path)
        else:
            target.write_bytes(html)
            rendered.append(path)
    write_manifest(folder, program, pages_now)
    digests = {path: pages_now[path].sha256 for path in rendered}
    return Report(tuple(rendered), tuple(kept), digests)


def cut_ahead(site: Path) -> None:
    """Cut the pages of a site into their parts, before a run makes the next site of them."""
    EarlierSite(site, _program()).cut_ahead()


def _program() -> str:
    """A hash of all that decides how rows become a page."""
    digest = hashlib.sha256(design())
    folders = (_HERE, *map(Path, (*model.__path__, *schemas.__path__)))
    for path in sorted(path for folder in folders for path in folder.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _render(environment: Environment, page: Page, known: CutPage) -> bytes:
    template, whole = environment.get_template(page.template), Assembly(known)
    view = page.content()
    return whole.page(template.render(view=view, root=page.root, path=page.path, parts=whole.html))


def compile_templates() -> None:
    """Compile the templates of all pages, before they are needed."""
    environment = _environment(_program())
    for name in environment.list_templates():
        environment.get_template(name)


@cache
def _environment(program: str) -> Environment:
    found = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        bytecode_cache=compiled_templates(program),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals.update({name: getattr(markup, name) for name in _MARKUP}, t=t, both=both)
    return found


def _write_static(folder: Path, before: Path | None) -> None:
    target = folder / "static"
    target.mkdir()
    for path in sorted((_HERE / "static").iterdir()):
        (target / path.name).write_bytes(path.read_bytes())
    script = resources.files("plotly").joinpath(*_PLOTLY).read_bytes()
    known = before / "static" / _PLOTLY[-1] if before else None
    if known and known.is_file() and known.read_bytes() == script:
        link_or_copy(known, target / _PLOTLY[-1])
    else:
        (target / _PLOTLY[-1]).write_bytes(script)


def _link_pictures(sha256: str, drawn: Sequence[Picture], folder: Path) -> None:
    """Each picture under the name that the page of its issue gives it."""
    for page, picture in enumerate(drawn, start=1):
        link_or_copy(picture.file, f"{folder}/{picture_path(sha256, page)}")
