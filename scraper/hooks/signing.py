"""Signatures by which a receiver knows who sent a notice, and when: Standard Webhooks 1.0, HMAC-SHA256."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from pathlib import Path

from scraper.errors import ConfigError

_SHORTEST, _LONGEST = 24, 64  # bytes
_EXPECTED = f"expected a secret of {_SHORTEST} to {_LONGEST} bytes in base64: openssl rand -base64 32"


def read_secrets(path: Path) -> tuple[bytes, ...]:
    """The secrets in a file, one a line, each in base64 with or without `whsec_` before it.

    Empty lines and lines that begin with # are passed over. Raises ConfigError, naming the file and the line and never
    what stands in it.
    """
    try:
        lines = path.read_text("latin-1").splitlines()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    found = list[bytes]()
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        try:
            secret = base64.b64decode(text.removeprefix("whsec_"), validate=True)
        except (binascii.Error, ValueError):
            secret = b""
        if not _SHORTEST <= len(secret) <= _LONGEST:
            raise ConfigError(f"{path}: line {number}: {_EXPECTED}")
        found.append(secret)
    if not found:
        raise ConfigError(f"{path}: holds no secret; {_EXPECTED}")
    return tuple(found)


def sign(secrets: Sequence[bytes], message: str, seconds: int, body: bytes) -> dict[str, str]:
    """The fields that let a receiver tell who sent a body, and when (section "Signature scheme").

    `seconds` since 1970 are those of this attempt. Signed by each of the secrets, so that one can follow another.
    """
    signed = f"{message}.{seconds}.".encode("ascii") + body
    each = (base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode("ascii") for secret in secrets)
    return {
        "webhook-id": message,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(f"v1,{signature}" for signature in each),
    }
