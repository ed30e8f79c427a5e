"""Retry-After and the waits between attempts."""

from datetime import UTC, datetime

import pytest
from tenacity import AsyncRetrying, RetryCallState

from scraper import decode
from scraper.fetch.waits import exponential, retry_after

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (429, "Retry-After: 7", 7.0),
        (503, "retry-after:  0 ", 0.0),
        (301, "Retry-After: 7", 7.0),
        (503, "Retry-After: 3600", 3_600.0),
        (503, "Retry-After: 99999999999999999999999", 86_400.0),
        (503, "Retry-After: Sun, 01 Mar 2026 12:00:30 GMT", 30.0),
        (503, "Retry-After: Sunday, 01-Mar-26 12:00:30 GMT", 30.0),
        (503, "Retry-After: Sun Mar  1 12:00:30 2026", 30.0),
        (503, "Retry-After: Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
        (503, "Retry-After: Sun, 01 Mar 2026 22:00:00 GMT", 36_000.0),
        # the server's clock is an hour ahead, and says so
        (503, "Date: Sun, 01 Mar 2026 13:00:00 GMT\r\nRetry-After: Sun, 01 Mar 2026 13:00:20 GMT", 20.0),
        (200, "Retry-After: 7", None),
        (404, "Retry-After: 7", None),
        (500, "Retry-After: 7", None),
        (503, "X: y", None),
        (503, "Retry-After:", None),
        (503, "Retry-After: soon", None),
        (503, "Retry-After: Thu, 99999999999999999999 Jan 2020 0:0:0", None),
        (503, "Retry-After: -5", None),
        (503, "Retry-After: 1.5", None),
        (503, "Retry-After: \xb2", None),
        (503, "Retry-After: Sun, 99 Mar 2026 99:00:30 GMT", None),
    ],
)
def test_retry_after(status: int, headers: str, expected: float | None) -> None:
    response = f"HTTP/1.1 {status} X\r\n{headers}\r\n\r\n".encode("latin-1")
    assert retry_after(decode.exchange("https://a.example/", NOW, b"", response), NOW) == expected


def test_waits_double_with_jitter_up_to_a_minute() -> None:
    def waits(chance: float) -> list[float]:
        states = [RetryCallState(AsyncRetrying(), None, (), {}) for _ in range(9)]
        for number, state in enumerate(states, 1):
            state.attempt_number = number
        return [exponential(lambda: chance)(state) for state in states]

    assert waits(0.0) == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    assert waits(1.0) == [1, 2, 4, 8, 16, 32, 60, 60, 60]
