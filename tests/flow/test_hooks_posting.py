"""Webhooks over the wire: signed so that a receiver of its own believes it, and every answer taken for what it says."""

import asyncio
import base64
import logging
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import trustme

from scraper.errors import ConfigError
from scraper.fetch import Poster
from scraper.hooks import read_secrets, sign
from scraper.notices import Outcome, Receipt
from tests.flow.receiver import OTHER, SECRET, Reply, receiving, signed, write_secrets
from tests.flow.scripted import Asked, page, serve

BODY = '{"type":"article.new","data":{"title":"Fähre"}}'.encode()


def post(*urls: str, seconds: float = 30.0, bundle: Path | None = None) -> list[Outcome]:
    """Post the same to each address, one after the other."""

    async def work() -> list[Outcome]:
        poster = Poster(bundle)
        try:
            fields = sign([SECRET, OTHER], "evt_1", 1_700_000_000, BODY)
            return [await poster.post(url, {"user-agent": "test/1", **fields}, BODY, seconds) for url in urls]
        finally:
            await poster.close()

    return asyncio.run(work())


def answered(status: int, fields: dict[str, str] | None = None) -> Outcome:
    """What becomes of a notice that is answered so."""
    with receiving(lambda _: (status, fields or {})) as receiver:
        (outcome,) = post(receiver.url)
        assert len(receiver.heard) == 1
        return outcome


def test_the_signature_is_that_of_the_specification() -> None:
    """The example that the reference libraries of Standard Webhooks test themselves by."""
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    fields = sign([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, b'{"test": 2432232314}')
    assert fields["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_receiver_believes_what_was_sent_by_either_secret_and_nothing_else() -> None:
    with receiving() as receiver:
        assert post(receiver.url, receiver.url) == [Outcome(Receipt.DELIVERED)] * 2
        heard, again = receiver.heard
    assert heard == again
    assert heard.body == BODY
    assert heard.path == "/hook-with-a-token-in-it"
    wanted = {"content-type": "application/json", "user-agent": "test/1", "webhook-id": "evt_1"}
    assert wanted.items() <= heard.fields.items()
    assert "cookie" not in heard.fields
    assert signed(heard, SECRET)
    assert signed(heard, OTHER)
    assert not signed(heard, SECRET[::-1])


@pytest.mark.parametrize(
    ("status", "receipt"),
    [
        (200, Receipt.DELIVERED),
        (202, Receipt.DELIVERED),
        (302, Receipt.FAILED),
        (400, Receipt.REFUSED),
        (401, Receipt.FAILED),
        (404, Receipt.FAILED),
        (410, Receipt.GONE),
        (413, Receipt.REFUSED),
        (429, Receipt.FAILED),
        (500, Receipt.FAILED),
    ],
)
def test_what_a_status_says(status: int, receipt: Receipt) -> None:
    assert answered(status, {"Location": "/elsewhere"}).receipt is receipt


def test_how_long_a_receiver_wants_to_be_left_alone() -> None:
    assert answered(429, {"Retry-After": "120"}) == Outcome(Receipt.FAILED, "answered with 429", 120.0)
    at = datetime.now(UTC).replace(microsecond=0)
    fields = {"Date": format_datetime(at), "Retry-After": format_datetime(at + timedelta(hours=2))}
    wait = answered(503, fields).retry_after
    assert wait is not None
    assert 7_000 < wait <= 7_200
    assert answered(503, {"Retry-After": "soon"}).retry_after is None
    assert answered(503, {"Retry-After": "9999999"}).retry_after == 86_400.0


def test_one_that_is_not_there_hangs_or_answers_no_http_fails() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        hanging = f"http://127.0.0.1:{silent.getsockname()[1]}/secret"
        assert post(hanging, seconds=0.2) == [Outcome(Receipt.FAILED, "no answer within 0.2 s")]
    (refused,) = post(hanging)
    (odd,) = odd_answer(lambda _: page(b"", "1000 What"))
    (unnamed,) = post("https://xn--zzzzzz.invalid/secret")  # which httpx would rather not name
    for outcome in (refused, odd, unnamed):
        assert outcome.receipt is Receipt.FAILED
        assert outcome.words.startswith("no answer: ")
        assert "secret" not in outcome.words


def odd_answer(answer: Callable[[Asked], object]) -> list[Outcome]:
    async def work() -> list[Outcome]:
        async with serve(answer) as server:  # type: ignore[arg-type]
            poster = Poster()
            try:
                return [await poster.post(f"http://127.0.0.1:{server.port}/secret", {}, b"{}", 30.0)]
            finally:
                await poster.close()

    return asyncio.run(work())


def test_an_endless_answer_is_not_listened_to() -> None:
    async def drip(asked: Asked) -> object:
        endless = page(b"", "200 OK")
        return type(endless)(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", drip=b"1\r\nx\r\n")

    answer: Callable[[Asked], Awaitable[object]] = drip
    assert odd_answer(answer) == [Outcome(Receipt.DELIVERED)]


def test_https_by_those_that_are_trusted_alone(tmp_path: Path) -> None:
    authority = trustme.CA()
    (tmp_path / "ca.pem").write_bytes(authority.cert_pem.bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)

    async def work(bundle: Path | None) -> Outcome:
        async with serve(lambda _: page(b"", "204 No Content"), context) as server:
            poster = Poster(bundle)
            try:
                return await poster.post(f"https://localhost:{server.port}/", {}, b"", 30.0)
            finally:
                await poster.close()

    assert asyncio.run(work(tmp_path / "ca.pem")) == Outcome(Receipt.DELIVERED)
    distrusted = asyncio.run(work(None))
    assert distrusted.receipt is Receipt.FAILED
    assert "CERTIFICATE_VERIFY_FAILED" in distrusted.words


def test_nothing_is_logged_of_address_or_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    answers: Iterator[Reply] = iter([(500, {}), (204, {})])
    lock = threading.Lock()

    def answer(_: object) -> Reply:
        with lock:
            return next(answers)

    with receiving(answer) as receiver:
        outcomes = post(receiver.url, receiver.url)
    assert [outcome.receipt for outcome in outcomes] == [Receipt.FAILED, Receipt.DELIVERED]
    assert "token" not in caplog.text
    assert "token" not in outcomes[0].words


def test_a_file_of_secrets(tmp_path: Path) -> None:
    path = write_secrets(tmp_path / "secrets", SECRET, OTHER)
    path.write_text(f"# two of them\n\n{path.read_text()}{base64.b64encode(SECRET).decode()}\n")
    assert read_secrets(path) == (SECRET, OTHER, SECRET)
    with pytest.raises(ConfigError, match=r"cannot be read"):
        read_secrets(tmp_path / "none")


@pytest.mark.parametrize("text", ["", "# nothing\n", "whsec_c2hvcnQ=\n", "not base64 at all, but long\n", "\xff\n"])
def test_a_secret_that_will_not_do_is_refused_and_not_repeated(tmp_path: Path, text: str) -> None:
    path = tmp_path / "hook.secret"
    path.write_text(text, "latin-1")
    with pytest.raises(ConfigError, match=r"hook.secret.*24 to 64 bytes in base64: openssl rand") as caught:
        read_secrets(path)
    assert not text.strip() or text.strip("# \n") not in str(caught.value)
