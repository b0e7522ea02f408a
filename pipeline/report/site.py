"""The site of a release: which pages there are, and which of them have to be made anew.

A page whose content is what it was in the release before is not rendered again: it is the same
file under another name. So are the pictures of the pages, which are drawn once for each PDF. Of a
page that changes, the tables and boxes that are what they were are taken from the page before.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

import schemas
from pipeline import model
from pipeline.files.compiled_templates import compiled_templates
from pipeline.model.dataset import Dataset
from pipeline.model.garbage_collection import collecting_new_only
from pipeline.report import markup, search
from pipeline.report.entity_page import entity_pages
from pipeline.report.explorer import explorer_page
from pipeline.report.index import Index, index_of
from pipeline.report.issue_page import issue_page, picture_path
from pipeline.report.overview_pages import dictionary_page, findings_page, overview_page
from pipeline.report.pages import Page, Part
from pipeline.report.pictures import Picture, link_or_copy, pictures_of

_HERE = Path(__file__).parent
_MANIFEST = "manifest.json"
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")
"""Half characters and NUL, which a broken PDF may hold and no page can."""
_PART = re.compile(r"<!--part (\w+)-->(.*?)<!--whole-->", re.DOTALL)
_PARTS = ("boxes_html", "cells_html", "values_html", "notes_html", "finding_rows_html")
"""Functions of `markup.py` that the templates call."""

_PLOTLY = ("package_data", "plotly.min.js")


@dataclass(frozen=True)
class Report:
    """What was made: the pages that were rendered, and those taken from the release before."""

    rendered: tuple[str, ...]
    kept: tuple[str, ...]


def write_report(
    dataset: Dataset,
    folder: Path,
    *,
    release: str,
    originals: Path,
    pictures: Path,
    before: Path | None = None,
) -> Report:
    """Write the site of a release into a folder that does not exist yet.

    Args:
        dataset: all tables.
        release: id of the release.
        originals: folder of the PDFs, `<sha256>.pdf`; one that is not there is shown without
            pictures.
        pictures: folder in which pictures of pages are kept for later releases.
        before: the site of an earlier release, whose pages are used again where they are the same.
    """
    folder.mkdir(parents=True)
    index = index_of(dataset)
    drawn = pictures_of(
        {i.source_sha256: originals / f"{i.source_sha256}.pdf" for i in index.issues}, pictures
    )
    _write_static(folder, before)
    _link_pictures(index, drawn, folder)
    (folder / search.PATH).write_bytes(_writable(search.search_script(index)))
    with collecting_new_only():
        return _write_pages(_pages(index, drawn, release), folder, before)


def design() -> bytes:
    """Templates, markup and static files, for the id of the release."""
    paths = sorted([*(_HERE / "templates").iterdir(), *(_HERE / "static").iterdir()])
    paths.append(_HERE / "markup.py")
    return b"".join(path.read_bytes() for path in paths if path.is_file())


def _pages(
    index: Index, drawn: Mapping[str, tuple[Picture, ...]], release: str
) -> Iterable[Page]:  # fmt: skip
    yield overview_page(index, release)
    yield explorer_page(index, release)
    yield findings_page(index)
    yield dictionary_page()
    for number, issue in enumerate(index.issues):
        yield issue_page(index, number, drawn[issue.source_sha256])
    yield from entity_pages(index)


def _write_pages(pages: Iterable[Page], folder: Path, before: Path | None) -> Report:
    program, known = _program(), _manifest(before)
    environment = _environment(program)
    digests: dict[str, str] = {}
    rendered, kept = [], []
    for page in pages:
        target, html = folder / page.path, b""
        target.parent.mkdir(parents=True, exist_ok=True)
        if not page.key:
            html = _render(environment, page, _Parts(program))
        made_from = html or f"{program}{page.key}".encode()
        digests[page.path] = hashlib.sha256(made_from).hexdigest()
        if before and known.get(page.path) == digests[page.path]:
            link_or_copy(before / page.path, target)
            kept.append(page.path)
        else:
            earlier = before / page.path if before and page.path in known else None
            target.write_bytes(html or _render(environment, page, _Parts(program, earlier)))
            rendered.append(page.path)
    manifest = json.dumps(digests, indent=1, sort_keys=True)
    (folder / _MANIFEST).write_text(manifest + "\n", encoding="utf-8")
    return Report(tuple(rendered), tuple(kept))


def _program() -> str:
    """A hash of all that decides how rows become a page."""
    digest = hashlib.sha256(design())
    folders = (_HERE, *map(Path, (*model.__path__, *schemas.__path__)))
    for path in sorted(path for folder in folders for path in folder.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _render(environment: Environment, page: Page, parts: _Parts) -> bytes:
    template = environment.get_template(page.template)
    html = template.render(view=page.content(), root=page.root, path=page.path, part=parts.html)
    return _writable(html)


class _Parts:
    """The parts of a page as HTML; those that are as they were are cut out of the earlier page.

    Args:
        program: hash of all that decides how rows become a page.
        earlier: the page in the release before, where there is one.
    """

    def __init__(self, program: str, earlier: Path | None = None) -> None:
        text = earlier.read_bytes().decode("utf-8", "replace") if earlier else ""
        self._program, self._known = program, dict(_PART.findall(text))

    def html(self, part: Part, caller: Callable[[Any], str]) -> Markup:
        """A part between two comments, which no text of a PDF can hold."""
        key = hashlib.sha256(f"{self._program}{part.key}".encode()).hexdigest()
        html = self._known.get(key) or caller(part.content())
        return Markup(f"<!--part {key}-->{html}<!--whole-->")


def _writable(html: str) -> bytes:
    """A text in UTF-8; what no page can hold is replaced."""
    try:
        if "\0" not in html:
            return html.encode()
    except UnicodeEncodeError:
        pass
    return _UNWRITABLE.sub("\ufffd", html).encode()


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
        bytecode_cache=compiled_templates(program),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals.update({name: getattr(markup, name) for name in _PARTS})
    return found


def _manifest(before: Path | None) -> dict[str, str]:
    """Digests of the pages of an earlier site; none where there is no whole one."""
    if before is None:
        return {}
    try:
        found = json.loads((before / _MANIFEST).read_bytes())
    except (OSError, ValueError):
        return {}
    return {path: digest for path, digest in found.items() if (before / path).is_file()}


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


def _link_pictures(
    index: Index, drawn: Mapping[str, tuple[Picture, ...]], folder: Path
) -> None:  # fmt: skip
    for issue in index.issues:
        for page, picture in enumerate(drawn[issue.source_sha256], start=1):
            target = folder / picture_path(issue, page)
            target.parent.mkdir(parents=True, exist_ok=True)
            link_or_copy(picture.file, target)
