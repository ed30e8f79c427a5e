"""What systemd hears, over a socket in a folder and over one in the abstract name space."""

import os
import socket
import sys
from pathlib import Path

import pytest

from scraper.systemd import Notifier


def received(listener: socket.socket) -> list[bytes]:
    listener.setblocking(False)
    found = []
    while True:
        try:
            found.append(listener.recv(4_096))
        except BlockingIOError:
            return found


@pytest.mark.parametrize(
    "abstract", [False, pytest.param(True, marks=pytest.mark.skipif(sys.platform != "linux", reason="Linux only"))]
)
def test_each_state_is_told(tmp_path: Path, abstract: bool) -> None:
    name = f"@scraper-test-{os.getpid()}" if abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind("\0" + name[1:] if abstract else name)
        notifier = Notifier({"NOTIFY_SOCKET": name, "WATCHDOG_USEC": "30000000"})
        notifier.ready()
        notifier.reloading()
        notifier.alive()
        notifier.stopping()
        notifier.status("waiting\nfor work")
        ready, reloading, alive, stopping, status = received(listener)
    assert (ready, alive, stopping, status) == (b"READY=1", b"WATCHDOG=1", b"STOPPING=1", b"STATUS=waiting for work")
    state, _, since = reloading.partition(b"\nMONOTONIC_USEC=")
    assert state == b"RELOADING=1"
    assert since.isdigit()
    assert notifier.watchdog_every == 10.0


def test_nobody_listens(tmp_path: Path) -> None:
    for environment in ({}, {"NOTIFY_SOCKET": str(tmp_path / "gone")}, {"NOTIFY_SOCKET": "vsock:2:1"}):
        Notifier(environment).ready()
    assert Notifier({"WATCHDOG_USEC": "1000000", "WATCHDOG_PID": "1"}).watchdog_every is None
    assert Notifier({"WATCHDOG_USEC": "many"}).watchdog_every is None
