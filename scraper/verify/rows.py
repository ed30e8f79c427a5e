"""The catalog's rows of a file held against its captures: each is judged anew, and they must say what comes of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from scraper import records
from scraper.catalog import checking
from scraper.catalog.checking import FileRow, Judgement, Known
from scraper.catalog.editions import Day
from scraper.ingest import Shelves, join_known
from scraper.judging import Rules, Verdict
from scraper.verify.evidence import Checked
from scraper.verify.files import Stale
from scraper.verify.finding import Finding, Totals
from scraper.warc.files import location_name
from scraper.workers import Judged

OTHERWISE = "captures that this version judges otherwise than the one that ingested them; `scraper replay` renews them"
_TELLING = frozenset({"article_id", "url", "title", "fingerprint", "line_digest"})  # what a line may decide


@dataclass(frozen=True, slots=True)
class Doubt:
    """An article whose row says otherwise than its capture gives today: the record file tells which is right."""

    where: str
    file: int  # its number
    columns: tuple[str, ...]
    held: str  # the line's digest by the row
    given: str  # and by the capture, as judged today
    same: bool  # but for the version that made it


@dataclass(slots=True)
class Rows:
    """What the catalog's rows came to, for the record files that rest on them."""

    totals: Totals
    stale: Stale
    others: frozenset[str] = frozenset()  # versions other than this one that lines were made by
    lacking: set[tuple[str, int]] = field(default_factory=set)  # captures that the catalog does not know
    doubts: dict[Day, list[Doubt]] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)  # ids of articles of which a row is wrong
    upset: set[Day] = field(default_factory=set)  # days whose lines cannot be told, because a row of theirs is wrong


@dataclass(slots=True)
class FileRows:
    """The rows of one file, taken out one by one as its captures are judged."""

    shelves: Shelves
    rules: Rules
    checked: Checked
    row: FileRow
    place: str  # that captures of the file are ordered by, but for their offset
    known: dict[int, Known]
    ids: frozenset[str]
    lacking: int = 0

    def compare(self, judged: Judged, rows: Rows) -> Iterator[Finding]:
        """What is wrong with the rows of the captures in a part of the file."""
        for verdict in judged.results:
            if isinstance(verdict, Verdict):
                yield from self._compare(join_known(self.shelves, verdict, self.rules), rows)

    def end(self, rows: Rows, *, busy: bool) -> Iterator[Finding]:
        """What is left once every capture was judged: rows with none behind them, captures without one."""
        checked, path = self.checked, self.checked.job.path
        revisits = {reference.offset for reference in checked.references}  # told of, where they lead nowhere
        for offset in sorted(self.known.keys() - revisits):
            beyond = checked.job.open and offset >= checked.size
            if not (checked.changed or beyond or checked.is_hurt(offset)):
                yield self._tell(
                    rows, "captures", f"a row has a capture at byte {offset} of {path.name}, where none lies"
                )
        if self.lacking and not (busy or checked.job.open):
            what = f"{self.lacking} of its captures are not in the catalog; run: scraper replay {path}"
            yield Finding(str(path), None, what)
            rows.stale.files.add(self.row.number)
        elif self._is_settled(busy) and self.row.ingested != checked.size:
            said = f"{self.row.ingested} bytes of {path.name} are ingested; it has {checked.size}"
            yield self._tell(rows, "files", f"a row says that {said}")

    def _is_settled(self, busy: bool) -> bool:
        """Whether all of the file must be ingested: closed, fetched by this archive, and as it was."""
        checked = self.checked
        return checked.job.inside and not (busy or checked.job.open or checked.changed)

    def _compare(self, verdict: Verdict, rows: Rows) -> Iterator[Finding]:
        capture = verdict.capture
        offset, name = capture.location.offset, capture.location.file
        known = self.known.pop(offset, None)
        if self.checked.is_hurt(offset) or offset in self.checked.bereft:
            return
        if known is None:
            if not (self.checked.changed and capture.record_id in self.ids):  # it is elsewhere than it was
                self.lacking += 1
                rows.lacking.add((name, offset))
                if verdict.edition is not None:
                    rows.stale.days.add((verdict.edition.publisher, f"{capture.exchange.fetched_at:%Y-%m-%d}"))
            return
        judgement = Judgement(capture, verdict.outcome, verdict.detail, verdict.reason, verdict.edition)
        place = f"{self.place}:{offset:015d}"
        wrong, doubtful = checking.differences(known, self.row.number, place, judgement)
        where = f"byte {offset} of {name}"
        if not wrong and not doubtful:
            rows.totals.rows += 1
        elif rows.others and {"outcome", "detail", "reason"}.issuperset(wrong) and (wrong or known.article is None):
            rows.totals.notes[OTHERWISE] += 1
        elif wrong:
            yield self._tell(rows, "captures", f"the row of {where} has another {_and(wrong)} than the capture")
        if doubtful:
            yield from self._doubt(verdict, known, doubtful, rows)

    def _doubt(self, verdict: Verdict, known: Known, columns: list[str], rows: Rows) -> Iterator[Finding]:
        """Keep for the record files what they can decide; tell the rest, and give up on the days it upsets."""
        article, edition, capture = known.article, verdict.edition, verdict.capture
        where = f"byte {capture.location.offset} of {capture.location.file}"
        day = f"{capture.exchange.fetched_at:%Y-%m-%d}"
        rows.told |= {each for each in (article and article["article_id"], edition and edition.article_id) if each}
        if article is not None and edition is not None and _TELLING.issuperset(columns):
            same = any(_as_of(verdict.line or b"", version) == article["line_digest"] for version in rows.others)
            doubt = Doubt(where, self.row.number, tuple(columns), article["line_digest"], edition.line_digest, same)
            rows.doubts.setdefault((edition.publisher, day), []).append(doubt)
            return
        rows.upset |= {(article["publisher"], article["day"])} if article is not None else set()
        rows.upset |= {(edition.publisher, day)} if edition is not None else set()
        if article is not None and edition is not None:
            yield self._tell(rows, "articles", f"the row of {where} has another {_and(columns)} than the capture")
        elif not rows.others and known.capture["outcome"] == verdict.outcome:
            what = "is no article" if edition is None else "is an article, and it has no row"
            yield self._tell(rows, "articles", f"the capture at {where} {what}")

    def _tell(self, rows: Rows, table: str, what: str) -> Finding:
        rows.stale.files.add(self.row.number)
        return Finding(str(self.shelves.catalog.path), None, f"{table}: {what}")


def open_rows(shelves: Shelves, rules: Rules, checked: Checked, row: FileRow) -> FileRows:
    """The rows of a file that the catalog knows as `row`. Raises CatalogError."""
    with shelves.catalog.reading() as transaction:
        known = checking.known_of(transaction, row.number)
    ids = frozenset(str(each.capture["record_id"]) for each in known.values())
    # Of a file that begins otherwise than it did, the catalog alone knows the mark.
    mark = row.mark if checked.changed else shelves.file(checked.job.path).mark
    place = f"{location_name(checked.job.path)}:{mark}"
    return FileRows(shelves, rules, checked, row, place, known, ids)


def _as_of(line: bytes, version: str) -> str:
    """The digest that a line had if this version had made it."""
    ours, theirs = (f'"extractor":{{"version":"{each}"'.encode() for each in (records.EXTRACTOR_VERSION, version))
    return records.digest(line.replace(ours, theirs, 1))


def _and(columns: list[str]) -> str:
    return ", ".join(columns)
