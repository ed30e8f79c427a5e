"""What a news site of ours will publish, edit, take down and put back, and when its hosts will fail: drawn from a seed.

Times are minutes from the beginning of a soak, by its own clock, which runs faster than ours.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

LONG = 10.0  # minutes of ours from which on a soak is a long one


@dataclass(frozen=True, slots=True)
class Course:
    """How long a soak takes, what is in it, and what the daemon is asked to do."""

    minutes: float  # of ours
    length: float  # of its own
    chaos: float  # of those, until when things are published, edited and broken
    stories: int
    kills: int
    watch: tuple[int, ...]
    drip: float  # seconds of ours for which an answer drips, if nobody gives it up
    share: float  # of the answers that are spoilt
    strikes: int  # how much harm is done to one address: a look that fails for good is three
    grace: float  # how late a look may be that faults, a host that is down and a kill put off
    ripe: float  # how old a story is before it is taken down

    @property
    def factor(self) -> float:
        """How many times as fast as ours its clock runs."""
        return self.length / self.minutes

    @property
    def timeout(self) -> float:
        """Seconds of its own until an answer is given up: six of ours, since this machine may be busy too."""
        return 6.0 * self.factor


def course(minutes: float) -> Course:
    """Six hours in twenty minutes, by default; a short one holds less, and compresses more."""
    if minutes >= LONG:
        watch = (10, 20, 30, 45, *range(60, 361, 20))
        return Course(minutes, 360.0, 240.0, 320, 3, watch, 90.0, 0.08, 6, 60.0, 75.0)
    return Course(minutes, 100.0, 35.0, 24, 1, tuple(range(8, 161, 8)), 3.0, 0.25, 3, 30.0, 12.0)


@dataclass(frozen=True, slots=True)
class Section:
    """A list of stories: where it is and what it is made as."""

    name: str
    host: str
    path: str
    kind: str  # feed, atom, page or sitemap


SECTIONS = (
    Section("lamp/feed", "www.lamplight.example", "/feed.xml", "feed"),
    Section("lamp/front", "www.lamplight.example", "/latest/", "page"),
    Section("times/town", "harbour-times.example", "/town/", "page"),
    Section("wire/all", "wire.example", "/all.atom", "atom"),
    Section("observer/news", "observer.example", "/news-sitemap.xml", "sitemap"),
)
SECURE = "observer.example"  # the host that is asked by https
HOSTS = tuple(dict.fromkeys(section.host for section in SECTIONS))


def root(host: str) -> str:
    """Its address, without a slash at the end."""
    return f"{'https' if host == SECURE else 'http'}://{host}"


@dataclass(frozen=True, slots=True)
class State:
    """What an address shows from some minute on."""

    since: float
    status: int  # 200, or 404 or 410 with no text
    title: str = ""
    paragraphs: tuple[str, ...] = ()
    modified: float = 0.0  # what the page says of that; a silent edit leaves it as it was

    @property
    def text(self) -> tuple[str, tuple[str, ...]]:
        return self.title, self.paragraphs


@dataclass(frozen=True, slots=True)
class Story:
    """One story, and all that becomes of it. `oddity` is how its host serves it, always: plain, liar, gzip, cookie."""

    host: str
    path: str
    states: tuple[State, ...]
    oddity: str

    @property
    def url(self) -> str:
        return root(self.host) + self.path

    @property
    def published(self) -> float:
        return self.states[0].since

    def at(self, minute: float) -> State | None:
        """What it shows; None while it is not published."""
        return next((state for state in reversed(self.states) if state.since <= minute), None)


@dataclass(frozen=True, slots=True)
class Window:
    """A while in which a host fails as a whole: down, tls, robots, busy or slow."""

    host: str
    since: float
    until: float
    what: str


@dataclass(frozen=True, slots=True)
class Plan:
    stories: tuple[Story, ...]
    windows: tuple[Window, ...]
    kills: tuple[float, ...]


def draw(course: Course, seed: int) -> Plan:
    """The same for the same seed."""
    chance = random.Random(seed)
    stories = tuple(_story(course, chance, number) for number in range(course.stories))
    share = course.chaos / (course.kills + 1)
    kills = tuple(share * (number + chance.uniform(0.3, 0.7)) + share / 2 for number in range(course.kills))
    return Plan(stories, tuple(_windows(course, chance)), kills)


def _story(course: Course, chance: random.Random, number: int) -> Story:
    host = chance.choice(HOSTS)
    # The first are there before the daemon is; the last come early enough to be edited.
    published = -chance.uniform(1, 60) if number < course.stories // 8 else chance.uniform(0, 0.85 * course.chaos)
    states = [_first(chance, number, published)]
    at = max(published, 0.0)
    for _ in range(chance.choice((0, 0, 1, 1, 1, 2, 3))):
        at += chance.choice((chance.uniform(1, 6), chance.uniform(10, 40), chance.uniform(20, 100)))
        if at < course.chaos:
            states.append(_edited(chance, states[-1], at))
    gone_at = max(at, published, 0.0) + course.ripe + chance.uniform(0, course.chaos / 4)
    if number % 6 == 0 and gone_at < course.chaos:
        states.append(State(gone_at, chance.choice((404, 410))))
        back_at = gone_at + chance.uniform(0.3, 0.6) * course.chaos
        if back_at < course.chaos and chance.random() < 0.6:
            last = states[-2]
            same = State(back_at, 200, last.title, last.paragraphs, last.modified)
            states.append(same if chance.random() < 0.5 else _edited(chance, same, back_at))
    oddity = chance.choice(("plain", "plain", "plain", "gzip", "liar", "cookie"))
    return Story(host, f"/2026/{_slug(states[0].title)}-{number}", tuple(states), oddity)


def _windows(course: Course, chance: random.Random) -> Iterator[Window]:
    """Each host fails as a whole a few times, but for the last part of the chaos; one has no robots.txt at first."""
    yield Window(HOSTS[2], -1.0, min(14.0, course.chaos / 4), "robots")
    for host in HOSTS:
        kinds = ["down", "busy", "slow"] + (["tls"] if host == SECURE else [])
        chance.shuffle(kinds)
        step = 0.8 * course.chaos / len(kinds)
        for place, what in enumerate(kinds):
            since = step * (place + chance.uniform(0.2, 0.6))
            yield Window(host, since, since + chance.uniform(0.1, 0.3) * min(step, 60.0), what)


_PLACES = ("quay", "lighthouse", "ropewalk", "bridge", "reading-room", "market", "ferry", "chapel", "brewery", "mill")
_PEOPLE = ("harbour office", "town council", "night watch", "rowing club", "pilots' guild", "museum", "fire brigade")
_DEEDS = ("counted", "measured", "repaired", "painted", "counted again", "inspected", "opened", "moved", "described")
_THINGS = (
    "lanterns",
    "barrels",
    "benches",
    "ledgers",
    "windows",
    "ropes",
    "letters",
    "engines",
    "boats",
    "café tables",
)
_WHEN = ("before the storm", "after the tide had turned", "on the eve of the fair", "in spite of the fog", "once more")


def _sentence(chance: random.Random) -> str:
    return (
        f"The {chance.choice(_PEOPLE)} {chance.choice(_DEEDS)} {chance.randint(12, 9_999)} {chance.choice(_THINGS)} "
        f"near the {chance.choice(_PLACES)} {chance.choice(_WHEN)}, and nobody who was asked thought it would last."
    )


def _title(chance: random.Random) -> str:
    people = chance.choice(_PEOPLE).capitalize()
    return f"{people} {chance.choice(_DEEDS)} {chance.randint(12, 999)} {chance.choice(_THINGS)}"


def _slug(title: str) -> str:
    return "-".join("".join(letter for letter in title.lower() if letter.isascii() and letter not in "',()").split())


def _first(chance: random.Random, number: int, at: float) -> State:
    paragraphs = tuple(f"{_sentence(chance)} {_sentence(chance)}" for _ in range(chance.randint(4, 7)))
    return State(at, 200, f"{_title(chance)} ({number})", paragraphs, at)


def _edited(chance: random.Random, before: State, at: float) -> State:
    """Another headline, another sentence, one paragraph more or less; every other one in silence."""
    title, paragraphs = before.title, list(before.paragraphs)
    match chance.randrange(4):
        case 0:
            title = f"{_title(chance)} ({before.title.rpartition('(')[2]}"
        case 1:
            paragraphs.insert(chance.randint(1, len(paragraphs)), f"{_sentence(chance)} {_sentence(chance)}")
        case 2 if len(paragraphs) > 4:
            del paragraphs[chance.randrange(1, len(paragraphs))]
        case _:
            place = chance.randrange(len(paragraphs))
            paragraphs[place] = f"{paragraphs[place].partition('. ')[0]}. {_sentence(chance)}"
    return State(at, 200, title, tuple(paragraphs), at if chance.random() < 0.5 else before.modified)


def spans(states: Sequence[State], end: float) -> Iterator[tuple[State, float]]:
    """Each state and until when it stood."""
    yield from ((state, after.since) for state, after in pairwise(states))
    yield states[-1], end
