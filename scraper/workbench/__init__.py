"""For whoever writes a publisher profile: what it changes on a page, a first draft of one, and what it changes in an
archive. Nothing here writes to an archive.

`trial` holds what the generic method finds beside what a profile finds, field by field; `draft` writes a profile's YAML
from a page and its section; `changes` tells which records of an archive today's code and profiles would make anew, and
how they differ.
"""

from scraper.workbench.changes import Change, Difference, Drawn, find_changes
from scraper.workbench.draft import Draft, draft_profile
from scraper.workbench.trial import Row, Trial, try_page

__all__ = ["Change", "Difference", "Draft", "Drawn", "Row", "Trial", "draft_profile", "find_changes", "try_page"]
