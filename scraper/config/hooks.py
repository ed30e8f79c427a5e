"""The keys of a hook."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field, model_validator

from scraper.config.part import CombinationError, Part
from scraper.config.values import HookAddress, HookSecret, Program, Span
from scraper.notices import Occasion


class Hook(Part):
    """Somebody who is told of news: at an address, or by a program."""

    name: str = Field(pattern=r"^[a-z0-9]+(?:[-_.][a-z0-9]+)*$", max_length=50, description="a word such as newsroom")
    url: HookAddress | None = Field(
        default=None, description="an address that begins with https://, or with http:// on this machine"
    )
    command: Program | None = Field(
        default=None,
        description="a list of a program's whole path and its arguments, such as [/usr/local/bin/told, -v]",
    )
    secret_file: HookSecret | None = Field(default=None, description="a file that holds a secret for signing")
    events: tuple[Annotated[Occasion, Field(strict=False)], ...] = Field(
        default=tuple(Occasion), min_length=1, description="a list of new, changed, removed, restored and alert"
    )
    sections: tuple[str, ...] = Field(default=(), description="a list of names of sections or publishers")
    timeout: Span = Field(
        default=timedelta(seconds=15),
        gt=timedelta(),
        le=timedelta(minutes=10),
        description="a span such as 15s, 10m at most",
    )

    @model_validator(mode="after")
    def _check(self) -> "Hook":
        if self.url is not None and self.command is not None:
            raise CombinationError("command", "expected url or command, got both")
        if self.url is None and self.command is None:
            raise CombinationError("name", "expected url or command beside it, got neither")
        if self.url is not None and self.secret_file is None:
            raise CombinationError("url", "expected secret_file beside it: what is sent there is signed")
        if self.command is not None and self.secret_file is not None:
            raise CombinationError("secret_file", "expected beside url only; a program is told, not written to")
        return self
