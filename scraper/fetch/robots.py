"""robots.txt as RFC 9309 has it, on Protego: whether a URL may be asked for, and the Crawl-delay.

Protego judges paths. It departs from the RFC in which lines concern us, so the text is first rewritten: it takes
`User-agent: news` for a match of `news-scraper` and `news-scraper/1.0` for none (2.2.1: the product token, whole and
without case), lets records outside the protocol end a group (2.2.4: they must not), and takes U+2028 and the like for
line ends. `Allow: /index.html` is kept from also allowing `/`.
"""

import re

from protego import Protego

PARSED_BYTES = 1_000_000  # RFC 9309, 2.5: at least 500 KiB
_LINE_BREAKS = str.maketrans(dict.fromkeys("\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", " "))
# The protocol's records and Crawl-delay, with the misspellings that Protego knows too; the colon may be missing.
_RECORD = re.compile(
    r"\s*(?:(user[- ]?agent)|(crawl[- ]?delay)|(diss?all?ow|disallaw|diasllow)|(allow))(?:\s*:|\s)\s*(.*?)\s*",
    re.IGNORECASE,
)
_NAMES = ("User-agent", "Crawl-delay", "Disallow", "Allow")
_TOKEN = re.compile(r"[A-Za-z_-]+")
_OTHER = "!"  # stands for every agent that is not us; no token has it


class Rules:
    """What one robots.txt says to one product token."""

    __slots__ = ("_parsed", "_token", "crawl_delay")

    def __init__(self, text: str, token: str) -> None:
        self._token = token.lower()
        records = _read_records(text, self._token)
        self._parsed = Protego.parse("\n".join(f"{name}: {value}" for name, value in records if name != "Crawl-delay"))
        self.crawl_delay = _crawl_delay(records, self._token)  # seconds, None where it asks for none

    def allows(self, url: str) -> bool:
        """Longest match of the path and query, allow before disallow at a tie, allowed where nothing matches."""
        return bool(self._parsed.can_fetch(url, self._token))


def parse(document: bytes, token: str) -> Rules:
    """The rules of a robots.txt body, its content-coding removed. Never raises: what is no record is passed over."""
    if len(document) > PARSED_BYTES:
        document = document[
            : document.rfind(b"\n", 0, PARSED_BYTES) + 1
        ]  # half a rule may forbid far more than the whole
    return Rules(document.decode("utf-8-sig", "replace"), token)


def _read_records(text: str, token: str) -> list[tuple[str, str]]:
    """The records that bear on us, in order; an agent is the token, `*` or `_OTHER`. Unknown records are left out."""
    records = []
    for line in re.split(r"[\r\n]+", text.lstrip("\ufeff").translate(_LINE_BREAKS)):
        match = _RECORD.fullmatch(line.partition("#")[0])
        if match is None or match.lastindex is None:
            continue
        name = next(name for name, found in zip(_NAMES, match.groups(), strict=False) if found)
        value = match[5]
        if name == "User-agent":
            value = _agent(value, token)
        elif name == "Allow" and value.endswith("/index.html"):
            value += "*"
        records.append((name, value))
    return records


def _agent(value: str, token: str) -> str:
    if value == "*" or value.startswith("* "):
        return "*"
    product = _TOKEN.match(value)
    return token if product and product[0].lower() == token else _OTHER


def _crawl_delay(records: list[tuple[str, str]], token: str) -> float | None:
    """The longest asked of the token by name, else of everybody. It is of the agents above it, rules between or not."""
    delays: dict[str, float] = {}
    agents: set[str] = set()
    named, after_agent = False, False
    for name, value in records:
        if name == "User-agent":
            agents = agents | {value} if after_agent else {value}  # of three
            named = named or value == token
        elif name == "Crawl-delay" and re.fullmatch(r"\d{1,9}(?:\.\d*)?|\.\d+", value):
            for agent in agents:
                delays[agent] = max(delays.get(agent, 0.0), float(value))
        after_agent = name == "User-agent"
    return delays.get(token if named else "*")
