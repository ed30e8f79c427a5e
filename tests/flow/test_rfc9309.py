"""RFC 9309 against the fetcher: every MUST and SHOULD, by section, as a server and its log see it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from scraper.errors import Forbidden, Unreachable
from scraper.fetch import Clock, Fetcher
from scraper.fetch.permits import KEPT
from scraper.model import Kind
from tests.flow.scripted import Archive, Asked, FakeTime, Reply, Scene, article, page, play, serve, settings

HOST = "http://pantai.example"
OURS = "User-agent: news-scraper\n"
ALL = "User-agent: *\n"


@dataclass(frozen=True, slots=True)
class Rule:
    """A robots.txt, and which paths may be asked for by it."""

    section: str
    says: str  # the requirement, in short
    text: str | bytes
    allowed: tuple[str, ...] = ()
    disallowed: tuple[str, ...] = ()


RULES = [
    # 2.2.1 The User-Agent Line
    Rule(
        "2.2.1",
        "product token MUST be matched without case",
        "user-agent: NEWS-SCRAPER\ndisallow: /x\n",
        ("/a",),
        ("/x",),
    ),
    Rule(
        "2.2.1",
        "product token SHOULD be a substring of User-Agent: ours, whole",
        "User-agent: news\nDisallow: /\n",
        ("/a",),
    ),
    Rule("2.2.1", "another crawler's token is not ours", "User-agent: news-scraper-pro\nDisallow: /\n", ("/a",)),
    Rule(
        "2.2.1",
        "a token followed by a version is that token",
        "User-agent: news-scraper/9\nDisallow: /x\n",
        ("/a",),
        ("/x",),
    ),
    Rule(
        "2.2.1",
        "MUST use the group that names it, and not *",
        f"{ALL}Disallow: /\n\n{OURS}Disallow: /x\n",
        ("/a",),
        ("/x",),
    ),
    Rule(
        "2.2.1",
        "several groups that name it MUST be combined",
        f"{OURS}Disallow: /x\n\nUser-agent: other\nDisallow: /\n\nUser-agent: News-Scraper\nDisallow: /y\n",
        ("/a",),
        ("/x", "/y"),
    ),
    Rule(
        "2.2.1",
        "no group names it: MUST obey the group of *",
        f"User-agent: other\nAllow: /\n{ALL}Disallow: /x\n",
        ("/a",),
        ("/x",),
    ),
    Rule(
        "2.2.1",
        "groups of * combined as well",
        f"{ALL}Disallow: /x\n\nUser-agent: other\nDisallow: /\n\n{ALL}Disallow: /y\n",
        ("/a",),
        ("/x", "/y"),
    ),
    Rule("2.2.1", "no group names it, none of *: no rules apply", "User-agent: other\nDisallow: /\n", ("/", "/a")),
    Rule("2.2.1", "several lines make one group", f"User-agent: other\n{OURS}Disallow: /x\n", ("/a",), ("/x",)),
    Rule("2.2.1", "a group that disallows nothing is a group", f"{OURS}Disallow:\n\n{ALL}Disallow: /\n", ("/", "/a")),
    Rule("2.2.1", "rules before any group are ignored", f"Disallow: /\n{ALL}Disallow: /x\n", ("/a",), ("/x",)),
    # 2.2.2 The Allow and Disallow Lines
    Rule("2.2.2", "paths SHOULD match with case", f"{ALL}Disallow: /News\n", ("/news", "/NEWS"), ("/News", "/News/1")),
    Rule(
        "2.2.2",
        "matching MUST start with the first octet of the path",
        f"{ALL}Disallow: /x\n",
        ("/a/x",),
        ("/x", "/xy", "/x/a"),
    ),
    Rule("2.2.2", "the query is matched too", f"{ALL}Disallow: /a?print\n", ("/a", "/a?b"), ("/a?print", "/a?print=1")),
    Rule(
        "2.2.2",
        "MUST use the match of most octets",
        f"{ALL}Disallow: /a\nAllow: /a/b\nDisallow: /a/b/c\n",
        ("/a/b", "/a/b/d", "/b"),
        ("/a", "/a/c", "/a/b/c"),
    ),
    Rule("2.2.2", "whatever the order", f"{ALL}Allow: /a/b\nDisallow: /\n", ("/a/b", "/a/bc"), ("/", "/a")),
    Rule("2.2.2", "equivalent rules: allow SHOULD be used", f"{ALL}Disallow: /a\nAllow: /a\n", ("/a",)),
    Rule("2.2.2", "no match: allowed", f"{ALL}Disallow: /x\n", ("/", "/a")),
    Rule("2.2.2", "/robots.txt is implicitly allowed", f"{ALL}Disallow: /\n", ("/robots.txt",), ("/a",)),
    Rule("2.2.2", "an empty Disallow disallows nothing", f"{ALL}Disallow:\n", ("/", "/a")),
    Rule(
        "2.2.2",
        "octets outside ASCII MUST be compared percent-encoded",
        f"{ALL}Disallow: /über\n",
        ("/uber",),
        ("/%C3%BCber", "/%c3%bcber", "/über"),
    ),
    Rule(
        "2.2.2",
        "and so where the rule is encoded",
        f"{ALL}Disallow: /%E3%83%84\n",
        ("/a",),
        ("/ツ", "/%e3%83%84", "/%E3%83%84/a"),
    ),
    Rule(
        "2.2.2",
        "unreserved octets MUST be compared decoded",
        f"{ALL}Disallow: /%7Ejoe\nDisallow: /b%61r\n",
        ("/joe",),
        ("/~joe", "/%7Ejoe", "/bar", "/b%61r/1"),
    ),
    Rule("2.2.2", "reserved ones MUST NOT be decoded", f"{ALL}Disallow: /a%2Fb\n", ("/a/b",), ("/a%2Fb", "/a%2fb")),
    # 2.2.3 Special Characters
    Rule(
        "2.2.3",
        "# MUST begin a comment",
        f"# {ALL}{ALL.strip()} # all\nDisallow: /x # not /a\n#Disallow: /y\n",
        ("/a", "/y"),
        ("/x", "/x/y"),
    ),
    Rule(
        "2.2.3",
        "$ MUST end the match",
        f"{ALL}Disallow: /*.pdf$\nDisallow: /this$\n",
        ("/a.pdf?x", "/a.pdfs", "/this/a"),
        ("/a.pdf", "/b/c.pdf", "/this"),
    ),
    Rule(
        "2.2.3",
        "* MUST match any octets, none included",
        f"{ALL}Disallow: /this/*/exactly\n",
        ("/this/exactly", "/that/a/exactly"),
        ("/this/path/exactly", "/this/a/b/exactly", "/this//exactly"),
    ),
    Rule(
        "2.2.3",
        "a literal * or $ is written encoded",
        f"{ALL}Disallow: /file-with-a-%2A.html\nDisallow: /foo-%24\n",
        ("/file-with-a-b.html", "/foo-"),
        ("/file-with-a-%2A.html", "/foo-%24"),
    ),
    # 2.2.4 Other Records
    Rule(
        "2.2.4",
        "other records MUST NOT interfere: no group is ended",
        f"{OURS}Sitemap: http://pantai.example/s.xml\nUser-agent: other\nDisallow: /x\n",
        ("/a",),
        ("/x",),
    ),
    Rule(
        "2.2.4",
        "and no rules",
        f"{ALL}Disallow: /x\nCrawl-delay: 0\nNoindex: /a\nDisallow: /y\n",
        ("/a",),
        ("/x", "/y"),
    ),
    # 2.2 Formal Syntax
    Rule(
        "2.2",
        "lines end in LF, CR or CR LF",
        f"{ALL}Disallow: /x\rDisallow: /y\r\n\r\nDisallow: /z",
        ("/a",),
        ("/x", "/y", "/z"),
    ),
    Rule("2.2", "white space around is nothing", "  User-agent :  *  \n\tDisallow\t:\t/x\t\n", ("/a",), ("/x",)),
    Rule("2.2", "UTF-8, and a byte order mark", b"\xef\xbb\xbfUser-agent: *\nDisallow: /x\n", ("/a",), ("/x",)),
    # 2.3.1.5 Parsing Errors
    Rule(
        "2.3.1.5",
        "MUST try to parse each line",
        b"\xff\xfe\x00\nUser-agent *\nnonsense\nUser-agent: *\n\xe9: \xe9\nDisallow: /x\n",
        ("/a",),
        ("/x",),
    ),
    Rule(
        "2.3.1.5",
        "a page instead of a file has no rules",
        "<!doctype html><title>Welcome</title><p>User-agent",
        ("/", "/a"),
    ),
    # 2.5 Limits
    Rule(
        "2.5",
        "MUST parse at least 500 KiB",
        (ALL + "Disallow: /a\n" * 39_000 + "Disallow: /deep\n").encode()[:512_000],
        ("/b",),
        ("/deep",),
    ),
    Rule(
        "2.5",
        "what is larger is read as far as that",
        ALL + "Disallow: /x\n" + "# filler, filler, filler\n" * 400_000,
        ("/a",),
        ("/x",),
    ),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.section} {rule.says}")
def test_what_the_rules_say_is_what_is_asked(rule: Rule) -> None:
    body = rule.text if isinstance(rule.text, bytes) else rule.text.encode()

    async def go(scene: Scene) -> None:
        for path in (*rule.allowed, *rule.disallowed):
            try:
                await scene.fetcher.fetch(article(HOST + path))
                asked = True
            except Forbidden as error:
                asked = error.reason != "robots"
            assert asked == (path in rule.allowed), path

    scene = play(lambda asked: page(body if asked.path == "/robots.txt" else b"<p>news</p>"), go, robots=True)
    extra = 1 + ("/robots.txt" in rule.allowed)
    assert scene.server.paths().count("/robots.txt") == extra
    assert len(scene.server.paths()) == extra + len(set(rule.allowed) - {"/robots.txt"})
    assert scene.server.paths()[0] == "/robots.txt"  # 2.3: before anything else


RULED = page(f"{ALL}Disallow: /x\n".encode())
REACHED, CLOSED = ("200", "robots"), ("unreachable", "unreachable")
OPEN = ("200", "200")


def moved(where: str) -> Reply:
    return page(b"", "301 Moved", f"Location: {where}")


def chain(length: int, end: Reply) -> Callable[[Asked], Reply]:
    """Redirects from /robots.txt to /1, /2 and so on."""

    def answer(asked: Asked) -> Reply:
        step = 0 if asked.path == "/robots.txt" else int(asked.path.strip("/") or 0)
        return moved(f"/{step + 1}") if step < length else end

    return answer


def always(reply: Reply) -> Callable[[Asked], Reply]:
    return lambda asked: reply


# section, requirement, how robots.txt is answered, what becomes of /a and of /x, which the rules forbid
ACCESS: list[tuple[str, str, Callable[[Asked], Reply], tuple[str, str]]] = [
    ("2.3.1.1", "successful: MUST follow the rules", always(RULED), REACHED),
    ("2.3.1.1", "any 2xx", always(page(f"{ALL}Disallow: /x\n".encode(), "203 Elsewhere")), REACHED),
    *(
        ("2.3.1.2", f"SHOULD follow at least five redirects: {count}", chain(count, RULED), REACHED)
        for count in (1, 2, 3, 4, 5)
    ),
    ("2.3.1.2", "more redirects than are followed: as if unavailable", chain(99, RULED), OPEN),
    (
        "2.3.1.2",
        "redirected to another host: its rules in the context of ours",
        always(moved("http://laut.example/r")),
        REACHED,
    ),
    *(
        (
            "2.3.1.3",
            f"unavailable, {status[:3]}: may ask for anything",
            always(page(b"User-agent: *\nDisallow: /\n", status)),
            OPEN,
        )
        for status in ("400 Bad", "401 Who", "403 No", "404 Not Found", "410 Gone", "451 Law")
    ),
    *(
        (
            "2.3.1.4",
            f"server error, {status[:3]}: MUST assume complete disallow",
            always(page(b"User-agent: *\nAllow: /\n", status)),
            CLOSED,
        )
        for status in ("500 Oops", "502 Bad", "503 Busy", "504 Late", "599 Odd")
    ),
    ("2.3.1.4", "network error, no answer: the same", always(Reply(b"", close=True)), CLOSED),
    ("2.3.1.4", "no HTTP: the same", always(Reply(b"hello\r\n\r\n", close=True)), CLOSED),
    (
        "2.3.1.4",
        "an answer that broke off: the same",
        always(Reply(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nUser-agent: *\n", close=True)),
        CLOSED,
    ),
    ("2.3.1.4", "an error behind a redirect: the same", chain(2, page(b"", "503 Busy")), CLOSED),
]


@pytest.mark.parametrize(
    ("robots", "becomes"), [case[2:] for case in ACCESS], ids=[f"{section} {says}" for section, says, *_ in ACCESS]
)
def test_how_robots_txt_is_answered_decides_what_is_asked(
    robots: Callable[[Asked], Reply], becomes: tuple[str, str]
) -> None:
    pages = ("/a", "/x")

    def answer(asked: Asked) -> Reply:
        if asked.host == "laut.example":
            return RULED
        return page() if asked.path in pages else robots(asked)

    async def go(scene: Scene) -> None:
        async def ask(path: str) -> str:
            try:
                return str((await scene.fetcher.fetch(article(HOST + path))).exchange.status)
            except Forbidden:
                return "robots"
            except Unreachable as error:
                # and it says when it is worth trying again
                return "unreachable" if error.reason == "robots" and error.retry_after else str(error)

        assert (await ask("/a"), await ask("/x")) == becomes

    scene = play(answer, go, robots=True)
    reached = {path for path, became in zip(pages, becomes, strict=True) if became == "200"}
    assert {path for path in scene.server.paths() if path in pages} == reached
    assert all(visit.target.kind is Kind.ROBOTS for _, visit in scene.archive.kept[: -len(reached) or None])


def test_2_3_1_4_an_unreachable_network_is_no_leave_either() -> None:
    async def go(scene: Scene) -> None:
        with pytest.raises(Unreachable) as caught:
            await scene.fetcher.fetch(article(f"{HOST}/a"))
        assert caught.value.reason == "host_down"

    assert play(lambda asked: page(), go, robots=True, connect_to={":": "127.0.0.1:1"}).server.log == []


def test_2_3_it_is_at_robots_txt_of_the_scheme_host_and_port() -> None:
    urls = [f"{HOST}/a", f"{HOST}:8080/a", "http://www.pantai.example/a", f"{HOST}/a/b?robots.txt"]

    async def go(scene: Scene) -> None:
        for url in urls:
            await scene.fetcher.fetch(article(url))

    scene = play(lambda asked: page(b""), go, robots=True)
    assert [(one.host, one.path) for one in scene.server.log if one.path == "/robots.txt"] == [
        ("pantai.example", "/robots.txt"),
        ("pantai.example:8080", "/robots.txt"),
        ("www.pantai.example", "/robots.txt"),
    ]


def test_2_2_1_the_product_token_is_sent_in_user_agent() -> None:
    async def go(scene: Scene) -> None:
        await scene.fetcher.fetch(article(f"{HOST}/a"))

    scene = play(lambda asked: page(b""), go, robots=True)
    assert all("news-scraper" in (one.header("user-agent") or "") for one in scene.server.log)


@pytest.mark.parametrize(
    ("hours", "jump", "asked"),
    [
        pytest.param(23, 0, 1, id="2.4 MAY cache"),
        pytest.param(25, 0, 2, id="2.4 SHOULD NOT use it for more than 24 hours"),
        pytest.param(25, -24, 2, id="2.4 nor by a clock that was put back meanwhile"),
        pytest.param(1, 24, 2, id="2.4 nor where the machine slept, and only the clock on the wall went on"),
    ],
)
def test_caching(hours: int, jump: int, asked: int) -> None:
    async def main() -> None:
        async with asyncio.timeout(30), serve(lambda _: RULED) as server:
            time, offset = FakeTime(), [timedelta()]
            clock = Clock(lambda: time.now() + offset[0], time.tell, time.sleep, lambda: 0.5)
            fetcher = Fetcher(settings(server.port), Archive(), clock=clock)
            for _ in range(2):
                await fetcher.fetch(article(f"{HOST}/a"))
                with pytest.raises(Forbidden):
                    await fetcher.fetch(article(f"{HOST}/x"))
                time.seconds += hours * 3_600
                offset[0] += timedelta(hours=jump)
            await fetcher.close()
            assert server.paths().count("/robots.txt") == asked

    assert timedelta(hours=24) >= KEPT
    asyncio.run(main())


def test_2_4_what_could_not_be_had_is_asked_for_again_sooner_and_less_often_each_time() -> None:
    async def go(scene: Scene) -> None:
        for _ in range(24 * 60):
            with pytest.raises(Unreachable):
                await scene.fetcher.fetch(article(f"{HOST}/a"))
            scene.time.seconds += 60

    scene = play(lambda asked: page(b"", "500 Oops"), go, robots=True, attempts=1)
    # after 10, 20, 40 and 80 minutes, then each two hours
    assert scene.server.paths() == ["/robots.txt"] * 15
