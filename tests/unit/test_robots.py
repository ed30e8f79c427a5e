"""robots.txt by RFC 9309. All sites and files here are invented."""

import time

import pytest

from scraper.fetch.robots import PARSED_BYTES, parse

# name: robots.txt, paths allowed, paths disallowed
TABLE: dict[str, tuple[str, list[str], list[str]]] = {
    "empty": ("", ["/", "/a"], []),
    "nothing disallowed": ("User-agent: *\nDisallow:\n", ["/", "/a"], []),
    "everything disallowed": ("User-agent: *\nDisallow: /\n", ["/robots.txt"], ["/", "/a", "/a?b"]),
    # 2.2.1: which group
    "named group instead of *": (
        "User-agent: *\nDisallow: /\n\nUser-agent: news-scraper\nDisallow: /x\n", ["/a"], ["/x", "/x/y"]),
    "token without case": ("User-agent: NEWS-Scraper\nDisallow: /x\n", ["/a"], ["/x"]),
    "token with a version": ("User-agent: news-scraper/2.1\nDisallow: /x\nUser-agent: *\nDisallow: /", ["/a"], ["/x"]),
    "token with a comment": ("User-agent: news-scraper # us\nDisallow: /x\nUser-agent: *\nDisallow: /", ["/a"], ["/x"]),
    "the beginning of the token is another": ("User-agent: news\nDisallow: /\n", ["/a"], []),
    "the end of the token is another": ("User-agent: scraper\nDisallow: /\n", ["/a"], []),
    "a longer token is another": ("User-agent: news-scraper-two\nDisallow: /\n", ["/a"], []),
    "others only": ("User-agent: otherbot\nDisallow: /\n", ["/a"], []),
    "an empty named group allows all": (
        "User-agent: news-scraper\nDisallow:\n\nUser-agent: *\nDisallow: /\n", ["/a"], []),
    "all groups that match are merged": (
        "User-agent: news-scraper\nDisallow: /x\n\nUser-agent: other\nDisallow: /\n\n"
        "User-agent: News-Scraper\nDisallow: /y\n", ["/a"], ["/x", "/y"]),
    "groups of * are merged": (
        "User-agent: *\nDisallow: /x\n\nUser-agent: other\nDisallow: /\n\nUser-agent: *\nDisallow: /y\n",
        ["/a"], ["/x", "/y"]),
    "several agents, one group": (
        "User-agent: other\nUser-agent: news-scraper\nDisallow: /x\n", ["/a"], ["/x"]),
    "agents apart by blank lines and comments": (
        "User-agent: news-scraper\n\n# and\nUser-agent: other\n\nDisallow: /x\n", ["/a"], ["/x"]),
    "rules before any agent are nobody's": ("Disallow: /\nUser-agent: *\nDisallow: /x\n", ["/a"], ["/x"]),
    # 2.2.4: other records do not interfere
    "unknown records do not end a group's agents": (
        "User-agent: news-scraper\nSitemap: https://a.example/s.xml\nClean-param: u\nUser-agent: other\nDisallow: /x\n",
        ["/a"], ["/x"]),
    "unknown records do not end its rules": (
        "User-agent: news-scraper\nDisallow: /x\nNoindex: /q\nCrawl-delay: 5\nDisallow: /y\n", ["/q"], ["/x", "/y"]),
    # 2.2.2: which rule
    "the longest match wins": ("User-agent: *\nAllow: /p\nDisallow: /\n", ["/p", "/page"], ["/", "/a"]),
    "whatever their order": ("User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /a/b/c\n", ["/a/b", "/a/b/d"],
                             ["/a", "/a/c", "/a/b/c"]),
    "allow wins a tie": ("User-agent: *\nDisallow: /a\nAllow: /a\n", ["/a"], []),
    "paths with case": ("User-agent: *\nDisallow: /News\n", ["/news"], ["/News"]),
    "records without case": ("USER-AGENT: *\nDISALLOW: /x\n", ["/a"], ["/x"]),
    "prefixes": ("User-agent: *\nDisallow: /fish\n", ["/Fish", "/catfish", "/?id=fish"], ["/fish", "/fish.html",
                 "/fishheads/yummy.html", "/fish?id=1"]),
    "folders": ("User-agent: *\nDisallow: /fish/\n", ["/fish", "/fish.html"], ["/fish/", "/fish/a?b"]),
    "query": ("User-agent: *\nDisallow: /*?print=\n", ["/a", "/a?b"], ["/a?print=1", "/b/c?print="]),
    # 2.2.3: special characters
    "star": ("User-agent: *\nDisallow: /a/*/z\n", ["/a/z", "/a/b"], ["/a/b/z", "/a/b/c/zz"]),
    "dollar": ("User-agent: *\nDisallow: /*.pdf$\n", ["/a.pdf?x", "/a.pdfs"], ["/a.pdf", "/b/c.pdf"]),
    "dollar alone": ("User-agent: *\nDisallow: /$\n", ["/a"], ["/"]),
    "a rule without a slash": ("User-agent: *\nDisallow: fish\n", ["/fish", "/a"], []),
    "hash begins a comment": ("User-agent: * # all\nDisallow: /x # this\n#Disallow: /y\n", ["/y"], ["/x", "/x/y"]),
    "percent-encoding": ("User-agent: *\nDisallow: /caf%C3%A9\nDisallow: /über\nDisallow: /%7Ejoe\n", ["/cafe"],
                         ["/café", "/caf%c3%a9", "/%C3%BCber", "/~joe", "/%7ejoe"]),
    "an encoded slash is no slash": ("User-agent: *\nDisallow: /a%2Fb\n", ["/a/b"], ["/a%2fb"]),
    "index.html does not stand for the folder": ("User-agent: *\nDisallow: /\nAllow: /index.html\n",
                                                 ["/index.html"], ["/"]),
    # files as they are
    "byte order mark": ("\ufeffUser-agent: *\nDisallow: /x\n", ["/a"], ["/x"]),
    "carriage returns": ("User-agent: *\rDisallow: /x\r\n\r\nDisallow: /y", ["/a"], ["/x", "/y"]),
    "blanks": ("  User-agent :  *  \n\tDisallow\t:\t/x\t\n", ["/a"], ["/x"]),
    "no colons": ("User-agent *\nDisallow /x\n", ["/a"], ["/x"]),
    "misspelt": ("Useragent: *\nDissallow: /x\nDisalow: /y\n", ["/a"], ["/x", "/y"]),
    "odd line separators do not hide a rule's agent": ("User-agent: *\u2028\nDisallow: /x\x0b\n", ["/a"], ["/x"]),
    "a page instead": ("<!doctype html><html><head><title>Gone</title></head>\n<body>User-agent</body>", ["/"], []),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
def test_rules(name: str) -> None:
    text, allowed, disallowed = TABLE[name]
    rules = parse(text.encode(), "news-scraper")
    assert {path: rules.allows(f"https://a.example{path}") for path in [*allowed, *disallowed]} == {
        **dict.fromkeys(allowed, True),
        **dict.fromkeys(disallowed, False),
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("User-agent: *\nCrawl-delay: 5\nDisallow: /x", 5.0),
        ("User-agent: *\ncrawl-delay: 2.5", 2.5),
        ("User-agent: *\nCrawl-delay: 5\n\nUser-agent: news-scraper\nCrawl-delay: 2", 2.0),
        ("User-agent: otherbot\nCrawl-delay: 60\n\nUser-agent: *\nDisallow: /x", None),
        ("User-agent: news-scraper\nDisallow: /x\n\nUser-agent: *\nCrawl-delay: 60", None),
        ("User-agent: otherbot\nUser-agent: *\nDisallow: /x\nCrawl-delay: 3", 3.0),
        ("User-agent: *\nCrawl-delay: 3\nUser-agent: *\nCrawl-delay: 9", 9.0),
        ("User-agent: *\nCrawl-delay: soon", None),
        ("User-agent: *\nCrawl-delay: -1", None),
        ("User-agent: *\nCrawl-delay: nan", None),
        ("User-agent: *\nCrawl-delay:", None),
        ("Crawl-delay: 5", None),
    ],
)
def test_crawl_delay(text: str, expected: float | None) -> None:
    assert parse(text.encode(), "news-scraper").crawl_delay == expected


def test_bytes_that_are_not_utf8_spoil_only_their_own_line() -> None:
    rules = parse(b"User-agent: *\nDisallow: /caf\xe9\nDisallow: /x\n# \xff\xfe\x00\nDisallow: /y", "news-scraper")
    assert not rules.allows("https://a.example/x")
    assert not rules.allows("https://a.example/y")
    assert rules.allows("https://a.example/cafe")


def test_what_lies_500_kib_deep_still_counts() -> None:
    rules = parse(b"User-agent: *\n" + b"Disallow: /a\n" * 39_384 + b"Disallow: /deep\n", "news-scraper")
    assert not rules.allows("https://a.example/deep")


def test_a_rule_cut_in_two_by_the_limit_is_not_half_obeyed() -> None:
    start = b"User-agent: *\n"
    filler = b"#" * (PARSED_BYTES - len(start) - 12) + b"\n"
    rules = parse(start + filler + b"Disallow: /private/things\n", "news-scraper")
    assert rules.allows("https://a.example/")


def test_hostile_files_take_no_time() -> None:
    began = time.perf_counter()
    parse(b"User-agent: *\nDisallow: /" + b"*a" * 20_000, "news-scraper").allows("https://a.example/" + "a" * 2_000)
    parse(b"a" * 1_000_000, "news-scraper")
    parse(b"user agent " * 90_000, "news-scraper")
    parse(b"user-agent: a\n" * 70_000, "news-scraper")
    parse(b" \t" * 400_000, "news-scraper")
    parse(b"disallow" + b" " * 900_000, "news-scraper")
    assert time.perf_counter() - began < 5.0
