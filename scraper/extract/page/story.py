"""The JSON-LD object that tells this page's story, among all that a page carries."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scraper.extract.page.document import Document, Linked
from scraper.extract.page.linked import types
from scraper.extract.page.words import key, plain

# schema.org types, the likeliest to describe the page itself first.
_ARTICLES = ("Article", "Posting", "Report", "Review", "Recipe", "ClaimReview", "HowTo", "QAPage")
_MEDIA = ("VideoObject", "AudioObject", "PodcastEpisode", "ImageGallery", "MediaGallery", "Clip", "Book")
_PAGES = ("WebPage", "ItemPage", "CollectionPage", "AboutPage", "FAQPage")


@dataclass(frozen=True, slots=True)
class Story:
    """The objects that describe the page, the best first, and every object that has an @id."""

    items: tuple[Linked, ...]
    by_id: Mapping[str, Linked]
    types: tuple[str, ...]  # the best one's
    is_article: bool  # the best one

    @property
    def main(self) -> Linked:
        return self.items[0] if self.items else {}

    def follow(self, value: object) -> object:
        """An object for a reference: {"@id": "#author"} becomes what has that @id."""
        if isinstance(value, dict) and len(value) <= 2 and isinstance(value.get("@id"), str) and "name" not in value:
            return self.by_id.get(value["@id"], value)
        return value

    def values(self, name: str) -> Iterator[object]:
        """What each describing object says under a name, the best object first; references followed, empty values left
        out.
        """
        for item in self.items:
            if value := item.get(name):
                yield self.follow(value)

    def text(self, *names: str) -> tuple[str, str] | None:
        """The first text under these names: (name, text as a reader sees it)."""
        for name in names:
            for value in self.values(name):
                if text := plain(value):
                    return name, text
        return None


def find_story(document: Document) -> Story:
    """Rank the page's objects: an article before a video before the bare page, and the one that shares the page's
    headline.
    """
    by_id: dict[str, Linked] = {}
    ranked: list[tuple[int, int, Linked]] = []
    titles = [key(text) for text in (document.heading, *document.meta.get("og:title", ())[:1]) if text]
    for item in _open(document.linked):
        if isinstance(mark := item.get("@id"), str):
            by_id.setdefault(mark, item)
        rank = _rank(types(item))
        if rank:
            ranked.append((2 * rank + _agrees(item, titles), -len(ranked), item))
    ranked.sort(key=lambda entry: entry[:2], reverse=True)
    # Of several articles only the first is this page's; the others are teasers.
    best = [item for place, (score, _, item) in enumerate(ranked) if place == 0 or score // 2 == 1]
    kinds = types(best[0]) if best else ()
    return Story(tuple(best), by_id, kinds, _rank(kinds) == 3)


def _open(linked: tuple[Linked, ...]) -> Iterator[Linked]:
    for item in linked:
        yield item
        for name in ("mainEntity", "mainEntityOfPage", "hasPart"):
            inner = item.get(name)
            if isinstance(inner, dict) and ("headline" in inner or "datePublished" in inner):
                yield inner


def _rank(kinds: tuple[str, ...]) -> int:
    if any(kind.endswith(_ARTICLES) for kind in kinds):
        return 3
    if any(kind in _MEDIA for kind in kinds):
        return 2
    return 1 if any(kind in _PAGES for kind in kinds) else 0


def _agrees(item: Linked, titles: list[str]) -> bool:
    headline = key(plain(item.get("headline") or item.get("name")))
    return len(headline) > 8 and any(headline in title or title in headline for title in titles)
