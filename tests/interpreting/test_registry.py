import csv
import io
import re
import shutil
from pathlib import Path
from typing import Literal

import pytest

from pipeline.decisions.names import accept_name, new_entity
from pipeline.errors import UsageError
from pipeline.interpreting.names.entities import resolve
from pipeline.interpreting.names.registry import load_registry
from pipeline.interpreting.text.months import month_in
from tests.interpreting.paper import REGISTRY

SOURCE = Path(__file__).parents[2] / "schemas" / "registry"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "registry"
    shutil.copytree(SOURCE, copy)
    return copy


@pytest.mark.parametrize(
    ("printed", "kind", "name", "how"),
    [
        ("南京鼓楼医院（含分院）", "hospital", "南京鼓楼医院", "registry"),
        ("南京市口腔医院（含 分院）", "hospital", "南京市口腔医院", "suffix"),
        ("江苏省中医院①", "hospital", "江苏省中医院", "registry"),
        ("解放军第四五四医院", "hospital", "东部战区空军医院", "registry"),
        ("溧⽔县", "district", "溧水区", "registry"),
        ("江宁", "district", "江宁区", "suffix"),
        ("南京卫生 12320 微信", "channel", "南京卫生12320微信", "registry"),
        ("南京市第九医院", "hospital", "南京市第九医院", "provisional"),
        ("江苏省口腔医", "hospital", "江苏省口腔医院", "beginning"),
        ("中国医学科学院", "hospital", "中国医学科学院", "provisional"),
        ("南京医科大学附", "hospital", "南京医科大学附", "provisional"),
    ],
)
def test_names(printed: str, kind: str, name: str, how: str) -> None:
    found = resolve(printed, kind, REGISTRY)  # type: ignore[arg-type]
    assert (found.name, found.how) == (name, how)


def test_a_name_out_of_its_time_is_known_and_reported() -> None:
    late = month_in("2015年1月")
    assert late is not None
    found = resolve("溧水县", "district", REGISTRY, late.month)
    assert (found.entity_id, found.out_of_time) == ("320117", True)


def test_successors() -> None:
    merged = {e.name: e.successor_id for e in REGISTRY.entities if e.successor_id}
    assert merged == {"白下区": "320104", "下关区": "320106"}


def test_ids_are_unique_over_all_kinds() -> None:
    ids = [e.entity_id for e in REGISTRY.entities]
    assert len(ids) == len(set(ids))


def test_accepting_a_name(folder: Path) -> None:
    assert resolve("省人民医院", "hospital", load_registry(folder)).provisional
    accept_name(folder, "hospital", "省人民医院", "jiangsu-peoples")
    with pytest.raises(UsageError, match="decided already"):
        accept_name(folder, "hospital", "省人民医院", "jiangsu-peoples")
    found = resolve("省人民医院", "hospital", load_registry(folder))
    assert found.entity_id == "jiangsu-peoples"
    assert (folder / "names.csv").read_text().count("省人民医院") == 1


def test_a_new_entity(folder: Path) -> None:
    new_entity(folder, "hospital", "南京江心洲国际医院", "jiangxinzhou")
    new_entity(folder, "channel", '"=cmd", 渠道', "odd")
    registry = load_registry(folder)
    assert resolve("南京江心洲国际医院", "hospital", registry).entity_id == "jiangxinzhou"
    assert resolve('"=cmd",渠道', "channel", registry).entity_id == "odd"


@pytest.mark.parametrize(
    ("name", "entity_id", "why"),
    [("南京鼓楼医院", "tongren", "decided already"), ("省人民医院", "nobody", "no hospital")],
)
def test_decisions_that_contradict(folder: Path, name: str, entity_id: str, why: str) -> None:
    before = (folder / "names.csv").read_bytes()
    with pytest.raises(UsageError, match=why):
        accept_name(folder, "hospital", name, entity_id)
    assert (folder / "names.csv").read_bytes() == before


@pytest.mark.parametrize(("name", "entity_id"), [("新医院", "benq"), ("新医院", "Bad Id"), ("南京脑科医院", "x1")])  # fmt: skip # noqa: E501
def test_new_entities_that_cannot_be(folder: Path, name: str, entity_id: str) -> None:
    with pytest.raises(UsageError):
        new_entity(folder, "hospital", name, entity_id)


@pytest.mark.parametrize(
    ("file", "row", "where"),
    [
        ("hospitals.csv", "only-one-field", "hospitals.csv, line"),
        ("hospitals.csv", "x,新医院,2020-13-01,,,,", "hospitals.csv, line"),
        ("hospitals.csv", "benq,又一个,,,,,", "benq"),
        ("names.csv", "hospital,某医院,nobody,,,", "names.csv, line"),
        ("names.csv", "clinic,某医院,benq,,,", "names.csv, line"),
        ("names.csv", "hospital,南京脑科医院,benq,,,", "already stands for"),
        ("districts.csv", "320199,新区,,,999999,,", "successor"),
    ],
)
def test_a_malformed_registry_names_file_and_line(
    folder: Path, file: str, row: str, where: str
) -> None:
    with (folder / file).open("a", encoding="utf-8") as out:
        out.write(row + "\n")
    with pytest.raises(UsageError, match=where):
        load_registry(folder)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("quoted", [False, True])
@pytest.mark.parametrize("change", ["none", "dates", "cells"])
def test_a_registry_that_a_spreadsheet_saved(
    folder: Path, mark: str, end: str, quoted: bool, change: str
) -> None:
    """With a byte order mark, CRLF, quotes, its own dates, empty cells and rows."""
    before = load_registry(folder)
    for path in folder.glob("*.csv"):
        rows = list(csv.reader(path.read_text("utf-8").splitlines()))
        if change == "dates":
            rows = [[re.sub(r"^(\d{4})-0?(\d+)-0?(\d+)$", r"\1/\2/\3", c) for c in r] for r in rows]
        elif change == "cells":
            rows = [[*row, "", ""] for row in rows] + [["", ""]]
        text = io.StringIO()
        style: Literal[0, 1] = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
        csv.writer(text, lineterminator=end, quoting=style).writerows(rows)
        path.write_bytes((mark + text.getvalue()).encode())
    assert load_registry(folder) == before
    accept_name(folder, "hospital", "省人民医院", "jiangsu-peoples")
    after = load_registry(folder)
    assert len(after.names) == len(before.names) + 1 and after.entities == before.entities


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_a_registry_in_another_encoding_gets_one_sentence(folder: Path, encoding: str) -> None:
    path = folder / "names.csv"
    path.write_bytes(path.read_text("utf-8").encode(encoding))
    with pytest.raises(UsageError, match=r"names\.csv is not in UTF-8.*CSV UTF-8"):
        load_registry(folder)


def test_a_column_of_another_name_is_refused(folder: Path) -> None:
    """Its dates would have no effect."""
    path = folder / "names.csv"
    path.write_text(path.read_text("utf-8").replace("valid_from", "valid_form", 1), "utf-8")
    with pytest.raises(UsageError, match="line 2: valid_form"):
        load_registry(folder)


@pytest.mark.parametrize("file", ["names.csv", "hospitals.csv"])
@pytest.mark.parametrize("mark", [";", "\t"])
def test_columns_that_other_marks_part_get_one_sentence(folder: Path, file: str, mark: str) -> None:
    path = folder / file
    path.write_text(path.read_text("utf-8").replace(",", mark), "utf-8")
    with pytest.raises(UsageError, match=rf"{file} has no column .*name") as caught:
        load_registry(folder)
    assert "parted by commas: " in caught.value.hint


def test_a_missing_registry(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        load_registry(tmp_path)


def test_a_registry_that_a_spreadsheet_saved_is_read(folder: Path) -> None:
    names = folder / "names.csv"
    text = names.read_text(encoding="utf-8-sig").replace("\r\n", "\n").replace("\n", "\r\n")
    names.write_bytes(("\ufeff" + text + "# a remark\r\n,,,,,\r\n").encode())
    assert load_registry(folder) == load_registry(SOURCE)
    accept_name(folder, "hospital", "省人民医院", "jiangsu-peoples")
    assert names.read_text(encoding="utf-8-sig").splitlines()[1] == "# a remark"
    assert not resolve("省人民医院", "hospital", load_registry(folder)).provisional


def test_a_registry_in_gbk_says_how_to_save_it(folder: Path) -> None:
    names = folder / "names.csv"
    names.write_bytes(names.read_text(encoding="utf-8-sig").encode("gbk"))
    with pytest.raises(UsageError, match=r"names.csv is not in UTF-8") as caught:
        load_registry(folder)
    assert "CSV UTF-8" in caught.value.hint
