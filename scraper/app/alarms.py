"""What is wrong with sections and hosts: looked for now and then, and told to the log and the hooks, once.

And once more when it heals.
"""

import logging
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

from scraper.alerts import (
    OF_COURSE,
    Alert,
    AlertKind,
    Host,
    Seen,
    find_duplicates,
    has_ended,
    is_challenged,
    judge_section,
    tell_host,
    tell_pair,
)
from scraper.catalog import Catalog, Transaction, alerts, captures, courses, outbox
from scraper.catalog.alerts import Standing
from scraper.catalog.looks import last_looks
from scraper.daemon import Chore
from scraper.drift import Drift, Look, find_drifts
from scraper.errors import CatalogError
from scraper.events import Event
from scraper.judging import LISTINGS
from scraper.model import Kind
from scraper.notices import Notice, Occasion

LOOK_EVERY = timedelta(minutes=5)  # what is wrong with a section is looked for, if it was looked at meanwhile
TELL_EVERY = timedelta(seconds=15)  # an alert that was raised elsewhere waits so long to be told
COMPARE_EVERY = timedelta(hours=1)  # sections are held against each other
FORGOTTEN = timedelta(days=14)  # after which a challenged host that nobody asks any more is none

log = logging.getLogger(__name__)

Key = tuple[AlertKind, str, str]  # kind, subject, aspect


class Watch:
    """Remembers which sections were looked at, and looks for what is wrong with them and their hosts.

    `sections` gives the configured ones by name, with their URLs.
    """

    def __init__(
        self, catalog: Catalog, sections: Callable[[], Mapping[str, str]], now: Callable[[], datetime]
    ) -> None:
        self._catalog, self._sections, self._now = catalog, sections, now
        self._polled, self._read = set[str](), set[str]()  # sections of which a listing, or an article, was looked at
        self._lock = threading.Lock()  # events come on the event loop, the rest is done in threads

    def chores(self) -> tuple[Chore, ...]:
        """What a daemon does now and then."""
        return Chore(self.tell, LOOK_EVERY), Chore(self.announce, TELL_EVERY), Chore(self.compare, COMPARE_EVERY)

    def see(self, event: Event) -> None:
        """Take note of what became of a target."""
        name, kind = event.target.section, event.target.kind
        if name and (kind in LISTINGS or kind is Kind.ARTICLE):
            with self._lock:
                (self._polled if kind in LISTINGS else self._read).add(name)

    def see_all(self) -> None:
        """Take note of all sections, as if something had become of each."""
        with self._lock:
            self._polled |= self._sections().keys()
            self._read |= self._sections().keys()

    def tell(self) -> None:
        """Look at the sections that were looked at since the last call, and tell what has begun or ended.

        Raises CatalogError where the catalog cannot be used for a reason that does not pass.
        """
        with self._lock:
            polled, self._polled = self._polled, set()
            read, self._read = self._read, set()
        try:
            self._look(polled, read)
            announce(self._catalog, self._now())
        except CatalogError as error:
            if not error.passing:
                raise
            with self._lock:  # it can wait as long as the catalog cannot be used
                self._polled |= polled
                self._read |= read

    def announce(self) -> None:
        """Tell what others have raised."""
        try:
            announce(self._catalog, self._now())
        except CatalogError as error:
            if not error.passing:
                raise

    def compare(self, *, whole: bool = True) -> None:
        """Hold the sections against each other. Where they are the `whole`, let go of others, which nobody watches."""
        try:
            self._compare(whole=whole)
        except CatalogError as error:
            if not error.passing:
                raise

    def _look(self, polled: set[str], read: set[str]) -> None:
        now = self._now()
        with self._catalog.reading() as transaction:
            stands = {_key(one.alert): one for one in alerts.standing(transaction)}
            known = courses.known_sections(transaction, polled)
            hosts = {name: host for name, host in courses.known_hosts(transaction).items() if is_challenged(host)}
            found = [judge_section(section) for section in known.values()]
            challenged = [
                tell_host(name, host, courses.last_good(transaction, name))
                for name, host in hosts.items()
                if (AlertKind.CHALLENGED, name, "") not in stands
            ]
        read |= {subject for kind, subject, _ in stands if kind is AlertKind.DRIFT}  # a replay may have mended it
        drifted = [alert for name in sorted(read) for alert in self._drifts(name, now)]
        wrong = {_key(alert): alert for alert in (*found, *challenged, *drifted) if alert is not None}
        looked_at = [
            key
            for key in stands
            if (key[0] in OF_COURSE and key[1] in known and has_ended(key[0], known[key[1]]))
            or (key[0] is AlertKind.DRIFT and key[1] in read)
            or (key[0] is AlertKind.CHALLENGED and key[1] not in hosts)
        ]
        self._settle(wrong, [key for key in looked_at if key not in wrong], stands.keys())

    def _drifts(self, section: str, now: datetime) -> list[Alert]:
        with self._catalog.reading() as transaction:  # a section at a time, so that nobody waits for all of them
            found = find_drifts(last_looks(transaction, section))
            return [_drifted(transaction, section, drift, now) for drift in found]

    def _compare(self, *, whole: bool) -> None:
        now, sections = self._now(), self._sections()
        with self._catalog.reading() as transaction:
            stands = {_key(one.alert): one for one in alerts.standing(transaction)}
            listed = courses.listed(transaction, sections)
            hosts = courses.known_hosts(transaction)
        wrong = {_key(alert): alert for alert in (tell_pair(pair, now) for pair in find_duplicates(listed))}
        idle = {
            name
            for name, host in hosts.items()
            if all(run.last is None or run.last.at < now - FORGOTTEN for run in host.runs.values())
        }
        right = [
            key
            for key in stands
            if (key[0] is AlertKind.CHALLENGED and key[1] in idle)
            or (key[0] is AlertKind.DUPLICATE and key not in wrong and {key[1], key[2]} <= sections.keys())
            or (whole and not _is_watched(key, sections))
        ]
        self._settle(wrong, right, stands.keys(), idle)

    def _settle(
        self, wrong: Mapping[Key, Alert], right: Sequence[Key], stands: Collection[Key], idle: Collection[str] = ()
    ) -> None:
        """Raise what is wrong and did not stand, heal what is right, forget the hosts that are idle."""
        fresh = [alert for key, alert in wrong.items() if key not in stands]
        if not (fresh or right or idle):
            return
        with self._catalog.writing() as transaction:
            courses.keep_hosts(transaction, dict.fromkeys(idle, Host()))
            for kind, subject, aspect in right:
                alerts.heal(transaction, kind, subject, self._now(), aspect)
            for alert in fresh:
                alerts.raise_alert(transaction, alert)


def announce(catalog: Catalog, now: datetime) -> None:
    """Log every alert that was raised or has healed and was not told yet, and have the hooks told of it.

    The one place that all of them go through, whoever raised them. Raises CatalogError.
    """
    with catalog.reading() as transaction:
        if not alerts.has_untold(transaction):
            return
    with catalog.writing() as transaction:
        turns = alerts.untold(transaction)
        outbox.put(transaction, [_notice(turn) for turn in turns], now)
    for turn in turns:
        alert = turn.alert
        what = f"{alert.kind}: {alert.subject}" + (f" ({alert.aspect})" if alert.aspect else "")
        if turn.healed_at is None:
            log.warning("alert: %s: %s", what, alert.detail)
        else:
            log.warning("alert healed: %s: it was raised at %s UTC", what, f"{alert.at:%Y-%m-%d %H:%M}")


def _notice(turn: Standing) -> Notice:
    alert = turn.alert
    kind, at = ("alert.raised", alert.at) if turn.healed_at is None else ("alert.healed", turn.healed_at)
    section = None if alert.kind is AlertKind.CHALLENGED else alert.subject
    told = {"section": section, **alerts.told(turn)}
    key = f"{alert.kind} {alert.subject} {alert.aspect} {alert.at.isoformat()}"
    return Notice(Occasion.ALERT, kind, key, at, section, told)


def _is_watched(key: Key, sections: Mapping[str, str]) -> bool:
    """Whether anybody asks for what an alert is of; a host may be anybody's, and so may what was given by hand."""
    kind, subject, aspect = key
    if kind is AlertKind.CHALLENGED or "://" in subject:
        return True
    return subject in sections and (kind is not AlertKind.DUPLICATE or aspect in sections)


def _key(alert: Alert) -> Key:
    return alert.kind, alert.subject, alert.aspect


def _drifted(transaction: Transaction, section: str, drift: Drift, now: datetime) -> Alert:
    evidence = {
        "usual": {"share" if drift.what != "body" else "characters": round(drift.usual, 3)},
        "now": {"share" if drift.what != "body" else "characters": round(drift.now, 3)},
        "captures": [_place(transaction, look) for look in (drift.before, drift.after)],
    }
    return Alert(AlertKind.DRIFT, section, now, str(drift), evidence, drift.what)


def _place(transaction: Transaction, look: Look) -> dict[str, object]:
    held = captures.nearest(transaction, [look.url], "", look.fetched_at)
    if held is None:
        return {"url": look.url}
    return Seen(look.url, held.fetched_at, held.location.file, held.location.offset, held.status).as_json()
