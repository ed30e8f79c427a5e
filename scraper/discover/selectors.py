"""A CSS selector for the articles that a section page was found to list: a first guess for a profile."""

from collections.abc import Collection, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper import urls
from scraper.extract import name_element
from scraper.extract.page.guard import tame

MAX_LINKS = 5_000
MAX_STEPS = 5  # ancestors of a link that may name it
FIT = 0.75  # F1 of a selector's links against the articles, below which none is given


def draft_links(html: bytes, url: str, articles: Collection[str]) -> tuple[str, int] | None:
    """The selector whose links are most nearly these articles, and how many it matches; None where none comes near.

    `articles` are normalised addresses.
    """
    matched: dict[str, set[str]] = {}
    for anchor in LexborHTMLParser(tame(html)).css("a[href]")[:MAX_LINKS]:
        address = urls.normalise(anchor.attributes.get("href") or "", url)
        if address is None:
            continue
        for css in _called(anchor):
            matched.setdefault(css, set()).add(address)
    wanted = set(articles)
    ranked = [(_fit(found, wanted), -len(css), css) for css, found in matched.items()]
    fit, _, best = max(ranked, default=(0.0, 0, ""))
    return (best, len(matched[best])) if fit >= FIT else None


def _called(anchor: LexborNode) -> Iterator[str]:
    yield from name_element(anchor)
    step = anchor.parent
    for _ in range(MAX_STEPS):
        if step is None or step.tag in ("body", "html"):
            return
        if step.tag in ("h2", "h3", "h4", "article"):
            yield f"{step.tag} a"
        for name in name_element(step):
            yield f"{name} a"
        step = step.parent


def _fit(found: set[str], wanted: set[str]) -> float:
    both = len(found & wanted)
    return 2 * both / (len(found) + len(wanted)) if both else 0.0
