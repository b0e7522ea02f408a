"""`datapackage.json` of a release: its tables described for machines, from their declarations.

A Data Package (https://specs.frictionlessdata.io/data-package/, v1). Its resources are the Parquet
files, each with a Table Schema, and the SQLite file, each with its size and hash. Their profile is
that of a data resource, as v1 reserves the tabular one for CSV. `type: file` has the validator of
Frictionless hold the file against its hash, and not read its rows: its reader of Parquet takes a
missing integer for NaN, and so for a wrong type.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.model.layout import DATABASE, DATAPACKAGE, LICENCE, parquet_of
from pipeline.publishing.checksums import digest_of
from pipeline.publishing.citation import about, title_of
from pipeline.publishing.content import TableContent
from pipeline.publishing.coverage import Coverage, coverage_of
from schemas.base import FieldInfo, TableSpec

_TYPES: dict[type, str] = {
    int: "integer",
    float: "number",
    Decimal: "number",
    bool: "boolean",
    dt.date: "date",
    dt.datetime: "datetime",
}


def write_datapackage(
    contents: Mapping[str, TableContent], folder: Path, release: str
) -> dict[str, str]:
    """Write the description of a release into its folder, which holds its data already.

    Returns:
        the SHA-256 of each file that it describes, by its path.
    """
    package = _package(contents, coverage_of(contents), release)
    digests = {one["path"]: digest_of(folder / one["path"]) for one in package["resources"]}
    for one in package["resources"]:
        size = (folder / one["path"]).stat().st_size
        one |= {"bytes": size, "hash": f"sha256:{digests[one['path']]}"}
    text = json.dumps(package, ensure_ascii=False, indent=2)
    (folder / DATAPACKAGE).write_text(text + "\n", encoding="utf-8", newline="\n")
    return digests


def _package(
    contents: Mapping[str, TableContent], covered: Coverage, release: str
) -> dict[str, Any]:
    source = {"title": f"{covered.publisher or ''}《{covered.title}》"} if covered.title else None
    return {
        "profile": "data-package",
        "name": "bulletins",
        "id": f"bulletins-{release}",
        "version": release,
        "title": title_of(covered),
        "description": about(covered),
        "licenses": [{"path": LICENCE, "title": "Origin and use of the data"}],
        **({"sources": [source]} if source else {}),
        "resources": [*map(_resource, contents.values()), _database()],
    }


def _resource(content: TableContent) -> dict[str, Any]:
    spec = content.spec
    return {
        "profile": "data-resource",
        "type": "file",
        "name": spec.name,
        "title": f"{spec.zh} · {spec.en}",
        "description": f"{spec.about_zh} {spec.about_en}",
        "path": parquet_of(spec.name),
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "schema": _schema(spec, content.fields),
    }


def _database() -> dict[str, Any]:
    return {
        "profile": "data-resource",
        "type": "file",
        "name": "bulletins-sqlite",
        "title": "SQLite",
        "description": "All tables, with keys, checks and views, in one file.",
        "path": DATABASE,
        "format": "sqlite",
        "mediatype": "application/vnd.sqlite3",
    }


def _schema(spec: TableSpec, fields: tuple[FieldInfo, ...]) -> dict[str, Any]:
    links = [
        {
            "fields": list(key.columns),
            "reference": {
                "resource": "" if key.target == spec.name else key.target,
                "fields": list(key.target_columns),
            },
        }
        for key in spec.foreign_keys
    ]
    return {
        "fields": [_field(field) for field in fields],
        "primaryKey": list(spec.key),
        "missingValues": [],
        **({"foreignKeys": links} if links else {}),
    }


def _field(field: FieldInfo) -> dict[str, Any]:
    column = field.column
    found: dict[str, Any] = {
        "name": field.name,
        "type": _TYPES.get(field.type, "string"),
        "title": column.zh,
        "description": column.en,
        "constraints": _constraints(field),
    }
    return found | ({"unit": column.unit} if column.unit else {})


def _constraints(field: FieldInfo) -> dict[str, Any]:
    found: dict[str, Any] = {"required": not field.nullable}
    for name, bound in (("minimum", field.minimum), ("maximum", field.maximum)):
        if bound is not None:
            found[name] = int(bound) if bound == bound.to_integral_value() else float(bound)
    return found | ({"enum": list(field.choices)} if field.choices else {})
