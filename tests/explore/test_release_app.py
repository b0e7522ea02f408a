"""One address for the report, the data and the checks; foreign requests are refused."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from pipeline.explore.gate import App, Gate, Message, Receive, Send
from pipeline.explore.header import MARK, added_links, whole_bar
from pipeline.explore.release_app import release_app

SHA = "ab" * 32


async def datasette(scope: Message, receive: Receive, send: Send) -> None:
    """Stands for the site of the data."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"data " + scope["raw_path"]})


@pytest.fixture
def site(tmp_path: Path) -> App:
    for name, page in (("report", "the report"), ("validation", "the checks")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(f"<nav>{MARK}</nav>{page}")
    (tmp_path / "report" / "code.js").write_text(f"'{MARK}'")
    (tmp_path / "originals").mkdir()
    (tmp_path / "originals" / f"{SHA}.pdf").write_bytes(b"%PDF-")
    (tmp_path / "secret.pdf").write_bytes(b"no original")
    return release_app(tmp_path, tmp_path / "originals", datasette)


def ask(site: App, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(site)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:1") as client:
            return await client.request(method, path, headers=headers)

    return asyncio.run(asked())


def test_report_data_and_checks_have_one_address(site: App) -> None:
    assert ask(site, "/").text == f"<nav>{added_links(review=False)}</nav>the report"
    assert ask(site, "/checks/").text == f"<nav>{whole_bar(review=False)}</nav>the checks"
    assert ask(site, "/data/bulletins").text == "data /bulletins"


@pytest.mark.parametrize(
    "path", ["/nowhere", "/checks/nowhere.html", "/originals/x.pdf", "/review/"]
)
def test_an_unknown_address_is_a_page_of_the_site(path: str, site: App) -> None:
    answer = ask(site, path, accept="text/html")
    assert answer.status_code == 404 and "text/html" in answer.headers["content-type"]
    assert added_links(review=False) in answer.text and "search-place" in answer.text
    assert "无法显示此页" in answer.text and "This page cannot be shown" in answer.text
    assert ("bulletins review --open" in answer.text) == (path == "/review/")
    said = ask(site, path, accept="application/json").json()
    assert said["message"].endswith(".") and said["message_zh"].endswith("。")


def test_headers_lead_to_each_other_and_to_the_review_only_where_it_is_on() -> None:
    for bar in (added_links(review=False), whole_bar(review=False)):
        assert 'href="/data/"' in bar and "/review/" not in bar
    assert 'href="/review/"' in added_links(review=True)
    for address in ("/", "/explore.html", "/checks/", "/data/", "/review/"):
        assert f'href="{address}"' in whole_bar(review=True)


def test_only_pages_are_changed(site: App) -> None:
    assert ask(site, "/code.js").text == f"'{MARK}'"


@pytest.mark.parametrize(("asked", "answered"), [
    ("/validation/index.html", "/checks/index.html"), ("/report/findings.html", "/findings.html"),
    ("/data", "/data/"), ("/bulletins/hospitals?x=1", "/data/bulletins/hospitals?x=1"),
    ("/report//evil.example/", "/evil.example/"),
])  # fmt: skip
def test_addresses_on_disk_and_of_old_lead_to_the_right_place(
    asked: str, answered: str, site: App
) -> None:
    assert ask(site, asked).headers["location"] == answered


def test_originals_are_served_by_their_hash_and_nothing_beside_them(site: App) -> None:
    assert ask(site, f"/originals/{SHA}.pdf").content == b"%PDF-"
    assert ask(site, "/originals/..%2Fsecret.pdf").status_code == 404
    assert ask(site, "/../secret.pdf").status_code == 404


@pytest.mark.parametrize(("host", "headers", "status"), [
    ("127.0.0.1", {}, 200), ("127.0.0.1", {"host": "localhost:1"}, 200),
    ("127.0.0.1", {"host": "[::1]:1"}, 200), ("127.0.0.1", {"host": "evil.example"}, 403),
    ("127.0.0.1", {"host": "192.0.2.1:1"}, 403), ("127.0.0.1", {"host": "[bad"}, 403),
    ("127.0.0.1", {"origin": "http://evil.example"}, 403), ("127.0.0.1", {"origin": "null"}, 403),
    ("127.0.0.1", {"origin": "http://127.0.0.1:1"}, 200),
    ("127.0.0.1", {"origin": "http://127.0.0.1:2"}, 403),
    ("0.0.0.0", {"host": "192.0.2.1:1"}, 200), ("0.0.0.0", {"host": "evil.example"}, 403),
])  # fmt: skip
def test_foreign_requests_are_refused(
    host: str, headers: dict[str, str], status: int, site: App
) -> None:
    assert ask(Gate(site, host), "/", **headers).status_code == status
