"""The keys under `browser`."""

from pydantic import Field

from scraper.config.part import Part
from scraper.config.values import Chromium, Hosts


class Browser(Part):
    """What shows the pages of sections that say `render`."""

    path: Chromium | None = Field(default=None, description="the file of a Chromium; else the one that PATH has")
    hosts: Hosts = Field(
        default=(), description="a list of hosts, such as cdn.example.net, that pages may ask beside their own site's"
    )
    pages: int = Field(default=2, ge=1, le=16, description="pages shown at a time, 1 to 16")
    timeout: float = Field(default=90.0, ge=1, le=600, description="seconds that showing a page may take, 1 to 600")
    sandbox: bool = Field(default=True, description="true, or false where Chromium cannot have its sandbox")
