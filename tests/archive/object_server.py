"""An object store on loopback, for tests: it can be down, refuse everybody, or die after a time.

The server speaks HTTP, the file system is of fsspec. Its errors are of its own kind, as those of
the packages for S3, Azure and Google are.
"""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from fsspec import AbstractFileSystem, register_implementation


class StoreError(Exception):
    """What the package of this store raises."""


class ObjectServer:
    """Objects by path, and a server that gives them out while it is up.

    Attributes:
        dies_after: requests after which it is down; None = never.
        refuses: it answers everybody with 403.
    """

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.dies_after: int | None = None
        self.refuses = False
        self.requests = 0
        server = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                server.requests += 1
                if server.dies_after is not None and server.requests > server.dies_after:
                    self.close_connection = True
                    return
                length = int(self.headers.get("Content-Length") or 0)
                status, content = server.handle(self.command, self.path, self.rfile.read(length))
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_PUT = do_DELETE = answer

            def log_message(self, *_: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._http.serve_forever, daemon=True).start()
        self.url = f"tested://127.0.0.1:{self._http.server_port}/bucket"

    def handle(self, method: str, path: str, content: bytes) -> tuple[int, bytes]:
        if self.refuses:
            return 403, b""
        if method == "PUT":
            self.objects[path] = content
            return 200, b""
        if path.endswith("/"):
            found = [name for name in self.objects if name.startswith(path)]
            return (200, "\n".join(found).encode()) if found else (404, b"")
        if path not in self.objects:
            return 404, b""
        return 200, self.objects.pop(path) if method == "DELETE" else self.objects[path]

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()


class Files(AbstractFileSystem):  # type: ignore[misc]
    """The objects of a server as an fsspec file system."""

    protocol = "tested"
    cachable = False

    def _ask(self, method: str, path: str, content: bytes = b"") -> bytes:
        host, _, name = path.removeprefix("tested://").partition("/")
        connection = http.client.HTTPConnection(host, timeout=5)
        try:
            connection.request(method, f"/{name}", content)
            answer = connection.getresponse()
            found = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise StoreError(f"Could not connect to {host}\nmore of it") from error
        finally:
            connection.close()
        if answer.status == 404:
            raise FileNotFoundError(path)
        if answer.status != 200:
            raise StoreError("Unable to locate credentials")
        return found

    def size(self, path: str) -> int:
        return len(self._ask("GET", path))

    def ls(self, path: str, detail: bool = True, **_: Any) -> list[str]:
        return self._ask("GET", f"{path}/").decode().splitlines()

    def cat_file(
        self, path: str, start: int | None = None, end: int | None = None, **_: Any
    ) -> bytes:
        return self._ask("GET", path)[start:end]

    def pipe_file(self, path: str, value: bytes, mode: str = "overwrite", **_: Any) -> None:
        self._ask("PUT", path, value)

    def put_file(self, lpath: str, rpath: str, *_: Any, **__: Any) -> None:
        with open(lpath, "rb") as source:
            self._ask("PUT", rpath, source.read())

    def get_file(self, rpath: str, lpath: str, *_: Any, **__: Any) -> None:
        with open(lpath, "wb") as out:
            out.write(self._ask("GET", rpath))

    def rm_file(self, path: str) -> None:
        self._ask("DELETE", path)


@contextmanager
def object_server() -> Iterator[ObjectServer]:
    """A server that is up inside the context."""
    register_implementation("tested", Files, clobber=True)
    server = ObjectServer()
    try:
        yield server
    finally:
        server.close()
