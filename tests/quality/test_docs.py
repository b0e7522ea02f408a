"""Data Docs stand alone: no page asks the web for anything, and every link leads somewhere."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from great_expectations.render.util import build_count_and_index_table

from pipeline.errors import MissingDependency
from pipeline.model.dataset import Dataset
from pipeline.model.english_names import EnglishNames
from pipeline.quality import rules, validate
from pipeline.quality.cells import cells_of
from pipeline.quality.data_docs import assets
from pipeline.quality.data_docs import docs as docs_module
from pipeline.quality.data_docs.pages import Pages
from pipeline.quality.frames import ROW
from pipeline.quality.sheets import Sheet
from schemas.base import Row
from schemas.quality import Finding
from tests.conftest import ROOT
from tests.quality.handmade import MONTH, dataset, row

LOADS = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src"}
REPORT = "../report/"
OF_REPORT = ROOT / "pipeline" / "report"
REMOTE = re.compile(r"^\s*(?:https?:)?//", re.IGNORECASE)


class Loads(HTMLParser):
    """Collects what a page loads, where it links to, and its styles."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.links: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self.scripts += tag == "script"
        if held.get(LOADS.get(tag, "")):
            self.loaded.append(str(held[LOADS[tag]]))
        if tag == "a" and held.get("href"):
            self.links.append(str(held["href"]))


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    validate(broken(), folder)
    return folder


def broken() -> Dataset:
    """Errors of several kinds, one of them about a hospital with an evil name."""
    evil: Row = row("hospitals", hospital_id="x", name="<script>alert(1)</script>",
                    provisional=True)  # fmt: skip
    faulty = row("platform_by_hospital", hospital_id="x", position=2, realtime_days=31)
    changes: dict[str, dict[str, Any]] = {
        "total": {"value": Decimal(1)},
        "platform": {"realtime_days": 31},
    }
    return dataset(changes, evil, faulty)


def settled(dataset: Dataset) -> Dataset:
    """A person has decided on the first finding."""
    found = dataset.of_type(Finding)
    first = found[0].model_copy(update={"severity": "info", "message_zh": "已定"})
    rows = [first, *found[1:]]
    review = row("reviews", decision="ignore", kind="order", table_name="", entity_id="",
                 measure="", printed="", reason="x", author="李", decided_on=MONTH, applies=True,
                 settled="")  # fmt: skip
    return dataset.with_rows(("findings", rows), ("reviews", [review]))


def test_counts_are_those_of_what_is_published(tmp_path: Path) -> None:
    published = validate(broken(), tmp_path, settle=settled)
    page = (tmp_path / "index.html").read_text("utf-8")
    text = re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", page))
    counts = Counter(one.severity for one in published.of_type(Finding))
    assert f"errors {counts['error']}" in text and f"notes {counts['info']}" in text
    for table in ("findings", "reviews"):
        assert re.search(rf"\b{table} {len(published.rows[table])} ", text), table


def test_english_pages_have_english_names(tmp_path: Path) -> None:
    rows = broken().rows
    named = [one.model_copy(update={"name_en": f"Hospital of {one['hospital_id']}"})
             for one in rows["hospitals"]]  # fmt: skip
    validate(Dataset({**rows, "hospitals": tuple(named)}), tmp_path)
    index = (tmp_path / "index.html").read_text("utf-8")
    english = "".join(re.findall(r'<span lang="en">(.*?)</span>', index))
    assert "realtime_days of Hospital of x in 2030-04 is 31" in english
    assert "of 甲医院" not in english and "实时数据" not in english
    page = (tmp_path / "validations" / "platform_by_hospital.html").read_text("utf-8")
    assert '<span lang="en">Hospital of x</span>' in page


def pages(folder: Path) -> dict[Path, Loads]:
    found = {}
    for path in sorted(folder.rglob("*.html")):
        found[path] = Loads()
        found[path].feed(path.read_text(encoding="utf-8"))
    return found


def test_nothing_is_loaded_from_the_web(docs: Path) -> None:
    for path, page in pages(docs).items():
        assert page.loaded, path
        assert not [url for url in page.loaded if REMOTE.match(url)], path
        styles = path.read_text(encoding="utf-8")
        assert not re.search(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//", styles), path
    for style in docs.rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        assert not re.search(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//", text), style


def test_what_scrolls_sideways_is_reached_by_keyboard(docs: Path) -> None:
    found = 0
    for path in docs.rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        assert page.count("<main ") == page.count("</main>") == 1, path
        for tag in re.findall(r"<\w+[^>]*(?:table-responsive|show-scrollbars)[^>]*>", page):
            assert 'tabindex="0"' in tag, (path, tag)
            found += 1
    assert found > 2


def test_everything_loaded_or_linked_is_there(docs: Path) -> None:
    for path, page in pages(docs).items():
        for url in page.loaded + page.links:
            if REPORT in url:
                # The report of the release, beside the Data Docs.
                page_of_report = url.partition(REPORT)[2]
                assert page_of_report == "index.html" or (OF_REPORT / page_of_report).is_file()
            elif not url.startswith(("data:", "#", "http")):
                assert (path.parent / url.partition("#")[0]).resolve().is_file(), (path, url)


def test_pages_show_what_failed_in_both_languages(docs: Path) -> None:
    index = (docs / "index.html").read_text(encoding="utf-8")
    assert "各医院预约挂号" in index and "Bookings by hospital" in index
    assert "The printed total 合计 of total" in index
    page = (docs / "validations" / "platform_by_hospital.html").read_text(encoding="utf-8")
    assert "实时数据上传天数不超过当月天数" in page and "realtime_days 31" in page


def test_text_from_a_pdf_cannot_become_markup(docs: Path) -> None:
    for path in docs.rglob("*.html"):
        assert "<script>alert" not in path.read_text(encoding="utf-8"), path
    page = (docs / "validations" / "platform_by_hospital.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert" in page


def test_failed_rows_that_a_page_would_not_show_are_left_out() -> None:
    names = [f"{n * 7919 % 100:02}<{n % 3}>" for n in range(300)]
    records = [
        {"month": "2012-01", "entity_id": name, "total": n % 83} for n, name in enumerate(names)
    ]
    sheet = Sheet("x", ("month", "entity_id"), ("month", "entity_id", "total"), records)
    places = [{ROW: n, **record} for n, record in enumerate(records)]
    cells = cells_of(dataset())

    def table(examples: int) -> tuple[int, Any]:
        found = {"unexpected_index_list": places, "partial_unexpected_counts": [{}] * examples}
        result = docs_module._readable(found, sheet, cells, EnglishNames.of(dataset()))
        rows, columns = result["unexpected_index_list"], result["unexpected_index_column_names"]
        shown = build_count_and_index_table([{}] * 20, rows, len(places), None, columns)
        return len(rows), shown

    count, pruned = table(20)
    assert table(len(places)) == (len(places), pruned)
    assert 20 <= count < len(places) / 2


def test_the_same_dataset_gives_the_same_pages(docs: Path, tmp_path: Path) -> None:
    validate(broken(), tmp_path)
    for path in pages(docs):
        assert (tmp_path / path.relative_to(docs)).read_bytes() == path.read_bytes(), path


def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "_ICONS", ("no_such_package", "data"))
    monkeypatch.setattr(assets, "_FILES", {"a.css": (("no_such_package", "data"), "a.css")})
    with pytest.raises(MissingDependency, match="no_such_package"):
        assets.copy_assets(Pages(tmp_path, None, ""))


def test_pages_with_the_same_results_are_those_of_the_release_before(
    docs: Path, tmp_path: Path
) -> None:
    whole, page = tmp_path / "whole", Path("validations", "platform_by_hospital.html")
    damaged, other = tmp_path / "damaged", tmp_path / "other"
    shutil.copytree(docs, damaged)
    with (damaged / page).open("a", encoding="utf-8") as file:
        file.write("!")
    validate(broken(), whole, docs_before=docs)
    linked = {path for path in pages(whole) if path.samefile(docs / path.relative_to(whole))}
    assert linked == {*pages(whole)} - {whole / "index.html"}
    validate(broken(), tmp_path / "again", docs_before=damaged)
    assert (tmp_path / "again" / page).read_bytes() == (docs / page).read_bytes()
    named = broken().rows
    *rows, last = named["platform_by_hospital"]
    more = (*rows, last.model_copy(update={"realtime_days": 32}))  # it fails as it did
    changed = Dataset({**named, "platform_by_hospital": more})
    validate(changed, other, docs_before=docs)
    validate(changed, tmp_path / "anew")
    for path in pages(other):
        assert path.read_bytes() == (tmp_path / "anew" / path.relative_to(other)).read_bytes()
    assert (other / page).read_bytes() != (docs / page).read_bytes()


def test_what_a_page_shortens_stays_whole_for_the_next_validation(tmp_path: Path) -> None:
    many: list[Row] = [
        row("hospitals", hospital_id=f"x{n}", name=f"第{n}医院", provisional=True)
        for n in range(60)
    ]
    checked = dataset({}, *many)
    validate(checked, tmp_path / "once")
    validate(checked, tmp_path / "again")
    pages = "validations/bookings_by_hospital.html"
    once, again = ((tmp_path / name / pages).read_text() for name in ("once", "again"))
    kept = [expectation for _, _, expectation in rules._made.values()]
    assert once == again
    assert all(
        one.configuration.kwargs[name] == value
        for one in kept
        for name, value in one.dict().items()
        if isinstance(value, (list, dict)) and name in one.configuration.kwargs
    )
