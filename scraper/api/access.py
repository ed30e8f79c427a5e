"""Who may ask, and under which names: the listening address, the token, the Host header."""

import hashlib
import hmac
import ipaddress
import json
import re
import socket
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from scraper.errors import ConfigError

VARIABLE = "SCRAPER_API_TOKEN"
SHORTEST_TOKEN = 16
_TOKEN = re.compile(rb"[A-Za-z0-9._~+/-]+=*")  # RFC 6750, section 2.1
_OPEN = frozenset({"/healthz", "/readyz"})  # for supervisors, which hold no secrets; the answers hold none either
_PORT = re.compile(r":\d{1,5}$")


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen."""

    host: str  # an IP address
    port: int

    @property
    def is_loopback(self) -> bool:
        return ipaddress.ip_address(self.host).is_loopback

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def parse_address(text: str) -> Address:
    """`127.0.0.1:8080`, `[::1]:8080` or `localhost:8080`; port 0 takes a free one. Raises ConfigError."""
    host, colon, port = text.rpartition(":")
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host.removeprefix("[").removesuffix("]"))
        number = int(port) if port.isascii() and port.isdecimal() else -1
        if not colon or not 0 <= number <= 65_535 or (address.version == 6) != host.startswith("["):
            raise ValueError
    except ValueError:
        raise ConfigError(f"--http {text}: expected an IP address and a port, such as 127.0.0.1:8080") from None
    return Address(str(address), number)


def listen(address: Address) -> socket.socket:
    """A socket that listens there. Raises ConfigError where that is not possible."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address.host, address.port))
        listener.listen(64)
    except OSError as error:
        listener.close()
        raise ConfigError(f"--http {address}: {error.strerror}") from error
    listener.setblocking(False)
    return listener


def read_token(file: Path | None, environment: Mapping[str, str]) -> bytes | None:
    """The token, from the environment or else the file; None where neither has one. Raises ConfigError."""
    said = environment.get(VARIABLE)
    if said is not None:
        return _check(said.encode("utf-8", "replace"), VARIABLE)
    if file is None:
        return None
    try:
        with file.open("rb") as stream:
            return _check(stream.read(10_000), f"api: token_file: {file}")
    except OSError as error:
        raise ConfigError(f"api: token_file: {file}: {error.strerror}") from error


def _check(text: bytes, where: str) -> bytes:
    token = text.strip()
    if len(token) < SHORTEST_TOKEN or not _TOKEN.fullmatch(token):
        expected = f"a token of {SHORTEST_TOKEN} or more letters, digits and -._~+/, as `openssl rand -hex 32` makes"
        raise ConfigError(f"{where}: expected {expected}")
    return token


def require_token(address: Address, token: bytes | None) -> None:
    """Raise ConfigError where others than this machine could ask without one."""
    if token is None and not address.is_loopback:
        raise ConfigError(
            f"--http {address}: others than this machine can reach that, so a token is needed: "
            f"name a file that holds it under api: token_file, or set {VARIABLE}"
        )


class Guard:
    """ASGI middleware: lets through who has the token, and on loopback who asks for this machine by name.

    A browser that a page tricked into resolving its own name to 127.0.0.1 still sends that name (DNS rebinding).
    """

    def __init__(self, app: ASGIApp, token: bytes | None, address: Address, hosts: Collection[str]) -> None:
        self._app = app
        self._token = hashlib.sha256(token).digest() if token is not None else None
        self._local = address.is_loopback
        self._hosts = {name.lower() for name in hosts} if address.is_loopback or hosts else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":  # no lifespan and no WebSockets here
            return
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        if not self._is_ours([value for name, value in headers if name == b"host"]):
            await refuse(send, 421, "this machine has another name; api: hosts can allow one")
        elif scope["path"] not in _OPEN and not self._knows([v for name, v in headers if name == b"authorization"]):
            await refuse(send, 401, "expected the header Authorization: Bearer TOKEN, with the token of this daemon")
        else:
            await self._app(scope, receive, send)

    def _is_ours(self, said: list[bytes]) -> bool:
        if self._hosts is None:
            return True
        if len(said) != 1:
            return False
        name = _PORT.sub("", said[0].decode("latin-1").lower())
        if name == "localhost" or name in self._hosts:
            return True
        try:
            literal = ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
        except ValueError:
            return False
        return literal.is_loopback or not self._local  # no name service stands between a number and its machine

    def _knows(self, said: list[bytes]) -> bool:
        """Compared as digests, in a time that does not depend on where they differ."""
        if self._token is None:
            return True
        if len(said) != 1:
            return False
        scheme, _, given = said[0].partition(b" ")
        matches = hmac.compare_digest(hashlib.sha256(given.strip()).digest(), self._token)
        return matches and scheme.lower() == b"bearer"


async def refuse(send: Send, status: int, words: str) -> None:
    """Answer with an error, nothing of the request's body read."""
    body = json.dumps({"error": words}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    if status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
