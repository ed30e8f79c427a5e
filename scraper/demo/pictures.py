"""The demo's pictures: a seascape in bands of colour for each number, as PNG. PURE."""

import struct
import zlib
from functools import cache

WIDTH, HEIGHT = 480, 270


@cache
def picture(number: int) -> bytes:
    """A PNG of 480 by 270 pixels, always the same for the same number."""
    sky = (120 + number * 37 % 110, 150 + number * 17 % 70, 190 + number * 11 % 50)
    sea = (10 + number * 7 % 40, 60 + number * 13 % 60, 90 + number * 29 % 70)
    horizon = HEIGHT // 2 + number * 19 % 50
    sun = (WIDTH // 5 + number * 53 % (WIDTH * 3 // 5), horizon - 30 - number % 40)
    rows = b"".join(_row(y, horizon, (sky, sea), sun) for y in range(HEIGHT))
    header = struct.pack(">2I5B", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def _row(y: int, horizon: int, colours: tuple[tuple[int, int, int], ...], sun: tuple[int, int]) -> bytes:
    """One scan line: filter byte 0, then pixels; the sun is a disc of radius 26 in the sky."""
    if y >= horizon:
        wave = (y * y // 9 + y) % 14
        return b"\0" + bytes(min(255, part + wave) for part in colours[1]) * WIDTH
    glow = (HEIGHT - y) // 8
    line = bytes(max(0, part - glow) for part in colours[0])
    half = int(max(0, 26**2 - (y - sun[1]) ** 2) ** 0.5)
    return b"\0" + line * (sun[0] - half) + b"\xff\xe6\xb0" * (2 * half) + line * (WIDTH - sun[0] - half)
