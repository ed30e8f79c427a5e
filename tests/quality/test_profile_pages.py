"""Each profile on a page of invented words in that publisher's structure."""

from datetime import UTC, datetime
from pathlib import Path

from scraper import decode
from scraper.extract import extract
from scraper.model import Article, Image
from scraper.profiles import load

URL = "https://ekonomi.bisnis.com/read/20240705/98/1700001/pelabuhan-kecil-menambah-jadwal-kapal-sore"


def test_bisnis() -> None:
    html = Path(__file__).with_name("bisnis.html").read_bytes()
    at = datetime(2024, 7, 6, tzinfo=UTC)
    exchange = decode.exchange(URL, at, b"", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + html)
    found = extract(exchange, load().choose(URL, at))
    assert isinstance(found, Article)
    assert found.title == "Pelabuhan Kecil Menambah Jadwal Kapal Sore"
    assert found.summary == "Warga pulau menyambut baik jadwal baru."
    assert (found.authors, found.editors) == (("Sari Contoh",), ("Edi Contoh",))
    assert (found.dateline, found.language, found.publisher) == ("AMBON", "id", "bisnis")
    assert found.published_at is not None
    assert found.published_at.isoformat() == "2024-07-05T16:40:00+07:00"
    assert found.published_text == "Jum'at, 5 Juli 2024 | 16:40"
    assert (found.section, found.tags) == (("Ekonomi",), ("pelabuhan", "kapal"))
    picture = "https://images.bisnis.com/posts/2024/07/05/1/kapal-sore.jpg"
    assert found.lead_image == Image(picture, "Kapal sore di dermaga", "Budi Contoh")
    assert [text.split()[0] for text in found.paragraphs] == ["Bisnis.com,", "Jadwal", '"Kami', "Pemerintah"]
    assert dict(found.provenance)["editors"] == "profile:div.detailsAuthorItem"
