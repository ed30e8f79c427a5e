"""Bodies that no element holds."""

import json

import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper.extract.body.scripts import read_article_body, read_script_body

TITLE = "Goat of Lower Quill comes down"
LINE = "The goat of Lower Quill left the roof of the town hall on Monday, of its own will and in good health. "
STORY = "".join(f"<p>{LINE}{number}</p>" for number in range(4))


def page(script: str) -> LexborHTMLParser:
    return LexborHTMLParser(f"<html><head><script>{script}</script></head><body></body></html>")


def spoken(script: str, about: str = TITLE) -> str | None:
    root = page(script).root
    assert root is not None
    body = read_script_body(root, about)
    return body.text() if body is not None else None


def test_article_body_by_its_own_line_breaks() -> None:
    linked = [{"articleBody": "short"}, {"articleBody": f"{LINE * 2}\n\n  {LINE * 2}"}]
    assert read_article_body(linked) == ((LINE * 2).strip(), (LINE * 2).strip())


def test_article_body_with_markup() -> None:
    assert read_article_body([{"articleBody": f"<p>{LINE * 2}</p><p>{LINE}</p>"}]) == ((LINE * 2).strip(), LINE.strip())


@pytest.mark.parametrize(
    "linked", [[], [{}], [{"articleBody": None}], [{"articleBody": ["a"]}], [{"articleBody": LINE}]]
)
def test_no_article_body_worth_the_name(linked: list[dict[str, object]]) -> None:
    assert read_article_body(linked) == ()


def test_half_a_surrogate_pair_is_no_text() -> None:
    (text,) = read_article_body([{"articleBody": LINE * 3 + "\ud83d"}])
    assert text.endswith("?")


def test_html_in_json() -> None:
    assert LINE in (spoken("window.data = " + json.dumps({"content": STORY})) or "")


def test_html_in_json_in_a_string_of_json() -> None:
    inner = json.dumps({"content": STORY}).replace("<", "\\u003c")
    assert LINE in (spoken(f"push([1, {json.dumps(inner)}])") or "")


def test_text_about_something_else_is_not_taken() -> None:
    assert spoken(json.dumps({"content": STORY}), "Mayor resigns after lawn mower affair") is None


def test_too_few_paragraphs() -> None:
    assert spoken(json.dumps({"content": f"<p>{LINE * 5}</p>"})) is None


def test_broken_escapes_are_read_as_they_stand() -> None:
    assert LINE in (spoken('x = "' + STORY + '\\u12"') or "")
