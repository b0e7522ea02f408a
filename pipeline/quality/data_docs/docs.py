"""Data Docs: the pages of Great Expectations, with everything that they load beside them.

Its renderers write the pages of results and of suites; the frame around them (head, navigation,
index) is ours, for theirs fetches styles, scripts and pictures from the web. Nothing in the pages
depends on when or where they are written. A page whose results are those of the release before is
the same file under another name.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from copy import copy
from functools import cache, partial
from html import escape
from itertools import count
from pathlib import Path
from typing import Any

import great_expectations as gx
import jinja2
from great_expectations.core import ExpectationSuiteValidationResult
from great_expectations.render.renderer.page_renderer import (
    ExpectationSuitePageRenderer,
    ValidationResultsPageRenderer,
)
from great_expectations.render.view.view import DefaultJinjaPageView
from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PackageLoader

import schemas
from pipeline import model, quality
from pipeline.model.dataset import Dataset
from pipeline.model.english_names import EnglishNames
from pipeline.model.findings import SEVERITIES
from pipeline.quality import words
from pipeline.quality.cells import Cells
from pipeline.quality.data_docs.assets import copy_assets
from pipeline.quality.data_docs.compiled_templates import compiled_templates
from pipeline.quality.data_docs.pages import Pages, result_key, shown_settings, suite_key
from pipeline.quality.engine import Checked, expectation_suite
from pipeline.quality.frames import ROW
from pipeline.quality.rendering import shortened
from pipeline.quality.rules import SEVERITIES_ZH, Rule, Suite
from pipeline.quality.sheets import Sheet
from schemas.quality import Finding

_TEMPLATES = Path(__file__).with_name("templates")
_COLOURS = {"error": "text-danger", "warning": "text-warning", "info": "text-secondary"}
_GX_WORDS = {"critical": "error", "warning": "warning", "info": "info"}
_DEEP_LINK = re.compile(r"(?:\.\./)+expectations/[^\"]*\.html")
_WIDE = re.compile(r'class="[^"]*\b(?:table-responsive|show-scrollbars)\b[^"]*"')
"""What scrolls sideways on a phone; with a `tabindex` the keyboard reaches it, too."""
_REMOTE_IN_STYLES = re.compile(r"url\(\s*['\"]?(?:https?:)?//[^)]*\)")
_DARK = "@media (prefers-color-scheme: dark)"
_MOST_LISTED = 200
_OF_PASSED = ("observed_value", "unexpected_percent", "unexpected_count")
"""What a page shows of an expectation that has been met."""


def write_docs(
    folder: Path, suites: Sequence[Suite], checked: Sequence[Checked],
    dataset: Dataset, cells: Cells, before: Path | None = None,
) -> None:  # fmt: skip
    """Write index.html, validations/, expectations/ and static/ into `folder`.

    Args:
        dataset: with its findings, as it is published.
        before: the Data Docs of an earlier release, whose pages are used again where they are the
            same.
    """
    english = EnglishNames.of(dataset)
    view, pages = _View(), Pages(folder, before, program())
    copy_assets(pages)
    for run in checked:
        _prepare(run, cells, english)
        path = f"validations/{run.suite.sheet.name}.html"
        pages.write(path, result_key(run), partial(view.result, run))
    for suite in suites:
        path = f"expectations/{suite.sheet.name}.html"
        pages.write(path, suite_key(suite), partial(view.suite, suite))
    index = _index(suites, checked, dataset, english)
    pages.write("index.html", "", lambda: view.index(index))
    pages.close()


@cache
def program() -> str:
    """A hash of all that decides how a page is made of results."""
    digest = hashlib.sha256(f"{gx.__version__} {jinja2.__version__}".encode())
    folders = [Path(folder) for of in (quality, model, schemas) for folder in of.__path__]
    for path in sorted(path for folder in folders for path in folder.rglob("*")):
        if path.suffix in (".py", ".j2", ".js"):
            digest.update(path.read_bytes())
    return digest.hexdigest()


class _View(DefaultJinjaPageView):
    """The page view of Great Expectations, with our templates before its own."""

    def __init__(self) -> None:
        super().__init__()
        theirs = self.env.loader or PackageLoader("great_expectations", "render/view/templates")
        loaders: list[BaseLoader] = [FileSystemLoader(_TEMPLATES), theirs]
        self.env.loader = ChoiceLoader(loaders)
        self.env.auto_reload = False  # no look at the file of a template for each block
        self.env.bytecode_cache = compiled_templates(f"great_expectations {gx.__version__}")
        styles = theirs.get_source(self.env, "data_docs_default_styles.css")[0]
        self.env.globals["styles"] = _REMOTE_IN_STYLES.sub("none", _light_only(styles))
        self._numbers = count(1)
        self.env.filters["generate_html_element_uuid"] = self._numbered

    def result(self, run: Checked) -> str:
        return self._page(ValidationResultsPageRenderer().render(run.result), run.suite)

    def suite(self, suite: Suite) -> str:
        renderer: Any = ExpectationSuitePageRenderer()
        document = expectation_suite(suite)
        document.expectations = [
            one.copy(update=shown_settings(one)) for one in document.expectations
        ]
        return self._page(renderer.render(document), suite)

    def _page(self, document: Any, suite: Suite) -> str:
        document.page_title = suite.title
        self._numbers = count(1)
        render: Any = self.render
        html = str(render(document, root="../", show_how_to_buttons=False))
        link = f"../expectations/{suite.sheet.name}.html"
        html = _WIDE.sub(r'\g<0> tabindex="0"', html)
        return _DEEP_LINK.sub(link, html).replace("__none__", "—")

    def index(self, content: dict[str, Any]) -> str:
        template = self.env.get_template("index.j2")
        return template.render(**content, root="", page_title="")

    def _numbered(self, prefix: str = "") -> str:
        """Ids by number instead of chance: the same results give the same pages."""
        return f"{prefix}{next(self._numbers)}"


def _light_only(styles: str) -> str:
    """Without the rules for dark screens: they count on a style sheet that we do not ship, and
    leave white text on white."""
    start = styles.find(_DARK)
    if start < 0:
        return styles
    depth = 0
    for end in range(styles.index("{", start), len(styles)):
        depth += {"{": 1, "}": -1}.get(styles[end], 0)
        if depth == 0:
            return styles[:start] + _light_only(styles[end + 1 :])
    return styles[:start]


def _prepare(run: Checked, cells: Cells, english: EnglishNames) -> None:
    """Leave in a result what its page shows: of what has passed no numbers of rows."""
    result: ExpectationSuiteValidationResult = run.result
    result.meta = {
        "great_expectations_version": (result.meta or {}).get("great_expectations_version"),
        "run_id": {"run_name": "bulletins"},
        "batch_kwargs": {"data_asset_name": run.suite.sheet.name},
    }
    for one in result.results:
        if config := one.expectation_config:
            one.expectation_config = copy(config)  # the expectation's own stays whole
            one.expectation_config.kwargs = {
                name: shortened(value) for name, value in config.kwargs.items()
            }
        if one.success:
            one.result = {name: one.result[name] for name in _OF_PASSED if name in one.result}
        else:
            one.result.update(_readable(one.result, run.suite.sheet, cells, english))


def _readable(
    found: dict[str, Any], sheet: Sheet, cells: Cells, english: EnglishNames
) -> dict[str, Any]:
    """Failed rows with the names of entities, and their figures in one cell, in fixed order.

    Great Expectations writes the cells of this table into the page as they are, and they may hold
    text that was printed in a PDF: it is escaped here. It groups rows by their figures, sorts the
    groups and shows as many as it has examples, but takes long for all: others are left out here.
    """
    key = sheet.key
    places = [(_figures(place, key), int(place[ROW])) for place in found["unexpected_index_list"]]
    shown = {*sorted({figures for figures, _ in places})[: len(found["partial_unexpected_counts"])]}
    rows = [
        {
            "figures": figures,
            **{name: _named(sheet.records[at][name], cells, english) for name in key},
        }
        for figures, at in places
        if figures in shown
    ]
    return {
        "unexpected_index_list": rows,
        "unexpected_index_column_names": list(key),
        "unexpected_index_query": None,
    }


def _figures(place: dict[str, Any], key: Sequence[str]) -> str:
    """The figures of a failed row in one cell."""
    figures = (
        f"{name} {words.number(value)}"
        for name, value in sorted(place.items())
        if name not in (*key, ROW) and value is not None
    )
    return escape(" · ".join(figures)) or "–"


def _named(value: Any, cells: Cells, english: EnglishNames) -> str:
    """A part of a key; that of an entity is its name in both languages."""
    id_ = str(value)
    if id_ not in cells.naming.names:
        return escape(id_)
    label = english.label(id_, cells.naming.names[id_])
    return f'<span lang="zh">{escape(label.zh)}</span><span lang="en">{escape(label.en)}</span>'


def _index(
    suites: Sequence[Suite], checked: Sequence[Checked], dataset: Dataset, english: EnglishNames
) -> dict[str, Any]:
    runs = {run.suite.sheet.name: run for run in checked}
    lines = [_line(suite, runs.get(suite.sheet.name), dataset) for suite in suites]
    findings = dataset.of_type(Finding)
    counts = Counter(one.severity for one in findings)
    serious = [one for one in findings if one.severity != "info"]
    serious.sort(key=lambda one: SEVERITIES.index(one.severity))
    return {
        "lines": lines,
        "findings": [english.worded(one) for one in serious[:_MOST_LISTED]],
        "more": max(0, len(serious) - _MOST_LISTED),
        "colours": _COLOURS,
        "severities_zh": SEVERITIES_ZH,
        "checks": sum(line["checks"] for line in lines if line["rows"]),
        "failed": sum(line["failed"] for line in lines),
        "severities": {severity: counts[severity] for severity in SEVERITIES},
    }


def _line(suite: Suite, run: Checked | None, dataset: Dataset) -> dict[str, Any]:
    failed = [] if run is None else [one for one in run.result.results if not one.success]
    rules = {rule.id: rule for rule in suite.rules}
    found = {_severity(rules, one.expectation_config) for one in failed}
    worst = next((severity for severity in SEVERITIES if severity in found), "")
    return {
        "name": suite.sheet.name, "zh": suite.zh, "en": suite.en,
        "rows": len(dataset.rows.get(suite.sheet.name, suite.sheet.records)),
        "checks": len(suite.rules), "failed": len(failed),
        "named": 0 if run is None else len(run.failures),
        "worst": worst, "colour": _COLOURS.get(worst, ""),
    }  # fmt: skip


def _severity(rules: dict[str, Rule], config: Any) -> str:
    return _GX_WORDS[rules[config.meta["rule"]].expectation.severity.value]
