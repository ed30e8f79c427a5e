"""The daemon under test as a process: started, killed, stopped, and what it takes of the machine."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

WARM = 0.3  # of a life, during which it may grow
STOPPING = 90.0  # seconds that it may take to stop


@dataclass(frozen=True, slots=True)
class Sample:
    memory: int  # octets, resident
    files: int
    threads: int


@dataclass(slots=True)
class Life:
    """One start of the daemon up to its end."""

    log: Path
    samples: list[Sample] = field(default_factory=list)
    ended: int | None = None  # how: the exit code

    def halves(self) -> tuple[Sample, Sample] | None:
        """The medians of the first and the second half of what came after the warm-up; None where it was too short."""
        warm = self.samples[int(len(self.samples) * WARM) :]
        if len(warm) < 6:
            return None
        return _middle(warm[: len(warm) // 2]), _middle(warm[len(warm) // 2 :])


def _middle(samples: Sequence[Sample]) -> Sample:
    return Sample(
        int(median(one.memory for one in samples)),
        int(median(one.files for one in samples)),
        int(median(one.threads for one in samples)),
    )


class Subject:
    """Starts `scraper run` by a hurried clock: `command` is what stands before `run`."""

    def __init__(self, folder: Path, config: Path, hurry: Sequence[str]) -> None:
        self.lives: list[Life] = []
        self._folder, self._config, self._hurry = folder, config, hurry
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        log = self._folder / f"daemon-{len(self.lives)}.log"
        command = [sys.executable, "-m", "tests.soak.hurry", *self._hurry, "run", "--config", str(self._config)]
        with log.open("wb") as stream:
            self._process = subprocess.Popen([*command, "--log-format", "json"], stdout=stream, stderr=stream)
        self.lives.append(Life(log))

    @property
    def ended(self) -> bool:
        """Whether it ended by itself, which it never should."""
        return self._process is not None and self._process.poll() is not None

    def kill(self) -> None:
        """At once and for good, as by `kill -9`; nothing where it does not run."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self.lives[-1].ended = self._process.wait()
            self._process = None

    def stop(self) -> None:
        """As systemd would. TimeoutExpired where it does not."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self.lives[-1].ended = self._process.wait(STOPPING)
            self._process = None

    def sample(self) -> None:
        """Note what it takes; nothing where this machine has no /proc."""
        if self._process is None or not Path("/proc/self/status").exists():
            return
        place = Path(f"/proc/{self._process.pid}")
        try:
            lines = dict(line.split(":", 1) for line in (place / "status").read_text().splitlines())
            files = len(os.listdir(place / "fd"))  # noqa: PTH208
            memory, threads = int(lines["VmRSS"].split()[0]) * 1_024, int(lines["Threads"])
        except (OSError, KeyError):  # it ends just now
            return
        self.lives[-1].samples.append(Sample(memory, files, threads))
