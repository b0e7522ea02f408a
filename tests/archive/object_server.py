"""An S3 server on loopback, for tests: it can be down, refuse everybody, or die at any moment.

It speaks the requests of S3 that a store needs (put, get with a range, head, delete, list), with
the promises of S3: a put is whole or not at all, what was put is read and listed at once, and an
error is a code in XML. Objects lie in a folder, so that they outlive a server that is killed.
"""

from __future__ import annotations

import hashlib
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit
from xml.sax.saxutils import escape

from fsspec import register_implementation

from tests.archive.object_files import Files

BUCKET = "bucket"
REFUSES = ".refuses"
"""A file in the folder of a server that answers everybody with 403."""
Answer = tuple[int, bytes, dict[str, str]]


class Objects:
    """The objects of a bucket, each a file whose name is its key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def answer(self, method: str, path: str, headers: Any, content: bytes) -> Answer:
        """Status, content and headers, as S3 answers a request with a bucket in its path."""
        parts = urlsplit(path)
        bucket, _, key = unquote(parts.path).lstrip("/").partition("/")
        if bucket != BUCKET:
            return _error(404, "NoSuchBucket")
        if not key:
            return 200, self._listed(parse_qs(parts.query)), {}
        file = self.folder / quote(key, safe="")
        if method == "PUT":
            return self._put(file, content)
        if method == "DELETE":  # Of what is not there is no error.
            file.unlink(missing_ok=True)
            return 204, b"", {}
        try:
            return _part(file.read_bytes(), headers.get("Range"))
        except FileNotFoundError:
            return _error(404, "NoSuchKey")

    def _put(self, file: Path, content: bytes) -> Answer:
        arriving = file.with_name(f".{threading.get_ident()}")
        arriving.write_bytes(content)
        arriving.replace(file)
        return 200, b"", {"ETag": _tag(content)}

    def _listed(self, query: dict[str, list[str]]) -> bytes:
        prefix = query.get("prefix", [""])[0]
        files = {unquote(file.name): file for file in sorted(self.folder.glob("[!.]*"))}
        contents = {key: files[key].read_bytes() for key in files if key.startswith(prefix)}
        found = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(content)}</Size>"
            f"<ETag>{escape(_tag(content))}</ETag></Contents>"
            for key, content in contents.items()
        )
        return f"<ListBucketResult>{found}</ListBucketResult>".encode()


class ObjectServer:
    """Gives out the objects of a folder while it is up.

    Attributes:
        dies_after: requests after which it is down; None = never.
        port: where it listens; a server that replaces a dead one is given the same.
    """

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.objects = Objects(folder)
        self.dies_after: int | None = None
        self.requests = 0
        server = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                server.requests += 1
                if server.dies_after is not None and server.requests > server.dies_after:
                    self.close_connection = True
                    return
                content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, found, headers = server.handle(
                    self.command, self.path, self.headers, content
                )
                self.send_response(status)
                for name, value in {"Content-Length": str(len(found)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(found)

            do_GET = do_HEAD = do_PUT = do_DELETE = answer

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.port = self.http.server_port
        self.url = url_of(self.port)

    def handle(self, method: str, path: str, headers: Any, content: bytes) -> Answer:
        if (self.objects.folder / REFUSES).exists():
            return _error(403, "AccessDenied")
        return self.objects.answer(method, path, headers, content)


def url_of(port: int) -> str:
    return f"tested://127.0.0.1:{port}/{BUCKET}"


def _error(status: int, code: str) -> Answer:
    return status, f"<Error><Code>{code}</Code></Error>".encode(), {}


def _tag(content: bytes) -> str:
    return f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'


def _part(content: bytes, asked: str | None) -> Answer:
    headers = {"ETag": _tag(content)}
    if asked is None:
        return 200, content, headers
    first, _, last = asked.removeprefix("bytes=").partition("-")
    if int(first) >= len(content):
        return _error(416, "InvalidRange")
    return 206, content[int(first) : int(last) + 1], headers


@contextmanager
def object_server(folder: Path) -> Iterator[ObjectServer]:
    """A server that is up inside the context."""
    register_implementation("tested", Files, clobber=True)
    server = ObjectServer(folder)
    threading.Thread(target=server.http.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.http.shutdown()
        server.http.server_close()


class ServerProcess:
    """A server that can be killed: a process of its own, which keeps its port when it returns."""

    def __init__(self, folder: Path) -> None:
        register_implementation("tested", Files, clobber=True)
        self.folder = folder
        self.port = 0
        self.start()

    @property
    def url(self) -> str:
        return url_of(self.port)

    def start(self) -> None:
        server = ObjectServer(self.folder, self.port)
        server.http.timeout = 0.5
        self.port = server.port
        parent = os.getpid()
        self.process = os.fork()
        if self.process == 0:
            while os.getppid() == parent:
                server.http.handle_request()
            os._exit(0)
        server.http.server_close()

    def kill(self) -> None:
        """At once; also from a process that this one has forked."""
        os.kill(self.process, signal.SIGKILL)

    def stop(self) -> None:
        """Killed, or once more where it was killed already; its port is free afterwards."""
        self.kill()
        os.waitpid(self.process, 0)
