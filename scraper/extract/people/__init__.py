"""Who wrote and who edited, as names."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from scraper.extract.headline.site_name import add_name
from scraper.extract.page.document import Document, text_of
from scraper.extract.page.linked import types
from scraper.extract.page.nearby import AFTER, Nearby
from scraper.extract.page.story import Story
from scraper.extract.page.witnesses import Element, Found, Witnesses
from scraper.extract.page.words import key, listing, plain
from scraper.extract.people.agencies import is_agency, is_picture_agency
from scraper.extract.people.bylines import (
    CLOSE,
    Byline,
    Lines,
    read_boxes,
    read_bylines,
    read_closing,
    read_dated,
    read_edited,
    read_signature,
    read_sources,
    read_spoken,
)
from scraper.extract.people.credits import read_credits
from scraper.extract.people.names import (
    is_login,
    is_newsroom,
    is_organisation,
    is_person,
    is_weak,
    may_be_place,
    split_names,
    turn_name,
)
from scraper.extract.people.reporters import read_openings

_META = listing(
    "citation_author author article:author parsely-author dc.creator dcterms.creator sailthru.author byl byline "
    "cxenseparse:author article:author_name og:article:author vr:author authors article.author articleauthor "
    "content_author creator"
)
_WRITTEN_BY = re.compile(
    r"written by|verfasst von|escrito por|écrit par|scritto da|geschreven door|ditulis oleh|автор", re.IGNORECASE
)
_VISIBLE = frozenset(("words", "signature"))
# Words of a picture's credit that name no photographer.
_NOT_SHOT = re.compile(
    r"\b(?:photos?|fotos?|file|files|wire|services?|images?|collection|infografi[ck]|montage|collage|cc|via|archiv\w*|"
    r"courtesy|handout|screenshot|symbolbild|illustration|pool|rf|dok|dokumentasi|ist|istimewa)\b|: | \. |\W$",
    re.IGNORECASE,
)
_CLOSING = b"diting by "  # without it somewhere on the page such a line is none
# Languages whose papers name the editor of each story.
_EDITED = frozenset(("id", "ms", "hi"))
MAX_NAMES = 12
MAX_SAID = 100  # authors of a list in JSON-LD; a hostile one has a hundred thousand

Names = tuple[str, ...]


def find_authors(
    document: Document,
    story: Story,
    witnesses: Witnesses,
    bylines: tuple[Byline, ...],
    nearby: Nearby,
    last: Callable[[], Lines],
    sites: frozenset[str],
) -> Found[Names] | None:
    """The writers' names in the page's order: JSON-LD, then meta, then marked-up bylines, then words by the headline,
    then a signature under the text, then the reporter whom an East Asian story names in its first sentence.

    A witness that names only the site itself, a log-in name or, in meta, an organisation is believed when no other
    names anyone; against it visible words count only where they name a person. [record.authors +4.4, segments.author
    +7.8, with the rules of `bylines` and `names`]
    """
    publisher = next((one.get("name") for one in story.values("publisher") if isinstance(one, dict)), None)
    site = add_name(sites, plain(publisher))
    weak: Found[Names] | None = None
    for how, names in _witnesses(document, story, witnesses, bylines, nearby, last):
        kept = _unique(names)
        if people := _believed(kept, how, site, weak):
            return Found(people, how)
        if kept and weak is None:
            weak = Found(kept, how)
    return weak


def _believed(names: Names, how: str, site: frozenset[str], weak: Found[Names] | None) -> Names:
    """Those of a witness's names that are more than the site's own, after `weak` was heard."""
    meta = how.startswith("meta:")
    people = tuple(name for name in names if not (is_weak(name, site) or (meta and is_organisation(name))))
    if people and names[0] not in people and all(map(may_be_place, people)):
        return ()  # "harbour.example, Northport, Denmark" is the site and where it is
    if weak is None:
        return people
    # What the site says of itself in JSON-LD is meant, unless its own meta or words name a person; in meta it is often
    # the content system's default.
    meant = weak.how.startswith("json-ld") and not all(is_login(name) and "." not in name for name in weak.value)
    if meant and how not in _VISIBLE and not meta:
        return ()
    return tuple(name for name in people if is_person(name) or how == "source")


def find_editors(document: Document, story: Story, bylines: tuple[Byline, ...], nearby: Nearby) -> Found[Names] | None:
    """The editors' names, where the page sets them apart: "Editor : Edi", "Editing by Ann".

    Lines of words are asked only in the languages whose papers name the editor under or over each story.
    """
    if names := _unique(_linked_names(story, story.values("editor"))):
        return Found(names, "json-ld")
    for meta in ("editor", "content_editor"):
        if names := _unique(name for text in document.meta.get(meta, ()) for name in split_names(text)):
            return Found(names, f"meta:{meta}")
    for byline in bylines:
        text = read_credits(byline.text).editors
        if text and (names := _unique(split_names(text))):
            return Found(names, "byline")
    if (document.language or "")[:2].lower() in _EDITED and (names := _unique(read_edited(nearby()))):
        return Found(names, "words")
    return None


def find_closing(
    document: Document, html: bytes, last: Callable[[], Lines]
) -> tuple[Found[Names] | None, Found[Names] | None]:
    """The writers and the editors that a story's last lines name, as agencies write them in English; `html` is the
    page's bytes.
    """
    english = (document.language or "en").lower().startswith("en")
    closing = read_closing(last()) if english else None
    if closing is None or _CLOSING not in html:
        return None, None
    writers, editors = (
        _unique(name for name in split_names(text) if is_person(name)) for text in (closing.authors, closing.editors)
    )
    return Found(writers, "closing") if writers else None, Found(editors, "closing") if editors else None


def find_photographers(story: Story, bylines: tuple[Byline, ...]) -> Found[Names] | None:
    """Who took the pictures: by JSON-LD, or by the byline ("Fotos: Bo Dahl")."""
    for item in story.values("image"):
        for one in item if isinstance(item, list) else [item]:
            picture = story.follow(one)
            if not isinstance(picture, dict):
                continue
            said = [picture[part] for part in ("creator", "author", "photographer") if picture.get(part)]
            if names := _photographers(_linked_names(story, said)):
                return Found(names, "json-ld")
    for byline in bylines:
        text = read_credits(byline.text).photographers
        if text and (names := _photographers(split_names(text))):
            return Found(names, "byline")
    return None


def find_credited(credit: str | None, site_name: str | None) -> Found[Names] | None:
    """The photographers in the leading picture's credit, without the site's own name: "Foto: Bo Dahl/The Harbour"."""
    said = split_names(read_credits(credit).photographers or credit) if credit else []
    names = _photographers(name for name in said if key(name) != key(site_name or ""))
    return Found(names, "credit") if names else None


def _photographers(names: Iterable[str]) -> Names:
    """Persons alone: picture agencies are credited like them."""
    return _unique(
        name for name in names if is_person(name) and not is_agency(name) and not _NOT_SHOT.search(name.rstrip("."))
    )


def _witnesses(
    document: Document,
    story: Story,
    witnesses: Witnesses,
    bylines: tuple[Byline, ...],
    nearby: Nearby,
    last: Callable[[], Lines],
) -> Iterator[tuple[str, Iterable[str]]]:
    """Who is named, by whom; later ones are asked only if earlier ones named nobody."""
    for name in ("author", "creator"):
        yield "json-ld" if name == "author" else "json-ld:creator", _linked_names(story, story.values(name))
    for name in _META:
        if texts := document.meta.get(name):
            one_each = name in ("citation_author", "dc.creator", "dcterms.creator")
            yield f"meta:{name}", _split(map(turn_name, texts[:MAX_NAMES]) if one_each else texts[:MAX_NAMES])
    if (label := document.first("twitter:label1")) and _WRITTEN_BY.match(label[1]):
        yield "twitter:data1", _split(document.meta.get("twitter:data1", ())[:1])
    yield "itemprop:author", _split(_property_texts(witnesses.property("author")))
    yield "byline", read_bylines(bylines)
    yield "words", read_spoken(nearby(), 0, CLOSE)
    yield "signature", read_signature(last())
    yield "opening", read_openings(document)
    yield "words afar", read_spoken(nearby(), CLOSE, AFTER)
    yield "author box", read_boxes(document)
    yield "words by the date", read_dated(nearby())
    yield "source", read_sources(nearby())


def _linked_names(story: Story, values: Iterable[object]) -> list[str]:
    """Names out of JSON-LD's author: a text, an object, a reference, or a list of these; the first object that names
    anyone.
    """
    for value in values:
        found: list[str] = []
        for one in value[:MAX_SAID] if isinstance(value, list) else [value]:
            person = story.follow(one)
            name = _linked_name(person) if isinstance(person, dict) else person
            for text in name if isinstance(name, list) else [name]:
                if "Organization" in types(person) and 1 < len(plain(text)) <= 60:
                    found.append(plain(text))  # "Kantor Berita ANTARA, Jakarta" is one name
                else:
                    text = plain(text)
                    turned = turn_name(text) if isinstance(person, dict) and not is_agency(text) else text
                    found += split_names(turned) or ([text] if is_newsroom(text) else [])
        if found:
            return found
    return []


def _linked_name(person: dict[str, object]) -> object:
    """schema.org/Person may come without a name, in parts."""
    return person.get("name") or " ".join(
        filter(None, (plain(person.get(part)) for part in ("givenName", "familyName")))
    )


def _split(texts: Iterable[str]) -> list[str]:
    return [name for text in texts for name in split_names(read_credits(text).authors)]


def _property_texts(elements: Sequence[Element]) -> Iterator[str]:
    """The authors of the first item; those of teasers hang elsewhere."""
    home = elements[0].node.parent if elements else None
    for element in elements[:MAX_NAMES]:
        parent = element.node.parent
        if home is None or parent is None or parent.mem_id != home.mem_id:
            continue
        if content := element.attributes.get("content"):
            yield content
            continue
        inner = element.node.css_first("[itemprop=name]")
        yield (inner.attributes.get("content") or text_of(inner)) if inner is not None else element.text


def _unique(names: Iterable[str]) -> Names:
    kept: dict[str, str] = {}
    for name in names:
        if (mark := key(name)) and not is_picture_agency(name):
            kept.setdefault(mark, name)
        if len(kept) >= MAX_NAMES:
            break
    return tuple(kept.values())
