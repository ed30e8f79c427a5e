"""How many may be at something at once, where that number may change meanwhile."""

import asyncio


class Places(asyncio.Semaphore):
    """A semaphore of so many places. Fewer are taken back as they are left, so nobody is turned out of one."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self._count, self._owed = count, 0

    def resize(self, count: int) -> None:
        """From now on there are so many."""
        self._owed += self._count - count
        self._count = count
        while self._owed < 0:
            self._owed += 1
            super().release()

    def release(self) -> None:
        if self._owed > 0:
            self._owed -= 1
        else:
            super().release()
