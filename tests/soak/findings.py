"""What must hold after a soak, looked at from outside: each thing that does not is a sentence."""

import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import scraper
from scraper.changes.presence import LOOKS, SPAN
from tests.flow.archives import lines, records
from tests.soak.plan import Story, spans
from tests.soak.site import Served
from tests.soak.soak import Soaked

MB = 1_000_000
MOST = 400 * MB  # of memory, at any time
ABOUT = timedelta(minutes=1)  # between the request as the daemon dates it and as the server does
LOST = 0.1  # minutes of ours before a kill, in which what was served may not have been kept
Text = tuple[str, tuple[str, ...]]


def find(soaked: Soaked) -> list[str]:
    """All that is wrong."""
    return [
        *_archived(soaked),
        *_noticed(soaked),
        *_turned(soaked),
        *_flat(soaked),
        *_quiet(soaked),
        *_verified(soaked),
        *_replayed(soaked),
    ]


def _archived(soaked: Soaked) -> Iterator[str]:
    """Every story that a list ever named has a record, and so do all that were planned."""
    there = {record["url"] for record in records(soaked.archive)}
    for story in soaked.plan.stories:
        if story.url not in soaked.ledger.listed:
            yield f"{story.url}: was never listed, so that the soak tells nothing of it"
        elif story.url not in there:
            shown = [(round(one.minute), one.whole) for one in soaked.ledger.shown(story.url)]
            yield f"{story.url}: was listed, and has no record; published {story.published:.0f}, shown {shown[:5]}"


def _noticed(soaked: Soaked) -> Iterator[str]:
    """The records of a story are what it showed, each once, in order: what stood long enough, and nothing else."""
    found = defaultdict[str, list[dict[str, Any]]](list)
    for record in records(soaked.archive):
        found[record["url"]].append(record)
    for story in soaked.plan.stories:
        each = sorted(found[story.url], key=lambda record: str(record["capture"]["fetched_at"]))
        kept = [(record["title"], tuple(record["paragraphs"])) for record in each]
        shown = [one for one in soaked.ledger.shown(story.url) if one.state.status == 200]
        cut = [one.state.text for one in shown if not one.whole]
        kept = _without_repeats([text for text in kept if not any(_is_cut(text, whole) for whole in cut)])
        sure = [one for one in shown if one.whole and not _is_lost(soaked, one)]
        promised = _without_repeats([one.state.text for one in sure])
        possible = _without_repeats([one.state.text for one in shown if one.whole])
        names = {state.text: f"v{number}" for number, state in enumerate(story.states)}
        if not _runs_through(promised, kept):
            yield f"{story.url}: shown as {_named(promised, names)}, archived as {_named(kept, names)}"
        if not _runs_through(kept, possible):
            yield f"{story.url}: archived as {_named(kept, names)}, though shown as {_named(possible, names)}"
        yield from _looked_at(soaked, story)
        if (last := story.states[-1]).status == 200 and (not kept or kept[-1] != last.text):
            yield f"{story.url}: its last record is not what it says in the end"


def _looked_at(soaked: Soaked, story: Story) -> Iterator[str]:
    """What stood when a look was due, and for as long afterwards as that may be late, was shown."""
    shown = [one for one in soaked.ledger.shown(story.url) if one.whole]
    if not shown:
        return
    first, course = shown[0].minute, soaked.course
    for state, until in spans(story.states, soaked.end):
        due = (first + span for span in course.watch if first + span >= state.since)
        look = next(due, None)
        if look is not None and look + course.grace <= until and not any(one.state is state for one in shown):
            stood = f"what stood from {state.since:.0f} to {until:.0f}"
            yield f"{story.url}: a look was due at {look:.0f}, and nobody saw {stood}"


def _turned(soaked: Soaked) -> Iterator[str]:
    """What was seen to be gone for long enough was told as removed, and what came back as restored."""
    told = defaultdict[str, list[str]](list)
    for change in scraper.read_changes(soaked.archive):
        told[change["url"]] += [kind for kind in change["kinds"] if kind in ("removed", "restored")]
    for story in soaked.plan.stories:
        whole = [one for one in soaked.ledger.shown(story.url) if one.whole]
        sure = [one for one in whole if not _is_lost(soaked, one)]
        expected = [_turns(looks, SPAN + slack) for looks in (sure, whole) for slack in (-ABOUT, ABOUT)]
        if told[story.url] not in expected:
            yield f"{story.url}: told as {told[story.url]}, seen as {expected[0]}"
        stood = soaked.end - story.states[-1].since
        if story.states[-1].status != 200 and stood > 90 + soaked.course.grace and told[story.url][-1:] != ["removed"]:
            yield f"{story.url}: gone for {stood:.0f} minutes, and not told so"


def _turns(served: Sequence[Served], span: timedelta) -> list[str]:
    """As the README says it: the third look in a row, so long or longer after the first; one that shows it again."""
    found, missed = list[str](), list[float]()
    removed = False
    for one in served:
        if one.state.status == 200:
            found += ["restored"] if removed else []
            removed, missed = False, []
            continue
        missed.append(one.minute)
        if not removed and len(missed) >= LOOKS and timedelta(minutes=missed[-1] - missed[0]) >= span:
            removed = True
            found.append("removed")
    return found


def _flat(soaked: Soaked) -> Iterator[str]:
    """In its last life, which is the longest, the second half takes no more than the first; in none it takes much."""
    for number, life in enumerate(soaked.subject.lives):
        most = max((sample.memory for sample in life.samples), default=0)
        if most > MOST:
            yield f"life {number}: took {most / MB:.0f} MB"
    halves = soaked.subject.lives[-1].halves()
    if halves is None:
        return
    before, after = halves
    if after.memory > before.memory * 1.1 + 8 * MB:
        yield f"the last life: memory grew from {before.memory / MB:.0f} to {after.memory / MB:.0f} MB"
    if after.files > before.files + 5:
        yield f"the last life: open files grew from {before.files} to {after.files}"
    if after.threads > before.threads + 2:
        yield f"the last life: threads grew from {before.threads} to {after.threads}"


def _quiet(soaked: Soaked) -> Iterator[str]:
    """No traceback in a log, and a good end."""
    for life in soaked.subject.lives:
        text = life.log.read_text("utf-8", "replace")
        for sign in ("Traceback", "could not judge", "never retrieved", "was never awaited", "Warning:"):
            if sign in text:
                place = text.index(sign)
                yield f"{life.log.name}: {sign}: {text[max(place - 300, 0) : place + 1_500]}"
    if soaked.subject.lives[-1].ended != 0:
        yield f"the daemon ended with {soaked.subject.lives[-1].ended}"
    opened = [path.name for path in (soaked.archive / "warc").glob("*.open")]
    if opened:
        yield f"left open: {opened}"


def _verified(soaked: Soaked) -> Iterator[str]:
    done = _scraper("verify", "--config", str(soaked.config))
    if done.returncode:
        yield f"scraper verify: {done.stdout[-2_000:]}{done.stderr[-2_000:]}"


def _replayed(soaked: Soaked) -> Iterator[str]:
    """A replay into an empty folder makes the same records and tells the same changes, byte for byte."""
    fresh = soaked.config.parent / "fresh"
    fresh.mkdir()
    file = fresh / "config.yaml"
    file.write_text(soaked.config.read_text().replace(str(soaked.archive), str(fresh / "archive")))
    done = _scraper("replay", str(soaked.archive / "warc"), "--config", str(file))
    if done.returncode:
        yield f"scraper replay: {done.stdout[-2_000:]}{done.stderr[-2_000:]}"
        return
    before, after = lines(soaked.archive), lines(fresh / "archive")
    for path in sorted(before.keys() | after.keys()):
        if before.get(path) != after.get(path):
            yield f"{path}: a replay makes other lines"
    if scraper.read_changes(soaked.archive) != scraper.read_changes(fresh / "archive"):
        yield "a replay tells other changes"


def _scraper(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "scraper", *arguments], capture_output=True, text=True, check=False)


def _is_lost(soaked: Soaked, one: Served) -> bool:
    """Whether it was served just before a kill, or the end, and may not have been archived."""
    return any(one.minute <= kill <= one.minute + LOST * soaked.course.factor for kill in (*soaked.kills, soaked.end))


def _is_cut(text: Text, whole: Text) -> bool:
    """Whether this is what is left of a page whose end is missing."""
    (title, paragraphs), (whole_title, all_of_them) = text, whole
    if text == whole or title != whole_title or not 0 < len(paragraphs) <= len(all_of_them):
        return False
    last = len(paragraphs) - 1
    return paragraphs[:last] == all_of_them[:last] and all_of_them[last].startswith(paragraphs[last])


def _without_repeats(texts: Sequence[Text]) -> list[Text]:
    return [text for place, text in enumerate(texts) if not place or texts[place - 1] != text]


def _runs_through(some: Sequence[Text], all_of_them: Sequence[Text]) -> bool:
    """Whether some come, in this order, among others."""
    rest = iter(all_of_them)
    return all(any(text == other for other in rest) for text in some)


def _named(texts: Sequence[Text], names: dict[Text, str]) -> list[str]:
    return [names.get(text, f"{text[0][:30]}/{len(text[1])}") for text in texts]
