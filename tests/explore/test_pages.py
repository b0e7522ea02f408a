"""`bulletins serve` as a person sees it, in a browser without a window."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

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
    releases.publish_small(folder)
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


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_and_asks_nothing_of_other_machines(
    path: str, address: str, open_page: OpenPage  # noqa: F811
) -> None:  # fmt: skip
    seen = open_page(address + path)
    seen.page.wait_for_load_state("networkidle")
    assert seen.page.title() not in ("", "owned")
    seen.check()


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


def test_columns_are_described_in_both_languages(
    address: str, open_page: OpenPage  # noqa: F811
) -> None:  # fmt: skip
    seen = open_page(f"{address}data/bulletins/bookings_by_hospital")
    text = seen.page.inner_text("body")
    assert "诊间预约 [bookings]: Booked in the consulting room." in text
    assert "各医院预约挂号" in text and "小计" in text


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
