"""The package's index (ZipNum): CDXJ lines in gzip members of 1,024, and a line for each that says where it lies.

A viewer finds a URL with the small file, `index.idx`, and then inflates one member of the large one, `index.cdx.gz`.
"""

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Protocol

NAME = "index.cdx.gz"
LINES = 1_024  # in a member; what Webrecorder's own tools choose


class Sink(Protocol):
    """What is written to."""

    def write(self, data: bytes, /) -> object: ...


def write_members(lines: Iterable[bytes], sink: Sink) -> Iterator[bytes]:
    """Write sorted CDXJ lines as gzip members; gives the lines of the index over them, the first of which names it."""
    meta = json.dumps({"format": "cdxj-gzip-1.0", "filename": NAME})
    yield f"!meta 0 {meta}\n".encode()
    remaining, offset = iter(lines), 0
    while block := list(islice(remaining, LINES)):
        packer = zlib.compressobj(wbits=31)
        member = packer.compress(b"".join(block)) + packer.flush()
        sink.write(member)
        place = {"offset": offset, "length": len(member), "digest": "sha256:" + hashlib.sha256(member).hexdigest()}
        yield b" ".join((*block[0].split(b" ", 2)[:2], json.dumps(place).encode())) + b"\n"
        offset += len(member)
