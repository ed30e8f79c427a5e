"""What a reader may read by logging in: fields of requests from a file, kept to one origin and out of the archive."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import httpx

from scraper.errors import ConfigError
from scraper.fetch.names import host_of

Fields: TypeAlias = Sequence[tuple[str, str]]

REDACTED = b"[redacted]"
_FIELD = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([!-~\xa0-\xff](?:[ -~\xa0-\xff]*[!-~\xa0-\xff])?)")
_OURS = re.compile(
    r"host|connection|content-.*|transfer-encoding|te|trailer|upgrade|expect|range|if-.*|proxy-.*|keep-alive"
    r"|user-agent|from|accept-encoding",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Credentials:
    """Fields that go with the requests of one section, to the origin of its address alone."""

    origin: str  # scheme://host:port
    fields: tuple[tuple[str, str], ...]

    def for_url(self, url: httpx.URL) -> Fields:
        """What goes with a request for a URL: nothing to any other origin."""
        return self.fields if origin_of(url) == self.origin else ()


def read_credentials(path: Path, section_url: str) -> Credentials:
    """The fields in a file, one `Name: value` a line; empty lines and lines that begin with # are passed over.

    Raises ConfigError, naming the file and the line and never what stands in it.
    """
    try:
        lines = path.read_text("latin-1").splitlines()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    fields = list[tuple[str, str]]()
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _FIELD.fullmatch(line.rstrip())
        if match is None:
            raise ConfigError(f"{path}: line {number}: expected a field of a request, such as Cookie: name=value")
        if _OURS.fullmatch(match[1]):
            raise ConfigError(
                f"{path}: line {number}: {match[1]} is ours to say; expected Cookie, Authorization or alike"
            )
        fields.append((match[1], match[2]))
    if not fields:
        raise ConfigError(f"{path}: holds no field; expected lines such as Cookie: name=value")
    return Credentials(origin_of(httpx.URL(section_url)), tuple(fields))


def origin_of(url: httpx.URL) -> str:
    """Scheme, host and port, the usual port named too."""
    return f"{url.scheme}://{host_of(url)}:{url.port or (443 if url.scheme == 'https' else 80)}"


def joined(secret: Fields, cookies: Fields) -> Fields:
    """Both, with one Cookie field for all cookies (RFC 6265, section 5.4)."""
    if not cookies or not any(name.lower() == "cookie" for name, _ in secret):
        return (*secret, *cookies)
    crumbs = [value for name, value in (*secret, *cookies) if name.lower() == "cookie"]
    return (*((name, value) for name, value in secret if name.lower() != "cookie"), ("Cookie", "; ".join(crumbs)))


def redact(request: bytes, names: Sequence[str]) -> bytes:
    """A request with the values of these fields left out, which is what is archived of it."""
    hidden = {name.lower().encode("ascii") for name in names}
    lines = request.split(b"\r\n")
    for place, line in enumerate(lines):
        name, colon, _ = line.partition(b":")
        if place and colon and name.lower() in hidden:
            lines[place] = name + b": " + REDACTED
    return b"\r\n".join(lines)
