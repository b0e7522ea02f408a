"""The site as a person sees it: opened from disk in a browser without a window."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser import OpenPage, chromium, open_page  # noqa: F401
from tests.report import sites

_SOME = ("index.html", "findings.html", "dictionary.html", "issues/2025-03.html",
         "issues/2024-03.html", "entities/hospital-gulou.html", "entities/district-320115.html",
         "entities/channel-12320-web.html")  # fmt: skip
_FIGURES = 12
_PHONE = {"width": 390, "height": 800}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    sites.write(sites.originals().dataset(4), folder)
    return folder / "site"


def address(site: Path, path: str) -> str:
    return (site / path).as_uri()


def test_pages_open_from_disk_and_ask_no_one(
    site: Path, open_page: OpenPage  # noqa: F811
) -> None:  # fmt: skip
    seen = open_page(address(site, _SOME[0]))
    for path in _SOME:
        seen.page.goto(address(site, path))
        seen.settle()
        seen.check()
        assert seen.page.title(), path


@pytest.mark.parametrize("path", ["index.html", "issues/2025-03.html", "findings.html"])
def test_a_phone_needs_no_sideways_scrolling(
    path: str, site: Path, open_page: OpenPage  # noqa: F811
) -> None:  # fmt: skip
    page = open_page(address(site, path), viewport={"width": 390, "height": 800}).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def ink_of(page: Page, box: dict[str, float]) -> tuple[int, int, int, int] | None:
    """What is dark around a box of the page, from the corner of its surroundings."""
    clip = {"x": box["x"] - 4, "y": box["y"] - 4, "width": box["width"] + 8,
            "height": box["height"] + 8}  # fmt: skip
    picture = Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("L")  # type: ignore[arg-type]
    return picture.point([255 if value < 140 else 0 for value in range(256)]).getbbox()


def figures(page: Page) -> Iterator[str]:
    ids = page.eval_on_selector_all(".box:not(.finding)", "all => all.map(one => one.id)")
    yield from ids[:: max(1, len(ids) // _FIGURES)]


def test_the_box_of_a_figure_lies_on_its_printed_text(
    site: Path, open_page: OpenPage  # noqa: F811
) -> None:  # fmt: skip
    page = open_page(
        address(site, "issues/2025-03.html"), viewport={"width": 1500, "height": 900}
    ).page
    page.add_style_tag(content=".box { visibility: hidden } .top { display: none }")
    checked = 0
    for name in figures(page):
        spot = page.locator(f"#{name}")
        spot.evaluate("node => node.scrollIntoView({block: 'center', behavior: 'instant'})")
        page.wait_for_function(
            "name => document.getElementById(name).parentNode.querySelector('img').complete",
            arg=name,
        )
        box = spot.bounding_box()
        assert box is not None
        ink = ink_of(page, box)  # type: ignore[arg-type]
        assert ink is not None, name
        left, top, right, bottom = ink
        inside = (
            max(left, 4),
            max(top, 4),
            min(right, box["width"] + 4),
            min(bottom, box["height"] + 4),
        )
        assert inside[2] - inside[0] > 2 and inside[3] - inside[1] > 3, name
        checked += 1
    assert checked >= _FIGURES


def test_a_box_tells_its_figure_and_leads_to_its_row_and_back(
    site: Path, open_page: OpenPage  # noqa: F811
) -> None:  # fmt: skip
    seen = open_page(address(site, "issues/2025-03.html"), locale="en")
    page = seen.page
    box = page.locator(".box[title*='南京鼓楼医院'][title*='小计']").first
    assert re.search(
        r"南京鼓楼医院 · 小计 · 2025-02 · [\d,]+ bookings", box.get_attribute("title") or ""
    )
    number = (box.get_attribute("id") or "")[1:]
    box.hover()
    expect(page.locator(f"#c{number}")).to_have_class(re.compile("lit"))
    box.click()
    assert page.url.endswith(f"#c{number}")
    page.locator(f"#c{number} a").first.click()
    assert page.url.endswith(f"#b{number}")
    seen.check()


def test_findings_are_filtered(site: Path, open_page: OpenPage) -> None:  # noqa: F811
    page = open_page(address(site, "findings.html")).page
    rows = page.locator("table.findings tbody tr")
    everything = rows.count()
    page.select_option("select[name=kind]", "unknown_entity")
    visible = page.locator("table.findings tbody tr:visible")
    assert 0 < visible.count() < everything
    page.fill("input[name=text]", "no such words anywhere")
    assert visible.count() == 0


def test_both_languages(site: Path, open_page: OpenPage) -> None:  # noqa: F811
    page = open_page(address(site, "index.html"), locale="zh-CN").page
    expect(page.get_by_role("link", name="数据字典")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("link", name="Dictionary")).to_be_visible()
    expect(page.get_by_role("link", name="数据字典")).to_have_count(0)


def test_a_long_file_name_breaks_no_date(site: Path, open_page: OpenPage) -> None:  # noqa: F811
    page = open_page(address(site, "index.html"), viewport={"width": 1400, "height": 900}).page
    line = page.locator("#issues ~ .scroll tbody tr").first
    line.locator("td.file").evaluate(
        "(cell) => { cell.textContent = 'x'.repeat(80) + ' y '.repeat(80); }"
    )
    heights = line.locator("td.month").evaluate_all(
        "(all) => all.map((one) => { const r = document.createRange(); r.selectNodeContents(one);"
        " return r.getClientRects().length; })"
    )
    assert heights == [1, 1]
    assert page.evaluate("document.documentElement.scrollWidth") <= 1400


def test_without_scripts_everything_but_charts_is_there(
    site: Path, open_page: OpenPage  # noqa: F811
) -> None:  # fmt: skip
    page = open_page(address(site, "entities/hospital-gulou.html"), java_script_enabled=False).page
    expect(page.get_by_text("2025-02").first).to_be_visible()


def test_a_chart_is_drawn_and_a_point_leads_to_its_figure(
    site: Path, open_page: OpenPage  # noqa: F811
) -> None:  # fmt: skip
    seen = open_page(address(site, "entities/hospital-gulou.html"))
    page = seen.page
    point = page.locator(".chart").first.locator(".scatterlayer .point").last
    point.evaluate("node => node.scrollIntoView({block: 'center', behavior: 'instant'})")
    box = point.bounding_box()
    assert box is not None
    across, down = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for step in range(40):  # the chart listens to a moving pointer, once it is at rest
        page.mouse.move(across - step % 2, down)
        page.wait_for_timeout(100)
        if page.locator(".hoverlayer .hovertext").count():
            break
    page.mouse.click(across, down)
    page.wait_for_url(re.compile(r"issues/.*#c\d+$"))
    seen.check()


_TABLE = """
<table data-series="drawn"><tbody>
<tr><th>2019-03</th><td class="n">–</td><td class="n">1,000.5</td><td class="n">0</td></tr>
<tr><th>2019-01</th><td class="n flagged"><a href="../issues/a.html#c7">1,234</a></td>
<td class="n"><a href="../issues/a.html#c8">2,468</a></td><td class="n flagged">5</td></tr>
</tbody></table>
"""


@pytest.mark.parametrize(
    ("column", "below", "y", "links", "doubtful"),
    [
        (0, None, [1234, None, None], ["../issues/a.html#c7", "", ""], [True, False, False]),
        (1, None, [2468, None, 1000.5], ["../issues/a.html#c8", "", ""], [False, False, False]),
        (0, 1, [0.5, None, None], ["", "", ""], [True, False, False]),
        (1, 0, [2, None, None], ["", "", ""], [True, False, False]),
        (1, 2, [493.6, None, None], ["", "", ""], [True, False, False]),
    ],
)
def test_a_line_has_the_figures_of_its_table(
    column: int, below: int | None, y: list[float | None], links: list[str], doubtful: list[bool],
    site: Path, open_page: OpenPage,  # noqa: F811
) -> None:  # fmt: skip
    page = open_page(address(site, "entities/hospital-gulou.html")).page
    page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", _TABLE)
    name = {"zh": "数", "en": "figure"}
    line = {"name": name, "column": column, "below": below}
    spec = {"table": "drawn", "of": ["2019-01", "2019-03"], "lines": [line]}
    found = page.evaluate("spec => Charts.filled(spec)", spec)
    assert found["x"] == ["2019-01-01", "2019-02-01", "2019-03-01"]
    assert found["data"] == [{"name": name, "y": y, "customdata": links, "flagged": doubtful}]


def test_a_doubtful_point_is_red(site: Path, open_page: OpenPage) -> None:  # noqa: F811
    page = open_page(address(site, "entities/hospital-gulou.html")).page
    drawn = page.evaluate(
        """flagged => Plots.draw(document.querySelector(".chart"), {
          x: ["2019-01-01", "2019-02-01"], marks: [], missing: [], months: 2,
          unit: { zh: "", en: "" },
          data: [{ name: { zh: "a", en: "a" }, y: [1, 2], flagged },
                 { name: { zh: "b", en: "b" }, y: [3, 4] }],
        }).then(() => document.querySelector(".chart").data.map(one => one.marker))""",
        [True, False],
    )
    assert drawn[0]["color"] == ["#c00000", "#1f5a96"]
    assert drawn[0]["symbol"] == ["diamond", "circle"]
    assert drawn[1]["color"] == "#c8553d"


def test_a_chart_shows_breaks_and_months_without_an_issue(
    site: Path, open_page: OpenPage  # noqa: F811
) -> None:  # fmt: skip
    texts = {path: path.read_text(encoding="utf-8") for path in site.glob("entities/hospital-*")}
    broken = sorted(
        path.name for path, text in texts.items() if "chart-data" in text and '"events"' in text
    )
    seen = open_page(address(site, f"entities/{broken[0]}"), locale="zh-CN")
    chart = seen.page.locator(".chart").first
    expect(chart.locator(".shapelayer path, .layer-below path").first).to_be_attached()
    shapes = seen.page.evaluate(
        "[...document.querySelectorAll('.chart')]"
        ".flatMap(node => node.layout.shapes.map(shape => shape.type))"
    )
    listed = seen.page.locator("ul.events li")
    assert {*shapes} == {"rect", "line"}
    assert 0 < listed.count() <= shapes.count("line")
    expect(chart.locator(".legendtext").first).to_have_text(re.compile("预约"))
    seen.page.get_by_role("button", name="English").click()
    expect(chart.locator(".legendtext").first).to_have_text(re.compile("^[a-z_]+$"))
    seen.check()


def test_a_script_in_a_name_is_text(site: Path, open_page: OpenPage) -> None:  # noqa: F811
    seen = open_page(address(site, "issues/2024-03.html"))
    expect(seen.page.get_by_text(sites.SCRIPT).locator("visible=true").first).to_be_visible()
    seen.check()


@pytest.mark.parametrize(
    ("asked", "kind", "leads_to"),
    [
        ("gulou", "Hospitals", "entities/hospital-gulou.html"),
        ("鼓楼医院", "Hospitals", "entities/hospital-gulou.html"),
        ("outpatient revenue", "figure", "explore.html#table=platform_by_district&measure="),
    ],
)
def test_the_search_finds_entities_by_any_name_and_figures(
    asked: str, kind: str, leads_to: str, site: Path, open_page: OpenPage  # noqa: F811
) -> None:  # fmt: skip
    seen = open_page(address(site, "issues/2025-03.html"), locale="en")
    seen.page.get_by_role("search").get_by_role("searchbox").fill(asked)
    lines = seen.page.locator(".site-search li")
    expect(lines.locator(f"a[href*='{leads_to}']").first).to_be_visible()
    expect(lines.first).to_contain_text(kind)
    seen.check()


def test_the_search_finds_words_of_an_article_and_shows_names_as_text(
    site: Path, open_page: OpenPage  # noqa: F811
) -> None:  # fmt: skip
    seen = open_page(address(site, "index.html"), locale="zh-CN", viewport=_PHONE)
    box = seen.page.get_by_role("search").get_by_role("searchbox")
    box.fill("<script>")
    expect(seen.page.locator(".site-search li a")).to_have_text([sites.SCRIPT])
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390
    article = next(a for a in sites.originals().dataset(4).rows["articles"] if a["body"])
    box.fill(article["body"].strip()[:6])
    expect(seen.page.locator(".site-search .excerpt").first).to_contain_text(
        article["body"].strip()[:6]
    )
    box.press("ArrowDown")
    seen.page.keyboard.press("Enter")
    expect(seen.page.locator("details:target .article")).to_be_visible()
    box = seen.page.get_by_role("search").get_by_role("searchbox")
    box.fill("no such words")
    expect(seen.page.get_by_text("没有找到")).to_be_visible()
    seen.check()
