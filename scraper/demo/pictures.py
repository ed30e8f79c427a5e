"""The demo's photographs: scenes of a coast in the light of some hour, drawn for each number, with the grain of film.

Grain is why they weigh what photographs weigh, some 450 kB, and no compression takes it away. PURE.
"""

import hashlib
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

WIDTH, HEIGHT = 1680, 945
SMALL: Final = 480  # width of what lists show

Colour = tuple[int, int, int]

_SKY, _GROUND, _TONES = 0, 96, 176  # where the parts of the palette begin: two gradients, then five tones of 16 shades
_NOISE: Final = hashlib.shake_256(b"grain").digest(400_009)
_HOURS: Final[tuple[tuple[Colour, Colour, Colour, Colour], ...]] = (  # sky above, sky below, ground far, ground near
    ((96, 132, 178), (246, 196, 150), (94, 116, 140), (28, 52, 84)),  # dawn
    ((64, 134, 206), (196, 224, 240), (60, 136, 156), (14, 78, 108)),  # noon
    ((88, 62, 112), (240, 132, 84), (120, 74, 92), (44, 30, 62)),  # dusk
    ((14, 20, 48), (60, 76, 122), (30, 42, 76), (8, 14, 32)),  # night
    ((112, 122, 130), (190, 196, 198), (104, 120, 122), (52, 68, 70)),  # rain
)
_GREEN: Final = ((128, 160, 88), (46, 92, 44))
_LIGHT, _DARK, _WHITE, _RED, _GOLD = range(5)
_SHADES: Final[tuple[Colour, ...]] = ((255, 236, 186), (38, 44, 56), (236, 238, 236), (188, 58, 44), (226, 178, 70))


@dataclass(frozen=True, slots=True)
class _Shape:
    """A part of the picture: on each line from `top` to before `bottom`, what lies between two edges has a tone."""

    top: int
    bottom: int
    edges: Callable[[int], tuple[float, float]]
    tone: int


@cache
def picture(number: int, width: int = WIDTH) -> bytes:
    """A PNG in the format of 16:9, always the same for the same number and width."""
    height = width * HEIGHT // WIDTH
    horizon = height * (50 + number * 19 % 18) // 100
    shapes = _scene(number, width, horizon)
    rows = b"".join(_row(number, y, (width, height, horizon), shapes) for y in range(height))
    packing = zlib.compressobj(1, strategy=zlib.Z_HUFFMAN_ONLY)  # there is nothing in grain that repeats itself
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in (
            (b"IHDR", struct.pack(">2I5B", width, height, 8, 3, 0, 0, 0)),
            (b"PLTE", _palette(number)),
            (b"IDAT", packing.compress(rows) + packing.flush()),
            (b"IEND", b""),
        )
    )


def _row(number: int, y: int, frame: tuple[int, int, int], shapes: tuple[_Shape, ...]) -> bytes:
    """One line: filter byte 0, then an index into the palette for each pixel."""
    width, height, horizon = frame
    start = (y * 7_919 + number * 10_007) % (len(_NOISE) - width)
    noise = _NOISE[start : start + width]
    if y < horizon:
        line = bytearray(noise.translate(_grain(_SKY + 65 * y // horizon, 0)))
    else:
        line = bytearray(noise.translate(_grain(_GROUND + 49 * (y - horizon) // (height - horizon), 0)))
    for shape in shapes:
        if shape.top <= y < shape.bottom:
            left, right = (min(max(int(edge), 0), width) for edge in shape.edges(y))
            line[left:right] = noise[left:right].translate(_grain(_TONES + 16 * shape.tone, 1))
    return b"\0" + line


@cache
def _grain(base: int, fine: int) -> bytes:
    """What makes of even noise an index near `base`: the sum of two dice, so that most is near the middle."""
    return bytes(base + ((byte >> 4) + (byte & 15) >> fine) for byte in range(256))


def _palette(number: int) -> bytes:
    above, below, far, near = _HOURS[number * 3 % len(_HOURS)]
    if _is_match(number):
        far, near = _GREEN
    colours = [_between(above, below, step / 95) for step in range(96)]
    colours += [_between(far, near, step / 79) for step in range(80)]
    for shade in _SHADES:
        colours += [_between((0, 0, 0), shade, 0.8 + step / 80) for step in range(16)]
    return bytes(part for colour in colours for part in colour)


def _between(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (min(255, round(a + (b - a) * share)) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _is_match(number: int) -> bool:
    """Each section numbers its stories in a twenty of its own, and the third is sport."""
    return number // 20 % 5 == 2


def _scene(number: int, width: int, horizon: int) -> tuple[_Shape, ...]:
    """What stands in the picture: a sun or moon, and a boat, hills, houses, a lighthouse or a match."""
    unit = width / 120
    place = width * (25 + number * 53 % 50) // 100
    sky = _disc(width - place, horizon - (8 + number * 7 % 20) * unit, 5 * unit, _LIGHT)
    match 4 if _is_match(number) else number % 4:
        case 0:
            deck, mast = horizon + 9 * unit, horizon - 22 * unit
            hull = _taper(place, (deck, deck + 5 * unit), (17 * unit, 11 * unit), _DARK)
            sails = (
                _taper(place + 5 * unit, (mast, deck - unit), (0, 9 * unit), _WHITE),
                _taper(place - 6 * unit, (mast + 8 * unit, deck - unit), (0, 5 * unit), _RED),
            )
            return (sky, *sails, hull)
        case 1:
            ridges = ((place, 24, 60, _DARK), (width - place, 15, 45, _RED), (width // 2, 8, 50, _DARK))
            return (sky, *(_taper(x, (horizon - h * unit, horizon), (0, w * unit), tone) for x, h, w, tone in ridges))
        case 2:
            return (sky, *(shape for at in range(9) for shape in _house(number, at, unit, horizon)))
        case 3:
            foot, top = horizon + 4 * unit, horizon - 30 * unit
            beam = _taper(place - 30 * unit, (top - 3 * unit, top + 3 * unit), (30 * unit, 30 * unit), _LIGHT)
            bands = (
                _taper(place, (top + 8.5 * at * unit, top + 8.5 * (at + 1) * unit), (3.5 * unit, 4 * unit), tone)
                for at, tone in enumerate((_WHITE, _RED, _WHITE, _RED))
            )
            rock = _taper(place, (foot, foot + 8 * unit), (9 * unit, 26 * unit), _DARK)
            return (sky, beam, *bands, _disc(place, top, 3.6 * unit, _GOLD), rock)
        case _:
            near = horizon + 20 * unit
            posts = (_taper(place + x * unit, (horizon - 6 * unit, near), (0.6 * unit,) * 2, _WHITE) for x in (-18, 18))
            bar = _taper(place, (horizon - 7 * unit, horizon - 6 * unit), (18.6 * unit,) * 2, _WHITE)
            keeper = (
                _disc(place - 4 * unit, near - 17 * unit, 2.4 * unit, _GOLD),
                _taper(place - 4 * unit, (near - 14 * unit, near), (4 * unit, 2.4 * unit), _RED),
            )
            return (sky, *posts, bar, *keeper, _disc(width - place, near + 8 * unit, 2.6 * unit, _WHITE))


def _house(number: int, at: int, unit: float, horizon: int) -> tuple[_Shape, ...]:
    """One of a row of houses on the quay: wall, roof and two lit windows."""
    x, tall = (8 + 13 * at) * unit, (11 + (number * 31 + at * 17) % 13) * unit
    top, foot = horizon - tall, horizon + 5 * unit
    wall = _taper(x, (top, foot), (6 * unit,) * 2, (_WHITE, _GOLD, _RED)[(number + at) % 3])
    roof = _taper(x, (top - 6 * unit, top), (0, 7 * unit), _DARK)
    windows = (_taper(x + s * unit, (top + 3 * unit, top + 6 * unit), (1.2 * unit,) * 2, _DARK) for s in (-2.5, 2.5))
    return (wall, roof, *windows)


def _disc(x: float, y: float, radius: float, tone: int) -> _Shape:
    def edges(line: int) -> tuple[float, float]:
        half = max(0.0, radius**2 - (line - y) ** 2) ** 0.5
        return x - half, x + half

    return _Shape(int(y - radius), int(y + radius) + 1, edges, tone)


def _taper(x: float, lines: tuple[float, float], halves: tuple[float, float], tone: int) -> _Shape:
    """A box, a triangle or what lies between: half its width at its first line and at its last."""
    top, bottom = lines

    def edges(line: int) -> tuple[float, float]:
        half = halves[0] + (halves[1] - halves[0]) * (line - top) / max(1.0, bottom - top)
        return x - half, x + half

    return _Shape(int(top), int(bottom), edges, tone)
