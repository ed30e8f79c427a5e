"""The demo's article pages: four templates, each as some real publisher writes its pages.

`linked` has JSON-LD and OpenGraph, `meta` meta elements alone and a table or a list now and then, `bare` neither and
a body of text and <br>, `kabar` Indonesian words for the date and the bylines. PURE but for reading the package's data.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from html import escape
from importlib import resources
from itertools import groupby
from string import Template
from typing import Final

from scraper.demo.story import EMPHASIS, LINK, Story, desks, words

HOME: Final = "www.harbour-ledger.example"
SITE_NAME: Final = "The Harbour Ledger"
DAYS: Final = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS: Final = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
                 "November", "Desember")  # fmt: skip
WRAP: Final = {"p": "<p>{}</p>", "li": "<ul>{}</ul>", "tr": "<table>{}</table>"}


@dataclass(frozen=True, slots=True)
class Page:
    """What the shell is put round: navigation, cookie line, footer, inline style and script."""

    title: str
    main: str  # HTML
    language: str
    head: str = ""  # HTML
    charset: str = "utf-8"  # as the page claims it


@cache
def template(name: str) -> Template:
    """A file of templates/."""
    return Template(resources.files("scraper.demo").joinpath("templates", name).read_text(encoding="utf-8"))


def document(page: Page, scheme: str) -> str:
    """A whole HTML page."""
    nav = "\n".join(
        f'<li><a href="{scheme}://{desk.host}{desk.page}">{escape(desk.label)}</a></li>' for desk in desks()
    )
    return template("shell.html").substitute(
        surroundings(page.language),
        language=page.language,
        charset=page.charset,
        page_title=escape(page.title),
        head=page.head,
        home=f"{scheme}://{HOME}",
        style=template("style.css").template,
        script=template("page.js").template,
        body_class=f"lang-{page.language}",
        nav=nav,
        main=page.main,
    )


@cache
def surroundings(language: str) -> Mapping[str, str]:
    """The words of stories/words.toml in one language, escaped, as templates name them: w_share, w_footer ..."""
    return {f"w_{name}": escape(text) for name, text in words()[language].items()}


def article(story: Story, scheme: str, number: int = 1) -> str:
    """A page of one story: the first, where it has no such page."""
    desk = next(desk for desk in desks() if desk.name == story.section)
    around = surroundings(story.language)
    main = template("paywalled.html" if story.special == "paywalled" else f"{story.template}.html").substitute(
        around,
        home=f"{scheme}://{HOME}",
        section_url=f"{scheme}://{desk.host}{desk.page}",
        section_label=escape(desk.label),
        story_id=story.id,
        title=escape(story.title),
        summary=escape(story.summary),
        authors=_names(story, scheme),
        editors=escape(", ".join(story.editors)),
        published=story.published.isoformat(),
        published_words=_date_words(story.published, story.language),
        updated=_updated(story),
        image=f"/pictures/{story.id}.png",
        small=f"/pictures/{story.id}-small.png",
        caption=escape(story.caption),
        credit=escape(story.credit),
        tags=" ".join(f'<a rel="tag" href="/topics/{slug(tag)}">{escape(tag)}</a>' for tag in story.tags),
        author_box="\n".join(_author_box(name, story, scheme) for name in story.authors),
        body=_body(replace(story, body=story.pages[number - 1 if number <= len(story.pages) else 0]), scheme),
        pager=_pager(story, number),
        aside=aside(story.section, scheme, story),
    )
    head = {"linked": _linked_head, "meta": _meta_head, "kabar": _kabar_head}.get(story.template, _bare_head)
    charset = "iso-8859-1" if story.special == "windows-1252" else "utf-8"  # claimed; the bytes are windows-1252
    separator = " | " if story.template == "bare" else " - "
    page_title = f"{story.title}{separator}{desk.label}{separator}{SITE_NAME}"
    return document(Page(page_title, main, story.language, head(story, scheme), charset), scheme)


def aside(section: str, scheme: str, story: Story | None = None) -> str:
    """The rail: most read (one old story of every other section), advertisement, newsletter and two more stories."""
    own = next(desk for desk in desks() if desk.name == section)
    others = [desk.stories[-1] for desk in desks() if desk is not own]
    near = [other for other in own.stories if story and other.id != story.id and not other.special][:2]
    return template("aside.html").substitute(
        surroundings(own.language),
        home=f"{scheme}://{HOME}",
        most_read="\n".join(f"<li>{_anchor(other, scheme)}</li>" for other in others),
        more="\n".join(f"<li>{_anchor(other, scheme)}</li>" for other in near or others[:2]),
    )


def url(story: Story, scheme: str) -> str:
    """Where a story lives, whatever address it is listed by."""
    return f"{scheme}://{story.host}{story.path}"


def slug(text: str) -> str:
    """ASCII letters and digits of a name, joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower().replace("’", "").replace("é", "e").replace("ö", "o")).strip("-")


def _anchor(story: Story, scheme: str) -> str:
    return f'<a href="{escape(url(story, scheme))}">{escape(story.title)}</a>'


def _names(story: Story, scheme: str) -> str:
    """The byline: linked names, but bare text on bare pages."""
    joint = f" {surroundings(story.language)['w_and']} "
    if story.template == "bare":
        return joint.join(escape(name) for name in story.authors)
    links = [
        f'<a class="author-name" rel="author" href="{scheme}://{HOME}/authors/{slug(name)}">{escape(name)}</a>'
        for name in story.authors
    ]
    return joint.join(links)


def _author_box(name: str, story: Story, scheme: str) -> str:
    initials = "".join(part[0] for part in name.split())[:2]
    return (
        f'<div class="author-box"><span class="initials" aria-hidden="true">{escape(initials)}</span><p>'
        f'<a href="{scheme}://{HOME}/authors/{slug(name)}">{escape(name)}</a> '
        f"{surroundings(story.language)['w_bio']}</p></div>"
    )


def _date_words(at: datetime, language: str) -> str:
    """As the page writes it: "Kamis, 16 Mei 2024 | 21:03 WITA" or "16 May 2024, 6.40 pm"."""
    if language == "id":
        return f"{DAYS[at.weekday()]}, {at.day} {MONTHS[at.month - 1]} {at.year} | {at:%H:%M} WITA"
    return f"{at.day} {at:%B %Y}, {at.hour % 12 or 12}.{at:%M} {'am' if at.hour < 12 else 'pm'}"


def _updated(story: Story) -> str:
    if story.modified is None:
        return ""
    label = surroundings(story.language)["w_updated"]
    when = _date_words(story.modified, story.language)
    return f' <span class="updated">{label} <time datetime="{story.modified.isoformat()}">{when}</time></span>'


def _body(story: Story, scheme: str) -> str:
    """The marked lines as HTML, with the boxes that publishers put between paragraphs."""
    pieces = list(_blocks(story.body))
    if story.special != "paywalled":
        pieces[3:3] = [_advertisement(story)]
        pieces[2:2] = [_related(story, scheme)]
    if story.template != "bare":
        return "\n".join(pieces)
    return "<br><br>\n".join(piece.removeprefix("<p>").removesuffix("</p>") for piece in pieces)


def _pager(story: Story, number: int) -> str:
    """As Indonesian sites have it, under the text: "Halaman 1 2 Selanjutnya"."""
    if len(story.pages) < 2:
        return ""
    numbers = range(1, len(story.pages) + 1)
    links = [f"<b>{n}</b>" if n == number else f'<a href="{page_path(story, n)}">{n}</a>' for n in numbers]
    if number < len(story.pages):
        links.append(f'<a rel="next" href="{page_path(story, number + 1)}">Selanjutnya</a>')
    return f'<div class="detail-pages">Halaman {" ".join(links)}</div>'


def page_path(story: Story, number: int) -> str:
    """Where a page of a story lives on its host."""
    return story.path if number == 1 else f"{story.path}?page={number}"


def _blocks(lines: tuple[str, ...]) -> Iterator[str]:
    elements = [_element(line) for line in lines]
    for tag, run in groupby(elements, key=lambda element: element[0]):
        inner = [html for _, html in run]
        if tag == "p":
            yield from (f"<p>{html}</p>" for html in inner)
        else:
            yield WRAP.get(tag, "{}").format("".join(inner))


def _element(line: str) -> tuple[str, str]:
    """(tag, HTML) of one line; the tag groups list items and table rows."""
    text = EMPHASIS.sub(r"<em>\1</em>", LINK.sub(r'<a href="\2">\1</a>', escape(line, quote=False)))
    if line.startswith("## "):
        return "h2", f"<h2>{text.removeprefix('## ')}</h2>"
    if line.startswith("- "):
        return "li", f"<li>{text.removeprefix('- ')}</li>"
    if line.startswith("> "):
        return "blockquote", f"<blockquote><p>{text.removeprefix('&gt; ')}</p></blockquote>"
    if line.startswith("| "):
        return "tr", "<tr>" + "".join(f"<td>{cell.strip()}</td>" for cell in text.strip("| ").split("|")) + "</tr>"
    return "p", text


def _related(story: Story, scheme: str) -> str:
    desk = next(desk for desk in desks() if desk.name == story.section)
    other = next(other for other in reversed(desk.stories) if other.id != story.id)
    label = surroundings(story.language)["w_related"]
    tag, attributes = {
        "linked": ("aside", "related-inline"),
        "meta": ("p", "related-inline"),
        "kabar": ("div", "related-inline baca-juga"),
    }.get(story.template, ("div", "related-inline"))
    return f'<{tag} class="{attributes}"><strong>{label}</strong> {_anchor(other, scheme)}</{tag}>'


def _advertisement(story: Story) -> str:
    label = surroundings(story.language)["w_advertisement"]
    return f'<div class="ad"><p>{label}</p><div class="ad-slot" data-slot="inline-1"></div></div>'


def _linked_head(story: Story, scheme: str) -> str:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": url(story, scheme),
        "headline": story.title,
        "description": story.summary,
        "image": [f"{scheme}://{story.host}/pictures/{story.id}.png"],
        "datePublished": story.published.isoformat(),
        "dateModified": (story.modified or story.published).isoformat(),
        "author": [{"@type": "Person", "name": name} for name in story.authors],
        "publisher": {"@type": "NewsMediaOrganization", "name": SITE_NAME},
        "articleSection": story.section.title(),
        "keywords": list(story.tags),
        "inLanguage": story.language,
        "isAccessibleForFree": True,
    }
    block = json.dumps(data, ensure_ascii=False, indent=1).replace("<", "\\u003c")
    return _open_graph(story, scheme) + f'\n<script type="application/ld+json">{block}</script>'


def _meta_head(story: Story, scheme: str) -> str:
    more = [
        *(_meta("name", "author", ", ".join(story.authors)) for _ in (0,) if story.authors),
        _meta("property", "article:published_time", story.published.isoformat()),
        _meta("property", "article:section", story.section.title()),
        *(_meta("property", "article:tag", tag) for tag in story.tags),
    ]
    if story.modified is not None:
        more.append(_meta("property", "article:modified_time", story.modified.isoformat()))
    return "\n".join((_open_graph(story, scheme), *more))


def _kabar_head(story: Story, scheme: str) -> str:
    return _open_graph(story, scheme) + "\n" + _meta("name", "keywords", ", ".join(story.tags))


def _bare_head(story: Story, _scheme: str) -> str:
    return _meta("name", "description", story.summary)


def _open_graph(story: Story, scheme: str) -> str:
    return "\n".join(
        (
            _meta("name", "description", story.summary),
            f'<link rel="canonical" href="{escape(url(story, scheme))}">',
            _meta("property", "og:type", "article"),
            _meta("property", "og:site_name", SITE_NAME),
            _meta("property", "og:title", story.title),
            _meta("property", "og:description", story.summary),
            _meta("property", "og:url", url(story, scheme)),
            _meta("property", "og:image", f"{scheme}://{story.host}/pictures/{story.id}.png"),
            _meta("property", "og:locale", "id_ID" if story.language == "id" else "en_AU"),
        )
    )


def _meta(attribute: str, name: str, content: str) -> str:
    return f'<meta {attribute}="{name}" content="{escape(content)}">'
