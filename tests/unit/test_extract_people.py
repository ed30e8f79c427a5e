"""Writers, editors, photographers and agencies, from each witness that may name them."""

import json

import pytest

from scraper.extract.people import find_credited
from scraper.model import Article
from tests.unit.page import article, how, page, prose

SITE = '<meta property="og:site_name" content="The Harbour">'


def linked(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


def written(
    head: str = "", before: str = "", after: str = "", body: str | None = None
) -> tuple[tuple[str, ...], str | None]:
    found: Article = article(page(head, before, body, after))
    return found.authors, how(found, "authors")


# JSON-LD -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ({"@type": "Person", "name": "Ann Berg"}, ("Ann Berg",)),
        ([{"@type": "Person", "name": "Ann Berg"}, {"@type": "Person", "name": "Bo Dahl"}], ("Ann Berg", "Bo Dahl")),
        ({"@type": "Person", "givenName": "Ann", "familyName": "Berg"}, ("Ann Berg",)),
        ({"@type": "Person", "name": "Berg, Ann"}, ("Ann Berg",)),
        ({"@type": "Person", "name": ["Ann Berg", "Bo Dahl"]}, ("Ann Berg", "Bo Dahl")),
        ("Ann Berg, Bo Dahl", ("Ann Berg", "Bo Dahl")),
        ({"@type": "Person", "name": "By Ann Berg"}, ("Ann Berg",)),
        ([{"@type": "Person", "name": "Ann Berg"}, {"@type": "Person", "name": "Ann  Berg"}], ("Ann Berg",)),
        ([{"name": "Ann Berg"}, {"name": "iStockphoto"}], ("Ann Berg",)),
        ([{"name": "Ann Berg"}, {"name": "harbour.example"}], ("Ann Berg",)),
        ({"@type": "Organization", "name": "Kantor Berita Pelabuhan, Jakarta"}, ("Kantor Berita Pelabuhan, Jakarta",)),
        ({"@type": "Person", "name": "BR24 Redaktion"}, ("BR24 Redaktion",)),
        ({"@type": "Organization", "name": "dpa/lno"}, ("dpa/lno",)),
        ({"@type": "Person", "name": "Harbour Reporter"}, ("Harbour Reporter",)),
        ({"@type": "Person", "name": "The Editors"}, ("The Editors",)),
        ({"@type": "Organization", "name": "The Harbour"}, ("The Harbour",)),
    ],
)
def test_authors_in_json_ld(author: object, names: tuple[str, ...]) -> None:
    assert written(linked(headline="Ferry timetable changes", author=author) + SITE) == (names, "json-ld")


def test_the_sites_own_name_gives_way_to_a_person_named_by_the_headline() -> None:
    head = linked(headline="Ferry timetable changes", author={"@type": "Organization", "name": "The Harbour"}) + SITE
    assert written(head, "<p>By</p><p>Ann Berg</p>") == (("Ann Berg",), "words")
    assert written(head, '<p class="byline">By AFP</p>') == (("The Harbour",), "json-ld")
    far = "<p>Menu</p>" * 12 + "<p>By Ann Berg</p>"
    assert written(head, far) == (("The Harbour",), "json-ld")


def test_a_log_in_name_gives_way_to_the_byline() -> None:
    head = linked(headline="Ferry timetable changes", author={"@type": "Person", "name": "annberg"})
    assert written(head, '<p class="byline">By Ann Berg</p>') == (("Ann Berg",), "byline")
    assert written(head) == (("annberg",), "json-ld")


def test_an_organisation_in_meta_gives_way_to_a_person() -> None:
    head = '<meta name="author" content="Harbour Foundation">'
    assert written(head, "<p>Written by Ann Berg</p>") == (("Ann Berg",), "words")
    assert written(head, "<p>Quelle: APA/AP</p>") == (("APA/AP",), "source")
    assert written(head) == (("Harbour Foundation",), "meta:author")


def test_the_site_and_where_it_is_is_the_site() -> None:
    head = '<meta name="author" content="harbour.example, Northport, Denmark">' + SITE
    assert written(head, "<p>By Ann Berg</p>") == (("Ann Berg",), "words")


# Bylines -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "names", "source"),
    [
        ('<p class="byline">By Ann Berg and Bo Dahl</p>', ("Ann Berg", "Bo Dahl"), "byline"),
        (
            '<p class="byline"><a href="/a">Ann Berg</a>, <a href="/b">Bo Dahl</a></p>',
            ("Ann Berg", "Bo Dahl"),
            "byline",
        ),
        ('<div class="author">Text &amp; Fotos: Ann Berg</div>', ("Ann Berg",), "byline"),
        ('<div class="author">Penulis: Budi Santoso | Editor: Sari Dewi</div>', ("Budi Santoso",), "byline"),
        ('<a rel="author" href="/u">eseppelt</a>', ("eseppelt",), "byline"),
        ('<span class="author vcard">Posted by <span class="fn">old Bo</span></span>', ("old Bo",), "byline"),
        # What looks like a byline and is none.
        ('<p class="image__author">Photograph by Cara Finn</p><p>By Ann Berg</p>', ("Ann Berg",), "words"),
        ('<div class="widget-text-editor">Come to us</div><p>By Ann Berg</p>', ("Ann Berg",), "words"),
        ('<div class="author">Last updated on 5 March</div><p>By Ann Berg</p>', ("Ann Berg",), "words"),
        # Words without a class.
        (
            "<p>Von</p><p><a>Ann Berg</a></p><p>und</p><p><a>Bo Dahl</a></p><p>Kiel</p>",
            ("Ann Berg", "Bo Dahl"),
            "words",
        ),
        ("<h4>Author</h4><p>Ann Berg</p>", ("Ann Berg",), "words"),
        ("<p>Posted on 4 March 2024 by Ann Berg in News</p>", ("Ann Berg",), "words"),
        ("<p>Submitted by Ann Berg on Mon, 03/04/2024 - 09:14</p>", ("Ann Berg",), "words"),
        (
            "<p>Reporting by Ann Berg in Kiel and Bo Dahl in Oslo; Editing by Cara Finn</p>",
            ("Ann Berg", "Bo Dahl"),
            "words",
        ),
        ("<p>11.12.2023 - Ann Berg</p>", ("Ann Berg",), "words by the date"),
        ("<p>Quelle: dpa</p>", ("dpa",), "source"),
        ("<p>© 2012 APA/AP</p>", ("APA/AP",), "source"),
        ("<p>11.12.2023 - Politik</p><p>Quelle: Bo Dahl</p>", (), None),
    ],
)
def test_visible_bylines(before: str, names: tuple[str, ...], source: str | None) -> None:
    assert written("", before) == (names, source)


def test_a_signature_under_the_text() -> None:
    body = prose() + '<p style="text-align:right"><strong>Lê An</strong></p>'
    assert written("", body=body) == (("Lê An",), "signature")
    assert written("", body=prose() + "<p>Lê An</p>") == ((), None)
    assert written("", body=prose() + "<p><strong>Read this too</strong></p>") == ((), None)


def test_the_box_about_the_writer() -> None:
    box = '<div class="author-bio"><h3>About the author</h3><h4>Ann Berg</h4><p>Ann writes about boats.</p></div>'
    assert written("", after=box) == (("Ann Berg",), "author box")


# Others --------------------------------------------------------------------------------------


def test_editors_apart_from_writers() -> None:
    found = article(page(before='<div class="author">Penulis: Budi Santoso | Editor: Sari Dewi</div>'))
    assert (found.authors, found.editors, how(found, "editors")) == (("Budi Santoso",), ("Sari Dewi",), "byline")
    found = article(page(linked(headline="Ferry", editor={"@type": "Person", "name": "Finn, Cara"})))
    assert (found.editors, how(found, "editors")) == (("Cara Finn",), "json-ld")


def test_the_credits_in_the_last_words() -> None:
    found = article(page(body=prose() + "<p>(Reporting by Ann Berg and Bo Dahl; Editing by Cara Finn)</p>"))
    assert (found.authors, how(found, "authors")) == (("Ann Berg", "Bo Dahl"), "signature")
    assert (found.editors, how(found, "editors")) == (("Cara Finn",), "closing")
    found = article(page(body=prose() + "<p>Editing by Cara Finn</p>"))
    assert (found.authors, found.editors) == ((), ("Cara Finn",))
    found = article(page(body=prose() + "<p>Reporting by the island's paper had said so on Monday already.</p>"))
    assert (found.authors, found.editors) == ((), ())


def test_photographers_from_json_ld_and_the_byline() -> None:
    image = {
        "@type": "ImageObject",
        "url": "https://harbour.example/a.jpg",
        "creator": {"@type": "Person", "name": "Bo Dahl"},
    }
    found = article(page(linked(headline="Ferry timetable changes", image=image)))
    assert (found.photographers, how(found, "photographers")) == (("Bo Dahl",), "json-ld")
    found = article(page(before='<div class="author">Text: Ann Berg / Fotos: Bo Dahl</div>'))
    assert (found.authors, found.photographers) == (("Ann Berg",), ("Bo Dahl",))
    assert how(found, "photographers") == "byline"


@pytest.mark.parametrize(
    ("credit", "names"),
    [
        ("Foto: Bo Dahl/dpa", ("Bo Dahl",)),
        ("Photograph: Bo Dahl/Getty Images", ("Bo Dahl",)),
        ("Bo Dahl / AFP", ("Bo Dahl",)),
        ("AP Photo", ()),
        ("Getty Images", ()),
        ("The Harbour", ()),
        ("dpa", ()),
    ],
)
def test_photographers_from_the_leading_pictures_credit(credit: str, names: tuple[str, ...]) -> None:

    found = find_credited(credit, "The Harbour")
    assert (found.value if found else ()) == names


@pytest.mark.parametrize(
    ("head", "opening", "ending", "agencies", "source"),
    [
        (
            linked(headline="Ferry", author={"@type": "Organization", "name": "dpa/rtr"}),
            "",
            "",
            ("dpa", "Reuters"),
            "authors",
        ),
        (linked(headline="Ferry", author="Ann Berg, AFP"), "", "", ("AFP",), "authors"),
        (linked(headline="Ferry", sourceOrganization={"name": "Agence France-Presse"}), "", "", ("AFP",), "json-ld"),
        ('<meta name="source" content="Antara">', "", "", ("Antara",), "meta:source"),
        ("", "JAKARTA (ANTARA) - ", "", ("Antara",), "dateline"),
        ("", "Hamburg (dpa/lno) – ", "", ("dpa",), "dateline"),
        ("", "NORTHPORT, Maine (AP) — ", "", ("AP",), "dateline"),
        ("", "The boat (red) - ", "", (), None),
    ],
)
def test_agencies(head: str, opening: str, ending: str, agencies: tuple[str, ...], source: str | None) -> None:
    found = article(page(head, body=prose().replace("<p>", f"<p>{opening}", 1) + ending))
    assert (found.agencies, how(found, "agencies")) == (agencies, source)
