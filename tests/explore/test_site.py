"""The site follows the newest release; no request is dropped and none is answered by halves."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest

from pipeline.explore import site as explore_site
from pipeline.explore.datasette_site import open_site
from pipeline.explore.site import FollowingSite

from . import releases

FIGURE = "/data/bulletins.json?sql=select+outpatient_visits+from+platform_by_district&_shape=arrays"


def client(outputs: Path) -> httpx.AsyncClient:
    site = FollowingSite(outputs / "dataset", outputs / "originals")
    return httpx.AsyncClient(transport=httpx.ASGITransport(site), base_url="http://test")


async def visits(of: httpx.AsyncClient) -> int:
    answer = await of.get(FIGURE)
    assert answer.status_code == 200, answer.text
    return int(answer.json()["rows"][0][0])


def test_a_new_release_is_shown_at_once(tmp_path: Path) -> None:
    async def follow() -> list[int]:
        seen = []
        async with client(tmp_path) as browser:
            for number in (1, 2, 3, 2):
                releases.publish_small(tmp_path, visits=number)
                seen.append(await visits(browser))
        return seen

    assert asyncio.run(follow()) == [1, 2, 3, 2]


@pytest.mark.slow
def test_no_request_is_dropped_while_releases_change(tmp_path: Path) -> None:
    releases.publish_small(tmp_path, visits=1)

    async def ask(browser: httpx.AsyncClient, done: asyncio.Event, seen: list[int]) -> None:
        while not done.is_set():
            seen.append(await visits(browser))

    async def publish(done: asyncio.Event) -> None:
        for number in range(2, 6):
            await asyncio.to_thread(releases.publish_small, tmp_path, number)
            await asyncio.sleep(0.1)
        done.set()

    async def follow() -> tuple[list[int], int]:
        seen: list[int] = []
        done = asyncio.Event()
        async with client(tmp_path) as browser:
            await visits(browser)
            await asyncio.gather(publish(done), *(ask(browser, done, seen) for _ in range(4)))
            return seen, await visits(browser)

    seen, last = asyncio.run(follow())
    assert last == 5 and len(set(seen)) > 1


def test_it_waits_for_the_first_release(tmp_path: Path) -> None:
    async def wait() -> tuple[httpx.Response, int]:
        async with client(tmp_path) as browser:
            before = await browser.get("/")
            releases.publish_small(tmp_path)
            return before, await visits(browser)

    before, after = asyncio.run(wait())
    assert before.status_code == 503 and "no dataset yet" in before.text
    assert before.headers["retry-after"] == "5" and after == 1


def test_a_release_that_cannot_be_opened_leaves_the_one_before(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    releases.publish_small(tmp_path, visits=1)
    broken = tmp_path / "releases" / ("0" * 12)
    broken.mkdir()
    (broken / "bulletins.sqlite").write_bytes(b"no database")

    async def follow() -> tuple[int, int]:
        async with client(tmp_path) as browser:
            await visits(browser)
            (tmp_path / "dataset").unlink()
            (tmp_path / "dataset").symlink_to(broken)
            still = await visits(browser)
            await visits(browser)
            releases.publish_small(tmp_path, visits=2)
            return still, await visits(browser)

    with caplog.at_level(logging.WARNING):
        assert asyncio.run(follow()) == (1, 2)
    assert sum("cannot be shown" in record.message for record in caplog.records) == 1


def test_a_release_whose_first_query_fails_is_opened_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failures = [sqlite3.OperationalError("interrupted")] * 2

    def fails_first(*given: Any, **named: Any) -> Any:
        if failures:
            raise failures.pop()
        return open_site(*given, **named)

    monkeypatch.setattr(explore_site, "open_site", fails_first)
    monkeypatch.setattr(explore_site, "_RETRY_S", 0.3)
    releases.publish_small(tmp_path)

    async def ask() -> tuple[list[int], int]:
        async with client(tmp_path) as browser:
            statuses = []
            for _ in range(2):
                statuses.append((await browser.get("/data/")).status_code)
                await asyncio.sleep(0.4)
            return statuses, await visits(browser)

    assert asyncio.run(ask()) == ([503, 503], 1)
    assert sum("cannot be shown" in record.message for record in caplog.records) == 1


def test_a_dataset_that_is_gone_is_still_shown(tmp_path: Path) -> None:
    releases.publish_small(tmp_path)

    async def follow() -> int:
        async with client(tmp_path) as browser:
            await visits(browser)
            (tmp_path / "dataset").unlink()
            return await visits(browser)

    assert asyncio.run(follow()) == 1


def test_pages_may_fetch_nothing_from_elsewhere(tmp_path: Path) -> None:
    releases.publish_small(tmp_path)

    async def ask() -> httpx.Response:
        async with client(tmp_path) as browser:
            return await browser.get("/data/")

    headers = asyncio.run(ask()).headers
    assert headers["content-security-policy"].startswith("default-src 'self'")
    assert headers["cache-control"] == "no-cache"
