"""The explorer: figures are chosen, compared and saved, from disk and without a server."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from decimal import Decimal
from itertools import product
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from pipeline.longitudinal import with_derived_tables
from pipeline.longitudinal.months import months_between
from pipeline.model.dataset import Dataset
from pipeline.report.explorer import citation, explorer_data
from tests.browser import OpenPage, chromium, open_page  # noqa: F401
from tests.longitudinal.history import bookings, hospital, month
from tests.publishing.handmade import row
from tests.report import sites

_SHARE = "explore.html#table=bookings_by_hospital&measure=third_party&view=own&e=gulou"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explorer")
    sites.write(sites.originals().dataset(2), folder)
    return folder / "site"


def address(site: Path, path: str) -> str:
    name, _, anchor = path.partition("#")
    return f"{(site / name).as_uri()}#{anchor}"


def test_one_issue_is_named_once() -> None:
    cited = citation(sites.index(sites.originals().dataset(1)), "r")
    assert "》2025-03 期；" in cited.zh and ", issue 2025-03;" in cited.en


def printed(measure: str) -> int:
    """A figure of one hospital in the newest month."""
    rows = sites.originals().dataset(2).rows["bookings_by_hospital"]
    [found] = [r for r in rows if r["hospital_id"] == "gulou" and r["month"] == month("2025-02")]
    return int(found[measure])


def test_the_share_within_a_hospital(site: Path, open_page: OpenPage) -> None:  # noqa: F811
    seen = open_page(address(site, _SHARE), locale="en")
    share = 100 * printed("third_party") / printed("total")
    expect(seen.page.locator("#figures tbody tr").first).to_contain_text(f"{share:.1f} %")
    expect(seen.page.locator("#figures thead th")).to_have_text(["month", "Nanjing Gulou Yiyuan"])
    seen.check()


def test_a_question_to_start_from_is_answered_with_the_change_of_each(
    site: Path, open_page: OpenPage  # noqa: F811
) -> None:  # fmt: skip
    seen = open_page(address(site, "explore.html"), locale="en")
    seen.page.locator("#examples a", has_text="share within each entity").click()
    expect(seen.page.locator("#heading")).to_contain_text("share within the entity")
    rows = seen.page.locator("#figures tbody tr")
    names = seen.page.locator("#figures thead th").all_inner_texts()
    at = names.index("Nanjing Gulou Yiyuan")
    cells = [rows.nth(n).locator("th, td").all_inner_texts() for n in range(rows.count())]
    shares = [(row[0], float(row[at].split()[0])) for row in cells if row[at] != "–"]
    change = seen.page.locator("#figures tfoot tr").locator("th, td").nth(at).inner_text()
    (last, now), (first, before) = shares[0], shares[-1]
    assert first < last
    found = re.fullmatch(rf"([+-][\d.]+) points \({first} → {last}\)", change)
    assert found and float(found[1]) == pytest.approx(now - before, abs=0.11)
    assert "by=year" in seen.page.url
    seen.check()


def test_a_share_is_as_doubtful_as_its_total(site: Path, open_page: OpenPage) -> None:  # noqa: F811
    table = {"measures": [{"name": "part", "adds": True}], "whole": {"part": "all"}, "rates": []}
    entity = {"values": {"part": "1,1", "all": "2,4"}, "doubts": {"all": [1]}}
    choice = {"measure": "part", "view": "own", "by": "month", "from": "2019-01", "to": "2019-02"}
    points = open_page(address(site, "explore.html")).page.evaluate(
        "given => Series.line(...given)",
        [{"months": ["2019-01", "2019-02"]}, table, entity, choice],
    )
    assert [(point["y"], point["doubt"]) for point in points] == [(0.5, False), (0.25, True)]


def test_what_is_chosen_is_in_the_address(site: Path, open_page: OpenPage) -> None:  # noqa: F811
    seen = open_page(address(site, "explore.html"), locale="zh-CN")
    page = seen.page
    page.select_option("select[name=measure]", "online")
    page.select_option("select[name=view]", "city")
    page.click("[data-pick=none]")
    page.fill("input[name=search]", "gulou")
    page.locator("#entities label:visible", has_text=re.compile("^ ?南京鼓楼医院$")).click()
    assert "measure=online&view=city" in page.url and "e=gulou" in page.url
    again = open_page(page.url, locale="zh-CN").page
    expect(again.locator("#heading")).to_have_text(page.locator("#heading").inner_text())
    assert again.locator("#figures thead th").count() == 2
    page.click("[data-pick=all]")
    lines = "document.getElementById('chart').data.filter((one) => one.customdata).length"
    drawn = page.evaluate(lines)
    # A chart of more lines is a tangle; what it leaves out is said, and is in the table.
    all_of_them = page.locator("#entities input").count()
    assert page.locator("#figures thead th").count() == all_of_them + 1
    assert drawn == min(all_of_them, 40)
    assert ("前 40 条" in page.locator("#hint").inner_text()) == (all_of_them > 40)
    seen.check()


def test_every_view_is_drawn(site: Path, open_page: OpenPage) -> None:  # noqa: F811
    seen = open_page(address(site, _SHARE))
    heading, hint = seen.page.locator("#heading"), seen.page.locator("#hint")
    shown = set()
    for by, view in product(("month", "year"), ("value", "index", "growth", "own", "city")):
        seen.page.goto(address(site, f"{_SHARE}&by={by}".replace("view=own", f"view={view}")))
        expect(seen.page.locator("select[name=view]")).to_have_value(view)
        expect(seen.page.locator("select[name=by]")).to_have_value(by)
        if by == "year" and view in ("index", "growth"):  # no year of the sample has twelve months
            expect(hint).to_contain_text(re.compile("No figures|没有数字"))
        else:
            expect(seen.page.locator("#figures tbody tr").first).to_be_visible()
        shown.add(heading.inner_text())
    assert len(shown) == 5
    seen.check()


def test_one_month_alone_is_numbers_without_a_chart(
    site: Path, open_page: OpenPage  # noqa: F811
) -> None:  # fmt: skip
    seen = open_page(address(site, f"{_SHARE}&from=2025-02&to=2025-02"), locale="en")
    expect(seen.page.locator("#figures tbody tr")).to_have_count(1)
    expect(seen.page.locator("#chart")).to_be_hidden()
    expect(seen.page.locator("[data-save=png]")).to_be_hidden()
    expect(seen.page.locator("#figures tfoot tr")).to_have_count(0)
    expect(seen.page.locator("#hint")).to_be_empty()
    seen.page.select_option("select[name=from]", index=0)
    expect(seen.page.locator("#chart .scatterlayer")).to_be_visible()
    expect(seen.page.locator("#figures tfoot tr")).to_have_count(1)
    expect(seen.page.locator("#hint")).to_contain_text("Click a point")
    seen.check()


def test_saved_files_hold_the_figures_the_release_and_how_to_cite(
    site: Path, open_page: OpenPage  # noqa: F811
) -> None:  # fmt: skip
    seen = open_page(address(site, _SHARE), locale="en")
    saved = {}
    for kind in ("csv", "xlsx", "png", "svg"):
        with seen.page.expect_download() as download:
            seen.page.click(f"[data-save={kind}]")
        saved[kind] = Path(download.value.path()).read_bytes()
        assert download.value.suggested_filename.endswith(f".{kind}")
    rows = list(csv.DictReader(io.StringIO(saved["csv"].decode("utf-8-sig"))))
    share = printed("third_party") / printed("total")
    assert float(rows[-1]["value"]) == pytest.approx(share)
    assert rows[-1]["release"] == "0123456789ab" and "issues" in rows[-1]["citation"]
    assert rows[-1]["entity"] == "南京鼓楼医院"
    assert rows[-1]["entity_en"] == "Nanjing Gulou Yiyuan"
    book = openpyxl.load_workbook(io.BytesIO(saved["xlsx"]))
    assert book["data"]["G2"].value == pytest.approx(float(rows[0]["value"]))
    assert book["about"]["B1"].value == "0123456789ab"
    assert saved["png"].startswith(b"\x89PNG")
    assert "0123456789ab" in saved["svg"].decode() and "<svg" in saved["svg"].decode()
    seen.check()


def test_a_figure_leads_to_its_box_on_the_page(
    site: Path, open_page: OpenPage  # noqa: F811
) -> None:  # fmt: skip
    seen = open_page(address(site, _SHARE.replace("view=own", "view=value")), locale="en")
    link = seen.page.locator("#figures tbody a").first
    value = link.inner_text()
    link.click()
    seen.page.wait_for_url(re.compile(r"issues/2025-03\.html#c\d+$"))
    expect(seen.page.locator(".cell:target a").first).to_have_text(value)
    seen.check()


def test_a_script_in_a_name_is_text(site: Path, open_page: OpenPage) -> None:  # noqa: F811
    seen = open_page(address(site, "explore.html"))
    seen.page.click("[data-pick=all]")
    expect(seen.page.locator("#entities").get_by_text(sites.SCRIPT)).to_be_visible()
    expect(seen.page.locator("#figures thead").get_by_text(sites.SCRIPT)).to_be_attached()
    seen.check()


def test_nothing_known_is_said_so(open_page: OpenPage, tmp_path: Path) -> None:  # noqa: F811
    sites.write(Dataset.of([]), tmp_path)
    seen = open_page(address(tmp_path / "site", "explore.html"), locale="en")
    expect(seen.page.locator("#hint")).to_contain_text("No figures")
    seen.check()


def test_all_issues_of_thirteen_years_take_less_than_two_megabytes() -> None:
    months = list(months_between(dt.date(2012, 2, 1), dt.date(2025, 2, 1)))
    assert len(months) == 157
    ids = [f"hospital-{n}" for n in range(50)]
    parts = dict.fromkeys(("phone", "online", "quick", "in_clinic", "third_party"), 12345)
    money = {"outpatient_revenue_cny": Decimal("123456789.05")}
    rows = [
        made
        for of in months
        for n, id_ in enumerate(ids)
        for made in (
            bookings(f"{of:%Y-%m}", id_, 61725 + n, **parts),
            row(
                "platform_by_hospital", month=of, hospital_id=id_, issue_id=f"i{of:%Y-%m}",
                name_printed=id_, scheduled_records=12345678, outpatient_visits=123456 + n,
                discharges=12345, inpatient_revenue_cny=Decimal("123456789.05"), **money,
            ),
        )
    ]  # fmt: skip
    made = with_derived_tables(Dataset.of([*map(hospital, ids), *rows]))
    data = explorer_data(sites.index(made), "0123456789ab")
    size = len(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode())
    assert 500_000 < size < 2_000_000
