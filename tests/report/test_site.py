"""The site of a release: all pages are there, they lead to each other, and little is made twice."""

from __future__ import annotations

import html
import json
import re
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

import pypdfium2
import pytest
from PIL import Image

from pipeline.model.dataset import Dataset
from pipeline.report import manifest
from pipeline.report.labels import EVENTS, FILES, KINDS, SEVERITIES, STATUSES, UNITS
from pipeline.report.pages import entity_path
from pipeline.report.pictures import pictures_of
from pipeline.report.site import cut_ahead
from schemas.base import fields_of
from schemas.catalog import tables
from schemas.events import EventKind
from schemas.issues import Issue
from schemas.quality import FileStatus, FindingKind, Observation, Severity, Status
from tests.publishing import handmade
from tests.report import sites

_BESIDE = r"\.\./(?:validation/|CHANGES\.md$|CITATION\.cff$)"
"""What a release has beside its report."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    sites.write(sites.originals().dataset(2), folder)
    return folder / "site"


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def test_there_is_a_page_for_every_issue_and_entity(site: Path) -> None:
    dataset = sites.originals().dataset(2)
    expected = {"index.html", "explore.html", "findings.html", "dictionary.html"}
    expected |= {f"issues/{row.key()[0]}.html" for row in dataset.rows["issues"]}
    for kind in ("hospital", "district", "channel"):
        rows = dataset.rows[f"{kind}s"]
        expected |= {entity_path(kind, str(row.key()[0])) for row in rows}
    assert {path.relative_to(site).as_posix() for path in pages(site)} == expected


def test_every_link_leads_somewhere(site: Path) -> None:
    anchors = {
        path: set(re.findall(r'id="([^"]+)"', path.read_text(encoding="utf-8")))
        for path in pages(site)
    }
    severities = set(SEVERITIES)
    checked = 0
    for path in pages(site):
        for link in re.findall(r'(?:href|src)="([^"]+)"', path.read_text(encoding="utf-8")):
            if link.startswith("data:") or re.search(_BESIDE, link):
                continue
            name, _, anchor = html.unescape(unquote(link)).partition("#")
            target = (path.parent / name).resolve() if name else path
            assert target.is_file(), f"{path.name}: {link}"
            if anchor and anchor not in severities:
                assert anchor in anchors[target], f"{path.name}: {link}"
            checked += 1
    assert checked > 3000


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    for path in [*pages(site), *site.glob("static/*.css"), *site.glob("static/[!p]*.js")]:
        assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//|url\(", path.read_text("utf-8"))


def test_text_of_a_pdf_is_shown_and_does_nothing(site: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in pages(site)]
    assert not any("<script>alert" in text for text in texts)
    assert sum(html.escape(sites.SCRIPT) in text for text in texts) >= 3


def test_every_figure_of_an_issue_has_a_box_and_a_cell(site: Path) -> None:
    dataset = sites.originals().dataset(2)
    seen = [o for o in dataset.rows["observations"] if o["issue_id"] == "2025-03"]
    text = (site / "issues" / "2025-03.html").read_text(encoding="utf-8")
    assert len(re.findall(r'id="b\d+"', text)) == len(seen) == len(re.findall(r'id="c\d+"', text))


def test_the_picture_is_the_page_and_its_box_holds_ink(site: Path) -> None:
    dataset = sites.originals().dataset(2)
    seen = next(
        o for o in dataset.rows["observations"]
        if o["issue_id"] == "2025-03" and o["table_name"] == "bookings_by_hospital"
        and o["measure"] == "total" and o["page"]
    )  # fmt: skip
    picture = next(site.glob(f"pictures/{seen['source_sha256'][:16]}-{seen['page']}.png"))
    with Image.open(picture) as page:
        grey = page.convert("L")
        with pypdfium2.PdfDocument(
            sites.originals().folder / f"{seen['source_sha256']}.pdf"
        ) as pdf:
            scale = grey.width / pdf[seen["page"] - 1].get_width()
        box = [round(seen[side] * scale) for side in ("x0", "top", "x1", "bottom")]
        inside = grey.crop((box[0], box[1], box[2], box[3]))
        assert inside.getextrema()[0] < 128  # type: ignore[operator]


def test_a_new_issue_renders_its_own_pages_only(site: Path, tmp_path: Path) -> None:
    again = sites.write(sites.originals().dataset(2), tmp_path / "same", before=site)
    assert not again.rendered and set(again.kept) == {
        path.relative_to(site).as_posix() for path in pages(site)
    }
    three = tmp_path / "three"
    sites.write(sites.originals().dataset(3), three)
    more = sites.write(sites.originals().dataset(4), tmp_path / "more", before=three / "site")
    assert "issues/2025-03.html" in more.kept
    assert {"index.html", "issues/2022-06.html"} <= {*more.rendered}
    alone = sites.write(sites.originals().dataset(4), tmp_path / "alone")
    assert not alone.kept
    for path in alone.rendered:
        kept, fresh = (tmp_path / name / "site" / path for name in ("more", "alone"))
        assert kept.read_bytes() == fresh.read_bytes()


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("findings", "message", "Something else."),
        ("findings", "severity", "info"),
        ("observations", "printed", "7,7"),
        ("observations", "status", "flagged"),
        ("articles", "title", "别的"),
        ("raw_tables", "known", False),
        ("hospitals", "name", "别的医院"),
        ("hospitals", "name_en", "Another Hospital"),
        ("issues", "publisher", "别的"),
    ],
)
def test_whatever_changes_is_on_the_page_of_its_issue(
    table: str, column: str, value: object, tmp_path: Path
) -> None:
    dataset = sites.originals().dataset(2)
    sites.write(dataset, tmp_path / "before")
    rows = [row.model_copy(update={column: value}) for row in dataset.rows[table]]
    changed = dataset.with_rows((table, rows))
    more = sites.write(changed, tmp_path / "more", before=tmp_path / "before" / "site")
    alone = sites.write(changed, tmp_path / "alone")
    assert rows and "issues/2024-03.html" in more.rendered
    for path in alone.rendered:
        kept, fresh = (tmp_path / name / "site" / path for name in ("more", "alone"))
        assert kept.read_bytes() == fresh.read_bytes()


def marked(site: Path, listed: bool) -> None:
    """Mark all rows of figures on the page of an issue; it is found damaged unless it is listed."""
    path = "issues/2024-03.html"
    page = (site / path).read_bytes().replace(b"<tr data-entity=", b"<tr data-before data-entity=")
    (site / path).write_bytes(page)
    if listed:
        listing = json.loads((site / "manifest.json").read_bytes())
        listing["pages"][path]["sha256"] = sha256(page).hexdigest()
        (site / "manifest.json").write_text(json.dumps(listing), encoding="utf-8")


@pytest.mark.parametrize("listed", [True, False])
def test_rows_that_are_what_they_were_are_taken_from_the_page_before(
    listed: bool, tmp_path: Path
) -> None:
    dataset = sites.originals().dataset(2)
    sites.write(dataset, tmp_path)
    marked(tmp_path / "site", listed)
    rows = [one.model_copy(update={"publisher": "别的"}) for one in dataset.of_type(Issue)]
    changed = dataset.with_rows(("issues", rows))
    sites.write(changed, tmp_path / "more", before=tmp_path / "site")
    text = (tmp_path / "more" / "site" / "issues" / "2024-03.html").read_text("utf-8")
    every = len(re.findall("<tr data-(?:before data-)?entity=", text))
    assert "别的" in text and every > 50
    assert text.count("<tr data-before ") == (every if listed else 0)


def test_of_a_section_with_a_changed_figure_the_other_rows_are_taken(tmp_path: Path) -> None:
    dataset = sites.originals().dataset(2)
    sites.write(dataset, tmp_path)
    marked(tmp_path / "site", listed=True)
    *others, last = [one for one in dataset.of_type(Observation) if one.issue_id == "2024-03"]
    rows = [
        one.model_copy(update={"status": "flagged"}) if one is last else one
        for one in dataset.of_type(Observation)
    ]
    changed = dataset.with_rows(("observations", rows))
    sites.write(changed, tmp_path / "more", before=tmp_path / "site")
    text = (tmp_path / "more" / "site" / "issues" / "2024-03.html").read_text("utf-8")
    every = len(re.findall("<tr data-(?:before data-)?entity=", text))
    assert others and text.count("<tr data-before ") == every - 1
    assert text.count('class="cell flagged"') == text.count('class="box flagged"') == 1


def test_pages_that_were_cut_ahead_give_the_same_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest, "_AHEAD", {})
    dataset = sites.originals().dataset(2)
    sites.write(dataset, tmp_path)
    marked(tmp_path / "site", listed=True)
    cut_ahead(tmp_path / "site")
    (tmp_path / "site" / "issues" / "2024-03.html").write_text("damaged since", encoding="utf-8")
    rows = [one.model_copy(update={"publisher": "别的"}) for one in dataset.of_type(Issue)]
    changed = dataset.with_rows(("issues", rows))
    sites.write(changed, tmp_path / "more", before=tmp_path / "site")
    text = (tmp_path / "more" / "site" / "issues" / "2024-03.html").read_text("utf-8")
    every = len(re.findall("<tr data-(?:before data-)?entity=", text))
    assert text.count("<tr data-before ") == every > 50
    cut_ahead(tmp_path / "there is none")


def test_pages_that_were_recognised_have_a_badge(site: Path, tmp_path: Path) -> None:
    badge = "recognised in a picture"
    assert badge not in (site / "issues" / "2025-03.html").read_text("utf-8")
    dataset = sites.originals().dataset(2)
    rows = [
        one.model_copy(update={"method": "ocr" if one.page == 3 else one.method})
        for one in dataset.of_type(Observation)
    ]
    sites.write(dataset.with_rows(("observations", rows)), tmp_path)
    text = (tmp_path / "site" / "issues" / "2025-03.html").read_text("utf-8")
    captions = re.findall(r"<figcaption>.*?</figcaption>", text, re.S)
    assert [badge in caption for caption in captions] == [False, False, True, False, False]
    assert badge in text.partition("</h1>")[0]


def test_the_order_of_rows_decides_nothing(tmp_path: Path) -> None:
    made = handmade.dataset()
    odd = [
        one.model_copy(update={"measure": f"{mark}{one.measure}", "table_name": "raw_tables"})
        for one, mark in zip(made.of_type(Observation), "\0\ufffe\ud800" * 9, strict=False)
    ]
    made = made.with_rows(("observations", [*made.of_type(Observation), *odd]))
    turned = Dataset({name: rows[::-1] for name, rows in made.rows.items()})
    for dataset, name in ((made, "made"), (turned, "turned")):
        sites.write(dataset, tmp_path / name)
    assert len(pages(tmp_path / "made")) > 5
    for path in pages(tmp_path / "made"):
        other = tmp_path / "turned" / path.relative_to(tmp_path / "made")
        assert path.read_bytes() == other.read_bytes()


def test_an_issue_whose_pages_cannot_be_drawn_is_shown_without_them(tmp_path: Path) -> None:
    sites.write(handmade.dataset(), tmp_path)
    text = (tmp_path / "site" / "issues" / "2025-03.html").read_text(encoding="utf-8")
    assert "could not be drawn" in text
    assert "<img" not in text


def test_a_broken_pdf_costs_the_others_nothing(tmp_path: Path, word_pdf: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4\nnothing")
    found = pictures_of(
        {"a": tmp_path / "broken.pdf", "b": word_pdf, "c": tmp_path / "gone.pdf"}, tmp_path / "kept"
    )
    assert found["a"] == () == found["c"]
    assert len(found["b"]) == 5
    assert sorted(p.name for p in (tmp_path / "kept").iterdir()) == ["b"]


def test_every_word_of_the_contract_has_a_label() -> None:
    assert {*FindingKind.__args__} <= {*KINDS}  # type: ignore[attr-defined]
    assert {*Severity.__args__} == {*SEVERITIES}  # type: ignore[attr-defined]
    assert {*Status.__args__} == {*STATUSES}  # type: ignore[attr-defined]
    assert {*FileStatus.__args__} == {*FILES}  # type: ignore[attr-defined]
    assert {*EventKind.__args__} == {*EVENTS}  # type: ignore[attr-defined]
    units = {field.column.unit for model in tables().values() for field in fields_of(model)}
    assert units - {""} == {*UNITS}


def test_an_id_that_is_no_file_name_gets_one() -> None:
    path = entity_path("hospital", "../../x<y>")
    assert re.fullmatch(r"entities/hospital-[0-9a-f]{16}\.html", path)
    assert entity_path("district", "320115") == "entities/district-320115.html"


def test_the_dictionary_tells_every_column(site: Path) -> None:
    text = (site / "dictionary.html").read_text(encoding="utf-8")
    for name, model in tables().items():
        assert f'id="{name}"' in text
        assert all(f"<code>{column}</code>" in text for column in model.model_fields)
