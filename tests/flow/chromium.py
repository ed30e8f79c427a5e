"""Debian's Chromium without a window: pages as pixels."""

import shutil
import struct
import subprocess
import zlib
from pathlib import Path

import pytest

WIDTH, HEIGHT = 1280, 1100
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--virtual-time-budget=10000",
    f"--window-size={WIDTH},{HEIGHT}",
)


def screenshot(url: str, folder: Path, reach: str) -> list[bytes]:
    """The lines of pixels that a page is drawn with. `reach`: the only host names that lead anywhere, and where."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed here")
    picture = folder / "page.png"
    command = [chromium, *FLAGS, f"--user-data-dir={folder / 'profile'}", f"--screenshot={picture}"]
    done = subprocess.run(
        [*command, f"--host-resolver-rules={reach}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", url],
        capture_output=True,
        text=True,
        timeout=90,
    )
    assert picture.exists(), done.stderr
    return read_png(picture.read_bytes())


def read_png(data: bytes) -> list[bytes]:
    """The lines of an 8-bit RGB or RGBA PNG that is not interlaced (ISO/IEC 15948:2004), unfiltered."""
    parts, at = dict[bytes, bytes](), 8
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        parts[kind] = parts.get(kind, b"") + data[at + 8 : at + 8 + size]
        at += 12 + size
    width, height, depth, colour, *rest = struct.unpack(">2I5B", parts[b"IHDR"])
    assert (depth, rest) == (8, [0, 0, 0])
    step = {2: 3, 6: 4}[colour]  # bytes a pixel
    raw, stride = zlib.decompress(parts[b"IDAT"]), width * step
    lines, above = list[bytes](), bytes(stride)
    for start in range(0, height * (stride + 1), stride + 1):
        above = _unfilter(raw[start], raw[start + 1 : start + 1 + stride], above, step)
        lines.append(above)
    return lines


def _unfilter(kind: int, filtered: bytes, above: bytes, step: int) -> bytes:
    """Section 9.2: what is left of a byte, above it, and both, is added again."""
    line = bytearray(filtered)
    if kind == 2:
        return bytes((one + other) & 255 for one, other in zip(line, above, strict=True))
    for at in range(len(line) if kind else 0):
        left, up, corner = (line[at - step], above[at], above[at - step]) if at >= step else (0, above[at], 0)
        guess = left if kind == 1 else (left + up) // 2 if kind == 3 else _paeth(left, up, corner)
        line[at] = (line[at] + guess) & 255
    return bytes(line)


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda value: abs(guess - value))
