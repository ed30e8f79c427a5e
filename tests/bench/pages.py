"""Invented news pages of real size, made once and then varied for every URL at next to no cost.

A page is about 260 kB of HTML, 48 kB as gzip on the wire, with some 1,390 elements, 250 links, 29 scripts and 28
paragraphs; the medians of real news pages of its size are 254 kB, 48 kB, 1,092, 203, 29 and 28. It has two parts. The
*opening* (title, meta, JSON-LD, headline, first paragraph) is different for every URL; the *remainder* (body, teasers,
hydration state, styles) is one of a few hundred variants. In the gzip stream the opening is a stored block and the
remainder a ready deflate stream, so that composing one costs microseconds and a server made of them is never the
bottleneck. Nothing here does I/O.
"""

import json
import random
import struct
import zlib
from dataclasses import dataclass

_FUNCTION_WORDS = """
the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which
one you were all her she there would their we him been has when who will no more if out so up said what its
about than into them can only other time new some could these two may first then do any like my now over such
our man me even most made after also did many off before must well back through years where much your way down
should because long each just state those people too mister how little good world make very year still see own
work men day get here between both life being
"""
_SOUNDS = """
b br c ch d dr f fl g gr h j k kl l m n p pl pr qu r s sh sk sl st t th tr v w wh y z
a e i o u ai ea ee ia oa ou
b ck d f g l ll m n nd ng nt p r rd rk rm rn rt s ss st t th x
"""
_COMMON = _FUNCTION_WORDS.split()
_ONSETS, _VOWELS, _CODAS = (line.split() for line in _SOUNDS.strip().splitlines())
DESKS = ("harbour", "markets", "council", "science", "culture", "weather", "railway", "courts")


def _vocabulary(count: int) -> list[str]:
    """Pronounceable words of no language, the same in every run."""
    dice = random.Random(1926)
    words: dict[str, None] = {}
    while len(words) < count:
        syllables = [dice.choice(_ONSETS) + dice.choice(_VOWELS) for _ in range(dice.choice((1, 1, 2, 2, 3)))]
        words["".join(syllables) + dice.choice(_CODAS)] = None
    return list(words)


_WORDS = _vocabulary(6_000)


def sentence(dice: random.Random, low: int = 9, high: int = 26) -> str:
    """One sentence of invented words with the function words that body extractors look for."""
    count = dice.randint(low, high)
    words = [dice.choice(_COMMON) if dice.random() < 0.45 else dice.choice(_WORDS) for _ in range(count)]
    if count > 14:
        words[count // 2] += ","
    return " ".join(words).capitalize() + "."


_SENTENCES = tuple(map(sentence, map(random.Random, range(1_000))))


def _mixed(host: str, number: int) -> int:
    """A well-mixed whole number for a story, far cheaper than a seeded generator."""
    return zlib.crc32(b"%d" % number, zlib.crc32(host.encode())) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF


def headline(host: str, number: int) -> str:
    """The title of a story: the same for ever for the same host and number."""
    mixed = _mixed(host, number)
    return " ".join([_WORDS[(mixed >> shift) % 6_000] for shift in range(0, 49, 8)]).capitalize() + f" {number}"


def path(host: str, number: int) -> str:
    """The address of a story on its host, with desk, date, slug and number as publishers write it."""
    slug = headline(host, number).lower().replace(" ", "-")
    return f"/{DESKS[number % len(DESKS)]}/2026/03/{1 + number % 28:02d}/{slug}"


def number_in(address: str) -> int:
    """The story number at the end of an address that `path` made; ValueError on any other."""
    return int(address.rsplit("-", 1)[1])


def opening(host: str, number: int) -> bytes:
    """What stands before the remainder: head, headline, byline and first paragraph of one story, about 3 kB."""
    title, address, mixed = headline(host, number), f"http://{host}{path(host, number)}", _mixed(host, number)
    author = f"{_WORDS[mixed % 5_003]} {_WORDS[mixed % 4_001]}".title()
    published = f"2026-03-{1 + number % 28:02d}T{number % 24:02d}:{number % 60:02d}:00+07:00"
    summary, lead, second = (_SENTENCES[(mixed >> shift) % 1_000] for shift in (3, 13, 23))
    linked = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "mainEntityOfPage": address,
        "datePublished": published,
        "author": [{"@type": "Person", "name": author}],
        "publisher": {"@type": "Organization", "name": "The Bench Courier"},
        "description": summary,
    }
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} | The Bench Courier</title>'
        f'<meta name="viewport" content="width=device-width"><link rel="canonical" href="{address}">'
        f'<meta property="og:title" content="{title}"><meta property="og:url" content="{address}">'
        f'<meta property="og:type" content="article"><meta property="og:site_name" content="The Bench Courier">'
        f'<meta name="description" content="{summary}"><meta property="article:published_time" content="{published}">'
        f'<meta name="author" content="{author}"><script type="application/ld+json">{json.dumps(linked)}</script>'
        f'</head><body class="story"><header><nav><a href="/">The Bench Courier</a></nav></header>'
        f'<main><article><h1>{title}</h1><p class="byline">By <a rel="author" href="/staff/{number}">{author}</a></p>'
        f'<time datetime="{published}">{published[:10]}</time><div class="story-body"><p>{lead} {second}</p>'
    ).encode()


def _card(dice: random.Random, index: int) -> str:
    """A teaser in the nest of boxes that front ends put round one."""
    title, desk = sentence(dice, 7, 12)[:-1], dice.choice(DESKS)
    slug = title.lower().replace(" ", "-").replace(",", "")
    link = f"/{desk}/2026/02/{dice.randint(1, 28):02d}/{slug}-{index}"
    sizes = ", ".join(f"/img/{dice.getrandbits(64):016x}-{width}.webp {width}w" for width in (320, 640, 960, 1280))
    outline = "".join(f"{dice.choice('MLCQ')}{dice.randint(0, 240) / 10} {dice.randint(0, 240) / 10}" for _ in range(9))
    return (
        f'<div class="card card--{dice.choice("abcdef")} js-{dice.getrandbits(24):06x}">'
        f'<div class="card__wrap"><div class="media"><a href="{link}" data-id="{dice.getrandbits(48):012x}">'
        f'<picture><source srcset="{sizes}"><img loading="lazy" alt="{title}" '
        f'src="/img/{dice.getrandbits(64):016x}-320.webp"></picture></a></div><div class="card__text">'
        f'<span class="kicker"><a href="/{dice.choice(DESKS)}">{dice.choice(_WORDS)}</a></span>'
        f'<h3><a href="{link}"><span>{title}</span></a></h3><div class="teaser">{sentence(dice, 8, 14)}</div>'
        f'<span class="stamp"><svg viewBox="0 0 24 24"><path d="{outline}"/></svg>'
        f"<time>{dice.randint(1, 23)} hours ago</time></span></div></div></div>"
    )


def _state(dice: random.Random, count: int) -> str:
    """The hydration state that a front end leaves in the page: much JSON, half of it identifiers."""
    items = [
        {
            "id": f"{dice.getrandbits(64):016x}",
            "type": dice.choice(("story", "gallery", "video")),
            "headline": sentence(dice, 7, 12),
            "desk": dice.choice(DESKS),
            "updated": 1_770_000_000 + dice.getrandbits(21),
            "image": {
                "url": f"/img/{dice.getrandbits(64):016x}.webp",
                "width": 1280,
                "height": 720,
                "focal": [0.5, 0.5],
            },
            "flags": {"premium": False, "breaking": False, "sponsored": False, "comments": dice.random() < 0.5},
        }
        for _ in range(count)
    ]
    return json.dumps({"props": {"pageProps": {"items": items}}})


def _rule(dice: random.Random) -> str:
    name = f"{dice.choice(_WORDS[:200])}-{dice.choice(_WORDS[:40])}"
    return (
        f".{name}{{display:flex;margin:{dice.randint(0, 12) * 4}px auto 0 {dice.randint(0, 12) * 4}px;"
        f"color:var(--tone-{dice.randint(0, 40)});font-size:{dice.randint(10, 40)}px;"
        f"line-height:1.{dice.randint(1, 9)};padding:0 16px}}"
    )


def _styles(dice: random.Random, count: int) -> str:
    return "".join(_rule(dice) for _ in range(count))


def _paragraph(dice: random.Random) -> str:
    """A paragraph with the links and emphasis that desks put into theirs."""
    first, *others = (sentence(dice) for _ in range(dice.randint(1, 3)))
    match dice.randint(0, 3):
        case 0:
            link = f"/{dice.choice(DESKS)}/{dice.choice(_WORDS)}"
            first = f'<a href="{link}" class="inline">{dice.choice(_WORDS)}</a> {first}'
        case 1:
            first = f"<strong>{dice.choice(_WORDS).title()}</strong> {first}"
        case _:
            pass
    return f"<p>{' '.join((first, *others))}</p>"


def remainder(variant: int) -> bytes:
    """What stands after the opening: 25 paragraphs with asides, then all that surrounds a story; about 260 kB."""
    dice = random.Random(variant)
    body = []
    for index in range(25):
        body.append(_paragraph(dice))
        if index % 9 == 8:
            body.append(f"<h2>{sentence(dice, 4, 7)[:-1]}</h2>")
        if index in (6, 16):
            body.append(f'<div class="related"><h4>Read more</h4>{"".join(_card(dice, i) for i in range(2))}</div>')
    shelves = "".join(
        f'<section class="shelf"><div class="shelf__head"><h2>{sentence(dice, 2, 4)[:-1]}</h2></div>'
        f'<div class="shelf__row">'
        f"{''.join(_card(dice, index) for index in range(8))}</div></section>"
        for _ in range(7)
    )
    menu = "".join(f'<li><a href="/{word}"><span>{word.title()}</span></a></li>' for word in dice.sample(_WORDS, 60))
    scripts = "".join(
        f'<script async src="/js/{dice.getrandbits(64):016x}.js" data-consent="{dice.choice(_WORDS)}"></script>'
        for _ in range(26)
    )
    page = (
        f'{"".join(body)}</div></article></main><aside class="more">{shelves}</aside>'
        f"<footer><ul>{menu}</ul><p>All stories on this site are invented.</p></footer>"
        f"<style>{_styles(dice, 700)}</style>"
        f'<script id="state" type="application/json">{_state(dice, 90)}</script>'
        f"<script>window.__bundle={json.dumps(_styles(dice, 520))};</script>{scripts}</body></html>"
    )
    return page.encode()


def section(host: str, count: int) -> bytes:
    """The section page of a host: a card for each of its `count` stories, with the usual things round them."""
    cards = "".join(
        f'<article class="card"><h2><a href="{path(host, number)}">{headline(host, number)}</a></h2>'
        f"<p>{_SENTENCES[_mixed(host, number) % 1_000]}</p>"
        f'<time datetime="2026-03-{1 + number % 28:02d}">March</time></article>'
        for number in range(count)
    )
    desks = "".join(f'<li><a href="/{desk}">{desk.title()}</a></li>' for desk in DESKS)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Latest | The Bench Courier</title></head>'
        f'<body><header><nav><ul>{desks}</ul></nav></header><main><section class="river">{cards}</section></main>'
        f'<footer><a href="/about">About</a></footer></body></html>'
    ).encode()


def _crc_operator(length: int) -> tuple[tuple[int, ...], ...]:
    """Tables that carry a CRC-32 over `length` more bytes: it is linear, so four look-ups then do it."""
    zeros = bytes(length)
    start = zlib.crc32(zeros)
    bits = [zlib.crc32(zeros, 1 << bit) ^ start for bit in range(32)]
    tables = []
    for shift in range(0, 32, 8):
        table = [0] * 256
        for value in range(1, 256):
            low = value & -value
            table[value] = table[value ^ low] ^ bits[shift + low.bit_length() - 1]
        tables.append(tuple(table))
    return tuple(tables)


@dataclass(frozen=True, slots=True)
class Remainder:
    """A remainder made ready: deflate stream, length, CRC, and the tables that put another CRC before it."""

    deflated: bytes
    length: int
    crc: int
    operator: tuple[tuple[int, ...], ...]


def prepare(content: bytes) -> Remainder:
    """Deflate a remainder once, as a stream of its own, so that any opening can be put before it."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    deflated = packer.compress(content) + packer.flush()
    return Remainder(deflated, len(content), zlib.crc32(content), _crc_operator(len(content)))


def gzip_page(start: bytes, rest: Remainder) -> tuple[bytes, bytes, bytes]:
    """The gzip member (RFC 1952) of `start` and a prepared remainder, in three parts to be sent in order."""
    crc = zlib.crc32(start)
    one, two, three, four = rest.operator
    moved = one[crc & 255] ^ two[crc >> 8 & 255] ^ three[crc >> 16 & 255] ^ four[crc >> 24]
    head = b"\x1f\x8b\x08\0\0\0\0\0\0\xff\0" + struct.pack("<HH", len(start), len(start) ^ 0xFFFF)
    return head + start, rest.deflated, struct.pack("<II", moved ^ rest.crc, (len(start) + rest.length) & 0xFFFFFFFF)
