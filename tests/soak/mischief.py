"""The faults of a soak: what is done to one answer, or to all of a host's for a while."""

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from tests.flow import hostile
from tests.flow.hostile import Mischief
from tests.soak.newsroom import Answer

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHALLENGE = b"<!doctype html><title>Just a moment...</title><h1>Checking your browser before accessing</h1>"


@dataclass(frozen=True, slots=True)
class Fault:
    """`strikes`: how much of what may be done to one address it is; three make a look fail for good."""

    name: str
    act: Mischief
    strikes: int
    mangled: bool = False  # the client sees another page than is meant and cannot know it


def pick(chance: random.Random, answer: Answer, drip: float) -> Fault:
    """A fault for one answer that would have been whole; none goes on for longer than `drip` seconds."""
    head, _, body = answer.data.partition(b"\r\n\r\n")
    half = head + b"\r\n\r\n" + body[: len(body) * 2 // 3]
    tag = b"ETag: "
    plain = b"\r\n".join(line for line in head.split(b"\r\n") if not line.startswith((b"Content-Length", tag)))
    more = plain + b"\r\nContent-Length: 99999\r\n\r\n"  # than there is
    wait = chance.randint(20, 240)
    faults = [
        Fault("reset at once", hostile.reset_after(b""), 1),
        Fault("reset in the head", hostile.reset_after(b"HTTP/1.1 200 OK\r\nContent-"), 1),
        Fault("silence", _for(drip, _silence), 1),
        Fault("endless head", hostile.drip(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 500, 0.0), 3),
        Fault("no HTTP", hostile.say(b"220 mail ready\r\n", close=True), 3),
        Fault("500", hostile.say(hostile.answer(b"oh", status="500 Internal Server Error")), 1),
        Fault("503", hostile.say(hostile.answer(b"", f"Retry-After: {wait}", status="503 Busy")), 1),
        Fault("429", hostile.say(hostile.answer(b"", f"Retry-After: {wait}", status="429 Too Many Requests")), 1),
        Fault("circle", hostile.redirect(lambda path: path), 3),
        Fault("spiral", hostile.redirect(lambda path: path + "x"), 3),
        Fault("challenge", hostile.say(hostile.answer(CHALLENGE, status="403 Forbidden")), 3),
        Fault("bomb", hostile.say(_bomb()), 3),
        Fault("endless body", hostile.drip(OK + b"\r\n<html>", b" " * 50_000, 0.0), 3),
        Fault("slow body", _for(drip, hostile.drip(more + body[: len(body) // 2], b" ", 0.05)), 3),
    ]
    if answer.status == 200:
        faults += [
            Fault("cut off", hostile.reset_after(half), 1),
            Fault("cut off", hostile.reset_after(half), 1),
            Fault("too much promised", hostile.say(more + body, close=True), 1),
            Fault("too little promised", hostile.say(_short(plain, body), close=True), 1, mangled=True),
        ]
    return chance.choice(faults)


@cache
def _bomb() -> bytes:
    """Packed once: it takes long enough for others to give up."""
    return hostile.bomb(100_000_000)


async def _silence(writer: asyncio.StreamWriter, path: str, headers: hostile.Headers) -> None:
    """Nothing; that nobody listens any more is not noticed while nothing is written."""
    await asyncio.Event().wait()


def _for(seconds: float, act: Mischief) -> Mischief:
    """The same, broken off after so long."""

    async def limited(writer: asyncio.StreamWriter, path: str, headers: hostile.Headers) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await act(writer, path, headers)
        writer.transport.abort()

    return limited


def _short(head: bytes, body: bytes) -> bytes:
    return head + f"\r\nContent-Length: {len(body) * 2 // 3}\r\n\r\n".encode() + body
