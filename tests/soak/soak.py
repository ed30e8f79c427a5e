"""A soak from its first minute to its last: the hosts, the daemon, the kills, the calm at the end."""

import asyncio
import json
import random
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme

from scraper import config
from scraper.cadence import format_span
from tests.soak.newsroom import Newsroom, address
from tests.soak.plan import SECTIONS, SECURE, Course, Plan, draw
from tests.soak.site import Ledger, Site, settled
from tests.soak.subject import Subject

LATE = 1.3  # times as long as planned, at most, until everything is caught up on a machine that is busy
SAMPLED = 1.0  # seconds


@dataclass(frozen=True, slots=True)
class Soaked:
    """What a soak left behind, and what is known of it from outside."""

    course: Course
    plan: Plan
    epoch: datetime
    end: float  # the last minute
    ledger: Ledger
    subject: Subject
    config: Path
    kills: tuple[float, ...]  # the minutes in which it was killed

    @property
    def archive(self) -> Path:
        return self.config.parent / "archive"

    def minute(self, at: datetime) -> float:
        """The minute of a soak at a time by its clock."""
        return (at - self.epoch) / timedelta(minutes=1)


async def soak(folder: Path, course: Course, seed: int, tell: Callable[[str], object] = print) -> Soaked:
    """Run one in an empty folder. `tell` hears now and then how it goes."""
    plan, began = draw(course, seed), time.monotonic()
    # So that its clock has not overtaken ours when the archive is looked at.
    epoch = datetime.now(UTC) - timedelta(minutes=LATE * (course.length + 60))

    def minute() -> float:
        return (time.monotonic() - began) / 60 * course.factor

    site = Site(course, plan, Newsroom(plan, epoch), minute, certify(folder), random.Random(seed))
    await site.open()
    file = configure(folder, course, site.ports)
    subject = Subject(folder, file, [repr(began), epoch.isoformat(), repr(course.factor)])
    keeping = asyncio.create_task(site.keep())
    kills: list[float] = []
    try:
        subject.start()
        told = 0.0
        while not _is_done(course, plan, site.ledger, minute()):
            await asyncio.sleep(SAMPLED)
            subject.sample()
            if subject.ended:
                raise AssertionError(f"the daemon ended by itself: {subject.lives[-1].log.read_text()[-2_000:]}")
            if len(kills) < len(plan.kills) and minute() >= plan.kills[len(kills)]:
                kills.append(minute())
                subject.kill()
                subject.start()
            if minute() - told > course.length / 20:
                told = minute()
                tell(_progress(subject, site.ledger, told))
        end = minute()
        await asyncio.to_thread(subject.stop)
    finally:
        subject.kill()
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        await site.close()
    return Soaked(course, plan, epoch, end, site.ledger, subject, file, tuple(kills))


def _is_done(course: Course, plan: Plan, ledger: Ledger, now: float) -> bool:
    """At the end as planned; later where not everybody was shown all, on a machine that is busy."""
    if now < course.length:
        return False
    return now > LATE * course.length or not settled(ledger, plan.stories, now)


def _progress(subject: Subject, ledger: Ledger, minute: float) -> str:
    last = subject.lives[-1].samples[-1:]
    held = f"{last[0].memory / 1e6:.0f} MB, {last[0].files} files, {last[0].threads} threads" if last else "starting"
    stories, faults = len(ledger.listed), ledger.faults.total()
    return f"minute {minute:.0f}: {stories} stories listed, {ledger.requests} requests, {faults} faults; {held}"


def certify(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A certificate for the secure host by an authority that the daemon believes, and one by another."""
    contexts = []
    for issuer in (believed := trustme.CA(), trustme.CA()):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        issuer.issue_cert(SECURE).configure_cert(context)
        contexts.append(context)
    believed.cert_pem.write_to_path(folder / "ca.pem")
    return contexts[0], contexts[1]


def configure(folder: Path, course: Course, ports: dict[str, int]) -> Path:
    """The daemon's configuration: its spans are those of a soak's own clock."""
    connect = {f"{host}:{443 if host == SECURE else 80}": f"127.0.0.1:{port}" for host, port in ports.items()}
    minutes = [timedelta(minutes=span) for span in course.watch]
    sections = [
        {"name": each.name, "url": address(each), "kind": "feed" if each.kind == "atom" else each.kind}
        | ({"every": "5m"} if place % 2 else {"adaptive": {"floor": "3m", "ceiling": "10m", "mean": "5m"}})
        | ({"links": "h2 a"} if each.kind == "page" else {})
        for place, each in enumerate(SECTIONS)
    ]
    settings = {
        "archive": "archive",
        "identity": {"name": "Soak", "contact": "soak@library.example"},
        "fetch": {
            "delay": 0.5,
            "per_host": 4,
            "timeout": course.timeout,
            "max_body": "500kB",
            "ca_bundle": "ca.pem",
            "connect_to": connect,
            "allow_networks": ["127.0.0.0/8"],
        },
        "warc": {"max_size": "400kB"},  # so that files are closed, indexed and noted in the manifest all the time
        "watch": [format_span(span) for span in minutes],
        "sections": sections,
    }
    file = folder / "config.yaml"
    file.write_text(config.dump(config.parse(json.dumps(settings), file)))
    return file
