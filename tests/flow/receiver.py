"""A receiver of notices: a server of the standard library on loopback, in a thread of its own."""

import base64
import hashlib
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

SECRET = bytes(range(32))
OTHER = bytes(range(100, 124))


@dataclass(frozen=True, slots=True)
class Heard:
    """One request as it came: names of fields in lower case."""

    path: str
    fields: Mapping[str, str]
    body: bytes

    @property
    def told(self) -> Any:
        return json.loads(self.body)


Reply = tuple[int, dict[str, str]]


@dataclass(slots=True)
class Receiver:
    """What it heard so far; `answer` says what each is answered with, and may take its time."""

    answer: Callable[[Heard], Reply] = lambda _: (204, {})
    port: int = 0
    heard: list[Heard] = field(default_factory=list)
    come: threading.Condition = field(default_factory=threading.Condition)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook-with-a-token-in-it"

    def wait_for(self, number: int) -> list[Heard]:
        """What was heard, once that is so much."""
        with self.come:
            assert self.come.wait_for(lambda: len(self.heard) >= number, 60), [heard.told for heard in self.heard]
            return list(self.heard)

    def kinds(self) -> list[str]:
        return [heard.told["type"] for heard in self.heard]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Who posts may be killed at any time."""


@contextmanager
def receiving(answer: Callable[[Heard], Reply] = lambda _: (204, {})) -> Iterator[Receiver]:
    """Receive on a free port until the block ends."""
    receiver = Receiver(answer)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            heard = Heard(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            with receiver.come:
                receiver.heard.append(heard)
                receiver.come.notify_all()
            status, more = receiver.answer(heard)
            self.send_response(status)
            for name, value in (more | {"Content-Length": "0"}).items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  its name in the library
            """Nobody wants to know."""

    server = _Server(("127.0.0.1", 0), Handler)
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def signed(heard: Heard, secret: bytes = SECRET) -> bool:
    """Whether a receiver believes it: HMAC as RFC 2104, section 2, spells it, over what Standard Webhooks says."""
    key = secret.ljust(64, b"\0")
    message = f"{heard.fields['webhook-id']}.{heard.fields['webhook-timestamp']}.".encode() + heard.body
    inner = hashlib.sha256(bytes(octet ^ 0x36 for octet in key) + message).digest()
    outer = hashlib.sha256(bytes(octet ^ 0x5C for octet in key) + inner).digest()
    return f"v1,{base64.b64encode(outer).decode()}" in heard.fields["webhook-signature"].split(" ")


def write_secrets(path: Path, *secrets: bytes) -> Path:
    """A file of secrets as an operator makes one."""
    path.write_text("".join(f"whsec_{base64.b64encode(secret).decode()}\n" for secret in secrets))
    return path
