"""The seed: the first publisher's article page must give its record exactly, and none of its boilerplate."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper import decode
from scraper.extract import complain_of_selector, extract
from scraper.model import Article
from scraper.profiles import load

SEED = Path(__file__).resolve().parents[2].parent / "shared" / "seed"
pytestmark = pytest.mark.skipif(not SEED.is_dir(), reason="the seed, ../shared/seed, is not here")

BOILERPLATE = (
    "Langganan",
    "Baca Juga",
    "Contoh",
    "Konten Premium",
    "Google News",
    "Share",
    "Scan QR",
    "Hot Topic",
    "Berita Terbaru",
)


def read_seed() -> tuple[Article, dict[str, object]]:
    expected = json.loads((SEED / "article.expected.json").read_text(encoding="utf-8"))
    response = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + (SEED / "article.html").read_bytes()
    )
    exchange = decode.exchange(expected["url"], datetime(2021, 12, 23, 15, tzinfo=UTC), b"", response)
    found = extract(exchange, load(check_selector=complain_of_selector).choose(exchange.url, exchange.fetched_at))
    assert isinstance(found, Article)
    return found, expected


def test_every_expected_field_is_exact() -> None:
    article, expected = read_seed()
    record = asdict(article)
    record["published_at"] = article.published_at.isoformat() if article.published_at else None
    assert {name: json.loads(json.dumps(record[name], default=str)) for name in expected} == expected
    assert article.published_text == "Kamis, 23 Desember 2021 | 21:03"
    assert article.publisher == article.profile == "bisnis"
    assert (article.kind, article.access) == ("article", "full")


def test_no_word_of_the_boilerplate_is_in_the_record() -> None:
    article, _ = read_seed()
    whole = json.dumps(asdict(article), default=str, ensure_ascii=False)
    assert [words for words in BOILERPLATE if words in whole] == []
