"""python -m tests.soak [--minutes 20] [--seed N] [--folder DIR]: the daemon among failing hosts, killed now and then.

Six hours by its clock are compressed into those minutes. Exits with 1 where something does not hold, and says what.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from tests.soak.findings import find
from tests.soak.plan import course
from tests.soak.soak import soak
from tests.soak.summary import summary


def main() -> int:
    wanted = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    wanted.add_argument("--minutes", type=float, default=20.0, help="of ours; under 10 it is a short one")
    wanted.add_argument("--seed", type=int, default=int(time.time()), help="of what is published and what fails")
    wanted.add_argument("--folder", type=Path, help="an empty one, where all of it is left")
    given = wanted.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp(prefix="soak-"))
    folder.mkdir(parents=True, exist_ok=True)
    print(f"seed {given.seed}, {given.minutes:g} minutes, in {folder}", flush=True)
    soaked = asyncio.run(soak(folder, course(given.minutes), given.seed, lambda line: print(line, flush=True)))
    print(summary(soaked), flush=True)
    wrong = find(soaked)
    print("\n".join(wrong) or "all holds")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
