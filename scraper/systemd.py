"""What a service tells systemd about itself: ready, reloading, stopping, alive. Datagrams as sd_notify(3) has them.

Outside systemd, where nobody gave us an address, nothing is sent.
"""

import os
import socket
import time
from collections.abc import Mapping
from contextlib import suppress


class Notifier:
    """Sends to the socket named in the environment. What cannot be sent is lost: no service fails by that."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._address = _address(environment.get("NOTIFY_SOCKET", ""))
        self.watchdog_every = _watchdog(environment)  # seconds between two signs of life; None: nobody waits for them

    def ready(self) -> None:
        """The start, or a reload, is done."""
        self._send("READY=1")

    def reloading(self) -> None:
        """The configuration is being read again; `ready` ends it (systemd wants to know when it began)."""
        self._send(f"RELOADING=1\nMONOTONIC_USEC={time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1_000}")

    def stopping(self) -> None:
        """What is in flight is being finished."""
        self._send("STOPPING=1")

    def alive(self) -> None:
        """A sign of life for the watchdog."""
        self._send("WATCHDOG=1")

    def status(self, words: str) -> None:
        """One line for `systemctl status`."""
        self._send("STATUS=" + " ".join(words.split()))

    def _send(self, message: str) -> None:
        if self._address is None:
            return
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)  # whoever does not listen holds nobody up
            sender.sendto(message.encode(), self._address)


def _address(text: str) -> bytes | None:
    """A path, or after `@` a name in Linux's abstract name space; None for anything else, as a vsock."""
    if text.startswith("@"):
        return b"\0" + os.fsencode(text[1:])
    return os.fsencode(text) if text.startswith("/") else None


def _watchdog(environment: Mapping[str, str]) -> float | None:
    """A third of what systemd waits for, where it is our process that it waits for (sd_watchdog_enabled(3))."""
    if environment.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    text = environment.get("WATCHDOG_USEC", "")
    return int(text) / 3_000_000 if text.isascii() and text.isdecimal() and int(text) else None
