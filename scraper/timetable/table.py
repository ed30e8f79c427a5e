"""The heap of ticks.

A tick costs the logarithm of how many sections there are, and a section that waits costs nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import heapify, heappop, heappush

from scraper.cadence import (
    Adaptive,
    Every,
    Rhythm,
    after_quiet,
    count_ticks,
    learn,
    learn_more,
    next_gap,
    next_poll,
)
from scraper.timetable.values import PUNCTUAL, Ended, Plan, Poll, Standing, Tick, What

_SOONEST = timedelta(minutes=1)  # after which a section that is polled at set times is polled sooner
_PATIENCE = timedelta(minutes=15)  # after which a poll that has not ended is asked for again
_RATE, _BURST = 40.0, 200.0  # polls a second that are let go where many are due at once, and how many at once
_SPREAD = 0.1  # of an adaptive gap is left to chance where no jitter is configured
_BACK = timedelta(minutes=1)  # a clock that was put back by more makes every plan anew


@dataclass(slots=True)
class _Entry:
    poll: Poll
    rhythm: Rhythm
    due: datetime  # the next tick
    base: datetime  # the same before jitter
    asked: datetime | None = None  # when the poll that is under way was let go
    was_due: datetime | None = None  # when that was due
    excused: bool = False  # of the next tick it was told already how late it is
    first: bool = False  # the poll that is under way is the first since the start
    hint: timedelta | None = None  # how often the document says that it changes


class Timetable:
    """The ticks of all sections. `random` gives numbers from 0 to 1."""

    def __init__(self, random: Callable[[], float]) -> None:
        self._random = random
        self._entries: dict[str, _Entry] = {}  # by URL
        self._by_section: dict[str, _Entry] = {}
        self._waiting: list[tuple[datetime, str]] = []  # a heap; what is not an entry's `due` any more is void
        self._ready: list[tuple[int, datetime, str]] = []  # a heap of what is due, by priority
        self._missed: list[Tick] = []
        self._changed: dict[str, _Entry] = {}
        self._now: datetime | None = None
        self._allowance, self._allowed_at = _BURST, datetime.min.replace(tzinfo=UTC)

    @property
    def urls(self) -> set[str]:
        """The sections that are watched."""
        return set(self._entries)

    def replace(self, polls: Sequence[Poll], standings: Mapping[str, Standing], now: datetime) -> None:
        """Have these polls and no others. One that is as it was before keeps its plan and what is under way."""
        wanted = {poll.target.url: poll for poll in polls}
        kept = {url: entry for url, entry in self._entries.items() if wanted.get(url) == entry.poll}
        same = set(kept)
        for url, poll in wanted.items():
            if url not in same:
                before = self._entries.get(url)
                standing = standings.get(url, Standing())
                if before is not None:
                    standing = Standing(standing.last, None, before.rhythm)
                kept[url] = self._enter(poll, standing, now)
        self._entries = {url: kept[url] for url in wanted}
        self._by_section = {entry.poll.target.section or url: entry for url, entry in self._entries.items()}
        self._ready = [ready for ready in self._ready if ready[-1] in same]
        ripe = {url for *_, url in self._ready}
        self._waiting = [(entry.due, url) for url, entry in self._entries.items() if url not in ripe]
        heapify(self._ready)
        heapify(self._waiting)

    def next_at(self, now: datetime) -> datetime | None:
        """When `take` has something to give; None where nothing is planned."""
        if self._ready:
            return now + timedelta(seconds=1.0 / _RATE)
        while self._waiting and not self._is_planned(*self._waiting[0]):
            heappop(self._waiting)
        return self._waiting[0][0] if self._waiting else None

    def take(self, now: datetime, excuse: str = "the daemon was busy") -> list[Poll]:
        """The polls to be made now, each under way until `end` is called; `excuse` says why those overdue are late."""
        if self._now is not None and now < self._now - _BACK:
            self._plan_all_anew(now)
        self._now = now
        while self._waiting and self._waiting[0][0] <= now:
            due, url = heappop(self._waiting)
            if self._is_planned(due, url):
                self._ripen(self._entries[url], now)
        self._allowance = min(_BURST, self._allowance + _RATE * max((now - self._allowed_at).total_seconds(), 0.0))
        self._allowed_at = now
        taken = []
        while self._ready and self._allowance >= 1.0:
            _, due, url = heappop(self._ready)
            self._allowance -= 1.0
            taken.append(self._let_go(self._entries[url], due, now, excuse))
        return taken

    def end(self, url: str, ended: Ended) -> None:
        """A poll has ended, whoever asked for it: learn from what it brought, and plan the next one."""
        entry = self._entries.get(url)
        if entry is None:
            return
        if entry.was_due is not None and entry.asked is not None:  # else it was nobody's tick
            self._judge(entry, entry.was_due, entry.asked, ended)
        cadence, hint = entry.poll.cadence, ended.not_before or entry.hint
        if entry.first and isinstance(cadence, Every) and not ended.refused:
            self._plan(entry, entry.base + timedelta(seconds=ended.late))  # what began together goes on apart
        entry.asked, entry.was_due, entry.first = None, None, False
        if isinstance(cadence, Adaptive):
            if ended.failed is None:
                entry.hint = hint  # which an answer without a document does not repeat
                entry.rhythm = learn(entry.rhythm, ended.at, ended.found, cadence.zone)
            gap = next_gap(entry.rhythm, cadence, ended.at)
            if entry.poll.jitter is None:
                gap *= 1 + _SPREAD * (2 * self._random() - 1)
            gap = min(max(gap, cadence.floor, hint or gap), cadence.ceiling)
            self._plan(entry, ended.at + gap)
        elif ended.failed is not None and hint is not None and ended.at + hint > entry.due:
            again = ended.at + hint
            count = count_ticks(cadence, entry.base, again, entry.poll.quiet)
            if count:  # the tick planned, and those after it that none is planned for
                late = (again - entry.due).total_seconds()
                self._note(entry, entry.due, What.REFUSED, ended.failed, count, late)
            self._plan(entry, again if isinstance(cadence, Every) else next_poll(cadence, again, again))

    def learn_more(self, section: str, found: int) -> None:
        """A further page or sitemap of a section's last poll has brought so many new articles."""
        entry = self._by_section.get(section)
        if entry is not None and found and isinstance(entry.poll.cadence, Adaptive):
            entry.rhythm = learn_more(entry.rhythm, found, entry.poll.cadence.zone)
            self._changed[entry.poll.target.url] = entry

    def hurry(self, section: str, now: datetime, not_before: timedelta | None = None) -> None:
        """A section's last poll has brought nothing that was known: poll it sooner than planned, once.

        By its own rhythm, at the floor; else half-way to the next tick, which stays, and a minute after this at least.
        Never before what the publisher asks for is over.
        """
        entry = self._by_section.get(section)
        if entry is None or entry.asked is not None:
            return
        cadence = entry.poll.cadence
        if isinstance(cadence, Adaptive):
            wait = max(cadence.floor, not_before or entry.hint or cadence.floor)
        else:
            wait = max((entry.due - now) / 2, _SOONEST, not_before or _SOONEST)
        due = after_quiet(entry.poll.quiet, now + wait)
        if due < entry.due:
            entry.due = due
            heappush(self._waiting, (due, entry.poll.target.url))
            self._changed[entry.poll.target.url] = entry

    def missed(self) -> list[Tick]:
        """The ticks that were no polls in time, since this was asked last."""
        found, self._missed = self._missed, []
        return found

    def changes(self) -> list[Plan]:
        """What is to be remembered, since this was asked last."""
        found, self._changed = self._changed, {}
        return [
            Plan(url, entry.due, entry.rhythm if isinstance(entry.poll.cadence, Adaptive) else None)
            for url, entry in found.items()
        ]

    def _enter(self, poll: Poll, standing: Standing, now: datetime) -> _Entry:
        due = next_poll(poll.cadence, standing.last, now, standing.rhythm)
        if isinstance(poll.cadence, Adaptive) and standing.next is not None and standing.last is not None:
            due = min(max(standing.next, now), now + poll.cadence.ceiling)
        entry = _Entry(poll, standing.rhythm, due, due)
        entry.base = entry.due = after_quiet(poll.quiet, due)
        missed = standing.next
        if missed is not None and missed < now - PUNCTUAL:
            self._note_gap(entry, missed, now, "the daemon was not running")
        entry.excused = entry.due <= now  # a first poll is late for nothing, and of others that was told just now
        self._changed[poll.target.url] = entry
        return entry

    def _is_planned(self, due: datetime, url: str) -> bool:
        entry = self._entries.get(url)
        return entry is not None and entry.due == due

    def _ripen(self, entry: _Entry, now: datetime) -> None:
        """A tick's time has come: it is a poll, unless the one before it has not ended."""
        due, url = entry.due, entry.poll.target.url
        if entry.asked is None:
            heappush(self._ready, (-entry.poll.priority, due, url))
            entry.due = now + _PATIENCE * 4  # until it is let go, nothing is planned
            return
        self._note(entry, due, What.SKIPPED, "the poll before it had not ended")
        if now - entry.asked > _PATIENCE:  # somebody else may have made that poll, and we heard of no end
            heappush(self._ready, (-entry.poll.priority, due, url))
            return
        self._plan_onward(entry, now)

    def _let_go(self, entry: _Entry, due: datetime, now: datetime, excuse: str) -> Poll:
        if not entry.excused and now - due > PUNCTUAL:
            self._note_gap(entry, due, now, excuse)
        entry.asked, entry.was_due = now, due
        if entry.excused:
            entry.was_due = entry.base = now
        entry.first, entry.excused = entry.excused, False
        self._plan_onward(entry, now)
        return entry.poll

    def _plan_onward(self, entry: _Entry, now: datetime) -> None:
        """The tick after one whose time has come; an adaptive one is planned once its poll has ended, if it ends."""
        cadence = entry.poll.cadence
        if isinstance(cadence, Adaptive):
            self._plan(entry, now + max(cadence.ceiling, _PATIENCE))
        elif isinstance(cadence, Every):
            # At the times it would have had anyway; a poll that was made sooner is followed by the tick it came before.
            ahead = max(0 if entry.base > now else 1, -((entry.base - now) // cadence.span))
            due = entry.base + ahead * cadence.span
            self._plan(entry, due if due > now else due + cadence.span)
        else:
            self._plan(entry, next_poll(cadence, now, now))

    def _plan(self, entry: _Entry, due: datetime) -> None:
        """Plan the next tick for then, or after the quiet hours that lie there, and by chance a little later."""
        cadence, quiet = entry.poll.cadence, entry.poll.quiet
        while (end := after_quiet(quiet, due)) > due:
            match cadence:
                case Every(span=span):
                    onward = due + span * -((due - end) // span)
                    # A day later it is the same hour: what is polled seldom would never be.
                    seldom = quiet is not None and span >= quiet.length
                    due = end if seldom or after_quiet(quiet, onward) > onward else onward
                case Adaptive():
                    due = end
                case _:
                    due = next_poll(cadence, end - timedelta(microseconds=1), end - timedelta(microseconds=1))
        entry.base = due
        jitter = entry.poll.jitter
        entry.due = after_quiet(quiet, due + jitter * self._random()) if jitter else due
        heappush(self._waiting, (entry.due, entry.poll.target.url))
        self._changed[entry.poll.target.url] = entry

    def _plan_all_anew(self, now: datetime) -> None:
        self._waiting, ripe = [], {url for *_, url in self._ready}
        for url, entry in self._entries.items():
            entry.asked = min(entry.asked, now) if entry.asked is not None else None
            if url not in ripe:
                self._plan(entry, next_poll(entry.poll.cadence, now, now, entry.rhythm))

    def _judge(self, entry: _Entry, due: datetime, asked: datetime, ended: Ended) -> None:
        """Note a poll that could not be made, or was late for what came after it had been let go."""
        late, soon = (asked - due).total_seconds() + ended.late, PUNCTUAL.total_seconds()
        if ended.refused:
            self._note(entry, due, What.REFUSED, ended.failed or "", seconds=late)
        elif entry.first and not ended.held_by:
            return  # with how many others it begins is nobody's schedule
        elif ended.late > 0 and late > soon >= (asked - due).total_seconds():
            what = What.REFUSED if ended.held_by else What.LATE
            self._note(
                entry, due, what, ended.held_by or "it waited for its turn, at its host or in the queue", 1, late
            )

    def _note_gap(self, entry: _Entry, first: datetime, now: datetime, reason: str) -> None:
        """Note the ticks from `first` until now, which one poll now stands for; quiet hours have none."""
        count = count_ticks(entry.poll.cadence, first, now, entry.poll.quiet)
        if not count:
            return
        what = What.COALESCED if count > 1 else What.LATE
        self._note(entry, first, what, reason, count, (now - first).total_seconds())

    def _note(self, entry: _Entry, at: datetime, what: What, reason: str, count: int = 1, seconds: float = 0.0) -> None:
        target = entry.poll.target
        self._missed.append(Tick(target.url, target.section or target.url, at, what, reason, count, max(seconds, 0.0)))
