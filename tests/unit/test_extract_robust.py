"""No bytes make extraction raise, and hostile pages cost no more than their size."""

import json
import time
from dataclasses import asdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.extract.page.linked import flatten, read_json
from scraper.model import Article
from tests.unit.page import article, page, run

HEAD = (
    '<meta charset="utf-8">'
    '<meta property="article:published_time" content="2024-03-05T10:15:00+01:00"><link rel="canonical" href="/a">'
    '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "Ferry timetable changes", '
    '"author": [{"@id": "#a"}, "Bo Dahl"], "image": {"url": "/i.jpg"}}, {"@type": "Person", '
    '"@id": "#a", "name": "Ann Berg"}]}</script>'
)
BEFORE = (
    '<ol class="breadcrumb"><li>Home</li><li>News</li></ol><div class="byline">'
    'By Ann Berg</div><time datetime="2024-03-05">5 March</time>'
    '<figure><img src="/a.jpg"><figcaption>Pier (Photo: Bo)</figcaption></figure>'
)
WHOLE = page(HEAD, BEFORE).encode()


@given(
    st.integers(0, len(WHOLE)), st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=40)
)
@settings(max_examples=150)
def test_cut_and_damaged_pages_give_values(cut: int, changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(WHOLE)
    for place, value in changes:
        damaged[place] = value
    found = run(bytes(damaged[:cut]))
    if isinstance(found, Article):
        json.dumps(asdict(found), default=str, ensure_ascii=False).encode()


@given(st.binary(max_size=400))
@settings(max_examples=100)
def test_any_bytes_give_values(data: bytes) -> None:
    run(data)
    run(b"<script type='application/ld+json'>" + data + b"</script>" + WHOLE)


def test_equal_bytes_give_equal_articles() -> None:
    assert article(WHOLE) == article(WHOLE)


@pytest.mark.parametrize(
    "html",
    [
        b"<div>" * 100_000 + b"text",
        b"<div>" * 100_000 + b"text" + b"</div>" * 100_000,
        b"<b>" * 1_000 + b"".join(b"<b id=%d>" % number for number in range(4_000)) + b"<p>text" * 4_000,
        b"<a b" * 200_000,
        b"<p " + b"".join(b"a%d=1 " % number for number in range(100_000)) + b">text",
        b"<title>" + b"- " * 500_000,
        b"<h1>" + b"| a " * 300_000,
        b"<meta name=author content='" + b"and " * 300_000 + b"'>",
        b"<script type='application/ld+json'>" + b"[" * 200_000 + b"</script>",
        b"<script type='application/ld+json'>" + b'{"@graph":' * 20_000 + b"</script>",
        b"<time datetime='" + b"1" * 1_000_000 + b"'>" + b"5 March " * 100_000,
        b"<p class='date author'>" * 20_000,
    ],
    ids=range(12),
)
def test_hostile_pages_are_bounded(html: bytes) -> None:
    begun = time.process_time()
    run(html)
    assert time.process_time() - begun < 5.0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1,}', [{"a": 1}]),
        ('<!-- {"a": 1} -->', [{"a": 1}]),
        ('//<![CDATA[\n{"a": 1}\n//]]>', [{"a": 1}]),
        ('{"a": "one\ntwo"}', [{"a": "one\ntwo"}]),
        ('{"a": "She said "no" twice", "b": "x"}', [{"a": 'She said "no" twice', "b": "x"}]),
        ('{"a": "The "Tern"", "b": ["x", "y"],}', [{"a": 'The "Tern"', "b": ["x", "y"]}]),
        ('{"a": 1} {"b": 2};', [{"a": 1}, {"b": 2}]),
        ('{"a": 1}, {"b"', [{"a": 1}]),
        ("", []),
        ("window.x = 1", []),
    ],
)
def test_json_ld_as_sites_write_it(text: str, expected: list[object]) -> None:
    assert read_json(text) == expected


def test_graphs_and_lists_are_opened() -> None:
    values: list[object] = [
        [{"@type": "A"}, {"@context": "x", "@graph": [{"@type": "B"}, [{"@type": "C"}]]}],
        "text",
        3,
    ]
    assert [item.get("@type") for item in flatten(values)] == ["A", "B", "C"]
