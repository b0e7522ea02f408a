"""The objects of a server as an fsspec file system, with errors of its own kind.

The packages for S3, Azure and Google raise such errors, too.
"""

from __future__ import annotations

import http.client
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fsspec import AbstractFileSystem


class StoreError(Exception):
    """What the package of this store raises."""


class Files(AbstractFileSystem):  # type: ignore[misc]
    """The objects of a server as an fsspec file system."""

    protocol = "tested"
    cachable = False

    def _ask(
        self, method: str, path: str, content: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[bytes, Any]:
        host, _, name = path.removeprefix("tested://").partition("/")
        connection = http.client.HTTPConnection(host, timeout=5)
        try:
            connection.request(method, f"/{name}", content, headers or {})
            answer = connection.getresponse()
            found = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise StoreError(f"Could not connect to {host}\nmore of it") from error
        finally:
            connection.close()
        if answer.status == 404 and b"NoSuchBucket" not in found:
            raise FileNotFoundError(path)
        if answer.status == 403:
            raise StoreError("Unable to locate credentials")
        if answer.status >= 400 and answer.status != 416:
            raise StoreError(found.decode())
        return found if answer.status < 400 else b"", answer.headers

    def size(self, path: str) -> int:
        return int(self._ask("HEAD", path)[1]["Content-Length"])

    def ls(self, path: str, detail: bool = True, **more: Any) -> list[Any]:
        host, _, place = path.removeprefix("tested://").partition("/")
        bucket, _, folder = place.partition("/")
        found, _ = self._ask("GET", f"{host}/{bucket}?list-type=2&prefix={quote(folder)}/")
        listed = [
            {
                "name": f"{bucket}/{one.findtext('Key')}", "size": int(one.findtext("Size") or 0),
                "type": "file", "ETag": one.findtext("ETag"),
            }
            for one in ET.fromstring(found).iter("Contents")
        ]  # fmt: skip
        return listed if detail else [one["name"] for one in listed]

    def cat_file(
        self, path: str, start: int | None = None, end: int | None = None, **_: Any
    ) -> bytes:
        part = {} if end is None else {"Range": f"bytes={start or 0}-{end - 1}"}
        return self._ask("GET", path, headers=part)[0]

    def pipe_file(self, path: str, value: bytes, mode: str = "overwrite", **_: Any) -> None:
        self._ask("PUT", path, value)

    def put_file(self, lpath: str, rpath: str, *_: Any, **__: Any) -> None:
        self._ask("PUT", rpath, Path(lpath).read_bytes())

    def get_file(self, rpath: str, lpath: str, *_: Any, **__: Any) -> None:
        Path(lpath).write_bytes(self._ask("GET", rpath)[0])

    def rm_file(self, path: str) -> None:
        self._ask("DELETE", path)
