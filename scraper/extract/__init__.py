"""From one exchange to an article, or to the reason why there is none. Pure: no clock, no network, no files.

A page says the same thing several times over: in its head, in JSON-LD, in marked-up elements, in plain words. None of
them is always right, and each errs in its own way: a headline is written anew for search engines, a date is the last
change's, an author is the content system's default. So the method is a court's. Every field has its witnesses, heard
in an order of trust; the first that says something believable is believed; where two disagree, a third decides; and
the name of the one believed goes into the record beside the value, its provenance. No rule knows a site. What is true
of one publisher alone stands in that publisher's profile, whose selectors (`chosen`) are heard before all others, and
only for what the general method gets wrong.

How a page is read, in the order of `article`:

1. *The response's head* (`verdict`). A redirect, an error or a PDF is no article, and is not parsed.
2. *The page, once* (`page`). lexbor parses it. One walk gathers what the head says and JSON-LD as sites really write
   it; another the elements that may speak: headings, times, bylines, breadcrumbs, figures. Of all objects in JSON-LD
   `story` picks the one that tells this page's story, not a teaser's or the organisation's.
3. *What stands over the story* (`headline`). The page's own headline: JSON-LD's, unless it only repeats the search
   title; else the <h1> that the head supports; else the head, cut. The site's name, the kicker and the standfirst are
   not the headline, and are fields of their own.
4. *Who and when* (`people`, `moments`). Machine-readable witnesses first; then what stands by the headline, ranked by
   how near it is and by the words around it. Names come apart from roles, places, agencies, photographers and
   editors. A date keeps the offset that the page gives, and the day that a reader sees.
5. *The text* (`body`). Its docstring tells that method in nine steps: lines and the boxes that hold them; what the
   boxes are called; the region with the most prose; what is in it and is not the story, by shape, by words and by
   JSON-LD.
6. *Whether it is an article at all* (`verdict`), now with the text in hand: challenge, consent, gone, list of
   articles, stub before a wall; and how much of it is there. A page with an article's worth of prose is never
   rejected.
7. *What needs the text* comes last: the `pictures` in it and before it, a `liveblog`'s entries, and what the page is
   and belongs to (`about`): kind, language, section, tags, dateline, corrections, its address and its further pages.

Each rule stands where it is applied, with its reason and, in brackets, the figure that it moved on 723 gold pages:
"[record.title +2.4]". A rule that moved none says why it is there all the same. Labels of those pages that we hold to
be wrong are listed in tests/quality/disputed.md, and no rule serves them. The same bytes give the same article, on
every run and machine; whatever the bytes, a value comes back; and the cost grows with the page's length and no
faster.
"""

from scraper import decode
from scraper.extract.about.address import claimed_address
from scraper.extract.article import read_article
from scraper.extract.chosen import complain_of_selector, count_matches
from scraper.extract.page.document import parse
from scraper.extract.selectors import find_frame, find_selectors, name_element
from scraper.extract.verdict import reject_response
from scraper.model import Article, Exchange, Reason, Rejection
from scraper.profiles import Profile

__all__ = [
    "claimed_address",
    "complain_of_selector",
    "count_matches",
    "extract",
    "find_frame",
    "find_selectors",
    "name_element",
]


def extract(exchange: Exchange, profile: Profile | None) -> Article | Rejection:
    """The article a response holds, or why it holds none. Never raises, whatever the bytes.

    Dates without a zone take the profile's; without a profile they stay naive.
    """
    rejection = reject_response(exchange, decode.media_type(exchange))
    if rejection is not None:
        return rejection
    html, _ = decode.text_utf8(exchange)
    if not html or html.isspace():
        return Rejection(Reason.EMPTY, "no content")
    return read_article(parse(html, exchange.url, exchange.fetched_at), html, profile)
