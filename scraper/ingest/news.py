"""What is new of articles, put into the outbox in the transaction that stores it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from scraper.catalog import Transaction, changes, outbox
from scraper.catalog.changes import Change, Evidence, Looks
from scraper.catalog.editions import Standing
from scraper.catalog.telling import place, told
from scraper.changes import GONE, ChangeKind
from scraper.judging import Verdict
from scraper.model import Edition, Kind
from scraper.notices import Notice, Occasion

_TURNS = {ChangeKind.REMOVED: Occasion.REMOVED, ChangeKind.RESTORED: Occasion.RESTORED}
_TURNING = frozenset(_TURNS.values())

Placed = Sequence[tuple[Verdict, Standing]]


def tell(transaction: Transaction, placed: Placed, count: int, now: datetime) -> None:
    """Have the hooks told what the first `count` of these verdicts brought; the others are of captures of before.

    To be called where all of them are in the catalog.
    """
    wishes = outbox.wishes(transaction)
    wanted = {occasion for wish in wishes for occasion in wish.occasions}
    if wanted - {Occasion.ALERT}:
        looks = _looks(placed, count, now, turns=bool(wanted & _TURNING))
        found = changes.shown_by(transaction, looks) if looks.record_ids else []
        outbox.put(transaction, [*_new(placed[:count]), *map(_changed, found)], now, wishes)


def _looks(placed: Placed, count: int, now: datetime, *, turns: bool) -> Looks:
    """The looks that may show a change: of a further page that brought one, that at the article it is of."""
    wholes = {verdict.capture.record_id: verdict for verdict, _ in placed if verdict.edition is not None}
    edited, seen = list[Verdict](), list[Verdict]()
    for verdict, standing in placed[:count]:
        visit = verdict.capture.visit
        if standing.outcome == "changed":
            found_on = visit.target.found_on if visit is not None else None
            whole = wholes.get(found_on.capture) if verdict.edition is None and found_on is not None else verdict
            edited += [whole] if whole is not None else []
        if turns and standing.outcome != "new" and _tells_of_presence(verdict):
            seen.append(verdict)
    all_of_them = [verdict.capture for verdict in (*edited, *seen)]
    return Looks(
        since=min((capture.exchange.fetched_at for capture in all_of_them), default=now),
        record_ids=frozenset(capture.record_id for capture in all_of_them),
        articles=frozenset(verdict.edition.article_id for verdict in edited if verdict.edition is not None),
        addresses=frozenset(verdict.capture.visit.target.url for verdict in seen if verdict.capture.visit is not None),
    )


def _tells_of_presence(verdict: Verdict) -> bool:
    visit = verdict.capture.visit
    if visit is None or visit.target.kind is not Kind.ARTICLE:
        return False
    return verdict.outcome in ("article", "unmodified") or verdict.reason in GONE


def _new(placed: Placed) -> Iterator[Notice]:
    for verdict, standing in placed:
        if standing.outcome == "new" and verdict.edition is not None:
            yield _found(verdict, verdict.edition)


def _found(verdict: Verdict, edition: Edition) -> Notice:
    capture, exchange = verdict.capture, verdict.capture.exchange
    section = capture.visit.target.section if capture.visit is not None else None
    lies, at = capture.location, exchange.fetched_at
    shown = Evidence(lies.file, lies.offset, lies.length, capture.record_id, at, exchange.status, section)
    published = verdict.published_at.isoformat() if verdict.published_at is not None else None
    said = {
        "section": section,
        "publisher": edition.publisher,
        "id": edition.article_id,
        "url": edition.url,
        "title": edition.title,
        "published_at": published,
    }
    return Notice(Occasion.NEW, "article.new", capture.record_id, at, section, said | {"capture": place(shown)})


def _changed(change: Change) -> Notice:
    occasion = next((_TURNS[kind] for kind in change.kinds if kind in _TURNS), Occasion.CHANGED)
    said = told(change)
    said["capture"] = said.pop("after")
    key = change.after.record_id
    return Notice(occasion, f"article.{occasion.value}", key, change.at, change.section, said)
