"""`bulletins serve` as a person sees it, in a browser without a window."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from pipeline.longitudinal import longitudinal_views
from pipeline.quality import validate
from schemas.base import fields_of
from schemas.catalog import tables
from tests.browser import OpenPage, chromium, open_page  # noqa: F401
from tests.conftest import ROOT, Command, environment

from . import releases

PAGES = (
    "", "explore.html", "findings.html", "issues/2025-03.html", "entities/hospital-hostile.html",
    "data/", "data/bulletins", "data/bulletins/hospitals",
    "data/bulletins/bookings_by_hospital", "data/bulletins/panel_hospital_bookings",
    "data/bulletins/v_observations", "data/bulletins/findings", "data/bulletins/coverage",
    "data/bulletins/hospitals/hostile", "data/bulletins/bookings_of_a_hospital",
    "data/bulletins?sql=select+name+from+hospitals",
)  # fmt: skip


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("outputs")
    release = releases.publish_small(folder)
    validate(releases.small(), release.path / "validation")
    return folder


@pytest.fixture(scope="module")
def server(outputs: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "pipeline", "serve", "--outputs", str(outputs), "--port", "0"],
        env=environment(), cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        yield process
        process.kill()


@pytest.fixture(scope="module")
def address(server: subprocess.Popen[str]) -> str:
    assert server.stdout is not None
    return server.stdout.readline().strip()


def test_pages_load_and_ask_nothing_of_other_machines(
    address: str, open_page: OpenPage  # noqa: F811
) -> None:  # fmt: skip
    seen = open_page(address)
    for path in PAGES:
        seen.page.goto(address + path)
        seen.settle()
        assert seen.page.title() not in ("", "owned"), path
        seen.check()


def test_pages_of_the_data_ask_for_no_icon(address: str, open_page: OpenPage) -> None:  # noqa: F811
    page = open_page(f"{address}data/").page
    assert page.locator("link[rel=icon]").get_attribute("href") == "data:,"


def test_the_search_finds_a_word_of_two_characters(
    address: str, open_page: OpenPage  # noqa: F811
) -> None:  # fmt: skip
    seen = open_page(f"{address}data/bulletins/articles_about")
    seen.page.fill("input[name=words]", "预约")
    seen.page.click("input[type=submit]")
    expect(seen.page.locator("td.col-title")).to_have_text(["预约量上升"])
    seen.check()


@pytest.mark.parametrize("path", ["", "data/", "data/bulletins/hospitals"])
def test_the_header_searches_the_whole_site(
    path: str, address: str, open_page: OpenPage  # noqa: F811
) -> None:  # fmt: skip
    seen = open_page(address + path)
    seen.page.fill("input[name=q]", "hostile")
    found = seen.page.locator(
        ".site-search a[href='" + address + "entities/hospital-hostile.html']"
    )
    expect(found).to_have_text(releases.HOSTILE)
    assert seen.page.title() != "owned"
    seen.check()


def test_the_box_above_the_table_finds_it_too(
    address: str, open_page: OpenPage  # noqa: F811
) -> None:  # fmt: skip
    seen = open_page(f"{address}data/bulletins/articles")
    seen.page.fill("input[name=_search]", "预约")
    seen.page.press("input[name=_search]", "Enter")
    expect(seen.page.locator("td.col-title")).to_have_text(["预约量上升"])
    seen.check()


def test_every_link_of_a_table_leads_somewhere(
    address: str, open_page: OpenPage  # noqa: F811
) -> None:  # fmt: skip
    seen = open_page(f"{address}data/bulletins/articles?_facet=issue_id")
    links = seen.page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
    own = {link for link in links if link.startswith(address) and "#" not in link}
    assert len(own) > 20
    answers = {link: seen.page.request.get(link).status for link in own if "/checks/" not in link}
    assert set(answers.values()) == {200}, answers


def test_a_hostile_name_is_text(address: str, open_page: OpenPage) -> None:  # noqa: F811
    seen = open_page(f"{address}data/bulletins/v_bookings_by_hospital?hospital_id=hostile")
    assert releases.HOSTILE in seen.page.locator("td.col-hospital").all_inner_texts()
    assert seen.page.title() != "owned"
    seen.check()


SPECS = {name: (model.table, fields_of(model)) for name, model in tables().items()}
WORDS_SEEN = """() => {
  const seen = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const held = texts.currentNode.parentElement;
    const isData = held.closest(".rows-and-columns, .facet-results li, label[for^=qp], cite");
    const isCode = held.closest("pre, code, script, style, .languages, .cm-editor");
    if (!isData && !isCode && held.checkVisibility()) { seen.push(texts.currentNode.data); }
  }
  for (const one of document.querySelectorAll("[placeholder], input[type=submit]")) {
    seen.push(one.placeholder || "", one.type === "submit" ? one.value : "");
  }
  return seen;
}"""
NAMES = {
    "CSV",
    "JSON",
    "json",
    "like",
    "glob",
    "SQL",
    "SQLite",
    "Datasette",
    "Great",
    "Expectations",
    "PDF",
}
NO_WORDS = re.compile(
    r"owned|is not|hostile|sha256|^\s*[a-z]+: "  # of the dataset, its columns, parameters
    r"|\b[a-z]+(?:[_.][a-z]+)+\b|\b[0-9a-f]{12}\b|<.*?>|“.*?”|= \".*\""
)
IN_BOTH = (
    "checks/", "checks/validations/bookings_by_hospital.html",
    "checks/expectations/bookings_by_hospital.html",
    "data/", "data/bulletins", "data/bulletins/hospitals", "data/bulletins/hospitals/hostile",
    "data/bulletins/bookings_by_hospital?_sort=month&total__gt=1", "data/bulletins/findings",
    "data/bulletins/bookings_of_a_hospital", "data/bulletins?sql=select+name+from+hospitals",
)  # fmt: skip


@pytest.fixture(scope="module")
def columns() -> set[str]:
    """Names of tables and columns, by which questions in SQL call them."""
    fields = {field.name for model in tables().values() for field in fields_of(model)}
    return fields | set(tables()) | {view.name for view in longitudinal_views(SPECS)}


@pytest.mark.parametrize("path", IN_BOTH)
def test_pages_of_other_packages_are_chinese_or_english(
    path: str, address: str, columns: set[str], open_page: OpenPage  # noqa: F811
) -> None:  # fmt: skip
    seen = open_page(address + path, locale="zh-CN", viewport={"width": 390, "height": 800})
    texts = [text for text in seen.page.evaluate(WORDS_SEEN) if text.strip()]
    assert any(re.search("[一-鿿]", text) for text in texts)
    known = NAMES | columns
    words = {
        word: text.strip()
        for text in texts
        for word in re.findall(r"[A-Za-z]{3,}", NO_WORDS.sub(" ", text))
        if word not in known
    }
    assert not words
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390
    seen.page.click(".bulletins-bar .languages button[data-set=en]")
    assert seen.page.evaluate("document.documentElement.lang") == "en"
    english = [text for text in seen.page.evaluate(WORDS_SEEN) if text.strip()]
    assert len(english) == len(texts) and english != texts
    seen.check()


def test_columns_are_described_in_the_language_that_is_chosen(
    address: str, open_page: OpenPage  # noqa: F811
) -> None:  # fmt: skip
    seen = open_page(f"{address}data/bulletins/bookings_by_hospital", locale="en-US")
    assert "Booked in the consulting room. (bookings)" in seen.page.inner_text("body")
    assert "诊间预约" not in seen.page.inner_text(".column-descriptions")
    seen.page.click("button[data-set=zh]")
    assert "诊间预约（人次）" in seen.page.inner_text(".column-descriptions")


def test_a_taken_port_is_one_sentence(bulletins: Command, outputs: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = bulletins("serve", "--outputs", outputs, "--port", str(port))
    assert done.returncode == 1
    assert done.stderr.startswith(f"bulletins: Port {port} of 127.0.0.1 is in use.")


def test_an_address_that_is_not_ours_is_one_sentence(bulletins: Command, outputs: Path) -> None:
    done = bulletins("serve", "--outputs", outputs, "--host", "192.0.2.1", "--port", "0")
    assert done.returncode == 1 and done.stderr.count("\n") == 1


def test_an_interrupt_ends_it_well(server: subprocess.Popen[str], address: str) -> None:
    assert address.startswith("http://127.0.0.1:")
    server.send_signal(signal.SIGTERM)
    _, reported = server.communicate(timeout=20)
    assert server.returncode == 0, reported
    assert "Ctrl-C ends it" in reported and "Traceback" not in reported
