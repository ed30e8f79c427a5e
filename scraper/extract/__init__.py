"""From one exchange to an article, or to the reason why there is none. Pure: no clock, no network, no files.

The method, in the order of the code:

1. `verdict` looks at the response's head: a redirect, an error or a PDF is no article, and is not parsed.
2. `document` parses the page once and walks its metadata once: <meta>, <link>, JSON-LD as sites really write it
   (`linked`).
3. `story` picks the JSON-LD object that tells this page's story among teasers, breadcrumbs and organisations.
4. `witnesses` gathers, in one more walk, the visible elements that may speak: headings, times, bylines, breadcrumbs,
   figures.
5. Each field asks its witnesses in an order of trust: `title`, `people`, `moments`, `labels`, `pictures`, `address`. A
   profile's selectors (`chosen`) go before all of them. Every value comes with the name of the witness that gave it:
   its provenance.
6. `body` finds the text, last, since it may cut the tree down.
7. `verdict` looks again, now with the text in hand: challenge, consent, soft 404, paywall stub, section page. A page
   with an article's worth of prose is never rejected.
"""

from scraper import decode
from scraper.extract.article import read_article
from scraper.extract.chosen import complain_of_selector
from scraper.extract.document import parse
from scraper.extract.verdict import reject_response
from scraper.model import Article, Exchange, Reason, Rejection
from scraper.profiles import Profile

__all__ = ["complain_of_selector", "extract"]


def extract(exchange: Exchange, profile: Profile | None) -> Article | Rejection:
    """The article a response holds, or why it holds none. Never raises, whatever the bytes.

    Dates without a zone take the profile's; without a profile they stay naive.
    """
    rejection = reject_response(exchange, decode.media_type(exchange))
    if rejection is not None:
        return rejection
    html, _ = decode.text_utf8(exchange)
    if not html.strip():
        return Rejection(Reason.EMPTY, "no content")
    return read_article(parse(html, exchange.url, exchange.fetched_at), html, profile)
